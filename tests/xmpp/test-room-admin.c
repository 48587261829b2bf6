/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be asked of rooms and done to them, and how they are found: XEP-0045, 0317, 0425, 0433,
 * 0486, 0500, 0502. */
#include "room-play.h"

#include "xmpp-avatar-image.h"
#include "xmpp-error.h"
#include "xmpp-muc-directory.h"
#include "xmpp-namespaces.h"
#include "xmpp-room-admin.h"
#include "xmpp-room-owner.h"

#define ADMIN(content) "<query xmlns='" MUC_NS "#admin'>" content "</query>"
#define OWNER(content) "<query xmlns='" MUC_NS "#owner'>" content "</query>"
#define GETS(content)  SERVER_HEARS ("<iq type='get' id='*' to='" ROOM "'>" content "</iq>")
#define SETS(content)  SERVER_HEARS ("<iq type='set' id='*' to='" ROOM "'>" content "</iq>")
#define RESULT(content) SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "'>" content "</iq>")
#define ERROR(condition) \
  SERVER_SAYS ("<iq type='error' id='$id' from='" ROOM "'><error type='auth'>" STANZA_ERROR (condition) \
               "</error></iq>")
#define PLAY(play, lines) feature_fixture_play ((play)->fx, (lines), G_N_ELEMENTS (lines))

static void
test_affiliated (RoomPlay      *play,
                 gconstpointer  data)
{
  static const MockLine lines[] = {
    GETS (ADMIN ("<item affiliation='outcast'/>")),
    /* By somebody else, who does not count */
    SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "/firstwitch'>"
                 ADMIN ("<item affiliation='outcast' jid='juliet@capulet.lit'/>") "</iq>"
                 "<iq type='result' id='$id' from='mallory@evil.lit'>" ADMIN ("") "</iq>"),
    RESULT (ADMIN ("<item affiliation='outcast' jid='earlofcambridge@shakespeare.lit' nick='earl'>"
                   "<reason>Treason</reason></item><item affiliation='outcast'/><item affiliation='outcast' jid='@@'/>")),
  };
  static const MockLine refused[] = { GETS (ADMIN ("<item affiliation='owner'/>")), ERROR ("forbidden") };
  g_auto(MockResult) one = { NULL, 0 };
  g_auto(MockResult) two = { NULL, 0 };
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GError) error = NULL;
  XmppMucItem *item;

  room_play_online (play);
  xmpp_room_get_affiliated_async (play->room, XMPP_AFFILIATION_OUTCAST, NULL, mock_result_cb, &one);
  PLAY (play, lines);
  items = xmpp_room_get_affiliated_finish (play->room, mock_result_wait (&one), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 1);
  item = items->pdata[0];
  g_assert_cmpint (item->affiliation, ==, XMPP_AFFILIATION_OUTCAST);
  g_assert_cmpstr (xmpp_address_get_full (item->address), ==, "earlofcambridge@shakespeare.lit");
  g_assert_cmpstr (item->nick, ==, "earl");
  g_assert_cmpstr (item->reason, ==, "Treason");

  xmpp_room_get_affiliated_async (play->room, XMPP_AFFILIATION_OWNER, NULL, mock_result_cb, &two);
  PLAY (play, refused);
  g_assert_null (xmpp_room_get_affiliated_finish (play->room, mock_result_wait (&two), &error));
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_FORBIDDEN);
}

