/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's archive and ours: they end equal, whatever comes in between. */
#include <gio/gio.h>
#include <string.h>

#include "archive-history.h"
#include "archive-messages.h"
#include "chat-account-private.h"
#include "chat-client-private.h"
#include "chat-connection.h"
#include "chat-fixture.h"
#include "chat-history-private.h"
#include "chat-history.h"
#include "chat-inbox.h"
#include "chat-mock.h"
#include "chat-outbox.h"
#include "chat-store.h"
#include "mock-archive.h"

#define ROMEO "romeo@montague.lit"
#define NURSE "nurse@capulet.lit"
#define PHONE MOCK_ADDRESS "/phone"

typedef struct {
  ChatMock    *mock;
  MockArchive *archive;
  guint        n_told;
  guint        n_notified;
} Fixture;

static void
message_cb (ChatClient       *client,
            ChatConversation *conversation,
            ChatMessage      *message,
            gboolean          notify,
            Fixture          *fx)
{
  fx->n_told++;
  fx->n_notified += notify;
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->mock = chat_mock_new (NULL);
  fx->archive = mock_archive_new (fx->mock->server);
  g_signal_connect (fx->mock->client, "message", G_CALLBACK (message_cb), fx);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_clear_pointer (&fx->mock, chat_mock_free);
  g_clear_pointer (&fx->archive, mock_archive_free);
}

static ChatHistory *
get_history (Fixture *fx)
{
  return g_ptr_array_index (fx->mock->client->histories, 0);
}

static void
go_online (Fixture *fx)
{
  mock_archive_accept (fx->archive);
  if (fx->mock->account == NULL)
    chat_mock_add_account (fx->mock, MOCK_PASSWORD);
  else
    {
      chat_account_give_password (fx->mock->account, MOCK_PASSWORD, FALSE);
      chat_client_set_asleep (fx->mock->client, FALSE);
    }
  chat_mock_wait_state (fx->mock, CHAT_ACCOUNT_ONLINE);
  chat_history_set_quiet (get_history (fx), 1);
}

/* The program ends and begins again; what is done in between is missed. */
static void
restart (Fixture *fx)
{
  chat_mock_restart (fx->mock);
  g_signal_connect (fx->mock->client, "message", G_CALLBACK (message_cb), fx);
  fx->n_told = fx->n_notified = 0;
}

static void
copy_folder (const char *from,
             const char *to)
{
  g_autoptr(GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);
      g_autoptr(GFile) source_file = g_file_new_for_path (source);
      g_autoptr(GFile) target_file = g_file_new_for_path (target);

      g_assert_true (g_file_copy (source_file, target_file, G_FILE_COPY_NONE, NULL, NULL, NULL,
                                  NULL));
    }
}

/* As if it was killed just now: what is on the disk is all that the next one has. */
static void
crash (Fixture *fx)
{
  g_autofree char *left = g_dir_make_tmp ("charla-XXXXXX", NULL);
  g_autofree char *folder = g_steal_pointer (&fx->mock->folder);

  chat_fixture_settle (fx->mock->client);
  copy_folder (folder, left);
  chat_fixture_stop (&fx->mock->client);
  chat_fixture_remove_folder (folder);
  fx->mock->folder = g_steal_pointer (&left);
  fx->mock->client = chat_fixture_start (fx->mock->folder);
  fx->mock->account = chat_fixture_get_account (fx->mock->client);
  g_signal_connect (fx->mock->client, "message", G_CALLBACK (message_cb), fx);
  fx->n_told = fx->n_notified = 0;
}

static ChatConversation *
find (Fixture    *fx,
      const char *with)
{
  return chat_client_find_conversation (fx->mock->client, MOCK_ADDRESS, with);
}

