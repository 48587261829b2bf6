/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages: RFC 6121, 5 and what extensions put into them. */
#include "feature-fixture.h"

#include "xmpp-error.h"
#include "xmpp-messaging.h"

static XmppMessage *
parse (const char *xml)
{
  static const char *const languages[] = { "en_GB", "en", NULL };
  g_autoptr(XmppElement) stanza = feature_fixture_parse (xml);
  g_autoptr(GError) error = NULL;
  XmppMessage *message = xmpp_message_parse (stanza, languages, &error);

  g_assert_no_error (error);
  g_assert_nonnull (message);
  return message;
}

static void
test_parse_all (void)
{
  g_autoptr(XmppMessage) message =
    parse ("<message type='chat' from='romeo@montague.lit/orchard' to='juliet@capulet.lit' id='m1'>"
           "<body>Art thou not Romeo?</body><subject>Night</subject><thread>t1</thread>"
           "<active xmlns='http://jabber.org/protocol/chatstates'/>"
           "<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>"
           "<origin-id xmlns='urn:xmpp:sid:0' id='o1'/>"
           "<stanza-id xmlns='urn:xmpp:sid:0' id='s1' by='juliet@capulet.lit'/>"
           "<replace xmlns='urn:xmpp:message-correct:0' id='m0'/>"
           "<x xmlns='jabber:x:oob'><url>https://capulet.lit/a.png</url></x>"
           "<nick xmlns='http://jabber.org/protocol/nick'>Romeo</nick>"
           "<no-copy xmlns='urn:xmpp:hints'/><store xmlns='urn:xmpp:hints'/>"
           "<delay xmlns='urn:xmpp:delay' from='capulet.lit' stamp='2002-09-10T23:08:25Z'/>"
           "</message>");
  g_autoptr(XmppAddress) own = feature_fixture_address ("juliet@capulet.lit");

  g_assert_cmpint (message->type, ==, XMPP_MESSAGE_CHAT);
  g_assert_cmpstr (xmpp_address_get_full (message->from), ==, "romeo@montague.lit/orchard");
  g_assert_cmpstr (xmpp_address_get_full (message->to), ==, "juliet@capulet.lit");
  g_assert_cmpstr (message->id, ==, "m1");
  g_assert_cmpstr (message->body, ==, "Art thou not Romeo?");
  g_assert_cmpstr (message->subject, ==, "Night");
  g_assert_cmpstr (message->thread, ==, "t1");
  g_assert_cmpint (message->chat_state, ==, XMPP_CHAT_STATE_ACTIVE);
  g_assert_true (message->wants_receipt);
  g_assert_true (message->is_markable);
  g_assert_cmpstr (message->origin_id, ==, "o1");
  g_assert_cmpstr (xmpp_message_get_stanza_id_by (message, own), ==, "s1");
  g_assert_cmpstr (message->replace_id, ==, "m0");
  g_assert_cmpstr (message->oob_url, ==, "https://capulet.lit/a.png");
  g_assert_cmpstr (message->nick, ==, "Romeo");
  g_assert_cmpint (message->hints, ==, XMPP_HINT_NO_COPY | XMPP_HINT_STORE);
  g_assert_cmpint (message->delay_time_us, ==, 1031699305 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpstr (xmpp_address_get_full (message->delay_from), ==, "capulet.lit");
  g_assert_cmpint (message->wrappers, ==, XMPP_WRAPPER_NONE);
  g_assert_null (message->encryption);
  g_assert_true (xmpp_message_has_content (message));
}

static void
test_parse_nothing (void)
{
  g_autoptr(XmppMessage) message = parse ("<message type='nonsense'/>");

  g_assert_cmpint (message->type, ==, XMPP_MESSAGE_NORMAL);
  g_assert_null (message->from);
  g_assert_null (message->body);
  g_assert_cmpint (message->delay_time_us, ==, 0);
  g_assert_false (xmpp_message_has_content (message));
}

static void
test_parse_bad_address (void)
{
  g_autoptr(XmppElement) stanza = feature_fixture_parse ("<message from='@@'/>");
  g_autoptr(XmppElement) presence = feature_fixture_parse ("<presence/>");
  g_autoptr(GError) error = NULL;

  g_assert_null (xmpp_message_parse (stanza, NULL, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_INVALID_ADDRESS);
  g_clear_error (&error);
  g_assert_null (xmpp_message_parse (presence, NULL, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
}

static void
test_bodies (void)
{
  static const struct {
    const char *xml;
    const char *body;
    const char *language;
  } cases[] = {
    { "<message><body>a</body></message>", "a", NULL },
    { "<message xml:lang='fr'><body>a</body></message>", "a", "fr" },
    { "<message><body xml:lang='de'>a</body><body xml:lang='en'>b</body></message>", "b", "en" },
    { "<message><body xml:lang='en'>a</body><body xml:lang='en-gb'>b</body></message>", "b", "en-gb" },
    { "<message><body xml:lang='en-US'>a</body><body>b</body></message>", "a", "en-US" },
    { "<message xml:lang='fr'><body xml:lang='de'>a</body><body>b</body></message>", "b", "fr" },
    { "<message><body xml:lang='de'>a</body><body xml:lang='fr'>b</body></message>", "a", "de" },
    /* Two in one language: which of them others see nobody knows. */
    { "<message><body>a</body><body>b</body></message>", NULL, NULL },
    { "<message xml:lang='en'><body>a</body><body xml:lang='en'>b</body></message>", NULL, NULL },
    { "<message><body xmlns='urn:other'>a</body></message>", NULL, NULL },
    { "<message><body/></message>", "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(XmppMessage) message = parse (cases[i].xml);

      g_assert_cmpstr (message->body, ==, cases[i].body);
      g_assert_cmpstr (message->language, ==, cases[i].language);
    }
}

static void
test_many_bodies (void)
{
  g_autoptr(GString) xml = g_string_new ("<message>");
  g_autoptr(XmppMessage) message = NULL;

  for (guint i = 0; i < 900; i++)
    g_string_append_printf (xml, "<body xml:lang='x-%u'>a</body>", i);
  g_string_append (xml, "</message>");
  message = parse (xml->str);
  g_assert_null (message->body);
}

static void
test_stanza_ids (void)
{
  g_autoptr(XmppAddress) own = feature_fixture_address ("juliet@capulet.lit");
  g_autoptr(XmppMessage) foreign =
    parse ("<message><stanza-id xmlns='urn:xmpp:sid:0' id='1' by='mallory@capulet.lit'/>"
           "<stanza-id xmlns='urn:xmpp:sid:0' id='2' by='juliet@capulet.lit/balcony'/>"
           "<stanza-id xmlns='urn:xmpp:sid:0' id='3'/></message>");
  g_autoptr(XmppMessage) prepared =
    parse ("<message><stanza-id xmlns='urn:xmpp:sid:0' id='1' by='JULIET@capulet.lit'/></message>");
  g_autoptr(XmppMessage) twice =
    parse ("<message><stanza-id xmlns='urn:xmpp:sid:0' id='1' by='juliet@capulet.lit'/>"
           "<stanza-id xmlns='urn:xmpp:sid:0' id='2' by='juliet@capulet.lit'/></message>");
  g_autoptr(XmppMessage) one_of_none =
    parse ("<message><stanza-id xmlns='urn:xmpp:sid:0' by='juliet@capulet.lit'/>"
           "<stanza-id xmlns='urn:xmpp:sid:0' id='2' by='juliet@capulet.lit'/></message>");
  g_autoptr(XmppMessage) empty =
    parse ("<message><stanza-id xmlns='urn:xmpp:sid:0' id='' by='juliet@capulet.lit'/></message>");
  g_autoptr(XmppAddress) own_device = feature_fixture_address ("juliet@capulet.lit/balcony");
  g_autoptr(GString) xml = g_string_new ("<message>");
  g_autoptr(XmppMessage) flood = NULL;

  g_assert_null (xmpp_message_get_stanza_id_by (one_of_none, own));
  g_assert_null (xmpp_message_get_stanza_id_by (empty, own));
  g_assert_cmpstr (xmpp_message_get_stanza_id_by (prepared, own_device), ==, "1");
  g_assert_null (xmpp_message_get_stanza_id_by (foreign, own_device));
  g_assert_null (xmpp_message_get_stanza_id_by (foreign, own));
  g_assert_null (xmpp_message_get_stanza_id_by (foreign, NULL));
  g_assert_cmpstr (xmpp_message_get_stanza_id_by (prepared, own), ==, "1");
  g_assert_null (xmpp_message_get_stanza_id_by (twice, own));

  for (guint i = 0; i < 100; i++)
    g_string_append (xml, "<stanza-id xmlns='urn:xmpp:sid:0' id='1' by='x.lit'/>");
  g_string_append (xml, "<stanza-id xmlns='urn:xmpp:sid:0' id='1' by='juliet@capulet.lit'/></message>");
  flood = parse (xml->str);
  g_assert_cmpuint (flood->stanza_ids->len, <, 100);
  g_assert_null (xmpp_message_get_stanza_id_by (flood, own));
}

static void
test_occupant_id (void)
{
  g_autoptr(XmppMessage) one =
    parse ("<message type='groupchat'><occupant-id xmlns='urn:xmpp:occupant-id:0' id='o1'/></message>");
  g_autoptr(XmppMessage) twice =
    parse ("<message type='groupchat'><occupant-id xmlns='urn:xmpp:occupant-id:0' id='o1'/>"
           "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='o2'/></message>");
  g_autoptr(XmppMessage) one_of_none =
    parse ("<message type='groupchat'><occupant-id xmlns='urn:xmpp:occupant-id:0'/>"
           "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='o2'/></message>");
  g_autoptr(XmppMessage) none =
    parse ("<message type='groupchat'><occupant-id xmlns='urn:xmpp:occupant-id:0'/></message>");
  g_autoptr(XmppMessage) copy = xmpp_message_copy (one);

  g_assert_cmpstr (one->occupant_id, ==, "o1");
  g_assert_cmpstr (copy->occupant_id, ==, "o1");
  g_assert_null (twice->occupant_id);
  g_assert_null (one_of_none->occupant_id);
  g_assert_null (none->occupant_id);
}

static void
test_delay (void)
{
  gint64 now_us = g_get_real_time ();
  g_autoptr(XmppMessage) future =
    parse ("<message><delay xmlns='urn:xmpp:delay' stamp='9999-01-01T00:00:00Z'/></message>");
  g_autoptr(XmppMessage) legacy =
    parse ("<message><x xmlns='jabber:x:delay' from='a.lit' stamp='20020910T23:08:25'/></message>");
  g_autoptr(XmppMessage) both =
    parse ("<message><x xmlns='jabber:x:delay' stamp='20020910T23:08:25'/>"
           "<delay xmlns='urn:xmpp:delay' stamp='1970-01-01T00:00:01Z' from='mallory.lit'/>"
           "<delay xmlns='urn:xmpp:delay' stamp='1970-01-01T00:00:02Z' from='capulet.lit'/></message>");
  g_autoptr(XmppMessage) bad =
    parse ("<message><delay xmlns='urn:xmpp:delay' stamp='yesterday' from='a.lit'/></message>");

  g_assert_cmpint (future->delay_time_us, >=, now_us);
  g_assert_cmpint (future->delay_time_us, <=, g_get_real_time ());
  g_assert_cmpint (legacy->delay_time_us, ==, 1031699305 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpint (both->delay_time_us, ==, 2 * G_USEC_PER_SEC);
  g_assert_cmpstr (xmpp_address_get_full (both->delay_from), ==, "capulet.lit");
  g_assert_cmpint (bad->delay_time_us, ==, 0);
  g_assert_null (bad->delay_from);
}

static void
test_error (void)
{
  g_autoptr(XmppMessage) message =
    parse ("<message type='error' id='m1' from='romeo@montague.lit'><body>Hello?</body>"
           "<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>"
           "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
           "</error></message>");

  g_assert_error (message->error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE);
  g_assert_false (message->wants_receipt);
  g_assert_false (message->is_markable);
}

static void
test_wrappers (void)
{
  g_autoptr(XmppMessage) message =
    parse ("<message><received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>"
           "<message><body>inner</body></message></forwarded></received>"
           "<result xmlns='urn:xmpp:mam:2'/></message>");

  g_assert_cmpint (message->wrappers, ==, XMPP_WRAPPER_CARBON | XMPP_WRAPPER_ARCHIVE_RESULT);
  g_assert_null (message->body);
}

static void
test_encryption (void)
{
  g_autoptr(XmppMessage) named =
    parse ("<message><encryption xmlns='urn:xmpp:eme:0' namespace='urn:x' name='Enigma'/></message>");
  g_autoptr(XmppMessage) known =
    parse ("<message><encryption xmlns='urn:xmpp:eme:0' namespace='urn:xmpp:omemo:2' name='X'/></message>");
  g_autoptr(XmppMessage) bare =
    parse ("<message><encrypted xmlns='eu.siacs.conversations.axolotl'/></message>");

  g_assert_cmpstr (named->encryption, ==, "Enigma");
  g_assert_cmpstr (known->encryption, ==, "OMEMO");
  g_assert_cmpstr (bare->encryption, ==, "OMEMO");
  g_assert_true (xmpp_message_has_content (bare));
}

static void
test_receipts (void)
{
  g_autoptr(XmppMessage) asking =
    parse ("<message type='chat' from='romeo@montague.lit/orchard' id='m1'><body>a</body>"
           "<request xmlns='urn:xmpp:receipts'/></message>");
  g_autoptr(XmppMessage) nameless =
    parse ("<message from='romeo@montague.lit'><request xmlns='urn:xmpp:receipts'/></message>");
  g_autoptr(XmppMessage) loop =
    parse ("<message from='romeo@montague.lit' id='m2'><request xmlns='urn:xmpp:receipts'/>"
           "<received xmlns='urn:xmpp:receipts' id='m1'/></message>");
  g_autoptr(XmppMessage) room =
    parse ("<message type='groupchat' from='room@montague.lit/romeo' id='m3'>"
           "<request xmlns='urn:xmpp:receipts'/></message>");
  g_autoptr(XmppMessage) receipt = xmpp_message_new_receipt (asking);
  g_autofree char *xml = feature_fixture_to_xml (xmpp_message_to_element (receipt));

  g_assert_cmpstr (xml, ==,
                   "<message type='chat' to='romeo@montague.lit/orchard'>"
                   "<received xmlns='urn:xmpp:receipts' id='m1'/>"
                   "<store xmlns='urn:xmpp:hints'/></message>");
  g_assert_null (xmpp_message_new_receipt (nameless));
  g_assert_null (xmpp_message_new_receipt (loop));
  g_assert_cmpstr (loop->received_id, ==, "m1");
  g_assert_null (xmpp_message_new_receipt (room));
}

static void
test_notices (void)
{
  g_autoptr(XmppAddress) to = feature_fixture_address ("romeo@montague.lit");
  g_autoptr(XmppMessage) displayed = xmpp_message_new_displayed (XMPP_MESSAGE_CHAT, to, "m1");
  g_autoptr(XmppMessage) typing = xmpp_message_new_chat_state (XMPP_MESSAGE_CHAT, to,
                                                               XMPP_CHAT_STATE_COMPOSING);
  g_autofree char *displayed_xml = feature_fixture_to_xml (xmpp_message_to_element (displayed));
  g_autofree char *typing_xml = feature_fixture_to_xml (xmpp_message_to_element (typing));

  g_assert_cmpstr (displayed_xml, ==,
                   "<message type='chat' to='romeo@montague.lit'>"
                   "<displayed xmlns='urn:xmpp:chat-markers:0' id='m1'/>"
                   "<store xmlns='urn:xmpp:hints'/></message>");
  g_assert_cmpstr (typing_xml, ==,
                   "<message type='chat' to='romeo@montague.lit'>"
                   "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
                   "<no-store xmlns='urn:xmpp:hints'/></message>");
}

static void
test_copy (void)
{
  g_autoptr(XmppMessage) message =
    parse ("<message type='chat' to='romeo@montague.lit' id='m1' from='a@b/c'><subject/>"
           "<body>a &lt; b</body><thread>t</thread><origin-id xmlns='urn:xmpp:sid:0' id='o'/>"
           "<stanza-id xmlns='urn:xmpp:sid:0' id='1' by='x.lit'/>"
           "<gone xmlns='http://jabber.org/protocol/chatstates'/>"
           "<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>"
           "<x xmlns='jabber:x:oob'><url>https://a.lit/</url></x>"
           "<nick xmlns='http://jabber.org/protocol/nick'>J</nick>"
           "<no-permanent-store xmlns='urn:xmpp:hints'/></message>");
  g_autoptr(XmppMessage) copy = xmpp_message_copy (message);
  g_autofree char *one = feature_fixture_to_xml (xmpp_message_to_element (message));
  g_autofree char *other = feature_fixture_to_xml (xmpp_message_to_element (copy));

  g_assert_cmpstr (one, ==, other);
  g_assert_cmpstr (one, ==,
                   "<message type='chat' to='romeo@montague.lit' id='m1'><subject/>"
                   "<body>a &lt; b</body><thread>t</thread>"
                   "<origin-id xmlns='urn:xmpp:sid:0' id='o'/>"
                   "<gone xmlns='http://jabber.org/protocol/chatstates'/>"
                   "<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>"
                   "<x xmlns='jabber:x:oob'><url>https://a.lit/</url></x>"
                   "<nick xmlns='http://jabber.org/protocol/nick'>J</nick>"
                   "<no-permanent-store xmlns='urn:xmpp:hints'/></message>");
  g_assert_cmpuint (copy->stanza_ids->len, ==, 1);
}

static void
test_long_ids (void)
{
  g_autofree char *id = g_strnfill (5000, 'x');
  g_autofree char *xml = g_strdup_printf ("<message id='%s' from='a.lit'><origin-id id='%s' "
                                          "xmlns='urn:xmpp:sid:0'/><body>a</body></message>", id, id);
  g_autoptr(XmppMessage) message = parse (xml);

  g_assert_null (message->id);
  g_assert_null (message->origin_id);
}

static void
message_cb (XmppMessaging *messaging,
            XmppMessage   *message,
            XmppElement   *stanza,
            gpointer       user_data)
{
  feature_fixture_note (user_data, "%s: %s", xmpp_address_get_full (message->from), message->body);
}

static void
test_messaging (void)
{
  static const MockLine online[] = {
    SERVER_SAYS ("<message from='romeo@montague.lit/orchard'><body>O</body></message>"
                 "<message from='@@'><body>broken</body></message>"
                 "<message from='romeo@montague.lit'><event xmlns='http://jabber.org/protocol/pubsub#event'/>"
                 "</message>"
                 "<message from='romeo@montague.lit/orchard' type='error'/>"),
    SERVER_WAITS,
  };
  static const MockLine sent[] = {
    SERVER_HEARS ("<message type='chat' to='romeo@montague.lit' id='*'><body>Good night</body>"
                  "<origin-id xmlns='urn:xmpp:sid:0' id='*'/></message>"),
    SERVER_HEARS ("<message type='chat' to='romeo@montague.lit' id='mine'>"
                  "<paused xmlns='http://jabber.org/protocol/chatstates'/>"
                  "<no-store xmlns='urn:xmpp:hints'/></message>"),
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppMessaging *messaging = xmpp_messaging_new ();
  g_autoptr(XmppAddress) to = feature_fixture_address ("romeo@montague.lit");
  g_autoptr(XmppMessage) message = xmpp_message_new (XMPP_MESSAGE_CHAT, to);
  g_autoptr(XmppMessage) state = xmpp_message_new_chat_state (XMPP_MESSAGE_CHAT, to,
                                                              XMPP_CHAT_STATE_PAUSED);
  g_autofree char *id = NULL;
  g_autofree char *state_id = NULL;

  message->body = g_strdup ("Good night");
  feature_fixture_add (fx, messaging);
  g_assert_null (xmpp_messaging_send (messaging, message));
  g_signal_connect (messaging, "message", G_CALLBACK (message_cb), fx);

  feature_fixture_go_online (fx, online, G_N_ELEMENTS (online));
  feature_fixture_assert_noted (fx, "romeo@montague.lit/orchard: O\n"
                                    "romeo@montague.lit/orchard: (null)\n");

  id = xmpp_messaging_send (messaging, message);
  g_assert_nonnull (id);
  g_assert_null (message->id);
  state->id = g_strdup ("mine");
  state_id = xmpp_messaging_send (messaging, state);
  g_assert_cmpstr (state_id, ==, "mine");
  feature_fixture_play (fx, sent, G_N_ELEMENTS (sent));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/message/parse/all", test_parse_all);
  g_test_add_func ("/xmpp/message/parse/nothing", test_parse_nothing);
  g_test_add_func ("/xmpp/message/parse/bad-address", test_parse_bad_address);
  g_test_add_func ("/xmpp/message/bodies", test_bodies);
  g_test_add_func ("/xmpp/message/many-bodies", test_many_bodies);
  g_test_add_func ("/xmpp/message/stanza-ids", test_stanza_ids);
  g_test_add_func ("/xmpp/message/occupant-id", test_occupant_id);
  g_test_add_func ("/xmpp/message/delay", test_delay);
  g_test_add_func ("/xmpp/message/error", test_error);
  g_test_add_func ("/xmpp/message/wrappers", test_wrappers);
  g_test_add_func ("/xmpp/message/encryption", test_encryption);
  g_test_add_func ("/xmpp/message/receipts", test_receipts);
  g_test_add_func ("/xmpp/message/notices", test_notices);
  g_test_add_func ("/xmpp/message/copy", test_copy);
  g_test_add_func ("/xmpp/message/long-ids", test_long_ids);
  g_test_add_func ("/xmpp/message/messaging", test_messaging);
  return g_test_run ();
}
