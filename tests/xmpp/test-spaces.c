/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spaces of servers: XEP-0503. */
#include "private-mock.h"

#include "xmpp-error.h"
#include "xmpp-spaces.h"

#define SERVICE  "pubsub.lit"
#define BOOKMARK "xmlns='urn:xmpp:bookmarks:1'"
#define ROOM(name) "<conference " BOOKMARK " name='" name "' autojoin='true'/>"

#define ASKS_NODE(node) \
  SERVER_HEARS ("<iq type='get' id='*' to='" SERVICE "'>" \
                "<query xmlns='http://jabber.org/protocol/disco#info' node='" node "'/></iq>")
#define META(type, title) \
  "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'>" \
  "<value>http://jabber.org/protocol/pubsub#meta-data</value></field>" \
  FIELD ("type", type) FIELD ("title", title) FIELD ("description", "What it is for") "</x>"
#define SAYS_OF_NODE(node, content) \
  SERVER_SAYS ("<iq type='result' id='$id' from='" SERVICE "'>" \
               "<query xmlns='http://jabber.org/protocol/disco#info' node='" node "'>" content \
               "</query></iq>")
#define REFUSES_FROM(condition) \
  SERVER_SAYS ("<iq type='error' id='$id' from='" SERVICE "'><error type='cancel'><" condition \
               " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")
#define AGREES_FROM(content) \
  SERVER_SAYS ("<iq type='result' id='$id' from='" SERVICE "'>" content "</iq>")
#define ASKS_SERVICE(what, content) \
  SERVER_HEARS ("<iq type='" what "' id='*' to='" SERVICE "'>" content "</iq>")

typedef struct {
  FeatureFixture *fx;
  XmppSpaces     *spaces;
  XmppAddress    *service;
} Play;

static void
added_cb (XmppSpaces    *spaces,
          XmppAddress   *service,
          const char    *node,
          XmppSpaceRoom *room,
          gpointer       user_data)
{
  feature_fixture_note (user_data, "%s %s added %s %s", xmpp_address_get_full (service), node,
                        xmpp_address_get_full (room->address), room->name);
}

static void
removed_cb (XmppSpaces  *spaces,
            XmppAddress *service,
            const char  *node,
            const char  *address,
            gpointer     user_data)
{
  feature_fixture_note (user_data, "%s removed %s", node, address);
}

static void
emptied_cb (XmppSpaces  *spaces,
            XmppAddress *service,
            const char  *node,
            gpointer     user_data)
{
  feature_fixture_note (user_data, "%s emptied", node);
}

static void
setup (Play          *play,
       gconstpointer  data)
{
  static const MockLine online[] = {
    ASKS ("capulet.lit", "info"),
    ANSWERS ("capulet.lit", "info", ""),
    ASKS (OWN, "info"),
    ANSWERS (OWN, "info", ""),
    ASKS ("capulet.lit", "items"),
    ANSWERS ("capulet.lit", "items", ""),
    SERVER_WAITS,
  };
  XmppDisco *disco = xmpp_disco_new ("Charla", NULL);
  XmppServerInfo *server_info = xmpp_server_info_new (disco);
  XmppPubsub *pubsub = xmpp_pubsub_new (disco, server_info);

  play->fx = feature_fixture_new ();
  play->service = feature_fixture_address (SERVICE);
  play->spaces = xmpp_spaces_new (pubsub, disco);
  feature_fixture_add (play->fx, disco);
  feature_fixture_add (play->fx, server_info);
  feature_fixture_add (play->fx, pubsub);
  feature_fixture_add (play->fx, play->spaces);
  g_signal_connect (play->spaces, "added", G_CALLBACK (added_cb), play->fx);
  g_signal_connect (play->spaces, "removed", G_CALLBACK (removed_cb), play->fx);
  g_signal_connect (play->spaces, "emptied", G_CALLBACK (emptied_cb), play->fx);
  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
}

static void
teardown (Play          *play,
          gconstpointer  data)
{
  xmpp_address_unref (play->service);
  feature_fixture_free (play->fx);
}

