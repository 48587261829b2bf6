/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a peer leaves out is not there: of stanzas that all features know, each attribute, each element
 * and each text is dropped in turn. Nothing of it may crash, warn or leave a caller waiting. */
#include "feature-fixture.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "xmpp-avatar.h"
#include "xmpp-blocking.h"
#include "xmpp-bookmark-storage.h"
#include "xmpp-bookmarks.h"
#include "xmpp-caps.h"
#include "xmpp-carbons.h"
#include "xmpp-displayed-sync.h"
#include "xmpp-error.h"
#include "xmpp-mam.h"
#include "xmpp-messaging.h"
#include "xmpp-muc-directory.h"
#include "xmpp-nick.h"
#include "xmpp-ping.h"
#include "xmpp-register.h"
#include "xmpp-room-admin.h"
#include "xmpp-room-owner.h"
#include "xmpp-time.h"
#include "xmpp-version.h"

#define HASH "35dcb25b24eed8bfe16f625f8c3b0a75f185c205"
#define FORM \
  "<x xmlns='jabber:x:data' type='form'><title>T</title><instructions>I</instructions>" \
  "<field var='FORM_TYPE' type='hidden'><value>a</value></field>" \
  "<field var='b' type='list-multi' label='B'><desc>D</desc><required/><value>v</value>" \
  "<option label='L'><value>v</value></option><media xmlns='urn:xmpp:media-element'>" \
  "<uri type='image/png'>cid:x</uri></media></field>" \
  "<reported><field var='c'/></reported><item><field var='c'><value>w</value></field></item></x>"

typedef struct {
  FeatureFixture *fx;
  XmppRoster     *roster;
  XmppAudience   *audience;
  XmppPresence   *presence;
  XmppMessaging  *messaging;
  XmppCarbons    *carbons;
  XmppMam        *mam;
  XmppMuc        *muc;
  XmppRoom       *room; /* borrowed */
  XmppDisco      *disco;
  XmppServerInfo *server_info;
  XmppCaps       *caps;
  XmppPubsub     *pubsub;
  XmppBookmarks  *bookmarks;
  XmppDisplayedSync *displayed_sync;
  XmppVcardTemp  *vcards;
  XmppAvatar     *avatars;
  XmppNick       *nicks;
  XmppBlocking   *blocking;
  XmppPing       *ping;
  XmppVersion    *version;
  XmppTime       *clock;
  XmppBob        *bob;
  XmppRegister   *registering;
  XmppAddress    *romeo;
  gboolean        is_over;
} Play;

