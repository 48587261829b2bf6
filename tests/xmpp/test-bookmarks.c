/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bookmarks, what is on top and what notifies: XEP-0402, XEP-0469, XEP-0492, XEP-0048. */
#include "private-mock.h"

#include "xmpp-bookmarks.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser.h"

#define ROOMS "urn:xmpp:bookmarks:1"
#define CHATS "https://charla.im/protocol/conversations:0"
#define PLAY  "theplay@conference.shakespeare.lit"
#define BOND  "orchard@conference.shakespeare.lit"
#define ROMEO "romeo@montague.lit"

#define CONFERENCE(attributes, content) \
  "<conference xmlns='" ROOMS "'" attributes ">" content "</conference>"
#define EXTENSIONS(content) "<extensions>" content "</extensions>"
#define PINNED "<pinned xmlns='urn:xmpp:bookmarks-pinning:0'/>"
#define NOTIFY(content) "<notify xmlns='urn:xmpp:notification-settings:1'>" content "</notify>"
#define CONVERSATION(content) "<conversation xmlns='" CHATS "' jid='" ROMEO "'>" content "</conversation>"

#define GREETING(server, account) \
  ASKS ("capulet.lit", "info"), ANSWERS ("capulet.lit", "info", server), \
  ASKS (OWN, "info"), ANSWERS (OWN, "info", account), \
  ASKS ("capulet.lit", "items"), ANSWERS ("capulet.lit", "items", "")

#define ASKS_STORAGE \
  SERVER_HEARS ("<iq type='get' id='*'><query xmlns='jabber:iq:private'>" \
                "<storage xmlns='storage:bookmarks'/></query></iq>")
#define STORAGE(content) \
  "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'>" content "</storage></query>"
#define GIVES_STORAGE(content) SERVER_SAYS ("<iq type='result' id='$id'>" STORAGE (content) "</iq>")
#define SETS_STORAGE(content) SERVER_HEARS ("<iq type='set' id='*'>" STORAGE (content) "</iq>")

typedef struct {
  FeatureFixture *fx;
  XmppBookmarks  *bookmarks;
} Play;

static void
note_bookmark (FeatureFixture *fx,
               const char     *what,
               XmppBookmark   *bookmark)
{
  static const char *const settings[] = { "", " always", " on-mention", " never" };

  feature_fixture_note (fx, "%s %s%s%s%s%s%s%s%s%s%s", what,
                        bookmark->is_room ? "" : "chat ",
                        xmpp_address_get_full (bookmark->address),
                        bookmark->name != NULL ? " name=" : "", bookmark->name != NULL ? bookmark->name : "",
                        bookmark->autojoin ? " join" : "",
                        bookmark->nick != NULL ? " nick=" : "", bookmark->nick != NULL ? bookmark->nick : "",
                        bookmark->password != NULL ? " password" : "",
                        bookmark->is_pinned ? " pinned" : "", settings[bookmark->notify]);
}

static void
changed_cb (XmppBookmarks *bookmarks,
            XmppBookmark  *bookmark,
            gpointer       user_data)
{
  note_bookmark (user_data, "changed", bookmark);
}

static void
removed_cb (XmppBookmarks *bookmarks,
            XmppBookmark  *bookmark,
            gpointer       user_data)
{
  feature_fixture_note (user_data, "removed %s", xmpp_address_get_full (bookmark->address));
}

static void
settled_cb (XmppBookmarks *bookmarks,
            gboolean       is_room,
            gpointer       user_data)
{
  g_assert_true (xmpp_bookmarks_is_settled (bookmarks, is_room));
  feature_fixture_note (user_data, "settled %s%s", is_room ? "rooms" : "chats",
                        xmpp_bookmarks_is_supported (bookmarks, is_room) ? "" : " without");
}