/* What of each message: its id of the archive, or "-". */
static char *
describe (Fixture    *fx,
          const char *with)
{
  ArchiveDatabase *database = chat_store_get_database (fx->mock->client->store);
  ChatConversation *conversation = find (fx, with);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(ArchivePage) page = NULL;
  g_autoptr(GError) error = NULL;

  if (conversation == NULL || chat_conversation_get_id (conversation) == 0)
    return g_strdup ("");

  archive_messages_page_async (database, chat_conversation_get_id (conversation),
                               ARCHIVE_PAGE_NEWEST, (ArchivePosition) { 0 }, 1000, NULL,
                               chat_fixture_result_cb, &result);
  page = archive_messages_page_finish (database, chat_fixture_wait_result (&result), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < page->messages->len; i++)
    {
      const ArchiveMessage *row = g_ptr_array_index (page->messages, i);

      g_string_append_printf (text, " %s", row->ids.stanza != NULL ? row->ids.stanza : "-");
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What the server has, from @first on. */
static char *
describe_server (Fixture    *fx,
                 const char *with,
                 guint       first)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = first; i < fx->archive->items->len; i++)
    {
      const MockItem *item = g_ptr_array_index (fx->archive->items, i);

      if (strstr (item->xml, "<body>") != NULL && strstr (item->xml, with) != NULL)
        g_string_append_printf (text, " %s", item->id);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  Fixture *fx = user_data;
  g_autofree char *here = describe (fx, ROMEO);
  g_autofree char *there = describe_server (fx, ROMEO, 0);

  g_error ("Never equal:\n%s\n%s", here, there);
  return G_SOURCE_REMOVE;
}

static gboolean is_time_to_look;

static gboolean
look_cb (gpointer user_data)
{
  is_time_to_look = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Until our archive is the server's, message for message. */
static void
wait_equal (Fixture *fx)
{
  static const char *const withs[] = { ROMEO, NURSE };
  guint timer = g_timeout_add_seconds (MOCK_PATIENCE_S, out_of_patience_cb, fx);
  guint look = g_timeout_add (20, look_cb, NULL);
  gboolean is_equal = FALSE;

  while (!is_equal)
    {
      is_equal = TRUE;
      for (gsize i = 0; i < G_N_ELEMENTS (withs); i++)
        {
          g_autofree char *here = describe (fx, withs[i]);
          g_autofree char *there = describe_server (fx, withs[i], 0);

          is_equal &= g_str_equal (here, there);
        }
      for (is_time_to_look = is_equal; !is_time_to_look; )
        g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (look);
  g_source_remove (timer);
}

static void
wait_caught_up (Fixture *fx)
{
  WAIT_FOR (chat_history_is_caught_up (get_history (fx)));
  chat_fixture_settle (fx->mock->client);
}

/* What was there before the connection is asked for once more, after a while. */
static gboolean
is_settled (Fixture *fx)
{
  return chat_history_is_caught_up (get_history (fx))
         && !chat_inbox_get_tail (get_history (fx)->inbox)->is_unsettled;
}

/* It was archived long ago, by any clock. */
static void
make_old (Fixture *fx)
{
  for (guint i = 0; i < fx->archive->items->len; i++)
    {
      MockItem *item = g_ptr_array_index (fx->archive->items, i);

      item->time_us -= 3 * G_TIME_SPAN_DAY;
    }
}

/* A talk: Romeo and we in turns, at times the nurse, and what is no message. */
static void
add_talk (Fixture *fx,
          guint    n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("m%u", fx->archive->items->len);

      if (i % 9 == 8)
        mock_archive_add (fx->archive, ROMEO "/orchard", MOCK_ADDRESS, id, NULL,
                          "<received xmlns='urn:xmpp:receipts' id='nothing'/>");
      else if (i % 5 == 4)
        mock_archive_add (fx->archive, NURSE "/x", MOCK_ADDRESS, id, id, NULL);
      else if (i % 5 == 2)
        mock_archive_add (fx->archive, PHONE, ROMEO, id, id, NULL);
      else
        mock_archive_add (fx->archive, ROMEO "/orchard", MOCK_ADDRESS, id, id, NULL);
    }
}

static guint
receive (Fixture      *fx,
         const char   *id,
         MockDelivery  how)
{
  guint item = mock_archive_add (fx->archive, ROMEO "/orchard", MOCK_FULL, id, id, NULL);

  mock_archive_deliver (fx->archive, item, how);
  return item;
}

/* An account that was never here: all of it comes, once, and nothing of it is news. */
static void
test_first_time (Fixture       *fx,
                 gconstpointer  data)
{
  add_talk (fx, 47);
  make_old (fx);
  go_online (fx);
  wait_equal (fx);
  chat_fixture_settle (fx->mock->client);
  g_assert_cmpuint (fx->archive->n_given, ==, 47);
  g_assert_cmpuint (chat_client_get_unread (fx->mock->client), ==, 0);
  g_assert_cmpuint (fx->n_told, ==, 0);
  g_assert_cmpstr (chat_conversation_get_preview (find (fx, NURSE)), ==, "m39");
  g_assert_true (chat_history_is_caught_up (get_history (fx)));

  /* Nothing of it is asked for again. */
  restart (fx);
  go_online (fx);
  wait_caught_up (fx);
  g_assert_cmpuint (fx->archive->n_given, ==, 47);
}

/* What was missed is unread, and told of once. */
static void
test_missed (Fixture       *fx,
             gconstpointer  data)
{
  fx->archive->is_extended = data == NULL;
  add_talk (fx, 12);
  make_old (fx);
  go_online (fx);
  wait_equal (fx);
  restart (fx);
  add_talk (fx, 34);
  make_old (fx);
  go_online (fx);
  wait_equal (fx);
  wait_caught_up (fx);
  if (fx->archive->is_extended)
    g_assert_cmpuint (fx->archive->n_given, ==, 12 + 34);

  /* Of Romeo's nothing after what we wrote on the phone; the nurse wrote seven times. */
  g_assert_cmpuint (chat_conversation_get_unread (find (fx, ROMEO)), ==, 1);
  g_assert_cmpuint (chat_conversation_get_unread (find (fx, NURSE)), ==, 6);
  g_assert_cmpuint (fx->n_notified, ==, 2);
  g_assert_cmpuint (fx->n_told, ==, 31);
}

/* A server that writes its archive by and by comes with one that is older than the newest. */
static void
test_late (Fixture       *fx,
           gconstpointer  data)
{
  GPtrArray *items = fx->archive->items;
  guint late;

  add_talk (fx, 7);
  go_online (fx);
  chat_history_set_quiet (get_history (fx), 500);
  wait_caught_up (fx);
  wait_equal (fx);

  late = mock_archive_add (fx->archive, ROMEO "/orchard", MOCK_ADDRESS, "late", "late", NULL);
  g_ptr_array_insert (items, (int) late - 1, g_ptr_array_steal_index (items, late));
  wait_equal (fx);
  g_assert_cmpuint (fx->archive->n_given, <=, 2 * 7 + 1);
}

/* The same while its clock and ours are far apart; and in the end it is known that nothing of it
 * may be missing. */
static void
test_clocks (Fixture       *fx,
             gconstpointer  data)
{
  GPtrArray *items = fx->archive->items;
  guint late;

  fx->archive->clock_us = GPOINTER_TO_INT (data) * G_TIME_SPAN_HOUR;
  add_talk (fx, 7);
  go_online (fx);
  chat_history_set_quiet (get_history (fx), 500);
  wait_caught_up (fx);
  wait_equal (fx);
  g_assert_false (is_settled (fx));

  late = mock_archive_add (fx->archive, ROMEO "/orchard", MOCK_ADDRESS, "late", "late", NULL);
  g_ptr_array_insert (items, (int) late - 1, g_ptr_array_steal_index (items, late));
  wait_equal (fx);
  WAIT_FOR (is_settled (fx));
  g_assert_cmpuint (fx->archive->n_given, <=, 2 * 7 + 1);

  restart (fx);
  fx->archive->n_given = 0;
  go_online (fx);
  wait_caught_up (fx);
  WAIT_FOR (is_settled (fx));
  g_assert_cmpuint (fx->archive->n_given, ==, 0);
}

/* A stamp from another century says nothing of the clock. */
static void
test_clock_of_another (Fixture       *fx,
                       gconstpointer  data)
{
  GPtrArray *items = fx->archive->items;
  guint late;

  fx->archive->clock_us = 100 * 365 * G_TIME_SPAN_DAY;
  mock_archive_add (fx->archive, ROMEO "/orchard", MOCK_ADDRESS, "far", "far", NULL);
  fx->archive->clock_us = 0;
  add_talk (fx, 3);
  g_ptr_array_add (items, g_ptr_array_steal_index (items, 0));
  go_online (fx);
  chat_history_set_quiet (get_history (fx), 500);
  wait_caught_up (fx);
  late = mock_archive_add (fx->archive, ROMEO "/orchard", MOCK_ADDRESS, "late", "late", NULL);
  g_ptr_array_insert (items, 2, g_ptr_array_steal_index (items, late));
  wait_equal (fx);
}

/* An account that is new on its server: what comes first is news, though nothing is held yet. */
static void
test_empty_at_first (Fixture       *fx,
                     gconstpointer  data)
{
  go_online (fx);
  wait_caught_up (fx);
  if (data != NULL)
    {
      receive (fx, "live", MOCK_LIVE);
      wait_equal (fx);
    }
  restart (fx);
  mock_archive_add (fx->archive, ROMEO "/orchard", MOCK_ADDRESS, "missed", "missed", NULL);
  go_online (fx);
  wait_equal (fx);
  wait_caught_up (fx);
  g_assert_cmpuint (chat_conversation_get_unread (find (fx, ROMEO)), ==, data != NULL ? 2 : 1);
  g_assert_cmpuint (fx->n_notified, ==, 1);
}

/* What comes live before the archive has answered hides no gap. */
static void
test_gap_behind_live (Fixture       *fx,
                      gconstpointer  data)
{
  guint n_told;

  add_talk (fx, 12);
  go_online (fx);
  wait_equal (fx);
  restart (fx);
  add_talk (fx, 25);
  fx->archive->holds = TRUE;
  go_online (fx);
  receive (fx, "live-1", MOCK_LIVE);
  receive (fx, "live-2", MOCK_LIVE);
  WAIT_FOR (fx->n_told == 2);
  crash (fx);

  fx->archive->holds = FALSE;
  n_told = fx->n_told;
  add_talk (fx, 3);
  go_online (fx);
  receive (fx, "live-3", MOCK_LIVE);
  wait_equal (fx);
  g_assert_cmpuint (fx->n_told, >, n_told);
}

static void
deliver_again_cb (gpointer data)
{
  Fixture *fx = data;
  guint n_missed = fx->archive->items->len;

  receive (fx, "new-1", MOCK_LIVE);
  receive (fx, "new-2", MOCK_LIVE);
  for (guint i = n_missed - 3; i < n_missed; i++)
    mock_archive_deliver (fx->archive, i, MOCK_OFFLINE);
}

/* What a server had for a connection that is gone it delivers to the next one, in the midst of what
 * is new: it is stored before the page that tells where it belongs, and says nothing about what
 * that page may stand after. */
static void
test_delivered_again (Fixture       *fx,
                      gconstpointer  data)
{
  add_talk (fx, 12);
  make_old (fx);
  go_online (fx);
  wait_equal (fx);
  restart (fx);
  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *id = g_strdup_printf ("missed-%u", i);

      mock_archive_add (fx->archive, ROMEO "/orchard", MOCK_ADDRESS, id, id, NULL);
    }
  fx->archive->after_page = deliver_again_cb;
  fx->archive->after_page_data = fx;
  go_online (fx);
  chat_history_set_quiet (get_history (fx), 1000 * MOCK_PATIENCE_S); /* nothing is looked at again */
  wait_caught_up (fx);
  wait_equal (fx);
}

#define CORRECTS(id) "<replace xmlns='urn:xmpp:message-correct:0' id='" id "'/>"

static char *
describe_texts (Fixture    *fx,
                const char *with)
{
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (find (fx, with));
  GString *text = g_string_new (NULL);

  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (timeline)); i++)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (timeline), i);

      g_string_append_printf (text, "%s%s%s", i > 0 ? " " : "", chat_message_get_body (message),
                              chat_message_is_edited (message) ? "*" : "");
    }
  return g_string_free (text, FALSE);
}

