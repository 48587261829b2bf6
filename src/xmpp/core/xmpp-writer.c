/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outgoing half of a stream: one write at a time, everything said meanwhile in the next one. */
#define G_LOG_DOMAIN "xmpp-stream"

#include "xmpp-writer.h"

#include <string.h>

#include "xmpp-error.h"
#include "xmpp-namespaces.h"

/* A server that reads nothing does not make us hold more than that. */
#define UNSENT_BYTES (16 * 1024 * 1024)

/* A burst's memory is given back. */
#define KEPT_BYTES (64 * 1024)

struct _XmppWriter
{
  gatomicrefcount        ref_count;
  GOutputStream         *output;
  GCancellable          *cancellable;
  const XmppWriterFuncs *funcs;      /* (nullable): NULL after xmpp_writer_free() */
  gpointer               user_data;  /* borrowed */
  GString               *unsent;
  GString               *sending;
  gsize                  n_added;    /* bytes, ever */
  GSource               *flush;      /* (nullable) */
  gboolean               is_writing;
};

static void
writer_unref (XmppWriter *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_object (&self->output);
  g_clear_object (&self->cancellable);
  g_string_free (self->unsent, TRUE);
  g_string_free (self->sending, TRUE);
  g_free (self);
}

static void schedule_flush (XmppWriter *self);

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  XmppWriter *self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean written = g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL,
                                                       &error);

  self->is_writing = FALSE;
  if (self->sending->allocated_len > KEPT_BYTES)
    {
      g_string_free (self->sending, TRUE);
      self->sending = g_string_new (NULL);
    }
  g_string_truncate (self->sending, 0);
  if (!written)
    g_string_truncate (self->unsent, 0);

  schedule_flush (self);
  if (self->funcs != NULL && !written)
    self->funcs->broken (error, self->user_data);
  else if (self->funcs != NULL && self->unsent->len == 0)
    self->funcs->idle (self->user_data);

  writer_unref (self);
}

static gboolean
flush_cb (gpointer user_data)
{
  XmppWriter *self = user_data;
  GString *batch = self->unsent;

  g_clear_pointer (&self->flush, g_source_unref);
  self->unsent = self->sending;
  self->sending = batch;
  self->is_writing = TRUE;
  g_atomic_ref_count_inc (&self->ref_count);
  g_output_stream_write_all_async (self->output, batch->str, batch->len, G_PRIORITY_DEFAULT,
                                   self->cancellable, written_cb, self);
  return G_SOURCE_REMOVE;
}

/* From the main loop, so that all that is said in one turn goes out together. */
static void
schedule_flush (XmppWriter *self)
{
  if (self->flush != NULL || self->is_writing || self->unsent->len == 0 || self->funcs == NULL)
    return;

  self->flush = g_idle_source_new ();
  g_source_set_priority (self->flush, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->flush, flush_cb, self, NULL);
  g_source_attach (self->flush, g_main_context_get_thread_default ());
}

/**
 * xmpp_writer_new:
 * @output: where to write
 * @funcs: what to call; static
 * @user_data: for @funcs
 *
 * Returns: (transfer full): a writer
 */
XmppWriter *
xmpp_writer_new (GOutputStream         *output,
                 const XmppWriterFuncs *funcs,
                 gpointer               user_data)
{
  XmppWriter *self = NULL;

  g_return_val_if_fail (G_IS_OUTPUT_STREAM (output), NULL);
  g_return_val_if_fail (funcs != NULL, NULL);

  self = g_new0 (XmppWriter, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->output = g_object_ref (output);
  self->cancellable = g_cancellable_new ();
  self->funcs = funcs;
  self->user_data = user_data;
  self->unsent = g_string_new (NULL);
  self->sending = g_string_new (NULL);
  return self;
}

/**
 * xmpp_writer_free:
 * @self: (transfer full): a writer
 *
 * Gives up what was not written. Nobody is called any more.
 */
void
xmpp_writer_free (XmppWriter *self)
{
  self->funcs = NULL;
  g_cancellable_cancel (self->cancellable);
  if (self->flush != NULL)
    g_source_destroy (self->flush);
  g_clear_pointer (&self->flush, g_source_unref);
  writer_unref (self);
}

/**
 * xmpp_writer_add:
 * @self: a writer
 * @text: part of a stream that is no element: its header, its end
 *
 * Writes @text soon.
 */
void
xmpp_writer_add (XmppWriter *self,
                 const char *text)
{
  g_return_if_fail (self != NULL && text != NULL);

  g_string_append (self->unsent, text);
  self->n_added += strlen (text);
  schedule_flush (self);
}

/**
 * xmpp_writer_add_element:
 * @self: a writer
 * @element: what to write
 * @max_bytes: how large the server lets one be
 * @error: return location for %XMPP_ERROR_TOO_LARGE, or %XMPP_ERROR_TIMEOUT when too much waits
 *   already
 *
 * Writes @element soon.
 *
 * Returns: whether it will be written; %FALSE when it is too large or too much waits already
 */
gboolean
xmpp_writer_add_element (XmppWriter   *self,
                         XmppElement  *element,
                         gsize         max_bytes,
                         GError      **error)
{
  gsize before = 0;
  GError *why = NULL;

  g_return_val_if_fail (self != NULL && element != NULL, FALSE);

  before = self->unsent->len;
  xmpp_element_append_xml (element, XMPP_NS_CLIENT, self->unsent);

  if (self->unsent->len - before > max_bytes)
    g_set_error_literal (&why, XMPP_ERROR, XMPP_ERROR_TOO_LARGE, "More than the server takes");
  else if (self->unsent->len + self->sending->len > UNSENT_BYTES)
    g_set_error_literal (&why, XMPP_ERROR, XMPP_ERROR_TIMEOUT, "The server does not read");
  if (why != NULL)
    {
      g_string_truncate (self->unsent, before);
      g_propagate_error (error, why);
      return FALSE;
    }

  self->n_added += self->unsent->len - before;
  schedule_flush (self);
  return TRUE;
}

/**
 * xmpp_writer_get_n_added:
 * @self: a writer
 *
 * Returns: how many bytes it was given, ever
 */
gsize
xmpp_writer_get_n_added (XmppWriter *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_added;
}

/**
 * xmpp_writer_is_idle:
 * @self: a writer
 *
 * Returns: whether all was written
 */
gboolean
xmpp_writer_is_idle (XmppWriter *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return !self->is_writing && self->unsent->len == 0;
}
