/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream as messages of a WebSocket inside TLS: RFC 7395, on libsoup. */
#define G_LOG_DOMAIN "xmpp-websocket"

#include "xmpp-websocket.h"

#include <string.h>

#include "xmpp-error.h"
#include "xmpp-frames.h"
#include "xmpp-https.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser-limits.h"
#include "xmpp-tcp.h"

#define PROTOCOL "xmpp"

#define END "<close xmlns='" XMPP_NS_FRAMING "'/>"

/* libsoup queues without a limit what it is given: it gets more only when that much was written. */
#define HANDED_BYTES (256 * 1024)

/* A server that reads nothing does not make us hold more than that. */
#define UNSENT_BYTES (16 * 1024 * 1024)

/* libsoup writes at G_PRIORITY_DEFAULT whenever the connection takes anything. So, who waits for
 * the same with less priority has his turn when libsoup has nothing left to write. */
#define PRIORITY_WRITTEN (G_PRIORITY_DEFAULT + 1)

struct _XmppWebsocket
{
  GObject                   parent_instance;

  SoupSession              *session;      /* (nullable) */
  SoupWebsocketConnection  *connection;   /* (nullable): NULL when cut */
  GTlsConnection           *tls;          /* (nullable): where libsoup lets us see it */
  GSocketConnection        *tcp;          /* (nullable): likewise */

  XmppFrames               *frames;       /* (nullable): NULL when cut */
  GQueue                    unsent;       /* owned GBytes */
  gsize                     unsent_bytes;
  gsize                     handed_bytes; /* to libsoup, and perhaps not written */
  gsize                     n_queued;
  GSource                  *written;      /* (nullable): while any are */
  GTask                    *hanging_up;   /* (nullable) */

  const XmppTransportFuncs *funcs;        /* (nullable): before the start */
  gpointer                  user_data;    /* borrowed */
};

static void transport_iface_init (XmppTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppWebsocket, xmpp_websocket, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_TRANSPORT, transport_iface_init))

/* Reading */

static void
event_cb (XmppReaderEvent  event,
          XmppElement     *element,
          gpointer         user_data)
{
  XmppWebsocket *self = user_data;

  self->funcs->event (event, element, self->user_data);
}

static void
heard_cb (gsize    n_bytes,
          gpointer user_data)
{
  XmppWebsocket *self = user_data;

  if (self->funcs != NULL)
    self->funcs->heard (n_bytes, self->user_data);
}

static void
failed_cb (const GError *error,
           gpointer      user_data)
{
  XmppWebsocket *self = user_data;

  self->funcs->failed (error, self->user_data);
}

static void
lose (XmppWebsocket *self,
      XmppError      code,
      const char    *why)
{
  g_autoptr(GError) error = g_error_new_literal (XMPP_ERROR, (int) code, why);

  xmpp_frames_fail (self->frames, error);
}

static void
message_cb (SoupWebsocketConnection *connection,
            SoupWebsocketDataType    type,
            GBytes                  *message,
            XmppWebsocket           *self)
{
  if (type == SOUP_WEBSOCKET_DATA_TEXT)
    xmpp_frames_push (self->frames, message);
  else
    lose (self, XMPP_ERROR_MALFORMED, "A message that is no text"); /* RFC 7395, 3.2 */
}

static void
error_cb (SoupWebsocketConnection *connection,
          GError                  *error,
          XmppWebsocket           *self)
{
  g_autofree char *why = g_strdup_printf ("Connection lost: %s", error->message);
  gboolean is_too_large = g_error_matches (error, SOUP_WEBSOCKET_ERROR,
                                           SOUP_WEBSOCKET_CLOSE_TOO_BIG);

  lose (self, is_too_large ? XMPP_ERROR_TOO_LARGE : XMPP_ERROR_DISCONNECTED, why);
}

