/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file to the web: RFC 9110, 9.3.4. The way there is made in the main loop, where certificates
 * are asked about; the file goes in a thread. TLS is laid over the connection here and not by the
 * client of the socket, so that its records can be gathered below it. */
#define G_LOG_DOMAIN "net"

#include "net-client.h"

#include "net-client-private.h"
#include "net-error.h"
#include "net-gather.h"
#include "net-meter.h"
#include "net-wire.h"

#include <gio/gnetworking.h>
#include <libsoup/soup.h>
#include <string.h>

/* All that may stand in the target of a request as it is: RFC 3986, 2.2 */
#define TARGET_CHARS ":/?[]@!$&'()*+,;=%"

/* The data of its task. */
typedef struct {
  NetPassage          passage;
  GInputStream       *content;
  gint64              size;
  char               *host;
  char               *head;
  GSocketConnectable *server;
  GSocketClient      *client;
  GIOStream          *connection; /* (nullable): not there yet */
  NetGather          *gather;     /* (nullable): likewise; all that is written passes here */
  GTlsConnection     *tls;        /* (nullable): while its certificate is looked at */
  GIOStream          *stream;     /* (nullable): likewise; where the request goes */
  gboolean            is_safe;    /* that is to be TLS */
  char               *sha256;     /* (nullable): not over yet; of the thread until it is */
  gboolean            is_broken;  /* the file cannot be read; likewise */

  GMutex              mutex;      /* for what follows, which the thread changes */
  gint64              sent;
  gboolean            is_told;    /* the main loop is to look */
} Put;

static void
forget_tls (Put *put)
{
  if (put->tls != NULL)
    g_signal_handlers_disconnect_by_data (put->tls, put);
  g_clear_object (&put->tls);
}

static void
put_free (Put *put)
{
  net_passage_clear (&put->passage);
  g_clear_object (&put->content);
  g_free (put->host);
  g_free (put->head);
  forget_tls (put);
  if (put->client != NULL)
    g_signal_handlers_disconnect_by_data (put->client, put);
  g_clear_object (&put->client);
  g_clear_object (&put->server);
  g_clear_object (&put->stream);
  g_clear_object (&put->gather);
  g_clear_object (&put->connection);
  g_free (put->sha256);
  g_mutex_clear (&put->mutex);
  g_free (put);
}

/* What is asked for. */

static char *
make_target (GUri *uri)
{
  const char *path = g_uri_get_path (uri);
  const char *query = g_uri_get_query (uri);
  g_autofree char *target = g_strconcat (path[0] == '/' ? "" : "/", path,
                                         query != NULL ? "?" : NULL, query, NULL);

  return g_uri_escape_string (target, TARGET_CHARS, FALSE);
}

/* (nullable): there is no such host */
static char *
make_authority (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  g_autofree char *ascii = g_hostname_to_ascii (host);
  g_autofree char *name = strchr (host, ':') != NULL
                          ? g_strdup_printf ("[%.*s]", (int) strcspn (host, "%"), host)
                          : g_steal_pointer (&ascii);

  if (name == NULL || strpbrk (name, " /?#@\\") != NULL)
    return NULL;

  return g_uri_get_port (uri) < 0 ? g_steal_pointer (&name)
                                  : g_strdup_printf ("%s:%d", name, g_uri_get_port (uri));
}

static gboolean
is_line (const char *text)
{
  return strpbrk (text, "\r\n") == NULL;
}

/* (nullable): it would not be one request */
static char *
make_head (GUri              *uri,
           gint64             size,
           const char        *media_type,
           const char *const *headers) /* (nullable) */
{
  g_autofree char *target = make_target (uri);
  g_autofree char *authority = make_authority (uri);
  g_autoptr(GString) head = g_string_new (NULL);

  if (authority == NULL || !is_line (authority) || !is_line (media_type))
    return NULL;

  g_string_printf (head, "PUT %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n"
                   "Content-Type: %s\r\nContent-Length: %" G_GINT64_FORMAT "\r\n",
                   target, authority, media_type, size);
  for (guint i = 0; headers != NULL && headers[i] != NULL && headers[i + 1] != NULL; i += 2)
    {
      if (!is_line (headers[i]) || !is_line (headers[i + 1]))
        return NULL;
      g_string_append_printf (head, "%s: %s\r\n", headers[i], headers[i + 1]);
    }
  g_string_append (head, "\r\n");
  return g_string_free (g_steal_pointer (&head), FALSE);
}

/* How far it is. */

static void
tell (Put *put)
{
  gint64 sent;

  g_mutex_lock (&put->mutex);
  put->is_told = FALSE;
  sent = put->sent;
  g_mutex_unlock (&put->mutex);
  if (sent > put->passage.done)
    net_passage_add (&put->passage, (gsize) (sent - put->passage.done));
}

