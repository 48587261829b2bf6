/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms against the scripted server: joined, talked in and left, and what is not believed there. */
#include <string.h>

#include "chat-account-private.h"
#include "chat-client-private.h"
#include "chat-connection.h"
#include "chat-fixture.h"
#include "chat-inbox.h"
#include "chat-mentions.h"
#include "chat-room-private.h"
#include "chat-rooms-private.h"
#include "room-play.h"

#define ROOM    "coven@chat.shakespeare.lit"
#define NICK    "juliet"
#define SELF    ROOM "/" NICK
#define WITCH   ROOM "/witch"
#define MUC_NS  "http://jabber.org/protocol/muc"
#define USER_NS MUC_NS "#user"
#define SID_NS  "urn:xmpp:sid:0"
#define HAS_IDS "<feature var='urn:xmpp:occupant-id:0'/><feature var='" SID_NS "'/>"

#define TELLS(features) \
  SERVER_HEARS ("<iq type='get' id='*' to='" ROOM "'>" \
                "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "'>" \
               "<query xmlns='http://jabber.org/protocol/disco#info'>" \
               "<identity category='conference' type='text' name='A Dark Cave'/>" \
               "<feature var='" MUC_NS "'/>" features "</query></iq>")
#define ENTERS_SHOWING(photo, history) \
  SERVER_HEARS ("<presence to='" SELF "'>" photo MOCK_CAPS \
                "<x xmlns='" MUC_NS "'>" history "</x></presence>")
#define ENTERS_WITH(history) ENTERS_SHOWING (MOCK_NO_PHOTO, history)
#define OCCUPANT_ID(id) "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='" id "'/>"
#define COMES(nick, content, more) \
  "<presence from='" ROOM "/" nick "' to='juliet@capulet.lit'><x xmlns='" USER_NS "'>" \
  "<item affiliation='member' role='participant'/>" content "</x>" more "</presence>"
#define GOES(nick) \
  "<presence from='" ROOM "/" nick "' to='juliet@capulet.lit' type='unavailable'>" \
  "<x xmlns='" USER_NS "'><item affiliation='member' role='none'/></x></presence>"
#define COMES_SELF COMES (NICK, "<status code='110'/>", OCCUPANT_ID ("me"))
#define SUBJECT \
  "<message type='groupchat' from='" WITCH "' to='juliet@capulet.lit'><subject>Spells</subject>" \
  "</message>"
#define LETS_IN(more) \
  SERVER_SAYS (COMES ("witch", "", OCCUPANT_ID ("w")) COMES_SELF more SUBJECT)
#define JOINS(features) TELLS (features), ENTERS_WITH (""), LETS_IN ("")
#define SAYS_AS(nick, id, content) \
  "<message type='groupchat' id='" id "' from='" ROOM "/" nick "' to='juliet@capulet.lit'>" content \
  "</message>"
#define HEARS_US(text) \
  SERVER_HEARS ("<message type='groupchat' id='*' to='" ROOM "'><body>" text "</body>" \
                "<origin-id xmlns='" SID_NS "' id='*'/></message>")

typedef struct {
  ChatMock  *mock;
  ChatRooms *rooms;
  GString   *told; /* what people hear of */
} Fixture;

static void
message_cb (ChatClient       *client,
            ChatConversation *conversation,
            ChatMessage      *message,
            gboolean          notify,
            GString          *told)
{
  if (notify)
    g_string_append_printf (told, "%s;", chat_message_get_body (message));
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->mock = chat_mock_new_online ();
  fx->rooms = chat_account_get_rooms (fx->mock->account);
  fx->told = g_string_new (NULL);
  g_signal_connect (fx->mock->client, "message", G_CALLBACK (message_cb), fx->told);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  chat_mock_free (fx->mock);
  g_string_free (fx->told, TRUE);
}

static ChatRoom *
join (Fixture        *fx,
      const MockLine *lines,
      gsize           n_lines)
{
  ChatRoom *room = chat_rooms_ensure (fx->rooms, ROOM);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  mock_server_play (fx->mock->server, lines, n_lines);
  chat_room_join_async (room, NULL, NULL, NULL, chat_fixture_result_cb, &result);
  g_assert_true (chat_room_finish (room, chat_fixture_wait_result (&result), &error));
  g_assert_no_error (error);
  chat_mock_wait_played (fx->mock);
  chat_fixture_settle (fx->mock->client);
  return room;
}

#define JOIN(fx, ...) \
  ({ static const MockLine lines_[] = { __VA_ARGS__ }; join (fx, lines_, G_N_ELEMENTS (lines_)); })

static ChatConversation *
find (Fixture    *fx,
      const char *address)
{
  return chat_client_find_conversation (fx->mock->client, MOCK_ADDRESS, address);
}

/* All that is shown: who has said what, and what has become of it. */
static char *
dup_shown (Fixture    *fx,
           const char *address)
{
  ChatConversation *conversation = find (fx, address);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(ChatTimeline) timeline = NULL;

  if (conversation == NULL)
    return g_strdup ("none");

  timeline = chat_conversation_open_timeline (conversation);
  chat_fixture_settle (fx->mock->client);
  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (timeline)); i++)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (timeline), i);

      g_string_append_printf (text, "%s%s%s: %s|",
                              chat_message_is_outgoing (message) ? "own"
                              : chat_message_get_sender_name (message),
                              chat_message_is_mention (message) ? "!" : "",
                              chat_message_get_state (message) == CHAT_MESSAGE_DELIVERED ? "+" : "",
                              chat_message_get_body (message));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_shown (Fixture    *fx,
              const char *address,
              const char *expected)
{
  g_autofree char *shown = dup_shown (fx, address);

  g_assert_cmpstr (shown, ==, expected);
}

static void
assert_last_id (Fixture    *fx,
                const char *address,
                const char *id)
{
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (find (fx, address));
  g_autoptr(ChatMessage) last = NULL;

  chat_fixture_settle (fx->mock->client);
  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  last = g_list_model_get_item (G_LIST_MODEL (timeline),
                                g_list_model_get_n_items (G_LIST_MODEL (timeline)) - 1);
  g_assert_cmpstr (chat_message_get_archive_id (last), ==, id);
}

static ChatMessage *
send (Fixture    *fx,
      const char *address,
      const char *text)
{
  ChatConversation *conversation =
    chat_client_get_conversation (fx->mock->client, fx->mock->account, address, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  ChatMessage *message;

  chat_conversation_send_async (conversation, text, NULL, chat_fixture_result_cb, &result);
  message = chat_conversation_send_finish (conversation, chat_fixture_wait_result (&result),
                                           &error);
  g_assert_no_error (error);
  return message;
}

/* A name of which nothing is to be seen is none; one of emoji is. */
static void
test_names (Fixture       *fx,
            gconstpointer  data)
{
  static const struct {
    const char *own;
    const char *shown;
  } cases[] = {
    { "🔥🪄", "🔥🪄" }, { "\u0301\u0302 \u20dd", "coven" }, { "\u202e\u2066", "coven" },
    { "\u202eevac", "evac" }, { "\u200b\u00ad", "coven" }, { "a\u0301", "a\u0301" },
  };
  ChatRoom *room = chat_rooms_ensure (chat_account_get_rooms (fx->mock->account), ROOM);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      chat_room_set_own_name (room, cases[i].own);
      g_assert_cmpstr (chat_room_get_name (room), ==, cases[i].shown);
    }
}

