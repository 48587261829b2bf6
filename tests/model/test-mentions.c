/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom messages in rooms speak to: explicit mentions (XEP-0513), and nicks in what people write. */
#include <string.h>

#include "chat-account-private.h"
#include "chat-fixture.h"
#include "chat-keywords.h"
#include "chat-mentions.h"
#include "chat-room-private.h"
#include "room-play.h"

#define ROOM    "coven@chat.shakespeare.lit"
#define NICK    "juliet"
#define SELF    ROOM "/" NICK
#define MUC_NS  "http://jabber.org/protocol/muc"
#define USER_NS MUC_NS "#user"
#define NS      "xmlns='urn:xmpp:mentions:0'"
#define HAS_IDS "<feature var='urn:xmpp:occupant-id:0'/><feature var='urn:xmpp:sid:0'/>"
#define IS_OPEN "<feature var='muc_nonanonymous'/>"

#define IS(nick, id, role, status) \
  "<presence from='" ROOM "/" nick "' to='juliet@capulet.lit'><x xmlns='" USER_NS "'>" \
  "<item affiliation='member' role='" role "' jid='" id "@shakespeare.lit/x'/>" status "</x>" \
  "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='" id "'/></presence>"
#define COMES(nick, id) IS (nick, id, "participant", "")
#define ENTERS(features, role) \
  SERVER_HEARS ("<iq type='get' id='*' to='" ROOM "'>" \
                "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "'>" \
               "<query xmlns='http://jabber.org/protocol/disco#info'>" \
               "<identity category='conference' type='text' name='A Dark Cave'/>" \
               "<feature var='" MUC_NS "'/>" features "</query></iq>"), \
  SERVER_HEARS ("<presence to='" SELF "'>" MOCK_NO_PHOTO MOCK_CAPS "<x xmlns='" MUC_NS "'/>" \
                "</presence>"), \
  SERVER_SAYS (COMES ("witch", "w") COMES ("Ana", "a") COMES ("Ana María", "am") \
               COMES ("íñigo", "i") COMES ("*star*", "s") COMES ("x:y", "xy") COMES ("all", "al") \
               IS (NICK, "me", role, "<status code='110'/>") \
               "<message type='groupchat' from='" ROOM "/witch' to='juliet@capulet.lit'>" \
               "<subject>Spells</subject></message>")
#define GOES(nick) \
  "<presence from='" ROOM "/" nick "' to='juliet@capulet.lit' type='unavailable'>" \
  "<x xmlns='" USER_NS "'><item affiliation='member' role='none'/></x></presence>"
#define SAYS_AS(from, content) \
  "<message type='groupchat' from='" from "' to='juliet@capulet.lit'>" content \
  "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='w'/></message>"
#define TELLS(content) SAYS_AS (ROOM "/witch", content)
#define HEARS_US(text, more, mentions) \
  SERVER_HEARS ("<message type='groupchat' id='*' to='" ROOM "'><body>" text "</body>" more \
                "<origin-id xmlns='urn:xmpp:sid:0' id='*'/>" mentions "</message>"), MOCK_PINGED
/* What follows is what is heard of it. */
#define EXPECT(fx, ...) \
  G_STMT_START { \
    static const MockLine lines_[] = { __VA_ARGS__ }; \
    mock_server_play ((fx)->mock->server, lines_, G_N_ELEMENTS (lines_)); \
  } G_STMT_END

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
  g_assert_cmpint (notify, ==, chat_message_is_mention (message));
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
  chat_room_set_notify (fx->room, CHAT_ROOM_NOTIFY_MENTIONS);
  fx->conversation = chat_client_find_conversation (fx->mock->client, MOCK_ADDRESS, ROOM);
}

#define JOIN(fx, features, role) \
  G_STMT_START { \
    static const MockLine lines_[] = { ENTERS (features, role) }; \
    join (fx, lines_, G_N_ELEMENTS (lines_)); \
  } G_STMT_END