/* Of what was missed comes first what was said last: corrections (XEP-0308) come before what they
 * correct, and the archive's order says which of them counts. */
static void
test_corrections (Fixture       *fx,
                  gconstpointer  data)
{
  g_autofree char *texts = NULL;

  add_talk (fx, 2);
  go_online (fx);
  wait_equal (fx);
  restart (fx);
  fx->archive->max_page = 4;
  mock_archive_add (fx->archive, ROMEO "/orchard", MOCK_ADDRESS, "o", "wrong", NULL);
  mock_archive_add (fx->archive, PHONE, ROMEO, "own", "worng", NULL);
  mock_archive_add (fx->archive, ROMEO "/orchard", MOCK_ADDRESS, "c1", "better", CORRECTS ("o"));
  for (guint i = 0; i < 7; i++)
    {
      g_autofree char *id = g_strdup_printf ("n%u", i);

      mock_archive_add (fx->archive, NURSE "/x", MOCK_ADDRESS, id, id, NULL);
    }
  mock_archive_add (fx->archive, ROMEO "/orchard", MOCK_ADDRESS, "last", "last", NULL);
  mock_archive_add (fx->archive, ROMEO "/orchard", MOCK_ADDRESS, "c2", "right", CORRECTS ("o"));
  mock_archive_add (fx->archive, PHONE, ROMEO, "own-c", "ours", CORRECTS ("own"));
  mock_archive_add (fx->archive, ROMEO "/orchard", MOCK_ADDRESS, "f", "forged",
                    CORRECTS ("own"));
  go_online (fx);
  wait_caught_up (fx);
  chat_fixture_settle (fx->mock->client);

  texts = describe_texts (fx, ROMEO);
  g_assert_true (g_str_has_suffix (texts, " right* ours* last forged"));
  /* We wrote after the first of them, on the phone, and that is a correction; then one more. */
  g_assert_cmpuint (chat_conversation_get_unread (find (fx, ROMEO)), ==, 1);
  g_assert_cmpstr (chat_conversation_get_preview (find (fx, ROMEO)), ==, "forged");
  g_assert_cmpuint (fx->n_told, ==, 4 + 7);

  /* All of it is held. */
  WAIT_FOR (is_settled (fx));
  restart (fx);
  fx->archive->n_given = 0;
  go_online (fx);
  wait_caught_up (fx);
  g_assert_cmpuint (fx->archive->n_given, ==, 0);
}

/* Killed after any page: nothing is lost, nothing is there twice. */
static void
test_killed (Fixture       *fx,
             gconstpointer  data)
{
  add_talk (fx, 25);
  go_online (fx);
  wait_equal (fx);
  for (guint n_pages = 0; n_pages < 6; n_pages++)
    {
      guint n_questions;

      restart (fx);
      add_talk (fx, 40);
      fx->archive->holds = TRUE;
      fx->archive->n_to_answer = n_pages;
      n_questions = fx->archive->n_questions;
      go_online (fx);
      WAIT_FOR (fx->archive->n_questions > n_questions + MIN (n_pages, 3)
                || chat_history_is_caught_up (get_history (fx)));
      crash (fx);
      fx->archive->holds = FALSE;
      add_talk (fx, 1);
      go_online (fx);
      wait_equal (fx);
    }
}

/* Live, copied, archived, late: one row, in the archive's order. */
static void
test_copies (Fixture       *fx,
             gconstpointer  data)
{
  guint item;

  add_talk (fx, 3);
  fx->archive->holds = TRUE;
  go_online (fx);
  item = receive (fx, "all-ways", MOCK_LIVE);
  mock_archive_deliver (fx->archive, item, MOCK_LIVE);
  mock_archive_deliver (fx->archive, item, MOCK_RECEIVED);
  mock_archive_deliver (fx->archive, item, MOCK_OFFLINE);
  item = mock_archive_add (fx->archive, PHONE, ROMEO, "from-phone", "from-phone", NULL);
  mock_archive_deliver (fx->archive, item, MOCK_SENT);
  mock_archive_deliver (fx->archive, item, MOCK_SENT);
  WAIT_FOR (fx->n_told == 2);
  restart (fx);
  fx->archive->holds = FALSE;
  go_online (fx);
  wait_equal (fx);
  wait_caught_up (fx);
  mock_archive_deliver (fx->archive, item, MOCK_SENT);
  mock_archive_deliver (fx->archive, item - 1, MOCK_OFFLINE);
  item = receive (fx, "last", MOCK_LIVE);
  wait_equal (fx);
}

/* What corrects is no message that anybody is told of, but has its place in the archive as well:
 * the archive is asked for it, and what comes next is held. */
static void
test_late_correction (Fixture       *fx,
                      gconstpointer  data)
{
  ChatTail *tail;
  guint item;

  mock_archive_add (fx->archive, ROMEO "/orchard", MOCK_ADDRESS, "wrong", "wrong", NULL);
  make_old (fx);
  go_online (fx);
  wait_equal (fx);
  WAIT_FOR (is_settled (fx));
  chat_fixture_settle (fx->mock->client);
  tail = chat_inbox_get_tail (get_history (fx)->inbox);
  g_assert_false (chat_tail_is_unplaced (tail));

  item = mock_archive_add (fx->archive, ROMEO "/orchard", MOCK_ADDRESS, "c", "right",
                           CORRECTS ("wrong"));
  mock_archive_deliver (fx->archive, item, MOCK_OFFLINE);
  WAIT_FOR (chat_tail_is_unplaced (tail));
  WAIT_FOR (!chat_tail_is_unplaced (tail));
}

