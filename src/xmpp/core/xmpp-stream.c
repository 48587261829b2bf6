/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An XML stream over a connection: RFC 6120, 4. */
#define G_LOG_DOMAIN "xmpp-stream"

#include "xmpp-stream.h"

#include "xmpp-error.h"
#include "xmpp-host-meta-parse.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser-error.h"
#include "xmpp-stream-error.h"

typedef enum {
  STREAM_NEGOTIATING,
  STREAM_SECURING,
  STREAM_SETTLED,
  STREAM_CLOSING,
  STREAM_HANGING_UP,
  STREAM_DEAD,
} StreamStage;

struct _XmppStream
{
  GObject                parent_instance;

  StreamStage            stage;
  XmppTransport         *transport;
  const XmppStreamFuncs *funcs;         /* (nullable): nobody listens, nothing is read */
  gpointer               owner;         /* borrowed */
  gsize                  max_bytes;
  gint64                 heard_time;
  gint64                 sent_time;
  char                  *other_uri;   /* (nullable): where the server sent us when it closed */
  gboolean               is_hurried;
  XmppStreamCost         cost;          /* but for what the writer was given */
  gboolean               has_said;      /* something that was not answered yet */

  XmppTls               *tls;           /* (nullable): while it is about to secure us */
  gboolean               is_direct;
  GTask                 *securing;      /* (nullable): until it does */
  GTask                 *closing;       /* (nullable) */
  GSource               *close_timer;   /* (nullable) */
};

G_DEFINE_FINAL_TYPE (XmppStream, xmpp_stream, G_TYPE_OBJECT)

