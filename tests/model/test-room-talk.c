/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms against the scripted server: what people there tell of themselves without a word. */
#include <string.h>

#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-fixture.h"
#include "chat-room-private.h"
#include "chat-outbox-private.h"
#include "room-play.h"

#define ROOM     "coven@chat.shakespeare.lit"
#define NICK     "juliet"
#define SELF     ROOM "/" NICK
#define MUC_NS   "http://jabber.org/protocol/muc"
#define USER_NS  MUC_NS "#user"
#define STATE_NS "http://jabber.org/protocol/chatstates"

#define OCCUPANT_ID(id) "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='" id "'/>"
#define COMES_WITH(nick, id, content) \
  "<presence from='" ROOM "/" nick "' to='juliet@capulet.lit'><x xmlns='" USER_NS "'>" \
  "<item affiliation='member' role='participant'/>" content "</x>" OCCUPANT_ID (id) "</presence>"
#define COMES(nick, id) COMES_WITH (nick, id, "")
#define GOES(nick, more) \
  "<presence from='" ROOM "/" nick "' to='juliet@capulet.lit' type='unavailable'>" \
  "<x xmlns='" USER_NS "'><item affiliation='member' role='none' " more "</x></presence>"
#define SAYS_AS(nick, id, content) \
  "<message type='groupchat' from='" ROOM "/" nick "' to='juliet@capulet.lit'>" content \
  OCCUPANT_ID (id) "</message>"
#define STATE(name) "<" name " xmlns='" STATE_NS "'/>"
#define SUBJECT \
  "<message type='groupchat' from='" ROOM "/witch' to='juliet@capulet.lit'><subject>Spells" \
  "</subject></message>"
#define JOINS(occupants) JOINS_A ("", occupants COMES_WITH (NICK, "me", "<status code='110'/>"))
#define TELLS_A(features) \
  SERVER_HEARS ("<iq type='get' id='*' to='" ROOM "'>" \
                "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "'>" \
               "<query xmlns='http://jabber.org/protocol/disco#info'>" \
               "<identity category='conference' type='text' name='A Dark Cave'/>" \
               "<feature var='" MUC_NS "'/><feature var='urn:xmpp:occupant-id:0'/>" \
               "<feature var='urn:xmpp:sid:0'/>" features "</query></iq>")
#define JOINS_A(features, occupants) \
  TELLS_A (features), \
  SERVER_HEARS ("<presence to='" SELF "'>" MOCK_NO_PHOTO MOCK_CAPS "<x xmlns='" MUC_NS "'/>" \
                "</presence>"), \
  SERVER_SAYS (occupants SUBJECT)
#define HEARS_STATE(name) \
  SERVER_HEARS ("<message type='groupchat' id='*' to='" ROOM "'>" STATE (name) \
                "<no-store xmlns='urn:xmpp:hints'/></message>")

typedef struct {
  ChatMock         *mock;
  ChatRoom         *room;         /* borrowed */
  ChatConversation *conversation; /* borrowed */
  GString          *told;         /* what people hear of */
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
  fx->room = chat_rooms_ensure (chat_account_get_rooms (fx->mock->account), ROOM);
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

static void
join (Fixture        *fx,
      const MockLine *lines,
      gsize           n_lines)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  mock_server_play (fx->mock->server, lines, n_lines);
  chat_room_join_async (fx->room, NULL, NULL, NULL, chat_fixture_result_cb, &result);
  g_assert_true (chat_room_finish (fx->room, chat_fixture_wait_result (&result), &error));
  g_assert_no_error (error);
  chat_mock_wait_played (fx->mock);
  chat_fixture_settle (fx->mock->client);
  fx->conversation = chat_client_find_conversation (fx->mock->client, MOCK_ADDRESS, ROOM);
  g_assert_nonnull (fx->conversation);
}

#define JOIN(fx, occupants) \
  G_STMT_START { \
    static const MockLine lines_[] = { JOINS (occupants) }; \
    join (fx, lines_, G_N_ELEMENTS (lines_)); \
  } G_STMT_END

/* A room where all know one another: members, whose addresses all see. */
#define PRIVATE \
  "<feature var='muc_membersonly'/><feature var='muc_nonanonymous'/>"
#define IS(nick, id, content) \
  "<presence from='" ROOM "/" nick "' to='juliet@capulet.lit'><x xmlns='" USER_NS "'>" \
  "<item affiliation='member' role='participant' jid='" id "@shakespeare.lit/x'/>" content "</x>" \
  OCCUPANT_ID (id) "</presence>"
