/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Socket options for a protocol of small messages that wait for one another. */
#define G_LOG_DOMAIN "xmpp-tcp"

#include "xmpp-tcp.h"

#include <gio/gnetworking.h>

/* Unacknowledged for longer, and the connection is gone: RFC 5482. */
#define USER_TIMEOUT_MS 60000

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
