/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms against the scripted server: who comes and goes, and what is told of it. */
#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-conversation-private.h"
#include "chat-fixture.h"
#include "chat-notes.h"
#include "chat-room-private.h"
#include "room-play.h"

#define ROOM    "coven@chat.shakespeare.lit"
#define NICK    "juliet"
#define SELF    ROOM "/" NICK
#define MUC_NS  "http://jabber.org/protocol/muc"
#define USER_NS MUC_NS "#user"

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
#define SUBJECT \
  "<message type='groupchat' from='" ROOM "/witch' to='juliet@capulet.lit'><subject>Spells" \
  "</subject></message>"
#define ENTERS(features, occupants) \
  SERVER_HEARS ("<iq type='get' id='*' to='" ROOM "'>" \
                "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "'>" \
               "<query xmlns='http://jabber.org/protocol/disco#info'>" \
               "<identity category='conference' type='text' name='A Dark Cave'/>" \
               "<feature var='" MUC_NS "'/><feature var='urn:xmpp:occupant-id:0'/>" \
               features "</query></iq>"), \
  SERVER_HEARS ("<presence to='" SELF "'>" MOCK_NO_PHOTO MOCK_CAPS "<x xmlns='" MUC_NS "'/>" \
                "</presence>"), \
  SERVER_SAYS (occupants COMES_WITH (NICK, "me", "<status code='110'/>") SUBJECT)

typedef struct {
  ChatMock *mock;
  ChatRoom *room; /* borrowed */
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->mock = chat_mock_new_online ();
  fx->room = chat_rooms_ensure (chat_account_get_rooms (fx->mock->account), ROOM);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  chat_mock_free (fx->mock);
}

static ChatConversation *
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
  return chat_client_find_conversation (fx->mock->client, MOCK_ADDRESS, ROOM);
}

#define JOIN(fx, ...) \
  ({ static const MockLine lines_[] = { __VA_ARGS__ }; join (fx, lines_, G_N_ELEMENTS (lines_)); })

#define MEMBERS_ONLY "<feature var='muc_membersonly'/>"

