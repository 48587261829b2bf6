/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Service discovery and its hashes: XEP-0030, XEP-0115, XEP-0390. */
#include "feature-fixture.h"

#include "xmpp-disco.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-ping.h"
#include "xmpp-time.h"
#include "xmpp-version.h"

#define INFO(content) "<query xmlns='http://jabber.org/protocol/disco#info'>" content "</query>"
#define IDENTITY      "<identity category='client' type='pc' name='Exodus 0.9.1'/>"
#define FEATURES \
  "<feature var='http://jabber.org/protocol/caps'/>" \
  "<feature var='http://jabber.org/protocol/disco#info'/>" \
  "<feature var='http://jabber.org/protocol/disco#items'/>" \
  "<feature var='http://jabber.org/protocol/muc'/>"
#define SOFTWARE(field) \
  "<x xmlns='jabber:x:data' type='result'>" \
  "<field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>" \
  field "</x>"

/* XEP-0115, 5.3 */
static const char exodus[] = INFO (IDENTITY FEATURES);
static const char psi[] =
  INFO ("<identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>"
        "<identity xml:lang='el' category='client' name='Ψ 0.11' type='pc'/>" FEATURES
        SOFTWARE ("<field var='ip_version' type='text-multi'><value>ipv4</value><value>ipv6</value></field>"
                  "<field var='os'><value>Mac</value></field>"
                  "<field var='os_version'><value>10.5.1</value></field>"
                  "<field var='software'><value>Psi</value></field>"
                  "<field var='software_version'><value>0.11</value></field>"));

/* XEP-0390, 4.5.1 and 4.5.2 */
static const char bombus[] =
  "<query xmlns='http://jabber.org/protocol/disco#info'>"
  "<identity category='client' name='BombusMod' type='mobile'/>"
  "<feature var='http://jabber.org/protocol/si'/>"
  "<feature var='http://jabber.org/protocol/bytestreams'/>"
  "<feature var='http://jabber.org/protocol/chatstates'/>"
  "<feature var='http://jabber.org/protocol/disco#info'/>"
  "<feature var='http://jabber.org/protocol/disco#items'/>"
  "<feature var='urn:xmpp:ping'/>"
  "<feature var='jabber:iq:time'/>"
  "<feature var='jabber:iq:privacy'/>"
  "<feature var='jabber:iq:version'/>"
  "<feature var='http://jabber.org/protocol/rosterx'/>"
  "<feature var='urn:xmpp:time'/>"
  "<feature var='jabber:x:oob'/>"
  "<feature var='http://jabber.org/protocol/ibb'/>"
  "<feature var='http://jabber.org/protocol/si/profile/file-transfer'/>"
  "<feature var='urn:xmpp:receipts'/>"
  "<feature var='jabber:iq:roster'/>"
  "<feature var='jabber:iq:last'/>"
  "</query>";
