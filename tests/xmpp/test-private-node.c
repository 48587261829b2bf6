/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes for our own devices alone: XEP-0223. */
#include "private-mock.h"

#include "xmpp-error.h"
#include "xmpp-private-node.h"

#define NODE    "urn:n"
#define PAYLOAD "<a xmlns='urn:a'>text</a>"

typedef struct {
  FeatureFixture  *fx;
  XmppPrivateNode *node;
  XmppElement     *payload;
} Play;

static void
settled_cb (XmppPrivateNode *node,
            GPtrArray       *items,
            gpointer         user_data)
{
  static const char *const states[] = { "unknown", "unsupported", "absent", "loaded" };

  feature_fixture_note (user_data, "%s %u", states[xmpp_private_node_get_state (node)], items->len);
}

static void
published_cb (XmppPrivateNode *node,
              XmppPubsubItem  *item,
              gpointer         user_data)
{
  feature_fixture_note (user_data, "published %s", item->id);
}

static void
retracted_cb (XmppPrivateNode *node,
              const char      *id,
              gpointer         user_data)
{
  feature_fixture_note (user_data, "retracted %s", id);
}

static void
purged_cb (XmppPrivateNode *node,
           gpointer         user_data)
{
  feature_fixture_note (user_data, "purged");
}

static void
setup (Play          *play,
       gconstpointer  data)
{
  XmppDisco *disco = xmpp_disco_new ("Charla", NULL);
  XmppServerInfo *server_info = xmpp_server_info_new (disco);
  XmppPubsub *pubsub = xmpp_pubsub_new (disco, server_info);

  play->fx = feature_fixture_new ();
  play->node = xmpp_private_node_new (pubsub, server_info, NODE);
  play->payload = feature_fixture_parse (PAYLOAD);
  feature_fixture_add (play->fx, disco);
  feature_fixture_add (play->fx, server_info);
  feature_fixture_add (play->fx, pubsub);
  feature_fixture_add (play->fx, play->node);
  g_signal_connect (play->node, "settled", G_CALLBACK (settled_cb), play->fx);
  g_signal_connect (play->node, "published", G_CALLBACK (published_cb), play->fx);
  g_signal_connect (play->node, "retracted", G_CALLBACK (retracted_cb), play->fx);
  g_signal_connect (play->node, "purged", G_CALLBACK (purged_cb), play->fx);
}

static void
teardown (Play          *play,
          gconstpointer  data)
{
  xmpp_element_unref (play->payload);
  feature_fixture_free (play->fx);
}

static void
go_online (Play *play)
{
  static const MockLine online[] = {
    ASKS ("capulet.lit", "info"),
    ANSWERS ("capulet.lit", "info", ""),
    ASKS (OWN, "info"),
    ANSWERS (OWN, "info", CAN_OPTIONS),
    ASKS ("capulet.lit", "items"),
    ANSWERS ("capulet.lit", "items", ""),
    ASKS_ITEMS (NODE),
    GIVES_ITEMS (NODE, ITEM ("i1", PAYLOAD) ITEM_OF ("i2", OWN "/chamber", PAYLOAD)
                       ITEM_OF ("i3", "romeo@montague.lit", PAYLOAD)),
    SERVER_WAITS,
  };

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  feature_fixture_assert_noted (play->fx, "loaded 2\n");
}

static gboolean
publish (Play            *play,
         const MockLine  *lines,
         gsize            n_lines,
         GError         **error)
{
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_private_node_publish_async (play->node, "i1", play->payload, NULL, mock_result_cb, &result);
  if (n_lines > 0)
    feature_fixture_play (play->fx, lines, n_lines);
  return xmpp_private_node_publish_finish (play->node, mock_result_wait (&result), error);
}

