/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Archives: XEP-0313, XEP-0059, XEP-0431. */
#include "feature-fixture.h"

#include "xmpp-error.h"
#include "xmpp-mam.h"
#include "xmpp-messaging.h"

#define MAM     "xmlns='urn:xmpp:mam:2'"
#define OWN     "juliet@capulet.lit"
#define ROOM    "coven@chat.shakespeare.lit"
#define ROMEO   "romeo@montague.lit/orchard"

#define ASKS(to, what) \
  SERVER_HEARS ("<iq type='get' id='*' to='" to "'>" \
                "<query xmlns='http://jabber.org/protocol/disco#" what "'/></iq>")
#define ANSWERS(from, what, content) \
  SERVER_SAYS ("<iq type='result' id='$id' from='" from "'>" \
               "<query xmlns='http://jabber.org/protocol/disco#" what "'>" content "</query></iq>")
#define GREETING(features) \
  ASKS ("capulet.lit", "info"), ANSWERS ("capulet.lit", "info", ""), \
  ASKS (OWN, "info"), ANSWERS (OWN, "info", features), \
  ASKS ("capulet.lit", "items"), ANSWERS ("capulet.lit", "items", "")
#define CAN      "<feature var='urn:xmpp:mam:2'/>"
#define CAN_MORE CAN "<feature var='urn:xmpp:mam:2#extended'/>"

#define FORM(fields) \
  "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>" \
  "<value>urn:xmpp:mam:2</value></field>" fields "</x>"
#define FIELD(var, value) "<field var='" var "'><value>" value "</value></field>"
#define SET(content) "<set xmlns='http://jabber.org/protocol/rsm'>" content "</set>"
#define QUERIES(content) \
  SERVER_HEARS ("<iq type='set' id='*'><query " MAM " queryid='*'>" content "</query></iq>")
#define DELAY "<delay xmlns='urn:xmpp:delay' stamp='2010-07-10T23:08:25Z'/>"
#define MESSAGE(body) \
  "<message xmlns='jabber:client' to='" OWN "/x' from='" ROMEO "' type='chat'><body>" body "</body></message>"
#define RESULT_OF(queryid, id, message) \
  "<result " MAM " queryid='" queryid "' id='" id "'><forwarded xmlns='urn:xmpp:forward:0'>" DELAY \
  message "</forwarded></result>"
#define GIVES_FROM(from, id, message) \
  SERVER_SAYS ("<message from='" from "' to='$jid'>" RESULT_OF ("$queryid", id, message) "</message>")
#define GIVES(id, body) GIVES_FROM (OWN, id, MESSAGE (body))
#define ENDS(attributes, set) \
  SERVER_SAYS ("<iq type='result' id='$id'><fin " MAM attributes ">" SET (set) "</fin></iq>")
#define REFUSES(condition) \
  SERVER_SAYS ("<iq type='error' id='$id'><error type='cancel'><" condition \
               " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")

typedef struct {
  FeatureFixture *fx;
  XmppMam        *mam;
} Play;

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
  play->mam = xmpp_mam_new (disco, server_info);
  feature_fixture_add (play->fx, disco);
  feature_fixture_add (play->fx, server_info);
  feature_fixture_add (play->fx, messaging);
  feature_fixture_add (play->fx, play->mam);
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
  static const MockLine online[] = { GREETING (CAN), SERVER_WAITS };

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
}

static void
go_online_extended (Play *play)
{
  static const MockLine online[] = { GREETING (CAN_MORE), SERVER_WAITS };

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
}

static XmppMamPage *
query (Play                *play,
       const XmppMamQuery  *what,
       const MockLine      *lines,
       gsize                n_lines,
       GError             **error)
{
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_mam_query_async (play->mam, what, NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, lines, n_lines);
  return xmpp_mam_query_finish (play->mam, mock_result_wait (&result), error);
}

