/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session against the scripted server. */
#include "mock-server.h"
#include "xmpp-error.h"

static void
test_online (void)
{
  MockServer *server = mock_server_new ();
  XmppSession *session = mock_session_new_online (server);
  XmppSessionInfo info;

  xmpp_session_get_info (session, &info);
  g_assert_cmpstr (info.host, ==, "127.0.0.1");
  g_assert_cmpuint (info.port, ==, mock_server_get_port (server));
  g_assert_cmpstr (info.tls_version, ==, "TLS 1.3");
  g_assert_cmpstr (info.mechanism, ==, "SCRAM-SHA-256");
  g_assert_cmpstr (xmpp_address_get_full (xmpp_session_get_address (session)), ==, MOCK_FULL);

  mock_session_free (session);
  mock_server_free (server);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/session/online", test_online);
  return g_test_run ();
}
