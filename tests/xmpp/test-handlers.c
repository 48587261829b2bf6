/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is called for a stanza may take away himself, others, his module with all that it holds, and the
 * session: what is freed meanwhile is not touched again. */
#include "feature-fixture.h"

#include "xmpp-avatar.h"
#include "xmpp-blocking.h"
#include "xmpp-bookmarks.h"
#include "xmpp-caps.h"
#include "xmpp-carbons.h"
#include "xmpp-displayed-sync.h"
#include "xmpp-messaging.h"
#include "xmpp-muc.h"
#include "xmpp-nick.h"

#define TEST_NS "urn:charla:test"
#define HASH    "35dcb25b24eed8bfe16f625f8c3b0a75f185c205"

#define SAYS_A SERVER_SAYS ("<message from='romeo@montague.lit' id='a'><a xmlns='" TEST_NS "'/></message>")

/* A handler with memory of its own, which is gone with it. */
typedef struct _Caller Caller;

struct _Caller
{
  FeatureFixture *fx;
  const char     *name;
  guint           id;
  Caller         *removes; /* (nullable): when it is called; it may be itself */
  gboolean        adds;    /* another one, when it is called */
};

static Caller *caller_new (FeatureFixture *fx,
                           const char     *name,
                           const char     *payload_ns);

static void
caller_free (Caller *self)
{
  if (self->id != 0)
    xmpp_session_remove_handler (self->fx->session, self->id);
  memset (self, 0xdb, sizeof *self);
  g_free (self);
}

static gboolean
called_cb (XmppSession *session,
           XmppElement *stanza,
           XmppElement *payload,
           gpointer     user_data)
{
  Caller *self = user_data;

  feature_fixture_note (self->fx, "%s %s", self->name, xmpp_element_get_attribute (stanza, "id"));
  if (self->adds)
    {
      self->adds = FALSE;
      self->removes = caller_new (self->fx, "added", TEST_NS);
      return FALSE;
    }
  if (self->removes != NULL)
    caller_free (g_steal_pointer (&self->removes));
  return FALSE;
}

static Caller *
caller_new (FeatureFixture *fx,
            const char     *name,
            const char     *payload_ns) /* (nullable) */
{
  Caller *self = g_new0 (Caller, 1);

  self->fx = fx;
  self->name = name;
  self->id = xmpp_session_add_handler (fx->session, "message", NULL, payload_ns != NULL ? "a" : NULL,
                                       payload_ns, called_cb, self);
  return self;
}

static void
test_itself (void)
{
  static const MockLine play[] = { SAYS_A, SAYS_A, SERVER_WAITS };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  Caller *first = caller_new (fx, "first", TEST_NS);
  Caller *second = caller_new (fx, "second", TEST_NS);

  first->removes = first;
  feature_fixture_go_online (fx, play, G_N_ELEMENTS (play));
  feature_fixture_assert_noted (fx, "first a\nsecond a\nsecond a\n");
  caller_free (second);
}

/* Those that were about to be called for the same stanza are not, whatever they were added for. */
static void
test_others (void)
{
  static const MockLine play[] = { SAYS_A, SAYS_A, SERVER_WAITS };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  Caller *first = caller_new (fx, "first", TEST_NS);
  Caller *second = caller_new (fx, "second", TEST_NS);
  Caller *third = caller_new (fx, "third", TEST_NS);
  Caller *fourth = caller_new (fx, "fourth", NULL);

  first->removes = second;
  third->removes = fourth;
  feature_fixture_go_online (fx, play, G_N_ELEMENTS (play));
  feature_fixture_assert_noted (fx, "first a\nthird a\nfirst a\nthird a\n");
  caller_free (first);
  caller_free (third);
}

/* One that comes meanwhile hears of the next stanza, and may take its place. */
static void
test_added (void)
{
  static const MockLine play[] = { SAYS_A, SAYS_A, SAYS_A, SERVER_WAITS };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  Caller *first = caller_new (fx, "first", TEST_NS);

  first->adds = TRUE;
  feature_fixture_go_online (fx, play, G_N_ELEMENTS (play));
  feature_fixture_assert_noted (fx, "first a\nfirst a\nfirst a\n");
  caller_free (first);
}

/* Modules. */

typedef struct {
  const char *name;
  const char *module;
  const char *signal;
  guint       number;  /* when it is emitted for that time everything goes */
  const char *xml;
} Case;

#define OWN      " from='juliet@capulet.lit' to='$jid'"
#define PUSH(id, content) "<iq type='set' id='" id "'" OWN ">" content "</iq>"
#define ROSTER(item) "<query xmlns='jabber:iq:roster'>" item "</query>"
#define EVENT(from, content) \
  "<message from='" from "' to='$jid'><event xmlns='http://jabber.org/protocol/pubsub#event'>" content \
  "</event></message>"
#define BOOKMARK(id) \
  "<item id='" id "'><conference xmlns='urn:xmpp:bookmarks:1' autojoin='1'><nick>n</nick></conference></item>"
#define FORWARDED(from, to) \
  "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='" from "' to='" to "' " \
  "type='chat' id='f'><body>B</body></message></forwarded>"