/* "id body, id body …" */
static void
assert_messages (XmppMamPage *page,
                 const char  *expected)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < page->messages->len; i++)
    {
      XmppForwarded *forwarded = g_ptr_array_index (page->messages, i);

      g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", forwarded->archive_id,
                              forwarded->stanza != NULL
                              ? xmpp_element_get_child_text (forwarded->stanza, "body", NULL)
                              : "nothing");
      if (forwarded->stanza != NULL)
        g_assert_cmpint (forwarded->time_us, ==, G_GINT64_CONSTANT (1278803305) * G_USEC_PER_SEC);
    }

  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_page (Play          *play,
           gconstpointer  data)
{
  static const MockLine last_page[] = {
    QUERIES (SET ("<max>250</max><before/>")),
    GIVES ("a", "one"),
    GIVES ("b", "two"),
    GIVES_FROM (OWN, "c", ""),
    ENDS ("", "<first index='17'>a</first><last>c</last><count>20</count>"),
  };
  static const MockLine empty[] = {
    QUERIES (SET ("<max>10</max><after>c</after>")),
    ENDS (" complete='true' stable='false'", ""),
  };
  static const XmppMamQuery newest = { .before_id = "" };
  static const XmppMamQuery newer = { .after_id = "c", .max = 10 };
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMamPage) page = NULL;
  g_autoptr(XmppMamPage) next = NULL;

  go_online (play);
  page = query (play, &newest, last_page, G_N_ELEMENTS (last_page), &error);
  g_assert_no_error (error);
  assert_messages (page, "a one, b two, c nothing");
  g_assert_false (page->complete);
  g_assert_false (page->is_unstable);
  g_assert_cmpstr (page->first, ==, "a");
  g_assert_cmpstr (page->last, ==, "c");
  g_assert_cmpint (page->count, ==, 20);

  next = query (play, &newer, empty, G_N_ELEMENTS (empty), &error);
  g_assert_no_error (error);
  assert_messages (next, "");
  g_assert_true (next->complete);
  g_assert_true (next->is_unstable);
  g_assert_null (next->first);
  g_assert_null (next->last);
  g_assert_cmpint (next->count, ==, -1);
  feature_fixture_assert_noted (play->fx, "");
}

/* CVE-2019-16237, CVE-2020-26547: only the archive that was asked, only what was asked of it. */
static void
test_forged (Play          *play,
             gconstpointer  data)
{
  static const MockLine play_own[] = {
    GIVES ("w", "before it is asked"),
    QUERIES (SET ("<max>250</max><before/>")),
    GIVES_FROM ("mallory@evil.lit", "x", MESSAGE ("forged")),
    GIVES_FROM ("mallory@evil.lit/x", "x", MESSAGE ("forged")),
    GIVES_FROM (OWN "/chamber", "x", MESSAGE ("forged")),
    GIVES_FROM ("capulet.lit", "x", MESSAGE ("forged")),
    GIVES_FROM (ROOM, "x", MESSAGE ("forged")),
    GIVES_FROM ("@@", "x", MESSAGE ("forged")),
    SERVER_SAYS ("<message from='" OWN "'>" RESULT_OF ("other", "x", MESSAGE ("forged")) "</message>"),
    SERVER_SAYS ("<message from='" OWN "'><result " MAM " id='x'><forwarded xmlns='urn:xmpp:forward:0'>"
                 MESSAGE ("forged") "</forwarded></result></message>"),
    SERVER_SAYS ("<message from='" OWN "'><result " MAM " queryid='$queryid'>"
                 "<forwarded xmlns='urn:xmpp:forward:0'>" MESSAGE ("forged") "</forwarded></result></message>"),
    SERVER_SAYS ("<message>" RESULT_OF ("$queryid", "a", MESSAGE ("real")) "</message>"),
    /* A copy of a copy: its place is known, its content is not looked at. */
    GIVES_FROM (OWN, "b", "<message xmlns='jabber:client' from='" ROMEO "'><received xmlns='urn:xmpp:carbons:2'>"
                          "<forwarded xmlns='urn:xmpp:forward:0'>" MESSAGE ("forged") "</forwarded>"
                          "</received></message>"),
    ENDS ("", "<first>a</first><last>b</last>"),
    GIVES ("y", "after it has ended"),
    SERVER_WAITS,
  };
  static const XmppMamQuery newest = { .before_id = "" };
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMamPage) page = NULL;

  go_online (play);
  page = query (play, &newest, play_own, G_N_ELEMENTS (play_own), &error);
  g_assert_no_error (error);
  assert_messages (page, "a real, b nothing");
  feature_fixture_assert_noted (play->fx, "");
}

/* A room's archive speaks for itself alone. */
static void
test_room (Play          *play,
           gconstpointer  data)
{
  static const MockLine play_room[] = {
    ASKS (ROOM, "info"),
    ANSWERS (ROOM, "info", CAN),
    SERVER_HEARS ("<iq type='set' id='*' to='" ROOM "'><query " MAM " queryid='*'>"
                  SET ("<max>250</max><before/>") "</query></iq>"),
    GIVES_FROM (OWN, "x", MESSAGE ("forged")),
    SERVER_SAYS ("<message>" RESULT_OF ("$queryid", "x", MESSAGE ("forged")) "</message>"),
    GIVES_FROM (ROOM "/thirdwitch", "x", MESSAGE ("forged")),
    GIVES_FROM ("chat.shakespeare.lit", "x", MESSAGE ("forged")),
    GIVES_FROM ("Coven@chat.Shakespeare.lit", "a", MESSAGE ("real")),
    GIVES_FROM (ROOM, "b", MESSAGE ("real, too")),
    SERVER_SAYS ("<iq type='result' id='$id' from='" OWN "'><fin " MAM "/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "'><fin " MAM " complete='true'/></iq>"),
  };
  g_autoptr(XmppAddress) room = feature_fixture_address (ROOM);
  XmppMamQuery newest = { .archive = room, .before_id = "" };
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMamPage) page = NULL;

  go_online (play);
  page = query (play, &newest, play_room, G_N_ELEMENTS (play_room), &error);
  g_assert_no_error (error);
  assert_messages (page, "a real, b real, too");
  g_assert_true (page->complete);

  /* Without a result set, what came says where the page begins and ends. */
  g_assert_cmpstr (page->first, ==, "a");
  g_assert_cmpstr (page->last, ==, "b");
}