static const char *const unasked[] = {
  "<iq type='set' id='a' from='juliet@capulet.lit' to='juliet@capulet.lit/balcony'>"
  "<query xmlns='jabber:iq:roster' ver='v'><item jid='a@b.lit' name='N' subscription='both' ask='subscribe' "
  "approved='true'><group>G</group></item></query></iq>",

  "<iq type='set' id='a' from='juliet@capulet.lit'><query xmlns='jabber:iq:roster'>"
  "<item jid='a@b.lit' subscription='remove'/></query></iq>",

  "<iq type='set' id='a' from='juliet@capulet.lit'><block xmlns='urn:xmpp:blocking'><item jid='x.lit'/></block></iq>",
  "<iq type='set' id='a' from='juliet@capulet.lit'><unblock xmlns='urn:xmpp:blocking'><item jid='x.lit'/></unblock></iq>",

  "<iq type='get' id='a' from='juliet@capulet.lit/x'><query xmlns='http://jabber.org/protocol/disco#info' node='n'/></iq>",
  "<iq type='get' id='a' from='juliet@capulet.lit/x'><query xmlns='http://jabber.org/protocol/disco#items' node='n'/></iq>",
  "<iq type='get' id='a' from='juliet@capulet.lit/x'><query xmlns='jabber:iq:version'/></iq>",
  "<iq type='get' id='a' from='juliet@capulet.lit/x'><time xmlns='urn:xmpp:time'/></iq>",
  "<iq type='get' id='a' from='juliet@capulet.lit/x'><ping xmlns='urn:xmpp:ping'/></iq>",

  "<presence from='romeo@montague.lit/x' to='juliet@capulet.lit' id='a' xml:lang='en'><show>away</show>"
  "<status>S</status><priority>1</priority><idle xmlns='urn:xmpp:idle:1' since='2020-01-01T00:00:00Z'/>"
  "<x xmlns='vcard-temp:x:update'><photo>" HASH "</photo></x>"
  "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' ver='v'/>"
  "<c xmlns='urn:xmpp:caps'><hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>h</hash></c>"
  "<delay xmlns='urn:xmpp:delay' stamp='2020-01-01T00:00:00Z' from='montague.lit'/>"
  "<nick xmlns='http://jabber.org/protocol/nick'>R</nick></presence>",

  "<presence type='unavailable' from='romeo@montague.lit/x'><status>S</status></presence>",
  "<presence type='subscribe' from='romeo@montague.lit'><status>S</status>"
  "<nick xmlns='http://jabber.org/protocol/nick'>R</nick><preauth xmlns='urn:xmpp:pars:0' token='t'/></presence>",
  "<presence type='subscribed' from='romeo@montague.lit'/>",
  "<presence type='error' from='romeo@montague.lit'><error type='cancel' by='x.lit'>"
  "<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>xmpp:x</gone>"
  "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='en'>T</text></error></presence>",

  "<message type='chat' id='m' from='romeo@montague.lit/x'><body>https://a.lit/b</body>"
  "<x xmlns='jabber:x:oob'><url>https://a.lit/b</url></x>"
  "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body start='0' end='15'/></fallback>"
  "<file-sharing xmlns='urn:xmpp:sfs:0' id='f' disposition='inline'><file xmlns='urn:xmpp:file:metadata:0'>"
  "<media-type>image/png</media-type><name>n</name><date>2015-07-26T21:46:00Z</date><size>1</size>"
  "<width>1</width><height>1</height><length>1</length><desc>d</desc>"
  "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=</hash>"
  "<thumbnail xmlns='urn:xmpp:thumbs:1' uri='cid:a' media-type='image/png' width='1' height='1'/></file>"
  "<sources><url-data xmlns='http://jabber.org/protocol/url-data' target='https://a.lit/b'/></sources>"
  "</file-sharing></message>",

  "<message type='chat' from='romeo@montague.lit/x' to='juliet@capulet.lit' id='m' xml:lang='en'>"
  "<body xml:lang='en'>B</body><body xml:lang='de'>C</body><subject>S</subject><thread parent='p'>t</thread>"
  "<active xmlns='http://jabber.org/protocol/chatstates'/><request xmlns='urn:xmpp:receipts'/>"
  "<received xmlns='urn:xmpp:receipts' id='r'/><markable xmlns='urn:xmpp:chat-markers:0'/>"
  "<displayed xmlns='urn:xmpp:chat-markers:0' id='d'/><origin-id xmlns='urn:xmpp:sid:0' id='o'/>"
  "<stanza-id xmlns='urn:xmpp:sid:0' id='s' by='juliet@capulet.lit'/>"
  "<replace xmlns='urn:xmpp:message-correct:0' id='c'/><x xmlns='jabber:x:oob'><url>u</url><desc>d</desc></x>"
  "<nick xmlns='http://jabber.org/protocol/nick'>R</nick><store xmlns='urn:xmpp:hints'/>"
  "<encryption xmlns='urn:xmpp:eme:0' namespace='n' name='N'/>"
  "<delay xmlns='urn:xmpp:delay' stamp='2020-01-01T00:00:00Z' from='montague.lit'/>"
  "<x xmlns='jabber:x:delay' stamp='20200101T00:00:00' from='montague.lit'/>"
  "<received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'><message/></forwarded></received>"
  "</message>",

#define FORWARDED(from, to) \
  "<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='2020-01-01T00:00:00Z'/>" \
  "<message xmlns='jabber:client' from='" from "' to='" to "' type='chat' id='f'><body>B</body>" \
  "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='o'/>" \
  "<stanza-id xmlns='urn:xmpp:sid:0' id='s' by='juliet@capulet.lit'/></message></forwarded>"
  "<message from='juliet@capulet.lit' to='juliet@capulet.lit/balcony'><received xmlns='urn:xmpp:carbons:2'>"
  FORWARDED ("romeo@montague.lit/x", "juliet@capulet.lit") "</received></message>",
  "<message from='juliet@capulet.lit' to='juliet@capulet.lit/balcony'><sent xmlns='urn:xmpp:carbons:2'>"
  FORWARDED ("juliet@capulet.lit/x", "romeo@montague.lit") "</sent></message>",
  "<message from='juliet@capulet.lit'><result xmlns='urn:xmpp:mam:2' queryid='q' id='r'>"
  FORWARDED ("romeo@montague.lit/x", "juliet@capulet.lit") "</result></message>",

  "<message from='juliet@capulet.lit'><event xmlns='http://jabber.org/protocol/pubsub#event'>"
  "<items node='urn:xmpp:bookmarks:1'><item id='room@b.lit'><conference xmlns='urn:xmpp:bookmarks:1' name='N' "
  "autojoin='1'><nick>n</nick><password>p</password><extensions>"
  "<pinned xmlns='urn:xmpp:bookmarks-pinning:0'/><notify xmlns='urn:xmpp:notification-settings:1'>"
  "<never identity-category='client' identity-type='pc'><advanced><a xmlns='u'/></advanced></never><always/>"
  "</notify></extensions></conference></item><retract id='x'/></items></event></message>",
  "<message from='juliet@capulet.lit'><event xmlns='http://jabber.org/protocol/pubsub#event'>"
  "<items node='https://charla.im/protocol/conversations:0'><item id='a@b.lit'>"
  "<conversation xmlns='https://charla.im/protocol/conversations:0' jid='a@b.lit'><extensions>"
  "<pinned xmlns='urn:xmpp:bookmarks-pinning:0'/></extensions></conversation></item></items></event></message>",
  "<message from='juliet@capulet.lit'><event xmlns='http://jabber.org/protocol/pubsub#event'>"
  "<items node='urn:xmpp:mds:displayed:0'><item id='a@b.lit'><displayed xmlns='urn:xmpp:mds:displayed:0'>"
  "<stanza-id xmlns='urn:xmpp:sid:0' by='juliet@capulet.lit' id='s'/></displayed></item></items></event></message>",
  "<message from='juliet@capulet.lit'><event xmlns='http://jabber.org/protocol/pubsub#event'>"
  "<purge node='urn:xmpp:bookmarks:1'/></event></message>",

  "<message type='error' from='romeo@montague.lit' id='m'><body>B</body><error type='cancel'>"
  "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",

  "<message from='romeo@montague.lit'><event xmlns='http://jabber.org/protocol/pubsub#event'>"
  "<items node='urn:xmpp:avatar:metadata'><item id='" HASH "'><metadata xmlns='urn:xmpp:avatar:metadata'>"
  "<info bytes='18' id='" HASH "' type='image/png' width='4' height='3' url='http://x.lit'/>"
  "<info bytes='18' id='" HASH "' type='image/png'/></metadata></item></items></event></message>",

  "<message from='romeo@montague.lit'><event xmlns='http://jabber.org/protocol/pubsub#event'>"
  "<items node='http://jabber.org/protocol/nick'><item id='current' publisher='romeo@montague.lit'>"
  "<nick xmlns='http://jabber.org/protocol/nick'>R</nick></item><retract id='x'/></items></event></message>",

  "<message from='romeo@montague.lit'><event xmlns='http://jabber.org/protocol/pubsub#event'>"
  "<delete node='http://jabber.org/protocol/nick'><redirect uri='x'/></delete></event></message>",
};