static void
test_joins (Fixture       *fx,
            gconstpointer  data)
{
  ChatRoom *room = JOIN (fx, JOINS (HAS_IDS));
  ChatConversation *conversation = find (fx, ROOM);

  g_assert_cmpint (chat_room_get_state (room), ==, CHAT_ROOM_JOINED);
  g_assert_cmpstr (chat_room_get_name (room), ==, "A Dark Cave");
  g_assert_cmpstr (chat_room_get_subject (room), ==, "Spells");
  g_assert_cmpstr (chat_room_get_nick (room), ==, NICK);
  g_assert_cmpuint (chat_room_get_n_occupants (room), ==, 2);
  g_assert_cmpuint (chat_room_get_rights (room), ==, CHAT_ROOM_MAY_SPEAK | CHAT_ROOM_MAY_INVITE);
  g_assert_true (chat_room_get_autojoin (room));
  g_assert_cmpuint (g_list_model_get_n_items (chat_rooms_get_list (fx->rooms)), ==, 1);
  g_assert_cmpint (chat_conversation_get_kind (conversation), ==, CHAT_CONVERSATION_ROOM);
  g_assert_true (chat_conversation_get_room (conversation) == room);
  g_assert_true (chat_conversation_get_peer (conversation) == CHAT_PEER (room));
  g_assert_null (chat_conversation_get_contact (conversation));
  g_assert_cmpstr (chat_conversation_get_title (conversation), ==, "A Dark Cave");
  /* The subject that is told to who comes is no news. */
  assert_shown (fx, ROOM, "");

  mock_server_play (fx->mock->server,
                    (const MockLine[]) { SERVER_HEARS ("<presence type='unavailable' to='" SELF
                                                       "'/>") }, 1);
  chat_room_leave (room);
  chat_mock_wait_played (fx->mock);
  g_assert_cmpint (chat_room_get_state (room), ==, CHAT_ROOM_LEFT);
  g_assert_cmpuint (g_list_model_get_n_items (chat_rooms_get_list (fx->rooms)), ==, 0);
}

static void
test_talks (Fixture       *fx,
            gconstpointer  data)
{
  g_autoptr(ChatMessage) message = NULL;

  JOIN (fx, JOINS (HAS_IDS));
  PLAY (fx, SAYS (SAYS_AS ("witch", "1", "<body>Hail</body>" OCCUPANT_ID ("w"))
                  SAYS_AS ("witch", "2", "<body>Hail, Juliet!</body>" OCCUPANT_ID ("w"))));
  assert_shown (fx, ROOM, "witch: Hail|witch!: Hail, Juliet!|");
  g_assert_cmpstr (fx->told->str, ==, "Hail, Juliet!;");
  g_assert_cmpuint (chat_conversation_get_unread (find (fx, ROOM)), ==, 2);
  g_assert_cmpuint (chat_conversation_get_mentions (find (fx, ROOM)), ==, 1);
  g_assert_cmpstr (chat_conversation_get_preview_name (find (fx, ROOM)), ==, "witch");

  {
    static const MockLine sends[] = {
      HEARS_US ("Speak"),
      SERVER_SAYS (SAYS_AS (NICK, "$id", "<body>Speak</body><origin-id xmlns='" SID_NS "' id='$id'/>"
                            "<stanza-id xmlns='" SID_NS "' id='s1' by='" ROOM "'/>"
                            OCCUPANT_ID ("me"))),
      MOCK_PINGED,
    };

    mock_server_play (fx->mock->server, sends, G_N_ELEMENTS (sends));
  }
  message = send (fx, ROOM, "Speak");
  WAIT_FOR (chat_message_get_state (message) == CHAT_MESSAGE_DELIVERED);
  chat_mock_wait_played (fx->mock);
  assert_shown (fx, ROOM, "witch: Hail|witch!: Hail, Juliet!|own+: Speak|");
  g_assert_cmpstr (chat_message_get_archive_id (message), ==, "s1");
}

/* Nobody speaks in the name of a room, of us, or of somebody else. */
static void
test_forgeries (Fixture       *fx,
                gconstpointer  data)
{
  g_autoptr(ChatMessage) message = NULL;

  PLAY (fx, SAYS (SAYS_AS ("witch", "1", "<body>Not joined</body>")
                  "<message type='groupchat' from='romeo@montague.lit/x' id='2'><body>No room</body>"
                  "</message>"));
  assert_shown (fx, ROOM, "none");
  assert_shown (fx, "romeo@montague.lit", "none");

  JOIN (fx, JOINS (HAS_IDS));
  {
    static const MockLine sends[] = {
      HEARS_US ("Mine"),
      /* With our ids, from somebody else: it is theirs, and ours has not come back. */
      SERVER_SAYS (SAYS_AS ("witch", "$id",
                            "<body>Mine</body><origin-id xmlns='" SID_NS "' id='$id'/>"
                            OCCUPANT_ID ("w"))),
      MOCK_PINGED,
    };

    mock_server_play (fx->mock->server, sends, G_N_ELEMENTS (sends));
  }
  message = send (fx, ROOM, "Mine");
  WAIT_FOR (chat_message_get_state (message) == CHAT_MESSAGE_SENT);
  chat_mock_wait_played (fx->mock);
  g_assert_cmpint (chat_message_get_state (message), ==, CHAT_MESSAGE_SENT);
  assert_shown (fx, ROOM, "witch: Mine|own: Mine|");

  /* An id that another one has given is no place in the room's archive. */
  PLAY (fx, SAYS (SAYS_AS ("witch", "3", "<body>Again</body>" OCCUPANT_ID ("w")
                           "<stanza-id xmlns='" SID_NS "' id='x' by='juliet@capulet.lit'/>")));
  {
    g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (find (fx, ROOM));
    g_autoptr(ChatMessage) last = NULL;

    while (chat_timeline_get_loading (timeline))
      g_main_context_iteration (NULL, TRUE);
    last = g_list_model_get_item (G_LIST_MODEL (timeline), 2);
    g_assert_cmpstr (chat_message_get_body (last), ==, "Again");
    g_assert_null (chat_message_get_archive_id (last));
    g_assert_cmpstr (chat_message_get_author (last), ==, "o:w");
  }
}

/* A nick may be somebody else's by now: who has it does not change what another one said. */
static void
test_nick_reuse (Fixture       *fx,
                 gconstpointer  data)
{
#define REPLACES(id) "<replace xmlns='urn:xmpp:message-correct:0' id='" id "'/>"
  JOIN (fx, JOINS (HAS_IDS));
  PLAY (fx, SAYS (SAYS_AS ("witch", "1", "<body>Fair</body>" OCCUPANT_ID ("w")) GOES ("witch")
                  COMES ("witch", "", OCCUPANT_ID ("other"))
                  SAYS_AS ("witch", "2", "<body>Foul</body>" OCCUPANT_ID ("other") REPLACES ("1"))));
  assert_shown (fx, ROOM, "witch: Fair|witch: Foul|");
  PLAY (fx, SAYS (SAYS_AS ("witch", "3", "<body>Dim</body>" OCCUPANT_ID ("other"))
                  SAYS_AS ("witch", "4", "<body>Dark</body>" OCCUPANT_ID ("other")
                           REPLACES ("3"))));
  assert_shown (fx, ROOM, "witch: Fair|witch: Foul|witch: Dark|");
#undef REPLACES
}

static char *
list_author (Fixture    *fx,
             const char *author)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) ids = NULL;

  chat_conversation_list_author_async (find (fx, ROOM), author, NULL, chat_fixture_result_cb,
                                       &result);
  ids = chat_conversation_list_author_finish (find (fx, ROOM), chat_fixture_wait_result (&result),
                                              &error);
  g_assert_no_error (error);
  g_ptr_array_add (ids, NULL);
  return g_strjoinv (" ", (char **) ids->pdata);
}

#define assert_wrote(fx, author, wanted) \
  G_STMT_START { \
    g_autofree char *ids_ = list_author (fx, author); \
    g_assert_cmpstr (ids_, ==, wanted); \
  } G_STMT_END