static void
closed_cb (SoupWebsocketConnection *connection,
           XmppWebsocket           *self)
{
  g_autoptr(GTask) hanging_up = g_steal_pointer (&self->hanging_up);

  lose (self, XMPP_ERROR_DISCONNECTED, "Connection lost: the server hung up");
  if (hanging_up != NULL)
    g_task_return_boolean (hanging_up, TRUE);
}

/* Writing */

static void flush (XmppWebsocket *self);

static gboolean
written_cb (GObject  *pollable,
            gpointer  user_data)
{
  g_autoptr(XmppWebsocket) self = g_object_ref (user_data);

  g_clear_pointer (&self->written, g_source_unref);
  self->handed_bytes = 0;
  flush (self);
  if (self->handed_bytes == 0 && self->funcs != NULL)
    self->funcs->idle (self->user_data);
  return G_SOURCE_REMOVE;
}

static void
wait_until_written (XmppWebsocket *self)
{
  GIOStream *stream = soup_websocket_connection_get_io_stream (self->connection);
  GOutputStream *output = g_io_stream_get_output_stream (stream);

  self->written = g_pollable_output_stream_create_source (G_POLLABLE_OUTPUT_STREAM (output), NULL);
  g_source_set_priority (self->written, PRIORITY_WRITTEN);
  g_source_set_callback (self->written, G_SOURCE_FUNC (written_cb), self, NULL);
  g_source_attach (self->written, g_main_context_get_thread_default ());
}

static void
flush (XmppWebsocket *self)
{
  while (self->handed_bytes < HANDED_BYTES && !g_queue_is_empty (&self->unsent)
         && soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    {
      g_autoptr(GBytes) message = g_queue_pop_head (&self->unsent);

      self->unsent_bytes -= g_bytes_get_size (message);
      self->handed_bytes += g_bytes_get_size (message);
      soup_websocket_connection_send_message (self->connection, SOUP_WEBSOCKET_DATA_TEXT, message);
    }

  if (self->handed_bytes > 0 && self->written == NULL)
    wait_until_written (self);
}

/* Takes @text. */
static void
say (XmppWebsocket *self,
     char          *text)
{
  GBytes *message = g_bytes_new_take (text, strlen (text));

  self->n_queued += g_bytes_get_size (message);
  self->unsent_bytes += g_bytes_get_size (message);
  g_queue_push_tail (&self->unsent, message);
  flush (self);
}

/* The transport */

static void
xmpp_websocket_start (XmppTransport            *transport,
                      const XmppTransportFuncs *funcs,
                      gpointer                  user_data)
{
  XmppWebsocket *self = XMPP_WEBSOCKET (transport);

  self->funcs = funcs;
  self->user_data = user_data;
}

static void
xmpp_websocket_set_running (XmppTransport *transport,
                            gboolean       running)
{
  XmppWebsocket *self = XMPP_WEBSOCKET (transport);

  if (self->frames != NULL)
    xmpp_frames_set_running (self->frames, running);
}

static void
xmpp_websocket_set_settled (XmppTransport *transport)
{
  /* Every message stands for itself. */
}

static void
xmpp_websocket_set_trusted (XmppTransport *transport)
{
  XmppWebsocket *self = XMPP_WEBSOCKET (transport);

  if (self->frames == NULL)
    return;

  xmpp_frames_set_trusted (self->frames);
  soup_websocket_connection_set_max_incoming_payload_size (self->connection,
                                                           xmpp_parser_limits_signed_in.skip_bytes);
}

static char *
xmpp_websocket_open (XmppTransport *transport,
                     const char    *to,
                     const char    *from)
{
  g_autofree char *from_text = from != NULL ? g_markup_printf_escaped (" from='%s'", from)
                                            : g_strdup ("");
  char *open = g_markup_printf_escaped ("<open xmlns='" XMPP_NS_FRAMING "' version='1.0' to='%s'",
                                        to);

  say (XMPP_WEBSOCKET (transport), g_strconcat (open, from_text, "/>", NULL));
  return open;
}

static gboolean
xmpp_websocket_send (XmppTransport  *transport,
                     XmppElement    *element,
                     gsize           max_bytes,
                     GError        **error)
{
  XmppWebsocket *self = XMPP_WEBSOCKET (transport);
  g_autofree char *xml = xmpp_element_to_xml (element, NULL);
  gsize len = strlen (xml);

  if (len > max_bytes)
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_TOO_LARGE, "More than the server takes");
      return FALSE;
    }
  if (self->unsent_bytes + self->handed_bytes + len > UNSENT_BYTES)
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_TIMEOUT, "The server does not read");
      return FALSE;
    }

  say (self, g_steal_pointer (&xml));
  return TRUE;
}

