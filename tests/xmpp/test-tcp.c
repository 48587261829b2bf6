/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What we ask of a connection's socket, over both protocols of the internet. */
#include <gio/gio.h>

#include "xmpp-tcp.h"

static void
test_not_stranded (gconstpointer data)
{
  GSocketFamily family = (GSocketFamily) GPOINTER_TO_INT (data);
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  g_autoptr(GInetAddress) here = g_inet_address_new_loopback (family);
  g_autoptr(GSocketAddress) any_port = g_inet_socket_address_new (here, 0);
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GError) error = NULL;

  if (!g_socket_listener_add_address (listener, any_port, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                      NULL, &address, &error))
    {
      g_test_skip (error->message);
      return;
    }
  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &error);
  g_assert_no_error (error);

  xmpp_tcp_prepare (connection);
  xmpp_tcp_acknowledge_now (connection);
  g_assert_false (xmpp_tcp_is_stranded (connection));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/xmpp/tcp/not-stranded/ipv4", GINT_TO_POINTER (G_SOCKET_FAMILY_IPV4),
                        test_not_stranded);
  g_test_add_data_func ("/xmpp/tcp/not-stranded/ipv6", GINT_TO_POINTER (G_SOCKET_FAMILY_IPV6),
                        test_not_stranded);

  return g_test_run ();
}