static void
setup (Play          *play,
       gconstpointer  data)
{
  XmppDisco *disco = xmpp_disco_new ("Charla", NULL);
  XmppServerInfo *server_info = xmpp_server_info_new (disco);
  XmppPubsub *pubsub = xmpp_pubsub_new (disco, server_info);

  play->fx = feature_fixture_new ();
  play->bookmarks = xmpp_bookmarks_new (pubsub, server_info);
  feature_fixture_add (play->fx, disco);
  feature_fixture_add (play->fx, server_info);
  feature_fixture_add (play->fx, pubsub);
  feature_fixture_add (play->fx, play->bookmarks);
  g_signal_connect (play->bookmarks, "changed", G_CALLBACK (changed_cb), play->fx);
  g_signal_connect (play->bookmarks, "removed", G_CALLBACK (removed_cb), play->fx);
  g_signal_connect (play->bookmarks, "settled", G_CALLBACK (settled_cb), play->fx);
}

static void
teardown (Play          *play,
          gconstpointer  data)
{
  feature_fixture_free (play->fx);
}

#define FOREIGN \
  "<state xmlns='http://myclient.example/bookmark/state' minimized='true'><a>x</a>y<b/></state>"

static void
go_online (Play *play)
{
  static const MockLine online[] = {
    GREETING ("", CAN_OPTIONS),
    ASKS_ITEMS (ROOMS),
    GIVES_ITEMS (ROOMS, ITEM (PLAY, CONFERENCE (" name='The Play' autojoin='1'",
                                                "<nick>JC</nick><password>s3cret</password>"
                                                EXTENSIONS (FOREIGN PINNED)))),
    ASKS_ITEMS (CHATS),
    GIVES_ITEMS (CHATS, ITEM (ROMEO, CONVERSATION (EXTENSIONS (PINNED NOTIFY ("<never/>"))))),
    SERVER_WAITS,
  };

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  feature_fixture_assert_noted (play->fx,
                                "changed " PLAY " name=The Play join nick=JC password pinned\nsettled rooms\n"
                                "changed chat " ROMEO " pinned never\nsettled chats\n");
}

static void
test_load (Play          *play,
           gconstpointer  data)
{
  static const MockLine again[] = {
    GREETING ("", CAN_OPTIONS),
    ASKS_ITEMS (ROOMS),
    GIVES_ITEMS (ROOMS, ITEM (BOND, CONFERENCE ("", "")) ITEM ("@@", CONFERENCE ("", ""))
                        ITEM (BOND "/x", CONFERENCE ("", "")) ITEM (ROMEO, CONVERSATION (""))
                        ITEM (PLAY, "<other xmlns='urn:other'/>") "<item>" CONFERENCE ("", "") "</item>"
                        "<item id='" PLAY "'/>"),
    ASKS_ITEMS (CHATS),
    GIVES_ITEMS (CHATS, ITEM (ROMEO, CONVERSATION (EXTENSIONS (PINNED NOTIFY ("<never/>"))))),
    SERVER_WAITS,
  };
  g_autoptr(XmppAddress) bond = feature_fixture_address (BOND);
  g_autoptr(GPtrArray) all = NULL;

  go_online (play);

  /* Only what has changed is told. */
  feature_fixture_reconnect (play->fx, again, G_N_ELEMENTS (again));
  feature_fixture_assert_noted (play->fx, "removed " PLAY "\nchanged " BOND "\nsettled rooms\nsettled chats\n");
  g_assert_nonnull (xmpp_bookmarks_lookup (play->bookmarks, bond, TRUE));
  g_assert_null (xmpp_bookmarks_lookup (play->bookmarks, bond, FALSE));
  all = xmpp_bookmarks_get_all (play->bookmarks, TRUE);
  g_assert_cmpuint (all->len, ==, 1);
}

static void
test_events (Play          *play,
             gconstpointer  data)
{
  static const MockLine lines[] = {
    TELLS (ITEMS (ROOMS, ITEM (BOND, CONFERENCE (" autojoin='true'", "")))),
    TELLS (ITEMS (ROOMS, ITEM (BOND, CONFERENCE (" autojoin='true'", EXTENSIONS (FOREIGN))))),
    TELLS (ITEMS (ROOMS, ITEM (BOND, CONFERENCE (" autojoin='false'", "")))),
    TELLS (ITEMS (ROOMS, "<retract id='" PLAY "'/><retract id='nobody@lit'/><retract id='@@'/>")),
    TELLS (ITEMS (CHATS, "<retract id='" ROMEO "'/>")),
    TELLS ("<purge node='" ROOMS "'/>"),
    SERVER_WAITS,
  };

  go_online (play);
  feature_fixture_play (play->fx, lines, G_N_ELEMENTS (lines));
  feature_fixture_assert_noted (play->fx, "changed " BOND " join\nchanged " BOND "\nremoved " PLAY "\n"
                                          "removed " ROMEO "\nremoved " BOND "\n");
}

