/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Capabilities, known by their hash: XEP-0115 and XEP-0390. */
#include "feature-fixture.h"

#include "xmpp-caps-cache.h"
#include "xmpp-caps.h"

#define ONLINE  "<presence>*</presence>"
#define MUC     "http://jabber.org/protocol/muc"
#define EXODUS  "http://code.google.com/p/exodus"
#define CAPS(from) \
  "<presence from='" from "'><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' " \
  "node='" EXODUS "' ver='QgayPKawpkPSDYmwT/WM94uAlu0='/></presence>"
#define ASKS(to) \
  "<iq type='get' id='*' to='" to "'><query xmlns='http://jabber.org/protocol/disco#info' " \
  "node='" EXODUS "#QgayPKawpkPSDYmwT/WM94uAlu0='/></iq>"
#define QUERY \
  "<query xmlns='http://jabber.org/protocol/disco#info'>" \
  "<identity category='client' type='pc' name='Exodus 0.9.1'/>" \
  "<feature var='http://jabber.org/protocol/caps'/>" \
  "<feature var='http://jabber.org/protocol/disco#info'/>" \
  "<feature var='http://jabber.org/protocol/disco#items'/>" \
  "<feature var='" MUC "'/></query>"
#define TRUTH(from) "<iq type='result' id='$id' from='" from "'>" QUERY "</iq>"
#define LIE(from) \
  "<iq type='result' id='$id' from='" from "'><query xmlns='http://jabber.org/protocol/disco#info'>" \
  "<identity category='client' type='pc' name='Exodus 0.9.1'/><feature var='evil'/></query></iq>"
#define REFUSAL(from) \
  "<iq type='error' id='$id' from='" from "'><error type='cancel'>" \
  "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
#define KEY "caps:sha-1:QgayPKawpkPSDYmwT/WM94uAlu0="

typedef struct {
  FeatureFixture *fx;
  XmppPresence   *presence;
  XmppDisco      *disco;
  XmppCaps       *caps;
  XmppAddress    *romeo;
  XmppAddress    *benvolio;
} Play;

static void
changed_cb (XmppCaps    *caps,
            XmppAddress *full,
            gpointer     user_data)
{
  feature_fixture_note (user_data, "%s%s", xmpp_address_get_full (full),
                        xmpp_caps_supports (caps, full, MUC) ? " can"
                        : xmpp_caps_supports (caps, full, "evil") ? " is evil" : "");
}

static void
learned_cb (XmppCaps      *caps,
            const char    *key,
            XmppDiscoInfo *info,
            gpointer       user_data)
{
  feature_fixture_note (user_data, "learned %s", key);
}

static void
setup (Play          *play,
       gconstpointer  data)
{
  play->fx = feature_fixture_new ();
  play->presence = xmpp_presence_new ();
  play->disco = xmpp_disco_new ("Charla", NULL);
  play->caps = xmpp_caps_new (play->disco, play->presence, "https://charla.im");
  play->romeo = feature_fixture_address ("romeo@montague.lit/orchard");
  play->benvolio = feature_fixture_address ("benvolio@montague.lit/x");
  g_signal_connect (play->caps, "changed", G_CALLBACK (changed_cb), play->fx);
  g_signal_connect (play->caps, "learned", G_CALLBACK (learned_cb), play->fx);
  feature_fixture_add (play->fx, play->presence);
  feature_fixture_add (play->fx, play->disco);
  feature_fixture_add (play->fx, play->caps);
}

static void
teardown (Play          *play,
          gconstpointer  data)
{
  feature_fixture_free (play->fx);
  xmpp_address_unref (play->romeo);
  xmpp_address_unref (play->benvolio);
}