/* Who has taken it away, and why: "" where nobody says. */
static void
assert_removal (Fixture    *fx,
                guint       position,
                const char *expected) /* (nullable): no moderator has */
{
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (find (fx, ROOM));
  g_autoptr(ChatMessage) message = NULL;
  g_autofree char *text = NULL;

  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (timeline)) > position);
  message = g_list_model_get_item (G_LIST_MODEL (timeline), position);
  if (chat_message_is_moderated (message))
    text = g_strjoin (": ", chat_message_get_moderator (message),
                      chat_message_get_removal (message), NULL);
  g_assert_cmpstr (text, ==, expected);
}

/* Nor is a message his that was told of before he came, because he bears its nick and its ids: he
 * may say the same, and then something else. */
static void
test_author_taken (Fixture       *fx,
                   gconstpointer  data)
{
#define SAID(id, text) \
  "<body>" text "</body><origin-id xmlns='" SID_NS "' id='" id "'/>"
#define COMES_AS(nick, address) \
  "<presence from='" ROOM "/" nick "' to='juliet@capulet.lit'><x xmlns='" USER_NS "'>" \
  "<item affiliation='member' role='participant' jid='" address "'/></x></presence>"
  JOIN (fx, TELLS ("<feature var='muc_nonanonymous'/>"), ENTERS_WITH (""),
        LETS_IN (SAYS_AS ("hecate", "1", SAID ("1", "Fair")
                          "<delay xmlns='urn:xmpp:delay' from='" ROOM "' "
                          "stamp='2020-01-01T00:00:00Z'/>")));
  PLAY (fx, SAYS (COMES_AS ("hecate", "mallory@shakespeare.lit/x")
                  SAYS_AS ("hecate", "1", SAID ("1", "Fair"))
                  SAYS_AS ("hecate", "2", SAID ("2", "Foul")
                           "<replace xmlns='urn:xmpp:message-correct:0' id='1'/>")));
  assert_shown (fx, ROOM, "hecate: Fair|hecate: Foul|");
#undef COMES_AS
#undef SAID
}

/* Only who has said it takes it back, and the room; a moderator is not the room. */
static void
test_retractions (Fixture       *fx,
                  gconstpointer  data)
{
#define STANZA_ID(id) "<stanza-id xmlns='" SID_NS "' id='" id "' by='" ROOM "'/>"
#define RETRACTS(id) "<retract xmlns='urn:xmpp:message-retract:1' id='" id "'/>"
#define MODERATES(id, by, more) \
  "<retract xmlns='urn:xmpp:message-retract:1' id='" id "'>" \
  "<moderated xmlns='urn:xmpp:message-moderate:1' by='" by "'/>" more "</retract>"
  JOIN (fx, JOINS (HAS_IDS "<feature var='urn:xmpp:message-moderate:1'/>"));
  PLAY (fx, SAYS (SAYS_AS ("witch", "1", "<body>Eye</body>" OCCUPANT_ID ("w") STANZA_ID ("s1"))
                  SAYS_AS ("witch", "2", "<body>Toe</body>" OCCUPANT_ID ("w") STANZA_ID ("s2"))
                  SAYS_AS ("witch", "8", "<body>Wool</body>" OCCUPANT_ID ("w") STANZA_ID ("s3"))));
  PLAY (fx, SAYS (SAYS_AS ("witch", "3", RETRACTS ("s1") OCCUPANT_ID ("other"))
                  SAYS_AS ("other", "4", MODERATES ("s1", WITCH, "") OCCUPANT_ID ("other"))
                  SAYS_AS ("other", "5", RETRACTS ("s2"))));
  assert_shown (fx, ROOM, "witch: Eye|witch: Toe|witch: Wool|");
  PLAY (fx, SAYS (SAYS_AS ("witch", "6", RETRACTS ("s1") OCCUPANT_ID ("w"))));
  assert_shown (fx, ROOM, "witch: |witch: Toe|witch: Wool|");
  assert_removal (fx, 0, NULL);
  assert_wrote (fx, "o:w", "s3 s2");
  assert_wrote (fx, "o:other", "");
  PLAY (fx, SAYS ("<message type='groupchat' id='7' from='" ROOM "' to='juliet@capulet.lit'>"
                  MODERATES ("s2", WITCH, "<reason>Too much\nmagic</reason>") "</message>"
                  "<message type='groupchat' id='9' from='" ROOM "' to='juliet@capulet.lit'>"
                  MODERATES ("s3", "other@chat.shakespeare.lit/witch", "") "</message>"));
  assert_shown (fx, ROOM, "witch: |witch: |witch: |");
  assert_removal (fx, 1, "witch: Too much magic");
  assert_removal (fx, 2, "");
  assert_wrote (fx, "o:w", "");
#undef MODERATES
#undef RETRACTS
#undef STANZA_ID
}

static void
test_private (Fixture       *fx,
              gconstpointer  data)
{
  static const MockLine sends[] = {
    SERVER_HEARS ("<message type='chat' id='*' to='" WITCH "'><body>Between us</body>"
                  "<origin-id xmlns='" SID_NS "' id='*'/><request xmlns='urn:xmpp:receipts'/>"
                  "<markable xmlns='urn:xmpp:chat-markers:0'/><x xmlns='" USER_NS "'/></message>"),
    SERVER_SAYS ("<message type='chat' from='" WITCH "'><received xmlns='urn:xmpp:receipts' "
                 "id='$id'/></message>"),
    MOCK_PINGED,
  };
  g_autoptr(ChatMessage) message = NULL;

  JOIN (fx, JOINS (HAS_IDS));
  PLAY (fx, SAYS ("<message type='chat' id='p' from='" WITCH "'><body>Psst</body>"
                  "<x xmlns='" USER_NS "'/><stanza-id xmlns='" SID_NS "' id='room' by='" ROOM "'/>"
                  "<stanza-id xmlns='" SID_NS "' id='ours' by='juliet@capulet.lit'/></message>"));
  /* Our own archive has it, not the room's. */
  assert_last_id (fx, WITCH, "ours");
  assert_shown (fx, ROOM, "");
  assert_shown (fx, WITCH, "witch: Psst|");
  g_assert_cmpint (chat_conversation_get_kind (find (fx, WITCH)), ==, CHAT_CONVERSATION_PRIVATE);
  g_assert_cmpstr (chat_conversation_get_title (find (fx, WITCH)), ==, "witch");
  g_assert_cmpint (chat_peer_get_presence (chat_conversation_get_peer (find (fx, WITCH))), ==,
                   CHAT_PRESENCE_AVAILABLE);
  g_assert_cmpstr (fx->told->str, ==, "Psst;");

  mock_server_play (fx->mock->server, sends, G_N_ELEMENTS (sends));
  message = send (fx, WITCH, "Between us");
  WAIT_FOR (chat_message_get_state (message) == CHAT_MESSAGE_DELIVERED);
  chat_mock_wait_played (fx->mock);
  assert_shown (fx, WITCH, "witch: Psst|own+: Between us|");
  assert_shown (fx, ROOM, "");

  PLAY (fx, SAYS (GOES ("witch")));
  g_assert_cmpint (chat_peer_get_presence (chat_conversation_get_peer (find (fx, WITCH))), ==,
                   CHAT_PRESENCE_OFFLINE);
}

/* What is written before we are in waits for that, and what a room refuses fails with its reason. */
/* What is written in private while one is away is for who had the nick then, not for who has it once
 * it can be said. */
#define TO_WITCH(text) \
  SERVER_HEARS ("<message type='chat' id='*' to='" WITCH "'><body>" text "</body>" \
                "<origin-id xmlns='" SID_NS "' id='*'/><request xmlns='urn:xmpp:receipts'/>" \
                "<markable xmlns='urn:xmpp:chat-markers:0'/><x xmlns='" USER_NS "'/></message>")
