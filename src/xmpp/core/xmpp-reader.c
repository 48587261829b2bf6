/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The incoming half of a stream: a parser, and when it may work. */
#define G_LOG_DOMAIN "xmpp-stream"

#include "xmpp-reader.h"

#include <string.h>

#include "xmpp-error.h"
#include "xmpp-parser.h"

#define READ_BYTES (32 * 1024)

#define SLICE_US 4000

/* After a slice: when nothing is left to draw (GDK draws at 120), but at the latest after
 * PATIENCE_MS, lest a window that always draws keeps us from reading at all. */
#define PRIORITY_REST (G_PRIORITY_HIGH_IDLE + 30)
#define PATIENCE_MS   12

typedef struct {
  XmppReaderEvent  event;
  XmppElement     *element; /* (nullable): for the end */
} Arrival;

struct _XmppReader
{
  gatomicrefcount        ref_count;
  const XmppReaderFuncs *funcs;
  gpointer               user_data;    /* borrowed */
  GPollableInputStream  *input;        /* (nullable) */

  XmppParser            *parser;
  GArray                *arrived;      /* Arrival */
  guint                  n_told;       /* of those that arrived */
  gsize                  filled;
  gsize                  parsed;       /* of the bytes that were filled */
  GError                *failure;      /* (nullable): to be told after what arrived before it */
  GError                *broken;       /* (nullable): writing failed; to be told when all is read */

  GSource               *readable;     /* (nullable) */
  GSource               *rest;         /* (nullable) */
  GSource               *patience;     /* (nullable) */
  gint64                 spent_us;     /* since the main loop had a rest */

  gboolean               is_running;
  gboolean               is_exact;
  gboolean               is_turning;

  char                   buffer[READ_BYTES];
};

static void take_turn (XmppReader *self);

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
attach_source (GSource     **place,
               GSource      *source,
               int           priority,
               GSourceFunc   func,
               XmppReader   *self)
{
  clear_source (place);
  *place = source;
  g_source_set_priority (source, priority);
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
stop_waiting (XmppReader *self)
{
  clear_source (&self->readable);
  clear_source (&self->rest);
  clear_source (&self->patience);
}

static void
clear_arrival (gpointer arrival)
{
  g_clear_pointer (&((Arrival *) arrival)->element, xmpp_element_unref);
}

static void
reader_unref (XmppReader *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_object (&self->input);
  g_clear_pointer (&self->parser, xmpp_parser_free);
  g_clear_pointer (&self->arrived, g_array_unref);
  g_clear_error (&self->failure);
  g_clear_error (&self->broken);
  g_free (self);
}

static void
arrive (XmppReader      *self,
        XmppReaderEvent  event,
        XmppElement     *element)
{
  Arrival arrival = { event, element != NULL ? xmpp_element_ref (element) : NULL };

  g_array_append_val (self->arrived, arrival);
}

static void
stream_open_cb (XmppParser  *parser,
                XmppElement *header,
                gpointer     user_data)
{
  arrive (user_data, XMPP_READER_HEADER, header);
}

static void
stanza_cb (XmppParser  *parser,
           XmppElement *stanza,
           gpointer     user_data)
{
  arrive (user_data, XMPP_READER_ELEMENT, stanza);
}

static void
stanza_skipped_cb (XmppParser  *parser,
                   XmppElement *stanza,
                   gpointer     user_data)
{
  arrive (user_data, XMPP_READER_SKIPPED, stanza);
}

static void
stream_close_cb (XmppParser *parser,
                 gpointer    user_data)
{
  arrive (user_data, XMPP_READER_END, NULL);
}

static void
tell_one (XmppReader *self)
{
  Arrival *arrival = &g_array_index (self->arrived, Arrival, self->n_told);
  XmppReaderEvent event = arrival->event;
  g_autoptr(XmppElement) element = g_steal_pointer (&arrival->element);

  if (++self->n_told == self->arrived->len)
    {
      g_array_set_size (self->arrived, 0);
      self->n_told = 0;
    }

  self->funcs->event (event, element, self->user_data);
}

static void
tell_failure (XmppReader *self)
{
  g_autoptr(GError) failure = g_steal_pointer (&self->failure);

  self->is_running = FALSE;
  self->funcs->failed (failure, self->user_data);
}

static void
parse_more (XmppReader *self)
{
  const char *start = self->buffer + self->parsed;
  const char *end = NULL;
  gsize len = self->filled - self->parsed;

  if (self->is_exact && (end = memchr (start, '>', len)) != NULL)
    len = (gsize) (end - start) + 1;

  self->parsed += len;
  xmpp_parser_push (self->parser, start, len, &self->failure);
}

/* Returns whether there is anything new to look at. */
static gboolean
read_more (XmppReader *self)
{
  g_autoptr(GError) error = NULL;
  gssize n = g_pollable_input_stream_read_nonblocking (self->input, self->buffer,
                                                       sizeof self->buffer, NULL, &error);

  if (n < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      self->failure = g_steal_pointer (&self->broken);
      return self->failure != NULL;
    }

  if (n <= 0)
    {
      gboolean is_end = n == 0 || g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF);

      self->failure = g_error_new (XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "Connection lost: %s",
                                   is_end ? "the server hung up" : error->message);
      return TRUE;
    }

  self->filled = (gsize) n;
  self->parsed = 0;
  self->funcs->heard ((gsize) n, self->user_data);
  return TRUE;
}