#define CAPS "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' ver='v'/>"
#define FACE "<x xmlns='vcard-temp:x:update'><photo>" HASH "</photo></x>"

static const Case cases[] = {
  { "roster-changed", "XmppRoster", "item-changed", 1,
    PUSH ("a", ROSTER ("<item jid='a@b.lit' subscription='both'/>")) },
  { "roster-removed", "XmppRoster", "item-removed", 1,
    PUSH ("a", ROSTER ("<item jid='a@b.lit' subscription='both'/>"))
    PUSH ("b", ROSTER ("<item jid='a@b.lit' subscription='remove'/>")) },
  { "blocked", "XmppBlocking", "blocked", 1,
    PUSH ("a", "<block xmlns='urn:xmpp:blocking'><item jid='a.lit'/><item jid='b.lit'/></block>") },
  { "unblocked", "XmppBlocking", "unblocked", 1,
    PUSH ("a", "<block xmlns='urn:xmpp:blocking'><item jid='a.lit'/><item jid='b.lit'/></block>")
    PUSH ("b", "<unblock xmlns='urn:xmpp:blocking'/>") },
  { "presence", "XmppPresence", "changed", 1,
    "<presence from='romeo@montague.lit/x'>" CAPS FACE "</presence>" },
  { "presence-of-all", "XmppPresence", "changed", 3,
    "<presence from='romeo@montague.lit/x'/><presence from='romeo@montague.lit/y'/>"
    "<presence from='romeo@montague.lit' type='unavailable'/>" },
  { "subscription-requested", "XmppPresence", "subscription-requested", 1,
    "<presence type='subscribe' from='romeo@montague.lit'/>" },
  { "subscription-answered", "XmppPresence", "subscription-answered", 1,
    "<presence type='subscribed' from='romeo@montague.lit'/>" },
  { "message", "XmppMessaging", "message", 1,
    "<message from='romeo@montague.lit/x' to='$jid' type='chat'><body>B</body></message>" },
  { "carbon", "XmppCarbons", "carbon", 1,
    "<message" OWN "><received xmlns='urn:xmpp:carbons:2'>"
    FORWARDED ("romeo@montague.lit/x", "juliet@capulet.lit") "</received></message>" },
  { "nick", "XmppNick", "changed", 1,
    EVENT ("romeo@montague.lit", "<items node='http://jabber.org/protocol/nick'><item id='current'>"
           "<nick xmlns='http://jabber.org/protocol/nick'>R</nick></item></items>") },
  { "avatar", "XmppAvatar", "changed", 1,
    EVENT ("romeo@montague.lit", "<items node='urn:xmpp:avatar:metadata'><item id='" HASH "'>"
           "<metadata xmlns='urn:xmpp:avatar:metadata'><info bytes='18' id='" HASH "' type='image/png'/>"
           "</metadata></item></items>") },
  { "bookmark", "XmppBookmarks", "changed", 1,
    EVENT ("juliet@capulet.lit", "<items node='urn:xmpp:bookmarks:1'>" BOOKMARK ("a@b.lit")
           BOOKMARK ("c@b.lit") "<retract id='a@b.lit'/></items>") },
  { "bookmark-removed", "XmppBookmarks", "removed", 1,
    EVENT ("juliet@capulet.lit", "<items node='urn:xmpp:bookmarks:1'>" BOOKMARK ("a@b.lit")
           BOOKMARK ("c@b.lit") "</items>")
    EVENT ("juliet@capulet.lit", "<purge node='urn:xmpp:bookmarks:1'/>") },
  { "displayed", "XmppDisplayedSync", "displayed", 1,
    EVENT ("juliet@capulet.lit", "<items node='urn:xmpp:mds:displayed:0'><item id='a@b.lit'>"
           "<displayed xmlns='urn:xmpp:mds:displayed:0'><stanza-id xmlns='urn:xmpp:sid:0' "
           "by='juliet@capulet.lit' id='s'/></displayed></item></items>") },
  { "invited", "XmppMuc", "invited", 1,
    "<message from='coven@chat.shakespeare.lit' to='$jid'><x xmlns='http://jabber.org/protocol/muc#user'>"
    "<invite from='romeo@montague.lit'/></x></message>" },
};

typedef struct {
  FeatureFixture *fx;
  guint           left;   /* until everything goes */
  gboolean        is_over;
} Play;

static XmppAudience *
add_modules (FeatureFixture *fx)
{
  XmppRoster *roster = xmpp_roster_new ();
  XmppAudience *audience = xmpp_audience_new (roster);
  XmppPresence *presence = xmpp_presence_new ();
  XmppDisco *disco = xmpp_disco_new ("Charla", audience);
  XmppServerInfo *server_info = xmpp_server_info_new (disco);
  XmppPubsub *pubsub = xmpp_pubsub_new (disco, server_info);
  XmppVcardTemp *vcards = xmpp_vcard_temp_new ();
  gpointer modules[] = {
    xmpp_muc_new (disco, presence, audience), roster, presence, xmpp_messaging_new (), disco, server_info,
    xmpp_caps_new (disco, presence, "https://charla.im"), pubsub, vcards,
    xmpp_avatar_new (pubsub, vcards, presence, server_info), xmpp_nick_new (pubsub), xmpp_nick_new (pubsub),
    xmpp_blocking_new (),
    xmpp_carbons_new (server_info), xmpp_bookmarks_new (pubsub, server_info),
    xmpp_displayed_sync_new (pubsub, server_info),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (modules); i++)
    feature_fixture_add (fx, modules[i]);
  return audience;
}