#define BACK(features, who) \
  SERVER_SIGNS_IN, MOCK_ASKS_ROSTER, MOCK_SAYS_ROSTER, MOCK_ASKS_SERVER, TELLS (features), \
  MOCK_APPEARS (MOCK_NO_PHOTO), MOCK_GREETS_ON_AGAIN, \
  ENTERS_WITH ("<history seconds='*'/>"), SERVER_SAYS (who COMES_SELF SUBJECT)
#define UNSURE "Somebody else may have that nickname now. Nothing was sent."

/* @error: (nullable): NULL: it is sent */
static void
private_after (Fixture        *fx,
               const MockLine *lines,
               gsize           n_lines,
               const char     *error)
{
  static const MockLine cut[] = { SERVER_CUTS };
  g_autoptr(ChatMessage) message = NULL;

  mock_server_play (fx->mock->server, cut, G_N_ELEMENTS (cut));
  chat_mock_wait_state (fx->mock, CHAT_ACCOUNT_WAITING);
  message = send (fx, WITCH, "Between us");
  room_play (fx->mock, lines, n_lines);
  WAIT_FOR (chat_message_get_state (message)
            == (error != NULL ? CHAT_MESSAGE_FAILED : CHAT_MESSAGE_SENT));
  g_assert_cmpstr (chat_message_get_error_text (message), ==, error);
}

/* And after a restart that is said likewise. */
static void
assert_last_error (Fixture    *fx,
                   const char *address,
                   const char *error)
{
  g_autoptr(ChatTimeline) timeline = NULL;
  g_autoptr(ChatMessage) last = NULL;

  chat_mock_restart (fx->mock);
  timeline = chat_conversation_open_timeline (find (fx, address));
  chat_fixture_settle (fx->mock->client);
  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  last = g_list_model_get_item (G_LIST_MODEL (timeline),
                                g_list_model_get_n_items (G_LIST_MODEL (timeline)) - 1);
  g_assert_cmpstr (chat_message_get_error_text (last), ==, error);
}

static void
test_private_same (Fixture       *fx,
                   gconstpointer  data)
{
  static const MockLine back[] = {
    BACK (HAS_IDS, COMES ("witch", "", OCCUPANT_ID ("w"))), TO_WITCH ("Between us"), MOCK_PINGED,
  };

  JOIN (fx, JOINS (HAS_IDS));
  private_after (fx, back, G_N_ELEMENTS (back), NULL);
}

static void
test_private_other (Fixture       *fx,
                    gconstpointer  data)
{
  static const MockLine back[] = {
    BACK (HAS_IDS, COMES ("witch", "", OCCUPANT_ID ("x"))), SAYS (""),
  };

  JOIN (fx, JOINS (HAS_IDS));
  private_after (fx, back, G_N_ELEMENTS (back), UNSURE);
  assert_last_error (fx, WITCH, UNSURE);
}

static void
test_private_gone (Fixture       *fx,
                   gconstpointer  data)
{
  static const MockLine back[] = { BACK (HAS_IDS, ""), SAYS ("") };

  JOIN (fx, JOINS (HAS_IDS));
  private_after (fx, back, G_N_ELEMENTS (back), "Nobody in this room has that nickname.");
  assert_last_error (fx, WITCH, "Nobody in this room has that nickname.");
}

/* In a room that says of nobody who it is. */
static void
test_private_unsure (Fixture       *fx,
                     gconstpointer  data)
{
  static const MockLine back[] = { BACK ("", COMES ("witch", "", "")), SAYS ("") };
  static const MockLine there[] = { TO_WITCH ("Again"), MOCK_PINGED };
  g_autoptr(ChatMessage) message = NULL;

  JOIN (fx, TELLS (""), ENTERS_WITH (""), LETS_IN (""));
  private_after (fx, back, G_N_ELEMENTS (back), UNSURE);

  /* To whoever is there while one writes it goes all the same. */
  mock_server_play (fx->mock->server, there, G_N_ELEMENTS (there));
  message = send (fx, WITCH, "Again");
  chat_mock_wait_played (fx->mock);
  WAIT_FOR (chat_message_get_state (message) == CHAT_MESSAGE_SENT);
}

/* However many have talked to us: whom we write to is kept. */
static void
test_private_crowd (Fixture       *fx,
                    gconstpointer  data)
{
  static const MockLine hears[] = { TO_WITCH ("Between us"), MOCK_PINGED };
  g_autoptr(ChatMessage) message = NULL;

  JOIN (fx, JOINS (HAS_IDS));
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *address = g_strdup_printf (ROOM "/%u", i);

      chat_rooms_set_person (fx->rooms, address, "o:x", FALSE);
    }
  g_assert_null (chat_rooms_get_person (fx->rooms, ROOM "/1999"));

  mock_server_play (fx->mock->server, hears, G_N_ELEMENTS (hears));
  message = send (fx, WITCH, "Between us");
  chat_mock_wait_played (fx->mock);
  g_assert_cmpstr (chat_rooms_get_person (fx->rooms, WITCH), ==, "o:w");
  WAIT_FOR (chat_message_get_state (message) == CHAT_MESSAGE_SENT);
}

/* Who has talked to us is known after a restart. */
static void
private_restart (Fixture        *fx,
                 const MockLine *lines,
                 gsize           n_lines)
{
  static const MockLine cut[] = { SERVER_CUTS };

  JOIN (fx, JOINS (HAS_IDS));
  PLAY (fx, SAYS ("<message type='chat' id='p' from='" WITCH "'><body>Psst</body>"
                  "<x xmlns='" USER_NS "'/></message>"));
  mock_server_play (fx->mock->server, cut, G_N_ELEMENTS (cut));
  chat_mock_wait_state (fx->mock, CHAT_ACCOUNT_WAITING);
  chat_mock_restart (fx->mock);
  fx->rooms = chat_account_get_rooms (fx->mock->account);
  g_object_unref (send (fx, WITCH, "Between us"));
  chat_mock_restart (fx->mock);
  fx->rooms = chat_account_get_rooms (fx->mock->account);

  mock_server_play (fx->mock->server, lines, n_lines);
  chat_account_give_password (fx->mock->account, MOCK_PASSWORD, FALSE);
  chat_client_set_asleep (fx->mock->client, FALSE);
  chat_mock_wait_played (fx->mock);
  chat_fixture_settle (fx->mock->client);
}

#define STARTS(who) \
  SERVER_SIGNS_IN, MOCK_ASKS_ROSTER, MOCK_GREETS, TELLS (HAS_IDS), MOCK_GREETS_ON_AGAIN, \
  ENTERS_SHOWING ("<x xmlns='vcard-temp:x:update'/>", ""), \
  SERVER_HEARS ("<presence>" MOCK_NO_PHOTO MOCK_CAPS "</presence>"), \
  SERVER_SAYS (who COMES_SELF SUBJECT), \
  SERVER_HEARS ("<presence to='" SELF "'>" MOCK_NO_PHOTO MOCK_CAPS "</presence>")

static void
test_private_restart (Fixture       *fx,
                      gconstpointer  data)
{
  static const MockLine starts[] = {
    STARTS (COMES ("witch", "", OCCUPANT_ID ("w"))), TO_WITCH ("Between us"),
    SERVER_SAYS ("<message type='chat' from='" WITCH "'><received xmlns='urn:xmpp:receipts' "
                 "id='$id'/></message>"),
    MOCK_PINGED, SAYS (""),
  };

  private_restart (fx, starts, G_N_ELEMENTS (starts));
  assert_shown (fx, WITCH, "witch: Psst|own+: Between us|");
}