static void
test_verified (Play          *play,
               gconstpointer  data)
{
  static const MockLine lines[] = {
    SERVER_HEARS (ONLINE),
    SERVER_SAYS (CAPS ("romeo@montague.lit/orchard")),
    SERVER_HEARS (ASKS ("romeo@montague.lit/orchard")),
    SERVER_SAYS (TRUTH ("romeo@montague.lit/orchard")),
    /* Somebody else with the same program: nobody is asked. */
    SERVER_SAYS (CAPS ("benvolio@montague.lit/x") CAPS ("benvolio@montague.lit/x")),
    SERVER_WAITS,
  };
  static const MockLine gone[] = {
    SERVER_SAYS ("<presence from='romeo@montague.lit/orchard' type='unavailable'/>"),
    SERVER_WAITS,
  };

  feature_fixture_go_online (play->fx, lines, G_N_ELEMENTS (lines));
  feature_fixture_assert_noted (play->fx, "learned " KEY "\n"
                                          "romeo@montague.lit/orchard can\n"
                                          "benvolio@montague.lit/x can\n");
  g_assert_true (xmpp_caps_contact_supports (play->caps, play->romeo, MUC));
  g_assert_false (xmpp_caps_contact_supports (play->caps, play->romeo, "evil"));

  feature_fixture_play (play->fx, gone, G_N_ELEMENTS (gone));
  g_assert_null (xmpp_caps_get_info (play->caps, play->romeo));
  g_assert_false (xmpp_caps_supports (play->caps, NULL, MUC));
}

/* A lie is true of the liar alone; the next one with that hash is asked. */
static void
test_poisoned (Play          *play,
               gconstpointer  data)
{
  static const MockLine lines[] = {
    SERVER_HEARS (ONLINE),
    SERVER_SAYS (CAPS ("mallory@evil.lit/x")),
    SERVER_HEARS (ASKS ("mallory@evil.lit/x")),
    SERVER_SAYS (CAPS ("romeo@montague.lit/orchard") CAPS ("benvolio@montague.lit/x")
                 LIE ("mallory@evil.lit/x")),
    SERVER_HEARS (ASKS ("romeo@montague.lit/orchard")),
    SERVER_SAYS (REFUSAL ("romeo@montague.lit/orchard")),
    SERVER_HEARS (ASKS ("benvolio@montague.lit/x")),
    SERVER_SAYS (TRUTH ("benvolio@montague.lit/x")),
    SERVER_WAITS,
  };
  g_autoptr(XmppAddress) mallory = feature_fixture_address ("mallory@evil.lit/x");

  feature_fixture_go_online (play->fx, lines, G_N_ELEMENTS (lines));
  g_assert_true (g_str_has_prefix (play->fx->events->str, "mallory@evil.lit/x is evil\nlearned " KEY "\n"));
  g_assert_true (xmpp_caps_supports (play->caps, mallory, "evil"));
  g_assert_true (xmpp_caps_supports (play->caps, play->romeo, MUC));
  g_assert_true (xmpp_caps_supports (play->caps, play->benvolio, MUC));
  g_assert_false (xmpp_caps_supports (play->caps, play->romeo, "evil"));
}

/* Each hash is asked for once, and somebody who is never right ends it. */
static void
test_given_up (Play          *play,
               gconstpointer  data)
{
  static const MockLine lines[] = {
    SERVER_HEARS (ONLINE),
    SERVER_SAYS (CAPS ("romeo@montague.lit/orchard") CAPS ("romeo@montague.lit/orchard")),
    SERVER_HEARS (ASKS ("romeo@montague.lit/orchard")),
    SERVER_SAYS (REFUSAL ("romeo@montague.lit/orchard")),
    SERVER_WAITS,
    SERVER_SAYS (CAPS ("romeo@montague.lit/orchard")),
    SERVER_WAITS,
  };

  feature_fixture_go_online (play->fx, lines, G_N_ELEMENTS (lines));
  feature_fixture_assert_noted (play->fx, "");
  g_assert_null (xmpp_caps_get_info (play->caps, play->romeo));
}

static void
lookup_cb (XmppCaps   *caps,
           const char *key,
           gpointer    user_data)
{
  feature_fixture_note (user_data, "looked up %s", key);
}