/* CVE-2023-28686: nobody else makes us join a room. */
static void
test_forged (Play          *play,
             gconstpointer  data)
{
#define FORGED ITEMS (ROOMS, ITEM (BOND, CONFERENCE (" autojoin='true'", "")))
  static const MockLine lines[] = {
    TELLS_FROM (" from='mallory@evil.lit'", FORGED),
    TELLS_FROM (" from='" ROMEO "'", FORGED),
    TELLS_FROM (" from='capulet.lit'", FORGED),
    TELLS_FROM (" from='" OWN "/chamber'", FORGED),
    TELLS_FROM (" from='" PLAY "'", FORGED),
    TELLS_FROM (" from='" ROMEO "'", ITEMS (ROOMS, "<retract id='" PLAY "'/>")),
    TELLS_FROM (" from='" ROMEO "'", "<purge node='" ROOMS "'/>"),
    TELLS_FROM (" from='" ROMEO "'", ITEMS (CHATS, "<retract id='" ROMEO "'/>")),
    SERVER_WAITS,
  };

  go_online (play);
  feature_fixture_play (play->fx, lines, G_N_ELEMENTS (lines));
  feature_fixture_assert_noted (play->fx, "");
}

static gboolean
store (Play            *play,
       XmppBookmark    *bookmark,
       const MockLine  *lines,
       gsize            n_lines,
       GError         **error)
{
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_bookmarks_store_async (play->bookmarks, bookmark, NULL, mock_result_cb, &result);
  if (n_lines > 0)
    feature_fixture_play (play->fx, lines, n_lines);
  return xmpp_bookmarks_store_finish (play->bookmarks, mock_result_wait (&result), error);
}

static XmppBookmark *
copy_of (Play       *play,
         const char *address,
         gboolean    is_room)
{
  g_autoptr(XmppAddress) parsed = feature_fixture_address (address);
  const XmppBookmark *present = xmpp_bookmarks_lookup (play->bookmarks, parsed, is_room);

  return present != NULL ? xmpp_bookmark_copy (present) : xmpp_bookmark_new (parsed, is_room);
}

/* XEP-0402, 3.4: what others have put there stays. */
static void
test_store (Play          *play,
            gconstpointer  data)
{
  static const MockLine edits[] = {
    IS_PRIVATE (ROOMS),
    PUBLISHES (ROOMS, PLAY, CONFERENCE (" name='Hamlet' autojoin='1'",
                                        "<nick>JC</nick><password>s3cret</password>"
                                        EXTENSIONS (FOREIGN NOTIFY ("<on-mention/>")))),
    AGREES,
    /* What comes back to us is nothing new. */
    TELLS (ITEMS (ROOMS, ITEM (PLAY, CONFERENCE (" name='Hamlet' autojoin='1'",
                                                 "<nick>JC</nick><password>s3cret</password>"
                                                 EXTENSIONS (FOREIGN NOTIFY ("<on-mention/>")))))),
    SERVER_WAITS,
  };
  static const MockLine makes[] = {
    PUBLISHES (ROOMS, BOND, CONFERENCE (" autojoin='true'", "<nick>JC</nick>" EXTENSIONS (PINNED))), AGREES
  };
  static const MockLine chat[] = {
    IS_PRIVATE (CHATS),
    PUBLISHES (CHATS, ROMEO, CONVERSATION (EXTENSIONS (PINNED NOTIFY ("<always/>")))),
    AGREES,
  };
  g_autoptr(XmppBookmark) hamlet = NULL;
  g_autoptr(XmppBookmark) bond = NULL;
  g_autoptr(XmppBookmark) romeo = NULL;
  g_autoptr(GError) error = NULL;

  go_online (play);
  hamlet = copy_of (play, PLAY, TRUE);
  g_free (hamlet->name);
  hamlet->name = g_strdup ("Hamlet");
  hamlet->is_pinned = FALSE;
  hamlet->notify = XMPP_NOTIFY_ON_MENTION;
  g_assert_true (store (play, hamlet, edits, G_N_ELEMENTS (edits), &error));
  feature_fixture_assert_noted (play->fx, "changed " PLAY " name=Hamlet join nick=JC password on-mention\n");

  bond = copy_of (play, BOND, TRUE);
  bond->autojoin = TRUE;
  bond->nick = g_strdup ("JC");
  bond->is_pinned = TRUE;
  g_assert_true (store (play, bond, makes, G_N_ELEMENTS (makes), &error));
  feature_fixture_assert_noted (play->fx, "changed " BOND " join nick=JC pinned\n");

  romeo = copy_of (play, ROMEO, FALSE);
  romeo->notify = XMPP_NOTIFY_ALWAYS;
  g_assert_true (store (play, romeo, chat, G_N_ELEMENTS (chat), &error));
  feature_fixture_assert_noted (play->fx, "changed chat " ROMEO " pinned always\n");
}

