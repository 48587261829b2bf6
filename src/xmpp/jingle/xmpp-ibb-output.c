/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-ibb-output.c: bytes to another in stanzas: XEP-0047 2.0.1. A few are under way at a time:
 * the other side, and the servers between, say by their answers how fast it may go (2.2). */
#define G_LOG_DOMAIN "xmpp-ibb"

#include "xmpp-ibb-output.h"

#include "xmpp-base64.h"
#include "xmpp-error.h"
#include "xmpp-jingle-error.h"
#include "xmpp-namespaces.h"

#define MAX_UNDER_WAY 4
#define PATIENCE_S    90

struct _XmppIbbOutput
{
  GOutputStream  parent_instance;

  XmppJingleContext   *context;
  char          *peer;
  char          *sid;
  guint          block_bytes;
  guint16        seq;         /* it begins anew after 65535: 2.2 */
  guint          n_under_way;
  GError        *error;       /* (nullable) */
  GTask         *writing;     /* (nullable): waits until more may be sent */
  gsize          n_written;   /* what it returns */
  GTask         *closing;     /* (nullable): waits until all has been answered */
};

G_DEFINE_FINAL_TYPE (XmppIbbOutput, xmpp_ibb_output, G_TYPE_OUTPUT_STREAM)

static void
return_error (GTask        **task,
              const GError  *error)
{
  g_autoptr(GTask) waiting = g_steal_pointer (task);

  if (waiting != NULL)
    g_task_return_error (waiting, g_error_copy (error));
}

/**
 * xmpp_ibb_output_abort:
 * @self: the stream
 * @error: why nothing goes any more
 *
 * Fails what waits and what comes.
 */
void
xmpp_ibb_output_abort (XmppIbbOutput *self,
                       const GError  *error)
{
  g_return_if_fail (XMPP_IS_IBB_OUTPUT (self));
  g_return_if_fail (error != NULL);

  if (self->error == NULL)
    self->error = g_error_copy (error);
  return_error (&self->writing, self->error);
  return_error (&self->closing, self->error);
}

static GError *
explain (const GError *error)
{
  XmppJingleError code = XMPP_JINGLE_ERROR_INCOMPLETE;

  if (g_error_matches (error, XMPP_ERROR, XMPP_ERROR_TIMEOUT))
    code = XMPP_JINGLE_ERROR_TIMEOUT;
  else if (error->domain == XMPP_ERROR
           || g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_RECIPIENT_UNAVAILABLE)
           || g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE))
    code = XMPP_JINGLE_ERROR_GONE;
  return g_error_new (XMPP_JINGLE_ERROR, (int) code, "In-band: %s", error->message);
}

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, NULL);

  /* All blocks were answered: whether the other side likes the end as well is no matter. */
  g_task_return_boolean (task, TRUE);
}

static void
send_close (XmppIbbOutput *self)
{
  XmppElement *iq = xmpp_element_new_iq ("set", self->peer);

  xmpp_element_set_attribute (xmpp_element_add_child (iq, "close", XMPP_NS_IBB), "sid", self->sid);
  xmpp_jingle_context_request (self->context, iq, 0, closed_cb, g_steal_pointer (&self->closing));
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(XmppIbbOutput) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);

  self->n_under_way--;
  if (iq == NULL)
    {
      g_autoptr(GError) ours = explain (error);

      xmpp_ibb_output_abort (self, ours);
      return;
    }

  if (self->writing != NULL)
    {
      g_autoptr(GTask) task = g_steal_pointer (&self->writing);

      g_task_return_int (task, (gssize) self->n_written);
    }
  if (self->closing != NULL && self->n_under_way == 0)
    send_close (self);
}

static void
send_block (XmppIbbOutput *self,
            gconstpointer  bytes,
            gsize          n_bytes)
{
  g_autofree char *seq = g_strdup_printf ("%u", self->seq++);
  g_autofree char *text = g_base64_encode (bytes, n_bytes);
  XmppElement *iq = xmpp_element_new_iq ("set", self->peer);
  XmppElement *data = xmpp_element_add_text_child (iq, "data", XMPP_NS_IBB, text);

  xmpp_element_set_attribute (data, "seq", seq);
  xmpp_element_set_attribute (data, "sid", self->sid);
  self->n_under_way++;
  xmpp_jingle_context_request (self->context, iq, PATIENCE_S, answered_cb, g_object_ref (self));
}

