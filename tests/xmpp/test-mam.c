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

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Play, NULL, setup, func, teardown)
  ADD ("/xmpp/mam/page", test_page);
  ADD ("/xmpp/mam/forged", test_forged);
#undef ADD
  return g_test_run ();
}