static void
test_refused (Play          *play,
              gconstpointer  data)
{
  static const MockLine lines[] = {
    ASKS_CONFIG (ROOMS), GIVES_CONFIG (ROOMS, FIELD ("access_model", "open")),
    SETS_CONFIG (ROOMS, FIELD ("access_model", "whitelist")), REFUSES ("forbidden"),
  };
  g_autoptr(XmppBookmark) bond = NULL;
  g_autoptr(GError) error = NULL;

  go_online (play);
  bond = copy_of (play, BOND, TRUE);
  g_assert_false (store (play, bond, lines, G_N_ELEMENTS (lines), &error));
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_FORBIDDEN);
  feature_fixture_assert_noted (play->fx, "");
}

static void
test_remove (Play          *play,
             gconstpointer  data)
{
  static const MockLine lines[] = {
    RETRACTS (ROOMS, PLAY), AGREES, TELLS (ITEMS (ROOMS, "<retract id='" PLAY "'/>")),
    RETRACTS (CHATS, ROMEO), AGREES,
  };
  g_autoptr(XmppAddress) hamlet = feature_fixture_address (PLAY);
  g_autoptr(XmppAddress) romeo = feature_fixture_address (ROMEO);
  g_auto(MockResult) one = { NULL, 0 };
  g_auto(MockResult) two = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  go_online (play);
  mock_server_play (play->fx->server, lines, G_N_ELEMENTS (lines));
  xmpp_bookmarks_remove_async (play->bookmarks, hamlet, TRUE, NULL, mock_result_cb, &one);
  g_assert_true (xmpp_bookmarks_remove_finish (play->bookmarks, mock_result_wait (&one), &error));
  xmpp_bookmarks_remove_async (play->bookmarks, romeo, FALSE, NULL, mock_result_cb, &two);
  g_assert_true (xmpp_bookmarks_remove_finish (play->bookmarks, mock_result_wait (&two), &error));
  feature_fixture_assert_noted (play->fx, "removed " PLAY "\nremoved " ROMEO "\n");
}

#define OLD(jid, attributes, content) \
  "<conference jid='" jid "'" attributes ">" content "</conference>"
#define PAGE "<url name='Works' url='http://the-tech.mit.edu/Shakespeare/'/>"

static void
go_online_with_storage (Play *play)
{
  static const MockLine online[] = {
    GREETING ("<feature var='jabber:iq:private'/>", ""),
    ASKS_STORAGE,
    GIVES_STORAGE (OLD (PLAY, " name='The Play' autojoin='true'", "<nick>JC</nick><minimize xmlns='urn:x'>1</minimize>")
                   PAGE OLD ("@@", "", "") "<conference name='x'/>"),
    SERVER_WAITS,
  };

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  feature_fixture_assert_noted (play->fx, "settled chats without\n"
                                          "changed " PLAY " name=The Play join nick=JC\nsettled rooms\n");
}

