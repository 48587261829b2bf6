/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms against the scripted server: what one does with others there, settings, and lists of rooms. */
#include <string.h>

#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-directory.h"
#include "chat-error.h"
#include "chat-fixture.h"
#include "chat-form.h"
#include "room-play.h"

#define SERVICE "chat.shakespeare.lit"
#define ROOM    "coven@" SERVICE
#define SELF    ROOM "/juliet"
#define MUC_NS  "http://jabber.org/protocol/muc"
#define USER_NS MUC_NS "#user"
#define RSM     "http://jabber.org/protocol/rsm"

#define COMES(nick, affiliation, role, content, id) \
  "<presence from='" ROOM "/" nick "' to='juliet@capulet.lit'><x xmlns='" USER_NS "'>" \
  "<item affiliation='" affiliation "' role='" role "' jid='" id "@shakespeare.lit/x'/>" content \
  "</x><occupant-id xmlns='urn:xmpp:occupant-id:0' id='" id "'/></presence>"
#define JOINS(affiliation, role) \
  SERVER_HEARS ("<iq type='get' id='*' to='" ROOM "'>" \
                "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "'>" \
               "<query xmlns='http://jabber.org/protocol/disco#info'>" \
               "<identity category='conference' type='text' name='A Dark Cave'/>" \
               "<feature var='" MUC_NS "'/><feature var='urn:xmpp:occupant-id:0'/>" \
               "<feature var='urn:xmpp:message-moderate:1'/></query></iq>"), \
  SERVER_HEARS ("<presence to='" SELF "'>" MOCK_NO_PHOTO MOCK_CAPS "<x xmlns='" MUC_NS "'/>" \
                "</presence>"), \
  SERVER_SAYS (COMES ("witch", "none", "visitor", "", "w") \
               COMES ("Hecate", "admin", "moderator", "", "h") \
               COMES ("juliet", affiliation, role, "<status code='110'/>", "me") \
               "<message type='groupchat' from='" ROOM "/witch' to='juliet@capulet.lit'>" \
               "<subject>Spells</subject></message>")
#define GETS(content) SERVER_HEARS ("<iq type='get' id='*' to='" ROOM "'>" content "</iq>")
#define SETS(content) SERVER_HEARS ("<iq type='set' id='*' to='" ROOM "'>" content "</iq>")
#define ADMIN(content) "<query xmlns='" MUC_NS "#admin'>" content "</query>"
#define OWNER(content) "<query xmlns='" MUC_NS "#owner'>" content "</query>"
#define RESULT(content) \
  SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "'>" content "</iq>")
#define REFUSES \
  SERVER_SAYS ("<iq type='error' id='$id' from='" ROOM "'><error type='auth'>" \
               "<forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")
#define FORM(type, fields) \
  "<x xmlns='jabber:x:data' type='" type "'>" \
  "<field var='FORM_TYPE' type='hidden'><value>" MUC_NS "#roomconfig</value></field>" fields "</x>"

typedef struct {
  ChatMock   *mock;
  ChatRooms  *rooms;
  ChatRoom   *room;  /* borrowed */
  GPtrArray  *voice; /* owned ChatOccupant: who wants to speak */
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->mock = chat_mock_new_online ();
  fx->rooms = chat_account_get_rooms (fx->mock->account);
  fx->voice = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_ptr_array_unref (fx->voice);
  chat_mock_free (fx->mock);
}

static void
voice_cb (ChatRoom     *room,
          ChatOccupant *who,
          GPtrArray    *voice)
{
  g_ptr_array_add (voice, g_object_ref (who));
}

/* What follows is played while the room is asked something. */
#define EXPECT(fx, ...) \
  G_STMT_START { \
    static const MockLine lines_[] = { __VA_ARGS__ }; \
    mock_server_play ((fx)->mock->server, lines_, G_N_ELEMENTS (lines_)); \
  } G_STMT_END

static void
join (Fixture        *fx,
      const MockLine *lines,
      gsize           n_lines)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fx->room = chat_rooms_ensure (fx->rooms, ROOM);
  g_signal_connect (fx->room, "voice-requested", G_CALLBACK (voice_cb), fx->voice);
  mock_server_play (fx->mock->server, lines, n_lines);
  chat_room_join_async (fx->room, NULL, NULL, NULL, chat_fixture_result_cb, &result);
  g_assert_true (chat_room_finish (fx->room, chat_fixture_wait_result (&result), &error));
  g_assert_no_error (error);
  chat_mock_wait_played (fx->mock);
  chat_fixture_settle (fx->mock->client);
}