static void
assert_listed (Play           *play,
               const MockLine *lines,
               gsize           n_lines,
               const char     *expected)
{
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GPtrArray) spaces = NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  xmpp_spaces_list_async (play->spaces, play->service, NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, lines, n_lines);
  spaces = xmpp_spaces_list_finish (play->spaces, mock_result_wait (&result), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < spaces->len; i++)
    {
      const XmppSpace *space = g_ptr_array_index (spaces, i);

      g_string_append_printf (text, "%s %s %s\n", space->node, space->title, space->description);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

/* Where the service knows no filter each node is asked what it is. */
static void
test_list (Play          *play,
           gconstpointer  data)
{
  static const MockLine lines[] = {
    ASKS (SERVICE, "info"),
    ANSWERS (SERVICE, "info", ""),
    ASKS (SERVICE, "items"),
    ANSWERS (SERVICE, "items",
             "<item jid='" SERVICE "' node='dev' name='Dev'/><item jid='" SERVICE "'/>"
             "<item jid='other.lit' node='stolen' name='Stolen'/><item jid='@@' node='x'/>"
             "<item jid='" SERVICE "' node='blog' name='Blog'/>"),
    ASKS_NODE ("dev"),
    SAYS_OF_NODE ("dev", META ("urn:xmpp:spaces:0", "Developers")),
    ASKS_NODE ("blog"),
    SAYS_OF_NODE ("blog", META ("urn:xmpp:microblog:0", "Blog")),
  };

  assert_listed (play, lines, G_N_ELEMENTS (lines), "dev Developers What it is for\n");
}

static void
test_list_filtered (Play          *play,
                    gconstpointer  data)
{
  static const MockLine lines[] = {
    ASKS (SERVICE, "info"),
    ANSWERS (SERVICE, "info", "<feature var='urn:xmpp:pubsub-filter:0'/>"),
    ASKS_SERVICE ("get", "<query xmlns='http://jabber.org/protocol/disco#items'>"
                         "<filter xmlns='urn:xmpp:pubsub-filter:0'>"
                         "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
                         "<value>urn:xmpp:pubsub-filter:0</value></field><field var='included-types'>"
                         "<value>urn:xmpp:spaces:0</value></field></x></filter></query>"),
    ANSWERS (SERVICE, "items",
             "<item jid='" SERVICE "' node='dev' name='Dev'/>"
             "<item jid='" SERVICE "' node='blog' name='Blog'/>"),
    ASKS_NODE ("dev"),
    REFUSES_FROM ("forbidden"),
    ASKS_NODE ("blog"),
    SAYS_OF_NODE ("blog", META ("urn:xmpp:microblog:0", "Blog")),
  };

  assert_listed (play, lines, G_N_ELEMENTS (lines), "dev Dev (null)\n");
}

/* As many nodes as a service likes to name. */
static void
test_list_bounds (void)
{
  g_autoptr(XmppAddress) service = feature_fixture_address (SERVICE);
  g_autoptr(GString) xml = g_string_new ("<iq xmlns='jabber:client' type='result'>"
                                         "<query xmlns='http://jabber.org/protocol/disco#items'>");
  g_autofree char *long_text = g_strnfill (20000, 'n');
  g_autoptr(XmppElement) iq = NULL;
  g_autoptr(GPtrArray) spaces = NULL;

  g_string_append_printf (xml, "<item jid='" SERVICE "' node='%s'/>", long_text);
  g_string_append_printf (xml, "<item jid='" SERVICE "' node='n' name='%s'/>", long_text);
  for (guint i = 0; i < 300; i++)
    g_string_append_printf (xml, "<item jid='" SERVICE "' node='n%u'/>", i);
  g_string_append (xml, "</query></iq>");
  iq = feature_fixture_parse (xml->str);
  spaces = xmpp_space_read_list (iq, service, 100);
  g_assert_cmpuint (spaces->len, ==, 100);
  g_assert_cmpuint (strlen (((XmppSpace *) spaces->pdata[0])->title), <=,
                    XMPP_SPACE_MAX_TEXT_BYTES);
}

static gboolean
join (Play            *play,
      const MockLine  *lines,
      gsize            n_lines,
      gboolean        *is_pending,
      GError         **error)
{
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_spaces_join_async (play->spaces, play->service, "dev", NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, lines, n_lines);
  return xmpp_spaces_join_finish (play->spaces, mock_result_wait (&result), is_pending, error);
}

#define SUBSCRIBES \
  ASKS_SERVICE ("set", "<pubsub " PUBSUB "><subscribe node='dev' jid='" OWN "'/></pubsub>")
#define SUBSCRIPTION(state) \
  "<pubsub " PUBSUB "><subscription node='dev' jid='" OWN "' subscription='" state "'/></pubsub>"

static void
test_join (Play          *play,
           gconstpointer  data)
{
  static const MockLine joined[] = { SUBSCRIBES, AGREES_FROM (SUBSCRIPTION ("subscribed")) };
  static const MockLine pending[] = { SUBSCRIBES, AGREES_FROM (SUBSCRIPTION ("pending")) };
  static const MockLine refused[] = { SUBSCRIBES, REFUSES_FROM ("not-allowed") };
  static const MockLine left[] = {
    ASKS_SERVICE ("set", "<pubsub " PUBSUB "><unsubscribe node='dev' jid='" OWN "'/></pubsub>"),
    AGREES_FROM (""),
  };
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GError) error = NULL;
  gboolean is_pending = TRUE;

  g_assert_true (join (play, joined, G_N_ELEMENTS (joined), &is_pending, &error));
  g_assert_false (is_pending);
  g_assert_true (join (play, pending, G_N_ELEMENTS (pending), &is_pending, &error));
  g_assert_true (is_pending);
  g_assert_false (join (play, refused, G_N_ELEMENTS (refused), &is_pending, &error));
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_NOT_ALLOWED);
  xmpp_spaces_leave_async (play->spaces, play->service, "dev", NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, left, G_N_ELEMENTS (left));
  g_assert_true (xmpp_spaces_finish (play->spaces, mock_result_wait (&result), NULL));
}

