/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The incoming half of a stream over WebSocket: each message is one whole element, RFC 7395, 3.3.3,
 * and the stream's header and end are elements as well. */
#define G_LOG_DOMAIN "xmpp-stream"

#include "xmpp-frames.h"

#include <string.h>

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser.h"

/* A server that talks faster than we listen does not make us hold more than that. */
#define MAX_WAITING_BYTES (64 * 1024 * 1024)

#define CHUNK_BYTES (32 * 1024)

/* As in xmpp-reader.c */
#define SLICE_US      4000
#define PRIORITY_REST (G_PRIORITY_HIGH_IDLE + 30)
#define PATIENCE_MS   12

/* Elements stand in no other; the parser wants one around them. It declares no namespace, since
 * each message has to declare its own. */
#define AROUND "<frames>"

/* Said after each message: what the message left open takes it in, and what it left over does not
 * go with it. */
#define BETWEEN "<between/>"

struct _XmppFrames
{
  gatomicrefcount        ref_count;
  const XmppReaderFuncs *funcs;
  gpointer               user_data;     /* borrowed */

  XmppParser            *parser;
  GQueue                 waiting;       /* owned GBytes */
  gsize                  waiting_bytes;
  gsize                  parsed;        /* of the first of those that wait */
  XmppElement           *element;       /* (nullable): what the message holds */
  gboolean               is_skipped;    /* only its attributes */
  guint                  n_elements;    /* with the one between */
  gboolean               has_closed;    /* the element around them, which no message may */
  GError                *failure;       /* (nullable): of what was read: nothing more will be */
  GError                *end;           /* (nullable): nothing more comes */

  GSource               *turn;          /* (nullable) */
  GSource               *patience;      /* (nullable) */

  gboolean               is_running;
  gboolean               is_turning;
};

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
frames_unref (XmppFrames *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->parser, xmpp_parser_free);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) g_bytes_unref);
  g_clear_pointer (&self->element, xmpp_element_unref);
  g_clear_error (&self->failure);
  g_clear_error (&self->end);
  g_free (self);
}

static void
around_open_cb (XmppParser  *parser,
                XmppElement *header,
                gpointer     user_data)
{
}

static void
take (XmppFrames  *self,
      XmppElement *element,
      gboolean     is_skipped)
{
  if (self->n_elements++ > 0)
    return;

  self->element = xmpp_element_ref (element);
  self->is_skipped = is_skipped;
}

static void
element_cb (XmppParser  *parser,
            XmppElement *element,
            gpointer     user_data)
{
  take (user_data, element, FALSE);
}

static void
skipped_cb (XmppParser  *parser,
            XmppElement *element,
            gpointer     user_data)
{
  take (user_data, element, TRUE);
}

static void
around_close_cb (XmppParser *parser,
                 gpointer    user_data)
{
  XmppFrames *self = user_data;

  self->has_closed = TRUE;
}

/* What <open/> says is what a stream's header says: RFC 7395, 3.4. */
static XmppElement *
make_header (XmppElement *open)
{
  static const char *const names[] = { "from", "to", "id", "version" };
  XmppElement *header = xmpp_element_new ("stream", XMPP_NS_STREAM);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (xmpp_element_get_attribute (open, names[i]) != NULL)
      xmpp_element_set_attribute (header, names[i], xmpp_element_get_attribute (open, names[i]));
  return header;
}

static void
tell_element (XmppFrames *self)
{
  g_autoptr(XmppElement) element = g_steal_pointer (&self->element);
  g_autoptr(XmppElement) header = NULL;

  if (self->is_skipped)
    {
      self->funcs->event (XMPP_READER_SKIPPED, element, self->user_data);
    }
  else if (xmpp_element_is (element, "open", XMPP_NS_FRAMING))
    {
      header = make_header (element);
      self->funcs->event (XMPP_READER_HEADER, header, self->user_data);
    }
  else if (xmpp_element_is (element, "close", XMPP_NS_FRAMING))
    {
      self->funcs->event (XMPP_READER_END, element, self->user_data);
    }
  else
    {
      self->funcs->event (XMPP_READER_ELEMENT, element, self->user_data);
    }
}

/* Takes @failure. */
static void
tell_failure (XmppFrames *self,
              GError     *error)
{
  g_autoptr(GError) failure = error;

  self->is_running = FALSE;
  self->funcs->failed (failure, self->user_data);
}

static void
refuse (XmppFrames *self,
        const char *why)
{
  if (self->failure == NULL)
    self->failure = g_error_new_literal (XMPP_PARSER_ERROR, XMPP_PARSER_ERROR_BAD_FORMAT, why);
}

static void
end_message (XmppFrames *self)
{
  g_autoptr(GBytes) message = g_queue_pop_head (&self->waiting);

  self->waiting_bytes -= g_bytes_get_size (message);
  self->parsed = 0;
  if (self->failure == NULL)
    xmpp_parser_push (self->parser, BETWEEN, strlen (BETWEEN), &self->failure);
  if (self->failure == NULL && (self->n_elements != 2 || self->has_closed))
    refuse (self, "Not one whole element a message");
  if (self->failure != NULL)
    g_clear_pointer (&self->element, xmpp_element_unref);
  self->n_elements = 0;
}