/* Another device of ours writes, gets and reads. */
static void
test_other_device (Fixture       *fx,
                   gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = NULL;
  g_autoptr(ChatMessage) last = NULL;
  guint item;

  go_online (fx);
  wait_caught_up (fx);
  item = mock_archive_add (fx->archive, ROMEO "/orchard", PHONE, "to-phone", "To the phone",
                           "<request xmlns='urn:xmpp:receipts'/>"
                           "<markable xmlns='urn:xmpp:chat-markers:0'/>");
  mock_archive_deliver (fx->archive, item, MOCK_RECEIVED);
  WAIT_FOR (fx->n_told == 1);
  g_assert_cmpuint (chat_conversation_get_unread (find (fx, ROMEO)), ==, 1);
  g_assert_cmpuint (fx->archive->heard->len, ==, 0); /* the phone answers */

  item = mock_archive_add (fx->archive, PHONE, ROMEO, "read", NULL,
                           "<displayed xmlns='urn:xmpp:chat-markers:0' id='to-phone'/>");
  mock_archive_deliver (fx->archive, item, MOCK_SENT);
  WAIT_FOR (chat_conversation_get_unread (find (fx, ROMEO)) == 0);

  receive (fx, "unread", MOCK_LIVE);
  WAIT_FOR (chat_conversation_get_unread (find (fx, ROMEO)) == 1);
  item = mock_archive_add (fx->archive, PHONE, ROMEO, "answer", "From the phone", NULL);
  mock_archive_deliver (fx->archive, item, MOCK_SENT);
  WAIT_FOR (chat_conversation_get_unread (find (fx, ROMEO)) == 0);
  g_assert_true (chat_conversation_get_preview_outgoing (find (fx, ROMEO)));
  g_assert_cmpint (chat_conversation_get_preview_state (find (fx, ROMEO)), ==, CHAT_MESSAGE_SENT);

  /* Its receipt goes to the phone; we get a copy. */
  item = mock_archive_add (fx->archive, ROMEO "/orchard", PHONE, "receipt", NULL,
                           "<received xmlns='urn:xmpp:receipts' id='answer'/>");
  mock_archive_deliver (fx->archive, item, MOCK_RECEIVED);
  WAIT_FOR (chat_conversation_get_preview_state (find (fx, ROMEO)) == CHAT_MESSAGE_DELIVERED);
  wait_equal (fx);

  timeline = chat_conversation_open_timeline (find (fx, ROMEO));
  WAIT_FOR (!chat_timeline_get_loading (timeline));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 3);
  last = g_list_model_get_item (G_LIST_MODEL (timeline), 2);
  g_assert_cmpstr (chat_message_get_sender (last), ==, MOCK_ADDRESS);
}

