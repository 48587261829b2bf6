/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TCP connection to a host, straight or through a proxy:
 *
 *   none    GSocketClient races the host's addresses (RFC 8305)
 *   socks5  GSocketClient to the proxy, then GIO's SOCKS 5, which hands the name on as it is
 *   http    GSocketClient to the proxy, then CONNECT
 *   https   the same in GIO's own, inside TLS */
#define G_LOG_DOMAIN "xmpp-proxy"

#include "xmpp-proxy-connect.h"

#include <string.h>

#include "xmpp-error.h"
#include "xmpp-proxy-http.h"

#define MAX_HOST_BYTES 255

typedef struct {
  XmppProxy         *proxy;
  char              *host;
  guint16            port;
  GSocketConnection *connection; /* (nullable): to the proxy */
} Connect;

static void
connect_free (Connect *connect)
{
  g_clear_pointer (&connect->proxy, xmpp_proxy_free);
  g_clear_object (&connect->connection);
  g_free (connect->host);
  g_free (connect);
}

/* The user, or a server that sends us on, may write anything; no proxy shall read more of it than a
 * host. */
static char *
clean_host (const char *host)
{
  g_autofree char *ascii = g_hostname_to_ascii (host);

  if (ascii == NULL || *ascii == '\0' || strlen (ascii) > MAX_HOST_BYTES)
    return NULL;
  for (const char *c = ascii; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("-._:", *c) == NULL)
      return NULL;
  return g_steal_pointer (&ascii);
}

/* That the proxy fails is another thing than that the server cannot be reached. */
static GError *
explain_failure (const GError *error,
                 const char   *proxy_host)
{
  XmppError code = XMPP_ERROR_PROXY;

  if (error->domain == G_IO_ERROR)
    switch (error->code)
      {
      case G_IO_ERROR_CANCELLED:
        return g_error_copy (error);
      case G_IO_ERROR_PROXY_AUTH_FAILED:
      case G_IO_ERROR_PROXY_NEED_AUTH:
        code = XMPP_ERROR_PROXY_LOGIN;
        break;
      case G_IO_ERROR_HOST_UNREACHABLE:
      case G_IO_ERROR_NETWORK_UNREACHABLE:
      case G_IO_ERROR_CONNECTION_REFUSED:
      case G_IO_ERROR_HOST_NOT_FOUND:
        code = XMPP_ERROR_UNREACHABLE;
        break;
      default:
        break;
      }
  return g_error_new (XMPP_ERROR, (int) code, "Proxy %s: %s", proxy_host, error->message);
}

static void
return_failure (GTask        *task,
                const GError *error)
{
  Connect *connect = g_task_get_task_data (task);

  g_task_return_error (task, explain_failure (error, connect->proxy->host));
}

static void
tunnel_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Connect *connect = g_task_get_task_data (task);

  if (xmpp_proxy_http_finish (G_IO_STREAM (object), result, &error))
    g_task_return_pointer (task, g_steal_pointer (&connect->connection), g_object_unref);
  else
    return_failure (task, error);
}

static void
gio_proxy_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Connect *connect = g_task_get_task_data (task);
  g_autoptr(GIOStream) stream = g_proxy_connect_finish (G_PROXY (object), result, &error);

  if (stream == NULL)
    return_failure (task, error);
  else if (G_IS_SOCKET_CONNECTION (stream))
    g_task_return_pointer (task, g_steal_pointer (&stream), g_object_unref);
  else
    g_task_return_pointer (
      task, g_tcp_wrapper_connection_new (stream,
                                          g_socket_connection_get_socket (connect->connection)),
      g_object_unref);
}