/* "+Ana -Luis Eva>Eve": what is left of it after the message that is the last one. */
static char *
dup_sum (GPtrArray *notes)
{
  static const char *const marks[] = { "+", "-", "kick ", "ban ", "", "role ", "rank ", "+-", "-+" };
  g_autoptr(GPtrArray) sum = chat_note_sum_up (notes);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < sum->len; i++)
    {
      const ChatNote *note = g_ptr_array_index (sum, i);

      g_string_append_printf (text, "%s%s%s", i > 0 ? " " : "", marks[note->kind], note->nick);
      if (note->kind == CHAT_NOTE_RENAMED)
        g_string_append_printf (text, ">%s", note->new_nick);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_told (ChatConversation *conversation,
             guint             before, /* messages: how many further up */
             const char       *expected)
{
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (conversation);
  g_autoptr(ChatMessage) message = NULL;
  g_autofree char *sum = NULL;
  const ChatFold *fold;

  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  message = g_list_model_get_item (G_LIST_MODEL (timeline),
                                   g_list_model_get_n_items (G_LIST_MODEL (timeline)) - 1 - before);
  fold = chat_notes_find (chat_conversation_get_notes (conversation),
                          chat_message_get_id (message));
  sum = fold != NULL ? dup_sum (fold->notes) : g_strdup ("nothing");
  g_assert_cmpstr (sum, ==, expected);
}

/* Who was there before us is no news; who comes, goes, is called otherwise or put out is. */
static void
test_told (Fixture       *fx,
           gconstpointer  data)
{
  ChatConversation *conversation =
    JOIN (fx, ENTERS (MEMBERS_ONLY, COMES ("witch", "w") COMES ("hecate", "h")));
  const ChatNote *note;
  const ChatFold *fold;

  g_assert_true (chat_room_get_notes (fx->room));
  PLAY (fx, SAYS (SAYS_AS ("witch", "w", "<body>Hail</body>")));
  assert_told (conversation, 0, "nothing");

  PLAY (fx, SAYS (COMES ("macbeth", "m")), SAYS (COMES ("banquo", "b")));
  PLAY (fx, SAYS (GOES ("banquo", "/>")),
        SAYS (GOES ("hecate", "><actor nick='witch'/><reason>Late</reason></item>"
                    "<status code='307'/>")),
        SAYS (GOES ("witch", "nick='sister'/><status code='303'/>") COMES ("sister", "w")));
  assert_told (conversation, 0, "+macbeth kick hecate witch>sister +-banquo");
  g_assert_cmpuint (chat_conversation_get_unread (conversation), ==, 1);

  fold = chat_notes_find (chat_conversation_get_notes (conversation),
                          chat_message_get_id (conversation->last));
  note = g_ptr_array_index (fold->notes, 3);
  g_assert_cmpint (note->kind, ==, CHAT_NOTE_KICKED);
  g_assert_cmpstr (note->actor, ==, "witch");
  g_assert_cmpstr (note->reason, ==, "Late");

  /* What follows the next message stands below that one. */
  PLAY (fx, SAYS (SAYS_AS ("sister", "w", "<body>Again</body>")), SAYS (GOES ("macbeth", "/>")));
  PLAY (fx, SAYS (COMES ("macbeth", "m")));
  assert_told (conversation, 1, "+macbeth kick hecate witch>sister +-banquo");
  assert_told (conversation, 0, "-+macbeth");

  /* Only away for a moment is no change. */
  PLAY (fx, SAYS (COMES_WITH ("macbeth", "m", "<status code='100'/>")));
  assert_told (conversation, 0, "-+macbeth");
}

/* A message takes its way through the archive; who has said it is gone before it is there. */
static void
test_farewell (Fixture       *fx,
               gconstpointer  data)
{
  ChatConversation *conversation =
    JOIN (fx, ENTERS (MEMBERS_ONLY, COMES ("witch", "w") COMES ("hecate", "h")));

  PLAY (fx, SAYS (SAYS_AS ("witch", "w", "<body>Hail</body>")));
  PLAY (fx, SAYS (SAYS_AS ("hecate", "h", "<body>Farewell</body>") GOES ("hecate", "/>")));
  assert_told (conversation, 1, "nothing");
  assert_told (conversation, 0, "-hecate");
}

/* In a room for everybody there is always somebody who comes and goes; and people choose. */
static void
test_chosen (Fixture       *fx,
             gconstpointer  data)
{
  ChatConversation *conversation = JOIN (fx, ENTERS ("", COMES ("witch", "w")));

  g_assert_false (chat_room_get_notes (fx->room));
  PLAY (fx, SAYS (SAYS_AS ("witch", "w", "<body>Hail</body>")));
  PLAY (fx, SAYS (COMES ("hecate", "h")));
  assert_told (conversation, 0, "nothing");

  chat_room_set_notes (fx->room, TRUE);
  PLAY (fx, SAYS (GOES ("hecate", "/>")));
  assert_told (conversation, 0, "-hecate");

  chat_room_set_notes (fx->room, FALSE);
  assert_told (conversation, 0, "nothing");
}

/* What was chosen holds after a restart; what was told does not. */
static void
test_restart (Fixture       *fx,
              gconstpointer  data)
{
  ChatConversation *conversation = JOIN (fx, ENTERS ("", COMES ("witch", "w")));

  chat_room_set_notes (fx->room, TRUE);
  PLAY (fx, SAYS (SAYS_AS ("witch", "w", "<body>Hail</body>")));
  PLAY (fx, SAYS (GOES ("witch", "/>")));
  assert_told (conversation, 0, "-witch");
  chat_mock_restart (fx->mock);
  fx->room = chat_rooms_find (chat_account_get_rooms (fx->mock->account), ROOM);
  g_assert_true (chat_room_get_notes (fx->room));
  conversation = chat_client_find_conversation (fx->mock->client, MOCK_ADDRESS, ROOM);
  assert_told (conversation, 0, "nothing");
}

/* Whom one does not want to hear, one does not want to hear of. */
static void
test_ignored (Fixture       *fx,
              gconstpointer  data)
{
  ChatConversation *conversation =
    JOIN (fx, ENTERS (MEMBERS_ONLY, COMES ("witch", "w") COMES ("hecate", "h")));

  chat_room_set_ignored (fx->room, "o:h", TRUE);
  PLAY (fx, SAYS (SAYS_AS ("witch", "w", "<body>Hail</body>")));
  PLAY (fx, SAYS (GOES ("hecate", "/>")), SAYS (GOES ("witch", "/>")));
  assert_told (conversation, 0, "-witch");
}

static ChatNote *
make (ChatNoteKind  kind,
      const char   *nick,
      guint64       serial,
      const char   *author) /* (nullable) */
{
  ChatNote *note = g_new0 (ChatNote, 1);

  note->kind = kind;
  note->nick = g_strdup (nick);
  note->serial = serial;
  note->author = g_strdup (author);
  return note;
}

static void
test_sum (void)
{
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_note_free);
  g_autofree char *sum = NULL;

  /* Somebody else who comes under the nick is not the one who left. */
  g_ptr_array_add (notes, make (CHAT_NOTE_LEFT, "eva", 1, "o:1"));
  g_ptr_array_add (notes, make (CHAT_NOTE_CAME, "eva", 2, "o:2"));
  /* With what somebody comes in is no change; what comes after is. */
  g_ptr_array_add (notes, make (CHAT_NOTE_CAME, "ana", 3, NULL));
  g_ptr_array_add (notes, make (CHAT_NOTE_ROLE, "ana", 3, NULL));
  /* A rank brings its role along. */
  g_ptr_array_add (notes, make (CHAT_NOTE_AFFILIATION, "luis", 4, NULL));
  g_ptr_array_add (notes, make (CHAT_NOTE_ROLE, "luis", 4, NULL));
  /* Banned after all. */
  g_ptr_array_add (notes, make (CHAT_NOTE_CAME, "troll", 5, NULL));
  g_ptr_array_add (notes, make (CHAT_NOTE_LEFT, "troll", 5, NULL));
  g_ptr_array_add (notes, make (CHAT_NOTE_CAME, "troll", 6, NULL));
  g_ptr_array_add (notes, make (CHAT_NOTE_BANNED, "troll", 6, NULL));
  sum = dup_sum (notes);
  g_assert_cmpstr (sum, ==, "+eva +ana -eva ban troll role ana rank luis");
}

