/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conversations: the list, drafts, what is unread, deletion. */
#include "archive-connection.h"
#include "archive-displayed.h"
#include "archive-fixture.h"
#include "archive-search.h"
#include "archive-settings.h"

#define ROMEO "romeo@montague.lit"
#define NURSE "nurse@capulet.lit"
#define ROOM  "orchard@rooms.capulet.lit"

typedef gboolean (*FinishFunc) (ArchiveDatabase  *database,
                                GAsyncResult     *result,
                                GError          **error);

/* Waits for what a call just began, and for it to succeed. */
static void
settle (ArchiveFixture *fx,
        ArchiveWait    *wait,
        FinishFunc      finish)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (finish (fx->database, archive_wait (wait), &error));
  g_assert_no_error (error);
  g_clear_object (&wait->result);
}

static GPtrArray *
load (ArchiveFixture *fx,
      gint64          account_id)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  GPtrArray *conversations;

  archive_conversations_load_async (fx->database, account_id, NULL, archive_wait_cb, &wait);
  conversations = archive_conversations_load_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return conversations;
}

static ArchiveConversation *
ensure (ArchiveFixture          *fx,
        const char              *address,
        ArchiveConversationKind  kind)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  ArchiveConversation *conversation;

  archive_conversations_ensure_async (fx->database, fx->account_id, address, kind, NULL,
                                      archive_wait_cb, &wait);
  conversation = archive_conversations_ensure_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return conversation;
}

static void
test_list (ArchiveFixture *fx,
           gconstpointer   data)
{
  g_autoptr(GPtrArray) none = load (fx, 0);
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GPtrArray) of_account = NULL;
  g_autoptr(GPtrArray) of_nobody = NULL;
  ArchiveMessage *mention = archive_make_incoming (fx, ROOM, "3", "juliet: hi");
  const ArchiveConversation *room;
  const ArchiveConversation *chat;

  g_assert_cmpuint (none->len, ==, 0);
  archive_insert_one (fx, archive_make_incoming (fx, ROMEO, "1", "one"));
  archive_insert_one (fx, archive_make_outgoing (fx, ROMEO, "2", "two"));
  mention->with_kind = ARCHIVE_CONVERSATION_ROOM;
  mention->flags = ARCHIVE_FLAG_MENTION;
  mention->time_us += G_TIME_SPAN_SECOND;
  g_free (mention->sender);
  mention->sender = g_strdup (ROOM "/romeo");
  archive_insert_one (fx, mention);
  archive_insert_one (fx, archive_make_incoming (fx, ROOM, "4", "lunch?"));

  all = load (fx, 0);
  of_account = load (fx, fx->account_id);
  of_nobody = load (fx, 4711);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpuint (of_account->len, ==, 2);
  g_assert_cmpuint (of_nobody->len, ==, 0);

  /* A queued message is the newest of all. */
  chat = g_ptr_array_index (all, 0);
  room = g_ptr_array_index (all, 1);
  g_assert_cmpstr (chat->address, ==, ROMEO);
  g_assert_cmpint (chat->account_id, ==, fx->account_id);
  g_assert_cmpint (chat->kind, ==, ARCHIVE_CONVERSATION_CHAT);
  g_assert_cmpstr (chat->last->body, ==, "two");
  g_assert_cmpuint (chat->unread, ==, 1);
  g_assert_cmpuint (chat->mentions, ==, 0);
  g_assert_cmpstr (room->address, ==, ROOM);
  g_assert_cmpint (room->kind, ==, ARCHIVE_CONVERSATION_ROOM);
  g_assert_cmpstr (room->last->body, ==, "lunch?");
  g_assert_cmpuint (room->unread, ==, 2);
  g_assert_cmpuint (room->mentions, ==, 1);
}

