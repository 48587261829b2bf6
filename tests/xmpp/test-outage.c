/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session over as many connections as it takes: XEP-0198. */
#include <string.h>

#include "mock-prompt.h"
#include "mock-resolver.h"
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
    static const MockLine lines[] = { __VA_ARGS__ }; \
    mock_server_play ((fx)->server, lines, G_N_ELEMENTS (lines)); \
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
  return xmpp_session_send_tracked (fx->session, message, NULL);
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

/* The server takes up another session, or has more than it was sent. */
static void
test_resumed_wrong (Fixture       *fx,
                    gconstpointer  resumed)
{
  const MockLine play[] = {
    HEARS ("a"), IS_ASKED, SERVER_CUTS,
    CONNECTS, HEARS_RESUME ("one", "0"), SERVER_SAYS (resumed),
    SERVER_HEARS ("<error xmlns='http://etherx.jabber.org/streams'>*</error>"), SERVER_HEARS_CUT,
    CONNECTS, BINDS ("two"), SAYS ("b"),
  };

  go_online (fx);
  say (fx, "a");
  mock_server_play (fx->server, play, G_N_ELEMENTS (play));
  wait_told (fx, "offline\nonline\nmessage b\n");
  PLAY (fx, GOODBYE ("1"));
}

/* A server without stream management that talks of it, or one that says it twice */
static void
test_out_of_nowhere (Fixture       *fx,
                     gconstpointer  unused)
{
  PLAY (fx, SERVER_SIGNS_IN, SAYS_ACK ("7"), ASKS, SERVER_SAYS ("<resumed xmlns='urn:xmpp:sm:3' "
        "previd='x' h='1'/><enabled xmlns='urn:xmpp:sm:3'/><failed xmlns='urn:xmpp:sm:3'/>"),
        SAYS ("a"));
  xmpp_session_start (fx->session);
  wait_told (fx, "online\nmessage a\n");

  say (fx, "b");
  PLAY (fx, HEARS ("b"),
        SERVER_HEARS ("<iq type='get' id='*' to='capulet.lit'><ping xmlns='urn:xmpp:ping'/></iq>"),
        SAYS_ACK ("1"), SERVER_SAYS ("<iq type='result' id='$id' from='capulet.lit'/>"));
  wait_told (fx, "acknowledged 1\n");
}

/* Acknowledged and asked before it has answered whether it counts */
static void
test_before_enabled (Fixture       *fx,
                     gconstpointer  unused)
{
  PLAY (fx, CONNECTS, SERVER_BINDS, SERVER_HEARS ("<enable xmlns='urn:xmpp:sm:3' resume='true'/>"),
        SAYS_ACK ("1"), ASKS, SAYS ("a"));
  xmpp_session_start (fx->session);
  wait_told (fx, "online\nmessage a\n");
  say (fx, "b");
  PLAY (fx, HEARS ("b"), SERVER_SAYS ("<enabled xmlns='urn:xmpp:sm:3' id='one' resume='1'/>"),
        IS_ASKED, SAYS_ACK ("1"), SAYS ("c"), ASKS, HEARS_ACK ("1"));
  wait_told (fx, "acknowledged 1\nmessage c\n");
  PLAY (fx, GOODBYE ("1"));
}

/* Then a ping answers, and the loss of the connection is the loss of the session. */
static void
test_not_enabled (Fixture       *fx,
                  gconstpointer  unused)
{
  PLAY (fx, CONNECTS, SERVER_BINDS, SERVER_HEARS ("<enable xmlns='urn:xmpp:sm:3' resume='true'/>"),
        SERVER_SAYS ("<failed xmlns='urn:xmpp:sm:3'><internal-server-error "
                     "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>"));
  xmpp_session_start (fx->session);
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
  say (fx, "a");
  PLAY (fx, HEARS ("a"),
        SERVER_HEARS ("<iq type='get' id='*' to='capulet.lit'><ping xmlns='urn:xmpp:ping'/></iq>"),
        SERVER_SAYS ("<iq type='result' id='$id' from='capulet.lit'/>"), SERVER_CUTS);
  wait_told (fx, "online\nacknowledged 1\noffline\n");
}