static ChatMessage *
send (Fixture    *fx,
      const char *text)
{
  ChatConversation *conversation =
    chat_client_get_conversation (fx->mock->client, fx->mock->account, ROOM, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  ChatMessage *message;

  chat_conversation_send_async (conversation, text, NULL, chat_fixture_result_cb, &result);
  message = chat_conversation_send_finish (conversation, chat_fixture_wait_result (&result),
                                           &error);
  g_assert_no_error (error);
  return message;
}

/* What of a text stands out: "[…]" persons, "<…>" us, "{…}" groups, "(…)" words of our choice */
static char *
mark (Fixture    *fx,
      const char *text,
      gboolean    is_to_us)
{
  static const char brackets[] = "[<{{{(";
  static const char closing[] = "]>}}})";
  g_autoptr(GArray) found = chat_mentions_find (fx->room, text, is_to_us);
  GString *marked = g_string_new (NULL);
  gsize at = 0;

  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      const ChatMention *one = &g_array_index (found, ChatMention, i);

      g_assert_cmpuint (one->begin, >=, at);
      g_assert_cmpuint (one->end, >, one->begin);
      g_assert_cmpuint (one->end, <=, strlen (text));
      g_string_append_len (marked, text + at, (gssize) (one->begin - at));
      g_string_append_c (marked, brackets[one->kind]);
      g_string_append_len (marked, text + one->begin, (gssize) (one->end - one->begin));
      g_string_append_c (marked, closing[one->kind]);
      at = one->end;
    }
  return g_string_free (g_string_append (marked, text + at), FALSE);
}

static void
test_finds (Fixture       *fx,
            gconstpointer  data)
{
  static const struct {
    const char *text;
    const char *marked;
    gboolean    is_to_us;
  } cases[] = {
    { "", "", FALSE },
    { "@", "@", FALSE },
    { "@ witch", "@ witch", FALSE },
    { "Hail, @witch!", "Hail, [@witch]!", FALSE },
    { "@Moderators, help", "{@Moderators}, help", FALSE },
    { "(@witch) “@witch” *@witch*", "([@witch]) “[@witch]” *[@witch]*", FALSE },
    { "@witchcraft", "@witchcraft", FALSE },
    { "@Witch", "@Witch", FALSE }, /* nobody is called so */
    { "@Ana María, @Ana, @Ana Mar", "[@Ana María], [@Ana], [@Ana] Mar", FALSE },
    { "@íñigo\n@*star*?", "[@íñigo]\n[@*star*]?", FALSE },
    { "mail ana@Ana.example", "mail ana@Ana.example", FALSE },
    { "https://a.example/@witch", "https://a.example/@witch", FALSE },
    { "witch: hail", "[witch]: hail", FALSE },
    { "witch, Ana: hail", "[witch], [Ana]: hail", FALSE },
    { "witch: Ana: hail", "[witch]: Ana: hail", FALSE },
    { "witch,", "[witch],", FALSE },
    { "witch:hail", "witch:hail", FALSE },
    { "witches: hail", "witches: hail", FALSE },
    { "x:y: hail", "[x:y]: hail", FALSE },
    { "I hail witch: her", "I hail witch: her", FALSE },
    { "witch, I hail @Ana and witch", "[witch], I hail [@Ana] and witch", FALSE },
    { "Juliet, me", "Juliet, me", FALSE },
    { "Juliet, me", "<Juliet>, me", TRUE },
    { "hey JULIET! @juliet", "hey <JULIET>! <@juliet>", TRUE },
    { "julieta, @julieta", "julieta, @julieta", TRUE },
    { "juliet: @witch", "<juliet>: [@witch]", TRUE },
    { "@here, @HERE @hereby", "{@here}, {@HERE} @hereby", FALSE },
    { "@all", "[@all]", FALSE }, /* somebody is called so */
    { "@", "@", TRUE },
    { "@@witch", "@@witch", FALSE },
  };
  g_autoptr(GString) flood = g_string_new (NULL);
  g_autofree char *marked_flood = NULL;

  JOIN (fx, HAS_IDS, "participant");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *marked = mark (fx, cases[i].text, cases[i].is_to_us);

      g_assert_cmpstr (marked, ==, cases[i].marked);
    }

  for (guint i = 0; i < 10000; i++)
    g_string_append (flood, "@witch @nobody ");
  marked_flood = mark (fx, flood->str, TRUE);
  g_assert_cmpuint (strlen (marked_flood), ==, flood->len + 2 * 32);
}