/* A room that strangers are told nothing of tells of its occupant-ids once we are in it. */
static void
test_private_restart_late (Fixture       *fx,
                           gconstpointer  data)
{
  static const MockLine starts[] = {
    SERVER_SIGNS_IN, MOCK_ASKS_ROSTER, MOCK_GREETS,
    SERVER_HEARS ("<iq type='get' id='*' to='" ROOM "'>"
                  "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"),
    SERVER_SAYS ("<iq type='error' id='$id' from='" ROOM "'><error type='auth'>"
                 "<forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
    MOCK_GREETS_ON_AGAIN, ENTERS_SHOWING ("<x xmlns='vcard-temp:x:update'/>", ""),
    SERVER_HEARS ("<presence>" MOCK_NO_PHOTO MOCK_CAPS "</presence>"),
    SERVER_SAYS (COMES ("witch", "", OCCUPANT_ID ("w")) COMES_SELF SUBJECT),
    TELLS (HAS_IDS), SERVER_HEARS ("<presence to='" SELF "'>" MOCK_NO_PHOTO MOCK_CAPS "</presence>"),
    TELLS (HAS_IDS) /* of its archive */, TO_WITCH ("Between us"),
    SERVER_SAYS ("<message type='chat' from='" WITCH "'><received xmlns='urn:xmpp:receipts' "
                 "id='$id'/></message>"),
    MOCK_PINGED, SAYS (""),
  };

  private_restart (fx, starts, G_N_ELEMENTS (starts));
  assert_shown (fx, WITCH, "witch: Psst|own+: Between us|");
}

static void
test_private_restart_other (Fixture       *fx,
                            gconstpointer  data)
{
  static const MockLine starts[] = {
    STARTS (COMES ("witch", "", OCCUPANT_ID ("x"))),
    /* Nor does it go to him because he speaks to us. */
    SAYS ("<message type='chat' id='p2' from='" WITCH "'><body>Me too</body>"
          "<x xmlns='" USER_NS "'/></message>"),
  };
  g_autofree char *shown = NULL;

  private_restart (fx, starts, G_N_ELEMENTS (starts));
  shown = dup_shown (fx, WITCH);
  /* Which of them stands first is a matter of who was quicker. */
  if (!g_str_equal (shown, "witch: Psst|witch: Me too|own: Between us|"))
    g_assert_cmpstr (shown, ==, "witch: Psst|own: Between us|witch: Me too|");
}

static void
test_waits_and_bounces (Fixture       *fx,
                        gconstpointer  data)
{
  static const MockLine joins[] = {
    JOINS (HAS_IDS), HEARS_US ("Early"),
    SERVER_SAYS ("<message type='error' id='$id' from='" ROOM "' to='juliet@capulet.lit'>"
                 "<error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
                 "</message>"),
    MOCK_PINGED,
  };
  ChatRoom *room = chat_rooms_ensure (fx->rooms, ROOM);
  g_autoptr(ChatMessage) message = send (fx, ROOM, "Early");

  chat_fixture_settle (fx->mock->client);
  g_assert_cmpint (chat_message_get_state (message), ==, CHAT_MESSAGE_QUEUED);
  mock_server_play (fx->mock->server, joins, G_N_ELEMENTS (joins));
  chat_room_join_async (room, NULL, NULL, NULL, NULL, NULL);
  WAIT_FOR (chat_message_get_state (message) == CHAT_MESSAGE_FAILED);
  chat_mock_wait_played (fx->mock);
  g_assert_cmpstr (chat_message_get_error_text (message), ==,
                   "You may not speak in this room. Ask a moderator.");
}

#define AGAIN \
  SERVER_SIGNS_IN, MOCK_ASKS_ROSTER, MOCK_SAYS_ROSTER, MOCK_ASKS_SERVER, TELLS (HAS_IDS), \
  MOCK_APPEARS (MOCK_NO_PHOTO), MOCK_GREETS_ON_AGAIN, ENTERS_WITH ("<history seconds='*'/>")

/* Said, and lost before it is known: the room has it, and says so before anything is said again. */
static void
test_not_twice (Fixture       *fx,
                gconstpointer  data)
{
  static const MockLine cut[] = {
    HEARS_US ("Once"),
    SERVER_HEARS ("<iq type='get' id='*' to='capulet.lit'><ping xmlns='urn:xmpp:ping'/></iq>"),
    SERVER_CUTS,
  };
  g_autoptr(ChatMessage) message = NULL;
  g_autofree char *told = NULL;

  JOIN (fx, JOINS (HAS_IDS));
  mock_server_play (fx->mock->server, cut, G_N_ELEMENTS (cut));
  message = send (fx, ROOM, "Once");
  chat_mock_wait_state (fx->mock, CHAT_ACCOUNT_WAITING);
  told = g_strdup_printf (
    COMES ("witch", "", OCCUPANT_ID ("w")) COMES_SELF
    "<message type='groupchat' id='%s' from='" SELF "' to='juliet@capulet.lit'><body>Once</body>"
    "<origin-id xmlns='" SID_NS "' id='%s'/>" OCCUPANT_ID ("me")
    "<delay xmlns='urn:xmpp:delay' from='" ROOM "' stamp='2020-01-01T00:00:00Z'/></message>" SUBJECT
    CHAT_MOCK_ASKS_NOTHING,
    chat_message_get_message_id (message), chat_message_get_message_id (message));
  {
    const MockLine again[] = { AGAIN, SERVER_SAYS (told), MOCK_ANSWERS_NOTHING };

    room_play (fx->mock, again, G_N_ELEMENTS (again));
  }
  WAIT_FOR (chat_message_get_state (message) == CHAT_MESSAGE_DELIVERED);
  /* Nothing is said any more: the next thing that the server hears is this. */
  PLAY (fx, SERVER_SAYS (CHAT_MOCK_ASKS_NOTHING), MOCK_ANSWERS_NOTHING);
  assert_shown (fx, ROOM, "own+: Once|");
}

/* Lost on the way: said again under its id once the room has told what was said before. */
static void
test_not_lost (Fixture       *fx,
               gconstpointer  data)
{
  static const MockLine cut[] = {
    HEARS_US ("Once"),
    SERVER_HEARS ("<iq type='get' id='*' to='capulet.lit'><ping xmlns='urn:xmpp:ping'/></iq>"),
    SERVER_CUTS,
  };
  g_autoptr(ChatMessage) message = NULL;
  g_autofree char *said = NULL;

  JOIN (fx, JOINS (HAS_IDS));
  mock_server_play (fx->mock->server, cut, G_N_ELEMENTS (cut));
  message = send (fx, ROOM, "Once");
  chat_mock_wait_state (fx->mock, CHAT_ACCOUNT_WAITING);
  said = g_strdup_printf ("<message type='groupchat' id='%s' to='" ROOM "'><body>Once</body>"
                          "<origin-id xmlns='" SID_NS "' id='%s'/></message>",
                          chat_message_get_message_id (message),
                          chat_message_get_message_id (message));
  {
    const MockLine again[] = {
      AGAIN, SERVER_SAYS (COMES ("witch", "", OCCUPANT_ID ("w")) COMES_SELF CHAT_MOCK_ASKS_NOTHING),
      MOCK_ANSWERS_NOTHING, SERVER_SAYS (SUBJECT), SERVER_HEARS (said), MOCK_PINGED,
    };

    room_play (fx->mock, again, G_N_ELEMENTS (again));
  }
  WAIT_FOR (chat_message_get_state (message) == CHAT_MESSAGE_SENT);
}

/* The connection goes before all is stored that the room has told: that is not enough for when we
 * come back, and it tells more. */
static void
test_told_and_gone (Fixture       *fx,
                    gconstpointer  data)
{
  static const MockLine cut[] = {
    HEARS_US ("Once"),
    SERVER_HEARS ("<iq type='get' id='*' to='capulet.lit'><ping xmlns='urn:xmpp:ping'/></iq>"),
    SERVER_CUTS,
  };
  static const MockLine again[] = { AGAIN };
  static const MockLine gone[] = {
    LETS_IN (SAYS_AS ("witch", "1", "<body>Hail</body>" OCCUPANT_ID ("w")
                      "<delay xmlns='urn:xmpp:delay' from='" ROOM "' "
                      "stamp='2020-01-01T00:00:00Z'/>")),
    SAYS (""), SERVER_CUTS,
  };
  static const MockLine back[] = {
    AGAIN, SAYS (COMES ("witch", "", OCCUPANT_ID ("w")) COMES_SELF), SAYS (""),
    SERVER_SAYS (SUBJECT), HEARS_US ("Once"), MOCK_PINGED,
  };

  JOIN (fx, JOINS (HAS_IDS));
  mock_server_play (fx->mock->server, cut, G_N_ELEMENTS (cut));
  g_object_unref (send (fx, ROOM, "Once"));
  chat_mock_wait_state (fx->mock, CHAT_ACCOUNT_WAITING);
  room_play (fx->mock, again, G_N_ELEMENTS (again));
  chat_inbox_set_waiting (g_ptr_array_index (fx->mock->client->inboxes, 0), TRUE);
  mock_server_play (fx->mock->server, gone, G_N_ELEMENTS (gone));
  chat_mock_wait_state (fx->mock, CHAT_ACCOUNT_WAITING);
  chat_fixture_settle (fx->mock->client);
  room_play (fx->mock, back, G_N_ELEMENTS (back));
}

static void
test_restart (Fixture       *fx,
              gconstpointer  data)
{
  static const MockLine again[] = {
    SERVER_SIGNS_IN, MOCK_ASKS_ROSTER, MOCK_GREETS, TELLS (HAS_IDS), MOCK_GREETS_ON_AGAIN,
    ENTERS_SHOWING ("<x xmlns='vcard-temp:x:update'/>", "<history since='*'/>"),
    SERVER_HEARS ("<presence>" MOCK_NO_PHOTO MOCK_CAPS "</presence>"), LETS_IN (""),
    SERVER_HEARS ("<presence to='" SELF "'>" MOCK_NO_PHOTO MOCK_CAPS "</presence>"),
  };
  ChatRoom *room = JOIN (fx, JOINS (HAS_IDS));

  PLAY (fx, SAYS (SAYS_AS ("witch", "1", "<body>Hail</body>" OCCUPANT_ID ("w"))));
  chat_room_set_notify (room, CHAT_ROOM_NOTIFY_NEVER);
  chat_mock_restart (fx->mock);
  fx->rooms = chat_account_get_rooms (fx->mock->account);

  /* It is there before there is a network. */
  g_assert_cmpuint (g_list_model_get_n_items (chat_rooms_get_list (fx->rooms)), ==, 1);
  room = chat_rooms_find (fx->rooms, ROOM);
  g_assert_cmpint (chat_room_get_state (room), ==, CHAT_ROOM_LEFT);
  g_assert_cmpstr (chat_room_get_name (room), ==, "A Dark Cave");
  g_assert_cmpstr (chat_room_get_subject (room), ==, "Spells");
  g_assert_cmpint (chat_room_get_notify (room), ==, CHAT_ROOM_NOTIFY_NEVER);
  g_assert_cmpint (chat_conversation_get_kind (find (fx, ROOM)), ==, CHAT_CONVERSATION_ROOM);
  assert_shown (fx, ROOM, "witch: Hail|");

  mock_server_play (fx->mock->server, again, G_N_ELEMENTS (again));
  chat_account_give_password (fx->mock->account, MOCK_PASSWORD, FALSE);
  chat_client_set_asleep (fx->mock->client, FALSE);
  chat_mock_wait_played (fx->mock);
  WAIT_FOR (chat_room_get_state (room) == CHAT_ROOM_JOINED);
}

/* Who was put out stays out: after an outage, after a restart, until somebody wants it otherwise. */
static void
test_put_out (Fixture       *fx,
              gconstpointer  data)
{
#define OUT(status) \
  SERVER_SAYS ("<presence from='" SELF "' to='juliet@capulet.lit' type='unavailable'>" \
               "<x xmlns='" USER_NS "'><item affiliation='none' role='none'><reason>Too\nloud\u202e" \
               "</reason></item>" status \
               "<status code='110'/></x></presence>")
  static const MockLine out[] = { OUT ("<status code='307'/>"), SERVER_CUTS };
  static const MockLine stays[] = {
    SERVER_SIGNS_IN, MOCK_ASKS_ROSTER, MOCK_SAYS_ROSTER, MOCK_ASKS_SERVER,
    MOCK_APPEARS (MOCK_NO_PHOTO), MOCK_GREETS_ON_AGAIN, SAYS (""),
  };
  static const MockLine starts[] = {
    SERVER_SIGNS_IN, MOCK_ASKS_ROSTER, MOCK_GREETS, MOCK_GREETS_ON_AGAIN,
    SERVER_HEARS ("<presence>" MOCK_NO_PHOTO MOCK_CAPS "</presence>"), SAYS (""),
  };
  static const MockLine comes[] = { JOINS (HAS_IDS) };
  ChatRoom *room = JOIN (fx, JOINS (HAS_IDS));

  mock_server_play (fx->mock->server, out, G_N_ELEMENTS (out));
  chat_mock_wait_state (fx->mock, CHAT_ACCOUNT_WAITING);
  g_assert_cmpstr (chat_room_get_error_reason (room), ==, "Too loud");
  room_play (fx->mock, stays, G_N_ELEMENTS (stays));
  g_assert_cmpint (chat_room_get_state (room), ==, CHAT_ROOM_LEFT);
  g_assert_true (chat_room_get_autojoin (room));
  g_assert_error (chat_room_get_error (room), g_quark_from_static_string ("chat-error-quark"),
                  CHAT_ERROR_ROOM_KICKED);

  chat_mock_restart (fx->mock);
  fx->rooms = chat_account_get_rooms (fx->mock->account);
  room = chat_rooms_find (fx->rooms, ROOM);
  g_assert_nonnull (chat_room_get_error_text (room));
  mock_server_play (fx->mock->server, starts, G_N_ELEMENTS (starts));
  chat_account_give_password (fx->mock->account, MOCK_PASSWORD, FALSE);
  chat_client_set_asleep (fx->mock->client, FALSE);
  chat_mock_wait_played (fx->mock);
  g_assert_cmpint (chat_room_get_state (room), ==, CHAT_ROOM_LEFT);

  mock_server_play (fx->mock->server, comes, G_N_ELEMENTS (comes));
  chat_room_retry (room);
  chat_mock_wait_played (fx->mock);
  WAIT_FOR (chat_room_get_state (room) == CHAT_ROOM_JOINED);
  g_assert_null (chat_room_get_error (room));
  chat_mock_restart (fx->mock);
  g_assert_null (chat_room_get_error_text (
    chat_rooms_find (chat_account_get_rooms (fx->mock->account), ROOM)));
}

/* An archive that nobody may read is asked once in a connection, and the room tells by itself what was
 * missed. */
static void
test_shut_archive (Fixture       *fx,
                   gconstpointer  data)
{
#define MAM_NS "urn:xmpp:mam:2"
#define ASKS_ARCHIVE \
  SERVER_HEARS ("<iq type='set' id='*' to='" ROOM "'><query xmlns='" MAM_NS "' queryid='*'>" \
                "<set xmlns='http://jabber.org/protocol/rsm'><max>*</max><before/></set></query></iq>")
#define REFUSES \
  SERVER_SAYS ("<iq type='error' id='$id' from='" ROOM "'><error type='auth'>" \
               "<forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")
#define ARCHIVED HAS_IDS "<feature var='" MAM_NS "'/>"
  static const MockLine joins[] = {
    TELLS (ARCHIVED), ENTERS_WITH ("<history maxstanzas='0'/>"), LETS_IN (""), ASKS_ARCHIVE, REFUSES,
    TELLS (ARCHIVED), ENTERS_WITH (""),
    LETS_IN (SAYS_AS ("witch", "1", "<body>Missed</body>" OCCUPANT_ID ("w")
                      "<delay xmlns='urn:xmpp:delay' from='" ROOM "' stamp='2020-01-01T00:00:00Z'/>")),
    SAYS (""),
  };
  ChatRoom *room = chat_rooms_ensure (fx->rooms, ROOM);

  mock_server_play (fx->mock->server, joins, G_N_ELEMENTS (joins));
  chat_room_join_async (room, NULL, NULL, NULL, NULL, NULL);
  chat_mock_wait_played (fx->mock);
  WAIT_FOR (chat_room_get_state (room) == CHAT_ROOM_JOINED);
  chat_fixture_settle (fx->mock->client);
  assert_shown (fx, ROOM, "witch: Missed|");
  g_assert_cmpuint (chat_room_get_features (room) & CHAT_ROOM_ARCHIVED, ==, 0);
}

/* What was written while nobody heard the room does not tell until when it was heard: else what was
 * said there in between would never come. */
static void
test_written_unheard (Fixture       *fx,
                      gconstpointer  data)
{
  static const MockLine again[] = {
    SERVER_SIGNS_IN, MOCK_ASKS_ROSTER, MOCK_GREETS, TELLS (HAS_IDS), MOCK_GREETS_ON_AGAIN,
    ENTERS_SHOWING ("<x xmlns='vcard-temp:x:update'/>", ""),
    SERVER_HEARS ("<presence>" MOCK_NO_PHOTO MOCK_CAPS "</presence>"),
    LETS_IN (SAYS_AS ("witch", "2", "<body>Missed</body>" OCCUPANT_ID ("w")
                      "<delay xmlns='urn:xmpp:delay' from='" ROOM "' stamp='2020-01-02T00:00:00Z'/>")),
    SERVER_HEARS ("<presence to='" SELF "'>" MOCK_NO_PHOTO MOCK_CAPS "</presence>"),
    HEARS_US ("Later"), MOCK_PINGED,
  };

  JOIN (fx, TELLS (HAS_IDS), ENTERS_WITH (""),
        LETS_IN (SAYS_AS ("witch", "1", "<body>Hail</body>" OCCUPANT_ID ("w")
                          "<delay xmlns='urn:xmpp:delay' from='" ROOM "' "
                          "stamp='2020-01-01T00:00:00Z'/>")));
  chat_client_set_asleep (fx->mock->client, TRUE);
  chat_mock_wait_state (fx->mock, CHAT_ACCOUNT_OFFLINE);
  g_object_unref (send (fx, ROOM, "Later"));
  chat_mock_restart (fx->mock);
  fx->rooms = chat_account_get_rooms (fx->mock->account);

  mock_server_play (fx->mock->server, again, G_N_ELEMENTS (again));
  chat_account_give_password (fx->mock->account, MOCK_PASSWORD, FALSE);
  chat_client_set_asleep (fx->mock->client, FALSE);
  chat_mock_wait_played (fx->mock);
}

#define CID "sha1+aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d@bob.xmpp.org"

/* The one who sends it has a small picture of it. */
static void
tell_film (Fixture  *fx,
           gboolean  is_known)
{
  static const MockLine tells[] = {
    SAYS ("<message type='groupchat' from='" WITCH "' to='juliet@capulet.lit' id='film'>"
          "<body>https://a.example/x.mp4</body>" OCCUPANT_ID ("w")
          "<file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'>"
          "<name>x.mp4</name><thumbnail xmlns='urn:xmpp:thumbs:1' uri='cid:" CID "'/></file>"
          "<sources><url-data xmlns='http://jabber.org/protocol/url-data' "
          "target='https://a.example/x.mp4'/></sources></file-sharing></message>"),
    SERVER_HEARS ("<iq type='get' id='*' to='" WITCH "'><data xmlns='urn:xmpp:bob' cid='" CID "'/>"
                  "</iq>"),
    SERVER_SAYS ("<iq type='error' id='$id' from='" WITCH "'><error type='cancel'>"
                 "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
  };

  room_play (fx->mock, tells, is_known ? G_N_ELEMENTS (tells) : 2);
  /* Nobody is asked any more: the next thing that the server hears is this. */
  PLAY (fx, SERVER_SAYS (CHAT_MOCK_ASKS_NOTHING), MOCK_ANSWERS_NOTHING);
  g_assert_nonnull (strstr (chat_conversation_get_preview (find (fx, ROOM)), "Video"));
}

/* Files come by themselves, and links are asked about, only where it is known who is there: not in a
 * room that anybody may enter, or that does not say who is who, nor from whoever is blocked. */
static void
test_known (Fixture       *fx,
            gconstpointer  data)
{
  static const struct {
    MockLine tells[2];
    gboolean is_known;
  } cases[] = {
    { { TELLS (HAS_IDS) }, FALSE },
    { { TELLS (HAS_IDS "<feature var='muc_open'/><feature var='muc_nonanonymous'/>") }, FALSE },
    { { TELLS (HAS_IDS "<feature var='muc_membersonly'/><feature var='muc_semianonymous'/>") }, FALSE },
    { { TELLS (HAS_IDS "<feature var='muc_membersonly'/><feature var='muc_nonanonymous'/>") }, TRUE },
  };
  static const MockLine enters[] = { ENTERS_WITH (""), LETS_IN ("") };
  const gsize i = GPOINTER_TO_SIZE (data);
  MockLine lines[] = { cases[i].tells[0], cases[i].tells[1], enters[0], enters[1] };
  static const MockLine blocks[] = {
    SERVER_SAYS ("<iq type='set' id='b' from='juliet@capulet.lit' to='$jid'>"
                 "<block xmlns='urn:xmpp:blocking'><item jid='romeo@montague.lit'/></block></iq>"),
    SERVER_HEARS ("<iq type='result' id='b' to='juliet@capulet.lit'/>"),
  };
  ChatConversation *romeo =
    chat_client_get_conversation (fx->mock->client, fx->mock->account, "romeo@montague.lit", NULL);

  join (fx, lines, G_N_ELEMENTS (lines));
  g_assert_cmpint (chat_conversation_is_known (find (fx, ROOM)), ==, cases[i].is_known);
  g_assert_true (chat_conversation_is_known (romeo));
  tell_film (fx, cases[i].is_known);
  mock_server_play (fx->mock->server, blocks, G_N_ELEMENTS (blocks));
  chat_mock_wait_played (fx->mock);
  chat_fixture_settle (fx->mock->client);
  g_assert_false (chat_conversation_is_known (romeo));
}

static guint
count_invitations (Fixture *fx)
{
  return g_list_model_get_n_items (chat_rooms_get_invitations (fx->rooms));
}

static void
test_invitations (Fixture       *fx,
                  gconstpointer  data)
{
  static const MockLine joins[] = { JOINS (HAS_IDS) };
  g_autoptr(ChatInvitation) first = NULL;

  PLAY (fx, SAYS ("<message from='romeo@montague.lit/x'><x xmlns='" USER_NS "'><invite "
                  "from='nurse@capulet.lit'/></x></message>" /* not a room, with a resource */
                  "<message from='tybalt@capulet.lit'><x xmlns='jabber:x:conference' jid='" ROOM
                  "'/></message>" /* blocked */
                  "<message from='" ROOM "'><x xmlns='" USER_NS "'><invite "
                  "from='tybalt@capulet.lit/x'/></x></message>"));
  g_assert_cmpuint (count_invitations (fx), ==, 0);
  assert_shown (fx, ROOM, "none");

  PLAY (fx, SAYS ("<message from='" ROOM "'><x xmlns='" USER_NS "'><invite "
                  "from='romeo@montague.lit/x'><reason>Come</reason></invite></x></message>"
                  "<message from='romeo@montague.lit/x'><x xmlns='jabber:x:conference' jid='" ROOM
                  "' reason='Do come'/></message>"));
  g_assert_cmpuint (count_invitations (fx), ==, 1);
  g_assert_null (chat_rooms_find (fx->rooms, ROOM));
  first = g_list_model_get_item (chat_rooms_get_invitations (fx->rooms), 0);
  g_assert_cmpstr (chat_invitation_get_reason (first), ==, "Do come");
  g_assert_cmpstr (chat_invitation_get_inviter_name (first), ==, "Romeo");
  g_assert_true (chat_invitation_is_from_contact (first));

  mock_server_play (fx->mock->server, joins, G_N_ELEMENTS (joins));
  chat_invitation_accept (first);
  chat_mock_wait_played (fx->mock);
  g_assert_cmpuint (count_invitations (fx), ==, 0);
  WAIT_FOR (chat_room_get_state (chat_rooms_find (fx->rooms, ROOM)) == CHAT_ROOM_JOINED);
}

static void
test_refused (Fixture       *fx,
              gconstpointer  data)
{
  static const MockLine refuses[] = {
    TELLS (""), ENTERS_WITH (""),
    SERVER_SAYS ("<presence from='" SELF "' to='juliet@capulet.lit' type='error'>"
                 "<error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
                 "</presence>"),
  };
  ChatRoom *room = chat_rooms_ensure (fx->rooms, ROOM);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  mock_server_play (fx->mock->server, refuses, G_N_ELEMENTS (refuses));
  chat_room_join_async (room, NULL, NULL, NULL, chat_fixture_result_cb, &result);
  g_assert_false (chat_room_finish (room, chat_fixture_wait_result (&result), &error));
  chat_mock_wait_played (fx->mock);
  g_assert_error (error, g_quark_from_static_string ("chat-error-quark"), CHAT_ERROR_ROOM_BANNED);
  g_assert_cmpint (chat_room_get_state (room), ==, CHAT_ROOM_FAILED);
  g_assert_cmpstr (chat_room_get_error_text (room), ==, "You are banned from this room.");
  /* Where we never were there is nothing to come back to. */
  g_assert_false (chat_room_get_autojoin (room));
}

/* Who has thought better of it is not there, here or on other devices; nor does he come in later. */
static void
test_cancelled (Fixture       *fx,
                gconstpointer  data)
{
  static const MockLine asks[] = { TELLS (HAS_IDS), ENTERS_WITH (""), SAYS ("") };
  static const MockLine goes[] = {
    SERVER_HEARS ("<presence type='unavailable' to='" SELF "'/>"),
    SAYS (COMES_SELF SUBJECT),
  };
  ChatRoom *room = chat_rooms_ensure (fx->rooms, ROOM);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  mock_server_play (fx->mock->server, asks, G_N_ELEMENTS (asks));
  chat_room_join_async (room, NULL, NULL, cancellable, chat_fixture_result_cb, &result);
  chat_mock_wait_played (fx->mock);
  g_assert_cmpint (chat_room_get_state (room), ==, CHAT_ROOM_JOINING);

  mock_server_play (fx->mock->server, goes, G_N_ELEMENTS (goes));
  g_cancellable_cancel (cancellable);
  g_assert_false (chat_room_finish (room, chat_fixture_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  chat_mock_wait_played (fx->mock);
  g_assert_cmpint (chat_room_get_state (room), ==, CHAT_ROOM_LEFT);
  g_assert_false (chat_room_get_autojoin (room));
  g_assert_cmpuint (g_list_model_get_n_items (chat_rooms_get_list (fx->rooms)), ==, 0);
}

/* Who waits to come in when the account goes hears that it will not be. */
static void
test_account_gone (Fixture       *fx,
                   gconstpointer  data)
{
  g_autoptr(ChatRoom) room = g_object_ref (chat_rooms_ensure (fx->rooms, ROOM));
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) removed = NULL;
  g_autoptr(GError) error = NULL;

  chat_client_set_asleep (fx->mock->client, TRUE);
  chat_mock_wait_state (fx->mock, CHAT_ACCOUNT_OFFLINE);
  chat_room_join_async (room, NULL, NULL, NULL, chat_fixture_result_cb, &result);
  chat_client_remove_account_async (fx->mock->client, fx->mock->account, FALSE, NULL,
                                    chat_fixture_result_cb, &removed);
  g_assert_true (chat_client_remove_account_finish (fx->mock->client,
                                                    chat_fixture_wait_result (&removed), &error));
  g_assert_no_error (error);
  g_clear_object (&removed); /* it keeps the account */
  g_assert_false (chat_room_finish (room, chat_fixture_wait_result (&result), &error));
  g_assert_error (error, g_quark_from_static_string ("chat-error-quark"),
                  CHAT_ERROR_DISCONNECTED);
  g_assert_cmpint (chat_room_get_state (room), ==, CHAT_ROOM_LEFT);
}

static void
test_mentions (void)
{
  static const struct {
    const char *text;
    const char *nick;
    gboolean    is_mention;
  } cases[] = {
    { "Ana: hello", "ana", TRUE },
    { "hello, ANA!", "Ana", TRUE },
    { "@ana?", "ana", TRUE },
    { "Mariana", "ana", FALSE },
    { "ananas, ana", "ana", TRUE },
    { "ana_b", "ana", FALSE },
    { "¿Íñigo?", "íñigo", TRUE },
    { "ana", "", FALSE },
    { "", "ana", FALSE },
    { "see *star* here", "*star*", TRUE },
    { "x*star*x", "*star*", TRUE },
    /* Where words have no ends that can be seen, whoever is named may be called something more. */
    { "太郎さん", "太郎", TRUE },
    { "日本語", "日本", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (chat_mentions_has_nick (cases[i].text, cases[i].nick), ==,
                     cases[i].is_mention);
}

#define ADD(path, func) g_test_add ("/room/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("forgeries", test_forgeries);
  ADD ("nick-reuse", test_nick_reuse);
  ADD ("author-taken", test_author_taken);
  ADD ("retractions", test_retractions);
  ADD ("names", test_names);
  ADD ("joins", test_joins);
  ADD ("talks", test_talks);
  ADD ("private", test_private);
  ADD ("private-same", test_private_same);
  ADD ("private-other", test_private_other);
  ADD ("private-gone", test_private_gone);
  ADD ("private-unsure", test_private_unsure);
  ADD ("private-crowd", test_private_crowd);
  ADD ("private-restart", test_private_restart);
  ADD ("private-restart-late", test_private_restart_late);
  ADD ("private-restart-other", test_private_restart_other);
  ADD ("waits-and-bounces", test_waits_and_bounces);
  ADD ("not-twice", test_not_twice);
  ADD ("not-lost", test_not_lost);
  ADD ("told-and-gone", test_told_and_gone);
  ADD ("restart", test_restart);
  ADD ("put-out", test_put_out);
  ADD ("shut-archive", test_shut_archive);
  ADD ("written-unheard", test_written_unheard);
  ADD ("invitations", test_invitations);
  for (gsize i = 0; i < 4; i++)
    {
      g_autofree char *path = g_strdup_printf ("/room/known/%" G_GSIZE_FORMAT, i);

      g_test_add (path, Fixture, GSIZE_TO_POINTER (i), set_up, test_known, tear_down);
    }
  ADD ("refused", test_refused);
  ADD ("cancelled", test_cancelled);
  ADD ("account-gone", test_account_gone);
  g_test_add_func ("/room/mentions", test_mentions);
  return g_test_run ();
}