static const char tkabber[] =
  "<query xmlns='http://jabber.org/protocol/disco#info'>"
  "<identity category='client' name='Tkabber' type='pc' xml:lang='en'/>"
  "<identity category='client' name='Ткаббер' type='pc' xml:lang='ru'/>"
  "<feature var='games:board'/>"
  "<feature var='http://jabber.org/protocol/activity'/>"
  "<feature var='http://jabber.org/protocol/activity+notify'/>"
  "<feature var='http://jabber.org/protocol/bytestreams'/>"
  "<feature var='http://jabber.org/protocol/chatstates'/>"
  "<feature var='http://jabber.org/protocol/commands'/>"
  "<feature var='http://jabber.org/protocol/disco#info'/>"
  "<feature var='http://jabber.org/protocol/disco#items'/>"
  "<feature var='http://jabber.org/protocol/evil'/>"
  "<feature var='http://jabber.org/protocol/feature-neg'/>"
  "<feature var='http://jabber.org/protocol/geoloc'/>"
  "<feature var='http://jabber.org/protocol/geoloc+notify'/>"
  "<feature var='http://jabber.org/protocol/ibb'/>"
  "<feature var='http://jabber.org/protocol/iqibb'/>"
  "<feature var='http://jabber.org/protocol/mood'/>"
  "<feature var='http://jabber.org/protocol/mood+notify'/>"
  "<feature var='http://jabber.org/protocol/rosterx'/>"
  "<feature var='http://jabber.org/protocol/si'/>"
  "<feature var='http://jabber.org/protocol/si/profile/file-transfer'/>"
  "<feature var='http://jabber.org/protocol/tune'/>"
  "<feature var='http://www.facebook.com/xmpp/messages'/>"
  "<feature var='http://www.xmpp.org/extensions/xep-0084.html#ns-metadata+notify'/>"
  "<feature var='jabber:iq:avatar'/>"
  "<feature var='jabber:iq:browse'/>"
  "<feature var='jabber:iq:dtcp'/>"
  "<feature var='jabber:iq:filexfer'/>"
  "<feature var='jabber:iq:ibb'/>"
  "<feature var='jabber:iq:inband'/>"
  "<feature var='jabber:iq:jidlink'/>"
  "<feature var='jabber:iq:last'/>"
  "<feature var='jabber:iq:oob'/>"
  "<feature var='jabber:iq:privacy'/>"
  "<feature var='jabber:iq:roster'/>"
  "<feature var='jabber:iq:time'/>"
  "<feature var='jabber:iq:version'/>"
  "<feature var='jabber:x:data'/>"
  "<feature var='jabber:x:event'/>"
  "<feature var='jabber:x:oob'/>"
  "<feature var='urn:xmpp:avatar:metadata+notify'/>"
  "<feature var='urn:xmpp:ping'/>"
  "<feature var='urn:xmpp:receipts'/>"
  "<feature var='urn:xmpp:time'/>"
  "<x xmlns='jabber:x:data' type='result'>"
  "<field type='hidden' var='FORM_TYPE'>"
  "<value>urn:xmpp:dataforms:softwareinfo</value>"
  "</field>"
  "<field var='software'>"
  "<value>Tkabber</value>"
  "</field>"
  "<field var='software_version'>"
  "<value>0.11.1-svn-20111216-mod (Tcl/Tk 8.6b2)</value>"
  "</field>"
  "<field var='os'>"
  "<value>Windows</value>"
  "</field>"
  "<field var='os_version'>"
  "<value>XP</value>"
  "</field>"
  "</x>"
  "</query>";

static XmppDiscoInfo *
parse (const char *xml)
{
  g_autoptr(XmppElement) query = feature_fixture_parse (xml);
  g_autoptr(GError) error = NULL;
  XmppDiscoInfo *info = xmpp_disco_info_parse (query, &error);

  g_assert_no_error (error);
  g_assert_nonnull (info);
  return info;
}

static void
test_info (void)
{
  g_autoptr(XmppDiscoInfo) info = parse (psi);
  g_auto(GStrv) features = xmpp_disco_info_dup_features (info);

  g_assert_true (xmpp_disco_info_has_feature (info, "http://jabber.org/protocol/muc"));
  g_assert_false (xmpp_disco_info_has_feature (info, "urn:xmpp:ping"));
  g_assert_false (xmpp_disco_info_has_feature (NULL, "urn:xmpp:ping"));
  g_assert_true (xmpp_disco_info_has_identity (info, "client", "pc"));
  g_assert_true (xmpp_disco_info_has_identity (info, "client", NULL));
  g_assert_false (xmpp_disco_info_has_identity (info, "client", "phone"));
  g_assert_false (xmpp_disco_info_has_identity (NULL, "client", NULL));
  g_assert_cmpstr (xmpp_disco_info_get_name (info), ==, "Psi 0.11");
  g_assert_nonnull (xmpp_disco_info_get_form (info, "urn:xmpp:dataforms:softwareinfo"));
  g_assert_null (xmpp_disco_info_get_form (info, "urn:other"));
  g_assert_cmpuint (g_strv_length (features), ==, 4);
  g_assert_cmpstr (features[3], ==, "http://jabber.org/protocol/muc");
}