static void
setup (Play          *play,
       gconstpointer  data)
{
  play->fx = feature_fixture_new ();
  play->romeo = feature_fixture_address ("romeo@montague.lit");
  play->roster = xmpp_roster_new ();
  play->audience = xmpp_audience_new (play->roster);
  play->presence = xmpp_presence_new ();
  play->messaging = xmpp_messaging_new ();
  play->disco = xmpp_disco_new ("Charla", play->audience);
  play->server_info = xmpp_server_info_new (play->disco);
  play->caps = xmpp_caps_new (play->disco, play->presence, "https://charla.im");
  play->pubsub = xmpp_pubsub_new (play->disco, play->server_info);
  play->carbons = xmpp_carbons_new (play->server_info);
  play->mam = xmpp_mam_new (play->disco, play->server_info);
  play->muc = xmpp_muc_new (play->disco, play->presence, play->audience);
  play->room = xmpp_muc_ensure_room (play->muc, play->romeo);
  play->bookmarks = xmpp_bookmarks_new (play->pubsub, play->server_info);
  play->displayed_sync = xmpp_displayed_sync_new (play->pubsub, play->server_info);
  play->vcards = xmpp_vcard_temp_new ();
  play->avatars = xmpp_avatar_new (play->pubsub, play->vcards, play->presence, play->server_info);
  play->nicks = xmpp_nick_new (play->pubsub);
  play->blocking = xmpp_blocking_new ();
  play->ping = xmpp_ping_new (play->audience);
  play->version = xmpp_version_new (play->audience, "Charla", "1", NULL);
  play->clock = xmpp_time_new (play->audience);
  play->bob = xmpp_bob_new ();
  play->registering = xmpp_register_new (play->bob);
}