static void
test_load (Play          *play,
           gconstpointer  data)
{
  static const MockLine again[] = {
    ASKS ("capulet.lit", "info"),
    ANSWERS ("capulet.lit", "info", CAN_OPTIONS),
    ASKS (OWN, "info"),
    ANSWERS (OWN, "info", ""),
    ASKS ("capulet.lit", "items"),
    ANSWERS ("capulet.lit", "items", ""),
    ASKS_ITEMS (NODE),
    REFUSES ("item-not-found"),
    SERVER_WAITS,
  };
  static const MockLine once_more[] = {
    ASKS ("capulet.lit", "info"),
    ANSWERS ("capulet.lit", "info", ""),
    ASKS (OWN, "info"),
    ANSWERS (OWN, "info", ""),
    ASKS ("capulet.lit", "items"),
    ANSWERS ("capulet.lit", "items", ""),
    SERVER_WAITS,
  };

  go_online (play);
  feature_fixture_reconnect (play->fx, again, G_N_ELEMENTS (again));
  feature_fixture_assert_noted (play->fx, "absent 0\n");
  feature_fixture_reconnect (play->fx, once_more, G_N_ELEMENTS (once_more));
  feature_fixture_assert_noted (play->fx, "unsupported 0\n");
}

/* CVE-2023-28686 */
static void
test_events (Play          *play,
             gconstpointer  data)
{
  static const MockLine lines[] = {
    TELLS (ITEMS (NODE, ITEM ("i3", PAYLOAD))),
    TELLS_FROM ("", ITEMS (NODE, "<retract id='i3'/>")),
    TELLS ("<purge node='" NODE "'/>"),
    /* All the same from others */
    TELLS_FROM (" from='romeo@montague.lit'", ITEMS (NODE, ITEM ("x", PAYLOAD))),
    TELLS_FROM (" from='capulet.lit'", ITEMS (NODE, ITEM ("x", PAYLOAD))),
    TELLS_FROM (" from='juliet@capulet.lit/chamber'", ITEMS (NODE, ITEM ("x", PAYLOAD))),
    TELLS_FROM (" from='juliet@capulet.lit.evil.lit'", ITEMS (NODE, ITEM ("x", PAYLOAD))),
    TELLS_FROM (" from='romeo@montague.lit'", ITEMS (NODE, "<retract id='i1'/>")),
    TELLS_FROM (" from='romeo@montague.lit'", "<purge node='" NODE "'/>"),
    TELLS_FROM (" from='romeo@montague.lit'", "<delete node='" NODE "'/>"),
    /* In ours, by others */
    TELLS (ITEMS (NODE, ITEM_OF ("x", "romeo@montague.lit/orchard", PAYLOAD))),
    TELLS (ITEMS (NODE, ITEM_OF ("x", "@@", PAYLOAD))),
    TELLS (ITEMS (NODE, ITEM_OF ("i4", OWN, PAYLOAD))),
    /* Of other nodes */
    TELLS (ITEMS ("urn:other", ITEM ("x", PAYLOAD))),
    SERVER_WAITS,
  };

  go_online (play);
  feature_fixture_play (play->fx, lines, G_N_ELEMENTS (lines));
  feature_fixture_assert_noted (play->fx, "published i3\nretracted i3\npurged\npublished i4\n");
}

static void
test_publish (Play          *play,
              gconstpointer  data)
{
  static const MockLine first[] = { IS_PRIVATE (NODE), PUBLISHES (NODE, "i1", PAYLOAD), AGREES };
  static const MockLine second[] = { PUBLISHES (NODE, "i1", PAYLOAD), AGREES };
  static const MockLine deleted[] = { TELLS ("<delete node='" NODE "'/>"), SERVER_WAITS };
  static const MockLine third[] = { IS_PRIVATE (NODE), PUBLISHES (NODE, "i1", PAYLOAD), AGREES };
  g_autoptr(GError) error = NULL;

  go_online (play);
  g_assert_true (publish (play, first, G_N_ELEMENTS (first), &error));

  /* It is looked at once, */
  g_assert_true (publish (play, second, G_N_ELEMENTS (second), &error));

  /* and when it may be another one. */
  feature_fixture_play (play->fx, deleted, G_N_ELEMENTS (deleted));
  g_assert_true (publish (play, third, G_N_ELEMENTS (third), &error));
}