static void
test_ensure (ArchiveFixture *fx,
             gconstpointer   data)
{
  g_autoptr(ArchiveConversation) one = ensure (fx, ROMEO, ARCHIVE_CONVERSATION_CHAT);
  g_autoptr(ArchiveConversation) two = ensure (fx, ROMEO, ARCHIVE_CONVERSATION_CHAT);
  g_autoptr(ArchiveConversation) room = ensure (fx, ROMEO, ARCHIVE_CONVERSATION_ROOM);
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };

  g_assert_cmpint (one->id, ==, two->id);
  g_assert_cmpint (one->id, ==, room->id);
  g_assert_cmpint (two->kind, ==, ARCHIVE_CONVERSATION_CHAT);
  g_assert_cmpint (room->kind, ==, ARCHIVE_CONVERSATION_ROOM);
  g_assert_cmpint (one->created_us, >, 0);
  g_assert_null (one->last);
  g_assert_null (one->draft);

  archive_conversations_ensure_async (fx->database, 4711, NURSE, ARCHIVE_CONVERSATION_CHAT, NULL,
                                      archive_wait_cb, &wait);
  g_assert_null (archive_conversations_ensure_finish (fx->database, archive_wait (&wait), &error));
  g_assert_error (error, ARCHIVE_ERROR, ARCHIVE_ERROR_CONSTRAINT);
  g_clear_object (&wait.result);
}

static void
test_fields (ArchiveFixture *fx,
             gconstpointer   data)
{
  g_autoptr(ArchiveConversation) before = ensure (fx, ROMEO, ARCHIVE_CONVERSATION_CHAT);
  g_autoptr(ArchiveConversation) after = NULL;
  g_autoptr(ArchiveConversation) again = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *long_draft = g_strnfill (2 * 1024 * 1024, 'd');
  ArchiveWait wait = { NULL };

  archive_conversations_set_draft_async (fx->database, before->id, "My only love…", NULL,
                                         archive_wait_cb, &wait);
  settle (fx, &wait, archive_conversations_set_draft_finish);
  archive_conversations_set_pinned_async (fx->database, before->id, 3, NULL, archive_wait_cb,
                                          &wait);
  settle (fx, &wait, archive_conversations_set_pinned_finish);
  archive_conversations_set_muted_async (fx->database, before->id, G_MAXINT64, NULL,
                                         archive_wait_cb, &wait);
  settle (fx, &wait, archive_conversations_set_muted_finish);
  archive_conversations_set_archived_async (fx->database, before->id, TRUE, NULL, archive_wait_cb,
                                            &wait);
  settle (fx, &wait, archive_conversations_set_archived_finish);

  after = ensure (fx, ROMEO, ARCHIVE_CONVERSATION_CHAT);
  g_assert_cmpstr (after->draft, ==, "My only love…");
  g_assert_cmpint (after->draft_us, >, 0);
  g_assert_cmpuint (after->pinned, ==, 3);
  g_assert_cmpint (after->muted_until_us, ==, G_MAXINT64);
  g_assert_true (after->archived);

  archive_conversations_set_draft_async (fx->database, before->id, NULL, NULL, archive_wait_cb,
                                         &wait);
  settle (fx, &wait, archive_conversations_set_draft_finish);
  again = ensure (fx, ROMEO, ARCHIVE_CONVERSATION_CHAT);
  g_assert_null (again->draft);

  archive_conversations_set_draft_async (fx->database, before->id, long_draft, NULL,
                                         archive_wait_cb, &wait);
  g_assert_false (archive_conversations_set_draft_finish (fx->database, archive_wait (&wait),
                                                          &error));
  g_assert_error (error, ARCHIVE_ERROR, ARCHIVE_ERROR_INVALID);
  g_clear_object (&wait.result);
  g_clear_error (&error);

  archive_conversations_set_pinned_async (fx->database, 4711, 3, NULL, archive_wait_cb, &wait);
  g_assert_false (archive_conversations_set_pinned_finish (fx->database, archive_wait (&wait),
                                                           &error));
  g_assert_error (error, ARCHIVE_ERROR, ARCHIVE_ERROR_NOT_FOUND);
  g_clear_object (&wait.result);
}