/* However many there are, no more than that is kept. */
static void
test_flood (void)
{
  g_autoptr(ChatNotes) all = chat_notes_new ();

  for (guint i = 0; i < 10000; i++)
    {
      g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_note_free);

      g_ptr_array_add (notes, make (i % 2 == 0 ? CHAT_NOTE_CAME : CHAT_NOTE_LEFT, "eva", 1 + i / 2,
                                    NULL));
      chat_notes_take (all, 1 + i / 5000, notes);
    }
  g_assert_cmpuint (chat_notes_find (all, 2)->notes->len, ==, CHAT_FOLD_MAX);
  g_assert_cmpuint (chat_notes_find (all, 2)->n_dropped, ==, 5000 - CHAT_FOLD_MAX);

  for (gint64 id = 3; id < 3 + CHAT_NOTES_MAX; id++)
    {
      g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_note_free);

      g_ptr_array_add (notes, make (CHAT_NOTE_CAME, "eva", 1, NULL));
      chat_notes_take (all, id, notes);
    }
  g_assert_null (chat_notes_find (all, 2));
  g_assert_nonnull (chat_notes_find (all, 3));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/room-notes/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("told", test_told);
  ADD ("farewell", test_farewell);
  ADD ("chosen", test_chosen);
  ADD ("ignored", test_ignored);
  ADD ("restart", test_restart);
  g_test_add_func ("/room-notes/sum", test_sum);
  g_test_add_func ("/room-notes/flood", test_flood);
  return g_test_run ();
}