static gboolean
readable_cb (GObject  *pollable,
             gpointer  user_data)
{
  take_turn (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
rested_cb (gpointer user_data)
{
  take_turn (user_data);
  return G_SOURCE_REMOVE;
}

static void
take_rest (XmppReader *self)
{
  self->spent_us = 0;
  attach_source (&self->rest, g_idle_source_new (), PRIORITY_REST, rested_cb, self);
  attach_source (&self->patience, g_timeout_source_new (PATIENCE_MS), G_PRIORITY_DEFAULT, rested_cb,
                 self);
}

static void
work_until (XmppReader *self,
            gint64      end_us)
{
  while (self->is_running)
    {
      if (self->n_told < self->arrived->len)
        tell_one (self);
      else if (self->failure != NULL)
        tell_failure (self);
      else if (self->parsed < self->filled)
        parse_more (self);
      else if (!read_more (self))
        {
          attach_source (&self->readable, g_pollable_input_stream_create_source (self->input, NULL),
                         G_PRIORITY_DEFAULT, G_SOURCE_FUNC (readable_cb), self);
          return;
        }

      if (g_get_monotonic_time () >= end_us && self->is_running)
        {
          take_rest (self);
          return;
        }
    }
}

static void
take_turn (XmppReader *self)
{
  gint64 start_us = g_get_monotonic_time ();

  g_atomic_ref_count_inc (&self->ref_count);
  stop_waiting (self);
  self->is_turning = TRUE;
  work_until (self, start_us + SLICE_US - self->spent_us);
  self->is_turning = FALSE;

  /* Many small turns keep the main loop from drawing as well as a long one does. */
  if (self->rest == NULL)
    self->spent_us += g_get_monotonic_time () - start_us;
  reader_unref (self);
}

/**
 * xmpp_reader_new:
 * @funcs: what to call; static
 * @user_data: for @funcs; not referenced
 *
 * Returns: (transfer full): a reader that does not run
 */
XmppReader *
xmpp_reader_new (const XmppReaderFuncs *funcs,
                 gpointer               user_data)
{
  static const XmppParserFuncs parser_funcs = {
    stream_open_cb, stanza_cb, stanza_skipped_cb, stream_close_cb,
  };
  XmppReader *self = NULL;

  g_return_val_if_fail (funcs != NULL, NULL);

  self = g_new (XmppReader, 1);
  memset (self, 0, G_STRUCT_OFFSET (XmppReader, buffer));
  g_atomic_ref_count_init (&self->ref_count);
  self->funcs = funcs;
  self->user_data = user_data;
  self->parser = xmpp_parser_new (&parser_funcs, self);
  xmpp_parser_set_limits (self->parser, &xmpp_parser_limits_strangers);
  self->arrived = g_array_new (FALSE, FALSE, sizeof (Arrival));
  g_array_set_clear_func (self->arrived, clear_arrival);
  self->is_exact = TRUE;
  return self;
}

/**
 * xmpp_reader_free:
 * @self: (transfer full): a reader
 *
 * Ends it. Nobody is called any more.
 */
void
xmpp_reader_free (XmppReader *self)
{
  self->is_running = FALSE;
  stop_waiting (self);
  reader_unref (self);
}

/**
 * xmpp_reader_set_input:
 * @self: a reader
 * @input: (transfer none): a pollable stream
 *
 * Sets where to read.
 */
void
xmpp_reader_set_input (XmppReader   *self,
                       GInputStream *input)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (G_IS_POLLABLE_INPUT_STREAM (input));

  clear_source (&self->readable);
  g_set_object (&self->input, G_POLLABLE_INPUT_STREAM (input));
}

/**
 * xmpp_reader_set_running:
 * @self: a reader
 * @running: whether to read and tell
 *
 * Nothing is lost while it does not run.
 */
void
xmpp_reader_set_running (XmppReader *self,
                         gboolean    running)
{
  g_return_if_fail (self != NULL);

  if (self->is_running == running)
    return;

  self->is_running = running;
  if (self->is_turning)
    return;

  stop_waiting (self);
  if (running)
    attach_source (&self->rest, g_idle_source_new (), G_PRIORITY_DEFAULT, rested_cb, self);
}

/**
 * xmpp_reader_set_exact:
 * @self: a reader
 * @exact: whether what follows an element may have to be read in another way
 *
 * While a stream is negotiated a new parser, or TLS, may have to read what follows an element; so
 * it is parsed up to the end of each tag only. That is how a reader begins.
 */
void
xmpp_reader_set_exact (XmppReader *self,
                       gboolean    exact)
{
  g_return_if_fail (self != NULL);

  self->is_exact = exact;
}

/**
 * xmpp_reader_set_trusted:
 * @self: a reader
 *
 * Takes larger stanzas from now on: the server has let us in.
 */
void
xmpp_reader_set_trusted (XmppReader *self)
{
  g_return_if_fail (self != NULL);

  xmpp_parser_set_limits (self->parser, &xmpp_parser_limits_signed_in);
}

/**
 * xmpp_reader_set_broken:
 * @self: a reader
 * @error: why writing failed
 *
 * Fails with @error, but only when nothing is left to read: there the server may have said why.
 */
void
xmpp_reader_set_broken (XmppReader   *self,
                        const GError *error)
{
  g_return_if_fail (self != NULL && error != NULL);

  if (self->broken == NULL)
    self->broken = g_error_new (XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "Connection lost: %s",
                                error->message);
  if (self->is_running && !self->is_turning && self->rest == NULL)
    {
      stop_waiting (self);
      attach_source (&self->rest, g_idle_source_new (), G_PRIORITY_DEFAULT, rested_cb, self);
    }
}

/**
 * xmpp_reader_restart:
 * @self: a reader
 *
 * Expects the header of a new stream in what was not parsed yet.
 */
void
xmpp_reader_restart (XmppReader *self)
{
  g_return_if_fail (self != NULL);

  xmpp_parser_reset (self->parser);
}

/**
 * xmpp_reader_is_drained:
 * @self: a reader
 *
 * Returns: whether everything that was read was told
 */
gboolean
xmpp_reader_is_drained (XmppReader *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->parsed == self->filled && self->n_told == self->arrived->len;
}
