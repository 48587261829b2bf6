/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small questions: ping (XEP-0199), version (XEP-0092), time (XEP-0202), and what our own server can do. */
#include "feature-fixture.h"

#include "xmpp-error.h"
#include "xmpp-ping.h"
#include "xmpp-server-info.h"
#include "xmpp-time.h"
#include "xmpp-version.h"

#define UNAVAILABLE(from) \
  "<iq type='error' id='$id' from='" from "'><error type='cancel'>" \
  "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"

static void
test_ping (void)
{
  static const MockLine online[] = {
    SERVER_SAYS ("<iq type='get' id='p1' from='capulet.lit'><ping xmlns='urn:xmpp:ping'/></iq>"),
    SERVER_HEARS ("<iq type='result' id='p1' to='capulet.lit'/>"),
  };
  static const MockLine server[] = {
    SERVER_HEARS ("<iq type='get' id='*' to='capulet.lit'><ping xmlns='urn:xmpp:ping'/></iq>"),
    SERVER_SAYS (UNAVAILABLE ("capulet.lit")),
  };
  static const MockLine romeo_is_gone[] = {
    SERVER_HEARS ("<iq type='get' id='*' to='romeo@montague.lit/x'><ping xmlns='urn:xmpp:ping'/></iq>"),
    SERVER_SAYS (UNAVAILABLE ("romeo@montague.lit/x")),
  };
  static const MockLine romeo_is_here[] = {
    SERVER_HEARS ("<iq type='get' id='*' to='romeo@montague.lit/x'><ping xmlns='urn:xmpp:ping'/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='romeo@montague.lit/x'/>"),
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  g_autoptr(XmppRoster) roster = xmpp_roster_new ();
  g_autoptr(XmppAudience) audience = xmpp_audience_new (roster);
  XmppPing *ping = xmpp_ping_new (audience);
  g_autoptr(XmppAddress) romeo = feature_fixture_address ("romeo@montague.lit/x");
  g_auto(MockResult) first = { NULL, 0 };
  g_auto(MockResult) second = { NULL, 0 };
  g_auto(MockResult) third = { NULL, 0 };
  gint64 time_us = -1;
  g_autoptr(GError) error = NULL;

  feature_fixture_add (fx, ping);
  feature_fixture_go_online (fx, online, G_N_ELEMENTS (online));

  xmpp_ping_send_async (ping, NULL, NULL, mock_result_cb, &first);
  feature_fixture_play (fx, server, G_N_ELEMENTS (server));
  g_assert_true (xmpp_ping_send_finish (ping, mock_result_wait (&first), &time_us, &error));
  g_assert_cmpint (time_us, >=, 0);

  xmpp_ping_send_async (ping, romeo, NULL, mock_result_cb, &second);
  feature_fixture_play (fx, romeo_is_gone, G_N_ELEMENTS (romeo_is_gone));
  g_assert_false (xmpp_ping_send_finish (ping, mock_result_wait (&second), NULL, &error));
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE);
  g_clear_error (&error);

  xmpp_ping_send_async (ping, romeo, NULL, mock_result_cb, &third);
  feature_fixture_play (fx, romeo_is_here, G_N_ELEMENTS (romeo_is_here));
  g_assert_true (xmpp_ping_send_finish (ping, mock_result_wait (&third), NULL, &error));
  g_assert_no_error (error);
}