static void
test_fields (Play          *play,
             gconstpointer  data)
{
  static const MockLine play_fields[] = {
    QUERIES (FORM (FIELD ("with", "romeo@montague.lit") FIELD ("start", "1970-01-01T00:00:01Z")
                   FIELD ("end", "1970-01-01T00:00:02.500Z"))
             SET ("<max>1000</max><after>a</after>")),
    ENDS ("", ""),
  };
  static const char *const ids[] = { "a", "b", NULL };
  g_autoptr(XmppAddress) romeo = feature_fixture_address ("romeo@montague.lit");
  XmppMamQuery all = {
    .with = romeo, .start_us = 1000000, .end_us = 2500000, .after_id = "a", .max = 9999, .flip = TRUE
  };
  XmppMamQuery by_ids = { .ids = ids };
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMamPage) page = NULL;
  g_autoptr(XmppMamPage) none = NULL;

  /* No flip-page where it is not known */
  go_online (play);
  page = query (play, &all, play_fields, G_N_ELEMENTS (play_fields), &error);
  g_assert_no_error (error);
  assert_messages (page, "");

  none = query (play, &by_ids, NULL, 0, &error);
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED);
}

static void
test_extended (Play          *play,
               gconstpointer  data)
{
  static const MockLine flipped[] = {
    QUERIES (FORM (FIELD ("after-id", "a")) SET ("<max>250</max><before>d</before>") "<flip-page/>"),
    GIVES ("c", "two"),
    GIVES ("b", "one"),
    ENDS (" complete='true'", "<first>b</first><last>c</last>"),
  };
  static const MockLine picked[] = {
    QUERIES (FORM ("<field var='ids'><value>a</value><value>b</value></field>")
             SET ("<max>250</max>")),
    GIVES ("a", "one"),
    ENDS (" complete='1'", "<first>a</first><last>a</last>"),
  };
  static const char *const ids[] = { "a", "b", NULL };
  static const XmppMamQuery range = { .before_id = "d", .after_id = "a", .flip = TRUE };
  static const XmppMamQuery by_ids = { .ids = ids };
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMamPage) one = NULL;
  g_autoptr(XmppMamPage) two = NULL;

  go_online_extended (play);
  g_assert_cmpint (xmpp_mam_get_own_support (play->mam), ==, XMPP_MAM_ARCHIVE | XMPP_MAM_EXTENDED);
  one = query (play, &range, flipped, G_N_ELEMENTS (flipped), &error);
  g_assert_no_error (error);
  assert_messages (one, "b one, c two");
  g_assert_cmpstr (one->first, ==, "b");
  g_assert_true (one->complete);

  two = query (play, &by_ids, picked, G_N_ELEMENTS (picked), &error);
  g_assert_no_error (error);
  assert_messages (two, "a one");
}

/* An archive that is not extended goes on past the other end; we do not. */
static void
test_range (Play          *play,
            gconstpointer  data)
{
  static const MockLine past[] = {
    QUERIES (SET ("<max>250</max><before>d</before>")),
    GIVES ("0", "zero"),
    GIVES ("a", "one"),
    GIVES ("b", "two"),
    GIVES ("c", "three"),
    ENDS ("", "<first>0</first><last>c</last>"),
  };
  static const MockLine just_past[] = {
    QUERIES (SET ("<max>250</max><before>b</before>")),
    GIVES ("0", "zero"),
    GIVES ("a", "one"),
    ENDS ("", "<first>0</first><last>a</last>"),
  };
  static const MockLine within[] = {
    QUERIES (SET ("<max>1</max><before>d</before>")),
    GIVES ("c", "three"),
    ENDS ("", "<first>c</first><last>c</last>"),
  };
  static const XmppMamQuery whole = { .before_id = "d", .after_id = "a" };
  static const XmppMamQuery nothing = { .before_id = "b", .after_id = "a" };
  static const XmppMamQuery part = { .before_id = "d", .after_id = "a", .max = 1 };
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMamPage) one = NULL;
  g_autoptr(XmppMamPage) two = NULL;
  g_autoptr(XmppMamPage) three = NULL;

  go_online (play);
  one = query (play, &whole, past, G_N_ELEMENTS (past), &error);
  assert_messages (one, "b two, c three");
  g_assert_true (one->complete);
  g_assert_cmpstr (one->first, ==, "b");
  g_assert_cmpstr (one->last, ==, "c");

  two = query (play, &nothing, just_past, G_N_ELEMENTS (just_past), &error);
  assert_messages (two, "");
  g_assert_true (two->complete);
  g_assert_null (two->first);
  g_assert_null (two->last);

  three = query (play, &part, within, G_N_ELEMENTS (within), &error);
  assert_messages (three, "c three");
  g_assert_false (three->complete);
}