#define CALL(self, func, ...) \
  (XMPP_TRANSPORT_GET_IFACE ((self)->transport)->func ((self)->transport, ##__VA_ARGS__))

static gboolean
may_read (XmppStream *self)
{
  switch (self->stage)
    {
    case STREAM_NEGOTIATING:
    case STREAM_SETTLED:
      return self->funcs != NULL;
    case STREAM_CLOSING:
      return TRUE;
    case STREAM_SECURING:
    case STREAM_HANGING_UP:
    case STREAM_DEAD:
      break;
    }
  return FALSE;
}

static void
set_stage (XmppStream  *self,
           StreamStage  stage)
{
  self->stage = stage;
  CALL (self, set_running, may_read (self));
}

static void
hung_up_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(XmppStream) self = user_data;

  g_task_propagate_boolean (G_TASK (result), NULL);
  xmpp_stream_abort (self);
}

/* Both sides have said good-bye, so what is below may. */
static void
hang_up (XmppStream *self)
{
  set_stage (self, STREAM_HANGING_UP);
  if (CALL (self, is_idle))
    CALL (self, hang_up_async, hung_up_cb, g_object_ref (self));
}

static void
tell_traffic (XmppStream  *self,
              gboolean     sent,
              XmppElement *element,
              const char  *text)
{
  self->has_said |= sent;
  if (sent)
    self->sent_time = g_get_monotonic_time ();
  if (self->funcs != NULL && self->funcs->traffic != NULL)
    self->funcs->traffic (self, sent, element, text, self->owner);
}

/* Told once, whatever ends it first. */
static void
fail (XmppStream   *self,
      const GError *error)
{
  const XmppStreamFuncs *funcs = self->funcs;

  xmpp_stream_abort (self);
  if (funcs != NULL)
    funcs->closed (self, error, self->owner);
}

/* RFC 7395, 3.6.1: where else we shall go. Who says that has shown a certificate, and who is there
 * will have to show one. @close: (nullable): over TCP there is none */
static void
note_place (XmppStream  *self,
            XmppElement *close)
{
  const char *uri = close != NULL ? xmpp_element_get_attribute (close, "see-other-uri") : NULL;

  if (xmpp_host_meta_is_usable (uri))
    self->other_uri = g_strdup (uri);
  else if (uri != NULL)
    g_debug ("Not to be sent to such a place");
}

static void
event_cb (XmppReaderEvent  event,
          XmppElement     *element,
          gpointer         user_data)
{
  g_autoptr(XmppStream) self = g_object_ref (user_data);
  g_autoptr(GError) error = NULL;

  if (self->stage == STREAM_CLOSING)
    {
      if (event == XMPP_READER_END)
        hang_up (self);
      return;
    }

  if (event == XMPP_READER_END)
    tell_traffic (self, FALSE, NULL, "</stream:stream>");
  else
    tell_traffic (self, FALSE, element, NULL);
  if (self->funcs == NULL)
    return;

  switch (event)
    {
    case XMPP_READER_HEADER:
      self->funcs->opened (self, element, self->owner);
      break;

    case XMPP_READER_ELEMENT:
      self->funcs->element (self, element, self->owner);
      break;

    case XMPP_READER_SKIPPED:
      self->funcs->skipped (self, element, self->owner);
      break;

    case XMPP_READER_END:
      error = g_error_new_literal (XMPP_ERROR, XMPP_ERROR_DISCONNECTED,
                                   "The server closed the stream");
      note_place (self, element);
      fail (self, error);
      break;
    }
}

static void
heard_cb (gsize    n_bytes,
          gpointer user_data)
{
  XmppStream *self = user_data;

  self->cost.bytes_received += n_bytes;
  if (self->has_said)
    self->cost.round_trips++;
  self->has_said = FALSE;
  self->heard_time = g_get_monotonic_time ();
  if (self->is_hurried)
    CALL (self, hurry);
}

static void
failed_cb (const GError *error,
           gpointer      user_data)
{
  g_autoptr(XmppStream) self = g_object_ref (user_data);
  g_autoptr(GError) reason = NULL;
  g_autofree char *answer = NULL;
  XmppError code = XMPP_ERROR_MALFORMED;

  if (error->domain != XMPP_PARSER_ERROR)
    {
      fail (self, error);
      return;
    }

  answer = xmpp_stream_error_make (error);
  CALL (self, say_farewell, answer);
  if (error->code == XMPP_PARSER_ERROR_TOO_LARGE)
    code = XMPP_ERROR_TOO_LARGE;
  reason = g_error_new_literal (XMPP_ERROR, (int) code, error->message);
  fail (self, reason);
}

static void start_tls (XmppStream *self);

/* The server can answer before we hear that our words have left. */
static void
idle_cb (gpointer user_data)
{
  XmppStream *self = user_data;

  if (self->stage == STREAM_HANGING_UP)
    hang_up (self);
  else if (self->stage == STREAM_SECURING)
    start_tls (self);
  else if (self->is_hurried && self->stage != STREAM_DEAD)
    CALL (self, hurry); /* who speaks begins to delay again */
}

static void
broken_cb (gpointer user_data)
{
  XmppStream *self = user_data;

  if (self->stage == STREAM_HANGING_UP || self->stage == STREAM_SECURING)
    xmpp_stream_abort (self);
}

static void
xmpp_stream_dispose (GObject *object)
{
  XmppStream *self = XMPP_STREAM (object);

  if (self->transport != NULL)
    xmpp_stream_abort (self);

  G_OBJECT_CLASS (xmpp_stream_parent_class)->dispose (object);
}

static void
xmpp_stream_finalize (GObject *object)
{
  XmppStream *self = XMPP_STREAM (object);

  g_clear_object (&self->transport);
  g_clear_object (&self->tls);
  g_clear_pointer (&self->other_uri, g_free);

  G_OBJECT_CLASS (xmpp_stream_parent_class)->finalize (object);
}

static void
xmpp_stream_class_init (XmppStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = xmpp_stream_dispose;
  object_class->finalize = xmpp_stream_finalize;
}

static void
xmpp_stream_init (XmppStream *self)
{
  self->max_bytes = XMPP_STREAM_MAX_BYTES;
  self->heard_time = g_get_monotonic_time ();
}

/* RFC 8446, 2; RFC 5246, 7.3, when it does not go on with a session of before. */
static guint
count_handshake (GTlsConnection *tls)
{
  return g_tls_connection_get_protocol_version (tls) == G_TLS_PROTOCOL_VERSION_TLS_1_3 ? 1 : 2;
}

/**
 * xmpp_stream_new:
 * @transport: (transfer none): what leads to a server, not started
 *
 * Returns: (transfer full): a stream on which nothing was said
 */
XmppStream *
xmpp_stream_new (XmppTransport *transport)
{
  static const XmppTransportFuncs funcs = { event_cb, heard_cb, failed_cb, idle_cb, broken_cb };
  XmppStream *self = NULL;

  g_return_val_if_fail (XMPP_IS_TRANSPORT (transport), NULL);

  self = g_object_new (XMPP_TYPE_STREAM, NULL);
  self->transport = g_object_ref (transport);
  CALL (self, start, &funcs, self);
  self->cost.round_trips = 1; /* TCP's */
  if (CALL (self, get_tls) != NULL)
    self->cost.round_trips += count_handshake (CALL (self, get_tls)) + 1; /* and HTTP's */
  return self;
}

/**
 * xmpp_stream_set_listener:
 * @self: a stream
 * @funcs: (nullable): what to call; static
 * @owner: for @funcs; not referenced
 *
 * Sets who hears what arrives. Without a listener nothing is read, and nothing is lost.
 */
void
xmpp_stream_set_listener (XmppStream            *self,
                          const XmppStreamFuncs *funcs,
                          gpointer               owner)
{
  g_return_if_fail (XMPP_IS_STREAM (self));

  if (self->stage == STREAM_DEAD || self->stage == STREAM_CLOSING)
    return;

  self->funcs = funcs;
  self->owner = owner;
  set_stage (self, self->stage);
}

/**
 * xmpp_stream_open:
 * @self: a stream
 * @to: the domain
 * @from: (nullable): who we are, to be said only inside TLS
 *
 * Opens the stream, or opens it anew after TLS and SASL: RFC 6120, 4.3.3.
 */
void
xmpp_stream_open (XmppStream *self,
                  const char *to,
                  const char *from)
{
  g_autofree char *header = NULL;

  g_return_if_fail (XMPP_IS_STREAM (self));
  g_return_if_fail (to != NULL);

  if (self->stage != STREAM_NEGOTIATING)
    return;

  header = CALL (self, open, to, from);
  tell_traffic (self, TRUE, NULL, header);
}

/**
 * xmpp_stream_send:
 * @self: a stream
 * @element: (transfer none): what to send
 * @error: return location for %XMPP_ERROR_TOO_LARGE or %XMPP_ERROR_DISCONNECTED
 *
 * Sends @element soon, after what was sent before.
 *
 * Returns: whether it will be sent, as long as the connection lasts
 */
gboolean
xmpp_stream_send (XmppStream   *self,
                  XmppElement  *element,
                  GError      **error)
{
  g_return_val_if_fail (XMPP_IS_STREAM (self), FALSE);
  g_return_val_if_fail (element != NULL, FALSE);

  if (self->stage != STREAM_NEGOTIATING && self->stage != STREAM_SETTLED)
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "The stream has ended");
      return FALSE;
    }

  if (!CALL (self, send, element, self->max_bytes, error))
    return FALSE;

  tell_traffic (self, TRUE, element, NULL);
  return TRUE;
}

