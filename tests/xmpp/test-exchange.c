/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the session says about stanzas where the server has no stream management: a ping answers for
 * what was sent before it. */
#include "mock-server.h"
#include "xmpp-namespaces.h"

typedef struct {
  MockServer  *server;
  XmppSession *session;
  GString     *events; /* what was told, one a line */
} Fixture;

static void
acknowledged_cb (Fixture *fx,
                 guint64  serial)
{
  g_string_append_printf (fx->events, "acknowledged %" G_GUINT64_FORMAT "\n", serial);
}

static void
set_up (Fixture       *fx,
        gconstpointer  unused)
{
  fx->server = mock_server_new ();
  fx->session = mock_session_new_online (fx->server);
  fx->events = g_string_new (NULL);
  g_signal_connect_swapped (fx->session, "acknowledged", G_CALLBACK (acknowledged_cb), fx);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  unused)
{
  mock_session_free (fx->session);
  mock_server_free (fx->server);
  g_string_free (fx->events, TRUE);
}

#define assert_told(fx, expected) \
  G_STMT_START { \
    g_assert_cmpstr ((fx)->events->str, ==, (expected)); \
    g_string_truncate ((fx)->events, 0); \
  } G_STMT_END

static guint64
send (Fixture *fx)
{
  XmppElement *message = xmpp_element_new ("message", XMPP_NS_CLIENT);

  xmpp_element_set_attribute (message, "to", "romeo@montague.lit");
  return xmpp_session_send_tracked (fx->session, message, NULL);
}

#define MESSAGE "<message to='romeo@montague.lit'/>"
#define PING    "<iq type='get' id='*' to='capulet.lit'><ping xmlns='urn:xmpp:ping'/></iq>"

/* What is sent in one turn shares a ping; what is sent while that is under way has the next. Whoever
 * else answers does not speak for the server; the server's error says as much as its pong. */
static void
test_ping (Fixture       *fx,
           gconstpointer  unused)
{
  static const MockLine first[] = {
    SERVER_HEARS (MESSAGE), SERVER_HEARS (MESSAGE), SERVER_HEARS (PING),
  };
  static const MockLine second[] = {
    SERVER_SAYS ("<iq type='result' id='$id' from='romeo@montague.lit'/>"),
    SERVER_HEARS (MESSAGE),
    SERVER_SAYS ("<iq type='result' id='$id' from='capulet.lit'/>"),
    SERVER_HEARS (PING),
  };
  static const MockLine third[] = {
    SERVER_SAYS ("<iq type='error' id='$id' from='capulet.lit'><error type='cancel'>"
                 "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
    SERVER_SAYS ("<iq type='get' id='wait' from='capulet.lit'><wait xmlns='urn:charla:test'/></iq>"),
    SERVER_HEARS ("<iq type='error' id='wait' to='capulet.lit'>*</iq>"),
  };

  g_assert_cmpuint (send (fx), ==, 1);
  g_assert_cmpuint (send (fx), ==, 2);
  mock_server_play (fx->server, first, G_N_ELEMENTS (first));
  mock_server_assert_played (fx->server);
  assert_told (fx, "");

  g_assert_cmpuint (send (fx), ==, 3);
  mock_server_play (fx->server, second, G_N_ELEMENTS (second));
  mock_server_assert_played (fx->server);
  assert_told (fx, "acknowledged 2\n");

  mock_server_play (fx->server, third, G_N_ELEMENTS (third));
  mock_server_assert_played (fx->server);
  assert_told (fx, "acknowledged 3\n");
}

/* What nobody waits for is not asked for. */
static void
test_untracked (Fixture       *fx,
                gconstpointer  unused)
{
  static const MockLine play[] = {
    SERVER_HEARS ("<presence/>"),
    SERVER_SAYS ("<iq type='get' id='wait' from='capulet.lit'><wait xmlns='urn:charla:test'/></iq>"),
    SERVER_HEARS ("<iq type='error' id='wait' to='capulet.lit'>*</iq>"),
  };

  g_assert_true (xmpp_session_send (fx->session, xmpp_element_new ("presence", XMPP_NS_CLIENT)));
  mock_server_play (fx->server, play, G_N_ELEMENTS (play));
  mock_server_assert_played (fx->server);
  assert_told (fx, "");
}

/* What was not acknowledged before the connection was lost never is: serials do not come again. */
static void
test_lost (Fixture       *fx,
           gconstpointer  unused)
{
  static const MockLine cut[] = {
    SERVER_HEARS (MESSAGE), SERVER_HEARS (PING), SERVER_CUTS,
  };
  static const MockLine again[] = { SERVER_SIGNS_IN };
  static const MockLine play[] = {
    SERVER_HEARS (MESSAGE), SERVER_HEARS (PING),
    SERVER_SAYS ("<iq type='result' id='$id' from='capulet.lit'/>"),
    SERVER_SAYS ("<iq type='get' id='wait' from='capulet.lit'><wait xmlns='urn:charla:test'/></iq>"),
    SERVER_HEARS ("<iq type='error' id='wait' to='capulet.lit'>*</iq>"),
  };

  g_assert_cmpuint (send (fx), ==, 1);
  mock_server_play (fx->server, cut, G_N_ELEMENTS (cut));
  mock_session_wait_state (fx->session, XMPP_SESSION_WAITING);
  g_assert_cmpuint (send (fx), ==, 0);
  mock_server_play (fx->server, again, G_N_ELEMENTS (again));
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
  assert_told (fx, "");

  g_assert_cmpuint (send (fx), ==, 2);
  mock_server_play (fx->server, play, G_N_ELEMENTS (play));
  mock_server_assert_played (fx->server);
  assert_told (fx, "acknowledged 2\n");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/exchange/ping", Fixture, NULL, set_up, test_ping, tear_down);
  g_test_add ("/exchange/untracked", Fixture, NULL, set_up, test_untracked, tear_down);
  g_test_add ("/exchange/lost", Fixture, NULL, set_up, test_lost, tear_down);

  return g_test_run ();
}