#define ASKS_FORM SERVER_HEARS ("<iq type='get' id='*'><query " MAM "/></iq>")
#define GIVES_FORM(fields) \
  SERVER_SAYS ("<iq type='result' id='$id'><query " MAM "><x xmlns='jabber:x:data' type='form'>" \
               "<field type='hidden' var='FORM_TYPE'><value>urn:xmpp:mam:2</value></field>" \
               "<field type='jid-single' var='with'/>" fields "</x></query></iq>")

static void
test_fulltext (Play          *play,
               gconstpointer  data)
{
  static const MockLine first[] = {
    ASKS_FORM,
    GIVES_FORM ("<field type='text-single' var='{urn:xmpp:fulltext:0}fulltext'/>"),
    QUERIES (FORM (FIELD ("{urn:xmpp:fulltext:0}fulltext", "love &amp; hate"))
             SET ("<max>250</max><before/>")),
    GIVES ("a", "love"),
    ENDS (" complete='true'", "<first>a</first><last>a</last>"),
  };
  static const MockLine second[] = {
    QUERIES (FORM (FIELD ("{urn:xmpp:fulltext:0}fulltext", "love &amp; hate"))
             SET ("<max>250</max><before/>")),
    ENDS (" complete='true'", ""),
  };
  static const XmppMamQuery words = { .fulltext = "love & hate", .before_id = "" };
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMamPage) one = NULL;
  g_autoptr(XmppMamPage) two = NULL;

  go_online (play);
  one = query (play, &words, first, G_N_ELEMENTS (first), &error);
  g_assert_no_error (error);
  assert_messages (one, "a love");

  /* The form is asked for once. */
  two = query (play, &words, second, G_N_ELEMENTS (second), &error);
  g_assert_no_error (error);
}

static void
test_fulltext_of_old (Play          *play,
                      gconstpointer  data)
{
  static const MockLine lines[] = {
    ASKS_FORM,
    GIVES_FORM ("<field type='text-single' var='withtext'/>"),
    QUERIES (FORM (FIELD ("withtext", "love")) SET ("<max>250</max>")),
    ENDS (" complete='true'", ""),
  };
  static const XmppMamQuery words = { .fulltext = "love" };
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMamPage) page = NULL;

  go_online (play);
  page = query (play, &words, lines, G_N_ELEMENTS (lines), &error);
  g_assert_no_error (error);
}

static void
test_support (Play          *play,
              gconstpointer  data)
{
  static const MockLine lines[] = {
    ASKS_FORM,
    GIVES_FORM (""),
    ASKS (ROOM, "info"),
    ANSWERS (ROOM, "info", CAN_MORE "<feature var='urn:xmpp:mam:2#groupchat-field'/>"),
    SERVER_HEARS ("<iq type='get' id='*' to='" ROOM "'><query " MAM "/></iq>"),
    SERVER_SAYS ("<iq type='error' id='$id' from='" ROOM "'><error type='cancel'><feature-not-implemented "
                 "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
    ASKS ("other.lit", "info"),
    ANSWERS ("other.lit", "info", ""),
    ASKS ("gone.lit", "info"),
    SERVER_SAYS ("<iq type='error' id='$id' from='gone.lit'><error type='cancel'><remote-server-not-found "
                 "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
  };
  static const char *const archives[] = { NULL, ROOM, "other.lit", "gone.lit" };
  static const XmppMamSupport expected[] = {
    XMPP_MAM_ARCHIVE, XMPP_MAM_ARCHIVE | XMPP_MAM_EXTENDED | XMPP_MAM_GROUPCHAT, XMPP_MAM_NONE,
    XMPP_MAM_NONE,
  };
  static const XmppMamQuery words = { .fulltext = "love" };
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMamPage) page = NULL;

  go_online (play);
  mock_server_play (play->fx->server, lines, G_N_ELEMENTS (lines));
  for (guint i = 0; i < G_N_ELEMENTS (archives); i++)
    {
      g_autoptr(XmppAddress) archive = archives[i] != NULL ? feature_fixture_address (archives[i]) : NULL;
      g_auto(MockResult) result = { NULL, 0 };

      g_assert_no_error (error);
      xmpp_mam_get_support_async (play->mam, archive, NULL, mock_result_cb, &result);
      g_assert_cmpint (xmpp_mam_get_support_finish (play->mam, mock_result_wait (&result), &error), ==,
                       expected[i]);
    }

  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND);
  g_clear_error (&error);
  page = query (play, &words, NULL, 0, &error);
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED);
}