static void
test_changes (RoomPlay      *play,
              gconstpointer  data)
{
  static const MockLine many[] = {
    SETS (ADMIN ("<item affiliation='member' jid='hag66@shakespeare.lit'/>")), RESULT (""),
    SETS (ADMIN ("<item affiliation='none' jid='hecate@shakespeare.lit'><reason>Busy</reason></item>")), RESULT (""),
  };
  static const MockLine ban[] = {
    SETS (ADMIN ("<item affiliation='outcast' jid='earl@shakespeare.lit'><reason>Treason</reason></item>")), RESULT (""),
  };
  static const MockLine kick[] = {
    SETS (ADMIN ("<item role='none' nick='pistol'><reason>Avaunt!</reason></item>")), ERROR ("not-allowed"),
  };
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_muc_item_free);
  g_autoptr(XmppAddress) hag = feature_fixture_address ("hag66@shakespeare.lit/pda");
  g_autoptr(XmppAddress) hecate = feature_fixture_address ("hecate@shakespeare.lit");
  g_autoptr(XmppAddress) earl = feature_fixture_address ("earl@shakespeare.lit");
  g_auto(MockResult) one = { NULL, 0 };
  g_auto(MockResult) two = { NULL, 0 };
  g_auto(MockResult) three = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  room_play_online (play);
  g_ptr_array_add (items, xmpp_muc_item_new_affiliation (hag, XMPP_AFFILIATION_MEMBER, NULL));
  g_ptr_array_add (items, xmpp_muc_item_new_affiliation (hecate, XMPP_AFFILIATION_NONE, "Busy"));
  xmpp_room_change_async (play->room, items, NULL, mock_result_cb, &one);
  PLAY (play, many);
  g_assert_true (xmpp_room_change_finish (play->room, mock_result_wait (&one), &error));

  xmpp_room_set_affiliation_async (play->room, earl, XMPP_AFFILIATION_OUTCAST, "Treason", NULL, mock_result_cb, &two);
  PLAY (play, ban);
  g_assert_true (xmpp_room_change_finish (play->room, mock_result_wait (&two), &error));

  xmpp_room_set_role_async (play->room, "pistol", XMPP_ROLE_NONE, "Avaunt!", NULL, mock_result_cb, &three);
  PLAY (play, kick);
  g_assert_false (xmpp_room_change_finish (play->room, mock_result_wait (&three), &error));
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_NOT_ALLOWED);
}

static void
assert_moderates (RoomPlay       *play,
                  const MockLine *knows,
                  gsize           n_knows,
                  const MockLine *lines,
                  gsize           n_lines)
{
  g_auto(MockResult) info = { NULL, 0 };
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(XmppRoomInfo) known = NULL;

  xmpp_room_ask_info_async (play->room, NULL, mock_result_cb, &info);
  feature_fixture_play (play->fx, knows, n_knows);
  known = xmpp_room_ask_info_finish (play->room, mock_result_wait (&info), NULL);
  g_assert_true (known == xmpp_room_get_info (play->room));
  xmpp_room_moderate_async (play->room, "s1", "spam", NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, lines, n_lines);
  g_assert_true (xmpp_room_moderate_finish (play->room, mock_result_wait (&result), NULL));
}

static void
test_moderation (RoomPlay      *play,
                 gconstpointer  data)
{
  static const MockLine knows[] = { ASKS, TELLS (FEATURE ("urn:xmpp:message-moderate:1")
                                                 FEATURE ("urn:xmpp:message-moderate:0")) };
  static const MockLine knows_0[] = { ASKS, TELLS (FEATURE ("urn:xmpp:message-moderate:0")) };
  static const MockLine current[] = {
    SETS ("<moderate xmlns='urn:xmpp:message-moderate:1' id='s1'><retract xmlns='urn:xmpp:message-retract:1'/>"
          "<reason>spam</reason></moderate>"), RESULT (""),
  };
  static const MockLine old[] = {
    SETS ("<apply-to xmlns='urn:xmpp:fasten:0' id='s1'><moderate xmlns='urn:xmpp:message-moderate:0'>"
          "<retract xmlns='urn:xmpp:message-retract:0'/><reason>spam</reason></moderate></apply-to>"), RESULT (""),
  };
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  room_play_online (play);
  xmpp_room_moderate_async (play->room, "s1", NULL, NULL, mock_result_cb, &result);
  g_assert_false (xmpp_room_moderate_finish (play->room, mock_result_wait (&result), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED);

  assert_moderates (play, knows, G_N_ELEMENTS (knows), current, G_N_ELEMENTS (current));
  assert_moderates (play, knows_0, G_N_ELEMENTS (knows_0), old, G_N_ELEMENTS (old));
}

static void
test_hats (RoomPlay      *play,
           gconstpointer  data)
{
  static const MockLine lines[] = {
    SETS ("<command xmlns='http://jabber.org/protocol/commands' action='execute' node='urn:xmpp:hats:commands:list'/>"),
    RESULT ("<command xmlns='http://jabber.org/protocol/commands' status='completed' node='urn:xmpp:hats:commands:list'>"
            "<x xmlns='jabber:x:data' type='result'><reported><field var='hats#title'/><field var='hats#uri'/></reported>"
            "<item><field var='hats#title'><value>Host</value></field><field var='hats#uri'><value>urn:host</value></field>"
            "<field var='hats#hue'><value>nan</value></field></item><item/></x></command>"),
  };
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GPtrArray) hats = NULL;
  const XmppHat *hat;

  room_play_online (play);
  xmpp_room_get_hats_async (play->room, NULL, mock_result_cb, &result);
  PLAY (play, lines);
  hats = xmpp_room_get_hats_finish (play->room, mock_result_wait (&result), NULL);
  g_assert_cmpuint (hats->len, ==, 1);
  hat = hats->pdata[0];
  g_assert_cmpstr (hat->title, ==, "Host");
  g_assert_cmpfloat (hat->hue, <, 0);
}