#define US \
  "<presence from='" SELF "' to='juliet@capulet.lit'><x xmlns='" USER_NS "'>" \
  "<item affiliation='member' role='participant' jid='juliet@capulet.lit/x'/>" \
  "<status code='110'/></x>" OCCUPANT_ID ("me") "</presence>"
#define JOIN_A(fx, features, occupants) \
  G_STMT_START { \
    static const MockLine lines_[] = { JOINS_A (features, occupants US) }; \
    join (fx, lines_, G_N_ELEMENTS (lines_)); \
  } G_STMT_END
#define STANZA_ID(id) "<stanza-id xmlns='urn:xmpp:sid:0' id='" id "' by='" ROOM "'/>"
#define DISPLAYED(id) "<displayed xmlns='urn:xmpp:chat-markers:0' id='" id "'/>"
#define HEARS_DISPLAYED(id) \
  SERVER_HEARS ("<message type='groupchat' id='*' to='" ROOM "'>" DISPLAYED (id) \
                "<store xmlns='urn:xmpp:hints'/></message>")

static void
assert_typing (Fixture    *fx,
               const char *nicks)
{
  g_auto(GStrv) typists = chat_room_dup_typists (fx->room);
  g_autofree char *text = g_strjoinv (" ", typists);

  g_assert_cmpstr (text, ==, nicks);
  g_assert_cmpint (chat_conversation_get_typing (fx->conversation), ==,
                   nicks[0] != '\0' ? CHAT_TYPING_COMPOSING : CHAT_TYPING_IDLE);
}

static void
test_typing (Fixture       *fx,
             gconstpointer  data)
{
  JOIN (fx, COMES ("witch", "w") COMES ("hecate", "h") COMES ("crone", "c"));
  PLAY (fx, SAYS (SAYS_AS ("witch", "w", STATE ("composing"))));
  assert_typing (fx, "witch");
  PLAY (fx, SAYS (SAYS_AS ("hecate", "h", STATE ("composing"))
                  SAYS_AS ("witch", "w", STATE ("composing"))));
  assert_typing (fx, "witch hecate");

  /* Whoever is called something else writes on, and whoever leaves does not. */
  PLAY (fx, SAYS (GOES ("witch", "nick='sister'/><status code='303'/>") COMES ("sister", "w")));
  assert_typing (fx, "sister hecate");
  PLAY (fx, SAYS (SAYS_AS ("crone", "c", STATE ("composing")) GOES ("hecate", "/>")));
  assert_typing (fx, "sister crone");

  /* What was written is said, and who leaves the window has only paused: XEP-0085, 5.5. */
  PLAY (fx, SAYS (SAYS_AS ("crone", "c", STATE ("gone"))
                  SAYS_AS ("sister", "w", "<body>Hail</body>")));
  assert_typing (fx, "crone");
  PLAY (fx, SAYS (SAYS_AS ("crone", "c", STATE ("paused"))));
  assert_typing (fx, "");

  /* Nothing of it is a message. */
  g_assert_cmpuint (chat_conversation_get_unread (fx->conversation), ==, 1);
  g_assert_cmpstr (fx->told->str, ==, "");
}

/* Whoever has somebody's nick writes for himself, and nobody writes who is not there. */
static void
test_typing_forgeries (Fixture       *fx,
                       gconstpointer  data)
{
#define DELAY \
  "<delay xmlns='urn:xmpp:delay' from='" ROOM "' stamp='2020-02-03T04:05:06Z'/>"
  static const MockLine joins[] = {
    JOINS (COMES ("witch", "w")),
  };
  static const MockLine says_before[] = {
    SERVER_SAYS (COMES ("witch", "w") COMES_WITH (NICK, "me", "<status code='110'/>")
                 SAYS_AS ("witch", "w", STATE ("composing") DELAY) SUBJECT),
  };

  /* In the words of before we came it is old. */
  {
    MockLine lines[G_N_ELEMENTS (joins)];

    memcpy (lines, joins, sizeof joins);
    lines[G_N_ELEMENTS (joins) - 1] = says_before[0];
    join (fx, lines, G_N_ELEMENTS (lines));
  }
  assert_typing (fx, "");

  PLAY (fx, SAYS (SAYS_AS ("stranger", "s", STATE ("composing"))));
  assert_typing (fx, "");
  PLAY (fx, SAYS (SAYS_AS (NICK, "me", STATE ("composing"))));
  assert_typing (fx, "");
  PLAY (fx, SAYS ("<message type='groupchat' from='" ROOM "' to='juliet@capulet.lit'>"
                  STATE ("composing") "</message>"
                  "<message type='chat' from='" ROOM "/witch' to='juliet@capulet.lit'>"
                  STATE ("composing") OCCUPANT_ID ("w") "</message>"
                  "<message type='groupchat' from='other@chat.shakespeare.lit/witch' "
                  "to='juliet@capulet.lit'>" STATE ("composing") "</message>"));
  assert_typing (fx, "");

  /* Another one with that nick has not begun. */
  PLAY (fx, SAYS (SAYS_AS ("witch", "w", STATE ("composing"))));
  assert_typing (fx, "witch");
  PLAY (fx, SAYS (GOES ("witch", "/>") COMES ("witch", "x")));
  assert_typing (fx, "");

  /* Nobody writes in a room that we are not in. */
  PLAY (fx, SAYS (SAYS_AS ("witch", "x", STATE ("composing"))));
  assert_typing (fx, "witch");
  PLAY (fx, SAYS ("<presence from='" SELF "' to='juliet@capulet.lit' type='unavailable'>"
                  "<x xmlns='" USER_NS "'><item affiliation='none' role='none'/>"
                  "<status code='110'/><status code='307'/></x></presence>"));
  assert_typing (fx, "");
#undef DELAY
}

