/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The roster: RFC 6121, 2. */
#include "feature-fixture.h"

#include "xmpp-audience.h"
#include "xmpp-error.h"
#include "xmpp-roster.h"

#define ROSTER "xmlns='jabber:iq:roster'"
#define ASKS   "<iq type='get' id='*'><query " ROSTER "/></iq>"
#define PUSH_OF_MALLORY(id, from) \
  "<iq type='set' id='" id "' from='" from "' to='$jid'><query " ROSTER ">" \
  "<item jid='mallory@evil.lit' subscription='both' name='Romeo'/></query></iq>"

static void
item_changed_cb (XmppRoster     *roster,
                 XmppRosterItem *item,
                 gpointer        user_data)
{
  g_autofree char *groups = g_strjoinv (",", item->groups);

  feature_fixture_note (user_data, "changed %s %s [%s] %d%s%s", xmpp_address_get_full (item->address),
                        item->name != NULL ? item->name : "-", groups, item->subscription,
                        item->is_requested ? " requested" : "", item->is_approved ? " approved" : "");
}

static void
item_removed_cb (XmppRoster  *roster,
                 XmppAddress *address,
                 gpointer     user_data)
{
  feature_fixture_note (user_data, "removed %s", xmpp_address_get_full (address));
}

static void
loaded_cb (XmppRoster *roster,
           gboolean    from_cache,
           gpointer    user_data)
{
  feature_fixture_note (user_data, "loaded%s", from_cache ? " from cache" : "");
}

static XmppRoster *
add_roster (FeatureFixture *fx)
{
  XmppRoster *roster = xmpp_roster_new ();

  g_signal_connect (roster, "item-changed", G_CALLBACK (item_changed_cb), fx);
  g_signal_connect (roster, "item-removed", G_CALLBACK (item_removed_cb), fx);
  g_signal_connect (roster, "loaded", G_CALLBACK (loaded_cb), fx);
  feature_fixture_add (fx, roster);
  return roster;
}