static gboolean
tell_cb (gpointer user_data)
{
  if (!g_task_get_completed (user_data))
    tell (g_task_get_task_data (user_data));
  return G_SOURCE_REMOVE;
}

static void
sent_in_thread (gint64   sent,
                gpointer user_data)
{
  GTask *task = user_data;
  Put *put = g_task_get_task_data (task);
  g_autoptr(GSource) source = NULL;
  gboolean is_told;

  g_mutex_lock (&put->mutex);
  put->sent = sent;
  is_told = put->is_told;
  put->is_told = TRUE;
  g_mutex_unlock (&put->mutex);
  if (is_told)
    return;

  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_cb, g_object_ref (task), g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

/* On its way. */

static gpointer
run (gpointer data)
{
  g_autoptr(GTask) work = data;
  GTask *task = g_task_get_task_data (work);
  Put *put = g_task_get_task_data (task);
  GCancellable *sending = put->passage.sending;
  g_autoptr(NetMeter) meter = net_meter_new (put->content, put->size, sending);
  GError *error = NULL;
  guint status = net_wire_put (put->stream, put->gather, put->head, meter, sent_in_thread, task,
                               sending, &error);

  if (SOUP_STATUS_IS_SUCCESSFUL (status))
    put->sha256 = net_meter_dup_sha256 (meter);
  put->is_broken = error != NULL && error->domain == G_IO_ERROR && net_meter_is_broken (meter);
  g_clear_pointer (&meter, net_meter_free);
  g_io_stream_close (put->stream, sending, NULL);
  g_io_stream_close (put->connection, sending, NULL);

  if (error != NULL)
    g_task_return_error (work, error);
  else
    g_task_return_int (work, (gssize) status);
  return NULL;
}

static void
over_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Put *put = g_task_get_task_data (task);
  GError *error = NULL;
  gssize status = g_task_propagate_int (G_TASK (result), &error);

  tell (put);
  net_passage_rest (&put->passage);
  /* That is not about the way: it would be tried again as if it were. */
  if (put->is_broken)
    {
      g_task_return_error (task, error);
      return;
    }

  error = error != NULL
          ? net_passage_translate_error (&put->passage, g_task_get_cancellable (task), error)
          : net_passage_judge_status ((guint) status);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&put->sha256), g_free);
}

static void
send_content (GTask *task)
{
  GTask *work = g_task_new (NULL, NULL, over_cb, g_object_ref (task));
  GThread *thread;

  /* A thread of its own: what goes for an hour takes no turn from what waits for a moment. Nothing
   * may be of it alone in the end, or that would end in the thread. */
  g_task_set_source_tag (work, send_content);
  g_task_set_task_data (work, task, NULL);
  thread = g_thread_new ("sending", run, work);
  g_thread_unref (thread);
}

/* The way there. */

static gboolean
accept_certificate_cb (GTlsConnection       *tls,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  errors,
                       Put                  *put)
{
  return net_passage_judge_certificate (&put->passage, put->host, certificate, errors);
}

static void
fail (GTask  *task,
      GError *error) /* takes */
{
  Put *put = g_task_get_task_data (task);

  net_passage_rest (&put->passage);
  g_task_return_error (task, net_passage_translate_error (&put->passage,
                                                          g_task_get_cancellable (task), error));
}

static void
handshake_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Put *put = g_task_get_task_data (task);
  GError *error = NULL;
  const gboolean is_safe =
    g_tls_connection_handshake_finish (G_TLS_CONNECTION (object), result, &error);

  forget_tls (put); /* from now on it is the thread that would ask: no other one is taken */
  if (!is_safe)
    {
      fail (task, error);
      return;
    }

  net_passage_note_motion (&put->passage);
  send_content (task);
}

/* Takes @base. */
static void
lay_tls (GTask     *task,
         GIOStream *base)
{
  static const char *const protocols[] = { "http/1.1", NULL };
  Put *put = g_task_get_task_data (task);
  g_autoptr(GIOStream) below = base;
  GError *error = NULL;

  put->stream = g_tls_client_connection_new (below, put->server, &error);
  if (put->stream == NULL)
    {
      fail (task, error);
      return;
    }

  put->tls = G_TLS_CONNECTION (g_object_ref (put->stream));
  g_tls_connection_set_advertised_protocols (put->tls, protocols);
  if (put->passage.way->roots != NULL)
    g_tls_connection_set_database (put->tls, put->passage.way->roots);
  g_signal_connect (put->tls, "accept-certificate", G_CALLBACK (accept_certificate_cb), put);
  g_tls_connection_handshake_async (put->tls, G_PRIORITY_DEFAULT, put->passage.sending,
                                    handshake_cb, g_object_ref (task));
}