static void
test_tells_of_typing (Fixture       *fx,
                      gconstpointer  data)
{
  ChatPolicy policy = CHAT_POLICY_INIT;

  JOIN (fx, COMES ("witch", "w"));
  {
    static const MockLine lines[] = { HEARS_STATE ("composing"), HEARS_STATE ("active") };

    mock_server_play (fx->mock->server, lines, G_N_ELEMENTS (lines));
    chat_conversation_set_composing (fx->conversation, TRUE);
    chat_conversation_set_composing (fx->conversation, TRUE);
    chat_conversation_set_composing (fx->conversation, FALSE);
    chat_mock_wait_played (fx->mock);
  }

  /* Not against people's will. */
  policy.send_typing = FALSE;
  chat_client_set_policy (fx->mock->client, &policy);
  chat_conversation_set_composing (fx->conversation, TRUE);
  PLAY (fx, SAYS (""));
  policy.send_typing = TRUE;
  chat_client_set_policy (fx->mock->client, &policy);

  /* Nor where nobody is, nor where so many are that each would hear of it: 21 of them. */
  PLAY (fx, SAYS (GOES ("witch", "/>")));
  chat_conversation_set_composing (fx->conversation, TRUE);
  PLAY (fx, SAYS (""));
#define FOUR(a) COMES (a "1", a "1") COMES (a "2", a "2") COMES (a "3", a "3") COMES (a "4", a "4")
  PLAY (fx, SAYS (FOUR ("a") FOUR ("b") FOUR ("c") FOUR ("d") FOUR ("e")));
#undef FOUR
  g_assert_cmpuint (chat_room_get_n_occupants (fx->room), ==, 21);
  chat_conversation_set_composing (fx->conversation, TRUE);
  PLAY (fx, SAYS (GOES ("e4", "/>")));
  {
    static const MockLine lines[] = { HEARS_STATE ("composing") };

    mock_server_play (fx->mock->server, lines, G_N_ELEMENTS (lines));
    chat_conversation_set_composing (fx->conversation, TRUE);
    chat_mock_wait_played (fx->mock);
  }
}

/* XEP-0333, 4.3: by the room's id, where all know one another. */
static void
test_tells_of_reading (Fixture       *fx,
                       gconstpointer  data)
{
  ChatPolicy policy = CHAT_POLICY_INIT;

  JOIN_A (fx, PRIVATE, IS ("witch", "w", ""));
  PLAY (fx, SAYS (SAYS_AS ("witch", "w", "<body>Hail</body>" STANZA_ID ("s1"))
                  SAYS_AS ("witch", "w", "<body>Hail again</body>" STANZA_ID ("s2"))));
  {
    static const MockLine lines[] = { HEARS_DISPLAYED ("s2") };

    mock_server_play (fx->mock->server, lines, G_N_ELEMENTS (lines));
    chat_conversation_set_active (fx->conversation, TRUE);
    chat_mock_wait_played (fx->mock);
  }

  /* Each new one while one looks on; not what has no name, nor what one says oneself. */
  {
    static const MockLine lines[] = {
      SERVER_SAYS (SAYS_AS ("witch", "w", "<body>And again</body>" STANZA_ID ("s3"))),
      HEARS_DISPLAYED ("s3"),
    };

    mock_server_play (fx->mock->server, lines, G_N_ELEMENTS (lines));
    chat_mock_wait_played (fx->mock);
  }
  PLAY (fx, SAYS (SAYS_AS ("witch", "w", "<body>Nameless</body>")
                  SAYS_AS (NICK, "me", "<body>Mine</body>" STANZA_ID ("s4"))));

  /* Not against people's will. */
  policy.send_markers = FALSE;
  chat_client_set_policy (fx->mock->client, &policy);
  PLAY (fx, SAYS (SAYS_AS ("witch", "w", "<body>In secret</body>" STANZA_ID ("s5"))));
}