/**
 * xmpp_stream_set_settled:
 * @self: a stream
 *
 * Says that nothing will be negotiated any more that changes how bytes are read.
 */
void
xmpp_stream_set_settled (XmppStream *self)
{
  g_return_if_fail (XMPP_IS_STREAM (self));

  if (self->stage != STREAM_NEGOTIATING)
    return;

  CALL (self, set_settled);
  set_stage (self, STREAM_SETTLED);
}

/**
 * xmpp_stream_set_trusted:
 * @self: a stream
 *
 * Says that the server has let us in, so that it may send larger stanzas.
 */
void
xmpp_stream_set_trusted (XmppStream *self)
{
  g_return_if_fail (XMPP_IS_STREAM (self));

  CALL (self, set_trusted);
}

/**
 * xmpp_stream_set_hurried:
 * @self: a stream
 * @hurried: whether an answer is awaited
 *
 * While @hurried, acknowledges what arrives at once: xmpp_tcp_acknowledge_now().
 */
void
xmpp_stream_set_hurried (XmppStream *self,
                         gboolean    hurried)
{
  g_return_if_fail (XMPP_IS_STREAM (self));

  if (hurried && !self->is_hurried && self->stage != STREAM_DEAD)
    CALL (self, hurry);
  self->is_hurried = hurried;
}

/**
 * xmpp_stream_get_max_bytes:
 * @self: a stream
 *
 * Returns: how large a stanza may be sent
 */
gsize
xmpp_stream_get_max_bytes (XmppStream *self)
{
  g_return_val_if_fail (XMPP_IS_STREAM (self), 0);

  return self->max_bytes;
}