static guint
mark_read (ArchiveFixture *fx,
           gint64          id,
           gint64          sort_us)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  guint unread = 4711;

  archive_conversations_mark_read_async (fx->database, id, sort_us, NULL, archive_wait_cb, &wait);
  g_assert_true (archive_conversations_mark_read_finish (fx->database, archive_wait (&wait),
                                                         &unread, &error));
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return unread;
}

static void
test_unread (ArchiveFixture *fx,
             gconstpointer   data)
{
  ArchiveInserted messages[4];
  ArchiveInserted queued;
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  guint unread = 0;
  gint64 id;

  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autofree char *body = g_strdup_printf ("%u", i);

      messages[i] = archive_insert_one (fx, archive_make_incoming (fx, ROMEO, body, body));
    }
  id = messages[0].conversation_id;

  g_assert_cmpuint (mark_read (fx, id, messages[1].sort_us), ==, 2);
  g_assert_cmpuint (mark_read (fx, id, messages[0].sort_us), ==, 2);
  g_assert_cmpuint (mark_read (fx, id, messages[3].sort_us), ==, 0);

  archive_conversations_mark_unread_async (fx->database, id, messages[2].sort_us, NULL,
                                           archive_wait_cb, &wait);
  g_assert_true (archive_conversations_mark_unread_finish (fx->database, archive_wait (&wait),
                                                           &unread, &error));
  g_assert_cmpuint (unread, ==, 2);
  g_clear_object (&wait.result);

  /* A mark at what is queued does not reach beyond what has come. */
  queued = archive_insert_one (fx, archive_make_outgoing (fx, ROMEO, "q", "q"));
  g_assert_cmpuint (mark_read (fx, id, queued.sort_us), ==, 0);
  archive_insert_one (fx, archive_make_incoming (fx, ROMEO, "later", "later"));
  g_assert_cmpuint (mark_read (fx, id, messages[0].sort_us), ==, 1);

  archive_conversations_mark_read_async (fx->database, 4711, 5, NULL, archive_wait_cb, &wait);
  g_assert_false (archive_conversations_mark_read_finish (fx->database, archive_wait (&wait), NULL,
                                                          &error));
  g_assert_error (error, ARCHIVE_ERROR, ARCHIVE_ERROR_NOT_FOUND);
  g_clear_object (&wait.result);
}

/* What the others are to be told: "address id", or with "?" what may be old news. */
static char *
describe_untold (ArchiveFixture *fx,
                 const char     *known) /* (nullable) */
{
  g_autoptr(GHashTable) knowing = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) untold = NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };

  if (known != NULL)
    g_hash_table_insert (knowing, (char *) ROMEO, (char *) known);
  archive_displayed_load_async (fx->database, fx->account_id, knowing, NULL, archive_wait_cb,
                                &wait);
  untold = archive_displayed_load_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  for (guint i = 0; i < untold->len; i++)
    {
      const ArchiveDisplayed *one = g_ptr_array_index (untold, i);

      g_string_append_printf (text, "%s %s%s", one->address, one->stanza_id,
                              one->is_unsure ? "?" : "");
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

#define ASSERT_UNTOLD(fx, known, expected) \
  { \
    g_autofree char *untold_ = describe_untold (fx, known); \
    g_assert_cmpstr (untold_, ==, expected); \
  }

static void
tell (ArchiveFixture *fx,
      gint64          id,
      gint64          sort_us)
{
  ArchiveWait wait = { NULL };

  archive_displayed_settle_async (fx->database, id, sort_us, NULL, archive_wait_cb, &wait);
  settle (fx, &wait, archive_displayed_settle_finish);
}

/* XEP-0490: what other devices are told, once, and only forward. */
static void
test_displayed (ArchiveFixture *fx,
                gconstpointer   data)
{
  ArchiveInserted messages[4];
  ArchiveInserted own;
  gint64 id;

  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autofree char *name = g_strdup_printf ("m%u", i);
      ArchiveMessage *message = archive_make_incoming (fx, ROMEO, name, name);

      g_free (message->ids.stanza);
      message->ids.stanza = i != 3 ? g_strdup_printf ("s%u", i) : NULL;
      messages[i] = archive_insert_one (fx, message);
    }
  id = messages[0].conversation_id;
  ASSERT_UNTOLD (fx, NULL, "");

  mark_read (fx, id, messages[1].sort_us);
  ASSERT_UNTOLD (fx, NULL, ROMEO " s1");
  ASSERT_UNTOLD (fx, "s0", ROMEO " s1");
  ASSERT_UNTOLD (fx, "elsewhere", ROMEO " s1?");
  tell (fx, id, messages[0].sort_us);
  ASSERT_UNTOLD (fx, NULL, ROMEO " s1");

  /* They know of it, or of more; then there is nothing to be told, now and later. */
  ASSERT_UNTOLD (fx, "s2", "");
  ASSERT_UNTOLD (fx, NULL, "");
  mark_read (fx, id, messages[0].sort_us);
  ASSERT_UNTOLD (fx, NULL, "");

  mark_read (fx, id, messages[2].sort_us);
  tell (fx, id, messages[2].sort_us);
  ASSERT_UNTOLD (fx, "s1", "");

  /* What has no id of the archive, and what we wrote, says nothing new. */
  mark_read (fx, id, messages[3].sort_us);
  ASSERT_UNTOLD (fx, "s2", "");
  own = archive_insert_one (fx, archive_make_outgoing (fx, ROMEO, "own", "own"));
  mark_read (fx, id, own.sort_us);
  ASSERT_UNTOLD (fx, "s2", "");
}