static void
test_tells_no_strangers (Fixture       *fx,
                         gconstpointer  data)
{
  /* For members, but none of them knows who the others are. */
  JOIN_A (fx, "<feature var='muc_membersonly'/>", IS ("witch", "w", ""));
  PLAY (fx, SAYS (SAYS_AS ("witch", "w", "<body>Hail</body><markable "
                           "xmlns='urn:xmpp:chat-markers:0'/>" STANZA_ID ("s1"))));
  chat_conversation_set_active (fx->conversation, TRUE);
  PLAY (fx, SAYS (""));
}

static char *
dup_readers (Fixture     *fx,
             ChatMessage *message)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) readers = NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  chat_conversation_load_readers_async (fx->conversation, message, NULL, chat_fixture_result_cb,
                                        &result);
  readers = chat_conversation_load_readers_finish (fx->conversation,
                                                   chat_fixture_wait_result (&result), NULL);
  g_assert_nonnull (readers);
  for (guint i = 0; i < readers->len; i++)
    {
      const ChatReader *reader = g_ptr_array_index (readers, i);

      g_string_append_printf (text, "%s %s;", reader->name, reader->address);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_readers (Fixture     *fx,
                ChatMessage *message,
                const char  *expected)
{
  g_autofree char *readers = dup_readers (fx, message);

  g_assert_cmpstr (readers, ==, expected);
}

/* What was noted is looked up, and then written, behind everything else. @reader: who is waited
 * for */
static void
wait_readers (Fixture     *fx,
              ChatMessage *message,
              const char  *reader,
              const char  *expected)
{
  g_autofree char *readers = dup_readers (fx, message);

  while (strstr (readers, reader) == NULL)
    {
      g_free (readers);
      readers = dup_readers (fx, message);
    }
  g_assert_cmpstr (readers, ==, expected);
}

/* What we say on another device, so that nothing has to be sent. */
static ChatMessage *
get_message (Fixture    *fx,
             const char *id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  ChatMessage *message;

  chat_conversation_find_async (fx->conversation, id, NULL, chat_fixture_result_cb, &result);
  message = chat_conversation_find_finish (fx->conversation, chat_fixture_wait_result (&result),
                                           &error);
  g_assert_no_error (error);
  return message;
}

/* Where anybody can come in nobody says what they have read, and nobody is asked to believe it. */
static void
test_readers_strangers (Fixture       *fx,
                        gconstpointer  data)
{
  g_autoptr(ChatMessage) message = NULL;

  JOIN_A (fx, "<feature var='muc_nonanonymous'/>", IS ("witch", "w", ""));
  PLAY (fx, SAYS (SAYS_AS (NICK, "me", "<body>One</body>" STANZA_ID ("s1"))));
  message = get_message (fx, "s1");
  PLAY (fx, SAYS (SAYS_AS ("witch", "w", DISPLAYED ("s1"))));
  /* What would be looked up is before what we look up, and what it led to before this. */
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(ChatMessage) again = get_message (fx, "s1");

      g_assert_true (again == message);
      chat_fixture_settle (fx->mock->client);
    }
  assert_readers (fx, message, "");
}