/* XEP-0513: what is said explicitly counts, and not that a nick stands there. */
static void
test_receives (Fixture       *fx,
               gconstpointer  data)
{
  JOIN (fx, HAS_IDS, "participant");
  PLAY (fx, SAYS (TELLS ("<body>1 Hail, you</body><mention " NS " begin='8' end='11' "
                         "occupantid='me'/>")
                  TELLS ("<body>2 juliet</body>")
                  TELLS ("<body>3 nobody</body>")
                  /* Spoken of, not to. */
                  TELLS ("<body>4 @Ana, like juliet</body><mention " NS " occupantid='a'/>")
                  TELLS ("<body>5 juliet</body><mention " NS " occupantid='me'><noping/></mention>")
                  TELLS ("<body>6 both</body><mention " NS " occupantid='a'/>"
                         "<mention " NS " occupantid='me' begin='9' end='4'/>")
                  TELLS ("<body>7 by address</body><mention " NS " jid='juliet@capulet.lit'/>")
                  TELLS ("<body>8 all</body><mention " NS
                         " mentions='urn:xmpp:mentions:0#channel'/>")
                  /* Words alone reach nobody. */
                  TELLS ("<body>9 @all @here</body>")
                  TELLS ("<body>10 active</body><mention " NS
                         " mentions='urn:xmpp:mentions:0#channel'><active/></mention>")
                  TELLS ("<body>11 silent all</body><mention " NS
                         " mentions='urn:xmpp:mentions:0#channel'><noping/></mention>")
                  TELLS ("<body>12 other room, juliet</body><mention " NS
                         " mentions='urn:xmpp:mentions:0#channel' uri='xmpp:heath@b.lit'/>")));
  g_assert_cmpstr (fx->told->str, ==,
                   "1 Hail, you;2 juliet;6 both;7 by address;8 all;10 active;"
                   "12 other room, juliet;");
  g_assert_cmpuint (chat_conversation_get_mentions (fx->conversation), ==, 7);
}