static void
test_lookup (Play          *play,
             gconstpointer  data)
{
  static const MockLine lines[] = {
    SERVER_HEARS (ONLINE),
    SERVER_SAYS (CAPS ("romeo@montague.lit/orchard") CAPS ("benvolio@montague.lit/x")),
    SERVER_WAITS,
  };
  static const MockLine asks[] = {
    SERVER_HEARS (ASKS ("romeo@montague.lit/orchard")),
    SERVER_SAYS (REFUSAL ("romeo@montague.lit/orchard")),
    SERVER_HEARS (ASKS ("benvolio@montague.lit/x")),
    SERVER_SAYS (REFUSAL ("benvolio@montague.lit/x")),
    SERVER_WAITS,
  };
  g_autoptr(XmppDiscoInfo) lie = xmpp_disco_info_from_xml ("<query "
    "xmlns='http://jabber.org/protocol/disco#info'><feature var='evil'/></query>");
  g_autoptr(XmppDiscoInfo) truth = xmpp_disco_info_from_xml (QUERY);
  gboolean is_kept_false = GPOINTER_TO_INT (data);

  xmpp_caps_set_lookup (play->caps, lookup_cb, play->fx);
  feature_fixture_go_online (play->fx, lines, G_N_ELEMENTS (lines));
  feature_fixture_assert_noted (play->fx, "looked up " KEY "\n");

  xmpp_caps_answer_lookup (play->caps, "caps:sha-1:other", truth);
  xmpp_caps_answer_lookup (play->caps, KEY, is_kept_false ? lie : truth);
  if (is_kept_false)
    {
      /* Answered once; what comes later does not count. */
      xmpp_caps_answer_lookup (play->caps, KEY, NULL);
      feature_fixture_play (play->fx, asks, G_N_ELEMENTS (asks));
      feature_fixture_assert_noted (play->fx, "");
    }
  else
    {
      g_assert_null (strstr (play->fx->events->str, "learned"));
      g_assert_true (xmpp_caps_supports (play->caps, play->romeo, MUC));
      g_assert_true (xmpp_caps_supports (play->caps, play->benvolio, MUC));
    }
}

/* XEP-0390 is the better proof where both are there. */
static void
test_caps2 (Play          *play,
            gconstpointer  data)
{
  static const MockLine lines[] = {
    SERVER_HEARS (ONLINE),
    SERVER_SAYS ("<presence from='romeo@montague.lit/orchard'>"
                 "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' ver='v'/>"
                 "<c xmlns='urn:xmpp:caps'><hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>"
                 "kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8=</hash></c></presence>"),
    SERVER_HEARS ("<iq type='get' id='*' to='romeo@montague.lit/orchard'>"
                  "<query xmlns='http://jabber.org/protocol/disco#info' "
                  "node='urn:xmpp:caps#sha-256.kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8='/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='romeo@montague.lit/orchard' xml:lang='en'>"
                 "<query xmlns='http://jabber.org/protocol/disco#info'>"
                 "<identity category='client' name='BombusMod' type='mobile'/>"
                 "<feature var='http://jabber.org/protocol/si'/>"
                 "<feature var='http://jabber.org/protocol/bytestreams'/>"
                 "<feature var='http://jabber.org/protocol/chatstates'/>"
                 "<feature var='http://jabber.org/protocol/disco#info'/>"
                 "<feature var='http://jabber.org/protocol/disco#items'/>"
                 "<feature var='urn:xmpp:ping'/><feature var='jabber:iq:time'/>"
                 "<feature var='jabber:iq:privacy'/><feature var='jabber:iq:version'/>"
                 "<feature var='http://jabber.org/protocol/rosterx'/><feature var='urn:xmpp:time'/>"
                 "<feature var='jabber:x:oob'/><feature var='http://jabber.org/protocol/ibb'/>"
                 "<feature var='http://jabber.org/protocol/si/profile/file-transfer'/>"
                 "<feature var='urn:xmpp:receipts'/><feature var='jabber:iq:roster'/>"
                 "<feature var='jabber:iq:last'/></query></iq>"),
    /* A presence that says nothing of it changes nothing. */
    SERVER_SAYS ("<presence from='romeo@montague.lit/orchard'><show>away</show></presence>"),
    SERVER_WAITS,
  };

  feature_fixture_go_online (play->fx, lines, G_N_ELEMENTS (lines));
  g_assert_true (g_str_has_prefix (play->fx->events->str, "learned caps2:sha-256:kzBZ"));
  g_assert_true (xmpp_caps_supports (play->caps, play->romeo, "urn:xmpp:receipts"));
}

