/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes and their events, and nicks, which are some: XEP-0060, XEP-0163, XEP-0172. */
#include "feature-fixture.h"

#include "xmpp-error.h"
#include "xmpp-nick.h"
#include "xmpp-pubsub.h"

#define PUBSUB       "xmlns='http://jabber.org/protocol/pubsub'"
#define OWNER        "xmlns='http://jabber.org/protocol/pubsub#owner'"
#define EVENT(what)  "<event xmlns='http://jabber.org/protocol/pubsub#event'>" what "</event>"
#define ASKS_INFO(to) \
  "<iq type='get' id='*' to='" to "'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>"
#define INFO(from, content) \
  "<iq type='result' id='$id' from='" from "'><query xmlns='http://jabber.org/protocol/disco#info'>" \
  content "</query></iq>"
#define CAN_OPTIONS "<feature var='http://jabber.org/protocol/pubsub#publish-options'/>"
#define PRIVATE_OPTIONS \
  "<publish-options><x xmlns='jabber:x:data' type='submit'>" \
  "<field var='FORM_TYPE' type='hidden'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>" \
  "<field var='pubsub#access_model'><value>whitelist</value></field>" \
  "<field var='pubsub#persist_items'><value>true</value></field>" \
  "<field var='pubsub#send_last_published_item'><value>never</value></field>" \
  "<field var='pubsub#max_items'><value>max</value></field></x></publish-options>"
#define PUBLISHES(options) \
  "<iq type='set' id='*'><pubsub " PUBSUB "><publish node='urn:n'><item id='i1'>" \
  "<a xmlns='urn:a'>text</a></item></publish>" options "</pubsub></iq>"
#define CONFLICT \
  "<iq type='error' id='$id'><error type='cancel'>" \
  "<conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>" \
  "<precondition-not-met xmlns='http://jabber.org/protocol/pubsub#errors'/></error></iq>"

static const XmppPubsubOptions private_options = {
  .access = XMPP_PUBSUB_ACCESS_WHITELIST,
  .persist_items = TRUE,
  .max_items = G_MAXUINT,
  .never_send_last = TRUE,
};

static const XmppPubsubOptions open_options = { .access = XMPP_PUBSUB_ACCESS_OPEN };

typedef struct {
  FeatureFixture *fx;
  XmppDisco      *disco;
  XmppPubsub     *pubsub;
  XmppElement    *payload;
} Play;

static void
setup (Play          *play,
       gconstpointer  data)
{
  XmppServerInfo *server_info;

  play->fx = feature_fixture_new ();
  play->disco = xmpp_disco_new ("Charla", NULL);
  server_info = xmpp_server_info_new (play->disco);
  play->pubsub = xmpp_pubsub_new (play->disco, server_info);
  g_object_unref (server_info);
  feature_fixture_add (play->fx, play->disco);
  feature_fixture_add (play->fx, play->pubsub);
  play->payload = xmpp_element_new ("a", "urn:a");
  xmpp_element_set_text (play->payload, "text");
}

static void
teardown (Play          *play,
          gconstpointer  data)
{
  feature_fixture_free (play->fx);
  xmpp_element_unref (play->payload);
}

/* Publishes, plays, and returns the id, or NULL and @error. */
static char *
publish (Play                     *play,
         const XmppPubsubOptions  *options,
         const MockLine           *lines,
         gsize                     n_lines,
         GError                  **error)
{
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_pubsub_publish_async (play->pubsub, NULL, "urn:n", "i1", play->payload, options, NULL,
                             mock_result_cb, &result);
  g_assert_cmpuint (result.n_calls, ==, 0);
  feature_fixture_play (play->fx, lines, n_lines);
  return xmpp_pubsub_publish_finish (play->pubsub, mock_result_wait (&result), error);
}