static ChatMessage *
send (Fixture    *fx,
      const char *body)
{
  ChatConversation *conversation =
    chat_client_get_conversation (fx->mock->client, fx->mock->account, ROMEO, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  ChatMessage *message;

  chat_conversation_send_async (conversation, body, NULL, chat_fixture_result_cb, &result);
  message =
    chat_conversation_send_finish (conversation, chat_fixture_wait_result (&result), &error);
  g_assert_no_error (error);
  return message;
}

static void
wait_preview_state (Fixture          *fx,
                    ChatMessageState  state)
{
  WAIT_FOR (chat_conversation_get_preview_state (find (fx, ROMEO)) == state);
}

typedef enum {
  LOST,     /* the server never got it */
  ARRIVED,  /* it did, and archived it */
} Fate;

/* Sent, and then it is not known whether it arrived: the archive is asked first. */
static void
test_unsure (Fixture       *fx,
             gconstpointer  data)
{
  gboolean is_killed = GPOINTER_TO_INT (data) & 1;
  Fate fate = GPOINTER_TO_INT (data) & 2 ? ARRIVED : LOST;

  add_talk (fx, 4);
  go_online (fx);
  wait_equal (fx);
  wait_caught_up (fx);
  fx->archive->is_mute = TRUE;
  fx->archive->drops = fate == LOST;
  g_object_unref (send (fx, "Did you get this?"));
  WAIT_FOR (fx->archive->sent->len == 1);

  fx->archive->holds = TRUE;
  if (is_killed)
    {
      crash (fx);
      go_online (fx);
    }
  else
    {
      mock_archive_cut (fx->archive);
      WAIT_FOR (mock_server_get_n_accepted (fx->mock->server) == 2);
    }
  WAIT_FOR (fx->archive->n_questions > 1 && chat_account_get_state (fx->mock->account)
            == CHAT_ACCOUNT_ONLINE);
  g_object_unref (send (fx, "And this?"));
  chat_fixture_settle (fx->mock->client);
  g_assert_cmpuint (fx->archive->sent->len, ==, 1); /* nothing goes out before the archive answers */
  g_signal_emit_by_name (fx->mock->account->connection->session, "online", TRUE);
  chat_fixture_settle (fx->mock->client);
  g_assert_cmpuint (fx->archive->sent->len, ==, 1); /* nor when the session is resumed meanwhile */

  /* What is asked again is answered. */
  fx->archive->holds = fx->archive->is_mute = fx->archive->drops = FALSE;
  mock_archive_cut (fx->archive);
  WAIT_FOR (fx->archive->sent->len == (fate == ARRIVED ? 2 : 3));
  wait_equal (fx);
  wait_preview_state (fx, CHAT_MESSAGE_SENT);
  chat_fixture_settle (fx->mock->client);
  g_assert_cmpuint (fx->archive->sent->len, ==, fate == ARRIVED ? 2 : 3);
  if (fate == LOST)
    g_assert_cmpstr (g_ptr_array_index (fx->archive->sent, 1), ==,
                     g_ptr_array_index (fx->archive->sent, 0));
}

static const char *
get_resource (Fixture *fx)
{
  return xmpp_address_get_resource (
    xmpp_session_get_address (fx->mock->account->connection->session));
}

/* The server is still about to take what the last connection has brought when the next one asks,
 * and ends that one. */
static void
test_taken_late (Fixture       *fx,
                 gconstpointer  data)
{
  g_autofree char *resource = NULL;
  MockItem *late;

  add_talk (fx, 4);
  go_online (fx);
  wait_equal (fx);
  wait_caught_up (fx);
  resource = g_strdup (get_resource (fx));
  g_assert_true (g_str_has_prefix (resource, "Charla."));
  fx->archive->is_mute = TRUE;
  g_object_unref (send (fx, "Did you get this?"));
  WAIT_FOR (fx->archive->sent->len == 1);
  late = g_ptr_array_index (fx->archive->items, fx->archive->items->len - 1);
  late->is_late = TRUE;

  crash (fx);
  fx->archive->is_mute = FALSE;
  go_online (fx);
  g_assert_cmpstr (get_resource (fx), ==, resource);
  chat_history_set_quiet (get_history (fx), 500);
  wait_caught_up (fx);
  chat_fixture_settle (fx->mock->client);
  g_assert_cmpuint (fx->archive->sent->len, ==, 1);
  late->is_late = FALSE;
  wait_preview_state (fx, CHAT_MESSAGE_SENT);
  wait_equal (fx);
  g_assert_cmpuint (fx->archive->sent->len, ==, 1);
}

/* An archive that does not answer keeps nobody from writing, for ever. */
static void
test_unsure_and_alone (Fixture       *fx,
                       gconstpointer  data)
{
  go_online (fx);
  wait_caught_up (fx);
  fx->archive->is_mute = fx->archive->drops = fx->archive->holds = TRUE;
  g_object_unref (send (fx, "Did you get this?"));
  WAIT_FOR (fx->archive->sent->len == 1);
  chat_outbox_set_patience (fx->mock->account->outbox, 10);
  mock_archive_cut (fx->archive);
  WAIT_FOR (fx->archive->sent->len == 2);
  fx->archive->is_mute = FALSE;
  mock_archive_cut (fx->archive);
  WAIT_FOR (fx->archive->sent->len == 3);
  wait_preview_state (fx, CHAT_MESSAGE_SENT);
}

/* What we send learns its id and its place from the archive, soon. */
static void
test_own_place (Fixture       *fx,
                gconstpointer  data)
{
  guint item;

  add_talk (fx, 4);
  go_online (fx);
  wait_equal (fx);
  wait_caught_up (fx);
  fx->archive->is_mute = TRUE;
  g_object_unref (send (fx, "First"));
  WAIT_FOR (fx->archive->sent->len == 1);

  /* Archived after ours, and here before we hear that ours has arrived. */
  item = receive (fx, "second", MOCK_LIVE);
  WAIT_FOR (fx->n_told == 1);
  g_assert_cmpuint (item, >, 0);
  fx->archive->is_mute = FALSE;
  mock_archive_cut (fx->archive);
  wait_equal (fx);
  wait_caught_up (fx);

  g_object_unref (send (fx, "Third"));
  receive (fx, "fourth", MOCK_LIVE);
  wait_equal (fx);
}

/* It says where our message stands before it has written what it delivered before that. */
static void
test_behind (Fixture       *fx,
             gconstpointer  data)
{
  ChatTail *tail;
  MockItem *late;
  guint n_questions;

  add_talk (fx, 7);
  go_online (fx);
  wait_caught_up (fx);
  wait_equal (fx);
  tail = chat_inbox_get_tail (get_history (fx)->inbox);
  WAIT_FOR (!tail->is_unsettled);

  late = g_ptr_array_index (fx->archive->items, receive (fx, "late", MOCK_LIVE));
  late->is_late = TRUE;
  WAIT_FOR (fx->n_told == 1);
  n_questions = fx->archive->n_questions;
  g_object_unref (send (fx, "Ours"));
  WAIT_FOR (fx->archive->n_questions == n_questions + 2);
  late->is_late = FALSE;
  wait_equal (fx);
}

/* The same, and it never has it: after a while that is believed, and what was delivered stays, once,
 * also where it is there in the end; but then the two may have changed places. */
static void
test_behind_for_long (Fixture       *fx,
                      gconstpointer  data)
{
  g_autofree char *server = NULL;
  g_autofree char *here = NULL;
  ChatTail *tail;
  MockItem *late;
  char *place;
  guint n_questions;

  add_talk (fx, 7);
  go_online (fx);
  wait_caught_up (fx);
  wait_equal (fx);
  tail = chat_inbox_get_tail (get_history (fx)->inbox);
  WAIT_FOR (!tail->is_unsettled);

  late = g_ptr_array_index (fx->archive->items, receive (fx, "late", MOCK_LIVE));
  late->is_late = TRUE;
  WAIT_FOR (fx->n_told == 1);
  n_questions = fx->archive->n_questions;
  g_object_unref (send (fx, "Ours"));
  WAIT_FOR (!chat_tail_is_unplaced (tail) && fx->archive->n_questions > n_questions);
  g_assert_cmpuint (fx->archive->n_questions, ==, n_questions + 9);
  g_assert_cmpuint (get_history (fx)->settle_source, ==, 0);
  here = describe (fx, ROMEO);
  g_assert_true (g_str_has_suffix (here, " s7 s8") || g_str_has_suffix (here, " s8 s7"));

  /* What comes then is not kept waiting for it. */
  n_questions = fx->archive->n_questions;
  receive (fx, "next", MOCK_LIVE);
  WAIT_FOR (fx->n_told == 2);
  g_object_unref (send (fx, "Ours again"));
  WAIT_FOR (!chat_tail_is_unplaced (tail) && fx->archive->n_questions > n_questions);
  g_assert_cmpuint (fx->archive->n_questions, ==, n_questions + 1);

  if (data != NULL)
    late->is_late = FALSE;
  restart (fx);
  go_online (fx);
  wait_caught_up (fx);
  chat_fixture_settle (fx->mock->client);
  g_clear_pointer (&here, g_free);
  here = describe (fx, ROMEO);
  server = describe_server (fx, ROMEO, 0);
  place = strstr (here, " s8 s7");
  if (place != NULL)
    memcpy (place, " s7 s8", strlen (" s7 s8"));
  g_assert_cmpstr (here, ==, server);
}

/* The server keeps no longer what we knew last. */
static void
test_gone (Fixture       *fx,
           gconstpointer  data)
{
  g_autofree char *here = NULL;
  g_autofree char *all = NULL;

  add_talk (fx, 15);
  go_online (fx);
  wait_equal (fx);
  WAIT_FOR (is_settled (fx));
  restart (fx);
  add_talk (fx, 40);
  fx->archive->n_gone = data == NULL ? 15 : 32;
  go_online (fx);
  wait_caught_up (fx);
  if (data == NULL)
    wait_equal (fx);
  else
    {
      g_autofree char *kept = describe_server (fx, ROMEO, 32);

      here = describe (fx, ROMEO);
      g_assert_true (g_str_has_suffix (here, kept));
    }

  /* From now on it goes by what is known since. */
  WAIT_FOR (is_settled (fx));
  restart (fx);
  fx->archive->n_given = 0;
  go_online (fx);
  wait_caught_up (fx);
  g_assert_cmpuint (fx->archive->n_given, ==, 0);
}

/* Nor anything: it is asked for that once more, and not again and again. */
static void
test_all_gone (Fixture       *fx,
               gconstpointer  data)
{
  guint n_questions;

  add_talk (fx, 5);
  go_online (fx);
  wait_equal (fx);
  WAIT_FOR (is_settled (fx));
  restart (fx);
  fx->archive->n_gone = 5;
  fx->archive->n_questions = 0;
  go_online (fx);
  wait_caught_up (fx);
  WAIT_FOR (is_settled (fx));
  WAIT_FOR (get_history (fx)->state == CHAT_HISTORY_IDLE && get_history (fx)->asking == NULL);
  g_assert_false (get_history (fx)->is_verify_due);
  n_questions = fx->archive->n_questions;
  g_assert_cmpuint (n_questions, <=, 8);

  receive (fx, "new", MOCK_LIVE);
  WAIT_FOR (fx->n_told == 1);
  chat_fixture_settle (fx->mock->client);
  g_assert_cmpuint (fx->archive->n_questions, ==, n_questions);
}

/* A server without an archive, or without ids: as ever. */
static void
test_no_archive (Fixture       *fx,
                 gconstpointer  data)
{
  fx->archive->has_archive = FALSE;
  go_online (fx);
  wait_caught_up (fx);
  receive (fx, "one", MOCK_LIVE);
  receive (fx, "one", MOCK_OFFLINE);
  receive (fx, "two", MOCK_OFFLINE);
  WAIT_FOR (fx->n_told == 2);
  fx->archive->is_mute = TRUE;
  g_object_unref (send (fx, "Mine"));
  WAIT_FOR (fx->archive->sent->len == 1);
  if (data == NULL)
    mock_archive_cut (fx->archive);
  else
    {
      crash (fx);
      g_assert_cmpint (chat_conversation_get_preview_state (find (fx, ROMEO)), ==,
                       CHAT_MESSAGE_QUEUED);
      go_online (fx);
    }
  fx->archive->is_mute = FALSE;
  WAIT_FOR (fx->archive->sent->len == 2);
  wait_preview_state (fx, CHAT_MESSAGE_SENT);
  g_assert_cmpuint (fx->archive->n_questions, ==, 0);
  g_assert_cmpstr (g_ptr_array_index (fx->archive->sent, 0), ==,
                   g_ptr_array_index (fx->archive->sent, 1));
}

/* The archive is out of order for a while. */
static void
test_refused (Fixture       *fx,
              gconstpointer  data)
{
  add_talk (fx, 4);
  fx->archive->refuses = "internal-server-error";
  go_online (fx);
  receive (fx, "live", MOCK_LIVE);
  WAIT_FOR (fx->n_told == 1);
  mock_archive_cut (fx->archive);
  wait_equal (fx);
}

/* Who asked for a receipt gets one when the message has come from the archive, unless the phone has
 * sent it. */
static void
test_receipts (Fixture       *fx,
               gconstpointer  data)
{
  const char *asks = "<request xmlns='urn:xmpp:receipts'/>";

  add_talk (fx, 4);
  go_online (fx);
  wait_equal (fx);
  restart (fx);
  mock_archive_add (fx->archive, ROMEO "/orchard", MOCK_ADDRESS, "a", "a", asks);
  mock_archive_add (fx->archive, ROMEO "/orchard", MOCK_ADDRESS, "b", "b", asks);
  mock_archive_add (fx->archive, PHONE, ROMEO "/orchard", "r", NULL,
                    "<received xmlns='urn:xmpp:receipts' id='a'/>");
  go_online (fx);
  wait_equal (fx);
  WAIT_FOR (fx->archive->heard->len > 0);
  chat_fixture_settle (fx->mock->client);
  g_assert_cmpuint (fx->archive->heard->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (fx->archive->heard, 0), ==, "b");
}

/* A page that ends elsewhere than the server says is not believed. */
static void
test_unsound (Fixture       *fx,
              gconstpointer  data)
{
  add_talk (fx, 4);
  fx->archive->loses_one = TRUE;
  go_online (fx);
  WAIT_FOR (fx->archive->n_questions == 1);
  chat_fixture_settle (fx->mock->client);
  g_assert_null (find (fx, ROMEO));
  fx->archive->loses_one = FALSE;
  mock_archive_cut (fx->archive);
  wait_equal (fx);
}

/* A page that the server may take back waits for a better one; but not for ever. */
static void
test_unstable (Fixture       *fx,
               gconstpointer  data)
{
  add_talk (fx, 4);
  fx->archive->is_unstable = TRUE;
  go_online (fx);
  for (guint n = 1; n <= 3; n++)
    {
      WAIT_FOR (fx->archive->n_questions == n);
      chat_fixture_settle (fx->mock->client);
      g_assert_null (find (fx, ROMEO));
      mock_archive_cut (fx->archive);
    }
  wait_equal (fx);
}

/* The same where it only begins with that when it is asked once more. */
static void
test_unstable_later (Fixture       *fx,
                     gconstpointer  data)
{
  guint n_before;

  add_talk (fx, 4);
  go_online (fx);
  chat_history_set_quiet (get_history (fx), 500);
  wait_caught_up (fx);
  WAIT_FOR (get_history (fx)->state == CHAT_HISTORY_IDLE);
  g_assert_false (is_settled (fx));
  fx->archive->is_unstable = TRUE;
  n_before = fx->archive->n_questions;
  for (guint n = 1; n <= 3; n++)
    {
      WAIT_FOR (get_history (fx)->retry_source != 0);
      g_assert_cmpuint (fx->archive->n_questions, ==, n_before + n);
      g_assert_false (is_settled (fx));

      /* No test waits so long. */
      g_clear_handle_id (&get_history (fx)->retry_source, g_source_remove);
      chat_history_go_on (get_history (fx));
    }
  WAIT_FOR (is_settled (fx));
  g_assert_cmpuint (fx->archive->n_questions, ==, n_before + 4);
  wait_equal (fx);
}

/* A window that is open while history comes is whole. */
static void
test_timeline (Fixture       *fx,
               gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = NULL;
  g_autofree char *there = NULL;
  g_auto(GStrv) ids = NULL;

  add_talk (fx, 400);
  fx->archive->max_page = 250;
  fx->archive->holds = TRUE;
  fx->archive->n_to_answer = 1;
  go_online (fx);
  WAIT_FOR (find (fx, ROMEO) != NULL);
  timeline = chat_conversation_open_timeline (find (fx, ROMEO));
  WAIT_FOR (!chat_timeline_get_loading (timeline));
  fx->archive->holds = FALSE;
  mock_archive_cut (fx->archive);
  wait_equal (fx);
  chat_fixture_settle (fx->mock->client);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), <, 300);
  while (chat_timeline_get_has_older (timeline))
    {
      chat_timeline_load_older (timeline);
      WAIT_FOR (!chat_timeline_get_loading (timeline));
    }
  there = describe_server (fx, ROMEO, 0);
  ids = g_strsplit (there + 1, " ", -1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, g_strv_length (ids));
}

