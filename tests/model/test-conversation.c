/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A conversation tells of its changes, and the next start finds them. */
#include <string.h>

#include "archive-conversations.h"
#include "chat-client-private.h"
#include "chat-contact-private.h"
#include "chat-conversation-private.h"
#include "chat-error.h"
#include "chat-fixture.h"
#include "chat-message-private.h"
#include "chat-store.h"

#define MARTA "contact0@office.example"

typedef struct {
  ChatClient       *client;
  ChatAccount      *account;
  ChatConversation *conversation;
} Fixture;

static void
find (Fixture *fx)
{
  fx->account = chat_fixture_get_account (fx->client);
  fx->conversation = chat_client_find_conversation (fx->client, "ana@office.example", MARTA);
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->client = chat_fixture_new_client_with (2, 10);
  find (fx);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  chat_fixture_clear_client (&fx->client);
}

/* As if the program had ended and begun again. */
static void
start_again (Fixture *fx)
{
  g_autofree char *folder = g_strdup (fx->client->data_dir);

  chat_fixture_stop (&fx->client);
  fx->client = chat_fixture_start (folder);
  find (fx);
}

static void
count_cb (gpointer    object,
          GParamSpec *pspec,
          guint      *n)
{
  (*n)++;
}

static void
test_loads (Fixture       *fx,
            gconstpointer  data)
{
  g_assert_nonnull (fx->conversation);
  g_assert_cmpstr (chat_conversation_get_preview (fx->conversation), ==, "On my way!");
  g_assert_true (chat_conversation_get_preview_outgoing (fx->conversation));
  g_assert_cmpint (chat_conversation_get_preview_state (fx->conversation), ==,
                   CHAT_MESSAGE_SENT);
  g_assert_cmpint (chat_conversation_get_last_time (fx->conversation), >, 0);
  g_assert_cmpuint (chat_conversation_get_unread (fx->conversation), ==, 1);
  g_assert_cmpuint (chat_client_get_unread (fx->client), ==, 2);
}

static void
test_settings (Fixture       *fx,
               gconstpointer  data)
{
  guint n_pinned = 0;
  guint n_draft = 0;
  guint n_archived = 0;
  guint n_muted = 0;

  g_signal_connect (fx->conversation, "notify::pinned", G_CALLBACK (count_cb), &n_pinned);
  g_signal_connect (fx->conversation, "notify::draft", G_CALLBACK (count_cb), &n_draft);
  g_signal_connect (fx->conversation, "notify::archived", G_CALLBACK (count_cb), &n_archived);
  g_signal_connect (fx->conversation, "notify::muted", G_CALLBACK (count_cb), &n_muted);
  for (guint i = 0; i < 2; i++)
    {
      chat_conversation_set_pinned (fx->conversation, TRUE);
      chat_conversation_set_draft (fx->conversation, "I wanted to");
      chat_conversation_set_archived (fx->conversation, TRUE);
      chat_conversation_set_muted_until (fx->conversation, G_MAXINT64);
    }
  g_assert_cmpuint (n_pinned, ==, 1);
  g_assert_cmpuint (n_draft, ==, 1);
  g_assert_cmpuint (n_archived, ==, 1);
  g_assert_cmpuint (n_muted, ==, 1);
  g_assert_cmpuint (chat_client_get_unread (fx->client), ==, 1);

  start_again (fx);
  g_assert_true (chat_conversation_get_pinned (fx->conversation));
  g_assert_cmpstr (chat_conversation_get_draft (fx->conversation), ==, "I wanted to");
  g_assert_true (chat_conversation_get_archived (fx->conversation));
  g_assert_true (chat_conversation_get_muted (fx->conversation));
  g_assert_cmpint (chat_conversation_get_muted_until (fx->conversation), ==, G_MAXINT64);
  g_assert_cmpuint (chat_client_get_unread (fx->client), ==, 1);
}

/* What the archive holds when everything asked of it until now is done. */
static char *
read_draft (Fixture *fx)
{
  ArchiveDatabase *database = chat_store_get_database (fx->client->store);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) rows = NULL;

  chat_fixture_settle (fx->client);
  archive_conversations_load_async (database, 0, NULL, chat_fixture_result_cb, &result);
  rows = archive_conversations_load_finish (database, chat_fixture_wait_result (&result), NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      const ArchiveConversation *row = g_ptr_array_index (rows, i);

      if (row->id == chat_conversation_get_id (fx->conversation))
        return g_strdup (row->draft);
    }

  g_assert_not_reached ();
}

