/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session over as many connections as it takes: XEP-0198. */
#include <string.h>

#include "mock-server.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"

#define SM_FEATURES "<sm xmlns='urn:xmpp:sm:3'/>"

#define CONNECTS \
  SERVER_ACCEPTS, SERVER_OPENS (MOCK_FEATURES_STARTTLS), SERVER_STARTS_TLS, \
  SERVER_SECURES ("good"), \
  SERVER_OPENS (MOCK_FEATURES_SASL (MOCK_MECHANISM ("SCRAM-SHA-256"))), SERVER_AUTHENTICATES, \
  SERVER_OPENS (MOCK_FEATURES_BIND SM_FEATURES)
#define BINDS(id) \
  SERVER_BINDS, SERVER_HEARS ("<enable xmlns='urn:xmpp:sm:3' resume='true'/>"), \
  SERVER_SAYS ("<enabled xmlns='urn:xmpp:sm:3' id='" id "' resume='true' max='300'/>")
#define HEARS_RESUME(id, h) \
  SERVER_HEARS ("<resume xmlns='urn:xmpp:sm:3' previd='" id "' h='" h "'/>")
#define RESUMES(id, h) \
  SERVER_SAYS ("<resumed xmlns='urn:xmpp:sm:3' previd='" id "' h='" h "'/>")
#define FAILS(h) \
  SERVER_SAYS ("<failed xmlns='urn:xmpp:sm:3'" h "><item-not-found " \
               "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>")

#define SAYS_ACK(h)   SERVER_SAYS ("<a xmlns='urn:xmpp:sm:3' h='" h "'/>")
#define HEARS_ACK(h)  SERVER_HEARS ("<a xmlns='urn:xmpp:sm:3' h='" h "'/>")
#define ASKS          SERVER_SAYS ("<r xmlns='urn:xmpp:sm:3'/>")
#define IS_ASKED      SERVER_HEARS ("<r xmlns='urn:xmpp:sm:3'/>")
#define HEARS(body)   SERVER_HEARS ("<message to='romeo@montague.lit'><body>" body "</body></message>")
#define SAYS(body)    SERVER_SAYS ("<message from='romeo@montague.lit'><body>" body \
                                   "</body></message>")
#define GOODBYE(h)    HEARS_ACK (h), SERVER_HEARS_CLOSE, SERVER_CLOSES

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
online_cb (Fixture  *fx,
           gboolean  resumed)
{
  g_string_append (fx->events, resumed ? "resumed\n" : "online\n");
}

static void
offline_cb (Fixture *fx)
{
  g_string_append (fx->events, "offline\n");
}

static gboolean
message_cb (XmppSession *session,
            XmppElement *message,
            XmppElement *payload,
            gpointer     user_data)
{
  Fixture *fx = user_data;

  g_string_append_printf (fx->events, "message %s\n",
                          xmpp_element_get_child_text (message, "body", NULL));
  return TRUE;
}

static void
set_up (Fixture       *fx,
        gconstpointer  unused)
{
  fx->server = mock_server_new ();
  fx->session = mock_session_new (fx->server);
  fx->events = g_string_new (NULL);
  g_signal_connect_swapped (fx->session, "acknowledged", G_CALLBACK (acknowledged_cb), fx);
  g_signal_connect_swapped (fx->session, "online", G_CALLBACK (online_cb), fx);
  g_signal_connect_swapped (fx->session, "offline", G_CALLBACK (offline_cb), fx);
  xmpp_session_add_handler (fx->session, "message", NULL, NULL, NULL, message_cb, fx);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  unused)
{
  mock_session_free (fx->session);
  mock_server_free (fx->server);
  g_string_free (fx->events, TRUE);
}

/* Asserts that just this was told since the last time. */
#define assert_told(fx, expected) \
  G_STMT_START { \
    g_assert_cmpstr ((fx)->events->str, ==, (expected)); \
    g_string_truncate ((fx)->events, 0); \
  } G_STMT_END

static void
wait_told (Fixture    *fx,
           const char *expected)
{
  gint64 end_us = g_get_monotonic_time () + MOCK_PATIENCE_S * G_USEC_PER_SEC;

  while (strlen (fx->events->str) < strlen (expected) && g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, TRUE);
  assert_told (fx, expected);
}

#define PLAY(fx, ...) \
  G_STMT_START { \
    static const MockLine play[] = { __VA_ARGS__ }; \
    mock_server_play ((fx)->server, play, G_N_ELEMENTS (play)); \
  } G_STMT_END

#define PLAY_OUT(fx, ...) \
  G_STMT_START { \
    PLAY (fx, __VA_ARGS__); \
    mock_server_assert_played ((fx)->server); \
  } G_STMT_END

static guint64
say (Fixture    *fx,
     const char *body)
{
  XmppElement *message = xmpp_element_new ("message", XMPP_NS_CLIENT);

  xmpp_element_set_attribute (message, "to", "romeo@montague.lit");
  xmpp_element_add_text_child (message, "body", NULL, body);
  return xmpp_session_send_tracked (fx->session, message);
}