static void
teardown (Play          *play,
          gconstpointer  data)
{
  feature_fixture_free (play->fx);
  g_object_unref (play->audience);
  xmpp_address_unref (play->romeo);
}

/* Takes away the part of @node's tree with the number *@left, and says whether there was one. */
static gboolean
drop_part (xmlNode *node,
           int     *left)
{
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    {
      if ((*left)-- == 0)
        {
          xmlUnlinkNode (child);
          xmlFreeNode (child);
          return TRUE;
        }

      if (child->type != XML_ELEMENT_NODE)
        continue;

      for (xmlAttr *attribute = child->properties; attribute != NULL; attribute = attribute->next)
        if ((*left)-- == 0)
          {
            xmlRemoveProp (attribute);
            return TRUE;
          }

      if (drop_part (child, left))
        return TRUE;
    }

  return FALSE;
}

/* @xml, less its part number @number; NULL past the last one. */
static char *
dup_without (const char *xml,
             int         number)
{
  g_autofree char *whole = g_strconcat ("<stream xmlns='jabber:client'>", xml, "</stream>", NULL);
  xmlDoc *doc = xmlReadMemory (whole, (int) strlen (whole), NULL, NULL,
                               XML_PARSE_NONET | XML_PARSE_NOWARNING);
  xmlNode *root = xmlDocGetRootElement (doc);
  GString *text = NULL;

  if (drop_part (root, &number))
    {
      text = g_string_new (NULL);
      for (xmlNode *child = root->children; child != NULL; child = child->next)
        {
          xmlBuffer *buffer = xmlBufferCreate ();

          xmlNodeDump (buffer, doc, child, 0, 0);
          g_string_append (text, (const char *) xmlBufferContent (buffer));
          xmlBufferFree (buffer);
        }
    }

  xmlFreeDoc (doc);
  return text != NULL ? g_string_free (text, FALSE) : NULL;
}

static void
end_cb (XmppMessaging *messaging,
        XmppMessage   *message,
        XmppElement   *stanza,
        gpointer       user_data)
{
  Play *play = user_data;
  g_autoptr(XmppMessage) copy = xmpp_message_copy (message);
  g_autofree char *xml = feature_fixture_to_xml (xmpp_message_to_element (copy));

  g_assert_nonnull (xml);
  if (g_strcmp0 (message->id, "the-end") == 0)
    play->is_over = TRUE;
}