/* What was sent is not found as a draft by who starts again after a crash. */
static void
test_draft_sent (Fixture       *fx,
                 gconstpointer  data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  chat_conversation_set_draft (fx->conversation, "Hello");
  chat_conversation_flush (fx->conversation);
  before = read_draft (fx);
  g_assert_cmpstr (before, ==, "Hello");

  chat_conversation_set_draft (fx->conversation, NULL);
  after = read_draft (fx);
  g_assert_null (after);
}

/* No timer runs while the computer sleeps. */
static void
test_mute_over_sleep (Fixture       *fx,
                      gconstpointer  data)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;

  chat_conversation_set_muted_until (fx->conversation, now_s + 3600);
  g_assert_true (chat_conversation_get_muted (fx->conversation));
  g_assert_cmpuint (chat_client_get_unread (fx->client), ==, 1);

  fx->conversation->muted_until_s = now_s - 1; /* an hour later */
  chat_client_set_asleep (fx->client, TRUE);
  g_assert_false (chat_conversation_get_muted (fx->conversation));
  g_assert_cmpint (chat_conversation_get_muted_until (fx->conversation), ==, 0);
  g_assert_cmpuint (chat_client_get_unread (fx->client), ==, 2);
}

/* Who is called by another name is so in what stands there already. */
static void
test_rename (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (fx->conversation);
  guint n_incoming = 0;

  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  chat_contact_set_roster (chat_conversation_get_contact (fx->conversation), "Tía Marta", NULL,
                           CHAT_SUBSCRIPTION_BOTH, FALSE, TRUE);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (timeline)); i++)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (timeline), i);

      if (chat_message_is_outgoing (message))
        g_assert_cmpstr (chat_message_get_sender_name (message), ==, "ana");
      else
        g_assert_cmpstr (chat_message_get_sender_name (message), ==, "Tía Marta");
      n_incoming += !chat_message_is_outgoing (message);
    }
  g_assert_cmpuint (n_incoming, >, 0);
}

