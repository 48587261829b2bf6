/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was seen, on all devices: XEP-0490. */
#include "private-mock.h"

#include "xmpp-displayed-sync.h"
#include "xmpp-error.h"
#include "xmpp-message.h"

#define NODE  "urn:xmpp:mds:displayed:0"
#define ROMEO "romeo@montague.lit"
#define ROOM  "coven@chat.shakespeare.lit"
#define ID(by, id) "<stanza-id xmlns='urn:xmpp:sid:0' by='" by "' id='" id "'/>"
#define DISPLAYED(content) "<displayed xmlns='" NODE "'>" content "</displayed>"
#define SEEN(chat, by, id) ITEM (chat, DISPLAYED (ID (by, id)))

typedef struct {
  FeatureFixture    *fx;
  XmppDisplayedSync *sync;
} Play;

static void
displayed_cb (XmppDisplayedSync *sync,
              XmppAddress       *chat,
              const char        *stanza_id,
              gboolean           by_room,
              gpointer           user_data)
{
  feature_fixture_note (user_data, "%s %s%s", xmpp_address_get_full (chat), stanza_id,
                        by_room ? " room" : "");
}

static void
settled_cb (XmppDisplayedSync *sync,
            gpointer           user_data)
{
  g_assert_true (xmpp_displayed_sync_is_settled (sync));
  feature_fixture_note (user_data, "settled%s", xmpp_displayed_sync_is_supported (sync) ? "" : " without");
}

static void
setup (Play          *play,
       gconstpointer  data)
{
  XmppDisco *disco = xmpp_disco_new ("Charla", NULL);
  XmppServerInfo *server_info = xmpp_server_info_new (disco);
  XmppPubsub *pubsub = xmpp_pubsub_new (disco, server_info);

  play->fx = feature_fixture_new ();
  play->sync = xmpp_displayed_sync_new (pubsub, server_info);
  feature_fixture_add (play->fx, disco);
  feature_fixture_add (play->fx, server_info);
  feature_fixture_add (play->fx, pubsub);
  feature_fixture_add (play->fx, play->sync);
  g_signal_connect (play->sync, "displayed", G_CALLBACK (displayed_cb), play->fx);
  g_signal_connect (play->sync, "settled", G_CALLBACK (settled_cb), play->fx);
}

static void
teardown (Play          *play,
          gconstpointer  data)
{
  feature_fixture_free (play->fx);
}

#define GREETING(features) \
  ASKS ("capulet.lit", "info"), ANSWERS ("capulet.lit", "info", ""), \
  ASKS (OWN, "info"), ANSWERS (OWN, "info", features), \
  ASKS ("capulet.lit", "items"), ANSWERS ("capulet.lit", "items", "")

static void
go_online (Play *play)
{
  static const MockLine online[] = {
    GREETING (CAN_OPTIONS),
    ASKS_ITEMS (NODE),
    GIVES_ITEMS (NODE, SEEN (ROMEO, OWN, "s1") SEEN (ROOM, ROOM, "s2") SEEN (ROOM "/witch", OWN, "s3")),
    SERVER_WAITS,
  };

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  feature_fixture_assert_noted (play->fx, ROMEO " s1\n" ROOM " s2 room\n" ROOM "/witch s3\nsettled\n");
}

static void
test_hear (Play          *play,
           gconstpointer  data)
{
  static const MockLine lines[] = {
    TELLS (ITEMS (NODE, SEEN (ROMEO, OWN, "s4"))),
    TELLS_FROM ("", ITEMS (NODE, SEEN (OWN, OWN, "s5"))),
    TELLS (ITEMS (NODE, SEEN (ROMEO, "JULIET@capulet.lit", "s6"))),
    SERVER_WAITS,
  };

  go_online (play);
  feature_fixture_play (play->fx, lines, G_N_ELEMENTS (lines));
  feature_fixture_assert_noted (play->fx, ROMEO " s4\n" OWN " s5\n" ROMEO " s6\n");
}

static void
test_forged (Play          *play,
             gconstpointer  data)
{
  static const MockLine lines[] = {
    /* Others' events */
    TELLS_FROM (" from='" ROMEO "'", ITEMS (NODE, SEEN (ROMEO, OWN, "x"))),
    TELLS_FROM (" from='capulet.lit'", ITEMS (NODE, SEEN (ROMEO, OWN, "x"))),
    TELLS_FROM (" from='" OWN "/chamber'", ITEMS (NODE, SEEN (ROMEO, OWN, "x"))),
    /* Ids of others than our server or the room */
    TELLS (ITEMS (NODE, SEEN (ROMEO, "mallory@evil.lit", "x"))),
    TELLS (ITEMS (NODE, SEEN (ROMEO, OWN "/balcony", "x"))),
    TELLS (ITEMS (NODE, SEEN (ROMEO, "capulet.lit", "x"))),
    TELLS (ITEMS (NODE, SEEN (ROOM "/witch", ROOM, "x"))),
    TELLS (ITEMS (NODE, SEEN (ROOM "/witch", ROOM "/witch", "x"))),
    TELLS (ITEMS (NODE, SEEN (ROMEO, "@@", "x"))),
    /* None, two, of nobody */
    TELLS (ITEMS (NODE, ITEM (ROMEO, DISPLAYED ("")))),
    TELLS (ITEMS (NODE, ITEM (ROMEO, DISPLAYED (ID (OWN, "x") ID (OWN, "y"))))),
    TELLS (ITEMS (NODE, ITEM (ROMEO, DISPLAYED ("<stanza-id xmlns='urn:xmpp:sid:0' by='" OWN "'/>")))),
    TELLS (ITEMS (NODE, ITEM (ROMEO, DISPLAYED ("<stanza-id xmlns='urn:xmpp:sid:0' id='x'/>")))),
    TELLS (ITEMS (NODE, SEEN ("@@", OWN, "x"))),
    TELLS (ITEMS (NODE, "<item>" DISPLAYED (ID (OWN, "x")) "</item>")),
    TELLS (ITEMS (NODE, "<item id='" ROMEO "'/>")),
    TELLS (ITEMS (NODE, ITEM (ROMEO, "<displayed xmlns='urn:other'>" ID (OWN, "x") "</displayed>"))),
    SERVER_WAITS,
  };

  go_online (play);
  feature_fixture_play (play->fx, lines, G_N_ELEMENTS (lines));
  feature_fixture_assert_noted (play->fx, "");
}