static void
xmpp_ibb_output_write_async (GOutputStream       *stream,
                             const void          *buffer,
                             gsize                count,
                             int                  io_priority,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  XmppIbbOutput *self = XMPP_IBB_OUTPUT (stream);
  g_autoptr(GTask) task = g_task_new (stream, cancellable, callback, user_data);

  g_task_set_source_tag (task, xmpp_ibb_output_write_async);
  g_task_set_priority (task, io_priority);
  if (self->error != NULL)
    {
      g_task_return_error (task, g_error_copy (self->error));
      return;
    }

  self->n_written = MIN (count, self->block_bytes);
  send_block (self, buffer, self->n_written);
  if (self->n_under_way < MAX_UNDER_WAY)
    g_task_return_int (task, (gssize) self->n_written);
  else
    self->writing = g_steal_pointer (&task);
}

static gssize
xmpp_ibb_output_write_finish (GOutputStream  *stream,
                              GAsyncResult   *result,
                              GError        **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static gssize
xmpp_ibb_output_write_fn (GOutputStream  *stream,
                          const void     *buffer,
                          gsize           count,
                          GCancellable   *cancellable,
                          GError        **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Stanzas do not block");
  return -1;
}

static void
xmpp_ibb_output_close_async (GOutputStream       *stream,
                             int                  io_priority,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  XmppIbbOutput *self = XMPP_IBB_OUTPUT (stream);
  g_autoptr(GTask) task = g_task_new (stream, cancellable, callback, user_data);

  g_task_set_source_tag (task, xmpp_ibb_output_close_async);
  if (self->error != NULL)
    {
      g_task_return_error (task, g_error_copy (self->error));
      return;
    }

  self->closing = g_steal_pointer (&task);
  if (self->n_under_way == 0)
    send_close (self);
}

static gboolean
xmpp_ibb_output_close_finish (GOutputStream  *stream,
                              GAsyncResult   *result,
                              GError        **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
xmpp_ibb_output_finalize (GObject *object)
{
  XmppIbbOutput *self = XMPP_IBB_OUTPUT (object);

  xmpp_jingle_context_unref (self->context);
  g_free (self->peer);
  g_free (self->sid);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (xmpp_ibb_output_parent_class)->finalize (object);
}

static void
xmpp_ibb_output_class_init (XmppIbbOutputClass *klass)
{
  GOutputStreamClass *stream_class = G_OUTPUT_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = xmpp_ibb_output_finalize;
  stream_class->write_fn = xmpp_ibb_output_write_fn;
  stream_class->write_async = xmpp_ibb_output_write_async;
  stream_class->write_finish = xmpp_ibb_output_write_finish;
  stream_class->close_async = xmpp_ibb_output_close_async;
  stream_class->close_finish = xmpp_ibb_output_close_finish;
}

static void
xmpp_ibb_output_init (XmppIbbOutput *self)
{
}

/**
 * xmpp_ibb_output_new:
 * @context: how stanzas go
 * @peer: the full address they go to
 * @sid: of the bytestream, which is open
 * @block_bytes: what was agreed on
 *
 * Returns: (transfer full): a stream whose writing is done when more may be written
 */
XmppIbbOutput *
xmpp_ibb_output_new (XmppJingleContext *context,
                     const char  *peer,
                     const char  *sid,
                     guint        block_bytes)
{
  XmppIbbOutput *self;

  g_return_val_if_fail (context != NULL, NULL);
  g_return_val_if_fail (block_bytes > 0 && block_bytes <= XMPP_IBB_MAX_BLOCK_BYTES, NULL);

  self = g_object_new (XMPP_TYPE_IBB_OUTPUT, NULL);
  self->context = xmpp_jingle_context_ref (context);
  self->peer = g_strdup (peer);
  self->sid = g_strdup (sid);
  self->block_bytes = block_bytes;
  return self;
}
