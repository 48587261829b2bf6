/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Presence and subscriptions: RFC 6121, 3 and 4. */
#include "feature-fixture.h"

#include "xmpp-error.h"
#include "xmpp-presence-table.h"
#include "xmpp-presence.h"

#define UPDATE "<x xmlns='vcard-temp:x:update'/>"

static void
changed_cb (XmppPresence     *presence,
            XmppAddress      *address,
            XmppPresenceInfo *info,
            gpointer          user_data)
{
  feature_fixture_note (user_data, "%s %d %s%s", xmpp_address_get_full (address), info->show,
                        info->status != NULL ? info->status : "-",
                        info->error != NULL ? " error" : "");
}

static void
reset_cb (XmppPresence *presence,
          gpointer      user_data)
{
  feature_fixture_note (user_data, "reset");
}

static void
requested_cb (XmppPresence *presence,
              XmppAddress  *bare,
              const char   *status,
              const char   *nick,
              const char   *token,
              gpointer      user_data)
{
  feature_fixture_note (user_data, "%s asks: %s, %s, %s", xmpp_address_get_full (bare),
                        status != NULL ? status : "-", nick != NULL ? nick : "-",
                        token != NULL ? token : "-");
}

static void
answered_cb (XmppPresence           *presence,
             XmppAddress            *bare,
             XmppSubscriptionAnswer  answer,
             gpointer                user_data)
{
  feature_fixture_note (user_data, "%s answers %d", xmpp_address_get_full (bare), answer);
}

static void
sending_cb (XmppPresence *presence,
            XmppElement  *stanza,
            gpointer      user_data)
{
  xmpp_element_add_child (stanza, "extra", "urn:x");
}

static XmppPresence *
add_presence (FeatureFixture *fx)
{
  XmppPresence *presence = xmpp_presence_new ();

  g_signal_connect (presence, "changed", G_CALLBACK (changed_cb), fx);
  g_signal_connect (presence, "reset", G_CALLBACK (reset_cb), fx);
  g_signal_connect (presence, "subscription-requested", G_CALLBACK (requested_cb), fx);
  g_signal_connect (presence, "subscription-answered", G_CALLBACK (answered_cb), fx);
  feature_fixture_add (fx, presence);
  return presence;
}