/* Of all that may be in a space only rooms count; that we shall be in them is not for it to say. */
static void
test_rooms (Play          *play,
            gconstpointer  data)
{
  static const MockLine lines[] = {
    ASKS_SERVICE ("get", "<pubsub " PUBSUB "><items node='dev'/></pubsub>"),
    AGREES_FROM ("<pubsub " PUBSUB "><items node='dev'>"
                 ITEM ("a@rooms.lit", ROOM ("A")) ITEM ("b@rooms.lit/nick", ROOM ("B"))
                 ITEM ("rooms.lit", ROOM ("C")) ITEM ("@@", ROOM ("D"))
                 ITEM ("e@rooms.lit", "<x xmlns='jabber:x:oob'/>")
                 ITEM ("urn:xmpp:spaces:avatar:metadata:0", "<metadata xmlns='urn:xmpp:avatar:metadata'/>")
                 ITEM ("f@rooms.lit", "<conversation xmlns='https://charla.im/protocol/conversations:0'/>")
                 "<item/>" ITEM ("g@rooms.lit", "<conference " BOOKMARK "/>")
                 "</items></pubsub>"),
  };
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GPtrArray) rooms = NULL;
  const XmppSpaceRoom *room;

  xmpp_spaces_get_rooms_async (play->spaces, play->service, "dev", NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, lines, G_N_ELEMENTS (lines));
  rooms = xmpp_spaces_get_rooms_finish (play->spaces, mock_result_wait (&result), NULL);
  g_assert_cmpuint (rooms->len, ==, 2);
  room = g_ptr_array_index (rooms, 0);
  g_assert_cmpstr (xmpp_address_get_full (room->address), ==, "a@rooms.lit");
  g_assert_cmpstr (room->name, ==, "A");
  room = g_ptr_array_index (rooms, 1);
  g_assert_null (room->name);
}

/* Only the service of a space that is followed tells what happens in it. */
static void
test_events (Play          *play,
             gconstpointer  data)
{
#define SAYS(what) TELLS_FROM (" from='" SERVICE "'", what)
  static const MockLine before[] = {
    SAYS (ITEMS ("dev", ITEM ("a@rooms.lit", ROOM ("A")))),
    SERVER_WAITS,
  };
  static const MockLine followed[] = {
    TELLS_FROM (" from='romeo@montague.lit'", ITEMS ("dev", ITEM ("a@rooms.lit", ROOM ("A")))),
    TELLS_FROM (" from='" SERVICE "/x'", ITEMS ("dev", ITEM ("a@rooms.lit", ROOM ("A")))),
    TELLS_FROM (" from='pubsub.lit.evil.lit'", ITEMS ("dev", ITEM ("a@rooms.lit", ROOM ("A")))),
    TELLS_FROM (" from='" OWN "'", ITEMS ("dev", ITEM ("a@rooms.lit", ROOM ("A")))),
    TELLS_FROM ("", ITEMS ("dev", "<retract id='a@rooms.lit'/>")),
    TELLS_FROM (" from='romeo@montague.lit'", "<purge node='dev'/>"),
    TELLS_FROM (" from='romeo@montague.lit'", "<delete node='dev'/>"),
    SAYS (ITEMS ("other", ITEM ("a@rooms.lit", ROOM ("A")))),
    SAYS (ITEMS ("dev", ITEM ("@@", ROOM ("A")) "<retract id='@@'/><item/><retract/>")),
    SERVER_WAITS,
    SAYS (ITEMS ("dev", ITEM ("A@rooms.lit", ROOM ("A")))),
    SAYS (ITEMS ("dev", "<retract id='A@rooms.lit'/>")),
    SAYS ("<purge node='dev'/>"),
    SAYS ("<delete node='dev'/>"),
    SERVER_WAITS,
  };

  feature_fixture_play (play->fx, before, G_N_ELEMENTS (before));
  feature_fixture_assert_noted (play->fx, "");
  xmpp_spaces_follow (play->spaces, play->service, "dev");
  xmpp_spaces_follow (play->spaces, play->service, "dev");
  feature_fixture_play (play->fx, followed, G_N_ELEMENTS (followed));
  feature_fixture_assert_noted (play->fx, SERVICE " dev added a@rooms.lit A\n"
                                "dev removed a@rooms.lit\ndev emptied\ndev emptied\n");
  xmpp_spaces_unfollow (play->spaces, play->service, "dev");
  feature_fixture_play (play->fx, before, G_N_ELEMENTS (before));
  feature_fixture_assert_noted (play->fx, SERVICE " dev added a@rooms.lit A\n");
  xmpp_spaces_unfollow (play->spaces, play->service, "dev");
  feature_fixture_play (play->fx, before, G_N_ELEMENTS (before));
  feature_fixture_assert_noted (play->fx, "");
#undef SAYS
}

