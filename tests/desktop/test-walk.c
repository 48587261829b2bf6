/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walking back through a conversation, with a server that answers, or is slow, or is not there. */
#include "desktop-door-walk.h"

#include "chat-conversation-private.h"
#include "chat-fixture.h"
#include "chat-message-private.h"

#define N_MESSAGES 250
#define PAGE 100

typedef struct {
  ChatClient       *client;
  ChatConversation *conversation; /* borrowed */
  DesktopWalk      *walk;         /* (nullable) */
  DesktopWalkEnd    end;
  gboolean          is_over;
  guint             n_given;
  guint             n_wanted;
  guint             moves_at;     /* the one that gets another place once more is asked for */
  ChatMessage      *moving;       /* borrowed */
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  unused)
{
  fx->client = chat_fixture_new_client_with (1, N_MESSAGES);
  fx->conversation = chat_fixture_get_conversation (fx->client, 0);
  fx->n_wanted = G_MAXUINT;
}

static void
tear_down (Fixture       *fx,
           gconstpointer  unused)
{
  g_clear_pointer (&fx->walk, desktop_walk_free);
  chat_fixture_clear_client (&fx->client);
}

static gboolean
move_cb (gpointer user_data)
{
  Fixture *fx = user_data;

  chat_message_set_sort (fx->moving, chat_message_get_sort (fx->moving) - 1);
  return G_SOURCE_REMOVE;
}

static gboolean
message (ChatMessage *message,
         gpointer     user_data)
{
  Fixture *fx = user_data;

  fx->n_given++;
  if (fx->n_given == fx->moves_at)
    {
      fx->moving = message;
      g_idle_add_full (G_PRIORITY_HIGH, move_cb, fx, NULL);
    }
  return fx->n_given < fx->n_wanted;
}

static void
done (DesktopWalkEnd end,
      gpointer       user_data)
{
  Fixture *fx = user_data;

  fx->walk = NULL;
  fx->end = end;
  fx->is_over = TRUE;
}

static void
begin (Fixture *fx,
       gint64   before_row)
{
  fx->is_over = FALSE;
  fx->walk = desktop_walk_new (fx->conversation, before_row, message, done, fx);
}

static void
wait_end (Fixture        *fx,
          DesktopWalkEnd  end)
{
  while (!fx->is_over)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (fx->end, ==, end);
}

static void
test_over (Fixture       *fx,
           gconstpointer  unused)
{
  begin (fx, 0);
  wait_end (fx, DESKTOP_WALK_OVER);
  g_assert_cmpuint (fx->n_given, ==, N_MESSAGES);

  fx->n_given = 0;
  fx->n_wanted = 7;
  begin (fx, 0);
  wait_end (fx, DESKTOP_WALK_OVER);
  g_assert_cmpuint (fx->n_given, ==, 7);
}

static void
test_gone (Fixture       *fx,
           gconstpointer  unused)
{
  begin (fx, 999999);
  wait_end (fx, DESKTOP_WALK_GONE);
  g_assert_cmpuint (fx->n_given, ==, 0);
}

/* The server says what is older, however late it is, or that nothing is. */
static void
test_answered (Fixture       *fx,
               gconstpointer  unused)
{
  begin (fx, 0);
  chat_conversation_set_older (fx->conversation, CHAT_OLDER_COMING, 0);
  while (fx->n_given < N_MESSAGES)
    g_main_context_iteration (NULL, TRUE);
  chat_fixture_settle (fx->client);
  g_assert_false (fx->is_over);
  chat_conversation_set_older (fx->conversation, CHAT_OLDER_NONE, 0);
  wait_end (fx, DESKTOP_WALK_OVER);
}

static void
test_late (Fixture       *fx,
           gconstpointer  unused)
{
  begin (fx, 0);
  chat_conversation_set_older (fx->conversation, CHAT_OLDER_COMING, 0);
  desktop_walk_set_patience (fx->walk, 0);
  wait_end (fx, DESKTOP_WALK_LATE);
  g_assert_cmpuint (fx->n_given, ==, N_MESSAGES);
}

static void
test_offline (Fixture       *fx,
              gconstpointer  unused)
{
  begin (fx, 0);
  chat_conversation_set_older (fx->conversation, CHAT_OLDER_OFFLINE, 0);
  wait_end (fx, DESKTOP_WALK_OFFLINE);
  g_assert_cmpuint (fx->n_given, ==, N_MESSAGES);
}

/* While the page before a message is on its way, that gets its place in the server's archive. */
static void
test_moves (Fixture       *fx,
            gconstpointer  unused)
{
  fx->moves_at = PAGE;
  begin (fx, 0);
  wait_end (fx, DESKTOP_WALK_OVER);
  g_assert_nonnull (fx->moving);
  g_assert_cmpuint (fx->n_given, ==, N_MESSAGES);
}

/* Only of what is nowhere it is said that there is no such message. */
static void
test_explains (void)
{
  static const ChatError codes[] = {
    [DESKTOP_WALK_OVER] = CHAT_ERROR_NOT_FOUND,
    [DESKTOP_WALK_OFFLINE] = CHAT_ERROR_OFFLINE,
    [DESKTOP_WALK_LATE] = CHAT_ERROR_TIMEOUT,
    [DESKTOP_WALK_GONE] = CHAT_ERROR_NOT_FOUND,
    [DESKTOP_WALK_FAILED] = CHAT_ERROR_STORAGE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      const char *text = NULL;

      g_assert_cmpint (desktop_walk_explain ((DesktopWalkEnd) i, &text), ==, codes[i]);
      g_assert_cmpstr (text, !=, "");
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/walk/over", Fixture, NULL, set_up, test_over, tear_down);
  g_test_add ("/walk/gone", Fixture, NULL, set_up, test_gone, tear_down);
  g_test_add ("/walk/answered", Fixture, NULL, set_up, test_answered, tear_down);
  g_test_add ("/walk/late", Fixture, NULL, set_up, test_late, tear_down);
  g_test_add ("/walk/offline", Fixture, NULL, set_up, test_offline, tear_down);
  g_test_add ("/walk/moves", Fixture, NULL, set_up, test_moves, tear_down);
  g_test_add_func ("/walk/explains", test_explains);
  return g_test_run ();
}