/* What is set before the archive knows the conversation is not lost. */
static void
test_new (Fixture       *fx,
          gconstpointer  data)
{
  ChatConversation *conversation =
    chat_client_get_conversation (fx->client, fx->account, "New.One@Office.example/x", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatTimeline) timeline = NULL;

  g_assert_nonnull (conversation);
  g_assert_cmpstr (chat_conversation_get_address (conversation), ==, "new.one@office.example");
  chat_conversation_set_pinned (conversation, TRUE);
  chat_conversation_set_draft (conversation, "Hi");
  timeline = chat_conversation_open_timeline (conversation);
  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (chat_conversation_get_id (conversation), >, 0);
  g_assert_true (chat_client_get_conversation (fx->client, fx->account, "new.one@office.example",
                                               NULL) == conversation);
  g_clear_object (&timeline);

  g_assert_null (chat_client_get_conversation (fx->client, fx->account, "@", &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS);

  start_again (fx);
  conversation = chat_client_find_conversation (fx->client, "ana@office.example",
                                                "new.one@office.example");
  g_assert_true (chat_conversation_get_pinned (conversation));
  g_assert_cmpstr (chat_conversation_get_draft (conversation), ==, "Hi");
}

static void
test_read (Fixture       *fx,
           gconstpointer  data)
{
  guint n_unread = 0;
  guint n_client = 0;
  guint unread;

  g_signal_connect (fx->conversation, "notify::unread", G_CALLBACK (count_cb), &n_unread);
  g_signal_connect (fx->client, "notify::unread", G_CALLBACK (count_cb), &n_client);
  chat_conversation_mark_read (fx->conversation);
  chat_conversation_mark_read (fx->conversation);
  g_assert_cmpuint (n_unread, ==, 1);
  g_assert_cmpuint (n_client, ==, 1);
  g_object_get (fx->account, "unread", &unread, NULL);
  g_assert_cmpuint (unread, ==, 1);

  start_again (fx);
  g_assert_cmpuint (chat_conversation_get_unread (fx->conversation), ==, 0);
  chat_fixture_receive (fx->client, fx->conversation, "And now?");
  start_again (fx);
  g_assert_cmpuint (chat_conversation_get_unread (fx->conversation), ==, 1);
}

static ChatMessage *
send (Fixture     *fx,
      const char  *text,
      GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  chat_conversation_send_async (fx->conversation, text, NULL, chat_fixture_result_cb, &result);
  return chat_conversation_send_finish (fx->conversation, chat_fixture_wait_result (&result),
                                        error);
}

static void
test_send (Fixture       *fx,
           gconstpointer  data)
{
  g_autofree char *long_text = g_strnfill (200 * 1024, 'x');
  g_autoptr(ChatMessage) message = send (fx, " Hello  \n", NULL);
  g_autoptr(GError) empty = NULL;
  g_autoptr(GError) too_long = NULL;
  g_autoptr(GAsyncResult) deleted = NULL;

  g_assert_nonnull (message);
  g_assert_cmpstr (chat_message_get_body (message), ==, " Hello  \n");
  g_assert_cmpstr (chat_conversation_get_preview (fx->conversation), ==, "Hello");
  g_assert_cmpint (chat_message_get_state (message), ==, CHAT_MESSAGE_QUEUED);
  g_assert_nonnull (chat_message_get_message_id (message));
  /* Who answers has read. */
  g_assert_cmpuint (chat_conversation_get_unread (fx->conversation), ==, 0);

  g_assert_null (send (fx, " \n ", &empty));
  g_assert_nonnull (empty);
  g_assert_null (send (fx, long_text, &too_long));
  g_assert_error (too_long, CHAT_ERROR, CHAT_ERROR_TOO_LARGE);

  chat_conversation_delete_message_async (fx->conversation, message, NULL, chat_fixture_result_cb,
                                          &deleted);
  g_assert_true (chat_conversation_delete_message_finish (
    fx->conversation, chat_fixture_wait_result (&deleted), NULL));
  while (g_strcmp0 (chat_conversation_get_preview (fx->conversation), "On my way!") != 0)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&message);

  start_again (fx);
  g_assert_cmpstr (chat_conversation_get_preview (fx->conversation), ==, "On my way!");
}

/* What comes while the archive is asked for the message before the one that was deleted stays the
 * last one. */
static void
test_preview_race (Fixture       *fx,
                   gconstpointer  data)
{
  const ChatMessageInit init = {
    .id = G_MAXINT64,
    .conversation_id = chat_conversation_get_id (fx->conversation),
    .sort_us = G_MAXINT64,
    .text.body = "The newest",
    .sender = MARTA,
  };
  g_autoptr(ChatMessage) newest = chat_message_new (&init);
  g_autoptr(GPtrArray) messages = g_ptr_array_new ();

  g_ptr_array_add (messages, newest);
  chat_conversation_note_removed (fx->conversation,
                                  chat_message_get_id (fx->conversation->last));
  chat_conversation_add (fx->conversation, messages, 1);
  chat_fixture_settle (fx->client);
  g_assert_cmpstr (chat_conversation_get_preview (fx->conversation), ==, "The newest");
}

/* Nobody is kept alive by who looked at it. */
static void
test_finalize (Fixture       *fx,
               gconstpointer  data)
{
  ChatTimeline *timeline = chat_conversation_open_timeline (fx->conversation);
  ChatTimeline *loaded = chat_conversation_open_timeline (fx->conversation);

  while (chat_timeline_get_loading (loaded))
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (loaded);
  chat_timeline_load_around_async (timeline, 1, NULL, NULL, NULL);
  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (timeline);
}

#define ADD(name, func) \
  g_test_add ("/model/conversation/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("loads", test_loads);
  ADD ("settings", test_settings);
  ADD ("draft-sent", test_draft_sent);
  ADD ("mute-over-sleep", test_mute_over_sleep);
  ADD ("rename", test_rename);
  ADD ("new", test_new);
  ADD ("read", test_read);
  ADD ("send", test_send);
  ADD ("preview-race", test_preview_race);
  ADD ("finalize", test_finalize);

  return g_test_run ();
}