/**
 * xmpp_stream_set_max_bytes:
 * @self: a stream
 * @max_bytes: how large a stanza the server takes, XEP-0478
 *
 * Sets the limit of xmpp_stream_send().
 */
void
xmpp_stream_set_max_bytes (XmppStream *self,
                           gsize       max_bytes)
{
  g_return_if_fail (XMPP_IS_STREAM (self));

  self->max_bytes = max_bytes;
}

static void
secured_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  XmppStream *self = g_task_get_source_object (task);

  if (!XMPP_TRANSPORT_GET_IFACE (object)->secure_finish (XMPP_TRANSPORT (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (self->stage == STREAM_SECURING)
    {
      self->cost.round_trips += count_handshake (CALL (self, get_tls));
      set_stage (self, STREAM_NEGOTIATING);
      if (self->is_hurried)
        CALL (self, hurry);
    }
  g_task_return_boolean (task, TRUE);
}

static void
start_tls (XmppStream *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->securing);

  if (task != NULL)
    CALL (self, secure_async, self->tls, self->is_direct, g_task_get_cancellable (task), secured_cb,
          g_object_ref (task));
}

/**
 * xmpp_stream_secure_async:
 * @self: a stream
 * @tls: (transfer none): how
 * @direct: whether the connection began with TLS
 * @cancellable: (nullable): to give up
 * @callback: (scope async): called when @self goes over TLS
 * @user_data: for @callback
 *
 * Puts TLS between the stream and its connection. What the peer said in clear before the
 * handshake but after it agreed to TLS was not said by the peer alone, so it ends the stream: RFC
 * 6120, 5.4.3.3.
 */
void
xmpp_stream_secure_async (XmppStream          *self,
                          XmppTls             *tls,
                          gboolean             direct,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (XMPP_IS_STREAM (self));
  g_return_if_fail (XMPP_IS_TLS (tls));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_stream_secure_async);

  if (self->stage != STREAM_NEGOTIATING)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "The stream has ended");
      return;
    }

  set_stage (self, STREAM_SECURING);
  g_set_object (&self->tls, tls);
  self->is_direct = direct;
  self->securing = g_steal_pointer (&task);
  if (CALL (self, is_idle))
    start_tls (self);
}

/**
 * xmpp_stream_secure_finish:
 * @self: a stream
 * @result: what the callback was given
 * @error: return location for an error of xmpp_tls_secure_finish(), or %XMPP_ERROR_MALFORMED
 *
 * Returns: whether the stream is secure; it is of no use otherwise
 */