/* Counted, but not to be resumed */
static void
test_not_resumable (Fixture       *fx,
                    gconstpointer  unused)
{
  PLAY (fx, CONNECTS, SERVER_BINDS, SERVER_HEARS ("<enable xmlns='urn:xmpp:sm:3' resume='true'/>"),
        SERVER_SAYS ("<enabled xmlns='urn:xmpp:sm:3' id='one'/>"));
  xmpp_session_start (fx->session);
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
  say (fx, "a");
  PLAY (fx, HEARS ("a"), IS_ASKED, SAYS_ACK ("1"), SERVER_CUTS);
  wait_told (fx, "online\nacknowledged 1\noffline\n");
}

/* Wherever the wire is cut, the server has each of them once. What it had at the time it says; what
 * it has of the rest it is sent again. */
static void
test_cuts (Fixture       *fx,
           gconstpointer  unused)
{
  go_online (fx);
  say (fx, "a");
  say (fx, "b");

  /* Before it has read anything; while it answers; after its answer; in the midst of one. */
  PLAY (fx, SERVER_CUTS,
        CONNECTS, HEARS_RESUME ("one", "0"), SERVER_CUTS,
        CONNECTS, HEARS_RESUME ("one", "0"), SERVER_SAYS ("<resumed xmlns='urn:xm"), SERVER_CUTS,
        CONNECTS, HEARS_RESUME ("one", "0"), RESUMES ("one", "0"), SERVER_CUTS,
        CONNECTS, HEARS_RESUME ("one", "0"), RESUMES ("one", "0"), HEARS ("a"), SAYS ("c"),
        SERVER_CUTS,
        CONNECTS, HEARS_RESUME ("one", "1"), RESUMES ("one", "1"), HEARS ("b"), IS_ASKED,
        SAYS_ACK ("2"));
  wait_told (fx, "resumed\nresumed\nmessage c\nacknowledged 1\nresumed\nacknowledged 2\n");
  PLAY (fx, GOODBYE ("1"));
}

/* Something that we send again makes the server hang up: not for ever. */
static void
test_poison (Fixture       *fx,
             gconstpointer  unused)
{
  go_online (fx);
  say (fx, "a");
  PLAY (fx, HEARS ("a"), SERVER_CUTS,
        CONNECTS, HEARS_RESUME ("one", "0"), RESUMES ("one", "0"), HEARS ("a"), SERVER_CUTS,
        CONNECTS, HEARS_RESUME ("one", "0"), RESUMES ("one", "0"), HEARS ("a"), SERVER_CUTS,
        CONNECTS, HEARS_RESUME ("one", "0"), RESUMES ("one", "0"), HEARS ("a"), SERVER_CUTS,
        CONNECTS, BINDS ("two"));
  wait_told (fx, "resumed\nresumed\nresumed\noffline\nonline\n");
}

/* What the server refused to read it would refuse again; what it does not mean us by, not. */
static void
test_stream_errors (Fixture       *fx,
                    gconstpointer  unused)
{
  go_online (fx);
  PLAY (fx, SERVER_SAYS ("<stream:error><system-shutdown "
                         "xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"),
        CONNECTS, HEARS_RESUME ("one", "0"), RESUMES ("one", "0"));
  wait_told (fx, "resumed\n");
  PLAY (fx, SERVER_SAYS ("<stream:error><policy-violation "
                         "xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"),
        CONNECTS, BINDS ("two"));
  wait_told (fx, "offline\nonline\n");
}

/* So would we. */
static void
test_malformed (Fixture       *fx,
                gconstpointer  unused)
{
  go_online (fx);
  PLAY (fx, SAYS ("a"), SERVER_SAYS ("<!-- b -->"), SERVER_HEARS_CUT, CONNECTS, BINDS ("two"));
  wait_told (fx, "message a\noffline\nonline\n");
}