static void
test_load (void)
{
  static const MockLine play[] = {
    SERVER_HEARS (ASKS),
    SERVER_SAYS ("<iq type='result' id='$id'><query " ROSTER ">"
                 "<item jid='romeo@montague.lit' name='Romeo' subscription='from' ask='subscribe'>"
                 "<group>Lovers</group><group>Friends</group><group>Lovers</group></item>"
                 "<item jid='@@' subscription='both'/><item subscription='both'/>"
                 "</query></iq>"),
    SERVER_WAITS,
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppRoster *roster = add_roster (fx);
  g_autoptr(XmppAddress) romeo = feature_fixture_address ("romeo@montague.lit/orchard");
  g_autoptr(XmppAddress) stranger = feature_fixture_address ("mallory@evil.lit");
  g_autoptr(GPtrArray) items = NULL;

  g_assert_false (xmpp_roster_is_loaded (roster));
  feature_fixture_go_online (fx, play, G_N_ELEMENTS (play));
  feature_fixture_assert_noted (fx, "changed romeo@montague.lit Romeo [Friends,Lovers] 2 requested\n"
                                    "loaded\n");
  g_assert_true (xmpp_roster_is_loaded (roster));
  g_assert_true (xmpp_roster_has_subscriber (roster, romeo));
  g_assert_false (xmpp_roster_has_subscriber (roster, stranger));
  g_assert_false (xmpp_roster_has_subscriber (roster, NULL));
  g_assert_null (xmpp_roster_get_version (roster));
  items = xmpp_roster_get_items (roster);
  g_assert_cmpuint (items->len, ==, 1);
}

/* CVE-2015-8688 and its kin: anybody can send a push; only ourselves may. */
static void
test_forged_push (void)
{
  static const MockLine play[] = {
    SERVER_HEARS (ASKS),
    SERVER_SAYS ("<iq type='result' id='$id'><query " ROSTER "/></iq>"),
    SERVER_SAYS (PUSH_OF_MALLORY ("f1", "mallory@evil.lit/x")),
    SERVER_HEARS_ERROR ("f1", "mallory@evil.lit/x", "service-unavailable"),
    SERVER_SAYS (PUSH_OF_MALLORY ("f2", "capulet.lit")),
    SERVER_HEARS_ERROR ("f2", "capulet.lit", "service-unavailable"),
    SERVER_SAYS (PUSH_OF_MALLORY ("f3", "juliet@capulet.lit/other")),
    SERVER_HEARS_ERROR ("f3", "juliet@capulet.lit/other", "service-unavailable"),
    SERVER_SAYS (PUSH_OF_MALLORY ("f4", "juliet@capulet.lit.evil.lit")),
    SERVER_HEARS_ERROR ("f4", "juliet@capulet.lit.evil.lit", "service-unavailable"),
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppRoster *roster = add_roster (fx);
  g_autoptr(GPtrArray) items = NULL;

  feature_fixture_go_online (fx, play, G_N_ELEMENTS (play));
  feature_fixture_assert_noted (fx, "loaded\n");
  items = xmpp_roster_get_items (roster);
  g_assert_cmpuint (items->len, ==, 0);
}

/* An answer that has the right id, but comes from somebody else, is none. */
static void
test_forged_result (void)
{
  static const MockLine play[] = {
    SERVER_HEARS (ASKS),
    SERVER_SAYS ("<iq type='result' id='$id' from='mallory@evil.lit'><query " ROSTER ">"
                 "<item jid='mallory@evil.lit' subscription='both'/></query></iq>"
                 "<iq type='result' id='$id'><query " ROSTER ">"
                 "<item jid='romeo@montague.lit' subscription='to'/></query></iq>"),
    SERVER_WAITS,
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();

  add_roster (fx);
  feature_fixture_go_online (fx, play, G_N_ELEMENTS (play));
  feature_fixture_assert_noted (fx, "changed romeo@montague.lit - [] 1\nloaded\n");
}

static void
test_push (void)
{
  static const MockLine play[] = {
    SERVER_HEARS (ASKS),
    SERVER_SAYS ("<iq type='result' id='$id'><query " ROSTER "/></iq>"),
    SERVER_SAYS ("<iq type='set' id='p1'><query " ROSTER " ver='v2'>"
                 "<item jid='romeo@montague.lit/x' subscription='both' approved='true'/></query></iq>"),
    SERVER_HEARS ("<iq type='result' id='p1'/>"),
    SERVER_SAYS ("<iq type='set' id='p2' from='juliet@capulet.lit'><query " ROSTER " ver='v3'>"
                 "<item jid='romeo@montague.lit' subscription='both' approved='true'/></query></iq>"),
    SERVER_HEARS ("<iq type='result' id='p2' to='juliet@capulet.lit'/>"),
    /* Not one item: nothing is done. */
    SERVER_SAYS ("<iq type='set' id='p3'><query " ROSTER " ver='v9'/></iq>"),
    SERVER_HEARS ("<iq type='result' id='p3'/>"),
    SERVER_SAYS ("<iq type='set' id='p4'><query " ROSTER " ver='v9'><item jid='a@b.lit'/>"
                 "<item jid='c@d.lit'/></query></iq>"),
    SERVER_HEARS ("<iq type='result' id='p4'/>"),
    SERVER_SAYS ("<iq type='set' id='p5'><query " ROSTER " ver='v4'>"
                 "<item jid='romeo@montague.lit' subscription='remove'/></query></iq>"),
    SERVER_HEARS ("<iq type='result' id='p5'/>"),
    SERVER_SAYS ("<iq type='set' id='p6'><query " ROSTER ">"
                 "<item jid='nobody@montague.lit' subscription='remove'/></query></iq>"),
    SERVER_HEARS ("<iq type='result' id='p6'/>"),
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppRoster *roster = add_roster (fx);

  feature_fixture_go_online (fx, play, G_N_ELEMENTS (play));
  feature_fixture_assert_noted (fx, "loaded\n"
                                    "changed romeo@montague.lit - [] 3 approved\n"
                                    "removed romeo@montague.lit\n");
  g_assert_cmpstr (xmpp_roster_get_version (roster), ==, "v4");
}

static void
set_cache (XmppRoster *roster)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_roster_item_unref);
  g_autoptr(XmppAddress) romeo = feature_fixture_address ("romeo@montague.lit");
  g_autoptr(XmppAddress) nurse = feature_fixture_address ("nurse@capulet.lit/x");

  g_ptr_array_add (items, xmpp_roster_item_new (romeo, "Romeo", NULL, XMPP_SUBSCRIPTION_BOTH,
                                                FALSE, FALSE));
  g_ptr_array_add (items, xmpp_roster_item_new (nurse, "", NULL, XMPP_SUBSCRIPTION_NONE,
                                                FALSE, FALSE));
  xmpp_roster_set_cache (roster, "v7", items);
}

static void
test_versions (void)
{
  static const MockLine same[] = {
    SERVER_HEARS ("<iq type='get' id='*'><query " ROSTER " ver='v7'/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
    SERVER_SAYS ("<iq type='set' id='p1'><query " ROSTER " ver='v8'>"
                 "<item jid='nurse@capulet.lit' subscription='from'/></query></iq>"),
    SERVER_HEARS ("<iq type='result' id='p1'/>"),
  };
  static const MockLine other[] = {
    SERVER_HEARS ("<iq type='get' id='*'><query " ROSTER " ver='v8'/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'><query " ROSTER " ver='v9'>"
                 "<item jid='romeo@montague.lit' name='Romeo' subscription='both'/>"
                 "<item jid='paris@verona.lit' subscription='none'/></query></iq>"),
    SERVER_WAITS,
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppRoster *roster = add_roster (fx);
  g_autoptr(XmppAddress) romeo = feature_fixture_address ("romeo@montague.lit");

  mock_server_set_features (fx->server, "<ver xmlns='urn:xmpp:features:rosterver'/>"
                                        "<sub xmlns='urn:xmpp:features:pre-approval'/>");
  set_cache (roster);
  g_assert_cmpstr (xmpp_roster_get_item (roster, romeo)->name, ==, "Romeo");
  feature_fixture_go_online (fx, same, G_N_ELEMENTS (same));
  feature_fixture_assert_noted (fx, "loaded from cache\nchanged nurse@capulet.lit - [] 2\n");
  g_assert_true (xmpp_roster_can_preapprove (roster));

  feature_fixture_reconnect (fx, other, G_N_ELEMENTS (other));
  feature_fixture_assert_noted (fx, "changed paris@verona.lit - [] 0\nremoved nurse@capulet.lit\n"
                                    "loaded\n");
  g_assert_cmpstr (xmpp_roster_get_version (roster), ==, "v9");
}

static void
test_without_versions (void)
{
  static const MockLine play[] = {
    SERVER_HEARS (ASKS),
    SERVER_SAYS ("<iq type='error' id='$id'><error type='cancel'>"
                 "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
    SERVER_WAITS,
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppRoster *roster = add_roster (fx);

  set_cache (roster);
  feature_fixture_go_online (fx, play, G_N_ELEMENTS (play));
  feature_fixture_assert_noted (fx, "");
  g_assert_false (xmpp_roster_is_loaded (roster));
  g_assert_false (xmpp_roster_can_preapprove (roster));
}

static void
test_edit (void)
{
  static const MockLine online[] = {
    SERVER_HEARS (ASKS),
    SERVER_SAYS ("<iq type='result' id='$id'><query " ROSTER "/></iq>"),
  };
  static const MockLine edits[] = {
    SERVER_HEARS ("<iq type='set' id='*'><query " ROSTER "><item jid='romeo@montague.lit' name='R'>"
                  "<group>Lovers</group></item></query></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
  };
  static const MockLine removes[] = {
    SERVER_HEARS ("<iq type='set' id='*'><query " ROSTER "><item jid='romeo@montague.lit' "
                  "subscription='remove'/></query></iq>"),
    SERVER_SAYS ("<iq type='error' id='$id'><error type='cancel'>"
                 "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
  };
  static const char *const groups[] = { "Lovers", NULL };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppRoster *roster = add_roster (fx);
  g_autoptr(XmppAddress) romeo = feature_fixture_address ("romeo@montague.lit/orchard");
  g_auto(MockResult) set = { NULL, 0 };
  g_auto(MockResult) removed = { NULL, 0 };
  g_auto(MockResult) offline = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  xmpp_roster_set_async (roster, romeo, "R", NULL, NULL, mock_result_cb, &offline);
  g_assert_cmpuint (offline.n_calls, ==, 0);
  g_assert_false (xmpp_roster_set_finish (roster, mock_result_wait (&offline), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED);
  g_clear_error (&error);

  feature_fixture_go_online (fx, online, G_N_ELEMENTS (online));
  xmpp_roster_set_async (roster, romeo, "R", groups, NULL, mock_result_cb, &set);
  feature_fixture_play (fx, edits, G_N_ELEMENTS (edits));
  g_assert_true (xmpp_roster_set_finish (roster, mock_result_wait (&set), &error));
  g_assert_no_error (error);

  xmpp_roster_remove_async (roster, romeo, NULL, mock_result_cb, &removed);
  feature_fixture_play (fx, removes, G_N_ELEMENTS (removes));
  g_assert_false (xmpp_roster_remove_finish (roster, mock_result_wait (&removed), &error));
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_ITEM_NOT_FOUND);
}

static void
test_many_groups (void)
{
  g_autoptr(GString) xml = g_string_new ("<item xmlns='jabber:iq:roster' jid='a@b.lit'>");
  g_autoptr(XmppElement) element = NULL;
  g_autoptr(XmppRosterItem) item = NULL;

  for (guint i = 0; i < 900; i++)
    g_string_append_printf (xml, "<group>%u</group>", i);
  g_string_append (xml, "</item>");
  element = feature_fixture_parse (xml->str);
  item = xmpp_roster_item_parse (element);
  g_assert_cmpuint (g_strv_length (item->groups), ==, 64);
}

static void
test_audience (void)
{
  static const struct {
    const char *from;
    gboolean    is_in;
  } cases[] = {
    { NULL, TRUE },
    { "juliet@capulet.lit", TRUE },
    { "juliet@capulet.lit/other", TRUE },
    { "capulet.lit", TRUE },
    { "romeo@montague.lit/orchard", TRUE },
    { "benvolio@montague.lit", FALSE }, /* we see him, he does not see us */
    { "nurse@capulet.lit", FALSE },
    { "mallory@evil.lit/x", FALSE },
    { "conference.capulet.lit", FALSE },
    { "room@conference.capulet.lit/nurse", FALSE },
    { "@@", FALSE },
  };
  static const MockLine play[] = {
    SERVER_HEARS (ASKS),
    SERVER_SAYS ("<iq type='result' id='$id'><query " ROSTER ">"
                 "<item jid='romeo@montague.lit' subscription='from'/>"
                 "<item jid='benvolio@montague.lit' subscription='to'/></query></iq>"),
    SERVER_WAITS,
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  g_autoptr(XmppAudience) audience = xmpp_audience_new (add_roster (fx));
  g_autoptr(XmppAddress) room = feature_fixture_address ("room@conference.capulet.lit");
  g_autoptr(XmppAddress) occupant = feature_fixture_address ("room@conference.capulet.lit/nurse");

  feature_fixture_go_online (fx, play, G_N_ELEMENTS (play));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(XmppElement) iq = xmpp_element_new ("iq", "jabber:client");

      xmpp_element_set_attribute (iq, "from", cases[i].from);
      g_assert_cmpint (xmpp_audience_includes (audience, fx->session, iq), ==, cases[i].is_in);
    }

  xmpp_audience_add (audience, room);
  g_assert_true (xmpp_audience_includes_address (audience, fx->session, occupant));
  xmpp_audience_remove (audience, room);
  g_assert_false (xmpp_audience_includes_address (audience, fx->session, occupant));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/roster/load", test_load);
  g_test_add_func ("/xmpp/roster/forged-push", test_forged_push);
  g_test_add_func ("/xmpp/roster/forged-result", test_forged_result);
  g_test_add_func ("/xmpp/roster/push", test_push);
  g_test_add_func ("/xmpp/roster/versions", test_versions);
  g_test_add_func ("/xmpp/roster/without-versions", test_without_versions);
  g_test_add_func ("/xmpp/roster/edit", test_edit);
  g_test_add_func ("/xmpp/roster/many-groups", test_many_groups);
  g_test_add_func ("/xmpp/roster/audience", test_audience);
  return g_test_run ();
}