static void
test_version (void)
{
  static const MockLine online[] = {
    SERVER_SAYS ("<iq type='get' id='v1' from='juliet@capulet.lit/x'><query xmlns='jabber:iq:version'/></iq>"),
    SERVER_HEARS ("<iq type='result' id='v1' to='juliet@capulet.lit/x'><query xmlns='jabber:iq:version'>"
                  "<name>Charla</name><version>1.2</version></query></iq>"),
  };
  static const MockLine asks[] = {
    SERVER_HEARS ("<iq type='get' id='*' to='capulet.lit'><query xmlns='jabber:iq:version'/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='capulet.lit'><query xmlns='jabber:iq:version'>"
                 "<name>Prosody</name><os>Linux</os></query></iq>"),
  };
  static const MockLine empty[] = {
    SERVER_HEARS ("<iq type='get' id='*' to='capulet.lit'><query xmlns='jabber:iq:version'/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='capulet.lit'/>"),
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  g_autoptr(XmppRoster) roster = xmpp_roster_new ();
  g_autoptr(XmppAudience) audience = xmpp_audience_new (roster);
  XmppVersion *version = xmpp_version_new (audience, "Charla", "1.2", NULL);
  g_autoptr(XmppAddress) server = feature_fixture_address ("capulet.lit");
  g_auto(MockResult) first = { NULL, 0 };
  g_auto(MockResult) second = { NULL, 0 };
  g_autoptr(XmppSoftware) software = NULL;
  g_autoptr(GError) error = NULL;

  feature_fixture_add (fx, version);
  feature_fixture_go_online (fx, online, G_N_ELEMENTS (online));
  xmpp_version_query_async (version, server, NULL, mock_result_cb, &first);
  feature_fixture_play (fx, asks, G_N_ELEMENTS (asks));
  software = xmpp_version_query_finish (version, mock_result_wait (&first), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (software->name, ==, "Prosody");
  g_assert_null (software->version);
  g_assert_cmpstr (software->os, ==, "Linux");

  xmpp_version_query_async (version, server, NULL, mock_result_cb, &second);
  feature_fixture_play (fx, empty, G_N_ELEMENTS (empty));
  g_assert_null (xmpp_version_query_finish (version, mock_result_wait (&second), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
}

static void
test_time (void)
{
  static const MockLine online[] = {
    SERVER_SAYS ("<iq type='get' id='t1' from='juliet@capulet.lit/x'><time xmlns='urn:xmpp:time'/></iq>"),
    SERVER_HEARS ("<iq type='result' id='t1' to='juliet@capulet.lit/x'><time xmlns='urn:xmpp:time'>"
                  "<tzo>*</tzo><utc>*</utc></time></iq>"),
  };
  static const struct {
    const char *content;
    gboolean    is_good;
    int         offset_s;
  } cases[] = {
    { "<tzo>-06:00</tzo><utc>1970-01-01T00:00:09Z</utc>", TRUE, -6 * 3600 },
    { "<tzo>+05:30</tzo><utc>1970-01-01T00:00:09Z</utc>", TRUE, 5 * 3600 + 1800 },
    { "<tzo>Z</tzo><utc>1970-01-01T00:00:09Z</utc>", TRUE, 0 },
    { "<tzo>+99:99</tzo><utc>1970-01-01T00:00:09Z</utc>", FALSE, 0 },
    { "<tzo>+-1:+1</tzo><utc>1970-01-01T00:00:09Z</utc>", FALSE, 0 },
    { "<tzo>0530</tzo><utc>1970-01-01T00:00:09Z</utc>", FALSE, 0 },
    { "<tzo/><utc>1970-01-01T00:00:09Z</utc>", FALSE, 0 },
    { "<utc>1970-01-01T00:00:09Z</utc>", FALSE, 0 },
    { "<tzo>Z</tzo><utc>99999-01-01T00:00:00Z</utc>", FALSE, 0 },
    { "<tzo>Z</tzo>", FALSE, 0 },
    { "", FALSE, 0 },
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  g_autoptr(XmppRoster) roster = xmpp_roster_new ();
  g_autoptr(XmppAudience) audience = xmpp_audience_new (roster);
  XmppTime *clock = xmpp_time_new (audience);
  g_autoptr(XmppAddress) romeo = feature_fixture_address ("romeo@montague.lit/x");

  feature_fixture_add (fx, clock);
  feature_fixture_go_online (fx, online, G_N_ELEMENTS (online));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *answer = g_strdup_printf ("<iq type='result' id='$id' from='romeo@montague.lit/x'>"
                                                 "<time xmlns='urn:xmpp:time'>%s</time></iq>",
                                                 cases[i].content);
      const MockLine lines[] = {
        SERVER_HEARS ("<iq type='get' id='*' to='romeo@montague.lit/x'><time xmlns='urn:xmpp:time'/></iq>"),
        SERVER_SAYS (answer),
      };
      g_auto(MockResult) result = { NULL, 0 };
      gint64 time_us = 0;
      int offset_s = 0;

      xmpp_time_query_async (clock, romeo, NULL, mock_result_cb, &result);
      feature_fixture_play (fx, lines, G_N_ELEMENTS (lines));
      g_assert_cmpint (xmpp_time_query_finish (clock, mock_result_wait (&result), &time_us, &offset_s, NULL),
                       ==, cases[i].is_good);
      g_assert_cmpint (time_us, ==, cases[i].is_good ? 9 * G_USEC_PER_SEC : 0);
      g_assert_cmpint (offset_s, ==, cases[i].offset_s);
    }
}

static void
ready_cb (XmppServerInfo *server_info,
          gpointer        user_data)
{
  feature_fixture_note (user_data, "ready");
}

#define ASKS_INFO(to) \
  "<iq type='get' id='*' to='" to "'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>"
#define ASKS_ITEMS(to) \
  "<iq type='get' id='*' to='" to "'><query xmlns='http://jabber.org/protocol/disco#items'/></iq>"
#define INFO(from, content) \
  "<iq type='result' id='$id' from='" from "'><query xmlns='http://jabber.org/protocol/disco#info'>" \
  content "</query></iq>"

static const MockLine server_answers[] = {
  SERVER_HEARS (ASKS_INFO ("capulet.lit")),
  SERVER_SAYS (INFO ("capulet.lit",
                     "<feature var='urn:xmpp:blocking'/>"
                     "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'>"
                     "<value>http://jabber.org/network/serverinfo</value></field>"
                     "<field var='abuse-addresses'><value>mailto:abuse@capulet.lit</value>"
                     "<value>xmpp:abuse@capulet.lit</value><value/></field></x>")),
  SERVER_HEARS (ASKS_INFO ("juliet@capulet.lit")),
  SERVER_SAYS (INFO ("juliet@capulet.lit", "<identity category='pubsub' type='pep'/>"
                                           "<feature var='urn:xmpp:mam:2'/>")),
  SERVER_HEARS (ASKS_ITEMS ("capulet.lit")),
  SERVER_SAYS ("<iq type='result' id='$id' from='capulet.lit'>"
               "<query xmlns='http://jabber.org/protocol/disco#items'>"
               "<item jid='capulet.lit'/><item jid='capulet.lit' node='x'/>"
               "<item jid='rooms.capulet.lit'/><item jid='files.capulet.lit'/></query></iq>"),
  SERVER_HEARS (ASKS_INFO ("rooms.capulet.lit")),
  SERVER_SAYS (UNAVAILABLE ("rooms.capulet.lit")),
  SERVER_HEARS (ASKS_INFO ("files.capulet.lit")),
  SERVER_SAYS (INFO ("files.capulet.lit", "<identity category='store' type='file'/>"
                                          "<feature var='urn:xmpp:http:upload:0'/>")),
  SERVER_WAITS,
};

static void
test_server_info (void)
{
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppDisco *disco = xmpp_disco_new ("Charla", NULL);
  XmppServerInfo *info = xmpp_server_info_new (disco);
  g_auto(GStrv) uris = NULL;
  g_auto(GStrv) none = NULL;
  g_auto(MockResult) early = { NULL, 0 };
  g_auto(MockResult) late = { NULL, 0 };
  g_autoptr(GError) error = NULL;
  XmppAddress *files;

  g_signal_connect (info, "ready", G_CALLBACK (ready_cb), fx);
  feature_fixture_add (fx, disco);
  feature_fixture_add (fx, info);

  xmpp_server_info_wait_async (info, NULL, mock_result_cb, &early);
  g_assert_false (xmpp_server_info_wait_finish (info, mock_result_wait (&early), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED);
  g_clear_error (&error);

  feature_fixture_go_online (fx, server_answers, G_N_ELEMENTS (server_answers));
  feature_fixture_assert_noted (fx, "ready\n");
  g_assert_true (xmpp_server_info_is_ready (info));
  g_assert_true (xmpp_server_info_supports (info, "urn:xmpp:blocking"));
  g_assert_false (xmpp_server_info_supports (info, "urn:xmpp:mam:2"));
  g_assert_true (xmpp_server_info_account_supports (info, "urn:xmpp:mam:2"));
  files = xmpp_server_info_find_service (info, "store", NULL, "urn:xmpp:http:upload:0");
  g_assert_cmpstr (xmpp_address_get_full (files), ==, "files.capulet.lit");
  g_assert_nonnull (xmpp_server_info_get_service (info, files));
  g_assert_null (xmpp_server_info_find_service (info, "conference", NULL, NULL));
  uris = xmpp_server_info_dup_contact_uris (info, "abuse-addresses");
  g_assert_cmpuint (g_strv_length (uris), ==, 2);
  none = xmpp_server_info_dup_contact_uris (info, "sales-addresses");
  g_assert_cmpuint (g_strv_length (none), ==, 0);

  xmpp_server_info_wait_async (info, NULL, mock_result_cb, &late);
  g_assert_true (xmpp_server_info_wait_finish (info, mock_result_wait (&late), &error));

  feature_fixture_reconnect (fx, server_answers, G_N_ELEMENTS (server_answers));
  feature_fixture_assert_noted (fx, "ready\n");
  g_assert_true (xmpp_server_info_account_supports (info, "urn:xmpp:mam:2"));
}

/* Who waits hears of the end of the connection, or of his own change of mind. */
static void
test_server_info_wait (void)
{
  static const MockLine lines[] = {
    SERVER_HEARS (ASKS_INFO ("capulet.lit")),
    SERVER_HEARS (ASKS_INFO ("juliet@capulet.lit")),
    SERVER_HEARS (ASKS_ITEMS ("capulet.lit")),
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppDisco *disco = xmpp_disco_new ("Charla", NULL);
  XmppServerInfo *info = xmpp_server_info_new (disco);
  g_auto(MockResult) cancelled = { NULL, 0 };
  g_auto(MockResult) cut = { NULL, 0 };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_signal_connect (info, "ready", G_CALLBACK (ready_cb), fx);
  feature_fixture_add (fx, disco);
  feature_fixture_add (fx, info);
  feature_fixture_go_online (fx, lines, G_N_ELEMENTS (lines));

  xmpp_server_info_wait_async (info, cancellable, mock_result_cb, &cancelled);
  xmpp_server_info_wait_async (info, NULL, mock_result_cb, &cut);
  g_cancellable_cancel (cancellable);
  g_assert_false (xmpp_server_info_wait_finish (info, mock_result_wait (&cancelled), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (cut.n_calls, ==, 0);

  feature_fixture_reconnect (fx, server_answers, G_N_ELEMENTS (server_answers));
  g_assert_false (xmpp_server_info_wait_finish (info, mock_result_wait (&cut), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED);
  g_assert_cmpuint (cancelled.n_calls, ==, 1);
  feature_fixture_assert_noted (fx, "ready\n");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/queries/ping", test_ping);
  g_test_add_func ("/xmpp/queries/version", test_version);
  g_test_add_func ("/xmpp/queries/time", test_time);
  g_test_add_func ("/xmpp/queries/server-info", test_server_info);
  g_test_add_func ("/xmpp/queries/server-info/wait", test_server_info_wait);
  return g_test_run ();
}
