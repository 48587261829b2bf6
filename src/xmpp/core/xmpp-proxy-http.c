/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tunnel through an HTTP proxy: CONNECT, RFC 9110, 9.3.6. GIO's own reads an answer without end,
 * and takes half an answer for a whole one. */
#define G_LOG_DOMAIN "xmpp-proxy"

#include "xmpp-proxy-http.h"

#include <string.h>

/* All that a proxy may say before the tunnel is there, headers and a page for people. */
#define MAX_ANSWER_BYTES (16 * 1024)

#define READ_BYTES 1024

typedef struct {
  char     *request;
  GString  *answer;
  gboolean  has_password;
  char      buffer[READ_BYTES];
} Tunnel;

static void
tunnel_free (Tunnel *tunnel)
{
  if (tunnel->request != NULL)
    explicit_bzero (tunnel->request, strlen (tunnel->request));
  g_free (tunnel->request);
  g_string_free (tunnel->answer, TRUE);
  g_free (tunnel);
}

/* RFC 7617 */
static char *
make_credentials (const XmppProxy *proxy)
{
  g_autofree char *pair = NULL;
  g_autofree char *base64 = NULL;
  char *header = NULL;

  if (proxy->user == NULL)
    return g_strdup ("");

  pair = g_strconcat (proxy->user, ":", proxy->password != NULL ? proxy->password : "", NULL);
  base64 = g_base64_encode ((const guchar *) pair, strlen (pair));
  header = g_strconcat ("Proxy-Authorization: Basic ", base64, "\r\n", NULL);
  explicit_bzero (pair, strlen (pair));
  explicit_bzero (base64, strlen (base64));
  return header;
}

static char *
make_request (const XmppProxy *proxy,
              const char      *host,
              guint16          port)
{
  g_autofree char *credentials = make_credentials (proxy);
  g_autofree char *place = strchr (host, ':') != NULL ? g_strdup_printf ("[%s]:%u", host, port)
                                                      : g_strdup_printf ("%s:%u", host, port);
  char *request = g_strdup_printf ("CONNECT %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", place, place,
                                   credentials);

  explicit_bzero (credentials, strlen (credentials));
  return request;
}

/* Three digits after "HTTP/1.x "; 0: something else was said. */
static guint
read_status (const char *answer)
{
  if (strncmp (answer, "HTTP/1.", 7) != 0 || !g_ascii_isdigit (answer[7]) || answer[8] != ' '
      || !g_ascii_isdigit (answer[9]) || !g_ascii_isdigit (answer[10])
      || !g_ascii_isdigit (answer[11]) || g_ascii_isalnum (answer[12]))
    return 0;

  return (guint) ((answer[9] - '0') * 100 + (answer[10] - '0') * 10 + (answer[11] - '0'));
}

static GError *
make_refusal (guint    status,
              gboolean has_password)
{
  GIOErrorEnum code = G_IO_ERROR_PROXY_FAILED;

  switch (status)
    {
    case 407:
      code = has_password ? G_IO_ERROR_PROXY_AUTH_FAILED : G_IO_ERROR_PROXY_NEED_AUTH;
      break;
    case 403:
    case 405:
      code = G_IO_ERROR_PROXY_NOT_ALLOWED;
      break;
    case 404:
    case 502:
    case 503:
    case 504:
      code = G_IO_ERROR_HOST_UNREACHABLE;
      break;
    default:
      break;
    }
  return g_error_new (G_IO_ERROR, (int) code, "The proxy answered %u", status);
}

static void
take_answer (GTask       *task,
             const char  *end)
{
  Tunnel *tunnel = g_task_get_task_data (task);
  guint status = read_status (tunnel->answer->str);

  if (status == 0)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED,
                             "What answers there is no HTTP proxy");
  else if (status < 200 || status > 299)
    g_task_return_error (task, make_refusal (status, tunnel->has_password));
  else if (end + 4 != tunnel->answer->str + tunnel->answer->len)
    /* The server waits for our first word, so this is not the server. */
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED,
                             "The proxy spoke out of turn");
  else
    g_task_return_boolean (task, TRUE);
}

static void read_more (GTask *task);

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Tunnel *tunnel = g_task_get_task_data (task);
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (object), result, &error);
  const char *end = NULL;

  if (n < 0)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (n > 0)
    g_string_append_len (tunnel->answer, tunnel->buffer, n);

  if (strlen (tunnel->answer->str) == tunnel->answer->len)
    end = strstr (tunnel->answer->str, "\r\n\r\n");
  if (end != NULL)
    take_answer (task, end);
  else if (n == 0)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED, "The proxy hung up");
  else if (tunnel->answer->len > MAX_ANSWER_BYTES)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED,
                             "The proxy's answer has no end");
  else
    read_more (task);
}

static void
read_more (GTask *task)
{
  Tunnel *tunnel = g_task_get_task_data (task);
  GInputStream *input = g_io_stream_get_input_stream (g_task_get_source_object (task));

  g_input_stream_read_async (input, tunnel->buffer, sizeof tunnel->buffer, G_PRIORITY_DEFAULT,
                             g_task_get_cancellable (task), read_cb, g_object_ref (task));
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    read_more (task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * xmpp_proxy_http_async:
 * @stream: a connection to @proxy
 * @proxy: whose user and password to show
 * @host: where the tunnel shall lead: a name in ASCII, not looked up, or an address
 * @port: to which port there
 * @cancellable: (nullable): to give up
 * @callback: (scope async): called when @stream leads there
 * @user_data: for @callback
 *
 * Asks the proxy at the other end of @stream for a tunnel.
 */
void
xmpp_proxy_http_async (GIOStream           *stream,
                       const XmppProxy     *proxy,
                       const char          *host,
                       guint16              port,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Tunnel *tunnel = NULL;

  g_return_if_fail (G_IS_IO_STREAM (stream));
  g_return_if_fail (proxy != NULL && host != NULL);

  task = g_task_new (stream, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_proxy_http_async);

  tunnel = g_new0 (Tunnel, 1);
  tunnel->request = make_request (proxy, host, port);
  tunnel->answer = g_string_new (NULL);
  tunnel->has_password = proxy->password != NULL;
  g_task_set_task_data (task, tunnel, (GDestroyNotify) tunnel_free);

  g_output_stream_write_all_async (g_io_stream_get_output_stream (stream), tunnel->request,
                                   strlen (tunnel->request), G_PRIORITY_DEFAULT, cancellable,
                                   written_cb, g_steal_pointer (&task));
}

/**
 * xmpp_proxy_http_finish:
 * @stream: the connection
 * @result: what the callback was given
 * @error: return location for an error of the domain %G_IO_ERROR, as GProxy has them
 *
 * Returns: whether the connection leads to where it shall
 */
gboolean
xmpp_proxy_http_finish (GIOStream     *stream,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, stream), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