static char *
get_reserved_nick (RoomPlay       *play,
                   const MockLine *lines,
                   gsize           n_lines,
                   GError        **error)
{
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_room_get_reserved_nick_async (play->room, NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, lines, n_lines);
  return xmpp_room_get_reserved_nick_finish (play->room, mock_result_wait (&result), error);
}

#define RESERVED(content) \
  "<query xmlns='http://jabber.org/protocol/disco#info' node='x-roomuser-item'>" content "</query>"

static void
test_reserved_nick (RoomPlay      *play,
                    gconstpointer  data)
{
  static const MockLine one[] = {
    GETS (RESERVED ("")), RESULT (RESERVED ("<identity category='conference' type='text' name='thirdwitch'/>")),
  };
  static const MockLine none[] = { GETS (RESERVED ("")), RESULT (RESERVED ("")) };
  static const MockLine unknown[] = { GETS (RESERVED ("")), ERROR ("feature-not-implemented") };
  g_autofree char *nick = NULL;
  g_autoptr(GError) error = NULL;

  room_play_online (play);
  nick = get_reserved_nick (play, one, G_N_ELEMENTS (one), &error);
  g_assert_cmpstr (nick, ==, "thirdwitch");
  g_assert_null (get_reserved_nick (play, none, G_N_ELEMENTS (none), &error));
  g_assert_null (get_reserved_nick (play, unknown, G_N_ELEMENTS (unknown), &error));
  g_assert_no_error (error);
}

#define FIELD(var, value) "<field var='" var "'><value>" value "</value></field>"