static void
test_readers (Fixture       *fx,
              gconstpointer  data)
{
  g_autoptr(ChatMessage) first = NULL;
  g_autoptr(ChatMessage) second = NULL;

  JOIN_A (fx, PRIVATE, IS ("witch", "w", "") IS ("hecate", "h", ""));
  PLAY (fx, SAYS (SAYS_AS (NICK, "me", "<body>One</body>" STANZA_ID ("s1"))
                  SAYS_AS (NICK, "me", "<body>Two</body>" STANZA_ID ("s2"))));
  first = get_message (fx, "s1");
  second = get_message (fx, "s2");
  assert_readers (fx, first, "");

  PLAY (fx, SAYS (SAYS_AS ("witch", "w", DISPLAYED ("s1"))));
  wait_readers (fx, first, "witch", "witch w@shakespeare.lit;");
  assert_readers (fx, second, "");

  /* All before it was read as well, also where both come at once; nobody has unread it. */
  PLAY (fx, SAYS (SAYS_AS ("witch", "w", "<body>Three</body>" STANZA_ID ("s3"))
                  SAYS_AS ("hecate", "h", DISPLAYED ("s3"))));
  wait_readers (fx, second, "hecate", "hecate h@shakespeare.lit;");
  PLAY (fx, SAYS (SAYS_AS ("hecate", "h", DISPLAYED ("s1"))
                  SAYS_AS ("witch", "w", DISPLAYED ("s2"))));
  wait_readers (fx, second, "witch", "witch w@shakespeare.lit;hecate h@shakespeare.lit;");
  g_assert_cmpuint (chat_conversation_get_unread (fx->conversation), ==, 1);

  /* By who they are, whatever they are called. */
  PLAY (fx, SAYS (GOES ("hecate", "nick='queen'/><status code='303'/>") IS ("queen", "h", "")));
  assert_readers (fx, second, "witch w@shakespeare.lit;queen h@shakespeare.lit;");
  PLAY (fx, SAYS (GOES ("queen", "/>")));
  assert_readers (fx, second, "witch w@shakespeare.lit;h@shakespeare.lit h@shakespeare.lit;");
}

static void
test_readers_forgeries (Fixture       *fx,
                        gconstpointer  data)
{
  g_autoptr(ChatMessage) message = NULL;

  JOIN_A (fx, PRIVATE, IS ("witch", "w", ""));
  PLAY (fx, SAYS ("<message type='groupchat' id='m1' from='" SELF "' to='juliet@capulet.lit'>"
                  "<body>One</body>" STANZA_ID ("s1") OCCUPANT_ID ("me") "</message>"
                  "<message type='groupchat' id='s1' from='" ROOM "/witch' to='juliet@capulet.lit'>"
                  "<body>With another one's id</body>" STANZA_ID ("s2") OCCUPANT_ID ("w")
                  "</message>"));
  message = get_message (fx, "m1");

  /* By our own device, by who is not there, by the room, in private, by an id of their choice, of
   * what is not there. */
  PLAY (fx, SAYS (SAYS_AS (NICK, "me", DISPLAYED ("s2"))
                  SAYS_AS ("stranger", "s", DISPLAYED ("s2"))
                  "<message type='groupchat' from='" ROOM "' to='juliet@capulet.lit'>"
                  DISPLAYED ("s2") "</message>"
                  "<message type='chat' from='" ROOM "/witch' to='juliet@capulet.lit'>"
                  DISPLAYED ("s2") OCCUPANT_ID ("w") "</message>"
                  SAYS_AS ("witch", "w", DISPLAYED ("m1"))
                  SAYS_AS ("witch", "w", DISPLAYED ("s1"))
                  SAYS_AS ("witch", "w", DISPLAYED ("s9"))));
  /* One is looked up after the other, so that once this one is written all of them were. */
  PLAY (fx, SAYS (IS ("hecate", "h", "") SAYS_AS ("hecate", "h", DISPLAYED ("s2"))));
  wait_readers (fx, message, "hecate", "hecate h@shakespeare.lit;");
}

static char *
dup_shown (Fixture *fx)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (fx->conversation);

  chat_fixture_settle (fx->mock->client);
  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (timeline)); i++)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (timeline), i);

      g_string_append_printf (text, "%s: %s|", chat_message_get_sender_name (message),
                              chat_message_get_body (message));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_shown (Fixture    *fx,
              const char *expected)
{
  g_autofree char *shown = dup_shown (fx);

  g_assert_cmpstr (shown, ==, expected);
}