static const char *
xmpp_websocket_say_end (XmppTransport *transport)
{
  say (XMPP_WEBSOCKET (transport), g_strdup (END));
  return END;
}

static void
xmpp_websocket_say_farewell (XmppTransport *transport,
                             const char    *error)
{
  XmppWebsocket *self = XMPP_WEBSOCKET (transport);

  if (self->connection == NULL || self->handed_bytes > 0 || self->unsent_bytes > 0)
    return;

  say (self, g_strdup (error));
  say (self, g_strdup (END));
}

static gsize
xmpp_websocket_get_n_queued (XmppTransport *transport)
{
  return XMPP_WEBSOCKET (transport)->n_queued;
}

static gboolean
xmpp_websocket_is_idle (XmppTransport *transport)
{
  XmppWebsocket *self = XMPP_WEBSOCKET (transport);

  return self->handed_bytes == 0 && self->unsent_bytes == 0;
}

static GTlsConnection *
xmpp_websocket_get_tls (XmppTransport *transport)
{
  return XMPP_WEBSOCKET (transport)->tls;
}

static void
xmpp_websocket_hang_up_async (XmppTransport       *transport,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  XmppWebsocket *self = XMPP_WEBSOCKET (transport);
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  SoupWebsocketState state = self->connection != NULL
                             ? soup_websocket_connection_get_state (self->connection)
                             : SOUP_WEBSOCKET_STATE_CLOSED;

  g_task_set_source_tag (task, xmpp_websocket_hang_up_async);
  if (state == SOUP_WEBSOCKET_STATE_CLOSED)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  self->hanging_up = g_steal_pointer (&task);
  if (state == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
}

static void
xmpp_websocket_abort (XmppTransport *transport)
{
  XmppWebsocket *self = XMPP_WEBSOCKET (transport);
  g_autoptr(GTask) hanging_up = g_steal_pointer (&self->hanging_up);

  if (self->written != NULL)
    g_source_destroy (self->written);
  g_clear_pointer (&self->written, g_source_unref);
  g_clear_pointer (&self->frames, xmpp_frames_free);
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  if (self->tcp != NULL)
    g_socket_shutdown (g_socket_connection_get_socket (self->tcp), TRUE, TRUE, NULL);
  g_clear_object (&self->connection);
  if (hanging_up != NULL)
    g_task_return_boolean (hanging_up, TRUE);
}

static void
xmpp_websocket_hurry (XmppTransport *transport)
{
  XmppWebsocket *self = XMPP_WEBSOCKET (transport);

  if (self->tcp != NULL)
    xmpp_tcp_acknowledge_now (self->tcp);
}

static gboolean
xmpp_websocket_is_stranded (XmppTransport *transport)
{
  XmppWebsocket *self = XMPP_WEBSOCKET (transport);

  return self->tcp != NULL && xmpp_tcp_is_stranded (self->tcp);
}

static void
transport_iface_init (XmppTransportInterface *iface)
{
  iface->start = xmpp_websocket_start;
  iface->set_running = xmpp_websocket_set_running;
  iface->set_settled = xmpp_websocket_set_settled;
  iface->set_trusted = xmpp_websocket_set_trusted;
  iface->open = xmpp_websocket_open;
  iface->send = xmpp_websocket_send;
  iface->say_end = xmpp_websocket_say_end;
  iface->say_farewell = xmpp_websocket_say_farewell;
  iface->get_n_queued = xmpp_websocket_get_n_queued;
  iface->is_idle = xmpp_websocket_is_idle;
  iface->get_tls = xmpp_websocket_get_tls;
  iface->hang_up_async = xmpp_websocket_hang_up_async;
  iface->abort = xmpp_websocket_abort;
  iface->hurry = xmpp_websocket_hurry;
  iface->is_stranded = xmpp_websocket_is_stranded;
}

static void
xmpp_websocket_dispose (GObject *object)
{
  xmpp_websocket_abort (XMPP_TRANSPORT (object));

  G_OBJECT_CLASS (xmpp_websocket_parent_class)->dispose (object);
}

static void
xmpp_websocket_finalize (GObject *object)
{
  XmppWebsocket *self = XMPP_WEBSOCKET (object);

  g_queue_clear_full (&self->unsent, (GDestroyNotify) g_bytes_unref);
  g_clear_object (&self->tls);
  g_clear_object (&self->tcp);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (xmpp_websocket_parent_class)->finalize (object);
}

static void
xmpp_websocket_class_init (XmppWebsocketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = xmpp_websocket_dispose;
  object_class->finalize = xmpp_websocket_finalize;
}

static void
xmpp_websocket_init (XmppWebsocket *self)
{
  static const XmppReaderFuncs funcs = { event_cb, heard_cb, failed_cb };

  self->frames = xmpp_frames_new (&funcs, self);
  g_queue_init (&self->unsent);
}

/* The object that a property of @object holds; NULL: it has no such property */
static gpointer
dup_below (gpointer    object,
           const char *property)
{
  gpointer below = NULL;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (object), property) != NULL)
    g_object_get (object, property, &below, NULL);
  return below;
}