static void
test_hashes (void)
{
  g_autoptr(XmppDiscoInfo) one = parse (exodus);
  g_autoptr(XmppDiscoInfo) two = parse (psi);
  g_autoptr(XmppDiscoInfo) three = parse (bombus);
  g_autoptr(XmppDiscoInfo) four = parse (tkabber);
  g_autofree char *unknown = xmpp_disco_info_dup_caps_hash (one, "md5");

  g_assert_true (xmpp_disco_info_matches_caps (one, "sha-1", "QgayPKawpkPSDYmwT/WM94uAlu0="));
  g_assert_true (xmpp_disco_info_matches_caps (two, "sha-1", "q07IKJEyjvHSyhy//CH0CxmKi8w="));
  g_assert_false (xmpp_disco_info_matches_caps (two, "sha-1", "QgayPKawpkPSDYmwT/WM94uAlu0="));
  g_assert_false (xmpp_disco_info_matches_caps (NULL, "sha-1", "QgayPKawpkPSDYmwT/WM94uAlu0="));
  g_assert_null (unknown);
  g_assert_true (xmpp_disco_info_matches_caps2 (three, "sha-256",
                                                "kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8="));
  g_assert_true (xmpp_disco_info_matches_caps2 (four, "sha-256",
                                                "u79ZroNJbdSWhdSp311mddz44oHHPsEBntQ5b1jqBSY="));
}

/* Servers put a language into stanzas whose author thought of none. */
static void
test_inherited_language (void)
{
  g_autofree char *xml = g_strconcat ("<iq xml:lang='en'>", bombus, "</iq>", NULL);
  g_autoptr(XmppElement) iq = feature_fixture_parse (xml);
  g_autoptr(XmppDiscoInfo) info = xmpp_disco_info_parse (xmpp_element_get_first_child (iq), NULL);
  g_autofree char *kept = xmpp_disco_info_to_xml (info);
  g_autoptr(XmppDiscoInfo) again = xmpp_disco_info_from_xml (kept);

  g_assert_true (xmpp_disco_info_matches_caps2 (info, "sha-256",
                                                "kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8="));
  g_assert_true (xmpp_disco_info_matches_caps2 (again, "sha-256",
                                                "kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8="));
}

/* XEP-0115, 5.4 and 9: what makes one answer pass for another gets no hash at all. */
static void
test_poison (void)
{
  static const char *const ill_formed[] = {
    INFO (IDENTITY IDENTITY FEATURES),
    INFO (IDENTITY FEATURES "<feature var='http://jabber.org/protocol/muc'/>"),
    INFO (IDENTITY FEATURES "<feature/>"),
    INFO (IDENTITY FEATURES SOFTWARE ("") SOFTWARE ("")),
    INFO (IDENTITY FEATURES "<x xmlns='jabber:x:data' type='result'>"
          "<field var='FORM_TYPE' type='hidden'><value>a</value><value>b</value></field></x>"),
    /* The whole of another answer, hidden in a name, a feature, a value. */
    INFO ("<identity category='client' type='pc' name='Exodus 0.9.1&lt;http://jabber.org/protocol/caps'/>"
          "<feature var='http://jabber.org/protocol/disco#info'/>"),
    INFO (IDENTITY "<feature var='http://jabber.org/protocol/caps&lt;x'/>"),
    INFO (IDENTITY FEATURES SOFTWARE ("<field var='os'><value>a&lt;b</value></field>")),
    INFO (IDENTITY FEATURES SOFTWARE ("<field var='o&lt;s'><value>a</value></field>")),
  };
  static const char *const beyond_caps2[] = {
    INFO (IDENTITY FEATURES "<evil xmlns='urn:x'/>"),
    INFO (IDENTITY FEATURES "<x xmlns='jabber:x:data' type='result'><field var='a'/></x>"),
    INFO (IDENTITY FEATURES SOFTWARE ("<reported/><item><field var='a'/></item>")),
    INFO (IDENTITY IDENTITY FEATURES),
  };

  for (guint i = 0; i < G_N_ELEMENTS (ill_formed); i++)
    {
      g_autoptr(XmppDiscoInfo) info = parse (ill_formed[i]);
      g_autofree char *hash = xmpp_disco_info_dup_caps_hash (info, "sha-1");

      g_assert_null (hash);
    }

  for (guint i = 0; i < G_N_ELEMENTS (beyond_caps2); i++)
    {
      g_autoptr(XmppDiscoInfo) info = parse (beyond_caps2[i]);
      g_autofree char *hash = xmpp_disco_info_dup_caps2_hash (info, "sha-256");

      g_assert_null (hash);
    }
}