/* Where the server has no other place. */
static void
test_storage (Play          *play,
              gconstpointer  data)
{
  static const MockLine saves[] = {
    ASKS_STORAGE,
    GIVES_STORAGE (OLD (PLAY, " name='The Play' autojoin='true'", "<nick>JC</nick><minimize xmlns='urn:x'>1</minimize>")
                   PAGE),
    SETS_STORAGE (PAGE OLD (PLAY, " name='The Play' autojoin='false'",
                            "<nick>JC</nick><minimize xmlns='urn:x'>1</minimize>" EXTENSIONS (PINNED))),
    AGREES,
    /* The next one sees what the one before wrote. */
    ASKS_STORAGE,
    GIVES_STORAGE (PAGE OLD (PLAY, "", "")),
    SETS_STORAGE (PAGE OLD (PLAY, "", "") OLD (BOND, "", "")),
    AGREES,
  };
  static const MockLine removes[] = {
    ASKS_STORAGE,
    GIVES_STORAGE (OLD (PLAY, "", "") OLD (PLAY, "", "") PAGE),
    SETS_STORAGE (PAGE),
    AGREES,
  };
  g_autoptr(XmppBookmark) hamlet = NULL;
  g_autoptr(XmppBookmark) bond = NULL;
  g_autoptr(XmppBookmark) romeo = NULL;
  g_auto(MockResult) one = { NULL, 0 };
  g_auto(MockResult) two = { NULL, 0 };
  g_auto(MockResult) three = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  go_online_with_storage (play);
  hamlet = copy_of (play, PLAY, TRUE);
  hamlet->autojoin = FALSE;
  hamlet->is_pinned = TRUE;
  bond = copy_of (play, BOND, TRUE);
  xmpp_bookmarks_store_async (play->bookmarks, hamlet, NULL, mock_result_cb, &one);
  xmpp_bookmarks_store_async (play->bookmarks, bond, NULL, mock_result_cb, &two);
  feature_fixture_play (play->fx, saves, G_N_ELEMENTS (saves));
  g_assert_true (xmpp_bookmarks_store_finish (play->bookmarks, mock_result_wait (&one), &error));
  g_assert_true (xmpp_bookmarks_store_finish (play->bookmarks, mock_result_wait (&two), &error));
  feature_fixture_assert_noted (play->fx, "changed " PLAY " name=The Play nick=JC pinned\nchanged " BOND "\n");

  xmpp_bookmarks_remove_async (play->bookmarks, hamlet->address, TRUE, NULL, mock_result_cb, &three);
  feature_fixture_play (play->fx, removes, G_N_ELEMENTS (removes));
  g_assert_true (xmpp_bookmarks_remove_finish (play->bookmarks, mock_result_wait (&three), &error));
  feature_fixture_assert_noted (play->fx, "removed " PLAY "\n");

  romeo = copy_of (play, ROMEO, FALSE);
  g_assert_false (store (play, romeo, NULL, 0, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED);
}

static void
test_nowhere (Play          *play,
              gconstpointer  data)
{
  static const MockLine online[] = { GREETING ("", ""), SERVER_WAITS };
  static const MockLine refused[] = {
    GREETING ("", "<feature var='jabber:iq:private'/>"), ASKS_STORAGE, REFUSES ("service-unavailable"),
    SERVER_WAITS,
  };
  g_autoptr(XmppBookmark) bond = NULL;
  g_autoptr(GError) error = NULL;

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  feature_fixture_assert_noted (play->fx, "settled rooms without\nsettled chats without\n");
  bond = copy_of (play, BOND, TRUE);
  g_assert_false (store (play, bond, NULL, 0, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED);

  feature_fixture_reconnect (play->fx, refused, G_N_ELEMENTS (refused));
  feature_fixture_assert_noted (play->fx, "settled chats without\nsettled rooms without\n");
}

/* The first time: what is in the old place moves, where the server does not do that by itself. */
static void
test_migrate (Play          *play,
              gconstpointer  data)
{
  static const MockLine online[] = {
    GREETING ("", CAN_OPTIONS),
    ASKS_ITEMS (ROOMS),
    REFUSES ("item-not-found"),
    ASKS_ITEMS (CHATS),
    REFUSES ("item-not-found"),
    ASKS_STORAGE,
    GIVES_STORAGE (OLD (PLAY, " name='The Play' autojoin='1'",
                        "<password>s3cret</password><nick>JC</nick>" EXTENSIONS (FOREIGN))),
    ASKS_CONFIG (ROOMS),
    REFUSES ("item-not-found"),
    CREATES (ROOMS, PRIVATE_FIELDS),
    AGREES,
    IS_PRIVATE (ROOMS),
    PUBLISHES (ROOMS, PLAY, CONFERENCE (" name='The Play' autojoin='true'",
                                        "<nick>JC</nick><password>s3cret</password>" EXTENSIONS (FOREIGN))),
    AGREES,
    SERVER_WAITS,
  };
  static const MockLine compatible[] = {
    GREETING ("", CAN_OPTIONS "<feature var='urn:xmpp:bookmarks:1#compat'/>"),
    ASKS_ITEMS (ROOMS),
    REFUSES ("item-not-found"),
    ASKS_ITEMS (CHATS),
    REFUSES ("item-not-found"),
    SERVER_WAITS,
  };

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  feature_fixture_assert_noted (play->fx, "settled chats\nchanged " PLAY " name=The Play join nick=JC password\n"
                                          "settled rooms\n");
  feature_fixture_reconnect (play->fx, compatible, G_N_ELEMENTS (compatible));
  feature_fixture_assert_noted (play->fx, "removed " PLAY "\nsettled rooms\nsettled chats\n");
}

#define ADVANCED "<advanced><x xmlns='custom:ns'><when day='monday'/></x></advanced>"

/* XEP-0492, 3 */
static void
test_notify (void)
{
  static const struct {
    const char        *before;
    XmppNotifySetting  is;
    XmppNotifySetting  set;
    const char        *after;
  } cases[] = {
    { "", XMPP_NOTIFY_DEFAULT, XMPP_NOTIFY_NEVER, NOTIFY ("<never/>") },
    { "", XMPP_NOTIFY_DEFAULT, XMPP_NOTIFY_DEFAULT, "" },
    { NOTIFY ("<never/>"), XMPP_NOTIFY_NEVER, XMPP_NOTIFY_ON_MENTION, NOTIFY ("<on-mention/>") },
    { NOTIFY ("<never/>"), XMPP_NOTIFY_NEVER, XMPP_NOTIFY_DEFAULT, "" },
    { NOTIFY ("<never/>"), XMPP_NOTIFY_NEVER, XMPP_NOTIFY_NEVER, NOTIFY ("<never/>") },
    /* The most specific one counts, and is the one that is changed. */
    { NOTIFY ("<always/><never identity-category='client' identity-type='pc'/>"
              "<on-mention identity-category='client'/>"),
      XMPP_NOTIFY_NEVER, XMPP_NOTIFY_ALWAYS,
      NOTIFY ("<always/><on-mention identity-category='client'/>"
              "<always identity-category='client' identity-type='pc'/>") },
    { NOTIFY ("<always/><on-mention identity-category='client'/>"
              "<never identity-category='client' identity-type='phone'/>"),
      XMPP_NOTIFY_ON_MENTION, XMPP_NOTIFY_DEFAULT,
      NOTIFY ("<always/><never identity-category='client' identity-type='phone'/>") },
    /* What is for others is not ours. */
    { NOTIFY ("<never identity-category='gateway'/><never identity-type='pc'/>"),
      XMPP_NOTIFY_DEFAULT, XMPP_NOTIFY_ALWAYS,
      NOTIFY ("<never identity-category='gateway'/><never identity-type='pc'/><always/>") },
    { NOTIFY ("<never identity-category='client'/>"), XMPP_NOTIFY_NEVER, XMPP_NOTIFY_ALWAYS,
      NOTIFY ("<always identity-category='client'/><always/>") },
    /* What we do not understand stays. */
    { NOTIFY ("<never>" ADVANCED "</never>"), XMPP_NOTIFY_NEVER, XMPP_NOTIFY_ALWAYS,
      NOTIFY ("<always>" ADVANCED "</always>") },
    { NOTIFY ("<never>" ADVANCED "</never>"), XMPP_NOTIFY_NEVER, XMPP_NOTIFY_DEFAULT,
      NOTIFY ("<always>" ADVANCED "</always>") },
    { NOTIFY ("<sometimes/>"), XMPP_NOTIFY_DEFAULT, XMPP_NOTIFY_NEVER, NOTIFY ("<sometimes/><never/>") },
    /* Several that contradict each other */
    { NOTIFY ("<always/><never/><never>" ADVANCED "</never>"), XMPP_NOTIFY_ALWAYS, XMPP_NOTIFY_ON_MENTION,
      NOTIFY ("<on-mention>" ADVANCED "</on-mention>") },
    { "<notify xmlns='urn:other'><never/></notify>", XMPP_NOTIFY_DEFAULT, XMPP_NOTIFY_ALWAYS,
      "<notify xmlns='urn:other'><never/></notify>" NOTIFY ("<always/>") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *before = g_strconcat ("<extensions xmlns='" ROOMS "'>", cases[i].before, "</extensions>", NULL);
      g_autofree char *after = g_strconcat ("<extensions xmlns='" ROOMS "'>", cases[i].after, "</extensions>", NULL);
      g_autoptr(XmppElement) parsed = xmpp_parser_parse (before, -1, NULL);
      g_autoptr(XmppElement) expected = xmpp_parser_parse (after, -1, NULL);
      g_autoptr(XmppElement) extensions = xmpp_element_copy (parsed);
      g_autofree char *xml = NULL;
      g_autofree char *expected_xml = xmpp_element_to_xml (expected, NULL);

      g_assert_cmpint (xmpp_notify_setting_read (parsed), ==, cases[i].is);
      xmpp_notify_setting_write (cases[i].set, extensions);
      xml = xmpp_element_to_xml (extensions, NULL);
      g_assert_cmpstr (xml, ==, expected_xml);
    }

  g_assert_cmpint (xmpp_notify_setting_read (NULL), ==, XMPP_NOTIFY_DEFAULT);
}

/* Nothing that is not changed is written otherwise. */
static void
test_faithful (void)
{
  static const char xml[] =
    "<conference xmlns='urn:xmpp:bookmarks:1' autojoin='1' color='red' name='N'>"
    "<future xmlns='urn:future' a='1'>x<y xmlns='urn:y'/>z</future><nick>JC</nick>"
    "<extensions><a xmlns='urn:a'><b xml:lang='fr'>&lt;é&gt;</b></a>"
    "<notify xmlns='urn:xmpp:notification-settings:1'><never identity-category='x'/></notify></extensions>"
    "</conference>";
  g_autoptr(XmppElement) element = xmpp_parser_parse (xml, -1, NULL);
  g_autoptr(XmppBookmark) bookmark = xmpp_bookmark_read (PLAY, element);
  g_autoptr(XmppElement) same = xmpp_bookmark_to_element (bookmark, element, XMPP_NS_BOOKMARKS);
  g_autofree char *same_xml = xmpp_element_to_xml (same, NULL);
  g_autoptr(XmppElement) less = NULL;
  g_autofree char *less_xml = NULL;

  g_assert_cmpstr (same_xml, ==, xml);

  /* Not even what is odd */
  {
    static const char odd[] =
      "<conference xmlns='urn:xmpp:bookmarks:1' name='' autojoin='maybe'><extensions/><password/><nick/>"
      "<nick>A</nick><extensions><pinned xmlns='urn:xmpp:bookmarks-pinning:0'/></extensions></conference>";
    g_autoptr(XmppElement) odd_element = xmpp_parser_parse (odd, -1, NULL);
    g_autoptr(XmppBookmark) odd_bookmark = xmpp_bookmark_read (PLAY, odd_element);
    g_autoptr(XmppElement) odd_same = xmpp_bookmark_to_element (odd_bookmark, odd_element, XMPP_NS_BOOKMARKS);
    g_autofree char *odd_xml = xmpp_element_to_xml (odd_same, NULL);

    g_assert_cmpstr (odd_xml, ==, odd);

    /* Of several the first one counts, before and after. */
    g_free (odd_bookmark->nick);
    odd_bookmark->nick = g_strdup ("B");
    {
      g_autoptr(XmppElement) edited = xmpp_bookmark_to_element (odd_bookmark, odd_element, XMPP_NS_BOOKMARKS);
      g_autoptr(XmppBookmark) again = xmpp_bookmark_read (PLAY, edited);

      g_assert_true (xmpp_bookmark_equal (again, odd_bookmark));
    }
  }

  g_clear_pointer (&bookmark->nick, g_free);
  bookmark->autojoin = FALSE;
  less = xmpp_bookmark_to_element (bookmark, element, XMPP_NS_BOOKMARKS);
  less_xml = xmpp_element_to_xml (less, NULL);
  g_assert_cmpstr (less_xml, ==,
                   "<conference xmlns='urn:xmpp:bookmarks:1' autojoin='false' color='red' name='N'>"
                   "<future xmlns='urn:future' a='1'>x<y xmlns='urn:y'/>z</future>"
                   "<extensions><a xmlns='urn:a'><b xml:lang='fr'>&lt;é&gt;</b></a>"
                   "<notify xmlns='urn:xmpp:notification-settings:1'><never identity-category='x'/></notify>"
                   "</extensions></conference>");
}

/* @content: of each of them, but for the first, which is PINNED */
static void
tell_many (Play       *play,
           guint       first,
           guint       last,
           const char *content)
{
  static const MockLine waits[] = { SERVER_WAITS };
  g_autoptr(GString) event = g_string_new ("<message from='" OWN "' type='headline'>"
                                           "<event xmlns='http://jabber.org/protocol/pubsub#event'>"
                                           "<items node='" CHATS "'>");

  for (guint i = first; i < last; i++)
    g_string_append_printf (event, "<item id='u%u@montague.lit'>" CONVERSATION ("%s") "</item>", i,
                            i == first ? EXTENSIONS (PINNED) : content);
  g_string_append (event, "</items></event></message>");
  mock_server_say (play->fx->server, event->str);
  feature_fixture_play (play->fx, waits, G_N_ELEMENTS (waits));
  g_string_truncate (play->fx->events, 0);
}

static guint
count (Play *play)
{
  g_autoptr(GPtrArray) all = xmpp_bookmarks_get_all (play->bookmarks, FALSE);

  return all->len;
}

/* However many somebody puts there, and however large: it has an end. What is known can still be
 * changed, and what goes makes room. */
static void
test_bounds (Play          *play,
             gconstpointer  data)
{
  static const MockLine purge[] = { TELLS ("<purge node='" CHATS "'/>"), SERVER_WAITS };
  g_autoptr(XmppAddress) known = feature_fixture_address ("u1@montague.lit");
  g_autofree char *text = g_strnfill (1024 * 1024, 'x');

  go_online (play);
  for (guint i = 0; i < 50000; i += 5000)
    tell_many (play, i, i + 5000, "");
  g_assert_cmpuint (count (play), ==, 10000);
  tell_many (play, 1, 2, "");
  g_assert_true (xmpp_bookmarks_lookup (play->bookmarks, known, FALSE)->is_pinned);
  feature_fixture_play (play->fx, purge, G_N_ELEMENTS (purge));
  g_assert_cmpuint (count (play), ==, 0);

  for (guint round = 0; round < 2; round++)
    {
      for (guint i = 0; i < 80; i += 4)
        tell_many (play, i, i + 4, text);
      g_assert_cmpuint (count (play), >, 20);
      g_assert_cmpuint (count (play), <, 60);
      feature_fixture_play (play->fx, purge, G_N_ELEMENTS (purge));
      g_assert_cmpuint (count (play), ==, 0);
    }

  /* What was beside it is not kept. */
  tell_many (play, 1, 3, text);
  g_assert_cmpuint (xmpp_element_get_tree_size (
    xmpp_bookmarks_lookup (play->bookmarks, known, FALSE)->element), <, 4096);
  g_string_truncate (play->fx->events, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Play, NULL, setup, func, teardown)
  ADD ("/xmpp/bookmarks/load", test_load);
  ADD ("/xmpp/bookmarks/events", test_events);
  ADD ("/xmpp/bookmarks/forged", test_forged);
  ADD ("/xmpp/bookmarks/bounds", test_bounds);
  ADD ("/xmpp/bookmarks/store", test_store);
  ADD ("/xmpp/bookmarks/refused", test_refused);
  ADD ("/xmpp/bookmarks/remove", test_remove);
  ADD ("/xmpp/bookmarks/storage", test_storage);
  ADD ("/xmpp/bookmarks/nowhere", test_nowhere);
  ADD ("/xmpp/bookmarks/migrate", test_migrate);
#undef ADD
  g_test_add_func ("/xmpp/bookmarks/notify", test_notify);
  g_test_add_func ("/xmpp/bookmarks/faithful", test_faithful);
  return g_test_run ();
}