/* What libsoup wraps, for channel binding and for the socket's options. */
static void
look_below (XmppWebsocket *self)
{
  GIOStream *stream = soup_websocket_connection_get_io_stream (self->connection);
  g_autoptr(GObject) base = dup_below (stream, "base-iostream");
  g_autoptr(GObject) tcp = NULL;

  if (!G_IS_TLS_CONNECTION (base))
    return;

  self->tls = G_TLS_CONNECTION (g_object_ref (base));
  tcp = dup_below (base, "base-io-stream");
  if (!G_IS_SOCKET_CONNECTION (tcp))
    return;

  self->tcp = G_SOCKET_CONNECTION (g_object_ref (tcp));
  xmpp_tcp_prepare (self->tcp);
}

/* Connecting */

typedef struct {
  GUri        *uri;
  XmppTls     *tls;
  XmppProxy   *proxy;
} Connect;

static void
connect_free (Connect *connect)
{
  g_clear_pointer (&connect->uri, g_uri_unref);
  g_clear_object (&connect->tls);
  g_clear_pointer (&connect->proxy, xmpp_proxy_free);
  g_free (connect);
}

static GError *
explain_failure (Connect      *connect,
                 const GError *error)
{
  XmppError code = XMPP_ERROR_UNREACHABLE;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);

  if (xmpp_tls_has_refused (connect->tls))
    code = XMPP_ERROR_CERTIFICATE;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_AUTH_FAILED)
           || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH))
    code = XMPP_ERROR_PROXY_LOGIN;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED)
           || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_NOT_ALLOWED))
    code = XMPP_ERROR_PROXY;
  else if (error->domain == SOUP_WEBSOCKET_ERROR || error->domain == SOUP_SESSION_ERROR)
    code = XMPP_ERROR_MALFORMED;
  else if (error->domain == G_TLS_ERROR)
    code = XMPP_ERROR_NO_TLS;
  else if (error->domain == G_RESOLVER_ERROR)
    code = XMPP_ERROR_UNKNOWN_HOST;
  return g_error_new (XMPP_ERROR, (int) code, "WebSocket: %s", error->message);
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppWebsocket) self = NULL;
  g_autoptr(SoupWebsocketConnection) connection =
    soup_session_websocket_connect_finish (SOUP_SESSION (object), result, &error);

  if (connection == NULL)
    {
      g_task_return_error (task, explain_failure (g_task_get_task_data (task), error));
      return;
    }
  if (g_strcmp0 (soup_websocket_connection_get_protocol (connection), PROTOCOL) != 0)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_MALFORMED,
                               "This WebSocket does not speak XMPP");
      return;
    }

  self = g_object_new (XMPP_TYPE_WEBSOCKET, NULL);
  self->session = g_object_ref (SOUP_SESSION (object));
  self->connection = g_steal_pointer (&connection);
  g_signal_connect (self->connection, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (self->connection, "error", G_CALLBACK (error_cb), self);
  g_signal_connect (self->connection, "closed", G_CALLBACK (closed_cb), self);
  soup_websocket_connection_set_max_incoming_payload_size (
    self->connection, xmpp_parser_limits_strangers.stanza_bytes);
  look_below (self);
  if (self->tls != NULL
      && g_tls_connection_get_protocol_version (self->tls) < G_TLS_PROTOCOL_VERSION_TLS_1_2)
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_NO_TLS, "TLS older than 1.2");
  else
    g_task_return_pointer (task, g_steal_pointer (&self), g_object_unref);
}