/* A form without a hidden FORM_TYPE is left out: XEP-0115, 5.4, step 3.6. */
static void
test_form_without_type (void)
{
  g_autoptr(XmppDiscoInfo) info =
    parse (INFO (IDENTITY FEATURES "<x xmlns='jabber:x:data' type='result'>"
                 "<field var='FORM_TYPE'><value>a</value></field><field var='b'><value>c</value></field></x>"));

  g_assert_true (xmpp_disco_info_matches_caps (info, "sha-1", "QgayPKawpkPSDYmwT/WM94uAlu0="));
}

static void
test_xml (void)
{
  static const char *const cases[] = { exodus, psi, bombus, tkabber };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(XmppDiscoInfo) info = parse (cases[i]);
      g_autofree char *xml = xmpp_disco_info_to_xml (info);
      g_autoptr(XmppDiscoInfo) again = xmpp_disco_info_from_xml (xml);
      g_autofree char *one = xmpp_disco_info_dup_caps_hash (info, "sha-512");
      g_autofree char *other = xmpp_disco_info_dup_caps_hash (again, "sha-512");

      g_assert_cmpstr (one, ==, other);
    }

  g_assert_null (xmpp_disco_info_from_xml (""));
  g_assert_null (xmpp_disco_info_from_xml ("<a/>"));
  g_assert_null (xmpp_disco_info_from_xml ("<query xmlns='http://jabber.org/protocol/disco#info'>"));
}

static void
test_bounds (void)
{
  g_autoptr(XmppElement) query = xmpp_element_new ("query", XMPP_NS_DISCO_INFO);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *var = g_strdup_printf ("urn:%u", i);

      xmpp_element_set_attribute (xmpp_element_add_child (query, "feature", NULL), "var", var);
    }
  g_assert_null (xmpp_disco_info_parse (query, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_TOO_LARGE);
}