static void
test_own (void)
{
  static const MockLine online[] = {
    SERVER_HEARS ("<presence><show>away</show><status>At lunch</status><priority>5</priority>"
                  "<idle xmlns='urn:xmpp:idle:1' since='1970-01-01T00:00:01Z'/>"
                  "<x xmlns='vcard-temp:x:update'><photo/></x><extra xmlns='urn:x'/></presence>"),
  };
  static const MockLine back[] = {
    SERVER_HEARS ("<presence><priority>5</priority>"
                  "<idle xmlns='urn:xmpp:idle:1' since='1970-01-01T00:00:01Z'/>"
                  "<x xmlns='vcard-temp:x:update'><photo/></x><extra xmlns='urn:x'/></presence>"),
  };
  static const MockLine together[] = {
    SERVER_HEARS ("<presence><x xmlns='vcard-temp:x:update'><photo>abc</photo></x>"
                  "<extra xmlns='urn:x'/></presence>"),
  };
  static const MockLine hidden[] = {
    SERVER_HEARS ("<presence type='unavailable'><status>Bye</status></presence>"),
  };
  static const MockLine directed[] = {
    SERVER_HEARS ("<presence to='romeo@montague.lit'><show>chat</show>"
                  "<x xmlns='vcard-temp:x:update'><photo>abc</photo></x><extra xmlns='urn:x'/></presence>"),
    SERVER_HEARS ("<presence to='romeo@montague.lit' type='unavailable'/>"),
  };
  static const MockLine chat[] = {
    SERVER_HEARS ("<presence><show>chat</show>"
                  "<x xmlns='vcard-temp:x:update'><photo>abc</photo></x><extra xmlns='urn:x'/></presence>"),
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppPresence *presence = add_presence (fx);
  g_autoptr(XmppAddress) romeo = feature_fixture_address ("romeo@montague.lit");

  g_signal_connect (presence, "sending", G_CALLBACK (sending_cb), NULL);
  g_assert_cmpint (xmpp_presence_get_show (presence), ==, XMPP_SHOW_ONLINE);
  xmpp_presence_set (presence, XMPP_SHOW_AWAY, "At lunch");
  xmpp_presence_set_priority (presence, 5);
  xmpp_presence_set_idle_since (presence, G_USEC_PER_SEC);
  xmpp_presence_set_photo_hash (presence, "");
  xmpp_presence_send_directed (presence, romeo, TRUE);
  feature_fixture_go_online (fx, online, G_N_ELEMENTS (online));

  xmpp_presence_set (presence, XMPP_SHOW_ONLINE, NULL);
  feature_fixture_play (fx, back, G_N_ELEMENTS (back));

  /* Three changes, one presence. */
  xmpp_presence_set_priority (presence, 0);
  xmpp_presence_set_idle_since (presence, 0);
  xmpp_presence_set_photo_hash (presence, "abc");
  feature_fixture_play (fx, together, G_N_ELEMENTS (together));

  xmpp_presence_set (presence, XMPP_SHOW_OFFLINE, "Bye");
  xmpp_presence_refresh (presence);
  feature_fixture_play (fx, hidden, G_N_ELEMENTS (hidden));
  feature_fixture_assert_noted (fx, "reset\n");

  xmpp_presence_set (presence, XMPP_SHOW_CHAT, NULL);
  xmpp_presence_set (presence, XMPP_SHOW_CHAT, NULL);
  feature_fixture_play (fx, chat, G_N_ELEMENTS (chat));
  xmpp_presence_send_directed (presence, romeo, TRUE);
  xmpp_presence_send_directed (presence, romeo, FALSE);
  feature_fixture_play (fx, directed, G_N_ELEMENTS (directed));
}

static void
test_others (void)
{
  static const MockLine play[] = {
    SERVER_HEARS ("<presence>" UPDATE "</presence>"),
    SERVER_SAYS ("<presence from='romeo@montague.lit/orchard'><show>away</show><priority>1</priority>"
                 "<status>Gone</status></presence>"
                 "<presence from='romeo@montague.lit/home'><show>dnd</show></presence>"
                 "<presence from='romeo@montague.lit/attic'/>"
                 "<presence from='$jid'/>"
                 "<presence from='juliet@capulet.lit/other'/>"
                 "<presence from='@@'/><presence from='x.lit' type='nonsense'/>"
                 "<presence/>"),
    SERVER_WAITS,
  };
  static const MockLine leaves[] = {
    SERVER_SAYS ("<presence from='romeo@montague.lit/orchard' type='unavailable'><status>Bye</status>"
                 "</presence><presence from='nobody@montague.lit/x' type='unavailable'/>"),
    SERVER_WAITS,
  };
  static const MockLine vanishes[] = {
    SERVER_SAYS ("<presence from='romeo@montague.lit' type='error'><error type='cancel'>"
                 "<remote-server-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>"),
    SERVER_WAITS,
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppPresence *presence = add_presence (fx);
  g_autoptr(XmppAddress) romeo = feature_fixture_address ("romeo@montague.lit");
  g_autoptr(XmppAddress) home = feature_fixture_address ("romeo@montague.lit/home");
  g_autoptr(GPtrArray) resources = NULL;

  feature_fixture_go_online (fx, play, G_N_ELEMENTS (play));
  feature_fixture_assert_noted (fx, "romeo@montague.lit/orchard 2 Gone\n"
                                    "romeo@montague.lit/home 3 -\n"
                                    "romeo@montague.lit/attic 4 -\n"
                                    "juliet@capulet.lit/other 4 -\n");
  g_assert_cmpint (xmpp_presence_get_best (presence, romeo)->show, ==, XMPP_SHOW_AWAY);
  g_assert_cmpint (xmpp_presence_get (presence, home)->show, ==, XMPP_SHOW_DO_NOT_DISTURB);
  g_assert_null (xmpp_presence_get (presence, romeo));
  resources = xmpp_presence_get_resources (presence, romeo);
  g_assert_cmpuint (resources->len, ==, 3);

  feature_fixture_play (fx, leaves, G_N_ELEMENTS (leaves));
  feature_fixture_assert_noted (fx, "romeo@montague.lit/orchard 0 Bye\n");
  g_assert_cmpint (xmpp_presence_get_best (presence, romeo)->show, ==, XMPP_SHOW_ONLINE);

  feature_fixture_play (fx, vanishes, G_N_ELEMENTS (vanishes));
  feature_fixture_assert_noted (fx, "romeo@montague.lit/home 0 - error\n"
                                    "romeo@montague.lit/attic 0 - error\n"
                                    "romeo@montague.lit 0 - error\n");
  g_assert_null (xmpp_presence_get_best (presence, romeo));
}

/* What a room says of its occupants is nobody's presence, joined or not. */
static void
test_rooms (void)
{
  static const MockLine play[] = {
    SERVER_HEARS ("<presence>" UPDATE "</presence>"),
    SERVER_SAYS ("<presence from='room@conference.evil.lit/juliet'>"
                 "<x xmlns='http://jabber.org/protocol/muc#user'><status code='110'/></x></presence>"
                 "<presence from='romeo@montague.lit/orchard' type='error'>"
                 "<x xmlns='http://jabber.org/protocol/muc'/></presence>"),
    SERVER_WAITS,
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();

  add_presence (fx);
  feature_fixture_go_online (fx, play, G_N_ELEMENTS (play));
  feature_fixture_assert_noted (fx, "");
}

static void
test_subscriptions (void)
{
  static const MockLine play[] = {
    SERVER_HEARS ("<presence>" UPDATE "</presence>"),
    SERVER_SAYS ("<presence from='romeo@montague.lit/orchard' type='subscribe'><status>Please</status>"
                 "<nick xmlns='http://jabber.org/protocol/nick'>Romeo</nick>"
                 "<preauth xmlns='urn:xmpp:pars:0' token='t0k3n'/></presence>"
                 "<presence from='mallory@evil.lit' type='subscribe'><preauth xmlns='urn:xmpp:pars:0'/>"
                 "</presence>"
                 "<presence from='romeo@montague.lit' type='subscribed'/>"
                 "<presence from='romeo@montague.lit/x' type='unsubscribed'/>"
                 "<presence from='romeo@montague.lit' type='unsubscribe'/>"),
    SERVER_WAITS,
  };
  static const MockLine sent[] = {
    SERVER_HEARS ("<presence type='subscribe' to='romeo@montague.lit'><status>Hello</status>"
                  "<nick xmlns='http://jabber.org/protocol/nick'>Juliet</nick>"
                  "<preauth xmlns='urn:xmpp:pars:0' token='abc'/></presence>"),
    SERVER_HEARS ("<presence type='subscribed' to='romeo@montague.lit'/>"),
    SERVER_HEARS ("<presence type='unsubscribed' to='romeo@montague.lit'/>"),
    SERVER_HEARS ("<presence type='unsubscribe' to='romeo@montague.lit'/>"),
    SERVER_HEARS ("<presence type='subscribe' to='romeo@montague.lit'/>"),
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppPresence *presence = add_presence (fx);
  g_autoptr(XmppAddress) romeo = feature_fixture_address ("romeo@montague.lit/orchard");

  g_assert_false (xmpp_presence_subscribe (presence, romeo, NULL, NULL, NULL));
  g_assert_false (xmpp_presence_approve (presence, romeo));
  feature_fixture_go_online (fx, play, G_N_ELEMENTS (play));
  feature_fixture_assert_noted (fx, "romeo@montague.lit asks: Please, Romeo, t0k3n\n"
                                    "mallory@evil.lit asks: -, -, -\n"
                                    "romeo@montague.lit answers 0\n"
                                    "romeo@montague.lit answers 1\n"
                                    "romeo@montague.lit answers 2\n");

  g_assert_true (xmpp_presence_subscribe (presence, romeo, "Hello", "Juliet", "abc"));
  g_assert_true (xmpp_presence_approve (presence, romeo));
  g_assert_true (xmpp_presence_deny (presence, romeo));
  g_assert_true (xmpp_presence_unsubscribe (presence, romeo));
  g_assert_true (xmpp_presence_subscribe (presence, romeo, NULL, NULL, NULL));
  feature_fixture_play (fx, sent, G_N_ELEMENTS (sent));
}

static void
test_reset (void)
{
  static const MockLine online[] = {
    SERVER_HEARS ("<presence>" UPDATE "</presence>"),
    SERVER_SAYS ("<presence from='romeo@montague.lit/orchard'/>"),
    SERVER_WAITS,
  };
  static const MockLine again[] = {
    SERVER_HEARS ("<presence>" UPDATE "</presence>"),
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppPresence *presence = add_presence (fx);
  g_autoptr(XmppAddress) romeo = feature_fixture_address ("romeo@montague.lit");

  feature_fixture_go_online (fx, online, G_N_ELEMENTS (online));
  feature_fixture_reconnect (fx, again, G_N_ELEMENTS (again));
  feature_fixture_assert_noted (fx, "romeo@montague.lit/orchard 4 -\nreset\n");
  g_assert_null (xmpp_presence_get_best (presence, romeo));
}

static XmppPresenceInfo *
parse (const char *from,
       const char *content)
{
  g_autofree char *xml = g_strconcat ("<presence>", content, "</presence>", NULL);
  g_autoptr(XmppElement) stanza = feature_fixture_parse (xml);
  g_autoptr(XmppAddress) address = feature_fixture_address (from);
  XmppPresenceInfo *info = xmpp_presence_info_parse (stanza, address);

  g_assert_nonnull (info);
  return info;
}

static void
test_info (void)
{
  g_autoptr(XmppPresenceInfo) full =
    parse ("a@b.lit/c",
           "<show>xa</show><priority>-7</priority>"
           "<idle xmlns='urn:xmpp:idle:1' since='1970-01-01T00:00:05Z'/>"
           "<x xmlns='vcard-temp:x:update'><photo> 111F4B3C50D7B0DF729D299BC6F8E9EF9066971F </photo></x>"
           "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' ver='v'/>"
           "<c xmlns='urn:xmpp:caps'><hash xmlns='urn:xmpp:hashes:2' algo='sha-512'>c</hash>"
           "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>b</hash>"
           "<hash xmlns='urn:xmpp:hashes:2' algo='md5'>a</hash></c>"
           "<delay xmlns='urn:xmpp:delay' stamp='1970-01-01T00:00:06Z'/>");
  g_autoptr(XmppPresenceInfo) odd =
    parse ("a@b.lit/c",
           "<show>busy</show><priority>300</priority>"
           "<idle xmlns='urn:xmpp:idle:1' since='2999-01-01T00:00:00Z'/>"
           "<x xmlns='vcard-temp:x:update'><photo>../../etc/passwd</photo></x>"
           "<c xmlns='http://jabber.org/protocol/caps' node='n' ver='v' ext='e'/>"
           "<c xmlns='urn:xmpp:caps'/>");
  g_autoptr(XmppPresenceInfo) none = parse ("a@b.lit/c", "<x xmlns='vcard-temp:x:update'><photo/></x>");

  g_assert_cmpint (full->show, ==, XMPP_SHOW_EXTENDED_AWAY);
  g_assert_cmpint (full->priority, ==, -7);
  g_assert_cmpint (full->idle_since_us, ==, 5 * G_USEC_PER_SEC);
  g_assert_cmpint (full->delay_time_us, ==, 6 * G_USEC_PER_SEC);
  g_assert_cmpstr (full->photo_hash, ==, "111f4b3c50d7b0df729d299bc6f8e9ef9066971f");
  g_assert_cmpstr (full->caps_node, ==, "n");
  g_assert_cmpstr (full->caps.algorithm, ==, "sha-1");
  g_assert_cmpstr (full->caps.value, ==, "v");
  g_assert_cmpstr (full->caps2.algorithm, ==, "sha-256");
  g_assert_cmpstr (full->caps2.value, ==, "b");

  g_assert_cmpint (odd->show, ==, XMPP_SHOW_ONLINE);
  g_assert_cmpint (odd->priority, ==, 0);
  g_assert_cmpint (odd->idle_since_us, <=, g_get_real_time ());
  g_assert_null (odd->photo_hash);
  g_assert_null (odd->caps.value);
  g_assert_null (odd->caps2.value);
  g_assert_cmpstr (none->photo_hash, ==, "");
}

static void
test_best (void)
{
  static const char *const from_worst[] = {
    "<priority>-1</priority><show>chat</show>",
    "<show>xa</show>",
    "<show>away</show>",
    "<show>dnd</show>",
    "",
    "<show>chat</show>",
    "<priority>1</priority><show>away</show>",
  };
  g_autoptr(XmppPresenceInfo) last = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (from_worst); i++)
    {
      g_autoptr(XmppPresenceInfo) info = parse ("a@b.lit/c", from_worst[i]);

      if (last != NULL)
        {
          g_assert_cmpint (xmpp_presence_info_compare (info, last), >, 0);
          g_assert_cmpint (xmpp_presence_info_compare (last, info), <, 0);
          xmpp_presence_info_unref (last);
        }
      last = g_steal_pointer (&info);
    }
}

static void
test_bounds (void)
{
  g_autoptr(XmppPresenceTable) table = xmpp_presence_table_new ();
  g_autoptr(XmppAddress) bare = feature_fixture_address ("a@b.lit");
  g_autofree char *long_status = g_strnfill (100000, 'x');
  g_autofree char *content = g_strconcat ("<status>", long_status, "</status>", NULL);
  g_autoptr(XmppPresenceInfo) wordy = parse ("a@b.lit/0", content);
  g_autoptr(GPtrArray) resources = NULL;

  g_assert_cmpuint (strlen (wordy->status), ==, 4096);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *from = g_strdup_printf ("a@b.lit/%u", i);
      g_autoptr(XmppPresenceInfo) info = parse (from, "");

      g_assert_cmpint (xmpp_presence_table_put (table, info), ==, i < 64);
    }

  g_assert_true (xmpp_presence_table_put (table, wordy));
  resources = xmpp_presence_table_dup (table, bare);
  g_assert_cmpuint (resources->len, ==, 64);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/presence/own", test_own);
  g_test_add_func ("/xmpp/presence/others", test_others);
  g_test_add_func ("/xmpp/presence/rooms", test_rooms);
  g_test_add_func ("/xmpp/presence/subscriptions", test_subscriptions);
  g_test_add_func ("/xmpp/presence/reset", test_reset);
  g_test_add_func ("/xmpp/presence/info", test_info);
  g_test_add_func ("/xmpp/presence/best", test_best);
  g_test_add_func ("/xmpp/presence/bounds", test_bounds);
  return g_test_run ();
}