static void
join_as_owner (Fixture *fx)
{
  static const MockLine lines[] = { JOINS ("owner", "moderator") };

  join (fx, lines, G_N_ELEMENTS (lines));
}

/* Ends what was asked. @code: less than 0: it is done */
static void
settle (Fixture       *fx,
        GAsyncResult **result,
        int            code)
{
  g_autoptr(GError) error = NULL;
  gboolean is_done = chat_room_finish (fx->room, chat_fixture_wait_result (result), &error);

  g_assert_cmpint (is_done, ==, code < 0);
  if (code >= 0)
    g_assert_error (error, g_quark_from_static_string ("chat-error-quark"), code);
  g_clear_object (result);
  chat_mock_wait_played (fx->mock);
}

static void
test_people (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;

  join_as_owner (fx);
  EXPECT (fx, SETS (ADMIN ("<item role='none' nick='witch'><reason>Avaunt</reason></item>")),
          RESULT (""));
  chat_room_set_role_async (fx->room, "witch", CHAT_ROLE_NONE, "Avaunt", NULL,
                            chat_fixture_result_cb, &result);
  settle (fx, &result, -1);

  EXPECT (fx, SETS (ADMIN ("<item affiliation='outcast' jid='w@shakespeare.lit'/>")), REFUSES);
  chat_room_set_affiliation_async (fx->room, "w@shakespeare.lit/x", CHAT_AFFILIATION_OUTCAST, NULL,
                                   NULL, chat_fixture_result_cb, &result);
  settle (fx, &result, CHAT_ERROR_REFUSED);

  chat_room_set_affiliation_async (fx->room, "@", CHAT_AFFILIATION_MEMBER, NULL, NULL,
                                   chat_fixture_result_cb, &result);
  settle (fx, &result, CHAT_ERROR_INVALID_ADDRESS);

  EXPECT (fx, SETS ("<moderate xmlns='urn:xmpp:message-moderate:1' id='s1'>"
                    "<retract xmlns='urn:xmpp:message-retract:1'/><reason>Manners</reason>"
                    "</moderate>"), RESULT (""));
  chat_room_moderate_async (fx->room, "s1", "Manners", NULL, chat_fixture_result_cb, &result);
  settle (fx, &result, -1);
}

/* One after the other; what the room has no more stops nothing, what it refuses does. */
static void
test_moderate_all (Fixture       *fx,
                   gconstpointer  data)
{
#define MODERATES(id) \
  SETS ("<moderate xmlns='urn:xmpp:message-moderate:1' id='" id "'>" \
        "<retract xmlns='urn:xmpp:message-retract:1'/></moderate>")
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  guint n = 0;

  for (guint i = 3; i > 0; i--)
    g_ptr_array_add (ids, g_strdup_printf ("s%u", i));
  join_as_owner (fx);
  EXPECT (fx, MODERATES ("s3"), RESULT (""), MODERATES ("s2"),
          SERVER_SAYS ("<iq type='error' id='$id' from='" ROOM "'><error type='cancel'>"
                       "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
          MODERATES ("s1"), RESULT (""));
  chat_room_moderate_all_async (fx->room, ids, NULL, NULL, chat_fixture_result_cb, &result);
  g_assert_true (chat_room_moderate_all_finish (fx->room, chat_fixture_wait_result (&result), &n,
                                                &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 2);
  chat_mock_wait_played (fx->mock);
  g_clear_object (&result);

  EXPECT (fx, MODERATES ("s3"), RESULT (""), MODERATES ("s2"), REFUSES);
  chat_room_moderate_all_async (fx->room, ids, NULL, NULL, chat_fixture_result_cb, &result);
  g_assert_false (chat_room_moderate_all_finish (fx->room, chat_fixture_wait_result (&result), &n,
                                                 &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_REFUSED);
  g_assert_cmpuint (n, ==, 1);
  chat_mock_wait_played (fx->mock);
#undef MODERATES
}

static char *
describe_members (Fixture       *fx,
                  GAsyncResult **result)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) members =
    chat_room_load_members_finish (fx->room, chat_fixture_wait_result (result), &error);
  GString *text = g_string_new (NULL);

  g_clear_object (result);
  chat_mock_wait_played (fx->mock);
  if (members == NULL)
    g_string_assign (text, "error");
  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      const ChatMember *member = g_ptr_array_index (members, i);

      g_string_append_printf (text, "%s:%d:%s%s ", member->address, member->affiliation,
                              member->nick != NULL ? member->nick : "-",
                              member->is_here ? "+" : "");
    }
  return g_string_free (text, FALSE);
}