static void
test_info (RoomPlay      *play,
           gconstpointer  data)
{
  static const MockLine lines[] = {
    ASKS,
    TELLS (FEATURE ("muc_membersonly") FEATURE ("muc_persistent") FEATURE ("vcard-temp")
           "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'>"
           "<value>" MUC_NS "#roominfo</value></field>"
           FIELD ("muc#roominfo_description", "The place") FIELD ("muc#roominfo_subject", "Spells")
           FIELD ("muc#roominfo_occupants", "3") FIELD ("muc#roominfo_lang", "en")
           FIELD ("muc#roomconfig_changesubject", "true") FIELD ("muc#roominfo_slow_mode_duration", "20")
           FIELD ("{urn:xmpp:muc-activity}message-activity", "23.42")
           "<field var='muc#roominfo_avatarhash'><value>A31C4BD04DE69663CFD7F424A8453F4674DA37FF</value>"
           "<value>../etc</value></field></x>"),
    SERVER_WAITS,
  };
  static const MockLine wild[] = {
    ASKS,
    TELLS ("<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'>"
           "<value>" MUC_NS "#roominfo</value></field>"
           FIELD ("muc#roominfo_occupants", "-3") FIELD ("muc#roominfo_slow_mode_duration", "-1")
           FIELD ("{urn:xmpp:muc-activity}message-activity", "inf") "</x>"),
    SERVER_WAITS,
  };
  static const MockLine none[] = {
    ASKS, RESULT ("<query xmlns='http://jabber.org/protocol/disco#info'><feature var='a'/></query>"),
  };
  g_auto(MockResult) one = { NULL, 0 };
  g_auto(MockResult) two = { NULL, 0 };
  g_auto(MockResult) three = { NULL, 0 };
  g_autoptr(XmppRoomInfo) info = NULL;
  g_autoptr(XmppRoomInfo) wild_info = NULL;
  g_autoptr(GError) error = NULL;

  room_play_online (play);
  xmpp_room_ask_info_async (play->room, NULL, mock_result_cb, &one);
  PLAY (play, lines);
  info = xmpp_room_ask_info_finish (play->room, mock_result_wait (&one), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info->name, ==, "A Dark Cave");
  g_assert_cmpstr (info->description, ==, "The place");
  g_assert_cmpstr (info->subject, ==, "Spells");
  g_assert_cmpint (info->n_occupants, ==, 3);
  g_assert_cmpuint (info->slow_mode_s, ==, 20);
  g_assert_cmpfloat (info->activity, ==, 23.42);
  g_assert_cmpstr (info->avatar_hashes[0], ==, "a31c4bd04de69663cfd7f424a8453f4674da37ff");
  g_assert_null (info->avatar_hashes[1]);
  g_assert_true (xmpp_room_info_has (info, XMPP_ROOM_MEMBERS_ONLY | XMPP_ROOM_PERSISTENT | XMPP_ROOM_AVATAR
                                     | XMPP_ROOM_CHANGES_SUBJECT));
  g_assert_false (xmpp_room_info_has (info, XMPP_ROOM_OCCUPANT_IDS));

  xmpp_room_ask_info_async (play->room, NULL, mock_result_cb, &two);
  PLAY (play, wild);
  wild_info = xmpp_room_ask_info_finish (play->room, mock_result_wait (&two), &error);
  g_assert_cmpint (wild_info->n_occupants, <, 0);
  g_assert_cmpuint (wild_info->slow_mode_s, ==, 0);
  g_assert_cmpfloat (wild_info->activity, <, 0);

  xmpp_room_ask_info_async (play->room, NULL, mock_result_cb, &three);
  PLAY (play, none);
  g_assert_null (xmpp_room_ask_info_finish (play->room, mock_result_wait (&three), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED);
}

#define FORM_TYPE "<field var='FORM_TYPE' type='hidden'><value>" MUC_NS "#roomconfig</value></field>"
#define CONFIG(fields) OWNER ("<x xmlns='jabber:x:data' type='form'>" FORM_TYPE fields "</x>")
#define SUBMIT(fields) OWNER ("<x xmlns='jabber:x:data' type='submit'>" FORM_TYPE fields "</x>")
#define BOOLEAN(var, value) "<field var='" var "' type='boolean'><value>" value "</value></field>"
#define ABSENT \
  ASKS, \
  SERVER_SAYS ("<iq type='error' id='$id' from='" ROOM "'><error type='cancel'>" STANZA_ERROR ("item-not-found") \
               "</error></iq>"), \
  ENTERS ("")
#define CREATED \
  SERVER_SAYS (COMES (NICK, ITEM ("owner", "moderator") STATUS ("110") STATUS ("201"), ""))

static gboolean
create (RoomPlay               *play,
        const XmppRoomSettings *settings,
        const MockLine         *lines,
        gsize                   n_lines,
        GError                **error)
{
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_room_create_async (play->room, NICK, settings, NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, lines, n_lines);
  return xmpp_room_create_finish (play->room, mock_result_wait (&result), error);
}

/* As Prosody's form is, and as ejabberd's */
static void
test_create (RoomPlay      *play,
             gconstpointer  data)
{
  static const MockLine configures[] = {
    ABSENT, CREATED,
    GETS (OWNER ("")),
    RESULT (CONFIG ("<field var='muc#roomconfig_roomname' type='text-single'/>"
                    BOOLEAN ("muc#roomconfig_persistentroom", "0") BOOLEAN ("muc#roomconfig_publicroom", "1")
                    BOOLEAN ("muc#roomconfig_membersonly", "0")
                    "<field var='muc#roomconfig_whois' type='list-single'><value>moderators</value>"
                    "<option><value>moderators</value></option><option><value>anyone</value></option></field>"
                    BOOLEAN ("muc#roomconfig_enablearchiving", "0") BOOLEAN ("muc#roomconfig_enablelogging", "0"))),
    ASKS, TELLS (""),
    SETS (SUBMIT ("<field var='muc#roomconfig_roomname'><value>Coven</value></field>"
                  FIELD ("muc#roomconfig_persistentroom", "1") FIELD ("muc#roomconfig_publicroom", "0")
                  FIELD ("muc#roomconfig_membersonly", "1")
                  "<field var='muc#roomconfig_whois'><value>anyone</value></field>"
                  FIELD ("muc#roomconfig_enablearchiving", "1") FIELD ("muc#roomconfig_enablelogging", "0"))),
    RESULT (""),
    ASKS, TELLS (FEATURE ("muc_membersonly")), SERVER_WAITS,
  };
  XmppRoomSettings settings = XMPP_ROOM_SETTINGS_GROUP;
  g_autoptr(GError) error = NULL;

  settings.name = "Coven";
  room_play_online (play);
  g_assert_true (create (play, &settings, configures, G_N_ELEMENTS (configures), &error));
  g_assert_no_error (error);
  g_assert_cmpint (xmpp_room_get_state (play->room), ==, XMPP_ROOM_JOINED);
  g_assert_true (xmpp_room_info_has (xmpp_room_get_info (play->room), XMPP_ROOM_MEMBERS_ONLY));
}

/* What cannot be as private as it shall be is not there at all. */
static void
test_create_fails (RoomPlay      *play,
                   gconstpointer  data)
{
  static const MockLine open[] = {
    ABSENT, CREATED,
    GETS (OWNER ("")), RESULT (CONFIG (BOOLEAN ("muc#roomconfig_persistentroom", "0"))),
    ASKS, TELLS (""),
    SETS (OWNER ("<destroy/>")), SERVER_HEARS ("<presence type='unavailable' to='" SELF "'/>"), SERVER_WAITS,
  };
  static const MockLine exists[] = {
    ASKS, TELLS (""), ENTERS (""), SERVER_SAYS (COMES_SELF ("")),
    SERVER_HEARS ("<presence type='unavailable' to='" SELF "'/>"), SERVER_WAITS,
  };
  static const MockLine restricted[] = {
    ABSENT, REFUSAL (STANZA_ERROR ("not-allowed")), SERVER_WAITS,
  };
  const XmppRoomSettings settings = XMPP_ROOM_SETTINGS_GROUP;
  g_autoptr(GError) error = NULL;

  room_play_online (play);
  g_assert_false (create (play, &settings, open, G_N_ELEMENTS (open), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_cmpint (xmpp_room_get_state (play->room), ==, XMPP_ROOM_LEFT);

  g_assert_false (create (play, &settings, exists, G_N_ELEMENTS (exists), &error));
  g_assert_error (error, XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (create (play, &settings, restricted, G_N_ELEMENTS (restricted), &error));
  g_assert_error (error, XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_CREATION);
}

static void
test_settings (void)
{
  g_autoptr(XmppDataForm) form = xmpp_data_form_new (XMPP_FORM_FORM, XMPP_NS_MUC_ROOM_CONFIG);
  XmppRoomSettings settings = XMPP_ROOM_SETTINGS_CHANNEL;

  /* ejabberd's names */
  xmpp_data_form_add_field (form, XMPP_FIELD_BOOLEAN, "muc#roomconfig_mam");
  xmpp_data_form_add_field (form, XMPP_FIELD_BOOLEAN, "muc#roomconfig_membersonly");
  xmpp_data_form_add_field (form, XMPP_FIELD_BOOLEAN, "muc#roomconfig_passwordprotectedroom");
  g_assert_false (xmpp_room_settings_apply (&settings, form));
  xmpp_data_form_add_field (form, XMPP_FIELD_LIST_SINGLE, "muc#roomconfig_whois");
  g_assert_true (xmpp_room_settings_apply (&settings, form));
  g_assert_true (xmpp_data_form_get_boolean (form, "muc#roomconfig_mam", FALSE));
  g_assert_false (xmpp_data_form_get_boolean (form, "muc#roomconfig_membersonly", TRUE));
  g_assert_cmpstr (xmpp_data_form_get_value (form, "muc#roomconfig_whois"), ==, "moderators");

  settings.password = "p";
  g_assert_false (xmpp_room_settings_apply (&settings, form));
  xmpp_data_form_add_field (form, XMPP_FIELD_TEXT_PRIVATE, "muc#roomconfig_roomsecret");
  g_assert_true (xmpp_room_settings_apply (&settings, form));
  g_assert_cmpstr (xmpp_data_form_get_value (form, "muc#roomconfig_roomsecret"), ==, "p");
  g_assert_true (xmpp_data_form_get_boolean (form, "muc#roomconfig_passwordprotectedroom", FALSE));
}

static void
test_config (RoomPlay      *play,
             gconstpointer  data)
{
  static const MockLine instant[] = { SETS (OWNER ("<x xmlns='jabber:x:data' type='submit'/>")), RESULT ("") };
  static const MockLine nothing[] = { GETS (OWNER ("")), RESULT (OWNER ("")) };
  static const MockLine destroys[] = {
    SETS (OWNER ("<destroy jid='" OTHER "'><reason>Macbeth doth come.</reason></destroy>")), RESULT (""),
  };
  g_autoptr(XmppAddress) other = feature_fixture_address (OTHER);
  g_auto(MockResult) one = { NULL, 0 };
  g_auto(MockResult) two = { NULL, 0 };
  g_auto(MockResult) three = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  room_play_online (play);
  xmpp_room_set_config_async (play->room, NULL, NULL, mock_result_cb, &one);
  PLAY (play, instant);
  g_assert_true (xmpp_room_set_config_finish (play->room, mock_result_wait (&one), NULL));

  xmpp_room_get_config_async (play->room, NULL, mock_result_cb, &two);
  PLAY (play, nothing);
  g_assert_null (xmpp_room_get_config_finish (play->room, mock_result_wait (&two), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED);

  xmpp_room_destroy_async (play->room, other, "Macbeth doth come.", NULL, mock_result_cb, &three);
  PLAY (play, destroys);
  g_assert_true (xmpp_room_destroy_finish (play->room, mock_result_wait (&three), NULL));
}

#define PNG_BASE64 "iVBORw0KGgowMTIzNDU2Nzg5"

static GBytes *
get_avatar (RoomPlay    *play,
            const char  *hash,
            const char  *vcard,
            GError     **error)
{
  g_autofree char *answer = g_strdup_printf ("<iq type='result' id='$id' from='" ROOM "'>%s</iq>", vcard);
  const MockLine lines[] = { GETS ("<vCard xmlns='vcard-temp'/>"), SERVER_SAYS (answer) };
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_room_get_avatar_async (play->room, hash, NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, lines, G_N_ELEMENTS (lines));
  return xmpp_room_get_avatar_finish (play->room, mock_result_wait (&result), error);
}

static void
test_avatar (RoomPlay      *play,
             gconstpointer  data)
{
  static const char vcard[] = "<vCard xmlns='vcard-temp'><PHOTO><TYPE>image/png</TYPE><BINVAL>" PNG_BASE64
                              "</BINVAL></PHOTO></vCard>";
  static const MockLine sets[] = {
    SETS ("<vCard xmlns='vcard-temp'><PHOTO><TYPE>image/png</TYPE><BINVAL>" PNG_BASE64 "</BINVAL></PHOTO></vCard>"),
    RESULT (""),
  };
  static const MockLine takes_away[] = { SETS ("<vCard xmlns='vcard-temp'/>"), ERROR ("forbidden") };
  g_autoptr(GBytes) image = g_bytes_new_static ("\x89PNG\r\n\x1a\n0123456789", 18);
  g_autofree char *hash = xmpp_avatar_image_dup_hash (image);
  g_autoptr(GBytes) got = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(MockResult) one = { NULL, 0 };
  g_auto(MockResult) two = { NULL, 0 };

  room_play_online (play);
  got = get_avatar (play, hash, vcard, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (got, image));
  g_assert_null (get_avatar (play, "da39a3ee5e6b4b0d3255bfef95601890afd80709", vcard, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
  g_clear_error (&error);
  g_assert_null (get_avatar (play, hash, "<vCard xmlns='vcard-temp'/>", &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
  g_clear_error (&error);

  xmpp_room_set_avatar_async (play->room, image, NULL, mock_result_cb, &one);
  PLAY (play, sets);
  g_assert_true (xmpp_room_set_avatar_finish (play->room, mock_result_wait (&one), &error));
  xmpp_room_set_avatar_async (play->room, NULL, NULL, mock_result_cb, &two);
  PLAY (play, takes_away);
  g_assert_false (xmpp_room_set_avatar_finish (play->room, mock_result_wait (&two), &error));
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_FORBIDDEN);
}

#define SET(content) "<set xmlns='http://jabber.org/protocol/rsm'>" content "</set>"
#define ITEMS(content) "<query xmlns='http://jabber.org/protocol/disco#items'>" content "</query>"

static XmppChannelPage *
list_rooms (RoomPlay       *play,
            const char     *after,
            const MockLine *lines,
            gsize           n_lines)
{
  g_autoptr(XmppAddress) service = feature_fixture_address ("chat.shakespeare.lit");
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_muc_list_rooms_async (play->muc, service, after, 2, NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, lines, n_lines);
  return xmpp_muc_list_finish (play->muc, mock_result_wait (&result), NULL);
}

static void
test_list (RoomPlay      *play,
           gconstpointer  data)
{
  static const MockLine first[] = {
    SERVER_HEARS ("<iq type='get' id='*' to='chat.shakespeare.lit'>" ITEMS (SET ("<max>2</max>")) "</iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='chat.shakespeare.lit'>"
                 ITEMS ("<item jid='" ROOM "' name='A Dark Cave'/><item jid='" OTHER "'/><item jid='@@'/>"
                        "<item jid='chat.shakespeare.lit'/><item jid='" ROOM "/nick'/>"
                        SET ("<first index='0'>a</first><last>b</last><count>3</count>")) "</iq>"),
  };
  static const MockLine last[] = {
    SERVER_HEARS ("<iq type='get' id='*' to='chat.shakespeare.lit'>" ITEMS (SET ("<max>2</max><after>b</after>")) "</iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='chat.shakespeare.lit'>"
                 ITEMS ("<item jid='c@chat.shakespeare.lit'/>"
                        SET ("<first index='2'>c</first><last>c</last><count>3</count>")) "</iq>"),
  };
  g_autoptr(XmppChannelPage) one = NULL;
  g_autoptr(XmppChannelPage) two = NULL;

  room_play_online (play);
  one = list_rooms (play, NULL, first, G_N_ELEMENTS (first));
  g_assert_cmpuint (one->channels->len, ==, 2);
  g_assert_cmpstr (((XmppChannel *) one->channels->pdata[0])->name, ==, "A Dark Cave");
  g_assert_cmpstr (one->last, ==, "b");
  g_assert_cmpint (one->count, ==, 3);
  two = list_rooms (play, "b", last, G_N_ELEMENTS (last));
  g_assert_cmpuint (two->channels->len, ==, 1);
  g_assert_null (two->last);
}

static void
test_search (RoomPlay      *play,
             gconstpointer  data)
{
  static const MockLine lines[] = {
    SERVER_HEARS ("<iq type='get' id='*' to='search.lit'><search xmlns='urn:xmpp:channel-search:0:search'>"
                  SET ("<max>5</max>")
                  "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
                  "<value>urn:xmpp:channel-search:0:search-params</value></field>" FIELD ("q", "witches")
                  FIELD ("types", "xep-0045") FIELD ("key", "{urn:xmpp:channel-search:0:order}nusers")
                  "</x></search></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='search.lit'><result xmlns='urn:xmpp:channel-search:0:search'>"
                 "<item address='" ROOM "'><name>Coven</name><description>D</description><nusers>10</nusers><is-open/>"
                 "<anonymity-mode>muc_semianonymous</anonymity-mode></item>"
                 "<item address='mix@x.lit'><service-type>xep-0369</service-type></item><item/>"
                 SET ("<first>1</first><last>2</last><max>5</max>") "</result></iq>"),
  };
  const XmppChannelSearch search = { .words = "witches" };
  g_autoptr(XmppAddress) service = feature_fixture_address ("search.lit");
  g_autoptr(XmppChannelPage) page = NULL;
  g_auto(MockResult) result = { NULL, 0 };
  const XmppChannel *channel;

  room_play_online (play);
  xmpp_muc_search_async (play->muc, service, &search, NULL, 5, NULL, mock_result_cb, &result);
  PLAY (play, lines);
  page = xmpp_muc_list_finish (play->muc, mock_result_wait (&result), NULL);
  g_assert_cmpuint (page->channels->len, ==, 1);
  channel = page->channels->pdata[0];
  g_assert_cmpstr (channel->description, ==, "D");
  g_assert_cmpint (channel->n_occupants, ==, 10);
  g_assert_true (channel->is_open && channel->is_anonymous);
  g_assert_cmpstr (page->last, ==, "2");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) \
  g_test_add ("/xmpp/room-admin/" path, RoomPlay, NULL, room_play_setup, func, room_play_teardown)
  ADD ("affiliated", test_affiliated);
  ADD ("changes", test_changes);
  ADD ("moderation", test_moderation);
  ADD ("hats", test_hats);
  ADD ("reserved-nick", test_reserved_nick);
  ADD ("info", test_info);
  ADD ("create", test_create);
  ADD ("create-fails", test_create_fails);
  ADD ("config", test_config);
  ADD ("avatar", test_avatar);
  ADD ("list", test_list);
  ADD ("search", test_search);
#undef ADD
  g_test_add_func ("/xmpp/room-admin/settings", test_settings);
  return g_test_run ();
}