/* The server forgets us after a second; then contacts must not be thought to be online. */
static void
test_expires (Fixture       *fx,
              gconstpointer  unused)
{
  const XmppSessionLimits limits = { 10000, 10000, 10000, 60000, 10000, 5000, 3600000, 3600000, 10000 };
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  xmpp_session_set_limits (fx->session, &limits);
  PLAY (fx, CONNECTS, SERVER_BINDS, SERVER_HEARS ("<enable xmlns='urn:xmpp:sm:3' resume='true'/>"),
        SERVER_SAYS ("<enabled xmlns='urn:xmpp:sm:3' id='one' resume='true' max='1'/>"),
        SERVER_HEARS ("<iq type='get' id='*'/>"), SERVER_CUTS);
  xmpp_session_start (fx->session);
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
  xmpp_session_send_iq_async (fx->session, xmpp_element_new_iq ("get", NULL), 0, NULL,
                              mock_result_cb, &result);
  mock_session_wait_state (fx->session, XMPP_SESSION_WAITING);
  wait_told (fx, "online\noffline\n");
  g_assert_null (xmpp_session_send_iq_finish (fx->session, mock_result_wait (&result), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED);

  PLAY (fx, CONNECTS, BINDS ("two"));
  xmpp_session_start (fx->session);
  wait_told (fx, "online\n");
}

/* It is so just when the server was asked for it: it is not asked again. */
static void
test_expires_while_asked (Fixture       *fx,
                          gconstpointer  unused)
{
  PLAY (fx, CONNECTS, SERVER_BINDS, SERVER_HEARS ("<enable xmlns='urn:xmpp:sm:3' resume='true'/>"),
        SERVER_SAYS ("<enabled xmlns='urn:xmpp:sm:3' id='one' resume='true' max='1'/>"),
        SERVER_CUTS, CONNECTS, HEARS_RESUME ("one", "0"), SERVER_HEARS_CUT,
        CONNECTS, BINDS ("two"));
  xmpp_session_start (fx->session);
  wait_told (fx, "online\noffline\nonline\n");
}

/* Whoever stops does not come back to what was. */
static void
test_stopped_meanwhile (Fixture       *fx,
                        gconstpointer  unused)
{
  g_auto(MockResult) stopped = { NULL, 0 };

  go_online (fx);
  PLAY (fx, SERVER_CUTS);
  mock_session_wait_state (fx->session, XMPP_SESSION_WAITING);
  assert_told (fx, "");
  xmpp_session_stop_async (fx->session, NULL, mock_result_cb, &stopped);
  assert_told (fx, "offline\n");
  mock_result_wait (&stopped);

  PLAY (fx, CONNECTS, BINDS ("two"));
  xmpp_session_start (fx->session);
  wait_told (fx, "online\n");
}

/* What is not stored yet is not acknowledged, but a question is answered at once, and again. */
static void
test_hold (Fixture       *fx,
           gconstpointer  unused)
{
  guint64 first = 0;
  guint64 second = 0;

  go_online (fx);
  first = xmpp_session_hold (fx->session);
  PLAY_OUT (fx, SAYS ("a"), ASKS, HEARS_ACK ("0"));
  second = xmpp_session_hold (fx->session);
  PLAY_OUT (fx, SAYS ("b"), ASKS, HEARS_ACK ("0"));
  assert_told (fx, "message a\nmessage b\n");

  xmpp_session_release (fx->session, first);
  PLAY_OUT (fx, HEARS_ACK ("1"));
  xmpp_session_release (fx->session, second);
  PLAY_OUT (fx, HEARS_ACK ("2"));

  /* Nobody has asked since. */
  first = xmpp_session_hold (fx->session);
  PLAY (fx, SAYS ("c"));
  wait_told (fx, "message c\n");
  xmpp_session_release (fx->session, first);
  PLAY_OUT (fx, ASKS, HEARS_ACK ("3"));

  /* Nor does a resumption say it; what comes again is not heard again. */
  first = xmpp_session_hold (fx->session);
  PLAY (fx, SAYS ("d"), SERVER_CUTS, CONNECTS, HEARS_RESUME ("one", "3"), RESUMES ("one", "0"),
        SAYS ("d"), SAYS ("e"), ASKS, HEARS_ACK ("3"));
  wait_told (fx, "message d\nresumed\nmessage e\n");
  xmpp_session_release (fx->session, first);
  PLAY_OUT (fx, HEARS_ACK ("5"));
}

/* What comes too large to be read was there all the same. */
static void
test_counts_skipped (Fixture       *fx,
                     gconstpointer  unused)
{
  g_autofree char *deep = NULL;
  GString *xml = g_string_new ("<message from='romeo@montague.lit'>");

  for (guint i = 0; i < 1000; i++)
    g_string_append (xml, "<deep>");
  for (guint i = 0; i < 1000; i++)
    g_string_append (xml, "</deep>");
  deep = g_strconcat (xml->str, "</message>", NULL);
  g_string_free (xml, TRUE);
  {
    const MockLine play[] = { SERVER_SAYS (deep), SAYS ("a"), ASKS, HEARS_ACK ("2") };

    go_online (fx);
    mock_server_play (fx->server, play, G_N_ELEMENTS (play));
    mock_server_assert_played (fx->server);
  }
  assert_told (fx, "message a\n");
}

/* A silent server is asked whether it is there. */
static void
test_silent (Fixture       *fx,
             gconstpointer  unused)
{
  const XmppSessionLimits limits = { 10000, 10000, 10000, 50, 60000, 5000, 10, 50, 10000 };

  xmpp_session_set_limits (fx->session, &limits);
  go_online (fx);
  PLAY_OUT (fx, IS_ASKED, SAYS_ACK ("0"));
}

#define LIMIT 10000

/* What the server does not take is not sent, so that it has no reason to end the stream: XEP-0478, 4.
 * What counts is how long it is as it is written. */
static void
test_too_large (Fixture       *fx,
                gconstpointer  unused)
{
  g_autofree char *amps = g_strnfill (LIMIT / 4, '&'); /* five times as long as it looks */
  g_autofree char *much = g_strnfill (LIMIT - 100, 'x');
  g_autofree char *too_much = g_strnfill (LIMIT, 'x');
  const char *const texts[] = { amps, too_much };

  mock_server_set_features (fx->server, "<limits xmlns='urn:xmpp:stream-limits:0'>"
                                        "<max-bytes>10000</max-bytes></limits>");
  PLAY (fx, SERVER_SIGNS_IN);
  xmpp_session_start (fx->session);
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      XmppElement *message = xmpp_element_new ("message", XMPP_NS_CLIENT);
      g_autoptr(GError) error = NULL;

      xmpp_element_set_attribute (message, "to", "romeo@montague.lit");
      xmpp_element_add_text_child (message, "body", NULL, texts[i]);
      g_assert_cmpuint (xmpp_session_send_tracked (fx->session, message, &error), ==, 0);
      g_assert_error (error, XMPP_ERROR, XMPP_ERROR_TOO_LARGE);
    }
  say (fx, much);
  PLAY_OUT (fx, HEARS ("*"), SERVER_HEARS ("<iq type='get' id='*' to='capulet.lit'>"
                                           "<ping xmlns='urn:xmpp:ping'/></iq>"));
}

