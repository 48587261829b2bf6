/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages inside others, and copies of our other devices' messages: XEP-0297, XEP-0280. */
#include "feature-fixture.h"

#include "xmpp-carbons.h"
#include "xmpp-forward.h"
#include "xmpp-messaging.h"
#include "xmpp-namespaces.h"

#define CARBONS    "xmlns='urn:xmpp:carbons:2'"
#define FORWARD    "xmlns='urn:xmpp:forward:0'"
#define DELAY(at)  "<delay xmlns='urn:xmpp:delay' stamp='" at "'/>"
#define MESSAGE(from, to, body) \
  "<message xmlns='jabber:client' from='" from "' to='" to "' type='chat'><body>" body "</body></message>"
#define FORWARDED(content) "<forwarded " FORWARD ">" content "</forwarded>"
#define CARBON(from, which, content) \
  "<message from='" from "' to='$jid' type='chat'><" which " " CARBONS ">" FORWARDED (content) \
  "</" which "></message>"
#define RECEIVED(from, content) CARBON (from, "received", content)
#define SENT(from, content)     CARBON (from, "sent", content)

#define OWN     "juliet@capulet.lit"
#define ROMEO   "romeo@montague.lit/orchard"
#define GOT     MESSAGE (ROMEO, OWN "/balcony", "got")
#define SAID    MESSAGE (OWN "/chamber", ROMEO, "said")

#define ASKS(to, what) \
  SERVER_HEARS ("<iq type='get' id='*' to='" to "'>" \
                "<query xmlns='http://jabber.org/protocol/disco#" what "'/></iq>")
#define ANSWERS(from, what, content) \
  SERVER_SAYS ("<iq type='result' id='$id' from='" from "'>" \
               "<query xmlns='http://jabber.org/protocol/disco#" what "'>" content "</query></iq>")
#define GREETING(features) \
  ASKS ("capulet.lit", "info"), ANSWERS ("capulet.lit", "info", features), \
  ASKS (OWN, "info"), ANSWERS (OWN, "info", ""), \
  ASKS ("capulet.lit", "items"), ANSWERS ("capulet.lit", "items", "")
#define CAN_CARBONS "<feature var='urn:xmpp:carbons:2'/>"
#define ENABLES SERVER_HEARS ("<iq type='set' id='*'><enable " CARBONS "/></iq>")
#define ENABLED SERVER_SAYS ("<iq type='result' id='$id' from='" OWN "' to='$jid'/>")

typedef struct {
  FeatureFixture *fx;
  XmppCarbons    *carbons;
} Play;

static void
carbon_cb (XmppCarbons   *carbons,
           gboolean       sent,
           XmppForwarded *forwarded,
           gpointer       user_data)
{
  feature_fixture_note (user_data, "%s %s %" G_GINT64_FORMAT, sent ? "sent" : "received",
                        xmpp_element_get_child_text (forwarded->stanza, "body", NULL),
                        forwarded->time_us / G_USEC_PER_SEC);
}

static void
settled_cb (XmppCarbons *carbons,
            gpointer     user_data)
{
  g_assert_true (xmpp_carbons_is_settled (carbons));
  feature_fixture_note (user_data, "settled%s", xmpp_carbons_is_enabled (carbons) ? "" : " without");
}

static void
message_cb (XmppMessaging *messaging,
            XmppMessage   *message,
            XmppElement   *stanza,
            gpointer       user_data)
{
  feature_fixture_note (user_data, "message %s", message->body);
}

static void
setup (Play          *play,
       gconstpointer  data)
{
  XmppDisco *disco = xmpp_disco_new ("Charla", NULL);
  XmppServerInfo *server_info = xmpp_server_info_new (disco);
  XmppMessaging *messaging = xmpp_messaging_new ();

  play->fx = feature_fixture_new ();
  play->carbons = xmpp_carbons_new (server_info);
  feature_fixture_add (play->fx, disco);
  feature_fixture_add (play->fx, server_info);
  feature_fixture_add (play->fx, messaging);
  feature_fixture_add (play->fx, play->carbons);
  g_signal_connect (play->carbons, "carbon", G_CALLBACK (carbon_cb), play->fx);
  g_signal_connect (play->carbons, "settled", G_CALLBACK (settled_cb), play->fx);
  g_signal_connect (messaging, "message", G_CALLBACK (message_cb), play->fx);
}

static void
teardown (Play          *play,
          gconstpointer  data)
{
  feature_fixture_free (play->fx);
}

static void
go_online (Play *play)
{
  static const MockLine greeting[] = { GREETING (CAN_CARBONS), ENABLES, ENABLED, SERVER_WAITS };

  feature_fixture_go_online (play->fx, greeting, G_N_ELEMENTS (greeting));
  feature_fixture_assert_noted (play->fx, "settled\n");
}

