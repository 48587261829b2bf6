/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window over a conversation: pages, arrivals, deletions, in any order. */
#include "archive-messages.h"
#include "chat-client-private.h"
#include "chat-fixture.h"
#include "chat-message-private.h"
#include "chat-store.h"

typedef struct {
  ChatClient       *client;
  ChatConversation *conversation;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->client = chat_fixture_new_client_with (1, GPOINTER_TO_UINT (data));
  fx->conversation = chat_fixture_get_conversation (fx->client, 0);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  chat_fixture_clear_client (&fx->client);
}

static void
wait_until_loaded (ChatTimeline *timeline)
{
  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
}

static guint
get_size (ChatTimeline *timeline)
{
  return g_list_model_get_n_items (G_LIST_MODEL (timeline));
}

/* Applies what the list says of its changes, and finds whether it tells the truth. */
typedef struct {
  ChatTimeline *timeline;
  GPtrArray    *shadow; /* owned ChatMessage */
} Watcher;

static void
items_changed_cb (GListModel *list,
                  guint       position,
                  guint       n_removed,
                  guint       n_added,
                  Watcher    *watcher)
{
  g_assert_cmpuint (position + n_removed, <=, watcher->shadow->len);
  if (n_removed > 0)
    g_ptr_array_remove_range (watcher->shadow, position, n_removed);
  for (guint i = 0; i < n_added; i++)
    g_ptr_array_insert (watcher->shadow, (int) (position + i),
                        g_list_model_get_item (list, position + i));
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, watcher->shadow->len);
}

static void
watcher_init (Watcher          *watcher,
              ChatConversation *conversation)
{
  watcher->timeline = chat_conversation_open_timeline (conversation);
  watcher->shadow = g_ptr_array_new_with_free_func (g_object_unref);
  g_assert_cmpuint (get_size (watcher->timeline), ==, 0);
  g_signal_connect (watcher->timeline, "items-changed", G_CALLBACK (items_changed_cb), watcher);
}

static void
watcher_check (Watcher *watcher)
{
  g_assert_cmpuint (get_size (watcher->timeline), ==, watcher->shadow->len);
  for (guint i = 0; i < watcher->shadow->len; i++)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (watcher->timeline), i);

      g_assert_true (message == g_ptr_array_index (watcher->shadow, i));
      if (i > 0)
        g_assert_cmpint (chat_message_compare (g_ptr_array_index (watcher->shadow, i - 1),
                                               message), <, 0);
    }
}

static void
watcher_clear (Watcher *watcher)
{
  g_ptr_array_unref (watcher->shadow);
  g_assert_finalize_object (watcher->timeline);
}

/* Everything that the archive holds, in its order. */
static GArray *
read_all (Fixture *fx)
{
  ArchiveDatabase *database = chat_store_get_database (fx->client->store);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  ArchivePosition position = { 0, 0 };
  gboolean at_end = FALSE;

  while (!at_end)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(ArchivePage) page = NULL;

      archive_messages_page_async (database, chat_conversation_get_id (fx->conversation),
                                   ids->len == 0 ? ARCHIVE_PAGE_OLDEST : ARCHIVE_PAGE_AFTER,
                                   position, 500, NULL, chat_fixture_result_cb, &result);
      page = archive_messages_page_finish (database, chat_fixture_wait_result (&result), NULL);
      g_assert_nonnull (page);
      for (guint i = 0; i < page->messages->len; i++)
        {
          const ArchiveMessage *row = g_ptr_array_index (page->messages, i);

          g_array_append_val (ids, row->id);
          position = (ArchivePosition) { row->sort_us, row->id };
        }
      at_end = page->at_end;
    }

  return ids;
}

/* The window shows a stretch of the archive without a hole, and knows where it ends. */
static void
assert_is_stretch (Watcher *watcher,
                   GArray  *ids)
{
  guint n_items = watcher->shadow->len;
  guint start = 0;
  gint64 first;

  if (n_items == 0)
    {
      g_assert_cmpuint (ids->len, ==, 0);
      return;
    }

  first = chat_message_get_id (g_ptr_array_index (watcher->shadow, 0));
  while (start < ids->len && g_array_index (ids, gint64, start) != first)
    start++;
  g_assert_cmpuint (start + n_items, <=, ids->len);
  for (guint i = 0; i < n_items; i++)
    g_assert_cmpint (chat_message_get_id (g_ptr_array_index (watcher->shadow, i)), ==,
                     g_array_index (ids, gint64, start + i));
  if (!chat_timeline_get_has_older (watcher->timeline))
    g_assert_cmpuint (start, ==, 0);
  if (!chat_timeline_get_has_newer (watcher->timeline))
    g_assert_cmpuint (start + n_items, ==, ids->len);
}