gboolean
xmpp_stream_secure_finish (XmppStream    *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * xmpp_stream_get_tls:
 * @self: a stream
 *
 * Returns: (nullable): the TLS connection, once it is secure
 */
GTlsConnection *
xmpp_stream_get_tls (XmppStream *self)
{
  g_return_val_if_fail (XMPP_IS_STREAM (self), NULL);

  return CALL (self, get_tls);
}

static gboolean
close_timeout_cb (gpointer task)
{
  g_debug ("No good-bye in time");
  xmpp_stream_abort (g_task_get_source_object (task));
  return G_SOURCE_REMOVE;
}

/**
 * xmpp_stream_close_async:
 * @self: a stream
 * @timeout_ms: how long to wait for the peer
 * @callback: (scope async): called when nothing is left of the connection
 * @user_data: for @callback
 *
 * Ends the stream as RFC 6120, 4.4 wants it: what waits is sent, then our end tag; then the
 * peer's is awaited, TLS closed and TCP. The listener hears nothing more.
 */
void
xmpp_stream_close_async (XmppStream          *self,
                         guint                timeout_ms,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (XMPP_IS_STREAM (self));
  g_return_if_fail (self->closing == NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, xmpp_stream_close_async);

  if (self->stage != STREAM_NEGOTIATING && self->stage != STREAM_SETTLED)
    {
      xmpp_stream_abort (self);
      g_task_return_boolean (task, TRUE);
      return;
    }

  tell_traffic (self, TRUE, NULL, CALL (self, say_end));
  self->funcs = NULL;
  self->closing = g_steal_pointer (&task);
  self->close_timer = g_timeout_source_new (timeout_ms);
  g_task_attach_source (self->closing, self->close_timer, close_timeout_cb);
  set_stage (self, STREAM_CLOSING);
}

/**
 * xmpp_stream_close_finish:
 * @self: a stream
 * @result: what the callback was given
 *
 * Cannot fail: when the peer does not answer the connection is cut.
 */
void
xmpp_stream_close_finish (XmppStream   *self,
                          GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}

/**
 * xmpp_stream_refuse:
 * @self: a stream
 * @error: (transfer none): a stream error
 *
 * Tells the peer why, as far as that can be done without waiting, and cuts the connection.
 */
void
xmpp_stream_refuse (XmppStream  *self,
                    XmppElement *error)
{
  g_autofree char *xml = NULL;

  g_return_if_fail (XMPP_IS_STREAM (self));
  g_return_if_fail (error != NULL);

  if (self->stage == STREAM_NEGOTIATING || self->stage == STREAM_SETTLED)
    {
      tell_traffic (self, TRUE, error, NULL);
      xml = xmpp_element_to_xml (error, XMPP_NS_CLIENT);
      CALL (self, say_farewell, xml);
    }
  xmpp_stream_abort (self);
}

/**
 * xmpp_stream_abort:
 * @self: a stream
 *
 * Cuts the connection. The listener hears nothing more.
 */
void
xmpp_stream_abort (XmppStream *self)
{
  g_autoptr(GTask) closing = NULL;
  g_autoptr(GTask) securing = NULL;

  g_return_if_fail (XMPP_IS_STREAM (self));

  if (self->stage == STREAM_DEAD)
    return;

  self->stage = STREAM_DEAD;
  self->funcs = NULL;
  if (self->close_timer != NULL)
    g_source_destroy (self->close_timer);
  g_clear_pointer (&self->close_timer, g_source_unref);
  CALL (self, abort);

  closing = g_steal_pointer (&self->closing);
  if (closing != NULL)
    g_task_return_boolean (closing, TRUE);
  securing = g_steal_pointer (&self->securing);
  if (securing != NULL)
    g_task_return_new_error (securing, XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "Connection lost");
}

/**
 * xmpp_stream_get_n_queued:
 * @self: a stream
 *
 * Returns: how many bytes of elements were sent over its present connection
 */
gsize
xmpp_stream_get_n_queued (XmppStream *self)
{
  g_return_val_if_fail (XMPP_IS_STREAM (self), 0);

  return CALL (self, get_n_queued);
}

/**
 * xmpp_stream_is_stranded:
 * @self: a stream
 *
 * Returns: whether nothing can arrive any more, since this machine has lost its address
 */
gboolean
xmpp_stream_is_stranded (XmppStream *self)
{
  g_return_val_if_fail (XMPP_IS_STREAM (self), FALSE);

  return self->stage != STREAM_DEAD && CALL (self, is_stranded);
}

/**
 * xmpp_stream_get_other_uri:
 * @self: a stream that the server has closed
 *
 * Returns: (nullable): the WebSocket to which it sent us, of the scheme wss
 */
const char *
xmpp_stream_get_other_uri (XmppStream *self)
{
  g_return_val_if_fail (XMPP_IS_STREAM (self), NULL);

  return self->other_uri;
}

/**
 * xmpp_stream_get_sent_time:
 * @self: a stream
 *
 * Returns: when we have said something last; 0 before that
 */
gint64
xmpp_stream_get_sent_time (XmppStream *self)
{
  g_return_val_if_fail (XMPP_IS_STREAM (self), 0);

  return self->sent_time;
}

/**
 * xmpp_stream_get_heard_time:
 * @self: a stream
 *
 * Returns: when the peer was heard last, monotonic, in microseconds
 */
gint64
xmpp_stream_get_heard_time (XmppStream *self)
{
  g_return_val_if_fail (XMPP_IS_STREAM (self), 0);

  return self->heard_time;
}

/**
 * xmpp_stream_get_cost:
 * @self: a stream
 * @cost: (out caller-allocates): what it has cost so far
 */
void
xmpp_stream_get_cost (XmppStream     *self,
                      XmppStreamCost *cost)
{
  g_return_if_fail (XMPP_IS_STREAM (self));
  g_return_if_fail (cost != NULL);

  *cost = self->cost;
  cost->bytes_sent = CALL (self, get_n_queued);
}