/* Its settings are for owners alone. */
static void
test_owned (Play          *play,
            gconstpointer  data)
{
#define ASKS_SETTINGS \
  ASKS_SERVICE ("get", "<pubsub " OWNER "><configure node='dev'/></pubsub>")
  static const MockLine owned[] = {
    ASKS_SETTINGS,
    AGREES_FROM ("<pubsub " OWNER "><configure node='dev'/></pubsub>"),
  };
  static const MockLine others[] = { ASKS_SETTINGS, REFUSES_FROM ("forbidden") };

  for (guint i = 0; i < 2; i++)
    {
      g_auto(MockResult) result = { NULL, 0 };

      xmpp_spaces_check_owned_async (play->spaces, play->service, "dev", NULL, mock_result_cb,
                                     &result);
      feature_fixture_play (play->fx, i == 0 ? owned : others, 2);
      g_assert_cmpint (xmpp_spaces_finish (play->spaces, mock_result_wait (&result), NULL), ==,
                       i == 0);
    }
#undef ASKS_SETTINGS
}

/* The node is as the specification wants it. */
static void
test_create (Play          *play,
             gconstpointer  data)
{
  static const MockLine created[] = {
    ASKS_SERVICE ("set", "<pubsub " PUBSUB "><create node='dev'/><configure>"
                  FORM ("submit", "node_config",
                        FIELD ("title", "Developers") FIELD ("access_model", "open")
                        FIELD ("type", "urn:xmpp:spaces:0") FIELD ("notify_retract", "true")
                        FIELD ("persist_items", "true") FIELD ("purge_offline", "false")
                        FIELD ("notify_config", "true") FIELD ("notify_delete", "true")
                        FIELD ("publish_model", "publishers")
                        FIELD ("send_last_published_item", "never") FIELD ("max_items", "max"))
                  "</configure></pubsub>"),
    AGREES_FROM (""),
  };
  static const MockLine filled[] = {
    ASKS_SERVICE ("set", "<pubsub " PUBSUB "><publish node='dev'><item id='a@rooms.lit'>"
                         "<conference " BOOKMARK " name='A'/></item></publish></pubsub>"),
    AGREES_FROM (""),
  };
  g_autoptr(XmppAddress) room = feature_fixture_address ("a@rooms.lit");
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_auto(MockResult) result = { NULL, 0 };

      if (i == 0)
        xmpp_spaces_create_async (play->spaces, play->service, "dev", "Developers", TRUE, NULL,
                                  mock_result_cb, &result);
      else
        xmpp_spaces_add_room_async (play->spaces, play->service, "dev", room, "A", NULL,
                                    mock_result_cb, &result);
      feature_fixture_play (play->fx, i == 0 ? created : filled,
                            i == 0 ? G_N_ELEMENTS (created) : G_N_ELEMENTS (filled));
      g_assert_true (xmpp_spaces_finish (play->spaces, mock_result_wait (&result), &error));
      g_assert_no_error (error);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/spaces/list-bounds", test_list_bounds);
#define ADD(path, func) g_test_add (path, Play, NULL, setup, func, teardown)
  ADD ("/xmpp/spaces/list", test_list);
  ADD ("/xmpp/spaces/list-filtered", test_list_filtered);
  ADD ("/xmpp/spaces/join", test_join);
  ADD ("/xmpp/spaces/rooms", test_rooms);
  ADD ("/xmpp/spaces/events", test_events);
  ADD ("/xmpp/spaces/owned", test_owned);
  ADD ("/xmpp/spaces/create", test_create);
#undef ADD
  return g_test_run ();
}