static void
test_no_archive (Play          *play,
                 gconstpointer  data)
{
  static const MockLine online[] = { GREETING (""), SERVER_WAITS };
  static const XmppMamQuery newest = { .before_id = "" };
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMamPage) page = NULL;

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  g_assert_cmpint (xmpp_mam_get_own_support (play->mam), ==, XMPP_MAM_NONE);
  page = query (play, &newest, NULL, 0, &error);
  g_assert_null (page);
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED);
}

/* What was said in rooms is asked of the rooms. */
static void
test_groupchat (Play          *play,
                gconstpointer  data)
{
  static const MockLine online[] = {
    GREETING (CAN "<feature var='urn:xmpp:mam:2#groupchat-field'/>"), SERVER_WAITS
  };
  static const MockLine without[] = {
    QUERIES (FORM (FIELD ("include-groupchat", "false")) SET ("<max>250</max>")),
    ENDS ("", ""),
  };
  static const MockLine with[] = {
    QUERIES (FORM (FIELD ("include-groupchat", "true")) SET ("<max>250</max>")),
    ENDS ("", ""),
  };
  static const XmppMamQuery people = { .max = 0 };
  static const XmppMamQuery all = { .with_groupchat = TRUE };
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMamPage) one = NULL;
  g_autoptr(XmppMamPage) two = NULL;

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  one = query (play, &people, without, G_N_ELEMENTS (without), &error);
  g_assert_no_error (error);
  two = query (play, &all, with, G_N_ELEMENTS (with), &error);
  g_assert_no_error (error);
}