/* What it does not tell is missing, the rest is not. */
static void
test_members (Fixture       *fx,
              gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *some = NULL;
  g_autofree char *none = NULL;

  join_as_owner (fx);
  EXPECT (fx, GETS (ADMIN ("<item affiliation='owner'/>")),
          RESULT (ADMIN ("<item affiliation='owner' jid='me@shakespeare.lit'/>")),
          GETS (ADMIN ("<item affiliation='admin'/>")),
          RESULT (ADMIN ("<item affiliation='admin' jid='h@shakespeare.lit'/>")),
          GETS (ADMIN ("<item affiliation='member'/>")),
          RESULT (ADMIN ("<item affiliation='member' jid='absent@x.lit' nick='Absent'/>")),
          GETS (ADMIN ("<item affiliation='outcast'/>")), REFUSES);
  chat_room_load_members_async (fx->room, NULL, chat_fixture_result_cb, &result);
  some = describe_members (fx, &result);
  g_assert_cmpstr (some, ==, "me@shakespeare.lit:4:juliet+ h@shakespeare.lit:3:Hecate+ "
                             "absent@x.lit:2:Absent ");

  EXPECT (fx, GETS (ADMIN ("<item affiliation='owner'/>")), REFUSES,
          GETS (ADMIN ("<item affiliation='admin'/>")), REFUSES,
          GETS (ADMIN ("<item affiliation='member'/>")), REFUSES,
          GETS (ADMIN ("<item affiliation='outcast'/>")), REFUSES);
  chat_room_load_members_async (fx->room, NULL, chat_fixture_result_cb, &result);
  none = describe_members (fx, &result);
  g_assert_cmpstr (none, ==, "error");
}

