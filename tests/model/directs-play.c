/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of files that go straight from one to the other have in common. */
#include "directs-play.h"

#include "chat-fixture.h"

#include <glib/gstdio.h>

static void
message_cb (ChatClient       *client,
            ChatConversation *conversation,
            ChatMessage      *message,
            gboolean          notify,
            ChatMessage     **last)
{
  g_set_object (last, message);
}

ChatMessage *
be_offered (ChatMock       *mock,
            const MockLine *play,
            gsize           n_lines)
{
  ChatMessage *message = NULL;
  gulong handler = g_signal_connect (mock->client, "message", G_CALLBACK (message_cb), &message);

  mock_server_play (mock->server, play, n_lines);
  WAIT_FOR (message != NULL);
  chat_mock_wait_played (mock);
  g_signal_handler_disconnect (mock->client, handler);
  return message;
}

ChatConversation *
get_conversation (ChatMock *mock)
{
  return chat_client_get_conversation (mock->client, mock->account, ROMEO, NULL);
}

ChatMessage *
send_hello (ChatMock  *mock,
            GError   **error)
{
  g_autofree char *path = g_build_filename (mock->folder, "a.txt", NULL);
  g_autoptr(GAsyncResult) result = NULL;

  g_assert_true (g_file_set_contents (path, "Hello", -1, NULL));
  chat_conversation_send_direct_async (get_conversation (mock), path, NULL, NULL,
                                       chat_fixture_result_cb, &result);
  return chat_conversation_send_finish (get_conversation (mock),
                                        chat_fixture_wait_result (&result), error);
}

void
play (ChatMock       *mock,
      const MockLine *lines,
      gsize           n_lines)
{
  mock_server_play (mock->server, lines, n_lines);
  chat_mock_wait_played (mock);
}

void
forget_hello (ChatMock *mock)
{
  g_autofree char *path = g_build_filename (mock->folder, "a.txt", NULL);

  g_unlink (path);
}