/* Whoever is ignored is so by any nick, and nobody else is by that one. */
static void
test_ignored (Fixture       *fx,
              gconstpointer  data)
{
  g_autoptr(ChatOccupant) witch = NULL;
  g_auto(GStrv) ignored = NULL;

  JOIN (fx, COMES ("witch", "w"));
  chat_room_set_notify (fx->room, CHAT_ROOM_NOTIFY_ALWAYS);
  witch = chat_room_find_occupant (fx->room, "witch");
  g_assert_true (chat_room_set_ignored (fx->room, chat_occupant_get_author (witch), TRUE));
  g_assert_true (chat_room_is_ignored (fx->room, "o:w"));
  g_assert_false (chat_room_is_ignored (fx->room, NULL));

  PLAY (fx, SAYS (SAYS_AS ("witch", "w", "<body>juliet: one</body>")
                  SAYS_AS ("witch", "w", STATE ("composing"))
                  "<message type='chat' from='" ROOM "/witch' to='juliet@capulet.lit'>"
                  "<body>In private</body>" OCCUPANT_ID ("w") "</message>"));
  assert_typing (fx, "");
  PLAY (fx, SAYS (GOES ("witch", "nick='sister'/><status code='303'/>") COMES ("sister", "w")
                  SAYS_AS ("sister", "w", "<body>Two</body>")));
  assert_shown (fx, "");
  g_assert_cmpstr (fx->told->str, ==, "");
  g_assert_cmpuint (chat_conversation_get_unread (fx->conversation), ==, 0);
  g_assert_null (chat_client_find_conversation (fx->mock->client, MOCK_ADDRESS, ROOM "/witch"));

  /* The same nick, another person. */
  PLAY (fx, SAYS (COMES ("witch", "x") SAYS_AS ("witch", "x", "<body>Three</body>")));
  assert_shown (fx, "witch: Three|");
  g_assert_cmpstr (fx->told->str, ==, "Three;");

  g_assert_true (chat_room_set_ignored (fx->room, "o:w", FALSE));
  ignored = chat_room_dup_ignored (fx->room);
  g_assert_cmpuint (g_strv_length (ignored), ==, 0);
  PLAY (fx, SAYS (SAYS_AS ("sister", "w", "<body>Four</body>")));
  assert_shown (fx, "witch: Three|sister: Four|");
}

static ChatMessage *
say (Fixture    *fx,
     const char *text)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  ChatMessage *message;

  chat_conversation_send_async (fx->conversation, text, NULL, chat_fixture_result_cb, &result);
  message = chat_conversation_send_finish (fx->conversation, chat_fixture_wait_result (&result),
                                           &error);
  g_assert_no_error (error);
  return message;
}

#define ERROR(type, name) \
  "<error type='" type "'><" name " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
#define REFUSES(id) \
  "<message type='error' id='" id "' from='" ROOM "' to='juliet@capulet.lit'>" \
  ERROR ("modify", "not-acceptable") "</message>"
#define HEARS_US(text) \
  SERVER_HEARS ("<message type='groupchat' id='*' to='" ROOM "'><body>" text "</body>" \
                "<origin-id xmlns='urn:xmpp:sid:0' id='*'/></message>")
#define IS_ASKED \
  SERVER_HEARS ("<iq type='get' id='*' to='" SELF "'><ping xmlns='urn:xmpp:ping'/></iq>")
#define IS_OUT \
  IS_ASKED, SERVER_SAYS ("<iq type='error' id='$id' from='" SELF "'>" \
                         ERROR ("cancel", "not-acceptable") "</iq>")
#define COMES_BACK \
  TELLS_A (""), \
  SERVER_HEARS ("<presence to='" SELF "'>" MOCK_NO_PHOTO MOCK_CAPS "<x xmlns='" MUC_NS "'>" \
                "<history seconds='*'/></x></presence>"), \
  SERVER_SAYS (COMES_WITH (NICK, "me", "<status code='110'/>") SUBJECT)

static char *
dup_us (ChatMessage *message)
{
  return g_strdup_printf ("<message type='groupchat' id='%s' to='" ROOM "'><body>%s</body>"
                          "<origin-id xmlns='urn:xmpp:sid:0' id='%s'/></message>",
                          chat_message_get_message_id (message), chat_message_get_body (message),
                          chat_message_get_message_id (message));
}

/* A room that has lost us unnoticed: what it refused is said again once we are back, before what was
 * written since; whether the server had taken it by then or not. */