/* A server that would take our silence for an end hears something before, though it speaks itself:
 * XEP-0478, 3.1. */
static void
test_quiet (Fixture       *fx,
            gconstpointer  unused)
{
  const XmppSessionLimits limits = { 10000, 10000, 10000, 3600000, 400, 5000, 10, 50, 10000 };

  xmpp_session_set_limits (fx->session, &limits);
  mock_server_set_features (fx->server, SM_FEATURES "<limits xmlns='urn:xmpp:stream-limits:0'>"
                                        "<idle-seconds>1</idle-seconds></limits>");
  PLAY (fx, SERVER_SIGNS_IN, SERVER_HEARS ("<enable xmlns='urn:xmpp:sm:3' resume='true'/>"),
        SERVER_SAYS ("<enabled xmlns='urn:xmpp:sm:3' id='one' resume='true' max='300'/>"));
  xmpp_session_start (fx->session);
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
  PLAY_OUT (fx, IS_ASKED, SAYS_ACK ("0"), IS_ASKED, SAYS_ACK ("0"), IS_ASKED, SAYS_ACK ("0"));
}

/* With reason to doubt it is asked at once, and only once. */
static void
test_doubted (Fixture       *fx,
              gconstpointer  unused)
{
  const XmppSessionLimits limits = { 10000, 10000, 10000, 3600000, 400, 5000, 10, 50, 10000 };

  xmpp_session_set_limits (fx->session, &limits);
  go_online (fx);
  PLAY_OUT (fx, SAYS ("a"), ASKS, HEARS_ACK ("1"));
  xmpp_session_check (fx->session);
  xmpp_session_check (fx->session);
  PLAY (fx, IS_ASKED, SERVER_HEARS_CUT, CONNECTS, HEARS_RESUME ("one", "1"), RESUMES ("one", "0"));
  wait_told (fx, "message a\nresumed\n");
}

/* What NetworkManager, or the kernel, has to say. */
static void
change_network (void)
{
  g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
}

/* The server answered on a network that is no more. */
static void
test_hangs (Fixture       *fx,
            gconstpointer  unused)
{
  PLAY (fx, SERVER_ACCEPTS, SERVER_OPENS (MOCK_FEATURES_STARTTLS),
        SERVER_HEARS ("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"));
  xmpp_session_start (fx->session);
  mock_server_assert_played (fx->server);
  change_network ();
  change_network ();
  PLAY (fx, SERVER_HEARS_CUT, CONNECTS, BINDS ("one"));
  wait_told (fx, "online\n");
}