static void
ask_gio_proxy (GTask  *task,
               GProxy *proxy)
{
  Connect *connect = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketAddress) address =
    g_socket_connection_get_remote_address (connect->connection, &error);
  g_autoptr(GProxyAddress) place = NULL;
  GInetSocketAddress *proxy_place = NULL;

  if (address == NULL)
    {
      return_failure (task, error);
      return;
    }

  proxy_place = G_INET_SOCKET_ADDRESS (address);
  place = g_object_new (G_TYPE_PROXY_ADDRESS,
                        "address", g_inet_socket_address_get_address (proxy_place),
                        "port", (guint) g_inet_socket_address_get_port (proxy_place),
                        "protocol", connect->proxy->scheme,
                        "destination-protocol", "none",
                        "destination-hostname", connect->host,
                        "destination-port", (guint) connect->port,
                        "username", connect->proxy->user,
                        "password", connect->proxy->password,
                        NULL);
  g_proxy_connect_async (proxy, G_IO_STREAM (connect->connection), place,
                         g_task_get_cancellable (task), gio_proxy_cb, g_object_ref (task));
}

/* The proxy was reached. */
static void
ask_proxy (GTask *task)
{
  Connect *connect = g_task_get_task_data (task);
  g_autoptr(GProxy) proxy = NULL;

  if (strcmp (connect->proxy->scheme, "http") == 0)
    {
      xmpp_proxy_http_async (G_IO_STREAM (connect->connection), connect->proxy, connect->host,
                             connect->port, g_task_get_cancellable (task), tunnel_cb,
                             g_object_ref (task));
      return;
    }

  proxy = g_proxy_get_default_for_protocol (connect->proxy->scheme);
  if (proxy != NULL)
    ask_gio_proxy (task, proxy);
  else
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_PROXY, "GIO knows no %s",
                             connect->proxy->scheme);
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Connect *connect = g_task_get_task_data (task);
  g_autoptr(GSocketConnection) connection =
    g_socket_client_connect_finish (G_SOCKET_CLIENT (object), result, &error);

  if (connection == NULL && connect->proxy->scheme != NULL
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_PROXY, "Proxy %s: %s",
                               connect->proxy->host, error->message);
    }
  else if (connection == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else if (connect->proxy->scheme == NULL)
    {
      g_task_return_pointer (task, g_steal_pointer (&connection), g_object_unref);
    }
  else
    {
      connect->connection = g_steal_pointer (&connection);
      ask_proxy (task);
    }
}

/**
 * xmpp_proxy_connect_async:
 * @proxy: the way to go
 * @host: where to: a name or an address
 * @port: to which port there
 * @cancellable: (nullable): to give up
 * @callback: (scope async): called with the connection
 * @user_data: for @callback
 *
 * Connects to @host. With a proxy, nobody here is asked who @host is: the proxy gets the name. An
 * onion service is not looked up without one either. There is no time limit: cancel it.
 */
void
xmpp_proxy_connect_async (const XmppProxy     *proxy,
                          const char          *host,
                          guint16              port,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GSocketClient) client = NULL;
  g_autoptr(GSocketConnectable) next = NULL;
  Connect *connect = NULL;

  g_return_if_fail (proxy != NULL && host != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_proxy_connect_async);
  connect = g_new0 (Connect, 1);
  connect->proxy = xmpp_proxy_copy (proxy);
  connect->host = clean_host (host);
  connect->port = port;
  g_task_set_task_data (task, connect, (GDestroyNotify) connect_free);

  if (connect->host == NULL)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_UNKNOWN_HOST, "This is no host name");
      return;
    }
  if (proxy->scheme == NULL && xmpp_proxy_is_needed_for (connect->host))
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_NEEDS_PROXY,
                               "%s is reached through a proxy only", connect->host);
      return;
    }

  client = g_socket_client_new ();
  g_socket_client_set_enable_proxy (client, FALSE);
  next = proxy->scheme == NULL ? g_network_address_new (connect->host, port)
                               : g_network_address_new (proxy->host, proxy->port);
  g_socket_client_connect_async (client, next, cancellable, connected_cb, g_steal_pointer (&task));
}

/**
 * xmpp_proxy_connect_finish:
 * @result: what the callback was given
 * @error: return location for %XMPP_ERROR_PROXY, %XMPP_ERROR_PROXY_LOGIN,
 *   %XMPP_ERROR_NEEDS_PROXY, %XMPP_ERROR_UNREACHABLE, %XMPP_ERROR_UNKNOWN_HOST, an error of
 *   GSocketClient's where there is no proxy, or a cancellation
 *
 * Returns: (transfer full): a connection
 */
GSocketConnection *
xmpp_proxy_connect_finish (GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