static void
parse_more (XmppFrames *self)
{
  gsize size = 0;
  const char *text = g_bytes_get_data (g_queue_peek_head (&self->waiting), &size);
  gsize len = MIN (size - self->parsed, CHUNK_BYTES);

  if (self->parsed == 0 && (size == 0 || text[0] != '<'))
    refuse (self, "A message that is no element"); /* RFC 7395, 3.3.3 */
  else
    xmpp_parser_push (self->parser, text + self->parsed, len, &self->failure);

  self->parsed += len;
  if (self->parsed == size || self->failure != NULL)
    end_message (self);
}

static void schedule (XmppFrames *self,
                      int         priority);

static void
work_until (XmppFrames *self,
            gint64      end_us)
{
  while (self->is_running)
    {
      if (self->element != NULL && self->parsed == 0)
        tell_element (self);
      else if (self->failure != NULL)
        tell_failure (self, g_steal_pointer (&self->failure));
      else if (!g_queue_is_empty (&self->waiting))
        parse_more (self);
      else if (self->end != NULL)
        tell_failure (self, g_steal_pointer (&self->end));
      else
        return;

      if (g_get_monotonic_time () >= end_us && self->is_running)
        {
          schedule (self, PRIORITY_REST);
          return;
        }
    }
}

static gboolean
turn_cb (gpointer user_data)
{
  XmppFrames *self = user_data;

  g_atomic_ref_count_inc (&self->ref_count);
  clear_source (&self->turn);
  clear_source (&self->patience);
  self->is_turning = TRUE;
  work_until (self, g_get_monotonic_time () + SLICE_US);
  self->is_turning = FALSE;
  frames_unref (self);
  return G_SOURCE_REMOVE;
}

static void
attach_source (XmppFrames  *self,
               GSource    **place,
               GSource     *source,
               int          priority)
{
  *place = source;
  g_source_set_priority (source, priority);
  g_source_set_callback (source, turn_cb, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
schedule (XmppFrames *self,
          int         priority)
{
  if (!self->is_running || self->turn != NULL)
    return;

  attach_source (self, &self->turn, g_idle_source_new (), priority);
  if (priority == PRIORITY_REST)
    attach_source (self, &self->patience, g_timeout_source_new (PATIENCE_MS), G_PRIORITY_DEFAULT);
}

/* New work, while nobody works. */
static void
wake (XmppFrames *self)
{
  if (!self->is_turning)
    schedule (self, G_PRIORITY_DEFAULT);
}

/**
 * xmpp_frames_new:
 * @funcs: what to call; static
 * @user_data: for @funcs; not referenced
 *
 * Returns: (transfer full): a reader that does not run
 */
XmppFrames *
xmpp_frames_new (const XmppReaderFuncs *funcs,
                 gpointer               user_data)
{
  static const XmppParserFuncs parser_funcs = {
    around_open_cb, element_cb, skipped_cb, around_close_cb,
  };
  XmppFrames *self = NULL;

  g_return_val_if_fail (funcs != NULL, NULL);

  self = g_new0 (XmppFrames, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->funcs = funcs;
  self->user_data = user_data;
  g_queue_init (&self->waiting);
  self->parser = xmpp_parser_new (&parser_funcs, self);
  xmpp_parser_set_limits (self->parser, &xmpp_parser_limits_strangers);
  xmpp_parser_push (self->parser, AROUND, strlen (AROUND), NULL);
  return self;
}

/**
 * xmpp_frames_free:
 * @self: (transfer full): a reader
 *
 * Ends it. Nobody is called any more.
 */
void
xmpp_frames_free (XmppFrames *self)
{
  self->is_running = FALSE;
  clear_source (&self->turn);
  clear_source (&self->patience);
  frames_unref (self);
}

/**
 * xmpp_frames_push:
 * @self: a reader
 * @message: (transfer none): what arrived
 *
 * Has @message told when it is its turn.
 */
void
xmpp_frames_push (XmppFrames *self,
                  GBytes     *message)
{
  g_return_if_fail (self != NULL && message != NULL);

  if (self->failure != NULL)
    return;

  if (self->waiting_bytes + g_bytes_get_size (message) > MAX_WAITING_BYTES)
    {
      g_set_error_literal (&self->failure, XMPP_PARSER_ERROR, XMPP_PARSER_ERROR_TOO_LARGE,
                           "More than can be read");
    }
  else
    {
      self->waiting_bytes += g_bytes_get_size (message);
      g_queue_push_tail (&self->waiting, g_bytes_ref (message));
      self->funcs->heard (g_bytes_get_size (message), self->user_data);
    }
  wake (self);
}

/**
 * xmpp_frames_fail:
 * @self: a reader
 * @error: why nothing more comes
 *
 * Fails with @error when all that came is told.
 */
void
xmpp_frames_fail (XmppFrames   *self,
                  const GError *error)
{
  g_return_if_fail (self != NULL && error != NULL);

  if (self->end == NULL)
    self->end = g_error_copy (error);
  wake (self);
}

/**
 * xmpp_frames_set_running:
 * @self: a reader
 * @running: whether to tell
 *
 * Nothing is lost while it does not run.
 */
void
xmpp_frames_set_running (XmppFrames *self,
                         gboolean    running)
{
  g_return_if_fail (self != NULL);

  if (self->is_running == running)
    return;

  self->is_running = running;
  clear_source (&self->turn);
  clear_source (&self->patience);
  if (running)
    wake (self);
}

/**
 * xmpp_frames_set_trusted:
 * @self: a reader
 *
 * Takes larger stanzas from now on: the server has let us in.
 */
void
xmpp_frames_set_trusted (XmppFrames *self)
{
  g_return_if_fail (self != NULL);

  xmpp_parser_set_limits (self->parser, &xmpp_parser_limits_signed_in);
}