static guint
get_n_shown (ChatTimeline *timeline)
{
  return g_list_model_get_n_items (G_LIST_MODEL (timeline));
}

/* Reads back as far as there is anything here. */
static void
load_all (Fixture      *fx,
          ChatTimeline *timeline)
{
  chat_fixture_settle (fx->mock->client);
  WAIT_FOR (!chat_timeline_get_loading (timeline));
  while (chat_timeline_get_has_older (timeline))
    {
      chat_timeline_load_older (timeline);
      WAIT_FOR (!chat_timeline_get_loading (timeline));
    }
}

/* Somebody reads back while all else is slow: just that comes, page by page, each once. */
static void
test_look (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = NULL;
  ChatConversation *nurse;
  guint n_given;

  add_talk (fx, 1000); /* of which 178 are the nurse's */
  fx->archive->max_page = 250;
  fx->archive->holds = TRUE;
  fx->archive->n_to_answer = 1;
  go_online (fx);
  WAIT_FOR (find (fx, NURSE) != NULL);
  wait_caught_up (fx);
  nurse = find (fx, NURSE);
  timeline = chat_conversation_open_timeline (nurse);
  load_all (fx, timeline);
  g_assert_cmpuint (get_n_shown (timeline), <, 60);
  g_assert_cmpint (chat_conversation_get_older (nurse), ==, CHAT_OLDER_THERE);
  g_assert_cmpuint (fx->archive->n_looks, ==, 0);

  n_given = fx->archive->n_given;
  for (guint n_looks = 1; chat_conversation_get_older (nurse) == CHAT_OLDER_THERE; n_looks++)
    {
      g_assert_cmpuint (n_looks, <, 10);
      chat_conversation_load_older (nurse, timeline);
      chat_conversation_load_older (nurse, timeline);
      g_assert_cmpint (chat_conversation_get_older (nurse), ==, CHAT_OLDER_COMING);
      WAIT_FOR (chat_conversation_get_older (nurse) != CHAT_OLDER_COMING);
      g_assert_cmpuint (fx->archive->n_looks, ==, n_looks);
      load_all (fx, timeline);
    }
  g_assert_cmpint (chat_conversation_get_older (nurse), ==, CHAT_OLDER_NONE);
  g_assert_cmpuint (get_n_shown (timeline), ==, 178);
  g_assert_cmpuint (get_n_shown (timeline) - (fx->archive->n_given - n_given), <, 60);
  g_assert_cmpuint (chat_client_get_unread (fx->mock->client), ==, 0);

  /* The rest comes in between. */
  fx->archive->holds = FALSE;
  mock_archive_cut (fx->archive);
  wait_equal (fx);
  load_all (fx, timeline);
  g_assert_cmpuint (get_n_shown (timeline), ==, 178);
  g_assert_cmpint (chat_conversation_get_older (nurse), ==, CHAT_OLDER_NONE);
}