/* The form is asked for again when it is saved: what the server hides in it is for once. */
static void
test_config (Fixture       *fx,
             gconstpointer  data)
{
#define NAME(value) \
  "<field var='muc#roomconfig_roomname' type='text-single' label='Name'><value>" value \
  "</value></field>"
#define HIDDEN(value) "<field var='token' type='hidden'><value>" value "</value></field>"
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatForm) form = NULL;

  join_as_owner (fx);
  EXPECT (fx, GETS (OWNER ("")), RESULT (OWNER (FORM ("form", NAME ("Cave") HIDDEN ("1")))));
  chat_room_load_config_async (fx->room, NULL, chat_fixture_result_cb, &result);
  form = chat_room_load_config_finish (fx->room, chat_fixture_wait_result (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  chat_mock_wait_played (fx->mock);
  chat_form_field_set_value (chat_form_get_field (form, "muc#roomconfig_roomname"), "Heath");

  EXPECT (fx, GETS (OWNER ("")), RESULT (OWNER (FORM ("form", NAME ("Cave") HIDDEN ("2")))),
          SETS (OWNER (FORM ("submit", "<field var='muc#roomconfig_roomname'><value>Heath</value>"
                             "</field><field var='token' type='hidden'><value>2</value></field>"))),
          RESULT (""));
  chat_room_save_config_async (fx->room, form, NULL, chat_fixture_result_cb, &result);
  settle (fx, &result, -1);

  EXPECT (fx, GETS (OWNER ("")), REFUSES);
  chat_room_save_config_async (fx->room, form, NULL, chat_fixture_result_cb, &result);
  settle (fx, &result, CHAT_ERROR_REFUSED);
#undef HIDDEN
#undef NAME
}

#define ASKS(from) \
  "<message from='" from "' to='juliet@capulet.lit'><x xmlns='jabber:x:data' type='form'>" \
  "<field var='FORM_TYPE' type='hidden'><value>" MUC_NS "#request</value></field>" \
  "<field var='muc#role' type='list-single'><value>participant</value></field>" \
  "<field var='muc#roomnick' type='text-single'><value>witch</value></field>" \
  "<field var='muc#request_allow' type='boolean'><value>false</value></field></x></message>"

/* Only the room asks, and only who moderates it; the answer is the room's form, filled in. */
static void
test_voice (Fixture       *fx,
            gconstpointer  data)
{
  g_autoptr(ChatOccupant) waiting = NULL;

  join_as_owner (fx);
  PLAY (fx, SAYS (ASKS (ROOM "/witch") ASKS ("other@" SERVICE)));
  g_assert_cmpuint (fx->voice->len, ==, 0);
  g_assert_null (chat_room_find_voice_request (fx->room));
  PLAY (fx, SAYS (ASKS (ROOM)));
  g_assert_cmpuint (fx->voice->len, ==, 1);
  waiting = chat_room_find_voice_request (fx->room);
  g_assert_cmpstr (chat_occupant_get_nick (waiting), ==, "witch");

  EXPECT (fx, SERVER_HEARS ("<message id='*' to='" ROOM "'><x xmlns='jabber:x:data' type='submit'>"
                            "<field var='FORM_TYPE' type='hidden'><value>" MUC_NS "#request</value>"
                            "</field><field var='muc#role'><value>participant</value></field>"
                            "<field var='muc#roomnick'><value>witch</value></field>"
                            "<field var='muc#request_allow'><value>1</value></field></x>"
                            "</message>"));
  chat_room_answer_voice (fx->room, g_ptr_array_index (fx->voice, 0), TRUE);
  chat_mock_wait_played (fx->mock);
  g_assert_null (chat_room_find_voice_request (fx->room));

  /* It was answered: this is a wish of our own. */
  EXPECT (fx, SETS (ADMIN ("<item role='participant' nick='witch'/>")), RESULT (""));
  chat_room_answer_voice (fx->room, g_ptr_array_index (fx->voice, 0), TRUE);
  chat_mock_wait_played (fx->mock);
}

/* Who was let speak by somebody else waits no more. */
static void
test_voice_given (Fixture       *fx,
                  gconstpointer  data)
{
  join_as_owner (fx);
  PLAY (fx, SAYS (ASKS (ROOM)));
  PLAY (fx, SAYS (COMES ("witch", "none", "participant", "", "w")));
  g_assert_null (chat_room_find_voice_request (fx->room));
}

static void
test_voice_of_others (Fixture       *fx,
                      gconstpointer  data)
{
  static const MockLine lines[] = { JOINS ("member", "participant") };

  join (fx, lines, G_N_ELEMENTS (lines));
  PLAY (fx, SAYS (ASKS (ROOM)));
  g_assert_cmpuint (fx->voice->len, ==, 0);
}

static void
assert_nicks (Fixture    *fx,
              const char *prefix,
              const char *expected)
{
  g_autoptr(GPtrArray) nicks = chat_room_complete_nick (fx->room, prefix);
  g_autofree char *text = NULL;

  g_ptr_array_add (nicks, NULL);
  text = g_strjoinv (" ", (char **) nicks->pdata);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_nicks (Fixture       *fx,
            gconstpointer  data)
{
  g_autoptr(ChatOccupant) witch = NULL;

  join_as_owner (fx);
  assert_nicks (fx, "", "Hecate witch");
  assert_nicks (fx, "hec", "Hecate");
  assert_nicks (fx, "jul", "");
  PLAY (fx, SAYS ("<message type='groupchat' id='1' from='" ROOM "/witch'><body>Hail</body>"
                  "</message>"));
  assert_nicks (fx, "", "witch Hecate");
  witch = chat_room_find_occupant (fx->room, "witch");
  g_assert_cmpstr (chat_occupant_get_author (witch), ==, "o:w");
  g_assert_null (chat_room_find_occupant (fx->room, "nobody"));
  g_assert_false (chat_occupant_is_look_alike (witch));
  PLAY (fx, SAYS ("<presence from='" ROOM "/w\xd1\x96tch'><x xmlns='" USER_NS "'>"
                  "<item affiliation='none' role='participant'/></x></presence>"));
  g_assert_false (chat_occupant_is_look_alike (witch)); /* as when it was found */
  g_clear_object (&witch);
  witch = chat_room_find_occupant (fx->room, "witch");
  g_assert_true (chat_occupant_is_look_alike (witch));
  assert_nicks (fx, "w", "witch w\xd1\x96tch");
  PLAY (fx, SAYS ("<presence type='unavailable' from='" ROOM "/witch'><x xmlns='" USER_NS "'>"
                  "<item affiliation='none' role='none'/></x></presence>"));
  g_assert_false (chat_occupant_is_present (witch));
  assert_nicks (fx, "", "Hecate w\xd1\x96tch");
}

static void
test_destroy (Fixture       *fx,
              gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;

  join_as_owner (fx);
  EXPECT (fx, SETS (OWNER ("<destroy jid='heath@" SERVICE "'><reason>Rain</reason></destroy>")),
          RESULT (""), SERVER_HEARS ("<presence type='unavailable' to='" SELF "'/>"));
  chat_room_destroy_async (fx->room, "heath@" SERVICE, "Rain", NULL, chat_fixture_result_cb,
                           &result);
  settle (fx, &result, -1);
  g_assert_false (chat_room_get_autojoin (fx->room));
}

#define LISTS(set) \
  SERVER_HEARS ("<iq type='get' id='*' to='" SERVICE "'>" \
                "<query xmlns='http://jabber.org/protocol/disco#items'><set xmlns='" RSM "'>" \
                "<max>50</max>" set "</set></query></iq>")
#define ITEMS(items, set) \
  SERVER_SAYS ("<iq type='result' id='$id' from='" SERVICE "'>" \
               "<query xmlns='http://jabber.org/protocol/disco#items'>" items \
               "<set xmlns='" RSM "'>" set "</set></query></iq>")

static gboolean
is_loading (ChatDirectory *directory)
{
  gboolean loading = FALSE;

  g_object_get (directory, "loading", &loading, NULL);
  return loading;
}

/* Pages without a hit are leafed through; what is looked at is asked what it is. */
static void
test_directory (Fixture       *fx,
                gconstpointer  data)
{
  g_autoptr(ChatDirectory) directory = NULL;
  g_autoptr(ChatChannel) channel = NULL;
  g_autofree char *error_text = NULL;

  EXPECT (fx, LISTS (""),
          ITEMS ("<item jid='a@" SERVICE "' name='Amber'/>", "<last>a</last><count>3</count>"),
          LISTS ("<after>a</after>"),
          ITEMS ("<item jid='b@" SERVICE "' name='The cave'/><item jid='b@" SERVICE "'/>",
                 "<last>b</last><count>3</count>"));
  directory = chat_directory_new (fx->rooms, SERVICE, "CAVE", FALSE);
  WAIT_FOR (!is_loading (directory));
  chat_mock_wait_played (fx->mock);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (directory)), ==, 1);

  EXPECT (fx, SERVER_HEARS ("<iq type='get' id='*' to='b@" SERVICE "'>"
                            "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"),
          SERVER_SAYS ("<iq type='result' id='$id' from='b@" SERVICE "'>"
                       "<query xmlns='http://jabber.org/protocol/disco#info'>"
                       "<identity category='conference' type='text' name='The Cave'/>"
                       "<feature var='" MUC_NS "'/><feature var='muc_passwordprotected'/>"
                       "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' "
                       "type='hidden'><value>" MUC_NS "#roominfo</value></field>"
                       "<field var='muc#roominfo_occupants'><value>7</value></field>"
                       "<field var='{urn:xmpp:muc-activity}message-activity'><value>2.5</value>"
                       "</field></x>"
                       "</query></iq>"));
  channel = g_list_model_get_item (G_LIST_MODEL (directory), 0);
  g_assert_cmpint (chat_channel_get_n_occupants (channel), ==, -1);
  g_assert_cmpfloat (chat_channel_get_activity (channel), ==, -1);
  WAIT_FOR (chat_channel_get_activity (channel) == 2.5);
  g_assert_cmpint (chat_channel_get_n_occupants (channel), ==, 7);
  g_assert_cmpstr (chat_channel_get_name (channel), ==, "The Cave");
  g_assert_true (chat_channel_needs_password (channel));
  chat_mock_wait_played (fx->mock);

  /* What fails is tried once more, from where it was. */
  EXPECT (fx, LISTS ("<after>b</after>"),
          SERVER_SAYS ("<iq type='error' id='$id' from='" SERVICE "'><error type='wait'>"
                       "<resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                       "</error></iq>"));
  chat_directory_load_more (directory);
  WAIT_FOR (!is_loading (directory));
  chat_mock_wait_played (fx->mock);
  g_object_get (directory, "error-text", &error_text, NULL);
  g_assert_nonnull (error_text);
  EXPECT (fx, LISTS ("<after>b</after>"),
          ITEMS ("<item jid='cave@" SERVICE "'/>", "<count>3</count>"));
  chat_directory_load_more (directory);
  WAIT_FOR (!is_loading (directory));
  chat_mock_wait_played (fx->mock);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (directory)), ==, 2);
}

