/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-socks-connect.c: to a place that a peer names, and there to who knows what we ask for:
 * XEP-0065 1.8.2. It is no place on this machine, whatever its name. */
#define G_LOG_DOMAIN "xmpp-socks"

#include "xmpp-socks-connect.h"

#include "xmpp-deadline.h"
#include "xmpp-jingle-error.h"
#include "xmpp-proxy-connect.h"
#include "xmpp-socks-host.h"
#include "xmpp-tcp.h"

#define PATIENCE_MS 8000

typedef struct {
  XmppProxy         *way;
  char              *host;
  guint16            port;
  char              *destination;
  gboolean           local;
  XmppDeadline      *deadline;
  GSocketConnection *connection; /* (nullable) */
} Connect;

static void
connect_free (gpointer data)
{
  Connect *connect = data;

  xmpp_proxy_free (connect->way);
  g_free (connect->host);
  g_free (connect->destination);
  xmpp_deadline_free (connect->deadline);
  g_clear_object (&connect->connection);
  g_free (connect);
}

static GCancellable *
get_cancellable (Connect *connect)
{
  return xmpp_deadline_get_cancellable (connect->deadline);
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Connect *connect = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GIOStream) stream = g_proxy_connect_finish (G_PROXY (object), result, &error);

  xmpp_deadline_stop (connect->deadline);
  if (stream == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&connect->connection), g_object_unref);
}

/* A candidate speaks as a SOCKS proxy does; where it is said to lead to has forty characters. */
static void
ask (GTask *task)
{
  Connect *connect = g_task_get_task_data (task);
  g_autoptr(GProxy) socks = g_proxy_get_default_for_protocol ("socks5");
  g_autoptr(GInetAddress) nowhere = g_inet_address_new_any (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GProxyAddress) place =
    g_object_new (G_TYPE_PROXY_ADDRESS, "address", nowhere, "port", (guint) connect->port,
                  "protocol", "socks5", "destination-protocol", "none", "destination-hostname",
                  connect->destination, "destination-port", 0, NULL);

  g_proxy_connect_async (socks, G_IO_STREAM (connect->connection), place,
                         get_cancellable (connect), asked_cb, g_object_ref (task));
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Connect *connect = g_task_get_task_data (task);
  GError *error = NULL;

  connect->connection = xmpp_proxy_connect_finish (result, &error);
  if (connect->connection == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  xmpp_tcp_prepare (connect->connection);
  ask (task);
}

static void
connect_to (GTask      *task,
            const char *host)
{
  Connect *connect = g_task_get_task_data (task);

  xmpp_proxy_connect_async (connect->way, host, connect->port, get_cancellable (connect),
                            connected_cb, g_object_ref (task));
}

static void
resolved_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Connect *connect = g_task_get_task_data (task);
  GError *error = NULL;
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (object), result, &error);
  g_autofree char *host = NULL;

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  for (GList *l = addresses; l != NULL && host == NULL; l = l->next)
    if (xmpp_socks_host_is_fit (l->data, connect->local))
      host = g_inet_address_to_string (l->data);
  g_resolver_free_addresses (addresses);

  if (host != NULL)
    connect_to (task, host);
  else
    g_task_return_new_error (task, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_NO_WAY,
                             "No address that may be connected to");
}

/**
 * xmpp_socks_connect_async:
 * @way: through what
 * @host: where to: a name or an address, from a peer or our own server
 * @port: to which port there
 * @destination: what to ask for there: xmpp_socks_destination()
 * @local: whether this machine is one like another, in tests
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called with the connection
 * @user_data: for @callback
 *
 * Connects, within a few seconds. Through a proxy, a name is looked up there, and "this machine" is
 * the proxy's.
 */
void
xmpp_socks_connect_async (const XmppProxy     *way,
                          const char          *host,
                          guint16              port,
                          const char          *destination,
                          gboolean             local,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (host);
  g_autoptr(GResolver) resolver = NULL;
  Connect *connect = g_new0 (Connect, 1);

  g_task_set_source_tag (task, xmpp_socks_connect_async);
  connect->way = xmpp_proxy_copy (way);
  connect->host = g_strdup (host);
  connect->port = port;
  connect->destination = g_strdup (destination);
  connect->local = local;
  connect->deadline = xmpp_deadline_new (task, PATIENCE_MS);
  g_task_set_task_data (task, connect, connect_free);

  if (address != NULL && !xmpp_socks_host_is_fit (address, local))
    {
      g_task_return_new_error (task, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_NO_WAY,
                               "No address that may be connected to");
      return;
    }
  if (address != NULL || way->scheme != NULL)
    {
      connect_to (task, host);
      return;
    }
  if (xmpp_proxy_is_needed_for (host))
    {
      g_task_return_new_error (task, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_NO_WAY,
                               "An onion service is reached through a proxy only");
      return;
    }

  resolver = g_resolver_get_default ();
  g_resolver_lookup_by_name_async (resolver, host, get_cancellable (connect), resolved_cb,
                                   g_object_ref (task));
}

/**
 * xmpp_socks_connect_finish:
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a connection over which bytes go
 */
GSocketConnection *
xmpp_socks_connect_finish (GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