/* What is newest are receipts, of which nothing can be seen: the look goes on below them. */
static void
test_look_below (Fixture       *fx,
                 gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = NULL;
  ChatConversation *romeo;

  go_online (fx);
  chat_history_set_quiet (get_history (fx), 60000);
  wait_caught_up (fx);
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *id = g_strdup_printf ("live-%u", i);

      receive (fx, id, MOCK_LIVE);
    }
  WAIT_FOR (fx->n_told == 60);
  chat_fixture_settle (fx->mock->client);
  for (guint i = 0; i < 120; i++)
    {
      fx->archive->clock_us = (2 + i) * G_USEC_PER_SEC; /* it tells whole seconds */
      mock_archive_add (fx->archive, ROMEO "/orchard", MOCK_ADDRESS, "receipt", NULL,
                        "<received xmlns='urn:xmpp:receipts' id='any'/>");
    }

  restart (fx);
  fx->archive->holds = TRUE;
  fx->archive->n_to_answer = 3;
  go_online (fx);
  wait_caught_up (fx);
  romeo = find (fx, ROMEO);
  timeline = chat_conversation_open_timeline (romeo);
  while (chat_conversation_get_older (romeo) != CHAT_OLDER_NONE && fx->archive->n_repeated == 0)
    {
      if (chat_conversation_get_older (romeo) == CHAT_OLDER_THERE)
        chat_conversation_load_older (romeo, timeline);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpuint (fx->archive->n_repeated, ==, 0);
  g_assert_cmpuint (fx->archive->n_looks, >=, 12);

  fx->archive->holds = FALSE;
  mock_archive_cut (fx->archive);
  wait_equal (fx);
}

static guint
get_n_here (Fixture *fx)
{
  g_autofree char *here = describe (fx, ROMEO);
  guint n_here = 0;

  for (const char *at = here; (at = strchr (at, ' ')) != NULL; at++)
    n_here++;
  return n_here;
}

/* What came in another order than the server's archive has it, of which that had said nothing, is put
 * right by a look, page by page; also where a page begins with a receipt, which has no place. */
static void
test_look_order (Fixture       *fx,
                 gconstpointer  data)
{
  /* Older page, newer page: s said on the phone, h heard, r a receipt */
  static const char kinds[] = "rssh" "rshh";
  static const guint came[] = { 3, 6, 7, 1, 2, 5 };
  g_autoptr(ChatTimeline) timeline = NULL;
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;
  ChatConversation *romeo;

  fx->archive->has_archive = FALSE;
  go_online (fx);
  wait_caught_up (fx);
  for (guint i = 0; kinds[i] != '\0'; i++)
    {
      g_autofree char *id = g_strdup_printf ("m%u", i);

      if (kinds[i] == 's')
        mock_archive_add (fx->archive, PHONE, ROMEO, id, id, NULL);
      else
        mock_archive_add (fx->archive, ROMEO "/orchard", MOCK_FULL, id, kinds[i] == 'h' ? id : NULL,
                          kinds[i] == 'h' ? NULL : "<received xmlns='urn:xmpp:receipts' id='x'/>");
    }
  for (guint i = 0; i < G_N_ELEMENTS (came); i++)
    mock_archive_deliver (fx->archive, came[i], kinds[came[i]] == 's' ? MOCK_SENT : MOCK_LIVE);
  WAIT_FOR (get_n_here (fx) == G_N_ELEMENTS (came));
  restart (fx);

  fx->archive->has_archive = TRUE;
  fx->archive->max_page = 4;
  fx->archive->clock_us = 2 * G_USEC_PER_SEC; /* it tells whole seconds */
  for (guint i = 0; i < 4; i++)
    mock_archive_add (fx->archive, NURSE "/x", MOCK_ADDRESS, "news", "news", NULL);
  fx->archive->holds = TRUE;
  fx->archive->n_to_answer = 1;
  go_online (fx);
  wait_caught_up (fx);
  romeo = find (fx, ROMEO);
  timeline = chat_conversation_open_timeline (romeo);
  load_all (fx, timeline);
  WAIT_FOR (chat_conversation_get_older (romeo) == CHAT_OLDER_THERE);
  chat_conversation_load_older (romeo, timeline);
  WAIT_FOR (chat_conversation_get_older (romeo) == CHAT_OLDER_NONE);
  g_assert_cmpuint (fx->archive->n_looks, ==, 2);
  here = describe (fx, ROMEO);
  there = describe_server (fx, ROMEO, 0);
  g_assert_cmpstr (here, ==, there);
}

/* Without a network it is said that there is more, if there is. */
static void
test_look_offline (Fixture       *fx,
                   gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = NULL;

  add_talk (fx, 1000);
  fx->archive->max_page = 250;
  fx->archive->holds = data != NULL;
  fx->archive->n_to_answer = 1;
  go_online (fx);
  WAIT_FOR (find (fx, ROMEO) != NULL);
  wait_caught_up (fx);
  if (data == NULL)
    wait_equal (fx);
  chat_fixture_settle (fx->mock->client);
  restart (fx);
  timeline = chat_conversation_open_timeline (find (fx, ROMEO));
  load_all (fx, timeline);
  g_assert_cmpint (chat_conversation_get_older (find (fx, ROMEO)), ==,
                   data != NULL ? CHAT_OLDER_OFFLINE : CHAT_OLDER_NONE);
  chat_conversation_load_older (find (fx, ROMEO), timeline);
  fx->archive->holds = FALSE;
  go_online (fx);
  wait_equal (fx);
  chat_fixture_settle (fx->mock->client);
  g_assert_cmpint (chat_conversation_get_older (find (fx, ROMEO)), ==, CHAT_OLDER_NONE);
}