/* Nobody is asked twice for a password because the network changes meanwhile. */
static void
test_hangs_on_person (Fixture       *fx,
                      gconstpointer  unused)
{
  MockPrompt *prompt = g_object_get_data (G_OBJECT (fx->session), "prompt");
  gint64 end_us = 0;

  mock_prompt_hold (prompt);
  PLAY (fx, CONNECTS, BINDS ("one"));
  xmpp_session_start (fx->session);
  while (mock_prompt_get_n_asked (prompt) == 0)
    g_main_context_iteration (NULL, TRUE);
  change_network ();
  end_us = g_get_monotonic_time () + 1500 * G_TIME_SPAN_MILLISECOND;
  while (g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, FALSE);
  mock_prompt_release (prompt);
  wait_told (fx, "online\n");
  g_assert_cmpuint (mock_prompt_get_n_asked (prompt), ==, 1);
}

/* While the machine sleeps the server keeps what comes, and from the beginning on. */
static void
test_sleeps (Fixture       *fx,
             gconstpointer  unused)
{
  go_online (fx);
  PLAY_OUT (fx, SAYS ("b"), ASKS, HEARS_ACK ("1"));
  assert_told (fx, "message b\n");
  say (fx, "a");
  PLAY_OUT (fx, HEARS ("a"), IS_ASKED);
  g_assert_true (xmpp_session_suspend (fx->session));
  g_assert_cmpint (xmpp_session_get_state (fx->session), ==, XMPP_SESSION_WAITING);
  g_assert_cmpint (xmpp_session_get_retry_time (fx->session), ==, 0);
  g_assert_true (xmpp_session_suspend (fx->session));
  PLAY_OUT (fx, SERVER_HEARS_CUT);
  assert_told (fx, "");
  PLAY (fx, CONNECTS, HEARS_RESUME ("one", "1"), RESUMES ("one", "0"), HEARS ("a"), IS_ASKED,
        SAYS_ACK ("1"));
  xmpp_session_check (fx->session);
  wait_told (fx, "resumed\nacknowledged 1\n");
}

/* What cannot be resumed is left to whoever can say good-bye. */
static void
test_sleeps_without (Fixture       *fx,
                     gconstpointer  unused)
{
  g_assert_false (xmpp_session_suspend (fx->session));
  PLAY (fx, CONNECTS, SERVER_BINDS, SERVER_HEARS ("<enable xmlns='urn:xmpp:sm:3' resume='true'/>"),
        SERVER_SAYS ("<enabled xmlns='urn:xmpp:sm:3'/>"));
  xmpp_session_start (fx->session);
  wait_told (fx, "online\n");
  mock_server_assert_played (fx->server);
  g_assert_false (xmpp_session_suspend (fx->session));
  g_assert_cmpint (xmpp_session_get_state (fx->session), ==, XMPP_SESSION_ONLINE);
}

/* Dead, and somebody waits for what was sent: it is not the long silence that shows it. */
static void
test_unanswered (Fixture       *fx,
                 gconstpointer  unused)
{
  const XmppSessionLimits limits = { 10000, 10000, 10000, 3600000, 50, 5000, 10, 50, 10000 };

  xmpp_session_set_limits (fx->session, &limits);
  go_online (fx);
  say (fx, "a");
  PLAY (fx, HEARS ("a"), IS_ASKED, SERVER_HEARS_CUT, CONNECTS, HEARS_RESUME ("one", "0"),
        RESUMES ("one", "1"));
  wait_told (fx, "acknowledged 1\nresumed\n");
}

#define CSI_FEATURES "<csi xmlns='urn:xmpp:csi:0'/>"
#define INACTIVE     SERVER_HEARS ("<inactive xmlns='urn:xmpp:csi:0'/>")
#define ACTIVE       SERVER_HEARS ("<active xmlns='urn:xmpp:csi:0'/>")
#define WAITS \
  SERVER_SAYS ("<iq type='get' id='wait' from='capulet.lit'><wait xmlns='urn:charla:test'/></iq>"), \
  SERVER_HEARS ("<iq type='error' id='wait' to='capulet.lit'>*</iq>")

