/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Socket options for a protocol of small messages that wait for one another. */
#define G_LOG_DOMAIN "xmpp-tcp"

#include "xmpp-tcp.h"

#include <gio/gnetworking.h>

/* Unacknowledged for longer, and the connection is gone: RFC 5482. It counts as well while a busy
 * server reads little by little and its window stays closed; that one is alive, so that patience is
 * long, and XmppLiveness finds out about the dead much sooner. */
#define USER_TIMEOUT_MS 300000

static void
set_option (GSocketConnection *connection,
            int                option,
            int                value)
{
  g_autoptr(GError) error = NULL;
  GSocket *socket = g_socket_connection_get_socket (connection);

  /* A socket that is no TCP (tests, proxies) does without. */
  if (!g_socket_set_option (socket, IPPROTO_TCP, option, value, &error))
    g_debug ("Option %d: %s", option, error->message);
}

/**
 * xmpp_tcp_prepare:
 * @connection: a fresh connection
 *
 * Sends small messages at once, and notices a dead peer.
 */
void
xmpp_tcp_prepare (GSocketConnection *connection)
{
  g_return_if_fail (G_IS_SOCKET_CONNECTION (connection));

  g_socket_set_keepalive (g_socket_connection_get_socket (connection), TRUE);
  set_option (connection, TCP_NODELAY, 1);
  set_option (connection, TCP_USER_TIMEOUT, USER_TIMEOUT_MS);
}

/**
 * xmpp_tcp_acknowledge_now:
 * @connection: a connection
 *
 * Acknowledges what comes next without delay. Servers leave Nagle's algorithm on and hold an
 * answer's second half back until then: 40 ms each time. The kernel forgets the wish soon, so say
 * it after every read while an answer is awaited.
 */
void
xmpp_tcp_acknowledge_now (GSocketConnection *connection)
{
  g_return_if_fail (G_IS_SOCKET_CONNECTION (connection));

  set_option (connection, TCP_QUICKACK, 1);
}

/**
 * xmpp_tcp_is_stranded:
 * @connection: a connection
 *
 * A connection cannot move to another address, and when its own goes away the kernel keeps quiet
 * about it: nobody could answer, whatever is sent.
 *
 * Returns: whether this machine no longer has the address that @connection speaks from
 */
gboolean
xmpp_tcp_is_stranded (GSocketConnection *connection)
{
  g_autoptr(GSocketAddress) local = NULL;
  g_autoptr(GSocketAddress) anywhere = NULL;
  g_autoptr(GSocket) probe = NULL;
  g_autoptr(GError) error = NULL;
  GInetAddress *address = NULL;
  GSocketFamily family;
  guint32 scope = 0;

  g_return_val_if_fail (G_IS_SOCKET_CONNECTION (connection), FALSE);

  local = g_socket_connection_get_local_address (connection, NULL);
  if (!G_IS_INET_SOCKET_ADDRESS (local))
    return FALSE;

  /* To take a port of one's own is allowed on every address that there is. */
  address = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (local));
  family = g_inet_address_get_family (address);
  if (family == G_SOCKET_FAMILY_IPV6)
    scope = g_inet_socket_address_get_scope_id (G_INET_SOCKET_ADDRESS (local));
  probe = g_socket_new (family, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  anywhere = g_object_new (G_TYPE_INET_SOCKET_ADDRESS, "address", address, "port", 0, "scope-id",
                           scope, NULL);
  return probe != NULL && !g_socket_bind (probe, anywhere, FALSE, &error)
         && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}