#define REGISTER(content) "<query xmlns='jabber:iq:register'>" content "</query>"
#define CANNOT_COME_IN(features) \
  SERVER_HEARS ("<iq type='get' id='*' to='" ROOM "'>" \
                "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "'>" \
               "<query xmlns='http://jabber.org/protocol/disco#info'>" \
               "<identity category='conference' type='text' name='A Dark Cave'/>" \
               "<feature var='" MUC_NS "'/><feature var='muc_membersonly'/>" features \
               "</query></iq>"), \
  SERVER_HEARS ("<presence to='" SELF "'>" MOCK_NO_PHOTO MOCK_CAPS "<x xmlns='" MUC_NS "'/>" \
                "</presence>"), \
  SERVER_SAYS ("<presence type='error' from='" SELF "' to='juliet@capulet.lit'>" \
               "<x xmlns='" MUC_NS "'/><error type='auth'>" \
               "<registration-required xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>" \
               "</presence>")
#define NICK_ASKED \
  GETS (REGISTER ("")), \
  RESULT (REGISTER ("<x xmlns='jabber:x:data' type='form'><field var='FORM_TYPE' type='hidden'>" \
                    "<value>" MUC_NS "#register</value></field><field type='text-single' " \
                    "var='muc#register_roomnick'><required/></field></x>"))