/* Online, in a session that can be resumed; nothing was said yet. */
static void
go_online (Fixture *fx)
{
  PLAY (fx, CONNECTS, BINDS ("one"));
  xmpp_session_start (fx->session);
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
  mock_server_assert_played (fx->server);
  assert_told (fx, "online\n");
}

/* Both sides are told what the other one has. */
static void
test_acknowledged (Fixture       *fx,
                   gconstpointer  unused)
{
  go_online (fx);
  g_assert_cmpuint (say (fx, "a"), ==, 1);
  g_assert_cmpuint (say (fx, "b"), ==, 2);
  PLAY (fx, HEARS ("a"), HEARS ("b"), IS_ASKED, SAYS_ACK ("2"));
  wait_told (fx, "acknowledged 2\n");
  PLAY_OUT (fx, SAYS ("c"), ASKS, HEARS_ACK ("1"));
  assert_told (fx, "message c\n");
  PLAY (fx, GOODBYE ("1"));
}

/* What was lost in either direction comes once, in order; who waits for an answer gets it. */
static void
test_resumed (Fixture       *fx,
              gconstpointer  unused)
{
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(XmppElement) answer = NULL;
  g_autoptr(GError) error = NULL;

  go_online (fx);
  say (fx, "a");
  say (fx, "b");
  xmpp_session_send_iq_async (fx->session, xmpp_element_new_iq ("get", NULL), 0, NULL,
                              mock_result_cb, &result);
  PLAY (fx, HEARS ("a"), HEARS ("b"), SERVER_HEARS ("<iq type='get' id='*'/>"), IS_ASKED,
        SAYS ("c"), SERVER_SAYS ("<message from='romeo@mon"), SERVER_CUTS);
  mock_session_wait_state (fx->session, XMPP_SESSION_WAITING);
  assert_told (fx, "message c\n");
  g_assert_cmpuint (say (fx, "never"), ==, 0);
  g_assert_cmpuint (result.n_calls, ==, 0);
  g_assert_cmpstr (xmpp_address_get_full (xmpp_session_get_address (fx->session)), ==, MOCK_FULL);

  PLAY (fx, CONNECTS, HEARS_RESUME ("one", "1"), RESUMES ("one", "1"), SAYS ("d"), HEARS ("b"),
        SERVER_HEARS ("<iq type='get' id='*'/>"), IS_ASKED, SAYS_ACK ("3"),
        SERVER_SAYS ("<iq type='result' id='$id' from='capulet.lit'/>"));
  answer = xmpp_session_send_iq_finish (fx->session, mock_result_wait (&result), &error);
  g_assert_no_error (error);
  wait_told (fx, "acknowledged 1\nresumed\nmessage d\nacknowledged 3\n");
  PLAY (fx, GOODBYE ("3"));
}

/* What the server still knows of the old session counts; everything else is void. */
static void
test_not_resumed (Fixture       *fx,
                  gconstpointer  unused)
{
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  go_online (fx);
  say (fx, "a");
  say (fx, "b");
  xmpp_session_send_iq_async (fx->session, xmpp_element_new_iq ("get", NULL), 0, NULL,
                              mock_result_cb, &result);
  PLAY (fx, HEARS ("a"), HEARS ("b"), SERVER_HEARS ("<iq type='get' id='*'/>"), IS_ASKED,
        SERVER_CUTS, CONNECTS, HEARS_RESUME ("one", "0"), FAILS (" h='1'"), BINDS ("two"));
  g_assert_null (xmpp_session_send_iq_finish (fx->session, mock_result_wait (&result), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED);
  wait_told (fx, "acknowledged 1\noffline\nonline\n");

  g_assert_cmpuint (say (fx, "b"), ==, 4);
  PLAY (fx, HEARS ("b"), IS_ASKED, SAYS_ACK ("1"));
  wait_told (fx, "acknowledged 4\n");
  PLAY (fx, GOODBYE ("0"));
}

/* XEP-0198, 6 */
static void
test_too_high (Fixture       *fx,
               gconstpointer  unused)
{
  go_online (fx);
  say (fx, "a");
  PLAY (fx, HEARS ("a"), IS_ASKED, SAYS_ACK ("2"),
        SERVER_HEARS ("<error xmlns='http://etherx.jabber.org/streams'><undefined-condition "
                      "xmlns='urn:ietf:params:xml:ns:xmpp-streams'/><handled-count-too-high "
                      "xmlns='urn:xmpp:sm:3' h='2' send-count='1'/></error>"),
        SERVER_HEARS_CUT, CONNECTS, BINDS ("two"), SAYS ("b"));
  wait_told (fx, "offline\nonline\nmessage b\n");
  PLAY (fx, GOODBYE ("1"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/outage/acknowledged", Fixture, NULL, set_up, test_acknowledged, tear_down);
  g_test_add ("/outage/resumed", Fixture, NULL, set_up, test_resumed, tear_down);
  g_test_add ("/outage/not-resumed", Fixture, NULL, set_up, test_not_resumed, tear_down);
  g_test_add ("/outage/too-high", Fixture, NULL, set_up, test_too_high, tear_down);

  return g_test_run ();
}