static void
test_said_again (Fixture       *fx,
                 gconstpointer  taken)
{
  g_autoptr(ChatMessage) first = NULL;
  g_autoptr(ChatMessage) second = NULL;
  g_autofree char *refusal = NULL;
  g_autofree char *first_again = NULL;
  g_autofree char *second_again = NULL;

  JOIN (fx, "");
  if (taken != NULL)
    {
      static const MockLine takes[] = { HEARS_US ("One"), MOCK_PINGED };

      mock_server_play (fx->mock->server, takes, G_N_ELEMENTS (takes));
      first = say (fx, "One");
      WAIT_FOR (chat_message_get_state (first) == CHAT_MESSAGE_SENT);
      chat_mock_wait_played (fx->mock);
      refusal = g_strdup_printf (REFUSES ("%s"), chat_message_get_message_id (first));
      {
        const MockLine refuses[] = { SERVER_SAYS (refusal), IS_ASKED };

        mock_server_play (fx->mock->server, refuses, G_N_ELEMENTS (refuses));
      }
    }
  else
    {
      static const MockLine refuses[] = {
        HEARS_US ("One"), SERVER_SAYS (REFUSES ("$id")), MOCK_PINGED, IS_ASKED,
      };

      mock_server_play (fx->mock->server, refuses, G_N_ELEMENTS (refuses));
      first = say (fx, "One");
    }
  chat_mock_wait_played (fx->mock);
  second = say (fx, "Two");
  /* Something else about the room has changed. */
  chat_room_emit_stay (fx->room);
  chat_fixture_settle (fx->mock->client);
  g_assert_cmpint (chat_message_get_state (first), ==, CHAT_MESSAGE_QUEUED);
  g_assert_cmpint (chat_message_get_state (second), ==, CHAT_MESSAGE_QUEUED);

  first_again = dup_us (first);
  second_again = dup_us (second);
  {
    const MockLine back[] = {
      SERVER_SAYS ("<iq type='error' id='$id' from='" SELF "'>"
                   ERROR ("cancel", "not-acceptable") "</iq>"),
      COMES_BACK, SERVER_HEARS (first_again), SERVER_HEARS (second_again), MOCK_PINGED,
    };

    room_play (fx->mock, back, G_N_ELEMENTS (back));
  }
  WAIT_FOR (chat_message_get_state (second) == CHAT_MESSAGE_SENT);
  g_assert_cmpint (chat_message_get_state (first), ==, CHAT_MESSAGE_SENT);
  assert_shown (fx, "juliet: One|juliet: Two|");
}

/* The second refusal comes when we know to be out, and wait to come back. */
static void
test_said_again_while_out (Fixture       *fx,
                           gconstpointer  data)
{
  static const MockLine takes[] = {
    HEARS_US ("One"), MOCK_PINGED, HEARS_US ("Two"), MOCK_PINGED,
  };
  g_autoptr(ChatMessage) first = NULL;
  g_autoptr(ChatMessage) second = NULL;
  g_autofree char *refusal = NULL;
  g_autofree char *refusal_after = NULL;
  g_autofree char *first_again = NULL;
  g_autofree char *second_again = NULL;

  JOIN (fx, "");
  mock_server_play (fx->mock->server, takes, G_N_ELEMENTS (takes));
  first = say (fx, "One");
  WAIT_FOR (chat_message_get_state (first) == CHAT_MESSAGE_SENT);
  second = say (fx, "Two");
  WAIT_FOR (chat_message_get_state (second) == CHAT_MESSAGE_SENT);
  chat_mock_wait_played (fx->mock);
  refusal = g_strdup_printf (REFUSES ("%s"), chat_message_get_message_id (first));
  refusal_after = g_strdup_printf ("<iq type='error' id='$id' from='" SELF "'>"
                                   ERROR ("cancel", "not-acceptable") "</iq>" REFUSES ("%s"),
                                   chat_message_get_message_id (second));
  first_again = dup_us (first);
  second_again = dup_us (second);
  {
    const MockLine refuses[] = {
      SERVER_SAYS (refusal), IS_ASKED, SERVER_SAYS (refusal_after),
      COMES_BACK, SERVER_HEARS (first_again), SERVER_HEARS (second_again), MOCK_PINGED,
    };

    room_play (fx->mock, refuses, G_N_ELEMENTS (refuses));
  }
  WAIT_FOR (chat_message_get_state (second) == CHAT_MESSAGE_SENT);
  assert_shown (fx, "juliet: One|juliet: Two|");
}