static void
test_refusals (Play          *play,
               gconstpointer  data)
{
  static const MockLine gone[] = {
    QUERIES (SET ("<max>250</max><after>lost</after>")),
    GIVES ("x", "what came is of no use then"),
    REFUSES ("item-not-found"),
  };
  static const MockLine no_end[] = {
    QUERIES (SET ("<max>250</max><after>lost</after>")),
    GIVES ("x", "what came is of no use then"),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
  };
  static const XmppMamQuery newer = { .after_id = "lost" };
  g_autoptr(GError) error = NULL;

  go_online (play);
  g_assert_null (query (play, &newer, gone, G_N_ELEMENTS (gone), &error));
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_ITEM_NOT_FOUND);
  g_clear_error (&error);

  g_assert_null (query (play, &newer, no_end, G_N_ELEMENTS (no_end), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
}

static void
test_cancel (Play          *play,
             gconstpointer  data)
{
  static const MockLine asked[] = {
    QUERIES (SET ("<max>250</max><before/>")),
    GIVES ("a", "one"),
    SERVER_WAITS,
  };
  static const MockLine late[] = { GIVES ("b", "two"), SERVER_WAITS };
  static const XmppMamQuery newest = { .before_id = "" };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  go_online (play);
  xmpp_mam_query_async (play->mam, &newest, cancellable, mock_result_cb, &result);
  feature_fixture_play (play->fx, asked, G_N_ELEMENTS (asked));
  g_cancellable_cancel (cancellable);
  g_assert_null (xmpp_mam_query_finish (play->mam, mock_result_wait (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  feature_fixture_play (play->fx, late, G_N_ELEMENTS (late));
}

static void
test_cut (Play          *play,
          gconstpointer  data)
{
  static const MockLine asked[] = { QUERIES (SET ("<max>250</max><before/>")), GIVES ("a", "one") };
  static const MockLine again[] = { GREETING (CAN), SERVER_WAITS };
  static const MockLine page_again[] = {
    GIVES ("a", "of a query before"),
    QUERIES (SET ("<max>250</max><before/>")),
    GIVES ("b", "two"),
    ENDS ("", "<first>b</first><last>b</last>"),
  };
  static const XmppMamQuery newest = { .before_id = "" };
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMamPage) page = NULL;

  go_online (play);
  xmpp_mam_query_async (play->mam, &newest, NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, asked, G_N_ELEMENTS (asked));
  feature_fixture_reconnect (play->fx, again, G_N_ELEMENTS (again));
  g_assert_null (xmpp_mam_query_finish (play->mam, mock_result_wait (&result), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED);
  g_clear_error (&error);

  page = query (play, &newest, page_again, G_N_ELEMENTS (page_again), &error);
  g_assert_no_error (error);
  assert_messages (page, "b two");
}

static gboolean
tick_cb (gpointer user_data)
{
  gboolean *is_time = user_data;

  *is_time = TRUE;
  return G_SOURCE_REMOVE;
}

static void
wait_ms (guint time_ms)
{
  gboolean is_time = FALSE;

  g_timeout_add (time_ms, tick_cb, &is_time);
  mock_wait_for (&is_time);
}

static void
test_silence (Play          *play,
              gconstpointer  data)
{
  static const MockLine asked[] = { QUERIES (SET ("<max>250</max><before/>")) };
  static const MockLine given[] = { GIVES ("a", "one") };
  static const MockLine late[] = { GIVES ("b", "two"), ENDS ("", ""), SERVER_WAITS };
  const guint patience_ms = 100;
  static const XmppMamQuery newest = { .before_id = "" };
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  go_online (play);
  xmpp_mam_set_patience (play->mam, patience_ms);
  xmpp_mam_query_async (play->mam, &newest, NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, asked, G_N_ELEMENTS (asked));

  /* The wait begins anew with each result. */
  wait_ms (patience_ms / 2);
  feature_fixture_play (play->fx, given, G_N_ELEMENTS (given));
  g_assert_null (xmpp_mam_query_finish (play->mam, mock_result_wait (&result), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_TIMEOUT);
  feature_fixture_play (play->fx, late, G_N_ELEMENTS (late));
}

/* As long as something comes, it is waited for, however long it takes in all. */
static void
test_slow (Play          *play,
           gconstpointer  data)
{
  static const MockLine asked[] = { QUERIES (SET ("<max>250</max><before/>")) };
  static const MockLine more[] = { GIVES ("a", "one") };
  static const MockLine end[] = { ENDS ("", "") };
  static const XmppMamQuery newest = { .before_id = "" };
  const guint patience_ms = 1000;
  gint64 end_us = g_get_monotonic_time () + 2 * patience_ms * 1000;
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMamPage) page = NULL;

  go_online (play);
  xmpp_mam_set_patience (play->mam, patience_ms);
  xmpp_mam_query_async (play->mam, &newest, NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, asked, G_N_ELEMENTS (asked));
  while (g_get_monotonic_time () < end_us)
    {
      wait_ms (patience_ms / 20);
      feature_fixture_play (play->fx, more, G_N_ELEMENTS (more));
    }

  feature_fixture_play (play->fx, end, G_N_ELEMENTS (end));
  page = xmpp_mam_query_finish (play->mam, mock_result_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->messages->len, >, 1);
}

#define SM       "xmlns='urn:xmpp:sm:3'"
#define CONNECTS \
  SERVER_ACCEPTS, SERVER_OPENS (MOCK_FEATURES_STARTTLS), SERVER_STARTS_TLS, SERVER_SECURES ("good"), \
  SERVER_OPENS (MOCK_FEATURES_SASL (MOCK_MECHANISM ("SCRAM-SHA-256"))), SERVER_AUTHENTICATES, \
  SERVER_OPENS (MOCK_FEATURES_BIND "<sm " SM "/>")

/* A page goes on over another connection, however long that was not to be had. */
static void
test_resumed (Play          *play,
              gconstpointer  data)
{
  static const MockLine online[] = {
    CONNECTS,
    SERVER_BINDS,
    SERVER_HEARS ("<enable " SM " resume='true'/>"),
    SERVER_SAYS ("<enabled " SM " id='before' resume='true' max='300'/>"),
    GREETING (CAN),
    SERVER_WAITS,
  };
  static const MockLine asked[] = {
    QUERIES (SET ("<max>250</max><before/>")),
    GIVES ("a", "one"),
    SERVER_CUTS,
  };
  static const MockLine resumed[] = {
    CONNECTS,
    SERVER_HEARS ("<resume " SM " previd='before' h='*'/>"),
    SERVER_SAYS ("<resumed " SM " previd='before' h='5'/>"),
    GIVES ("b", "two"),
    ENDS ("", "<first>a</first><last>b</last>"),
  };
  static const XmppMamQuery newest = { .before_id = "" };
  const guint patience_ms = 200;
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMamPage) page = NULL;

  xmpp_mam_set_patience (play->mam, patience_ms);
  xmpp_session_start (play->fx->session);
  feature_fixture_play (play->fx, online, G_N_ELEMENTS (online));
  xmpp_mam_query_async (play->mam, &newest, NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, asked, G_N_ELEMENTS (asked));
  wait_ms (3 * patience_ms);
  g_assert_cmpuint (result.n_calls, ==, 0);

  xmpp_mam_set_patience (play->mam, 1000 * MOCK_PATIENCE_S);
  feature_fixture_play (play->fx, resumed, G_N_ELEMENTS (resumed));
  page = xmpp_mam_query_finish (play->mam, mock_result_wait (&result), &error);
  g_assert_no_error (error);
  assert_messages (page, "a one, b two");
}

/* What is more than anybody needs is asked for in smaller pieces. */
static void
test_flood (Play          *play,
            gconstpointer  data)
{
  static const XmppMamQuery newest = { .before_id = "" };
  g_autoptr(GString) flood = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMamPage) page = NULL;
  MockLine lines[] = {
    QUERIES (SET ("<max>250</max><before/>")),
    SERVER_SAYS (NULL),
    QUERIES (SET ("<max>62</max><before/>")),
    GIVES ("a", "one"),
    ENDS ("", "<first>a</first><last>a</last>"),
  };

  for (guint i = 0; i < 5002; i++)
    g_string_append (flood, "<message><result " MAM " queryid='$queryid' id='f'/></message>");
  lines[1].xml = flood->str;

  go_online (play);
  page = query (play, &newest, lines, G_N_ELEMENTS (lines), &error);
  g_assert_no_error (error);
  assert_messages (page, "a one");
}

static XmppMamSpan *
get_span (Play            *play,
          const MockLine  *lines,
          gsize            n_lines,
          GError         **error)
{
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_mam_get_span_async (play->mam, NULL, NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, lines, n_lines);
  return xmpp_mam_get_span_finish (play->mam, mock_result_wait (&result), error);
}

static void
test_span (Play          *play,
           gconstpointer  data)
{
  static const MockLine filled[] = {
    SERVER_HEARS ("<iq type='get' id='*'><metadata " MAM "/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'><metadata " MAM "><start id='a' timestamp='1970-01-01T00:00:01Z'/>"
                 "<end id='z' timestamp='99999-01-01T00:00:00Z'/></metadata></iq>"),
  };
  static const MockLine empty[] = {
    SERVER_HEARS ("<iq type='get' id='*'><metadata " MAM "/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'><metadata " MAM "/></iq>"),
  };
  static const MockLine nothing[] = {
    SERVER_HEARS ("<iq type='get' id='*'><metadata " MAM "/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMamSpan) one = NULL;
  g_autoptr(XmppMamSpan) two = NULL;

  go_online_extended (play);
  one = get_span (play, filled, G_N_ELEMENTS (filled), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (one->first_id, ==, "a");
  g_assert_cmpint (one->first_us, ==, G_USEC_PER_SEC);
  g_assert_cmpstr (one->last_id, ==, "z");
  g_assert_cmpint (one->last_us, ==, 0);

  two = get_span (play, empty, G_N_ELEMENTS (empty), &error);
  g_assert_no_error (error);
  g_assert_null (two->first_id);
  g_assert_null (two->last_id);

  g_assert_null (get_span (play, nothing, G_N_ELEMENTS (nothing), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
}

static void
test_span_by_query (Play          *play,
                    gconstpointer  data)
{
  static const MockLine filled[] = {
    QUERIES (SET ("<max>1</max>")),
    GIVES ("a", "first"),
    ENDS ("", "<first>a</first><last>a</last>"),
    QUERIES (SET ("<max>1</max><before/>")),
    GIVES ("z", "last"),
    ENDS ("", "<first>z</first><last>z</last>"),
  };
  static const MockLine empty[] = { QUERIES (SET ("<max>1</max>")), ENDS (" complete='true'", "") };
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMamSpan) one = NULL;
  g_autoptr(XmppMamSpan) two = NULL;

  go_online (play);
  one = get_span (play, filled, G_N_ELEMENTS (filled), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (one->first_id, ==, "a");
  g_assert_cmpstr (one->last_id, ==, "z");
  g_assert_cmpint (one->last_us, ==, G_GINT64_CONSTANT (1278803305) * G_USEC_PER_SEC);

  two = get_span (play, empty, G_N_ELEMENTS (empty), &error);
  g_assert_no_error (error);
  g_assert_null (two->first_id);
}

static void
test_prefs (Play          *play,
            gconstpointer  data)
{
  static const MockLine gets[] = {
    SERVER_HEARS ("<iq type='get' id='*'><prefs " MAM "/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'><prefs " MAM " default='roster'><always/><never>"
                 "<jid>tybalt@capulet.lit</jid><jid>@@</jid></never></prefs></iq>"),
  };
  static const MockLine sets[] = {
    SERVER_HEARS ("<iq type='set' id='*'><prefs " MAM " default='always'>"
                  "<always><jid>romeo@montague.lit</jid></always><never/></prefs></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'><prefs " MAM " default='never'/></iq>"),
  };
  static const MockLine broken[] = {
    SERVER_HEARS ("<iq type='get' id='*'><prefs " MAM "/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'><prefs " MAM " default='perhaps'/></iq>"),
  };
  g_autoptr(XmppMamPrefs) got = NULL;
  g_autoptr(XmppMamPrefs) applied = NULL;
  g_autoptr(XmppMamPrefs) wanted = xmpp_mam_prefs_new (XMPP_MAM_POLICY_ALWAYS);
  g_auto(MockResult) one = { NULL, 0 };
  g_auto(MockResult) two = { NULL, 0 };
  g_auto(MockResult) three = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  go_online (play);
  xmpp_mam_get_prefs_async (play->mam, NULL, mock_result_cb, &one);
  feature_fixture_play (play->fx, gets, G_N_ELEMENTS (gets));
  got = xmpp_mam_get_prefs_finish (play->mam, mock_result_wait (&one), &error);
  g_assert_no_error (error);
  g_assert_cmpint (got->policy, ==, XMPP_MAM_POLICY_ROSTER);
  g_assert_cmpuint (got->always->len, ==, 0);
  g_assert_cmpuint (got->never->len, ==, 1);

  g_ptr_array_add (wanted->always, feature_fixture_address ("romeo@montague.lit"));
  xmpp_mam_set_prefs_async (play->mam, wanted, NULL, mock_result_cb, &two);
  feature_fixture_play (play->fx, sets, G_N_ELEMENTS (sets));
  applied = xmpp_mam_set_prefs_finish (play->mam, mock_result_wait (&two), &error);
  g_assert_no_error (error);
  g_assert_cmpint (applied->policy, ==, XMPP_MAM_POLICY_NEVER);
  g_assert_cmpuint (applied->always->len, ==, 0);

  xmpp_mam_get_prefs_async (play->mam, NULL, mock_result_cb, &three);
  feature_fixture_play (play->fx, broken, G_N_ELEMENTS (broken));
  g_assert_null (xmpp_mam_get_prefs_finish (play->mam, mock_result_wait (&three), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
}

/* The feature goes while it asks. */
static void
test_detach (Play          *play,
             gconstpointer  data)
{
  static const MockLine asked[] = { QUERIES (SET ("<max>250</max><before/>")), GIVES ("a", "one") };
  static const XmppMamQuery newest = { .before_id = "" };
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  go_online (play);
  xmpp_mam_query_async (play->mam, &newest, NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, asked, G_N_ELEMENTS (asked));
  xmpp_feature_detach (XMPP_FEATURE (play->mam), play->fx->session);
  g_assert_null (xmpp_mam_query_finish (play->mam, mock_result_wait (&result), &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  g_assert_null (query (play, &newest, NULL, 0, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED);
  xmpp_feature_attach (XMPP_FEATURE (play->mam), play->fx->session);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Play, NULL, setup, func, teardown)
  ADD ("/xmpp/mam/page", test_page);
  ADD ("/xmpp/mam/forged", test_forged);
  ADD ("/xmpp/mam/room", test_room);
  ADD ("/xmpp/mam/fields", test_fields);
  ADD ("/xmpp/mam/extended", test_extended);
  ADD ("/xmpp/mam/range", test_range);
  ADD ("/xmpp/mam/fulltext", test_fulltext);
  ADD ("/xmpp/mam/fulltext-of-old", test_fulltext_of_old);
  ADD ("/xmpp/mam/support", test_support);
  ADD ("/xmpp/mam/no-archive", test_no_archive);
  ADD ("/xmpp/mam/groupchat", test_groupchat);
  ADD ("/xmpp/mam/refusals", test_refusals);
  ADD ("/xmpp/mam/cancel", test_cancel);
  ADD ("/xmpp/mam/cut", test_cut);
  ADD ("/xmpp/mam/silence", test_silence);
  ADD ("/xmpp/mam/slow", test_slow);
  ADD ("/xmpp/mam/resumed", test_resumed);
  ADD ("/xmpp/mam/flood", test_flood);
  ADD ("/xmpp/mam/span", test_span);
  ADD ("/xmpp/mam/span-by-query", test_span_by_query);
  ADD ("/xmpp/mam/prefs", test_prefs);
  ADD ("/xmpp/mam/detach", test_detach);
#undef ADD
  return g_test_run ();
}