static void
test_enable (Play          *play,
             gconstpointer  data)
{
  static const MockLine again[] = { GREETING (CAN_CARBONS), ENABLES, ENABLED, SERVER_WAITS };

  go_online (play);
  g_assert_true (xmpp_carbons_is_enabled (play->carbons));

  /* Each stream anew */
  feature_fixture_reconnect (play->fx, again, G_N_ELEMENTS (again));
  feature_fixture_assert_noted (play->fx, "settled\n");
}

static void
test_not_offered (Play          *play,
                  gconstpointer  data)
{
  static const MockLine online[] = { GREETING ("<feature var='urn:a'/>"), SERVER_WAITS };

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  feature_fixture_assert_noted (play->fx, "settled without\n");
}

static void
test_refused (Play          *play,
              gconstpointer  data)
{
  static const MockLine online[] = {
    GREETING (CAN_CARBONS),
    ENABLES,
    SERVER_SAYS ("<iq type='error' id='$id'><error type='auth'>"
                 "<forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
    SERVER_WAITS,
  };

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  feature_fixture_assert_noted (play->fx, "settled without\n");
}

static void
test_noted (Play          *play,
            gconstpointer  data)
{
  static const MockLine online[] = { GREETING (CAN_CARBONS), SERVER_WAITS };
  static const MockLine again[] = { GREETING (CAN_CARBONS), ENABLES, ENABLED, SERVER_WAITS };

  xmpp_carbons_note_enabled (play->carbons);
  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  feature_fixture_assert_noted (play->fx, "settled\n");

  feature_fixture_reconnect (play->fx, again, G_N_ELEMENTS (again));
  feature_fixture_assert_noted (play->fx, "settled\n");
}

static void
note_cb (XmppSession *session,
         gboolean     resumed,
         gpointer     user_data)
{
  xmpp_carbons_note_enabled (user_data);
}

/* After the feature itself was told */
static void
test_noted_late (Play          *play,
                 gconstpointer  data)
{
  static const MockLine online[] = { GREETING (CAN_CARBONS), SERVER_WAITS };
  static const MockLine again[] = { GREETING (CAN_CARBONS), ENABLES, ENABLED, SERVER_WAITS };
  gulong handler = g_signal_connect (play->fx->session, "online", G_CALLBACK (note_cb), play->carbons);

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  feature_fixture_assert_noted (play->fx, "settled\n");
  g_signal_handler_disconnect (play->fx->session, handler);

  feature_fixture_reconnect (play->fx, again, G_N_ELEMENTS (again));
  feature_fixture_assert_noted (play->fx, "settled\n");
}

static void
test_copies (Play          *play,
             gconstpointer  data)
{
  static const MockLine copies[] = {
    SERVER_SAYS (RECEIVED (OWN, GOT)),
    SERVER_SAYS (SENT (OWN, DELAY ("2002-09-10T23:08:25Z") SAID)),
    /* As our server may leave out who it is */
    SERVER_SAYS ("<message><received " CARBONS ">" FORWARDED (GOT) "</received></message>"),
    /* Ourselves to ourselves */
    SERVER_SAYS (SENT (OWN, MESSAGE (OWN "/chamber", OWN, "note"))),
    SERVER_WAITS,
  };

  go_online (play);
  feature_fixture_play (play->fx, copies, G_N_ELEMENTS (copies));
  feature_fixture_assert_noted (play->fx, "received got 0\nsent said 1031699305\nreceived got 0\n"
                                          "sent note 0\n");
}

/* CVE-2017-5589 and its many sisters: nobody but our own account copies to us. */
static void
test_forged_sender (Play          *play,
                    gconstpointer  data)
{
  static const MockLine forged[] = {
    SERVER_SAYS (RECEIVED ("mallory@evil.lit", GOT)),
    SERVER_SAYS (RECEIVED ("mallory@evil.lit/x", GOT)),
    SERVER_SAYS (RECEIVED (ROMEO, GOT)),
    SERVER_SAYS (RECEIVED ("capulet.lit", GOT)),
    SERVER_SAYS (RECEIVED (OWN "/chamber", GOT)),
    SERVER_SAYS (RECEIVED (OWN ".evil.lit", GOT)),
    SERVER_SAYS (RECEIVED ("room@chat.capulet.lit/juliet", GOT)),
    SERVER_SAYS (RECEIVED ("@@", GOT)),
    SERVER_SAYS (SENT ("mallory@evil.lit", SAID)),
    SERVER_SAYS (SENT (OWN "/chamber", SAID)),
    SERVER_SAYS (SENT ("capulet.lit", SAID)),
    SERVER_SAYS (RECEIVED (OWN, GOT)),
    SERVER_WAITS,
  };

  go_online (play);
  feature_fixture_play (play->fx, forged, G_N_ELEMENTS (forged));
  feature_fixture_assert_noted (play->fx, "received got 0\n");
}

static void
test_forged_content (Play          *play,
                     gconstpointer  data)
{
  static const MockLine forged[] = {
    /* From or to others */
    SERVER_SAYS (SENT (OWN, GOT)),
    SERVER_SAYS (SENT (OWN, "<message xmlns='jabber:client' to='" ROMEO "'><body>x</body></message>")),
    SERVER_SAYS (RECEIVED (OWN, MESSAGE (ROMEO, "nurse@capulet.lit", "x"))),
    SERVER_SAYS (RECEIVED (OWN, MESSAGE (ROMEO, "@@", "x"))),
    /* A copy of a copy, a result of an archive in a copy */
    SERVER_SAYS (RECEIVED (OWN, "<message xmlns='jabber:client' from='" ROMEO "' to='" OWN "'>"
                                "<received " CARBONS ">" FORWARDED (GOT) "</received></message>")),
    SERVER_SAYS (RECEIVED (OWN, "<message xmlns='jabber:client' from='" ROMEO "' to='" OWN "'>"
                                "<result xmlns='urn:xmpp:mam:2' id='i'>" FORWARDED (GOT)
                                "</result></message>")),
    /* Nothing, too much, something else */
    SERVER_SAYS (RECEIVED (OWN, "")),
    SERVER_SAYS (RECEIVED (OWN, GOT GOT)),
    SERVER_SAYS (RECEIVED (OWN, "<presence xmlns='jabber:client' from='" ROMEO "'/>")),
    SERVER_SAYS (RECEIVED (OWN, "<message from='" ROMEO "' to='" OWN "'><body>x</body></message>")),
    SERVER_SAYS ("<message from='" OWN "'><received " CARBONS "/></message>"),
    SERVER_SAYS ("<message from='" OWN "'><received " CARBONS ">" GOT "</received></message>"),
    SERVER_SAYS ("<message from='" OWN "'><received " CARBONS ">" FORWARDED (GOT) FORWARDED (GOT)
                 "</received></message>"),
    SERVER_WAITS,
  };

  go_online (play);
  feature_fixture_play (play->fx, forged, G_N_ELEMENTS (forged));
  feature_fixture_assert_noted (play->fx, "");
}

static void
test_private (void)
{
  g_autoptr(XmppElement) message = xmpp_element_new ("message", XMPP_NS_CLIENT);
  g_autofree char *xml = NULL;

  xmpp_carbons_mark_private (message);
  xmpp_carbons_mark_private (message);
  xml = xmpp_element_to_xml (message, XMPP_NS_CLIENT);
  g_assert_cmpstr (xml, ==, "<message><private xmlns='urn:xmpp:carbons:2'/>"
                            "<no-copy xmlns='urn:xmpp:hints'/></message>");
}

static void
assert_forwarded (const char *stamp,
                  gint64      time_us)
{
  g_autofree char *xml = g_strdup_printf ("<w xmlns='urn:w'><forwarded " FORWARD ">"
                                          "<delay xmlns='urn:xmpp:delay' stamp='%s'/>" GOT
                                          "</forwarded></w>", stamp);
  g_autoptr(XmppElement) wrapper = feature_fixture_parse (xml);
  g_autoptr(XmppForwarded) forwarded = xmpp_forwarded_read (wrapper, "i");

  g_assert_nonnull (forwarded->stanza);
  g_assert_cmpstr (forwarded->archive_id, ==, "i");
  if (time_us >= 0)
    g_assert_cmpint (forwarded->time_us, ==, time_us);
  g_assert_cmpint (forwarded->time_us, <=, g_get_real_time ());
  g_assert_cmpint (forwarded->time_us, <=, forwarded->stamp_us);
}

/* Wild dates are none, and the message is there all the same. What is yet to come is now. */
static void
test_dates (void)
{
  assert_forwarded ("1970-01-01T00:00:01Z", G_USEC_PER_SEC);
  assert_forwarded ("1970-01-01T01:00:01.5+01:00", G_USEC_PER_SEC * 3 / 2);
  assert_forwarded ("1969-12-31T23:59:59Z", 0);
  assert_forwarded ("0001-01-01T00:00:00Z", 0);
  assert_forwarded ("99999-01-01T00:00:00Z", 0);
  assert_forwarded ("-1", 0);
  assert_forwarded ("", 0);
  assert_forwarded ("1970-01-01T00:00:01+99:99", 0);
  assert_forwarded ("9999-12-31T23:59:59Z", -1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Play, NULL, setup, func, teardown)
  ADD ("/xmpp/carbons/enable", test_enable);
  ADD ("/xmpp/carbons/not-offered", test_not_offered);
  ADD ("/xmpp/carbons/refused", test_refused);
  ADD ("/xmpp/carbons/noted", test_noted);
  ADD ("/xmpp/carbons/noted-late", test_noted_late);
  ADD ("/xmpp/carbons/copies", test_copies);
  ADD ("/xmpp/carbons/forged-sender", test_forged_sender);
  ADD ("/xmpp/carbons/forged-content", test_forged_content);
#undef ADD
  g_test_add_func ("/xmpp/carbons/private", test_private);
  g_test_add_func ("/xmpp/forward/dates", test_dates);
  return g_test_run ();
}