static void
test_opens_at_end (Fixture       *fx,
                   gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (fx->conversation);
  g_autoptr(ChatMessage) unread = NULL;

  g_assert_true (chat_timeline_get_loading (timeline));
  wait_until_loaded (timeline);
  g_assert_cmpuint (get_size (timeline), ==, 100);
  g_assert_true (chat_timeline_get_has_older (timeline));
  g_assert_false (chat_timeline_get_has_newer (timeline));
  /* The last three were not read; one of them is our own. */
  unread = g_list_model_get_item (G_LIST_MODEL (timeline), 97);
  g_assert_cmpint (chat_timeline_get_first_unread (timeline), ==, chat_message_get_id (unread));

  chat_timeline_load_older (timeline);
  g_assert_true (chat_timeline_get_loading (timeline));
  wait_until_loaded (timeline);
  g_assert_cmpuint (get_size (timeline), ==, 200);
  chat_timeline_load_older (timeline);
  wait_until_loaded (timeline);
  g_assert_cmpuint (get_size (timeline), ==, 250);
  g_assert_false (chat_timeline_get_has_older (timeline));
  chat_timeline_load_older (timeline);
  g_assert_false (chat_timeline_get_loading (timeline));

  chat_fixture_receive (fx->client, fx->conversation, "One more");
  g_assert_cmpuint (get_size (timeline), ==, 251);
}

/* Marking as read at once does not lose where the unread ones began. */
static void
test_first_unread (Fixture       *fx,
                   gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (fx->conversation);
  g_autoptr(ChatTimeline) later = NULL;

  g_assert_cmpuint (chat_conversation_get_unread (fx->conversation), >, 0);
  chat_conversation_set_active (fx->conversation, TRUE);
  wait_until_loaded (timeline);
  g_assert_cmpint (chat_timeline_get_first_unread (timeline), !=, 0);
  g_assert_cmpuint (chat_conversation_get_unread (fx->conversation), ==, 0);

  later = chat_conversation_open_timeline (fx->conversation);
  wait_until_loaded (later);
  g_assert_cmpint (chat_timeline_get_first_unread (later), ==, 0);
}

static void
test_around (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (fx->conversation);
  g_autoptr(GArray) ids = read_all (fx);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) bad = NULL;
  g_autoptr(GError) error = NULL;
  gint64 id = g_array_index (ids, gint64, 30);
  guint found;
  int position;

  wait_until_loaded (timeline);
  chat_timeline_load_around_async (timeline, id, NULL, chat_fixture_result_cb, &result);
  position = chat_timeline_load_around_finish (timeline, chat_fixture_wait_result (&result),
                                               &error);
  g_assert_no_error (error);
  g_assert_nonnull (chat_timeline_find (timeline, id, &found));
  g_assert_cmpint (position, ==, found);
  wait_until_loaded (timeline);
  g_assert_true (chat_timeline_get_has_newer (timeline));

  /* What arrives now is not shown in the middle of something else. */
  chat_fixture_receive (fx->client, fx->conversation, "Elsewhere");
  g_assert_true (chat_timeline_get_has_newer (timeline));
  while (chat_timeline_get_has_newer (timeline))
    {
      chat_timeline_load_newer (timeline);
      wait_until_loaded (timeline);
    }
  g_assert_cmpuint (get_size (timeline), >=, 220);

  chat_timeline_load_around_async (timeline, 12345, NULL, chat_fixture_result_cb, &bad);
  g_assert_cmpint (chat_timeline_load_around_finish (timeline, chat_fixture_wait_result (&bad),
                                                     &error), ==, -1);
  g_assert_nonnull (error);
  wait_until_loaded (timeline);
}

static void
send (Fixture *fx)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(ChatMessage) message = NULL;

  chat_conversation_send_async (fx->conversation, "Ours", NULL, chat_fixture_result_cb, &result);
  message = chat_conversation_send_finish (fx->conversation, chat_fixture_wait_result (&result),
                                           NULL);
  g_assert_nonnull (message);
}