static void
test_unasked (Play          *play,
              gconstpointer  data)
{
  g_autoptr(GString) all = g_string_new (NULL);
  guint n_stanzas = 0;
  XmppFeature *features[] = {
    XMPP_FEATURE (play->muc), XMPP_FEATURE (play->roster), XMPP_FEATURE (play->presence), XMPP_FEATURE (play->messaging),
    XMPP_FEATURE (play->disco), XMPP_FEATURE (play->server_info), XMPP_FEATURE (play->caps),
    XMPP_FEATURE (play->pubsub), XMPP_FEATURE (play->vcards), XMPP_FEATURE (play->avatars),
    XMPP_FEATURE (play->nicks), XMPP_FEATURE (play->blocking), XMPP_FEATURE (play->ping),
    XMPP_FEATURE (play->version), XMPP_FEATURE (play->clock), XMPP_FEATURE (play->bob),
    XMPP_FEATURE (play->registering), XMPP_FEATURE (play->carbons), XMPP_FEATURE (play->mam),
    XMPP_FEATURE (play->bookmarks), XMPP_FEATURE (play->displayed_sync),
  };

  for (guint i = 0; i < G_N_ELEMENTS (features); i++)
    feature_fixture_add (play->fx, features[i]);

  for (guint i = 0; i < G_N_ELEMENTS (unasked); i++)
    {
      char *variant;

      g_string_append (all, unasked[i]);
      for (int number = 0; (variant = dup_without (unasked[i], number)) != NULL; number++)
        {
          g_string_append (all, variant);
          g_free (variant);
          n_stanzas++;
        }
    }
  g_string_append (all, "<message from='capulet.lit' id='the-end'/>");
  g_assert_cmpuint (n_stanzas, >, 150);

  {
    const MockLine lines[] = {
      SERVER_SIGNS_IN,
      SERVER_SAYS (all->str),
      SERVER_HEARS_CUT,
    };

    g_signal_connect (play->messaging, "message", G_CALLBACK (end_cb), play);
    mock_server_play (play->fx->server, lines, G_N_ELEMENTS (lines));
    xmpp_session_start (play->fx->session);
    mock_wait_for (&play->is_over);
  }
}

/* What is asked, and answered with less and less. */
typedef struct {
  const char *name;
  const char *to; /* (nullable) */
  void      (*ask)    (Play       *play,
                       MockResult *result);
  const char *answer; /* the payload */
  const char *before; /* (nullable): what is said before */
} Question;

static void
ask_info (Play       *play,
          MockResult *result)
{
  xmpp_disco_get_info_async (play->disco, play->romeo, "n", NULL, mock_result_cb, result);
}

static void
ask_items (Play       *play,
           MockResult *result)
{
  xmpp_disco_get_items_async (play->disco, play->romeo, NULL, NULL, mock_result_cb, result);
}

static void
ask_version (Play       *play,
             MockResult *result)
{
  xmpp_version_query_async (play->version, play->romeo, NULL, mock_result_cb, result);
}

static void
ask_time (Play       *play,
          MockResult *result)
{
  xmpp_time_query_async (play->clock, play->romeo, NULL, mock_result_cb, result);
}

static void
ask_vcard (Play       *play,
           MockResult *result)
{
  xmpp_vcard_temp_get_async (play->vcards, play->romeo, NULL, mock_result_cb, result);
}

static void
ask_node (Play       *play,
          MockResult *result)
{
  xmpp_pubsub_fetch_async (play->pubsub, play->romeo, "n", NULL, 0, NULL, mock_result_cb, result);
}

static void
ask_publish (Play       *play,
             MockResult *result)
{
  xmpp_pubsub_publish_async (play->pubsub, play->romeo, "n", NULL, NULL, NULL, NULL, mock_result_cb, result);
}

static void
ask_data (Play       *play,
          MockResult *result)
{
  xmpp_bob_fetch_async (play->bob, play->romeo, "sha1+x@bob.xmpp.org", NULL, mock_result_cb, result);
}

static void
ask_registration (Play       *play,
                  MockResult *result)
{
  xmpp_register_request_async (play->registering, NULL, NULL, mock_result_cb, result);
}

static void
ask_page (Play       *play,
          MockResult *result)
{
  const XmppMamQuery query = { .archive = play->romeo, .before_id = "z", .after_id = "a", .flip = TRUE };

  xmpp_mam_query_async (play->mam, &query, NULL, mock_result_cb, result);
}