static void
be_kept_out (Fixture        *fx,
             const MockLine *lines,
             gsize           n_lines)
{
  g_autoptr(GAsyncResult) result = NULL;

  fx->room = chat_rooms_ensure (fx->rooms, ROOM);
  mock_server_play (fx->mock->server, lines, n_lines);
  chat_room_join_async (fx->room, NULL, NULL, NULL, chat_fixture_result_cb, &result);
  settle (fx, &result, CHAT_ERROR_ROOM_MEMBERS_ONLY);
}

/* A room that is for its members may be asked to make one of us, in its own words. */
static void
test_register (Fixture       *fx,
               gconstpointer  data)
{
  static const MockLine lines[] = {
    CANNOT_COME_IN ("<feature var='jabber:iq:register'/>"),
  };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatForm) form = NULL;
  g_autoptr(ChatForm) none = NULL;
  ChatFormField *field;

  be_kept_out (fx, lines, G_N_ELEMENTS (lines));
  g_assert_true (chat_room_may_ask (fx->room));

  EXPECT (fx, NICK_ASKED);
  chat_room_load_registration_async (fx->room, NULL, chat_fixture_result_cb, &result);
  form = chat_room_load_registration_finish (fx->room, chat_fixture_wait_result (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  field = chat_form_get_field (form, "muc#register_roomnick");
  g_assert_cmpstr (chat_form_field_get_value (field), ==, "juliet");
  chat_form_field_set_value (field, "Jule");

  EXPECT (fx, NICK_ASKED,
          SETS (REGISTER ("<x xmlns='jabber:x:data' type='submit'>"
                          "<field type='hidden' var='FORM_TYPE'><value>" MUC_NS "#register</value>"
                          "</field><field var='muc#register_roomnick'>"
                          "<value>Jule</value></field></x>")),
          RESULT (""));
  chat_room_send_registration_async (fx->room, form, NULL, chat_fixture_result_cb, &result);
  settle (fx, &result, -1);
  g_assert_true (chat_room_has_asked (fx->room));
  g_assert_false (chat_room_may_ask (fx->room));

  /* It says so, and takes nobody. */
  EXPECT (fx, GETS (REGISTER ("")),
          SERVER_SAYS ("<iq type='error' id='$id' from='" ROOM "'><error type='auth'>"
                       "<registration-required xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
                       "</iq>"));
  chat_room_load_registration_async (fx->room, NULL, chat_fixture_result_cb, &result);
  none = chat_room_load_registration_finish (fx->room, chat_fixture_wait_result (&result), &error);
  g_assert_null (none);
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_ROOM_MEMBERS_ONLY);
}

static void
test_no_registration (Fixture       *fx,
                      gconstpointer  data)
{
  static const MockLine lines[] = { CANNOT_COME_IN ("") };

  be_kept_out (fx, lines, G_N_ELEMENTS (lines));
  g_assert_false (chat_room_may_ask (fx->room));
}

#define ADD(path, func) g_test_add ("/room-admin/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("people", test_people);
  ADD ("moderate-all", test_moderate_all);
  ADD ("members", test_members);
  ADD ("config", test_config);
  ADD ("register", test_register);
  ADD ("no-registration", test_no_registration);
  ADD ("voice", test_voice);
  ADD ("voice-given", test_voice_given);
  ADD ("voice-of-others", test_voice_of_others);
  ADD ("nicks", test_nicks);
  ADD ("destroy", test_destroy);
  ADD ("directory", test_directory);
  return g_test_run ();
}