static gboolean
publish (Play            *play,
         const char      *chat,
         gboolean         is_room,
         const MockLine  *lines,
         gsize            n_lines,
         GError         **error)
{
  g_autoptr(XmppAddress) address = feature_fixture_address (chat);
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_displayed_sync_publish_async (play->sync, address, "s7", is_room, NULL, mock_result_cb, &result);
  if (n_lines > 0)
    feature_fixture_play (play->fx, lines, n_lines);
  return xmpp_displayed_sync_publish_finish (play->sync, mock_result_wait (&result), error);
}

static void
test_publish (Play          *play,
              gconstpointer  data)
{
  static const MockLine person[] = {
    IS_PRIVATE (NODE), PUBLISHES (NODE, ROMEO, DISPLAYED (ID (OWN, "s7"))), AGREES
  };
  static const MockLine room[] = { PUBLISHES (NODE, ROOM, DISPLAYED (ID (ROOM, "s7"))), AGREES };
  static const MockLine occupant[] = {
    PUBLISHES (NODE, ROOM "/witch", DISPLAYED (ID (OWN, "s7"))), AGREES
  };
  g_autoptr(GError) error = NULL;

  go_online (play);
  g_assert_true (publish (play, ROMEO, FALSE, person, G_N_ELEMENTS (person), &error));
  g_assert_true (publish (play, ROOM, TRUE, room, G_N_ELEMENTS (room), &error));
  g_assert_true (publish (play, ROOM "/witch", FALSE, occupant, G_N_ELEMENTS (occupant), &error));
}

static void
test_unsupported (Play          *play,
                  gconstpointer  data)
{
  static const MockLine online[] = { GREETING (""), SERVER_WAITS };
  g_autoptr(GError) error = NULL;

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  feature_fixture_assert_noted (play->fx, "settled without\n");
  g_assert_false (publish (play, ROMEO, FALSE, NULL, 0, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED);
}

static XmppElement *
new_marker (const char *to)
{
  g_autoptr(XmppAddress) address = feature_fixture_address (to);
  g_autoptr(XmppMessage) message = xmpp_message_new_displayed (XMPP_MESSAGE_CHAT, address, "m1");

  return xmpp_message_to_element (message);
}

/* A server that does not know it would pass it on. */
static void
test_no_assist (Play          *play,
                gconstpointer  data)
{
  g_autoptr(XmppElement) marker = new_marker (ROMEO);

  go_online (play);
  g_assert_false (xmpp_displayed_sync_can_assist (play->sync));
  g_assert_false (xmpp_displayed_sync_add (play->sync, marker, "s7"));
  g_assert_null (xmpp_element_get_child (marker, "displayed", NODE));
}

static void
test_assist (Play          *play,
             gconstpointer  data)
{
  static const MockLine online[] = {
    GREETING ("<feature var='urn:xmpp:mds:server-assist:0'/>"), SERVER_WAITS
  };
  g_autoptr(XmppElement) marker = new_marker (ROMEO);
  g_autoptr(XmppElement) to_device = new_marker (ROMEO "/orchard");
  g_autoptr(XmppElement) empty = xmpp_element_new ("message", "jabber:client");
  g_autofree char *xml = NULL;

  xmpp_element_set_attribute (empty, "to", ROMEO);
  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  g_assert_true (xmpp_displayed_sync_can_assist (play->sync));
  g_assert_false (xmpp_displayed_sync_add (play->sync, to_device, "s7"));
  g_assert_false (xmpp_displayed_sync_add (play->sync, empty, "s7"));
  g_assert_true (xmpp_displayed_sync_add (play->sync, marker, "s7"));
  xml = xmpp_element_to_xml (marker, "jabber:client");
  g_assert_cmpstr (xml, ==,
                   "<message type='chat' to='" ROMEO "'><displayed xmlns='urn:xmpp:chat-markers:0' id='m1'/>"
                   "<store xmlns='urn:xmpp:hints'/>" DISPLAYED (ID (OWN, "s7")) "</message>");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Play, NULL, setup, func, teardown)
  ADD ("/xmpp/displayed-sync/hear", test_hear);
  ADD ("/xmpp/displayed-sync/forged", test_forged);
  ADD ("/xmpp/displayed-sync/publish", test_publish);
  ADD ("/xmpp/displayed-sync/unsupported", test_unsupported);
  ADD ("/xmpp/displayed-sync/no-assist", test_no_assist);
  ADD ("/xmpp/displayed-sync/assist", test_assist);
#undef ADD
  return g_test_run ();
}