static void
test_create (Play          *play,
             gconstpointer  data)
{
  static const MockLine lines[] = {
    ASKS_CONFIG (NODE),
    REFUSES ("item-not-found"),
    CREATES (NODE, PRIVATE_FIELDS),
    REFUSES ("not-acceptable"),
    CREATES (NODE, FIELD ("access_model", "whitelist") FIELD ("persist_items", "true")),
    /* Another device was quicker. */
    REFUSES ("conflict"),
    IS_PRIVATE (NODE),
    PUBLISHES (NODE, "i1", PAYLOAD),
    AGREES,
  };
  g_autoptr(GError) error = NULL;

  go_online (play);
  g_assert_true (publish (play, lines, G_N_ELEMENTS (lines), &error));
  g_assert_no_error (error);
}

/* CVE-2018-6591, CVE-2019-1000021 */
static void
test_open_node (Play          *play,
                gconstpointer  data)
{
  static const MockLine lines[] = {
    ASKS_CONFIG (NODE),
    GIVES_CONFIG (NODE, FIELD ("access_model", "open") FIELD ("max_items", "1")),
    SETS_CONFIG (NODE, FIELD ("access_model", "whitelist") FIELD ("max_items", "max")),
    AGREES,
    IS_PRIVATE (NODE),
    PUBLISHES (NODE, "i1", PAYLOAD),
    SERVER_SAYS ("<iq type='error' id='$id'><error type='cancel'>"
                 "<conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                 "<precondition-not-met xmlns='http://jabber.org/protocol/pubsub#errors'/></error></iq>"),
    ASKS_CONFIG (NODE),
    GIVES_CONFIG (NODE, FIELD ("access_model", "whitelist") FIELD ("persist_items", "0")),
    SETS_CONFIG (NODE, FIELD ("access_model", "whitelist") FIELD ("persist_items", "true")),
    AGREES,
    PUBLISHES (NODE, "i1", PAYLOAD),
    AGREES,
  };
  g_autoptr(GError) error = NULL;

  go_online (play);
  g_assert_true (publish (play, lines, G_N_ELEMENTS (lines), &error));
  g_assert_no_error (error);
}

/* A server that takes all options and acts upon none is told nothing. */
static void
test_options_ignored (Play          *play,
                      gconstpointer  data)
{
  static const MockLine stays_open[] = {
    ASKS_CONFIG (NODE),
    GIVES_CONFIG (NODE, FIELD ("access_model", "presence")),
    SETS_CONFIG (NODE, FIELD ("access_model", "whitelist")),
    AGREES,
    ASKS_CONFIG (NODE),
    GIVES_CONFIG (NODE, FIELD ("access_model", "presence")),
    SERVER_WAITS,
  };
  static const MockLine is_made_open[] = {
    ASKS_CONFIG (NODE),
    REFUSES ("item-not-found"),
    CREATES (NODE, PRIVATE_FIELDS),
    AGREES,
    ASKS_CONFIG (NODE),
    GIVES_CONFIG (NODE, FIELD ("access_model", "open")),
    SETS_CONFIG (NODE, FIELD ("access_model", "whitelist")),
    AGREES,
    ASKS_CONFIG (NODE),
    GIVES_CONFIG (NODE, FIELD ("access_model", "open")),
    SERVER_WAITS,
  };
  static const MockLine does_not_say[] = {
    ASKS_CONFIG (NODE),
    GIVES_CONFIG (NODE, FIELD ("persist_items", "true")),
    SERVER_WAITS,
  };
  static const MockLine is_never_there[] = {
    ASKS_CONFIG (NODE),
    REFUSES ("item-not-found"),
    CREATES (NODE, PRIVATE_FIELDS),
    AGREES,
    ASKS_CONFIG (NODE),
    REFUSES ("item-not-found"),
    SERVER_WAITS,
  };
  g_autoptr(GError) error = NULL;

  go_online (play);
  g_assert_false (publish (play, stays_open, G_N_ELEMENTS (stays_open), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_false (publish (play, is_made_open, G_N_ELEMENTS (is_made_open), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_false (publish (play, does_not_say, G_N_ELEMENTS (does_not_say), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_false (publish (play, is_never_there, G_N_ELEMENTS (is_never_there), &error));
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_ITEM_NOT_FOUND);
}

static void
test_no_options (Play          *play,
                 gconstpointer  data)
{
  static const MockLine online[] = {
    ASKS ("capulet.lit", "info"),
    ANSWERS ("capulet.lit", "info", ""),
    ASKS (OWN, "info"),
    ANSWERS (OWN, "info", "<feature var='http://jabber.org/protocol/pubsub#publish'/>"),
    ASKS ("capulet.lit", "items"),
    ANSWERS ("capulet.lit", "items", ""),
    SERVER_WAITS,
  };
  g_autoptr(GError) error = NULL;

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  feature_fixture_assert_noted (play->fx, "unsupported 0\n");
  g_assert_false (publish (play, NULL, 0, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED);
}

/* What was published first arrives first; what fails does not hold up the rest. */
static void
test_order (Play          *play,
            gconstpointer  data)
{
  static const MockLine lines[] = {
    IS_PRIVATE (NODE),
    PUBLISHES (NODE, "i1", PAYLOAD),
    REFUSES ("forbidden"),
    PUBLISHES (NODE, "i2", PAYLOAD),
    AGREES,
  };
  g_auto(MockResult) one = { NULL, 0 };
  g_auto(MockResult) two = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  go_online (play);
  xmpp_private_node_publish_async (play->node, "i1", play->payload, NULL, mock_result_cb, &one);
  xmpp_private_node_publish_async (play->node, "i2", play->payload, NULL, mock_result_cb, &two);
  feature_fixture_play (play->fx, lines, G_N_ELEMENTS (lines));
  g_assert_false (xmpp_private_node_publish_finish (play->node, mock_result_wait (&one), &error));
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_FORBIDDEN);
  g_assert_true (xmpp_private_node_publish_finish (play->node, mock_result_wait (&two), NULL));
}

static void
test_retract (Play          *play,
              gconstpointer  data)
{
  static const MockLine lines[] = {
    RETRACTS (NODE, "i1"),
    AGREES,
    RETRACTS (NODE, "i1"),
    REFUSES ("item-not-found"),
    RETRACTS (NODE, "i1"),
    REFUSES ("forbidden"),
  };
  g_autoptr(GError) error = NULL;

  go_online (play);
  mock_server_play (play->fx->server, lines, G_N_ELEMENTS (lines));
  for (guint i = 0; i < 3; i++)
    {
      g_auto(MockResult) result = { NULL, 0 };

      g_assert_no_error (error);
      xmpp_private_node_retract_async (play->node, "i1", NULL, mock_result_cb, &result);
      g_assert_cmpint (xmpp_private_node_retract_finish (play->node, mock_result_wait (&result), &error), ==, i < 2);
    }
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_FORBIDDEN);
}

static void
test_offline (Play          *play,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (publish (play, NULL, 0, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED);
}

/* The line is cut while something is being published. */
static void
test_cut (Play          *play,
          gconstpointer  data)
{
  static const MockLine lines[] = { ASKS_CONFIG (NODE), SERVER_CUTS };
  g_autoptr(GError) error = NULL;

  go_online (play);
  g_assert_false (publish (play, lines, G_N_ELEMENTS (lines), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Play, NULL, setup, func, teardown)
  ADD ("/xmpp/private-node/load", test_load);
  ADD ("/xmpp/private-node/events", test_events);
  ADD ("/xmpp/private-node/publish", test_publish);
  ADD ("/xmpp/private-node/create", test_create);
  ADD ("/xmpp/private-node/open-node", test_open_node);
  ADD ("/xmpp/private-node/options-ignored", test_options_ignored);
  ADD ("/xmpp/private-node/no-options", test_no_options);
  ADD ("/xmpp/private-node/order", test_order);
  ADD ("/xmpp/private-node/retract", test_retract);
  ADD ("/xmpp/private-node/offline", test_offline);
  ADD ("/xmpp/private-node/cut", test_cut);
#undef ADD
  return g_test_run ();
}