static void
ask_span (Play       *play,
          MockResult *result)
{
  xmpp_mam_get_span_async (play->mam, play->romeo, NULL, mock_result_cb, result);
}

static void
ask_prefs (Play       *play,
           MockResult *result)
{
  xmpp_mam_get_prefs_async (play->mam, NULL, mock_result_cb, result);
}

static void
ask_bookmarks (Play       *play,
               MockResult *result)
{
  xmpp_bookmark_storage_load_async (play->fx->session, NULL, mock_result_cb, result);
}

static void
ask_room (Play       *play,
          MockResult *result)
{
  xmpp_room_ask_info_async (play->room, NULL, mock_result_cb, result);
}

static void
ask_affiliated (Play       *play,
                MockResult *result)
{
  xmpp_room_get_affiliated_async (play->room, XMPP_AFFILIATION_OWNER, NULL, mock_result_cb, result);
}

static void
ask_config (Play       *play,
            MockResult *result)
{
  xmpp_room_get_config_async (play->room, NULL, mock_result_cb, result);
}

static void
ask_hats (Play       *play,
          MockResult *result)
{
  xmpp_room_get_hats_async (play->room, NULL, mock_result_cb, result);
}

static void
ask_reserved_nick (Play       *play,
                   MockResult *result)
{
  xmpp_room_get_reserved_nick_async (play->room, NULL, mock_result_cb, result);
}

static void
ask_picture (Play       *play,
             MockResult *result)
{
  xmpp_room_get_avatar_async (play->room, HASH, NULL, mock_result_cb, result);
}

static void
ask_rooms (Play       *play,
           MockResult *result)
{
  xmpp_muc_list_rooms_async (play->muc, play->romeo, NULL, 1, NULL, mock_result_cb, result);
}

static void
ask_channels (Play       *play,
              MockResult *result)
{
  const XmppChannelSearch search = { .words = "w" };

  xmpp_muc_search_async (play->muc, play->romeo, &search, NULL, 1, NULL, mock_result_cb, result);
}

#define RESULT_SET \
  "<set xmlns='http://jabber.org/protocol/rsm'><first index='0'>a</first><last>b</last><count>1</count></set>"