/* XEP-0352: a stream begins active, a resumed one, too. What is the case already is not said. */
static void
test_client_state (Fixture       *fx,
                   gconstpointer  unused)
{
  mock_server_set_features (fx->server, SM_FEATURES CSI_FEATURES);
  PLAY (fx, SERVER_SIGNS_IN, SERVER_HEARS ("<enable xmlns='urn:xmpp:sm:3' resume='true'/>"),
        SERVER_SAYS ("<enabled xmlns='urn:xmpp:sm:3' id='one' resume='true' max='300'/>"), WAITS);
  xmpp_session_start (fx->session);
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
  mock_server_assert_played (fx->server);

  xmpp_session_set_active (fx->session, TRUE);
  xmpp_session_set_active (fx->session, FALSE);
  xmpp_session_set_active (fx->session, FALSE);
  PLAY (fx, INACTIVE, WAITS, SERVER_CUTS, CONNECTS, HEARS_RESUME ("one", "2"), RESUMES ("one", "2"),
        INACTIVE, WAITS);
  wait_told (fx, "online\nacknowledged 2\nresumed\n");
  mock_server_assert_played (fx->server);
  xmpp_session_set_active (fx->session, TRUE);
  PLAY_OUT (fx, ACTIVE, SERVER_CUTS, CONNECTS, HEARS_RESUME ("one", "3"), RESUMES ("one", "3"),
            WAITS);
}

static void
test_no_client_state (Fixture       *fx,
                      gconstpointer  unused)
{
  go_online (fx);
  xmpp_session_set_active (fx->session, FALSE);
  PLAY_OUT (fx, WAITS);
}

/* The server wants us to come back elsewhere; when that is gone, DNS knows. */
static void
test_location (Fixture       *fx,
               gconstpointer  unused)
{
  MockResolver *dns = mock_resolver_install ();
  MockServer *other = mock_server_new ();
  g_autofree char *enabled =
    g_strdup_printf ("<enabled xmlns='urn:xmpp:sm:3' id='one' resume='true' "
                     "location='127.0.0.1:%u'/>", mock_server_get_port (other));
  const MockLine here[] = {
    CONNECTS, SERVER_BINDS, SERVER_HEARS ("<enable xmlns='urn:xmpp:sm:3' resume='true'/>"),
    SERVER_SAYS (enabled), SAYS ("a"),
  };
  XmppSessionConfig config;

  mock_resolver_add_service (dns, "_xmpp-client._tcp." MOCK_DOMAIN, 0, 0,
                             mock_server_get_port (fx->server), "a." MOCK_DOMAIN);
  mock_resolver_add_host (dns, "a." MOCK_DOMAIN, "127.0.0.1");
  mock_session_get_config (fx->server, &config);
  config.host = NULL;
  config.port = 0;
  xmpp_session_set_config (fx->session, &config);

  mock_server_play (fx->server, here, G_N_ELEMENTS (here));
  xmpp_session_start (fx->session);
  wait_told (fx, "online\nmessage a\n");
  {
    static const MockLine there[] = {
      CONNECTS, HEARS_RESUME ("one", "1"), RESUMES ("one", "0"), SAYS ("b"),
    };

    mock_server_play (other, there, G_N_ELEMENTS (there));
    PLAY (fx, SERVER_CUTS);
    wait_told (fx, "resumed\nmessage b\n");
    mock_server_assert_played (other);
  }

  PLAY (fx, CONNECTS, HEARS_RESUME ("one", "2"), RESUMES ("one", "0"));
  mock_server_free (other);
  wait_told (fx, "resumed\n");
  mock_server_assert_played (fx->server);
  mock_resolver_uninstall (dns);
}

#define HALF_RETRY_MS 300000

/* Later than that at the least: xmpp_backoff_get_delay_ms() */
static void
assert_backs_off (Fixture *fx)
{
  while (xmpp_session_get_state (fx->session) != XMPP_SESSION_WAITING)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (xmpp_session_get_retry_time (fx->session), >,
                   g_get_monotonic_time () + HALF_RETRY_MS / 2 * 1000);
}

/* Connections that do not live long are failures, whether the server cuts them or falls silent:
 * only after the first one it is tried again at once. */