static void
ready_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  static const char *const protocols[] = { PROTOCOL, NULL };
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Connect *connect = g_task_get_task_data (task);
  g_autoptr(SoupSession) session = NULL;
  g_autoptr(SoupMessage) message = NULL;

  if (!xmpp_tls_ready_finish (connect->tls, result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  xmpp_tls_forget_refused (connect->tls);
  session = xmpp_https_session_new (connect->tls, connect->proxy);
  message = xmpp_https_message_new (connect->tls, connect->uri, TRUE);
  soup_session_websocket_connect_async (session, message, NULL, (char **) protocols,
                                        G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                                        connected_cb, g_object_ref (task));
}

/**
 * xmpp_websocket_connect_async:
 * @uri: where to, of the scheme wss
 * @tls: of the domain that @uri speaks for
 * @proxy: the way to go
 * @cancellable: (nullable): to give up; there is no other time limit
 * @callback: (scope async): called with the transport
 * @user_data: for @callback
 *
 * Connects to a WebSocket for XMPP.
 */
void
xmpp_websocket_connect_async (const char          *uri,
                              XmppTls             *tls,
                              const XmppProxy     *proxy,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Connect *connect = NULL;

  g_return_if_fail (uri != NULL && proxy != NULL);
  g_return_if_fail (XMPP_IS_TLS (tls));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_websocket_connect_async);
  connect = g_new0 (Connect, 1);
  connect->uri = g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, NULL);
  connect->tls = g_object_ref (tls);
  connect->proxy = xmpp_proxy_copy (proxy);
  g_task_set_task_data (task, connect, (GDestroyNotify) connect_free);

  if (connect->uri == NULL || g_strcmp0 (g_uri_get_scheme (connect->uri), "wss") != 0
      || g_uri_get_host (connect->uri) == NULL || *g_uri_get_host (connect->uri) == '\0')
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_UNKNOWN_HOST, "This is no WebSocket");
  else if (proxy->scheme == NULL && xmpp_proxy_is_needed_for (g_uri_get_host (connect->uri)))
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_NEEDS_PROXY,
                             "%s is reached through a proxy only",
                             g_uri_get_host (connect->uri));
  else
    xmpp_tls_ready_async (tls, cancellable, ready_cb, g_steal_pointer (&task));
}

/**
 * xmpp_websocket_connect_finish:
 * @result: what the callback was given
 * @error: return location for an error of the domain %XMPP_ERROR, or a cancellation
 *
 * Returns: (transfer full): a transport inside verified TLS
 */
XmppTransport *
xmpp_websocket_connect_finish (GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