static const Question questions[] = {
  { "affiliated", "romeo@montague.lit", ask_affiliated,
    "<query xmlns='http://jabber.org/protocol/muc#admin'><item affiliation='owner' role='none' jid='a@b.lit' nick='n'>"
    "<reason>R</reason><actor jid='c@d.lit' nick='m'/></item></query>" },
  { "configuration", "romeo@montague.lit", ask_config,
    "<query xmlns='http://jabber.org/protocol/muc#owner'>" FORM "</query>" },
  { "hats", "romeo@montague.lit", ask_hats,
    "<command xmlns='http://jabber.org/protocol/commands'><x xmlns='jabber:x:data' type='result'><item>"
    "<field var='hats#uri'><value>u</value></field><field var='hats#title'><value>t</value></field>"
    "<field var='hats#hue'><value>1</value></field></item></x></command>" },
  { "reserved nick", "romeo@montague.lit", ask_reserved_nick,
    "<query xmlns='http://jabber.org/protocol/disco#info' node='x-roomuser-item'>"
    "<identity category='conference' type='text' name='n'/></query>" },
  { "picture", "romeo@montague.lit", ask_picture,
    "<vCard xmlns='vcard-temp'><PHOTO><TYPE>image/png</TYPE><BINVAL>iVBORw0KGgowMTIzNDU2Nzg5</BINVAL></PHOTO></vCard>" },
  { "rooms", "romeo@montague.lit", ask_rooms,
    "<query xmlns='http://jabber.org/protocol/disco#items'><item jid='a@b.lit' name='N'/>" RESULT_SET "</query>" },
  { "channels", "romeo@montague.lit", ask_channels,
    "<result xmlns='urn:xmpp:channel-search:0:search'><item address='a@b.lit'><name>N</name><description>D</description>"
    "<language>en</language><nusers>1</nusers><service-type>xep-0045</service-type><is-open/>"
    "<anonymity-mode>a</anonymity-mode></item>" RESULT_SET "</result>" },
  { "info", "romeo@montague.lit", ask_info,
    "<query xmlns='http://jabber.org/protocol/disco#info' node='n'>"
    "<identity category='c' type='t' name='n' xml:lang='en'/><feature var='f'/>" FORM "</query>" },
  { "items", "romeo@montague.lit", ask_items,
    "<query xmlns='http://jabber.org/protocol/disco#items' node='n'><item jid='a.lit' node='n' name='N'/></query>" },
  { "version", "romeo@montague.lit", ask_version,
    "<query xmlns='jabber:iq:version'><name>n</name><version>v</version><os>o</os></query>" },
  { "time", "romeo@montague.lit", ask_time,
    "<time xmlns='urn:xmpp:time'><tzo>+01:00</tzo><utc>2020-01-01T00:00:00Z</utc></time>" },
  { "vcard", "romeo@montague.lit", ask_vcard,
    "<vCard xmlns='vcard-temp'><FN>F</FN><EMAIL><USERID>u</USERID></EMAIL><TEL><NUMBER>1</NUMBER></TEL>"
    "<ORG><ORGNAME>O</ORGNAME></ORG><PHOTO><TYPE>image/png</TYPE><BINVAL>iVBORw0KGgowMTIzNDU2Nzg5</BINVAL></PHOTO>"
    "</vCard>" },
  { "node", "romeo@montague.lit", ask_node,
    "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='n'><item id='i' publisher='p'><a xmlns='u'/>"
    "</item></items></pubsub>" },
  { "publish", "romeo@montague.lit", ask_publish,
    "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='n'><item id='i'/></publish></pubsub>" },
  { "data", "romeo@montague.lit", ask_data,
    "<data xmlns='urn:xmpp:bob' cid='sha1+x@bob.xmpp.org' type='image/png' max-age='1'>Y2FwdGNoYQ==</data>" },
  { "registration", "capulet.lit", ask_registration,
    "<query xmlns='jabber:iq:register'><registered/><instructions>I</instructions><username>u</username>"
    "<password>p</password><x xmlns='jabber:x:oob'><url>https://x.lit</url></x>"
    "<data xmlns='urn:xmpp:bob' cid='sha1+x@bob.xmpp.org'>Y2FwdGNoYQ==</data></query>" },
  { "registration form", "capulet.lit", ask_registration,
    "<query xmlns='jabber:iq:register'>" FORM "</query>" },
  { "page", "romeo@montague.lit", ask_page,
    "<fin xmlns='urn:xmpp:mam:2' complete='true' stable='false'><set xmlns='http://jabber.org/protocol/rsm'>"
    "<first index='0'>b</first><last>c</last><count>1</count></set></fin>",
    "<message from='romeo@montague.lit'><result xmlns='urn:xmpp:mam:2' queryid='$queryid' id='b'>"
    FORWARDED ("romeo@montague.lit/x", "juliet@capulet.lit") "</result></message>" },
  { "span", "romeo@montague.lit", ask_span,
    "<metadata xmlns='urn:xmpp:mam:2'><start id='a' timestamp='2020-01-01T00:00:00Z'/>"
    "<end id='b' timestamp='2020-01-01T00:00:00Z'/></metadata>" },
  { "preferences", NULL, ask_prefs,
    "<prefs xmlns='urn:xmpp:mam:2' default='roster'><always><jid>a.lit</jid></always>"
    "<never><jid>b.lit</jid></never></prefs>" },
  { "bookmarks", NULL, ask_bookmarks,
    "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'>"
    "<conference jid='a@b.lit' name='N' autojoin='1'><nick>n</nick><password>p</password></conference>"
    "<url name='N' url='http://x.lit'/></storage></query>" },
  /* The last one, as what is remembered of the archive is another one then */
  { "room", "romeo@montague.lit", ask_room,
    "<query xmlns='http://jabber.org/protocol/disco#info'><identity category='conference' type='text' name='N'/>"
    "<feature var='http://jabber.org/protocol/muc'/><feature var='urn:xmpp:mam:2'/><feature var='urn:xmpp:mam:2#extended'/>"
    "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'>"
    "<value>http://jabber.org/protocol/muc#roominfo</value></field>"
    "<field var='muc#roominfo_occupants'><value>3</value></field>"
    "<field var='muc#roominfo_avatarhash'><value>" HASH "</value></field></x></query>" },
};