static void
set_sent (Fixture *fx,
          Watcher *watcher)
{
  ArchiveDatabase *database = chat_store_get_database (fx->client->store);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GArray) changes = NULL;

  for (guint i = 0; i < watcher->shadow->len; i++)
    {
      ChatMessage *message = g_ptr_array_index (watcher->shadow, i);
      gint64 id = chat_message_get_id (message);

      if (chat_message_get_state (message) != CHAT_MESSAGE_QUEUED)
        continue;

      archive_messages_set_state_async (database, &id, 1, ARCHIVE_STATE_SENT, NULL, NULL, NULL,
                                        chat_fixture_result_cb, &result);
      changes = archive_messages_set_state_finish (database, chat_fixture_wait_result (&result),
                                                   NULL);
      chat_store_apply (fx->client->store, changes, NULL);
      return;
    }
}

static void
delete (Fixture *fx,
        Watcher *watcher)
{
  if (watcher->shadow->len == 0)
    return;

  chat_conversation_delete_message_async (
    fx->conversation,
    g_ptr_array_index (watcher->shadow, (guint) g_test_rand_int_range (
                                          0, (int) watcher->shadow->len)),
    NULL, NULL, NULL);
}

static void
do_something (Fixture *fx,
              Watcher *watcher,
              GArray  *ids)
{
  switch (g_test_rand_int_range (0, 12))
    {
    case 0:
    case 1:
      chat_fixture_receive (fx->client, fx->conversation, "Theirs");
      break;
    case 2:
      send (fx);
      break;
    case 3:
      set_sent (fx, watcher);
      break;
    case 4:
      delete (fx, watcher);
      break;
    case 5:
      chat_timeline_load_older (watcher->timeline);
      break;
    case 6:
      chat_timeline_load_newer (watcher->timeline);
      break;
    case 7:
      chat_timeline_load_newest (watcher->timeline);
      break;
    case 8:
      chat_timeline_load_around_async (
        watcher->timeline,
        g_array_index (ids, gint64, (guint) g_test_rand_int_range (0, (int) ids->len)), NULL, NULL,
        NULL);
      break;
    case 9:
      chat_timeline_set_follow (watcher->timeline, g_test_rand_bit ());
      break;
    default:
      g_main_context_iteration (NULL, FALSE);
    }
}

/* Whatever happens in whatever order: every change is told, the order holds, nothing is missing. */
static void
test_any_order (Fixture       *fx,
                gconstpointer  data)
{
  g_autoptr(GArray) ids = read_all (fx);
  Watcher watchers[2];

  for (guint i = 0; i < 2; i++)
    watcher_init (&watchers[i], fx->conversation);
  for (guint step = 0; step < 600; step++)
    {
      do_something (fx, &watchers[g_test_rand_bit ()], ids);
      if (step % 20 != 19)
        continue;

      for (guint i = 0; i < 2; i++)
        wait_until_loaded (watchers[i].timeline);
      {
        g_autoptr(GArray) all = NULL;

        chat_fixture_settle (fx->client);
        all = read_all (fx);
        for (guint i = 0; i < 2; i++)
          {
            wait_until_loaded (watchers[i].timeline);
            watcher_check (&watchers[i]);
            assert_is_stretch (&watchers[i], all);
          }
      }
    }
  for (guint i = 0; i < 2; i++)
    watcher_clear (&watchers[i]);
}

static void
test_clear (Fixture       *fx,
            gconstpointer  data)
{
  Watcher watcher;
  g_autoptr(GAsyncResult) result = NULL;

  watcher_init (&watcher, fx->conversation);
  wait_until_loaded (watcher.timeline);
  chat_conversation_clear_async (fx->conversation, NULL, chat_fixture_result_cb, &result);
  g_assert_true (chat_conversation_clear_finish (fx->conversation,
                                                 chat_fixture_wait_result (&result), NULL));
  watcher_check (&watcher);
  g_assert_cmpuint (get_size (watcher.timeline), ==, 0);
  g_assert_false (chat_timeline_get_has_older (watcher.timeline));
  g_assert_null (chat_conversation_get_preview (fx->conversation));
  g_assert_cmpuint (chat_conversation_get_unread (fx->conversation), ==, 0);
  watcher_clear (&watcher);
}

#define ADD(name, n_messages, func) \
  g_test_add ("/model/timeline/" name, Fixture, GUINT_TO_POINTER (n_messages), set_up, func, \
              tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("opens-at-end", 250, test_opens_at_end);
  ADD ("first-unread", 250, test_first_unread);
  ADD ("around", 250, test_around);
  ADD ("any-order", 950, test_any_order);
  ADD ("clear", 50, test_clear);

  return g_test_run ();
}