static void
take_everything (Play *play)
{
  FeatureFixture *fx = play->fx;

  while (fx->features->len > 0)
    {
      XmppFeature *feature = g_ptr_array_steal_index (fx->features, fx->features->len - 1);

      xmpp_feature_detach (feature, fx->session);
      g_object_unref (feature);
    }
}

static void
drop_cb (Play *play)
{
  if (play->left == 0 || --play->left > 0)
    return;

  feature_fixture_note (play->fx, "all gone");
  take_everything (play);
}

static gboolean
end_cb (XmppSession *session,
        XmppElement *stanza,
        XmppElement *payload,
        gpointer     user_data)
{
  ((Play *) user_data)->is_over = TRUE;
  return TRUE;
}

static GObject *
find_module (FeatureFixture *fx,
             const char     *name)
{
  for (guint i = 0; i < fx->features->len; i++)
    if (g_str_equal (G_OBJECT_TYPE_NAME (fx->features->pdata[i]), name))
      return fx->features->pdata[i];

  g_assert_not_reached ();
}

/* They come when it is online: what they have asked for would keep them. */
static void
test_module (gconstpointer data)
{
  const Case *what = data;
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  g_autoptr(XmppAudience) audience = NULL;
  Play play = { .fx = fx, .left = what->number };
  const MockLine lines[] = {
    SERVER_SAYS (what->xml),
    SERVER_SAYS ("<message from='capulet.lit'><end xmlns='" TEST_NS "'/></message>"),
    SERVER_HEARS_CUT,
  };
  /* Nobody says good-bye to it: that is not waited for. */
  const XmppSessionLimits limits = { 10000, 10000, 10000, 60000, 10000, 50, 10, 50, 10000 };
  guint end = xmpp_session_add_handler (fx->session, "message", NULL, "end", TEST_NS, end_cb, &play);

  xmpp_session_set_limits (fx->session, &limits);
  feature_fixture_go_online (fx, NULL, 0);
  audience = add_modules (fx);
  g_signal_connect_swapped (find_module (fx, what->module), what->signal, G_CALLBACK (drop_cb), &play);
  mock_server_play (fx->server, lines, G_N_ELEMENTS (lines));
  mock_wait_for (&play.is_over);
  feature_fixture_assert_noted (fx, "all gone\n");
  xmpp_session_remove_handler (fx->session, end);
}

/* The session. */

static gboolean
drop_session_cb (XmppSession *session,
                 XmppElement *stanza,
                 XmppElement *payload,
                 gpointer     user_data)
{
  FeatureFixture *fx = user_data;

  feature_fixture_note (fx, "%s", xmpp_element_get_attribute (stanza, "id"));
  g_clear_object (&fx->session);
  return FALSE;
}

/* What came with it, and has been read, is told to nobody any more. */
static void
test_session (gconstpointer data)
{
  const char *is_iq = data;
  FeatureFixture *fx = feature_fixture_new ();
  const MockLine lines[] = {
    SERVER_SIGNS_IN,
    SERVER_SAYS (is_iq != NULL ? "<iq type='get' id='a' from='capulet.lit'><a xmlns='" TEST_NS "'/></iq>"
                                 "<iq type='get' id='b' from='capulet.lit'><a xmlns='" TEST_NS "'/></iq>"
                               : "<message id='a'><a xmlns='" TEST_NS "'/></message>"
                                 "<message id='b'><a xmlns='" TEST_NS "'/></message>"),
    SERVER_HEARS_CUT,
  };
  gpointer session = fx->session;

  xmpp_session_add_handler (fx->session, is_iq != NULL ? "iq" : "message", NULL, "a", TEST_NS,
                            drop_session_cb, fx);
  g_object_add_weak_pointer (G_OBJECT (fx->session), &session);
  mock_server_play (fx->server, lines, G_N_ELEMENTS (lines));
  xmpp_session_start (fx->session);
  while (session != NULL)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  feature_fixture_assert_noted (fx, "a\n");

  mock_server_free (fx->server);
  g_ptr_array_unref (fx->features);
  g_string_free (fx->events, TRUE);
  g_free (fx);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xmpp/handlers/itself", test_itself);
  g_test_add_func ("/xmpp/handlers/others", test_others);
  g_test_add_func ("/xmpp/handlers/added", test_added);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/xmpp/handlers/module/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_module);
    }
  g_test_add_data_func ("/xmpp/handlers/session", NULL, test_session);
  g_test_add_data_func ("/xmpp/handlers/session-iq", "iq", test_session);
  return g_test_run ();
}