static void
test_short_lived (Fixture       *fx,
                  gconstpointer  unused)
{
  const XmppSessionLimits limits = {
    10000, 10000, 10000, 3600000, 50, 5000, 2 * HALF_RETRY_MS, 2 * HALF_RETRY_MS,
    10000,
  };

  xmpp_session_set_limits (fx->session, &limits);
  go_online (fx);
  say (fx, "a");
  PLAY (fx, HEARS ("a"), IS_ASKED, SERVER_HEARS_CUT, CONNECTS, HEARS_RESUME ("one", "0"),
        RESUMES ("one", "1"));
  wait_told (fx, "acknowledged 1\nresumed\n");

  say (fx, "b");
  PLAY_OUT (fx, HEARS ("b"), IS_ASKED, SERVER_HEARS_CUT);
  assert_backs_off (fx);
  for (guint i = 0; i < 4; i++)
    {
      xmpp_session_start (fx->session);
      PLAY (fx, CONNECTS, HEARS_RESUME ("one", "0"), RESUMES ("one", "2"), SERVER_CUTS);
      wait_told (fx, i == 0 ? "acknowledged 2\nresumed\n" : "resumed\n");
      assert_backs_off (fx);
    }

  /* Another network may be better. */
  change_network ();
  PLAY (fx, CONNECTS, HEARS_RESUME ("one", "0"), RESUMES ("one", "2"));
  wait_told (fx, "resumed\n");
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
  g_test_add ("/outage/resumed-another", Fixture,
              "<resumed xmlns='urn:xmpp:sm:3' previd='other' h='0'/>",
              set_up, test_resumed_wrong, tear_down);
  g_test_add ("/outage/resumed-too-high", Fixture,
              "<resumed xmlns='urn:xmpp:sm:3' previd='one' h='2'/>",
              set_up, test_resumed_wrong, tear_down);
  g_test_add ("/outage/out-of-nowhere", Fixture, NULL, set_up, test_out_of_nowhere, tear_down);
  g_test_add ("/outage/before-enabled", Fixture, NULL, set_up, test_before_enabled, tear_down);
  g_test_add ("/outage/not-enabled", Fixture, NULL, set_up, test_not_enabled, tear_down);
  g_test_add ("/outage/not-resumable", Fixture, NULL, set_up, test_not_resumable, tear_down);
  g_test_add ("/outage/cuts", Fixture, NULL, set_up, test_cuts, tear_down);
  g_test_add ("/outage/poison", Fixture, NULL, set_up, test_poison, tear_down);
  g_test_add ("/outage/stream-errors", Fixture, NULL, set_up, test_stream_errors, tear_down);
  g_test_add ("/outage/malformed", Fixture, NULL, set_up, test_malformed, tear_down);
  g_test_add ("/outage/expires", Fixture, NULL, set_up, test_expires, tear_down);
  g_test_add ("/outage/expires-while-asked", Fixture, NULL, set_up, test_expires_while_asked,
              tear_down);
  g_test_add ("/outage/stopped-meanwhile", Fixture, NULL, set_up, test_stopped_meanwhile,
              tear_down);
  g_test_add ("/outage/hold", Fixture, NULL, set_up, test_hold, tear_down);
  g_test_add ("/outage/counts-skipped", Fixture, NULL, set_up, test_counts_skipped, tear_down);
  g_test_add ("/outage/too-large", Fixture, NULL, set_up, test_too_large, tear_down);
  g_test_add ("/outage/quiet", Fixture, NULL, set_up, test_quiet, tear_down);
  g_test_add ("/outage/silent", Fixture, NULL, set_up, test_silent, tear_down);
  g_test_add ("/outage/doubted", Fixture, NULL, set_up, test_doubted, tear_down);
  g_test_add ("/outage/hangs", Fixture, NULL, set_up, test_hangs, tear_down);
  g_test_add ("/outage/hangs-on-person", Fixture, NULL, set_up, test_hangs_on_person, tear_down);
  g_test_add ("/outage/sleeps", Fixture, NULL, set_up, test_sleeps, tear_down);
  g_test_add ("/outage/sleeps-without", Fixture, NULL, set_up, test_sleeps_without, tear_down);
  g_test_add ("/outage/unanswered", Fixture, NULL, set_up, test_unanswered, tear_down);
  g_test_add ("/outage/short-lived", Fixture, NULL, set_up, test_short_lived, tear_down);
  g_test_add ("/outage/client-state", Fixture, NULL, set_up, test_client_state, tear_down);
  g_test_add ("/outage/no-client-state", Fixture, NULL, set_up, test_no_client_state, tear_down);
  g_test_add ("/outage/location", Fixture, NULL, set_up, test_location, tear_down);

  return g_test_run ();
}