static void
event_cb (GSocketClient      *client,
          GSocketClientEvent  event,
          GSocketConnectable *connectable,
          GIOStream          *connection, /* (nullable) */
          Put                *put)
{
  net_passage_note_motion (&put->passage);
  /* A record of TLS may go before the one before it is acknowledged: RFC 1122, 4.2.3.4. */
  if (event == G_SOCKET_CLIENT_CONNECTED && G_IS_SOCKET_CONNECTION (connection))
    g_socket_set_option (g_socket_connection_get_socket (G_SOCKET_CONNECTION (connection)),
                         IPPROTO_TCP, TCP_NODELAY, 1, NULL);
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Put *put = g_task_get_task_data (task);
  GError *error = NULL;
  GIOStream *gathered;

  put->connection =
    G_IO_STREAM (g_socket_client_connect_finish (G_SOCKET_CLIENT (object), result, &error));
  if (put->connection == NULL)
    {
      fail (task, error);
      return;
    }

  net_passage_note_motion (&put->passage);
  put->gather = net_gather_new (g_io_stream_get_output_stream (put->connection));
  gathered = g_simple_io_stream_new (g_io_stream_get_input_stream (put->connection),
                                     G_OUTPUT_STREAM (put->gather));
  if (put->is_safe)
    lay_tls (task, gathered);
  else
    {
      put->stream = gathered;
      send_content (task);
    }
}

static void
connect_to (GTask *task,
            GUri  *uri)
{
  Put *put = g_task_get_task_data (task);
  const gboolean is_safe = g_str_equal (g_uri_get_scheme (uri), "https");
  const int port = g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : is_safe ? 443 : 80;
  g_autofree char *authority = make_authority (uri);
  g_autofree char *place = g_strdup_printf ("%s://%s", g_uri_get_scheme (uri), authority);
  GError *error = NULL;

  put->is_safe = is_safe;
  put->server = g_network_address_parse_uri (place, (guint16) port, &error);
  if (put->server == NULL)
    {
      fail (task, error);
      return;
    }

  put->client = g_socket_client_new ();
  if (put->passage.way->proxy != NULL)
    g_socket_client_set_proxy_resolver (put->client, put->passage.way->proxy);
  else
    g_socket_client_set_enable_proxy (put->client, FALSE);
  g_signal_connect (put->client, "event", G_CALLBACK (event_cb), put);
  net_passage_note_motion (&put->passage);
  g_socket_client_connect_async (put->client, put->server, put->passage.sending, connected_cb,
                                 g_object_ref (task));
}

/**
 * net_client_put_async:
 * @self: a way to the web
 * @url: where the file goes
 * @content: the file, from its start
 * @size: how many bytes that are
 * @media_type: (nullable): what kind of file it is
 * @headers: (nullable) (array zero-terminated=1): names and values that are sent along, without
 *   line ends
 * @progress: (nullable): told how far it is
 * @progress_data: (closure progress): for @progress
 * @cancellable: (nullable): stops it
 * @callback: called when the server has it, or why it does not
 * @user_data: for @callback
 *
 * Sends a file.
 */
void
net_client_put_async (NetClient           *self,
                      const char          *url,
                      GInputStream        *content,
                      gint64               size,
                      const char          *media_type,
                      const char *const   *headers,
                      NetProgressFunc      progress,
                      gpointer             progress_data,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GUri) uri = NULL;
  g_autofree char *head = NULL;
  Put *put;

  g_return_if_fail (NET_IS_CLIENT (self));
  g_return_if_fail (url != NULL && G_IS_INPUT_STREAM (content) && size >= 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, net_client_put_async);
  uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri != NULL && net_passage_is_sound (uri))
    head = make_head (uri, size, media_type != NULL ? media_type : "application/octet-stream",
                      headers);
  if (head == NULL)
    {
      g_task_return_new_error (task, NET_ERROR, NET_ERROR_REFUSED, "Not a URL");
      return;
    }

  put = g_new0 (Put, 1);
  g_mutex_init (&put->mutex);
  g_task_set_task_data (task, put, (GDestroyNotify) put_free);
  net_passage_init (&put->passage, net_client_get_way (self), task, progress, progress_data);
  put->content = g_object_ref (content);
  put->size = size;
  put->host = g_strdup (g_uri_get_host (uri));
  put->head = g_steal_pointer (&head);
  connect_to (task, uri);
}

/**
 * net_client_put_finish:
 * @self: a way to the web
 * @result: what the callback got
 * @error: return location for an error of the domain %NET_ERROR; of %G_IO_ERROR why the file cannot
 *   be read, or that it was cancelled
 *
 * Returns: (transfer full) (nullable): the SHA-256 of what was sent, in hex
 */
char *
net_client_put_finish (NetClient     *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