/* Whoever may not see our presence learns nothing from discovery, ping, version and time, either. */
static void
test_strangers (void)
{
  static const MockLine play[] = {
    SERVER_SAYS ("<iq type='get' id='q1' from='mallory@evil.lit/x' to='$jid'>" INFO ("") "</iq>"),
    SERVER_HEARS_ERROR ("q1", "mallory@evil.lit/x", "service-unavailable"),
    SERVER_SAYS ("<iq type='get' id='q2' from='mallory@evil.lit/x' to='$jid'>"
                 "<query xmlns='http://jabber.org/protocol/disco#items'/></iq>"),
    SERVER_HEARS_ERROR ("q2", "mallory@evil.lit/x", "service-unavailable"),
    SERVER_SAYS ("<iq type='get' id='q3' from='mallory@evil.lit/x' to='$jid'>"
                 "<ping xmlns='urn:xmpp:ping'/></iq>"),
    SERVER_HEARS_ERROR ("q3", "mallory@evil.lit/x", "service-unavailable"),
    SERVER_SAYS ("<iq type='get' id='q4' from='mallory@evil.lit/x' to='$jid'>"
                 "<query xmlns='jabber:iq:version'/></iq>"),
    SERVER_HEARS_ERROR ("q4", "mallory@evil.lit/x", "service-unavailable"),
    SERVER_SAYS ("<iq type='get' id='q5' from='mallory@evil.lit/x' to='$jid'>"
                 "<time xmlns='urn:xmpp:time'/></iq>"),
    SERVER_HEARS_ERROR ("q5", "mallory@evil.lit/x", "service-unavailable"),
    /* A list of commands to run here: there is none for anybody. */
    SERVER_SAYS ("<iq type='get' id='q6' from='juliet@capulet.lit/other' to='$jid'>"
                 "<query xmlns='http://jabber.org/protocol/disco#items' "
                 "node='http://jabber.org/protocol/commands'/></iq>"),
    SERVER_HEARS_ERROR ("q6", "juliet@capulet.lit/other", "item-not-found"),
    SERVER_SAYS ("<iq type='get' id='q7' from='juliet@capulet.lit/other' to='$jid'>"
                 "<query xmlns='http://jabber.org/protocol/disco#info' node='secret'/></iq>"),
    SERVER_HEARS_ERROR ("q7", "juliet@capulet.lit/other", "item-not-found"),
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  g_autoptr(XmppRoster) roster = xmpp_roster_new ();
  g_autoptr(XmppAudience) audience = xmpp_audience_new (roster);

  feature_fixture_add (fx, xmpp_disco_new ("Charla", audience));
  feature_fixture_add (fx, xmpp_ping_new (audience));
  feature_fixture_add (fx, xmpp_version_new (audience, "Charla", "1", NULL));
  feature_fixture_add (fx, xmpp_time_new (audience));
  feature_fixture_go_online (fx, play, G_N_ELEMENTS (play));
}

static void
own_changed_cb (XmppDisco *disco,
                gpointer   user_data)
{
  feature_fixture_note (user_data, "changed");
}

static void
test_own (void)
{
  static const MockLine play[] = {
    SERVER_SAYS ("<iq type='get' id='q1' from='juliet@capulet.lit/other'>" INFO ("") "</iq>"),
    SERVER_HEARS ("<iq type='result' id='q1' to='juliet@capulet.lit/other'>"
                  INFO ("<identity category='client' type='pc' name='Charla'/>"
                        "<feature var='http://jabber.org/protocol/disco#info'/>"
                        "<feature var='http://jabber.org/protocol/disco#items'/>"
                        "<feature var='urn:b'/>") "</iq>"),
    SERVER_SAYS ("<iq type='get' id='q2' from='juliet@capulet.lit/other'>"
                 "<query xmlns='http://jabber.org/protocol/disco#info' node='n#1'/></iq>"),
    SERVER_HEARS ("<iq type='result' id='q2' to='juliet@capulet.lit/other'>"
                  "<query xmlns='http://jabber.org/protocol/disco#info' node='n#1'>*</query></iq>"),
    SERVER_SAYS ("<iq type='get' id='q3' from='juliet@capulet.lit/other'>"
                 "<query xmlns='http://jabber.org/protocol/disco#items'/></iq>"),
    SERVER_HEARS ("<iq type='result' id='q3' to='juliet@capulet.lit/other'>"
                  "<query xmlns='http://jabber.org/protocol/disco#items'/></iq>"),
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppDisco *disco = xmpp_disco_new ("Charla", NULL);

  g_signal_connect (disco, "own-changed", G_CALLBACK (own_changed_cb), fx);
  feature_fixture_add (fx, disco);
  xmpp_disco_add_feature (disco, "urn:a");
  xmpp_disco_add_feature (disco, "urn:b");
  xmpp_disco_add_feature (disco, "urn:b");
  xmpp_disco_remove_feature (disco, "urn:b");
  xmpp_disco_remove_feature (disco, "urn:a");
  feature_fixture_assert_noted (fx, "changed\nchanged\nchanged\n");
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *node = g_strdup_printf ("old#%u", i);

      xmpp_disco_add_own_node (disco, "n#1");
      xmpp_disco_add_own_node (disco, node);
    }
  feature_fixture_go_online (fx, play, G_N_ELEMENTS (play));
}

static void
test_ask (void)
{
  static const MockLine info[] = {
    SERVER_HEARS ("<iq type='get' id='*' to='capulet.lit'>" INFO ("") "</iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='mallory@evil.lit'>" INFO ("<feature var='evil'/>") "</iq>"
                 "<iq type='result' id='$id' from='capulet.lit'>" INFO (IDENTITY) "</iq>"),
  };
  static const MockLine empty[] = {
    SERVER_HEARS ("<iq type='get' id='*' to='capulet.lit'>"
                  "<query xmlns='http://jabber.org/protocol/disco#info' node='x'/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='capulet.lit'/>"),
  };
  static const MockLine items[] = {
    SERVER_HEARS ("<iq type='get' id='*' to='capulet.lit'>"
                  "<query xmlns='http://jabber.org/protocol/disco#items'/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='capulet.lit'>"
                 "<query xmlns='http://jabber.org/protocol/disco#items'>"
                 "<item jid='upload.capulet.lit' name='Files' node='n'/><item/><item jid='@@'/></query></iq>"),
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppDisco *disco = xmpp_disco_new ("Charla", NULL);
  g_autoptr(XmppAddress) server = feature_fixture_address ("capulet.lit");
  g_auto(MockResult) first = { NULL, 0 };
  g_auto(MockResult) again = { NULL, 0 };
  g_auto(MockResult) node = { NULL, 0 };
  g_auto(MockResult) list = { NULL, 0 };
  g_autoptr(XmppDiscoInfo) one = NULL;
  g_autoptr(XmppDiscoInfo) other = NULL;
  g_autoptr(GPtrArray) found = NULL;
  g_autoptr(GError) error = NULL;
  XmppDiscoItem *item;

  feature_fixture_add (fx, disco);
  feature_fixture_go_online (fx, NULL, 0);
  xmpp_disco_get_info_async (disco, server, NULL, NULL, mock_result_cb, &first);
  feature_fixture_play (fx, info, G_N_ELEMENTS (info));
  one = xmpp_disco_get_info_finish (disco, mock_result_wait (&first), &error);
  g_assert_no_error (error);
  g_assert_false (xmpp_disco_info_has_feature (one, "evil"));
  g_assert_cmpstr (xmpp_disco_info_get_name (one), ==, "Exodus 0.9.1");

  /* The second time nobody is asked; the answer still comes after the call. */
  xmpp_disco_get_info_async (disco, server, NULL, NULL, mock_result_cb, &again);
  g_assert_cmpuint (again.n_calls, ==, 0);
  other = xmpp_disco_get_info_finish (disco, mock_result_wait (&again), &error);
  g_assert_true (other == one);

  xmpp_disco_get_info_async (disco, server, "x", NULL, mock_result_cb, &node);
  feature_fixture_play (fx, empty, G_N_ELEMENTS (empty));
  g_assert_null (xmpp_disco_get_info_finish (disco, mock_result_wait (&node), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
  g_clear_error (&error);

  xmpp_disco_get_items_async (disco, server, NULL, NULL, mock_result_cb, &list);
  feature_fixture_play (fx, items, G_N_ELEMENTS (items));
  found = xmpp_disco_get_items_finish (disco, mock_result_wait (&list), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
  item = g_ptr_array_index (found, 0);
  g_assert_cmpstr (xmpp_address_get_full (item->address), ==, "upload.capulet.lit");
  g_assert_cmpstr (item->name, ==, "Files");
  g_assert_cmpstr (item->node, ==, "n");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/disco/info", test_info);
  g_test_add_func ("/xmpp/disco/hashes", test_hashes);
  g_test_add_func ("/xmpp/disco/inherited-language", test_inherited_language);
  g_test_add_func ("/xmpp/disco/poison", test_poison);
  g_test_add_func ("/xmpp/disco/form-without-type", test_form_without_type);
  g_test_add_func ("/xmpp/disco/xml", test_xml);
  g_test_add_func ("/xmpp/disco/bounds", test_bounds);
  g_test_add_func ("/xmpp/disco/strangers", test_strangers);
  g_test_add_func ("/xmpp/disco/own", test_own);
  g_test_add_func ("/xmpp/disco/ask", test_ask);
  return g_test_run ();
}