/* Nothing is kept of what came through in the end, nor of what a room makes up. */
static void
test_refusals_forgotten (Fixture       *fx,
                         gconstpointer  data)
{
  static const MockLine refuses[] = {
    HEARS_US ("One"), SERVER_SAYS (REFUSES ("$id")), MOCK_PINGED, IS_OUT, COMES_BACK,
    HEARS_US ("One"),
    SERVER_SAYS ("<message type='groupchat' id='$id' from='" SELF "' to='juliet@capulet.lit'>"
                 "<body>One</body>" OCCUPANT_ID ("me") "</message>"),
    MOCK_PINGED,
  };
  static const MockLine makes_up[] = {
    SERVER_SAYS (REFUSES ("never")), IS_ASKED,
    SERVER_SAYS ("<iq type='result' id='$id' from='" SELF "'/>" REFUSES ("ever")), IS_ASKED,
    SAYS ("<iq type='result' id='$id' from='" SELF "'/>"),
  };
  GHashTable *kept = fx->mock->account->outbox->refused;
  g_autoptr(ChatMessage) message = NULL;

  JOIN (fx, "");
  mock_server_play (fx->mock->server, refuses, G_N_ELEMENTS (refuses));
  message = say (fx, "One");
  chat_mock_wait_played (fx->mock);
  WAIT_FOR (chat_message_get_state (message) == CHAT_MESSAGE_DELIVERED);
  g_assert_cmpuint (g_hash_table_size (kept), ==, 0);

  room_play (fx->mock, makes_up, G_N_ELEMENTS (makes_up));
  g_assert_cmpuint (g_hash_table_size (kept), ==, 0);
}

/* A room that never knows us is not talked to for ever. */
static void
test_refused_for_good (Fixture       *fx,
                       gconstpointer  data)
{
  static const MockLine refuses[] = {
    HEARS_US ("One"), SERVER_SAYS (REFUSES ("$id")), MOCK_PINGED, IS_OUT, COMES_BACK,
    HEARS_US ("One"), SERVER_SAYS (REFUSES ("$id")), MOCK_PINGED, IS_OUT, COMES_BACK,
    HEARS_US ("One"), SERVER_SAYS (REFUSES ("$id")), MOCK_PINGED, IS_OUT, COMES_BACK,
    HEARS_US ("One"), SERVER_SAYS (REFUSES ("$id")), MOCK_PINGED, IS_ASKED,
  };
  g_autoptr(ChatMessage) message = NULL;

  JOIN (fx, "");
  mock_server_play (fx->mock->server, refuses, G_N_ELEMENTS (refuses));
  message = say (fx, "One");
  chat_mock_wait_played (fx->mock);
  WAIT_FOR (chat_message_get_state (message) == CHAT_MESSAGE_FAILED);
  g_assert_cmpstr (chat_message_get_error_text (message), ==, "You were not in this room.");
}

/* A room that knows us does not take what a message says, in the same words: that is found out, and told
 * in its own. */
static void
test_refused_content (Fixture       *fx,
                      gconstpointer  data)
{
#define DOES_NOT_TAKE \
  "<message type='error' id='$id' from='" ROOM "' to='juliet@capulet.lit'>" \
  "<error type='modify'><not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>" \
  "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>No\nlinks &lt;here></text></error></message>"
  static const MockLine refuses[] = {
    HEARS_US ("One"), SERVER_SAYS (DOES_NOT_TAKE), MOCK_PINGED, IS_ASKED,
    SERVER_SAYS ("<iq type='result' id='$id' from='" SELF "'/>"),
    HEARS_US ("One"), SERVER_SAYS (DOES_NOT_TAKE), MOCK_PINGED, IS_ASKED,
  };
  g_autoptr(ChatMessage) message = NULL;

  JOIN (fx, "");
  mock_server_play (fx->mock->server, refuses, G_N_ELEMENTS (refuses));
  message = say (fx, "One");
  WAIT_FOR (chat_message_get_state (message) == CHAT_MESSAGE_FAILED);
  g_assert_cmpstr (chat_message_get_error_text (message), ==,
                   "This room does not take that message. (No links <here>)");
  g_assert_cmpuint (g_hash_table_size (fx->mock->account->outbox->refused), ==, 0);
#undef DOES_NOT_TAKE
}

#define ADD(path, func) g_test_add ("/room-talk/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("typing", test_typing);
  ADD ("typing-forgeries", test_typing_forgeries);
  ADD ("tells-of-typing", test_tells_of_typing);
  ADD ("ignored", test_ignored);
  ADD ("said-again", test_said_again);
  g_test_add ("/room-talk/said-again-though-taken", Fixture, "", set_up, test_said_again,
              tear_down);
  ADD ("said-again-while-out", test_said_again_while_out);
  ADD ("refusals-forgotten", test_refusals_forgotten);
  ADD ("refused-for-good", test_refused_for_good);
  ADD ("refused-content", test_refused_content);
  ADD ("tells-of-reading", test_tells_of_reading);
  ADD ("tells-no-strangers", test_tells_no_strangers);
  ADD ("readers", test_readers);
  ADD ("readers-strangers", test_readers_strangers);
  ADD ("readers-forgeries", test_readers_forgeries);
  return g_test_run ();
}