static void
test_unread_is_bounded (ArchiveFixture *fx,
                        gconstpointer   data)
{
  g_autoptr(GPtrArray) messages =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_autoptr(GArray) inserted = NULL;
  g_autoptr(GPtrArray) conversations = NULL;

  for (guint i = 0; i < ARCHIVE_UNREAD_MAX + 500; i++)
    g_ptr_array_add (messages, archive_make_incoming (fx, ROMEO, NULL, "m"));
  inserted = archive_insert (fx, messages, ARCHIVE_PLACE_END);
  conversations = load (fx, 0);
  g_assert_cmpuint (((ArchiveConversation *) g_ptr_array_index (conversations, 0))->unread, ==,
                    ARCHIVE_UNREAD_MAX);
}

static gint64
count (ArchiveFixture *fx,
       const char     *sql)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ArchiveConnection) connection =
    archive_connection_open (fx->path, ARCHIVE_CONNECTION_READER, &error);
  gint64 number = -1;

  g_assert_no_error (error);
  g_assert_true (archive_connection_get_number (connection, sql, &number, &error));
  g_assert_no_error (error);
  return number;
}

static void
check_index (ArchiveFixture *fx)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ArchiveConnection) connection = NULL;

  archive_fixture_close (fx);
  connection = archive_connection_open (fx->path, ARCHIVE_CONNECTION_WRITER, &error);
  g_assert_true (archive_connection_execute (connection,
    "INSERT INTO message_search (message_search, rank) VALUES ('integrity-check', 1)", &error));
  g_assert_no_error (error);
}

static void
set_setting (ArchiveFixture *fx,
             gint64          id)
{
  ArchiveWait wait = { NULL };

  archive_settings_set_async (fx->database, ARCHIVE_SCOPE_CONVERSATION, id, "k", "v", NULL,
                              archive_wait_cb, &wait);
  settle (fx, &wait, archive_settings_set_finish);
}

static void
fill (ArchiveFixture *fx,
      const char     *with,
      const char     *word)
{
  g_autoptr(GPtrArray) messages =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_autoptr(GArray) inserted = NULL;

  for (guint i = 0; i < 300; i++)
    g_ptr_array_add (messages, archive_make_incoming (fx, with, NULL, word));
  g_ptr_array_add (messages, archive_make_incoming (fx, with, NULL, NULL));
  inserted = archive_insert (fx, messages, ARCHIVE_PLACE_END);
  set_setting (fx, g_array_index (inserted, ArchiveInserted, 0).conversation_id);
}