/* What was missed while we were away is a gap until it has been caught up with: it is not passed
 * over. */
static void
test_look_into_gap (Fixture       *fx,
                    gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = NULL;
  ChatConversation *nurse;

  add_talk (fx, 100);
  go_online (fx);
  wait_equal (fx);
  restart (fx);
  add_talk (fx, 200); /* 36 of the nurse's; 2 of the newest page */
  fx->archive->holds = TRUE;
  fx->archive->n_to_answer = 1;
  mock_archive_accept (fx->archive);
  chat_account_give_password (fx->mock->account, MOCK_PASSWORD, FALSE);
  chat_client_set_asleep (fx->mock->client, FALSE);
  chat_mock_wait_state (fx->mock, CHAT_ACCOUNT_ONLINE);
  WAIT_FOR (fx->archive->n_questions > 1);
  chat_fixture_settle (fx->mock->client);
  nurse = find (fx, NURSE);
  timeline = chat_conversation_open_timeline (nurse);
  load_all (fx, timeline);
  g_assert_cmpuint (get_n_shown (timeline), ==, 18 + 2);
  g_assert_cmpint (chat_conversation_get_older (nurse), ==, CHAT_OLDER_THERE);
  while (chat_conversation_get_older (nurse) == CHAT_OLDER_THERE)
    {
      chat_conversation_load_older (nurse, timeline);
      g_assert_cmpint (chat_conversation_get_older (nurse), ==, CHAT_OLDER_COMING);
      WAIT_FOR (chat_conversation_get_older (nurse) != CHAT_OLDER_COMING);
      load_all (fx, timeline);
    }
  g_assert_cmpuint (get_n_shown (timeline), ==, 18 + 36);
  g_assert_cmpuint (chat_conversation_get_unread (nurse), ==, 36);

  /* And nothing of it is lost or comes twice when the rest does. */
  fx->archive->holds = FALSE;
  mock_archive_cut (fx->archive);
  wait_equal (fx);
  load_all (fx, timeline);
  g_assert_cmpuint (get_n_shown (timeline), ==, 18 + 36);
  g_assert_cmpuint (chat_conversation_get_unread (nurse), ==, 36);
}

/* Words that only the server has yet are found there, where it can search, and stand in their
 * place. */
static void
test_find (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(ChatSearch) search = NULL;
  g_autoptr(ChatHit) hit = NULL;
  guint expected = data == NULL ? 2 : 0;

  fx->archive->has_fulltext = data == NULL;
  add_talk (fx, 100);
  mock_archive_add (fx->archive, NURSE "/x", MOCK_ADDRESS, "f1", "a needle", NULL);
  add_talk (fx, 100);
  mock_archive_add (fx->archive, ROMEO "/x", MOCK_ADDRESS, "f2", "one more needle", NULL);
  add_talk (fx, 400);
  fx->archive->max_page = 250;
  fx->archive->holds = TRUE;
  fx->archive->n_to_answer = 1;
  go_online (fx);
  WAIT_FOR (find (fx, NURSE) != NULL);
  wait_caught_up (fx);

  search = chat_client_new_search (fx->mock->client, NULL);
  chat_search_set_query (search, "needl");
  chat_search_set_query (search, "needle");
  g_assert_true (chat_search_get_searching (search));
  WAIT_FOR (!chat_search_get_searching (search));
  g_assert_cmpuint (fx->archive->n_finds, ==, data == NULL ? 1 : 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (search)), ==, expected);
  if (data == NULL)
    {
      hit = g_list_model_get_item (G_LIST_MODEL (search), 0);
      g_assert_true (chat_hit_get_conversation (hit) == find (fx, ROMEO));
    }
  g_assert_cmpuint (chat_client_get_unread (fx->mock->client), ==, 0);
  g_assert_cmpuint (fx->n_told, ==, 0);

  fx->archive->holds = FALSE;
  mock_archive_cut (fx->archive);
  wait_equal (fx);
  chat_fixture_settle (fx->mock->client);
  g_assert_cmpuint (chat_client_get_unread (fx->mock->client), ==, 0);

  /* All is here: the server need not be asked. */
  chat_search_set_query (search, "one more needle");
  WAIT_FOR (!chat_search_get_searching (search));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (search)), ==, 1);
  g_assert_cmpuint (fx->archive->n_finds, ==, data == NULL ? 1 : 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func, data) \
  g_test_add ("/model/history/" path, Fixture, data, set_up, func, tear_down)
  ADD ("first-time", test_first_time, NULL);
  ADD ("missed", test_missed, NULL);
  ADD ("missed-by-time", test_missed, "by time");
  ADD ("late", test_late, NULL);
  ADD ("clocks/server-ahead", test_clocks, GINT_TO_POINTER (1));
  ADD ("clocks/server-behind", test_clocks, GINT_TO_POINTER (-1));
  ADD ("clocks/of-another", test_clock_of_another, NULL);
  ADD ("empty-at-first", test_empty_at_first, NULL);
  ADD ("empty-at-first-but-live", test_empty_at_first, "live");
  ADD ("gap-behind-live", test_gap_behind_live, NULL);
  ADD ("delivered-again", test_delivered_again, NULL);
  ADD ("corrections", test_corrections, NULL);
  ADD ("killed", test_killed, NULL);
  ADD ("copies", test_copies, NULL);
  ADD ("late-correction", test_late_correction, NULL);
  ADD ("other-device", test_other_device, NULL);
  ADD ("unsure/lost", test_unsure, GINT_TO_POINTER (0));
  ADD ("unsure/lost-and-killed", test_unsure, GINT_TO_POINTER (1));
  ADD ("unsure/arrived", test_unsure, GINT_TO_POINTER (2));
  ADD ("unsure/arrived-and-killed", test_unsure, GINT_TO_POINTER (3));
  ADD ("unsure/taken-late", test_taken_late, NULL);
  ADD ("unsure/alone", test_unsure_and_alone, NULL);
  ADD ("own-place", test_own_place, NULL);
  ADD ("behind", test_behind, NULL);
  ADD ("behind/for-long", test_behind_for_long, NULL);
  ADD ("behind/for-long-and-there", test_behind_for_long, GINT_TO_POINTER (1));
  ADD ("gone", test_gone, NULL);
  ADD ("gone-and-more", test_gone, "more");
  ADD ("gone-all", test_all_gone, NULL);
  ADD ("no-archive", test_no_archive, NULL);
  ADD ("no-archive-and-killed", test_no_archive, "killed");
  ADD ("refused", test_refused, NULL);
  ADD ("receipts", test_receipts, NULL);
  ADD ("unsound", test_unsound, NULL);
  ADD ("unstable", test_unstable, NULL);
  ADD ("unstable-later", test_unstable_later, NULL);
  ADD ("timeline", test_timeline, NULL);
  ADD ("look", test_look, NULL);
  ADD ("look-below", test_look_below, NULL);
  ADD ("look-order", test_look_order, NULL);
  ADD ("look-offline", test_look_offline, "more");
  ADD ("look-offline-whole", test_look_offline, NULL);
  ADD ("look-into-gap", test_look_into_gap, NULL);
  ADD ("find", test_find, NULL);
  ADD ("find-unsupported", test_find, "unsupported");

  return g_test_run ();
}
