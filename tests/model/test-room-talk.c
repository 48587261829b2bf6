/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms against the scripted server: what people there tell of themselves without a word. */
#include <string.h>

#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-fixture.h"
#include "chat-mock.h"

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
#define JOINS(occupants) \
  SERVER_HEARS ("<iq type='get' id='*' to='" ROOM "'>" \
                "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "'>" \
               "<query xmlns='http://jabber.org/protocol/disco#info'>" \
               "<identity category='conference' type='text' name='A Dark Cave'/>" \
               "<feature var='" MUC_NS "'/><feature var='urn:xmpp:occupant-id:0'/>" \
               "<feature var='urn:xmpp:sid:0'/></query></iq>"), \
  SERVER_HEARS ("<presence to='" SELF "'>" MOCK_NO_PHOTO MOCK_CAPS "<x xmlns='" MUC_NS "'/>" \
                "</presence>"), \
  SERVER_SAYS (occupants COMES_WITH (NICK, "me", "<status code='110'/>") SUBJECT)
/* Whatever was said before it has been dealt with. */
#define SAYS(xml) SERVER_SAYS (xml CHAT_MOCK_ASKS_NOTHING), MOCK_ANSWERS_NOTHING
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
play (Fixture        *fx,
      const MockLine *lines,
      gsize           n_lines)
{
  mock_server_play (fx->mock->server, lines, n_lines);
  chat_mock_wait_played (fx->mock);
  chat_fixture_settle (fx->mock->client);
}

#define PLAY(fx, ...) \
  G_STMT_START { \
    static const MockLine lines_[] = { __VA_ARGS__ }; \
    play (fx, lines_, G_N_ELEMENTS (lines_)); \
  } G_STMT_END

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

#define ADD(path, func) g_test_add ("/room-talk/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("typing", test_typing);
  ADD ("typing-forgeries", test_typing_forgeries);
  ADD ("tells-of-typing", test_tells_of_typing);
  return g_test_run ();
}