/* What we announce is what we answer. */
static void
test_own (Play          *play,
          gconstpointer  data)
{
  XmppDiscoInfo *own;
  g_autofree char *ver = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *announced = NULL;
  g_autofree char *asked = NULL;
  g_autofree char *answered = NULL;
  g_autofree char *asked2 = NULL;
  g_autofree char *answered2 = NULL;

  xmpp_disco_add_namespaces (play->disco, XMPP_FEATURE (play->caps));
  own = xmpp_disco_get_own (play->disco);
  ver = xmpp_disco_info_dup_caps_hash (own, "sha-1");
  hash = xmpp_disco_info_dup_caps2_hash (own, "sha-256");
  announced = g_strdup_printf ("<presence><x xmlns='vcard-temp:x:update'/>"
                               "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' "
                               "node='https://charla.im' ver='%s'/><c xmlns='urn:xmpp:caps'>"
                               "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>%s</hash></c></presence>",
                               ver, hash);
  asked = g_strdup_printf ("<iq type='get' id='q1' from='capulet.lit'><query "
                           "xmlns='http://jabber.org/protocol/disco#info' "
                           "node='https://charla.im#%s'/></iq>", ver);
  answered = g_strdup_printf ("<iq type='result' id='q1' to='capulet.lit'><query "
                              "xmlns='http://jabber.org/protocol/disco#info' "
                              "node='https://charla.im#%s'>*</query></iq>", ver);
  asked2 = g_strdup_printf ("<iq type='get' id='q2' from='capulet.lit'><query "
                            "xmlns='http://jabber.org/protocol/disco#info' "
                            "node='urn:xmpp:caps#sha-256.%s'/></iq>", hash);
  answered2 = g_strdup_printf ("<iq type='result' id='q2' to='capulet.lit'><query "
                               "xmlns='http://jabber.org/protocol/disco#info' "
                               "node='urn:xmpp:caps#sha-256.%s'>*</query></iq>", hash);
  {
    const MockLine lines[] = {
      SERVER_HEARS (announced),
      SERVER_SAYS (asked),
      SERVER_HEARS (answered),
      SERVER_SAYS (asked2),
      SERVER_HEARS (answered2),
    };
    const MockLine changed[] = {
      SERVER_HEARS (ONLINE),
      /* Who has seen the presence from before still gets an answer. */
      SERVER_SAYS (asked),
      SERVER_HEARS (answered),
    };

    feature_fixture_go_online (play->fx, lines, G_N_ELEMENTS (lines));
    xmpp_disco_add_feature (play->disco, "urn:more");
    xmpp_disco_add_feature (play->disco, "urn:even-more");
    feature_fixture_play (play->fx, changed, G_N_ELEMENTS (changed));
  }
}

static void
test_cache (void)
{
  XmppCapsCache *cache = xmpp_caps_cache_new ();

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *key = g_strdup_printf ("caps:sha-1:%u", i);
      g_autoptr(XmppDiscoInfo) info = xmpp_disco_info_new ();

      xmpp_caps_cache_put (cache, key, info);
      g_assert_nonnull (xmpp_caps_cache_get (cache, "caps:sha-1:0"));
      g_assert_true (xmpp_caps_cache_get (cache, key) == info);
    }

  /* What is used stays; of the rest the oldest go. */
  g_assert_null (xmpp_caps_cache_get (cache, "caps:sha-1:1"));
  g_assert_nonnull (xmpp_caps_cache_get (cache, "caps:sha-1:2999"));
  xmpp_caps_cache_free (cache);
}

static void
test_keys (void)
{
  static const char *const bad[] = { "", "caps", "caps:sha-1", "odd:sha-1:x", "caps:md5:x" };
  g_autoptr(XmppDiscoInfo) info = xmpp_disco_info_new ();

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (xmpp_caps_key_matches (bad[i], info));
  g_assert_false (xmpp_caps_key_matches (KEY, NULL));
  g_assert_null (xmpp_caps_key_make_node ("caps", NULL));
  g_assert_null (xmpp_caps_key_make_node (KEY, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/xmpp/caps/verified", Play, NULL, setup, test_verified, teardown);
  g_test_add ("/xmpp/caps/poisoned", Play, NULL, setup, test_poisoned, teardown);
  g_test_add ("/xmpp/caps/given-up", Play, NULL, setup, test_given_up, teardown);
  g_test_add ("/xmpp/caps/lookup/true", Play, GINT_TO_POINTER (FALSE), setup, test_lookup, teardown);
  g_test_add ("/xmpp/caps/lookup/false", Play, GINT_TO_POINTER (TRUE), setup, test_lookup, teardown);
  g_test_add ("/xmpp/caps/caps2", Play, NULL, setup, test_caps2, teardown);
  g_test_add ("/xmpp/caps/own", Play, NULL, setup, test_own, teardown);
  g_test_add_func ("/xmpp/caps/cache", test_cache);
  g_test_add_func ("/xmpp/caps/keys", test_keys);
  return g_test_run ();
}