static void
ask_once (Play           *play,
          const Question *question,
          const char     *before,
          const char     *payload)
{
  const char *to = question->to != NULL ? question->to : "";
  g_autofree char *heard = g_strdup_printf ("<iq type='*' id='*' %s%s%s>*</iq>",
                                            *to != '\0' ? "to='" : "", to, *to != '\0' ? "'" : "");
  g_autofree char *said = g_strdup_printf ("%s<iq type='result' id='$id' from='%s'>%s</iq>",
                                           before != NULL ? before : "",
                                           *to != '\0' ? to : "juliet@capulet.lit", payload);
  const MockLine lines[] = { SERVER_HEARS (heard), SERVER_SAYS (said) };
  g_auto(MockResult) result = { NULL, 0 };

  question->ask (play, &result);
  feature_fixture_play (play->fx, lines, G_N_ELEMENTS (lines));
  mock_result_wait (&result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (result.n_calls, ==, 1);
}

static void
test_answers (Play          *play,
              gconstpointer  data)
{
  XmppFeature *asking[] = {
    XMPP_FEATURE (play->disco), XMPP_FEATURE (play->pubsub), XMPP_FEATURE (play->vcards),
    XMPP_FEATURE (play->version), XMPP_FEATURE (play->clock), XMPP_FEATURE (play->bob),
    XMPP_FEATURE (play->registering), XMPP_FEATURE (play->mam), XMPP_FEATURE (play->muc),
  };
  GObject *idle[] = {
    G_OBJECT (play->presence), G_OBJECT (play->messaging), G_OBJECT (play->server_info),
    G_OBJECT (play->caps), G_OBJECT (play->avatars), G_OBJECT (play->nicks), G_OBJECT (play->blocking),
    G_OBJECT (play->ping), G_OBJECT (play->roster), G_OBJECT (play->carbons),
    G_OBJECT (play->bookmarks), G_OBJECT (play->displayed_sync),
  };
  static const MockLine archive[] = {
    SERVER_HEARS ("<iq type='get' id='*' to='romeo@montague.lit'>*</iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='romeo@montague.lit'>"
                 "<query xmlns='http://jabber.org/protocol/disco#info'><feature var='urn:xmpp:mam:2'/>"
                 "<feature var='urn:xmpp:mam:2#extended'/></query></iq>"),
  };
  g_auto(MockResult) known = { NULL, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (asking); i++)
    feature_fixture_add (play->fx, asking[i]);
  feature_fixture_go_online (play->fx, NULL, 0);

  /* What an archive can do is remembered, so that each question is one request. */
  xmpp_disco_get_info_async (play->disco, play->romeo, NULL, NULL, mock_result_cb, &known);
  feature_fixture_play (play->fx, archive, G_N_ELEMENTS (archive));
  mock_result_wait (&known);

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      char *payload;

      g_test_message ("%s", questions[i].name);
      ask_once (play, &questions[i], questions[i].before, questions[i].answer);
      for (int number = 0; (payload = dup_without (questions[i].answer, number)) != NULL; number++)
        {
          ask_once (play, &questions[i], questions[i].before, payload);
          g_free (payload);
        }
      for (int number = 0; questions[i].before != NULL
                           && (payload = dup_without (questions[i].before, number)) != NULL; number++)
        {
          ask_once (play, &questions[i], payload, questions[i].answer);
          g_free (payload);
        }
    }

  for (guint i = 0; i < G_N_ELEMENTS (idle); i++)
    g_object_unref (idle[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/xmpp/missing-fields/unasked", Play, NULL, setup, test_unasked, teardown);
  g_test_add ("/xmpp/missing-fields/answers", Play, NULL, setup, test_answers, teardown);
  return g_test_run ();
}