/* Words of one's own choice. */
static void
test_words (void)
{
  static const struct {
    const char *word;
    const char *text;
    guint       begin;
    guint       end; /* 0: it does not speak of it */
  } cases[] = {
    { "broom", "My broom!", 3, 8 },
    { "broom", "broomstick, mybroom, broom_", 0, 0 },
    { "broom", "broomstick BROOM", 11, 16 },
    { " Broom ", "broom", 0, 5 },
    { "Canción", "la CANCION", 3, 10 },
    { "cancion", "la canción.", 3, 11 },
    { "cancion", "la cancio\314\201n.", 3, 12 },
    { "cafe", "cafe\314\201", 0, 6 },
    { "STRASSE", "straße", 0, 7 },
    { "strasse", "Straßen", 0, 0 },
    { "fix", "\357\254\201x", 0, 4 }, /* with the ligature fi */
    { "Ana María", "hola ana\n maria", 5, 15 },
    { "Ana María", "hola ana\302\240maria", 5, 15 },
    { "Ana María", "ana, maría", 0, 0 },
    { "C++", "I like c++.", 7, 10 },
    { "Москва", "в МОСКВА", 3, 15 },
    { "ёлка", "елка", 0, 8 },
    { "Αθήνα", "ΑΘΗΝΑ", 0, 10 },
    { "سلام", "سَلام", 0, 10 },
    { "会议", "今天会议取消", 6, 12 },
    { "Charla", "Charlaを使う", 0, 6 },
    { "ハ", "バ", 0, 0 },
    { "ﾊﾟｿｺﾝ", "パソコンが", 0, 12 },
    { "कमल", "कोमल", 0, 0 },
    { "कमल", "कमल", 0, 9 },
    { "กา", "กา่", 0, 0 },
    { "한", "한국", 0, 0 },
    { "", "text", 0, 0 },
    { "\314\201", "\314\201", 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *const words[] = { cases[i].word, NULL };
      g_auto(GStrv) keywords = chat_keywords_fold (words);
      g_autoptr(GArray) found = chat_keywords_find ((const char *const *) keywords, cases[i].text);

      g_test_message ("%s in %s", cases[i].word, cases[i].text);
      g_assert_cmpint (chat_keywords_has ((const char *const *) keywords, cases[i].text), ==,
                       cases[i].end != 0);
      g_assert_cmpuint (found != NULL ? found->len : 0, ==, cases[i].end != 0 ? 1 : 0);
      if (found == NULL)
        continue;
      g_assert_cmpuint (g_array_index (found, ChatKeyword, 0).begin, ==, cases[i].begin);
      g_assert_cmpuint (g_array_index (found, ChatKeyword, 0).end, ==, cases[i].end);
    }
  g_assert_false (chat_keywords_has (NULL, "text"));

  /* A nick is no less a word where no space stands beside it. */
  g_assert_true (chat_mentions_has_nick ("ねえ太郎さん", "太郎"));
  g_assert_false (chat_mentions_has_nick ("juliets", "juliet"));
}

/* So many words, so long, and so much text. */
static void
test_words_bounds (void)
{
  g_autoptr(GPtrArray) many = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *most = g_strnfill (100, 'b');
  g_autofree char *more = g_strnfill (101, 'c');
  g_autofree char *flood = g_strnfill (1000000, 'b');
  g_auto(GStrv) keywords = NULL;
  g_autoptr(GArray) found = NULL;

  g_ptr_array_add (many, g_steal_pointer (&more));
  g_ptr_array_add (many, g_strdup ("\377"));
  g_ptr_array_add (many, g_strdup ("Bé"));
  g_ptr_array_add (many, g_strdup ("be"));
  g_ptr_array_add (many, g_steal_pointer (&most));
  for (guint i = 0; i < 100; i++)
    g_ptr_array_add (many, g_strdup_printf ("a%u", i));
  g_ptr_array_add (many, NULL);
  keywords = chat_keywords_fold ((const char *const *) many->pdata);
  g_assert_cmpuint (g_strv_length (keywords), ==, 50);
  g_assert_cmpstr (keywords[0], ==, "be");
  g_assert_cmpuint (strlen (keywords[1]), ==, 100);

  g_assert_false (chat_keywords_has ((const char *const *) keywords, flood));
  for (gsize i = 0; i + 3 < 1000000; i += 3)
    memcpy (flood + i, "a1 ", 3);
  found = chat_keywords_find ((const char *const *) keywords, flood);
  g_assert_cmpuint (found->len, ==, 32);
}

/* They speak to us as our nick does, and whomever else the message speaks to. */
static void
test_keywords (Fixture       *fx,
               gconstpointer  data)
{
  static const char *const words[] = { "broom", "Ana María", "hail to juliet", NULL };
  g_autofree char *marked = NULL;

  JOIN (fx, HAS_IDS, "participant");
  chat_client_set_keywords (fx->mock->client, words);
  g_assert_true (chat_room_set_ignored (fx->room, "o:i", TRUE));
  PLAY (fx, SAYS (TELLS ("<body>1 A BROOM</body>")
                  TELLS ("<body>2 brooms</body>")
                  TELLS ("<body>3 @Ana, my broom</body><mention " NS " occupantid='a'/>")
                  TELLS ("<body>4 @Ana, juliet</body><mention " NS " occupantid='a'/>")
                  "<message type='groupchat' from='" SELF "' to='juliet@capulet.lit'>"
                  "<body>5 broom</body>"
                  "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='me'/></message>"
                  "<message type='groupchat' from='" ROOM "/íñigo' to='juliet@capulet.lit'>"
                  "<body>6 broom</body>"
                  "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='i'/></message>"
                  TELLS ("<subject>7 broom</subject>")));
  g_assert_cmpstr (fx->told->str, ==, "1 A BROOM;3 @Ana, my broom;");
  g_assert_cmpuint (chat_conversation_get_mentions (fx->conversation), ==, 2);

  marked = mark (fx, "Broom, juliet: @Ana María, @witch, ana maria. Hail to Juliet", TRUE);
  g_assert_cmpstr (marked, ==, "(Broom), <juliet>: [@Ana María], [@witch], (ana maria). "
                               "Hail to <Juliet>");
  g_free (marked);
  marked = mark (fx, "broom", FALSE);
  g_assert_cmpstr (marked, ==, "broom");

  chat_client_set_keywords (fx->mock->client, NULL);
  PLAY (fx, SAYS (TELLS ("<body>8 broom</body>")));
  g_assert_cmpstr (fx->told->str, ==, "1 A BROOM;3 @Ana, my broom;");
}

/* Whether it disturbs is for whoever is mentioned to say, whatever the message says. */
static void
test_setting (Fixture       *fx,
              gconstpointer  data)
{
  static const MockLine away[] = {
    SERVER_HEARS ("<presence><show>away</show>" MOCK_NO_PHOTO MOCK_CAPS "</presence>"),
    SERVER_HEARS ("<presence to='" SELF "'><show>away</show>" MOCK_NO_PHOTO MOCK_CAPS
                  "</presence>"),
  };

  JOIN (fx, HAS_IDS, "participant");
  mock_server_play (fx->mock->server, away, G_N_ELEMENTS (away));
  chat_account_set_presence (fx->mock->account, CHAT_PRESENCE_AWAY, NULL);
  chat_mock_wait_played (fx->mock);
  PLAY (fx, SAYS (TELLS ("<body>1 active</body><mention " NS
                         " mentions='urn:xmpp:mentions:0#channel'><active/></mention>")
                  TELLS ("<body>2 active</body><mention " NS " occupantid='me'><active/></mention>")
                  TELLS ("<body>3 all</body><mention " NS
                         " mentions='urn:xmpp:mentions:0#channel'/>")));
  g_assert_cmpstr (fx->told->str, ==, "3 all;");

  g_signal_handlers_disconnect_by_data (fx->mock->client, fx->told);
  g_assert_cmpuint (chat_conversation_get_mentions (fx->conversation), ==, 1);
}

/* A message speaks to whom its newest text speaks to, who hears of that once. */
static void
test_corrected (Fixture       *fx,
                gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = NULL;
  g_autoptr(ChatMessage) message = NULL;

  JOIN (fx, HAS_IDS, "participant");
  timeline = chat_conversation_open_timeline (fx->conversation);
  PLAY (fx, SAYS ("<message type='groupchat' id='m1' from='" ROOM "/witch'><body>Hail</body>"
                  "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='w'/></message>"));
  while (g_list_model_get_n_items (G_LIST_MODEL (timeline)) == 0)
    g_main_context_iteration (NULL, TRUE);
  message = g_list_model_get_item (G_LIST_MODEL (timeline), 0);
  g_assert_false (chat_message_is_mention (message));
  PLAY (fx, SAYS (TELLS ("<body>Hail!</body><replace xmlns='urn:xmpp:message-correct:0' id='m1'/>")));
  g_assert_cmpstr (chat_message_get_body (message), ==, "Hail!");
  g_assert_cmpstr (fx->told->str, ==, "");
  PLAY (fx, SAYS (TELLS ("<body>Hail, you</body><mention " NS " occupantid='me'/>"
                         "<replace xmlns='urn:xmpp:message-correct:0' id='m1'/>")));
  g_assert_cmpstr (chat_message_get_body (message), ==, "Hail, you");
  g_assert_true (chat_message_is_mention (message));
  g_assert_cmpuint (chat_conversation_get_mentions (fx->conversation), ==, 1);
  PLAY (fx, SAYS (TELLS ("<body>All hail, you</body><mention " NS " occupantid='me'/>"
                         "<replace xmlns='urn:xmpp:message-correct:0' id='m1'/>")));
  g_assert_cmpstr (chat_message_get_body (message), ==, "All hail, you");
  g_assert_cmpuint (chat_conversation_get_mentions (fx->conversation), ==, 1);
  PLAY (fx, SAYS (TELLS ("<body>Hail, her</body><mention " NS " occupantid='a'/>"
                         "<replace xmlns='urn:xmpp:message-correct:0' id='m1'/>")));
  g_assert_cmpstr (chat_message_get_body (message), ==, "Hail, her");
  g_assert_false (chat_message_is_mention (message));
  g_assert_true (chat_message_is_edited (message));
  g_assert_cmpstr (fx->told->str, ==, "Hail, you;");
  g_assert_cmpuint (chat_conversation_get_mentions (fx->conversation), ==, 0);
  g_assert_cmpuint (chat_conversation_get_unread (fx->conversation), ==, 1);
}

/* By ids that the room does not give anybody may be meant, and who is not in the room says nothing
 * there. */
static void
test_forgeries (Fixture       *fx,
                gconstpointer  data)
{
  JOIN (fx, "", "participant");
  PLAY (fx, SAYS (TELLS ("<body>1 you</body><mention " NS " occupantid='me'/>")
                  TELLS ("<body>2 Ana, juliet</body><mention " NS " occupantid='a'/>")
                  SAYS_AS ("mallory@shakespeare.lit/x",
                           "<body>3 you</body><mention " NS " jid='juliet@capulet.lit'/>")
                  SAYS_AS ("other@chat.shakespeare.lit/witch",
                           "<body>4 you</body><mention " NS " jid='juliet@capulet.lit'/>")
                  SAYS_AS (ROOM, "<body>5 you</body><mention " NS " jid='juliet@capulet.lit'/>")
                  TELLS ("<body>6 you</body><x xmlns='urn:other'><mention " NS
                         " jid='juliet@capulet.lit'/></x>")));
  g_assert_cmpstr (fx->told->str, ==, "2 Ana, juliet;");
}

static void
test_sends (Fixture       *fx,
            gconstpointer  data)
{
  g_autoptr(ChatMessage) first = NULL;
  g_autoptr(ChatMessage) second = NULL;
  g_autoptr(ChatMessage) third = NULL;

  JOIN (fx, HAS_IDS, "participant");
  EXPECT (fx, HEARS_US ("¡Hé! @Ana María", "", "<mention " NS
                        " occupantid='am' begin='5' end='15'/>"));
  first = send (fx, "¡Hé! @Ana María");
  chat_mock_wait_played (fx->mock);
  EXPECT (fx, HEARS_US ("witch: like juliet, @here", "",
                        "<mention " NS " occupantid='w' begin='0' end='5'/>"
                        "<mention " NS " mentions='urn:xmpp:mentions:0#channel' begin='20' "
                        "end='25'><active/></mention>"));
  second = send (fx, "witch: like juliet, @here");
  chat_mock_wait_played (fx->mock);
  EXPECT (fx, HEARS_US ("witch and @nobody", "", ""));
  third = send (fx, "witch and @nobody");
  chat_mock_wait_played (fx->mock);
}

/* What waits speaks to who is there when it is said; and so does what corrects it. */
static void
test_waits (Fixture       *fx,
            gconstpointer  data)
{
  static const MockLine lines[] = {
    ENTERS (HAS_IDS, "participant"),
    HEARS_US ("@witch", "", "<mention " NS " occupantid='w' begin='0' end='6'/>"),
  };
  static const MockLine corrected[] = {
    HEARS_US ("@Ana", "<replace xmlns='urn:xmpp:message-correct:0' id='*'/>",
              "<mention " NS " occupantid='a' begin='0' end='4'/>"),
  };
  g_autoptr(ChatMessage) message = send (fx, "@witch");
  g_autoptr(ChatMessage) late = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  chat_fixture_settle (fx->mock->client);
  g_assert_cmpint (chat_message_get_state (message), ==, CHAT_MESSAGE_QUEUED);
  join (fx, lines, G_N_ELEMENTS (lines));
  while (chat_message_get_state (message) == CHAT_MESSAGE_QUEUED)
    g_main_context_iteration (NULL, TRUE);

  mock_server_play (fx->mock->server, corrected, G_N_ELEMENTS (corrected));
  chat_conversation_correct_async (fx->conversation, message, "@Ana", NULL, chat_fixture_result_cb,
                                   &result);
  chat_fixture_wait_result (&result);
  chat_mock_wait_played (fx->mock);

  PLAY (fx, SAYS (GOES ("witch")));
  EXPECT (fx, HEARS_US ("@witch", "", ""));
  late = send (fx, "@witch");
  chat_mock_wait_played (fx->mock);
}

#define MAY(who, channel, count) \
  HAS_IDS "<feature var='urn:xmpp:mentions:0'/><x xmlns='jabber:x:data' type='result'>" \
  "<field var='FORM_TYPE' type='hidden'><value>" MUC_NS "#roominfo</value></field>" \
  "<field var='mentions#count'><value>" count "</value></field>" \
  "<field var='mentions#individual'><value>" who "</value></field>" \
  "<field var='mentions#channel'><value>" channel "</value></field></x>"

/* A room says who may mention whom: what does not count is not said, and what is said though it may
 * not be does not count. */
static void
test_permissions (Fixture       *fx,
                  gconstpointer  data)
{
  g_autoptr(ChatMessage) first = NULL;
  g_autoptr(ChatMessage) second = NULL;
  g_autoptr(ChatMessage) third = NULL;

  JOIN (fx, MAY ("participants", "moderators", "1"), "participant");
  g_assert_true (chat_mentions_may (fx->room, CHAT_MENTION_PERSON));
  g_assert_false (chat_mentions_may (fx->room, CHAT_MENTION_ALL));
  g_assert_false (chat_mentions_may (fx->room, CHAT_MENTION_ACTIVE));
  EXPECT (fx, HEARS_US ("@here @witch @Ana", "",
                        "<mention " NS " occupantid='w' begin='6' end='12'/>"));
  first = send (fx, "@here @witch @Ana");
  chat_mock_wait_played (fx->mock);

  PLAY (fx, SAYS (TELLS ("<body>1 all</body><mention " NS
                         " mentions='urn:xmpp:mentions:0#channel'/>")
                  TELLS ("<body>2 you</body><mention " NS " occupantid='me'/>")
                  TELLS ("<body>3 both</body><mention " NS " occupantid='me'/>"
                         "<mention " NS " occupantid='a'/>")
                  IS ("witch", "w", "moderator", "")
                  TELLS ("<body>4 all</body><mention " NS
                         " mentions='urn:xmpp:mentions:0#channel'/>")
                  IS (NICK, "me", "moderator", "<status code='110'/>")));
  g_assert_cmpstr (fx->told->str, ==, "2 you;4 all;");
  g_assert_true (chat_mentions_may (fx->room, CHAT_MENTION_ALL));

  /* By what one is: a moderator, and a member; a hat that one has not, one that one has. */
  g_string_truncate (fx->told, 0);
  PLAY (fx, SAYS ("<presence from='" SELF "' to='juliet@capulet.lit'><x xmlns='" USER_NS "'>"
                  "<item affiliation='member' role='moderator'/><status code='110'/></x>"
                  "<hats xmlns='urn:xmpp:hats:0'><hat uri='urn:cook' title='Cook'/></hats>"
                  "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='me'/></presence>"
                  TELLS ("<body>5 a</body><mention " NS
                         " mentions='urn:xmpp:mentions:0#moderators'/>")
                  TELLS ("<body>6 b</body><mention " NS
                         " mentions='urn:xmpp:mentions:0#visitors'/>")
                  TELLS ("<body>7 c</body><mention " NS " mentions='urn:xmpp:mentions:0#member'/>")
                  TELLS ("<body>8 d</body><mention " NS " mentions='urn:xmpp:mentions:0#owner'/>")
                  TELLS ("<body>9 e</body><mention " NS
                         " mentions='urn:xmpp:mentions:0#hats' uri='urn:cook'/>")
                  TELLS ("<body>10 f</body><mention " NS
                         " mentions='urn:xmpp:mentions:0#hats' uri='urn:cat'/>")
                  TELLS ("<body>11 g</body><mention " NS
                         " mentions='urn:xmpp:mentions:0#moderators' uri='xmpp:heath@b.lit'/>")));
  g_assert_cmpstr (fx->told->str, ==, "5 a;7 c;9 e;");
  EXPECT (fx, HEARS_US ("@moderators", "", "<mention " NS
                        " mentions='urn:xmpp:mentions:0#moderators' begin='0' end='11'/>"));
  third = send (fx, "@moderators");
  chat_mock_wait_played (fx->mock);
  EXPECT (fx, HEARS_US ("@here", "", "<mention " NS " mentions='urn:xmpp:mentions:0#channel' "
                        "begin='0' end='5'><active/></mention>"));
  second = send (fx, "@here");
  chat_mock_wait_played (fx->mock);
}

/* Where all see all addresses, they name people; where we alone do, they stay with us. */
static void
test_addresses (Fixture       *fx,
                gconstpointer  data)
{
  g_autoptr(ChatMessage) message = NULL;

  JOIN (fx, IS_OPEN, "participant");
  EXPECT (fx, HEARS_US ("@witch", "",
                        "<mention " NS " jid='w@shakespeare.lit' begin='0' end='6'/>"));
  message = send (fx, "@witch");
  chat_mock_wait_played (fx->mock);
}

static void
test_no_addresses (Fixture       *fx,
                   gconstpointer  data)
{
  g_autoptr(ChatMessage) message = NULL;

  JOIN (fx, "", "moderator");
  EXPECT (fx, HEARS_US ("@witch", "", ""));
  message = send (fx, "@witch");
  chat_mock_wait_played (fx->mock);
}

static void
assert_people (Fixture    *fx,
               const char *text,
               guint       max,
               const char *expected)
{
  g_autoptr(GPtrArray) people = chat_room_find_people (fx->room, text, max);
  g_autoptr(GString) nicks = g_string_new (NULL);

  for (guint i = 0; i < people->len; i++)
    g_string_append_printf (nicks, "%s;",
                            chat_occupant_get_nick (g_ptr_array_index (people, i)));
  g_assert_cmpstr (nicks->str, ==, expected);
}

static void
test_people (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(GString) many = g_string_new (NULL);
  g_autofree char *all = NULL;
  g_autoptr(ChatTimeline) timeline = NULL;
  gint64 start;
  MockLine lines[] = { SERVER_SAYS (NULL), MOCK_ANSWERS_NOTHING };

  JOIN (fx, HAS_IDS, "participant");
  assert_people (fx, "", 99, "*star*;all;Ana;Ana María;íñigo;witch;x:y;");
  assert_people (fx, "", 2, "*star*;all;");
  assert_people (fx, "I", 99, "íñigo;Ana María;witch;");
  assert_people (fx, "ANA", 99, "Ana;Ana María;");
  assert_people (fx, "maria", 99, "Ana María;");
  assert_people (fx, "jul", 99, "");
  assert_people (fx, "A", 0, "");
  PLAY (fx, SAYS (TELLS ("<body>Hail</body>")));
  assert_people (fx, "", 3, "witch;*star*;all;");
  assert_people (fx, "i", 99, "íñigo;witch;Ana María;");
  /* Who only writes has said nothing, and what was said before is no news. */
  PLAY (fx, SAYS (SAYS_AS (ROOM "/Ana",
                           "<composing xmlns='http://jabber.org/protocol/chatstates'/>")));
  chat_room_note_speaker (fx->room, "íñigo", 1);
  assert_people (fx, "", 3, "witch;íñigo;*star*;");
  PLAY (fx, SAYS (SAYS_AS (ROOM "/Ana", "<body>Hail</body>")
                  SAYS_AS (ROOM "/witch", "<body>Hail</body>")));
  assert_people (fx, "", 3, "witch;Ana;íñigo;");
  /* What is kept says it after a start. */
  g_clear_pointer (&fx->room->speakers, g_ptr_array_unref);
  fx->room->speaker_us = 0;
  timeline = chat_conversation_open_timeline (fx->conversation);
  while (g_list_model_get_n_items (G_LIST_MODEL (timeline)) == 0)
    g_main_context_iteration (NULL, TRUE);
  chat_room_note_speaker (fx->room, "íñigo", 1);
  assert_people (fx, "", 3, "witch;Ana;íñigo;");

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (many, COMES ("Person %u of Vérona", "p%u"), i, i, i);
  g_string_append (many, CHAT_MOCK_ASKS_NOTHING);
  all = g_string_free (g_steal_pointer (&many), FALSE);
  lines[0].xml = all;
  room_play (fx->mock, lines, G_N_ELEMENTS (lines));
  start = g_get_monotonic_time ();
  assert_people (fx, "", 3, "witch;Ana;íñigo;");
  assert_people (fx, "verona", 2, "Person 0 of Vérona;Person 1 of Vérona;");
  g_test_message ("Two searches of 5,000: %.1f ms",
                  (double) (g_get_monotonic_time () - start) / 1000);
}

#define ADD(path, func) g_test_add ("/mentions/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("finds", test_finds);
  ADD ("receives", test_receives);
  g_test_add_func ("/mentions/words", test_words);
  g_test_add_func ("/mentions/words-bounds", test_words_bounds);
  ADD ("keywords", test_keywords);
  ADD ("setting", test_setting);
  ADD ("corrected", test_corrected);
  ADD ("forgeries", test_forgeries);
  ADD ("sends", test_sends);
  ADD ("permissions", test_permissions);
  ADD ("waits", test_waits);
  ADD ("addresses", test_addresses);
  ADD ("no-addresses", test_no_addresses);
  ADD ("people", test_people);
  return g_test_run ();
}