static void
test_clear (ArchiveFixture *fx,
            gconstpointer   data)
{
  g_autoptr(ArchiveConversation) conversation = NULL;
  ArchiveWait wait = { NULL };

  fill (fx, ROMEO, "xyzzy");
  fill (fx, NURSE, "plugh");
  conversation = ensure (fx, ROMEO, ARCHIVE_CONVERSATION_CHAT);
  archive_conversations_clear_async (fx->database, conversation->id, NULL, archive_wait_cb, &wait);
  settle (fx, &wait, archive_conversations_clear_finish);
  g_assert_false (archive_files_contain (fx, "xyzzy"));
  g_assert_true (archive_files_contain (fx, "plugh"));
  g_assert_cmpint (count (fx, "SELECT count (*) FROM message"), ==, 301);
  g_assert_cmpint (count (fx, "SELECT count (*) FROM conversation"), ==, 2);
  g_assert_cmpint (count (fx, "SELECT count (*) FROM conversation_setting"), ==, 2);
  archive_insert_one (fx, archive_make_incoming (fx, ROMEO, "1", "again"));
  check_index (fx);
}

static void
test_delete (ArchiveFixture *fx,
             gconstpointer   data)
{
  g_autoptr(ArchiveConversation) conversation = NULL;
  g_autoptr(ArchiveConversation) again = NULL;
  ArchiveWait wait = { NULL };

  fill (fx, ROMEO, "xyzzy");
  fill (fx, NURSE, "plugh");
  conversation = ensure (fx, ROMEO, ARCHIVE_CONVERSATION_CHAT);
  archive_conversations_delete_async (fx->database, conversation->id, NULL, archive_wait_cb, &wait);
  settle (fx, &wait, archive_conversations_delete_finish);
  g_assert_false (archive_files_contain (fx, "xyzzy"));
  g_assert_false (archive_files_contain (fx, ROMEO));
  g_assert_true (archive_files_contain (fx, NURSE));
  g_assert_cmpint (count (fx, "SELECT count (*) FROM conversation_setting"), ==, 1);

  /* Another one is another one: whoever still holds the old id does not meet it. */
  again = ensure (fx, ROMEO, ARCHIVE_CONVERSATION_CHAT);
  g_assert_cmpint (again->id, !=, conversation->id);
  check_index (fx);
}

static void
test_delete_account (ArchiveFixture *fx,
                     gconstpointer   data)
{
  ArchiveWait wait = { NULL };
  gint64 first = fx->account_id;

  fill (fx, ROMEO, "xyzzy");
  fx->account_id = archive_fixture_add_account (fx, "nurse@capulet.lit");
  fill (fx, ROMEO, "plugh");
  archive_accounts_delete_async (fx->database, first, NULL, archive_wait_cb, &wait);
  settle (fx, &wait, archive_accounts_delete_finish);
  g_assert_false (archive_files_contain (fx, "xyzzy"));
  g_assert_false (archive_files_contain (fx, "juliet"));
  g_assert_true (archive_files_contain (fx, "plugh"));
  g_assert_cmpint (count (fx, "SELECT count (*) FROM message"), ==, 301);
  g_assert_cmpint (count (fx, "SELECT count (*) FROM conversation"), ==, 1);
  check_index (fx);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/archive/conversations/" path, ArchiveFixture, NULL, archive_fixture_set_up, func, \
              archive_fixture_tear_down)
  ADD ("list", test_list);
  ADD ("ensure", test_ensure);
  ADD ("fields", test_fields);
  ADD ("unread", test_unread);
  ADD ("displayed", test_displayed);
  ADD ("unread-is-bounded", test_unread_is_bounded);
  ADD ("clear", test_clear);
  ADD ("delete", test_delete);
  ADD ("delete-account", test_delete_account);

  return g_test_run ();
}