static void
test_publish (Play          *play,
              gconstpointer  data)
{
  static const MockLine plain[] = {
    SERVER_HEARS (PUBLISHES ("")),
    SERVER_SAYS ("<iq type='result' id='$id'><pubsub " PUBSUB "><publish node='urn:n'><item id='made'/>"
                 "</publish></pubsub></iq>"),
  };
  static const MockLine with_options[] = {
    SERVER_HEARS (ASKS_INFO ("juliet@capulet.lit")),
    SERVER_SAYS (INFO ("juliet@capulet.lit", CAN_OPTIONS)),
    SERVER_HEARS (PUBLISHES (PRIVATE_OPTIONS)),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
  };
  g_autofree char *made = NULL;
  g_autofree char *given = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (publish (play, NULL, NULL, 0, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED);
  g_clear_error (&error);

  feature_fixture_go_online (play->fx, NULL, 0);
  made = publish (play, NULL, plain, G_N_ELEMENTS (plain), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (made, ==, "made");
  given = publish (play, &private_options, with_options, G_N_ELEMENTS (with_options), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (given, ==, "i1");
}

/* CVE-2018-6591 and its kin: private things are not published where they would be open. */
static void
test_cannot_be_private (Play          *play,
                        gconstpointer  data)
{
  static const MockLine lines[] = {
    SERVER_HEARS (ASKS_INFO ("juliet@capulet.lit")),
    SERVER_SAYS (INFO ("juliet@capulet.lit", "<identity category='pubsub' type='pep'/>")),
  };
  static const MockLine open[] = {
    SERVER_HEARS (PUBLISHES ("")),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
  };
  g_autofree char *id = NULL;
  g_autoptr(GError) error = NULL;

  feature_fixture_go_online (play->fx, NULL, 0);
  g_assert_null (publish (play, &private_options, lines, G_N_ELEMENTS (lines), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED);
  g_clear_error (&error);

  id = publish (play, &open_options, open, G_N_ELEMENTS (open), &error);
  g_assert_no_error (error);
  g_assert_nonnull (id);
}

/* A node that is there and otherwise is made so; never are the options dropped. */
static void
test_configure (Play          *play,
                gconstpointer  data)
{
  static const MockLine lines[] = {
    SERVER_HEARS (ASKS_INFO ("juliet@capulet.lit")),
    SERVER_SAYS (INFO ("juliet@capulet.lit", CAN_OPTIONS)),
    SERVER_HEARS (PUBLISHES (PRIVATE_OPTIONS)),
    SERVER_SAYS (CONFLICT),
    SERVER_HEARS ("<iq type='get' id='*'><pubsub " OWNER "><configure node='urn:n'/></pubsub></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'><pubsub " OWNER "><configure node='urn:n'>"
                 "<x xmlns='jabber:x:data' type='form'>"
                 "<field var='FORM_TYPE' type='hidden'>"
                 "<value>http://jabber.org/protocol/pubsub#node_config</value></field>"
                 "<field var='pubsub#title'><value>T</value></field>"
                 "<field var='pubsub#access_model' type='list-single'><value>presence</value></field>"
                 "<field var='pubsub#max_items'><value>1</value></field></x></configure></pubsub></iq>"),
    SERVER_HEARS ("<iq type='set' id='*'><pubsub " OWNER "><configure node='urn:n'>"
                  "<x xmlns='jabber:x:data' type='submit'>"
                  "<field var='FORM_TYPE' type='hidden'>"
                  "<value>http://jabber.org/protocol/pubsub#node_config</value></field>"
                  "<field var='pubsub#title'><value>T</value></field>"
                  "<field var='pubsub#access_model'><value>whitelist</value></field>"
                  "<field var='pubsub#max_items'><value>max</value></field></x></configure></pubsub></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
    SERVER_HEARS (PUBLISHES (PRIVATE_OPTIONS)),
    SERVER_SAYS (CONFLICT),
  };
  static const MockLine no_form[] = {
    SERVER_HEARS (PUBLISHES (PRIVATE_OPTIONS)),
    SERVER_SAYS (CONFLICT),
    SERVER_HEARS ("<iq type='get' id='*'><pubsub " OWNER "><configure node='urn:n'/></pubsub></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
  };
  g_autoptr(GError) error = NULL;

  feature_fixture_go_online (play->fx, NULL, 0);
  g_assert_null (publish (play, &private_options, lines, G_N_ELEMENTS (lines), &error));
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_null (publish (play, &private_options, no_form, G_N_ELEMENTS (no_form), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
}

#define BASIC_OPTIONS \
  "<publish-options><x xmlns='jabber:x:data' type='submit'>" \
  "<field var='FORM_TYPE' type='hidden'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>" \
  "<field var='pubsub#access_model'><value>whitelist</value></field>" \
  "<field var='pubsub#persist_items'><value>true</value></field></x></publish-options>"
#define REFUSES(condition) \
  SERVER_SAYS ("<iq type='error' id='$id'><error type='wait'>" \
               "<" condition " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")

/* ejabberd knows two options alone. What keeps a node private is never dropped. */
static void
test_unknown_options (Play          *play,
                      gconstpointer  data)
{
  static const MockLine lines[] = {
    SERVER_HEARS (ASKS_INFO ("juliet@capulet.lit")),
    SERVER_SAYS (INFO ("juliet@capulet.lit", CAN_OPTIONS)),
    SERVER_HEARS (PUBLISHES (PRIVATE_OPTIONS)),
    REFUSES ("resource-constraint"),
    SERVER_HEARS (PUBLISHES (BASIC_OPTIONS)),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
    SERVER_HEARS ("<iq type='get' id='*'><pubsub " OWNER "><configure node='urn:n'/></pubsub></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'><pubsub " OWNER "><configure node='urn:n'>"
                 "<x xmlns='jabber:x:data' type='form'><field var='pubsub#max_items'><value>1</value></field></x>"
                 "</configure></pubsub></iq>"),
    SERVER_HEARS ("<iq type='set' id='*'><pubsub " OWNER "><configure node='urn:n'>"
                  "<x xmlns='jabber:x:data' type='submit'><field var='pubsub#max_items'><value>max</value></field>"
                  "</x></configure></pubsub></iq>"),
    REFUSES ("not-acceptable"),
  };
  static const MockLine refused[] = {
    SERVER_HEARS (PUBLISHES (PRIVATE_OPTIONS)),
    REFUSES ("resource-constraint"),
    SERVER_HEARS (PUBLISHES (BASIC_OPTIONS)),
    REFUSES ("resource-constraint"),
  };
  g_autofree char *id = NULL;
  g_autoptr(GError) error = NULL;

  feature_fixture_go_online (play->fx, NULL, 0);
  id = publish (play, &private_options, lines, G_N_ELEMENTS (lines), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "i1");
  g_assert_null (publish (play, &private_options, refused, G_N_ELEMENTS (refused), &error));
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_RESOURCE_CONSTRAINT);
}

static void
test_cancel (Play          *play,
             gconstpointer  data)
{
  static const MockLine lines[] = { SERVER_HEARS (PUBLISHES ("")) };
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  feature_fixture_go_online (play->fx, NULL, 0);
  xmpp_pubsub_publish_async (play->pubsub, NULL, "urn:n", "i1", play->payload, NULL, cancellable,
                             mock_result_cb, &result);
  feature_fixture_play (play->fx, lines, G_N_ELEMENTS (lines));
  g_cancellable_cancel (cancellable);
  g_assert_null (xmpp_pubsub_publish_finish (play->pubsub, mock_result_wait (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (result.n_calls, ==, 1);
}

static void
test_fetch (Play          *play,
            gconstpointer  data)
{
  static const MockLine last[] = {
    SERVER_HEARS ("<iq type='get' id='*' to='romeo@montague.lit'><pubsub " PUBSUB ">"
                  "<items node='urn:n' max_items='2'/></pubsub></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='romeo@montague.lit'><pubsub " PUBSUB ">"
                 "<items node='urn:n'><item id='i1' publisher='romeo@montague.lit/x'><a xmlns='urn:a'/></item>"
                 "<item/></items></pubsub></iq>"),
  };
  static const MockLine one[] = {
    SERVER_HEARS ("<iq type='get' id='*' to='romeo@montague.lit'><pubsub " PUBSUB ">"
                  "<items node='urn:n'><item id='i9'/></items></pubsub></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='romeo@montague.lit'/>"),
  };
  g_autoptr(XmppAddress) romeo = feature_fixture_address ("romeo@montague.lit");
  g_auto(MockResult) first = { NULL, 0 };
  g_auto(MockResult) second = { NULL, 0 };
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(GError) error = NULL;
  XmppPubsubItem *item;

  feature_fixture_go_online (play->fx, NULL, 0);
  xmpp_pubsub_fetch_async (play->pubsub, romeo, "urn:n", NULL, 2, NULL, mock_result_cb, &first);
  feature_fixture_play (play->fx, last, G_N_ELEMENTS (last));
  items = xmpp_pubsub_fetch_finish (play->pubsub, mock_result_wait (&first), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 2);
  item = g_ptr_array_index (items, 0);
  g_assert_cmpstr (item->id, ==, "i1");
  g_assert_cmpstr (item->publisher, ==, "romeo@montague.lit/x");
  g_assert_true (xmpp_element_is (item->payload, "a", "urn:a"));
  item = g_ptr_array_index (items, 1);
  g_assert_null (item->id);
  g_assert_null (item->payload);

  xmpp_pubsub_fetch_async (play->pubsub, romeo, "urn:n", "i9", 2, NULL, mock_result_cb, &second);
  feature_fixture_play (play->fx, one, G_N_ELEMENTS (one));
  none = xmpp_pubsub_fetch_finish (play->pubsub, mock_result_wait (&second), &error);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_remove (Play          *play,
             gconstpointer  data)
{
  static const MockLine lines[] = {
    SERVER_HEARS ("<iq type='set' id='*'><pubsub " PUBSUB "><retract node='urn:n' notify='true'>"
                  "<item id='i1'/></retract></pubsub></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
    SERVER_HEARS ("<iq type='set' id='*'><pubsub " OWNER "><delete node='urn:n'/></pubsub></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
  };
  g_auto(MockResult) first = { NULL, 0 };
  g_auto(MockResult) second = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  feature_fixture_go_online (play->fx, NULL, 0);
  xmpp_pubsub_retract_async (play->pubsub, NULL, "urn:n", "i1", TRUE, NULL, mock_result_cb, &first);
  xmpp_pubsub_delete_async (play->pubsub, NULL, "urn:n", NULL, mock_result_cb, &second);
  feature_fixture_play (play->fx, lines, G_N_ELEMENTS (lines));
  g_assert_true (xmpp_pubsub_retract_finish (play->pubsub, mock_result_wait (&first), &error));
  g_assert_true (xmpp_pubsub_delete_finish (play->pubsub, mock_result_wait (&second), &error));
  g_assert_no_error (error);
}

static void
event_cb (const XmppPubsubEvent *event,
          gpointer               user_data)
{
  g_autoptr(GString) items = g_string_new (NULL);

  for (guint i = 0; i < event->items->len; i++)
    {
      const XmppPubsubItem *item = g_ptr_array_index (event->items, i);

      g_string_append_printf (items, " +%s", item->id != NULL ? item->id : "?");
    }
  for (guint i = 0; i < event->retracted->len; i++)
    g_string_append_printf (items, " -%s", (char *) g_ptr_array_index (event->retracted, i));

  feature_fixture_note (user_data, "%s%s%s%s", xmpp_address_get_full (event->from),
                        event->is_own ? " own" : "", items->str, event->is_purged ? " purged" : "");
}

/* CVE-2023-28686: an event says who sent it, and whether that is ourselves. */
static void
test_events (Play          *play,
             gconstpointer  data)
{
  static const MockLine lines[] = {
    SERVER_SAYS ("<message from='romeo@montague.lit'>"
                 EVENT ("<items node='urn:n'><item id='1'><a xmlns='urn:a'/></item><item/>"
                        "<retract id='2'/><retract/></items>") "</message>"
                 "<message from='juliet@capulet.lit'>" EVENT ("<items node='urn:n'/>") "</message>"
                 "<message>" EVENT ("<items node='urn:n'/>") "</message>"
                 "<message from='juliet@capulet.lit/other'>" EVENT ("<items node='urn:n'/>") "</message>"
                 "<message from='capulet.lit'>" EVENT ("<purge node='urn:n'/>") "</message>"
                 "<message from='romeo@montague.lit'>" EVENT ("<delete node='urn:n'/>") "</message>"
                 /* None of these: */
                 "<message from='@@'>" EVENT ("<items node='urn:n'/>") "</message>"
                 "<message from='romeo@montague.lit' type='error'>" EVENT ("<items node='urn:n'/>") "</message>"
                 "<message from='romeo@montague.lit'>" EVENT ("<items node='urn:other'/>") "</message>"
                 "<message from='romeo@montague.lit'>" EVENT ("<items/>") "</message>"
                 "<message from='romeo@montague.lit'>" EVENT ("<odd node='urn:n'/>") "</message>"
                 "<message from='romeo@montague.lit'>" EVENT ("") "</message>"),
    SERVER_WAITS,
  };
  guint id;

  id = xmpp_pubsub_watch (play->pubsub, "urn:n", TRUE, event_cb, play->fx);
  g_assert_true (xmpp_disco_info_has_feature (xmpp_disco_get_own (play->disco), "urn:n+notify"));
  feature_fixture_go_online (play->fx, lines, G_N_ELEMENTS (lines));
  feature_fixture_assert_noted (play->fx, "romeo@montague.lit +1 +? -2\n"
                                          "juliet@capulet.lit own\n"
                                          "juliet@capulet.lit own\n"
                                          "juliet@capulet.lit/other\n"
                                          "capulet.lit purged\n"
                                          "romeo@montague.lit purged\n");
  xmpp_pubsub_unwatch (play->pubsub, id);
  g_assert_false (xmpp_disco_info_has_feature (xmpp_disco_get_own (play->disco), "urn:n+notify"));
}

typedef struct {
  Play  *play;
  guint  self;
  guint  other;
} Fickle;

static void
fickle_cb (const XmppPubsubEvent *event,
           gpointer               user_data)
{
  Fickle *fickle = user_data;

  feature_fixture_note (fickle->play->fx, "fickle");
  xmpp_pubsub_unwatch (fickle->play->pubsub, fickle->self);
  xmpp_pubsub_unwatch (fickle->play->pubsub, fickle->other);
}

/* A callback may take itself away, and the next one. */
static void
test_unwatch_within (Play          *play,
                     gconstpointer  data)
{
  static const MockLine lines[] = {
    SERVER_SAYS ("<message from='a.lit'>" EVENT ("<items node='urn:n'/>") "</message>"
                 "<message from='b.lit'>" EVENT ("<items node='urn:n'/>") "</message>"),
    SERVER_WAITS,
  };
  Fickle fickle = { play, 0, 0 };
  guint last;

  fickle.self = xmpp_pubsub_watch (play->pubsub, "urn:n", FALSE, fickle_cb, &fickle);
  fickle.other = xmpp_pubsub_watch (play->pubsub, "urn:n", FALSE, event_cb, play->fx);
  last = xmpp_pubsub_watch (play->pubsub, "urn:n", FALSE, event_cb, play->fx);
  feature_fixture_go_online (play->fx, lines, G_N_ELEMENTS (lines));
  feature_fixture_assert_noted (play->fx, "fickle\na.lit\nb.lit\n");
  xmpp_pubsub_unwatch (play->pubsub, last);
}

static void
nick_cb (XmppNick    *nicks,
         XmppAddress *bare,
         const char  *nick,
         gpointer     user_data)
{
  feature_fixture_note (user_data, "%s is %s", xmpp_address_get_full (bare), nick != NULL ? nick : "-");
}

#define NICK "http://jabber.org/protocol/nick"

static void
test_nick (Play          *play,
           gconstpointer  data)
{
  static const MockLine lines[] = {
    SERVER_SAYS ("<message from='romeo@montague.lit'>"
                 EVENT ("<items node='" NICK "'><item id='current'><nick xmlns='" NICK "'> Romeo </nick></item>"
                        "</items>") "</message>"
                 "<message from='nurse@capulet.lit'>"
                 EVENT ("<items node='" NICK "'><item><nick xmlns='" NICK "'/></item></items>") "</message>"
                 "<message from='tybalt@capulet.lit'>"
                 EVENT ("<items node='" NICK "'><retract id='current'/></items>") "</message>"
                 "<message from='mallory@evil.lit/romeo'>"
                 EVENT ("<items node='" NICK "'><item><nick xmlns='" NICK "'>Romeo</nick></item></items>")
                 "</message>"
                 "<message from='mallory@evil.lit'>" EVENT ("<items node='" NICK "'/>") "</message>"),
    SERVER_WAITS,
  };
  static const MockLine publishes[] = {
    SERVER_HEARS ("<iq type='set' id='*'><pubsub " PUBSUB "><publish node='" NICK "'><item id='current'>"
                  "<nick xmlns='" NICK "'>Juliet</nick></item></publish></pubsub></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
    SERVER_HEARS ("<iq type='set' id='*'><pubsub " PUBSUB "><publish node='" NICK "'><item id='current'>"
                  "<nick xmlns='" NICK "'/></item></publish></pubsub></iq>"),
    SERVER_SAYS ("<iq type='error' id='$id'><error type='auth'>"
                 "<forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
  };
  XmppNick *nicks = xmpp_nick_new (play->pubsub);
  g_auto(MockResult) first = { NULL, 0 };
  g_auto(MockResult) second = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  g_signal_connect (nicks, "changed", G_CALLBACK (nick_cb), play->fx);
  feature_fixture_add (play->fx, nicks);
  feature_fixture_go_online (play->fx, lines, G_N_ELEMENTS (lines));
  feature_fixture_assert_noted (play->fx, "romeo@montague.lit is Romeo\nnurse@capulet.lit is -\n"
                                          "tybalt@capulet.lit is -\n");

  xmpp_nick_publish_async (nicks, "Juliet", NULL, mock_result_cb, &first);
  xmpp_nick_publish_async (nicks, NULL, NULL, mock_result_cb, &second);
  feature_fixture_play (play->fx, publishes, G_N_ELEMENTS (publishes));
  g_assert_true (xmpp_nick_publish_finish (nicks, mock_result_wait (&first), &error));
  g_assert_no_error (error);
  g_assert_false (xmpp_nick_publish_finish (nicks, mock_result_wait (&second), &error));
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_FORBIDDEN);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/xmpp/pubsub/publish", Play, NULL, setup, test_publish, teardown);
  g_test_add ("/xmpp/pubsub/cannot-be-private", Play, NULL, setup, test_cannot_be_private, teardown);
  g_test_add ("/xmpp/pubsub/configure", Play, NULL, setup, test_configure, teardown);
  g_test_add ("/xmpp/pubsub/unknown-options", Play, NULL, setup, test_unknown_options, teardown);
  g_test_add ("/xmpp/pubsub/cancel", Play, NULL, setup, test_cancel, teardown);
  g_test_add ("/xmpp/pubsub/fetch", Play, NULL, setup, test_fetch, teardown);
  g_test_add ("/xmpp/pubsub/remove", Play, NULL, setup, test_remove, teardown);
  g_test_add ("/xmpp/pubsub/events", Play, NULL, setup, test_events, teardown);
  g_test_add ("/xmpp/pubsub/unwatch-within", Play, NULL, setup, test_unwatch_within, teardown);
  g_test_add ("/xmpp/pubsub/nick", Play, NULL, setup, test_nick, teardown);
  return g_test_run ();
}
