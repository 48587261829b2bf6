/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window over a conversation, page by page. */
#include "chat-fixture.h"

static void
wait_until_loaded (ChatTimeline *timeline)
{
  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_opens_at_end (void)
{
  ChatClient *client = chat_fixture_new_client_with (1, 250);
  ChatConversation *conversation = chat_fixture_get_conversation (client, 0);
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (conversation);

  wait_until_loaded (timeline);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 100);
  g_assert_true (chat_timeline_get_has_older (timeline));
  g_assert_false (chat_timeline_get_has_newer (timeline));

  chat_timeline_load_older (timeline);
  wait_until_loaded (timeline);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 200);

  chat_fixture_receive (client, conversation, "One more");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 201);
  chat_fixture_clear_client (&client);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/timeline/opens-at-end", test_opens_at_end);

  return g_test_run ();
}
