/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Damaged files: noticed, put aside, salvaged, reported; never silently replaced. */
#include <glib/gstdio.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "archive-connection.h"
#include "archive-fixture.h"
#include "archive-schema.h"
#include "archive-search.h"

#define ROMEO      "romeo@montague.lit"
#define N_MESSAGES 3000
#define PAGE_SIZE  4096

static void
fill (ArchiveFixture *fx)
{
  g_autoptr(GPtrArray) messages =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_autoptr(GArray) inserted = NULL;

  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_autofree char *body = g_strdup_printf ("%u of the many words that were said", i);
      g_autofree char *id = g_strdup_printf ("id-%u", i);
      ArchiveMessage *message = archive_make_incoming (fx, ROMEO, id, body);

      message->ids.stanza = g_strdup_printf ("stanza-%u", i);
      message->time_us = G_TIME_SPAN_DAY * 365 * 50 + i * G_TIME_SPAN_SECOND;
      g_ptr_array_add (messages, message);
    }
  inserted = archive_insert (fx, messages, ARCHIVE_PLACE_END);
}

static void
set_up (ArchiveFixture *fx,
        gconstpointer   data)
{
  archive_fixture_set_up (fx, data);
  fill (fx);
  archive_fixture_close (fx);
}

static char *
read_file (const char *path,
           gsize      *size)
{
  g_autoptr(GError) error = NULL;
  char *contents = NULL;

  g_assert_true (g_file_get_contents (path, &contents, size, &error));
  g_assert_no_error (error);
  return contents;
}

static void
write_file (const char *path,
            const char *contents,
            gsize       size)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (path, contents, (gssize) size, &error));
  g_assert_no_error (error);
}

static void
scribble (char  *at,
          gsize  size)
{
  for (gsize i = 0; i < size; i++)
    at[i] = (char) g_test_rand_int_range (0, 256);
}

static guint64
count_messages (ArchiveFixture *fx)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  ArchiveCounts counts = { 0 };

  archive_messages_count_async (fx->database, 1, (ArchivePosition) { 0, 0 }, NULL, archive_wait_cb,
                                &wait);
  g_assert_true (archive_messages_count_finish (fx->database, archive_wait (&wait), &counts,
                                                &error));
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return counts.total;
}

/* Opens a damaged file and sees that the new one is whole and the old one kept. */
static guint64
assert_salvaged (ArchiveFixture *fx,
                 const char     *damaged,
                 gsize           size)
{
  g_autofree char *kept = NULL;
  g_autofree char *prefix = g_strconcat (fx->path, ".damaged-", NULL);
  g_autoptr(GPtrArray) hits = NULL;
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  ArchiveInserted inserted;
  guint64 n_messages;
  gsize kept_size = 0;

  archive_fixture_open (fx);
  g_assert_nonnull (fx->salvage);
  g_assert_true (g_str_has_prefix (fx->salvage->kept_path, prefix));
  kept = read_file (fx->salvage->kept_path, &kept_size);
  g_assert_cmpmem (kept, kept_size, damaged, size);
  g_assert_null (archive_database_get_trouble (fx->database));

  n_messages = count_messages (fx);
  g_assert_cmpuint (fx->salvage->messages, ==, n_messages);
  g_test_message ("%" G_GUINT64_FORMAT " messages, %" G_GUINT64_FORMAT " rows, %s", n_messages,
                  fx->salvage->rows, fx->salvage->complete ? "complete" : "not complete");

  archive_search_async (fx->database, "the many words", 0, 0, 0, 1000, NULL, archive_wait_cb,
                        &wait);
  hits = archive_search_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, MIN (n_messages, 1000));
  g_clear_object (&wait.result);

  if (n_messages > 0)
    {
      inserted = archive_insert_one (fx, archive_make_incoming (fx, ROMEO, "new", "new"));
      g_assert_cmpint (inserted.outcome, ==, ARCHIVE_OUTCOME_NEW);
      g_assert_cmpint (inserted.conversation_id, ==, 1);
    }

  /* And with that it is done. */
  archive_fixture_close (fx);
  archive_fixture_open (fx);
  g_assert_null (fx->salvage);
  return n_messages;
}

static void
test_bad_page (ArchiveFixture *fx,
               gconstpointer   data)
{
  gsize size = 0;
  g_autofree char *contents = read_file (fx->path, &size);
  g_autoptr(GError) error = NULL;
  g_autoptr(ArchiveConnection) connection = NULL;
  gint64 page = 0;
  guint64 n_messages;

  connection = archive_connection_open (fx->path, ARCHIVE_CONNECTION_READER, &error);
  g_assert_no_error (error);
  g_assert_true (archive_connection_get_number (connection,
    "SELECT pageno FROM dbstat WHERE name = 'message' AND pagetype = 'leaf' LIMIT 1 OFFSET 50",
    &page, &error));
  g_assert_no_error (error);
  g_clear_pointer (&connection, archive_connection_free);

  scribble (contents + (page - 1) * PAGE_SIZE, PAGE_SIZE);
  write_file (fx->path, contents, size);
  n_messages = assert_salvaged (fx, contents, size);
  g_assert_cmpuint (n_messages, <, N_MESSAGES);
  g_assert_cmpuint (n_messages, >, N_MESSAGES - 100);
}

/* Nothing leads to the messages any more; they are found nevertheless. */
static void
test_bad_tree (ArchiveFixture *fx,
               gconstpointer   data)
{
  static const char sql[] =
    "SELECT pageno FROM dbstat WHERE name = 'message' AND pagetype = 'internal'";
  gsize size = 0;
  g_autofree char *contents = read_file (fx->path, &size);
  g_autofree char *body = g_strnfill (10000, 'x');
  g_autoptr(ArchiveConnection) connection = NULL;
  g_autoptr(GError) error = NULL;
  ArchiveStatement *row;
  guint n = 0;

  archive_fixture_open (fx);
  archive_insert_one (fx, archive_make_incoming (fx, ROMEO, "long", body));
  archive_fixture_close (fx);
  g_free (contents);
  contents = read_file (fx->path, &size);

  connection = archive_connection_open (fx->path, ARCHIVE_CONNECTION_READER, &error);
  row = archive_connection_prepare (connection, sql, &error);
  g_assert_no_error (error);
  for (; archive_statement_step (row, &error) == ARCHIVE_STEP_ROW; n++)
    scribble (contents + (archive_statement_get_number (row, 0) - 1) * PAGE_SIZE, PAGE_SIZE);
  g_assert_cmpuint (n, >, 0);
  archive_statement_release (row);
  g_clear_pointer (&connection, archive_connection_free);

  write_file (fx->path, contents, size);
  archive_fixture_open (fx);
  g_assert_cmpuint (fx->salvage->messages, ==, N_MESSAGES + 1);
  g_assert_cmpuint (count_messages (fx), ==, N_MESSAGES + 1);
}

/* Another file within the same tick of the clock. */
static void
write_at_once (const char *path,
               const char *contents,
               gsize       size)
{
  GStatBuf file;

  g_assert_cmpint (g_stat (path, &file), ==, 0);
  write_file (path, contents, size);
  g_assert_cmpint (utimensat (AT_FDCWD, path,
                              (const struct timespec[]) { file.st_atim, file.st_mtim }, 0), ==, 0);
}

/* Pages here and there, whatever they hold. */
static void
test_bad_pages (ArchiveFixture *fx,
                gconstpointer   data)
{
  gsize size = 0;
  g_autofree char *contents = read_file (fx->path, &size);
  int n_pages = (int) (size / PAGE_SIZE);

  for (guint i = 0; i < 8; i++)
    scribble (contents + (gsize) g_test_rand_int_range (n_pages / 4, n_pages) * PAGE_SIZE,
              PAGE_SIZE);
  write_at_once (fx->path, contents, size);
  g_assert_cmpuint (assert_salvaged (fx, contents, size), >, N_MESSAGES / 2);
}

static void
test_truncated (ArchiveFixture *fx,
                gconstpointer   data)
{
  gsize size = 0;
  g_autofree char *contents = read_file (fx->path, &size);

  size = size / 2 / PAGE_SIZE * PAGE_SIZE + 100;
  write_file (fx->path, contents, size);
  g_assert_cmpuint (assert_salvaged (fx, contents, size), >, N_MESSAGES / 10);
}

static void
test_no_header (ArchiveFixture *fx,
                gconstpointer   data)
{
  gsize size = 0;
  g_autofree char *contents = read_file (fx->path, &size);

  scribble (contents, 100);
  write_file (fx->path, contents, size);
  g_assert_cmpuint (assert_salvaged (fx, contents, size), ==, N_MESSAGES);
}

static void
test_no_first_page (ArchiveFixture *fx,
                    gconstpointer   data)
{
  gsize size = 0;
  g_autofree char *contents = read_file (fx->path, &size);

  scribble (contents, PAGE_SIZE);
  write_file (fx->path, contents, size);
  g_assert_cmpuint (assert_salvaged (fx, contents, size), ==, N_MESSAGES);
}

static void
test_all_garbage (ArchiveFixture *fx,
                  gconstpointer   data)
{
  gsize size = 50000;
  g_autofree char *contents = g_malloc (size);

  scribble (contents, size);
  write_file (fx->path, contents, size);
  g_assert_cmpuint (assert_salvaged (fx, contents, size), ==, 0);
  archive_fixture_add_account (fx, "juliet@capulet.lit");
}

/* Somebody emptied the file: that is damage, not a first start. */
static void
test_emptied (ArchiveFixture *fx,
              gconstpointer   data)
{
  write_file (fx->path, "", 0);
  g_assert_cmpuint (assert_salvaged (fx, "", 0), ==, 0);
}

/* Conversation, people and account are lost, the messages are not. */
static void
test_orphans (ArchiveFixture *fx,
              gconstpointer   data)
{
  static const char sql[] =
    "PRAGMA foreign_keys = OFF; DELETE FROM account; DELETE FROM conversation; DELETE FROM entity;";
  g_autoptr(ArchiveConnection) connection = NULL;
  g_autoptr(GPtrArray) conversations = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *contents = NULL;
  const ArchiveConversation *conversation;
  ArchiveWait wait = { NULL };
  gsize size = 0;

  connection = archive_connection_open (fx->path, ARCHIVE_CONNECTION_WRITER, &error);
  g_assert_true (archive_connection_execute (connection, sql, &error));
  g_assert_no_error (error);
  g_clear_pointer (&connection, archive_connection_free);
  contents = read_file (fx->path, &size);
  scribble (contents, 100);
  write_file (fx->path, contents, size);

  archive_fixture_open (fx);
  g_assert_cmpuint (fx->salvage->messages, ==, N_MESSAGES);
  g_assert_false (fx->salvage->complete);
  archive_conversations_load_async (fx->database, 0, NULL, archive_wait_cb, &wait);
  conversations = archive_conversations_load_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  g_assert_cmpuint (conversations->len, ==, 1);
  conversation = g_ptr_array_index (conversations, 0);
  g_assert_true (g_str_has_suffix (conversation->address, "@salvaged.invalid"));
  g_assert_nonnull (conversation->last);
}

/* The address of the conversation is that of whoever wrote in it. */
static void
test_lost_conversation (ArchiveFixture *fx,
                        gconstpointer   data)
{
  g_autoptr(ArchiveConnection) connection = NULL;
  g_autoptr(GPtrArray) conversations = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *contents = NULL;
  const ArchiveConversation *conversation;
  ArchiveWait wait = { NULL };
  gsize size = 0;

  connection = archive_connection_open (fx->path, ARCHIVE_CONNECTION_WRITER, &error);
  g_assert_true (archive_connection_execute (connection,
    "PRAGMA foreign_keys = OFF; DELETE FROM conversation;", &error));
  g_clear_pointer (&connection, archive_connection_free);
  contents = read_file (fx->path, &size);
  scribble (contents, 100);
  write_file (fx->path, contents, size);

  archive_fixture_open (fx);
  archive_conversations_load_async (fx->database, fx->account_id, NULL, archive_wait_cb, &wait);
  conversations = archive_conversations_load_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  g_assert_cmpuint (conversations->len, ==, 1);
  conversation = g_ptr_array_index (conversations, 0);
  g_assert_cmpstr (conversation->address, ==, ROMEO);
}

/* A damaged file of each version ends as a whole one of today. */
static void
test_earlier_version (ArchiveFixture *fx,
                      gconstpointer   data)
{
  static const char people[] =
    "INSERT INTO account (id, address, enabled, position, port, tls, allow_plain) "
    "VALUES (1, 'juliet@capulet.lit', 1, 0, 0, 1, 0);"
    "INSERT INTO entity (id, address) VALUES (1, 'romeo@montague.lit');"
    "INSERT INTO conversation (id, account_id, entity_id, kind, created_us) VALUES (1, 1, 1, 1, 5);";
  static const char forgotten[] =
    "INSERT INTO forgotten_message (account_id, stanza_id) VALUES (1, 'f1'), (1, 'f2');";
  static const char forgotten_in_archive[] =
    "INSERT INTO forgotten_message (account_id, owner, stanza_id) "
    "VALUES (1, 'juliet@capulet.lit', 'f1'), (1, 'juliet@capulet.lit', 'f2');";
  static const char room[] =
    "INSERT INTO room (conversation_id, autojoin, features, subject_us, notify, last_us) "
    "VALUES (1, 1, 0, 0, 0, 0);"
    "INSERT INTO room_person (conversation_id, address, affiliation) VALUES (1, 'a@b.lit', 3);";
  static const char messages[] =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
    "INSERT INTO message (id, conversation_id, sort_us, time_us, sender_id, direction, kind, "
    "state, encryption, flags, body) SELECT i, 1, i, i, 1, 1, 1, 1, 1, 0, "
    "i || ' of the many words that were said' FROM n";

  for (int version = 1; version <= archive_schema_get_latest (); version++)
    {
      g_autofree char *folder = NULL;
      g_autoptr(ArchiveConnection) connection = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *contents = NULL;
      gint64 n_forgotten = 0;
      gint64 n_people = 0;
      gsize size = 0;

      archive_fixture_init (fx);
      folder = g_path_get_dirname (fx->path);
      g_mkdir_with_parents (folder, 0700);
      connection = archive_connection_open (fx->path, ARCHIVE_CONNECTION_WRITER, &error);
      g_assert_true (archive_schema_migrate (connection, version, &error));
      g_assert_true (archive_connection_execute (connection, people, &error));
      g_assert_true (version < 4 ||
                     archive_connection_execute (connection, version < 7 ? forgotten
                                                             : forgotten_in_archive, &error));
      g_assert_true (version < 8 || archive_connection_execute (connection, room, &error));
      g_assert_true (archive_connection_execute (connection, messages, &error));
      g_assert_no_error (error);
      g_clear_pointer (&connection, archive_connection_free);

      contents = read_file (fx->path, &size);
      scribble (contents + (size / PAGE_SIZE - 3) * PAGE_SIZE, PAGE_SIZE);
      write_file (fx->path, contents, size);
      fx->account_id = 1;
      g_assert_cmpuint (assert_salvaged (fx, contents, size), >, 1000);
      archive_fixture_close (fx);

      connection = archive_connection_open (fx->path, ARCHIVE_CONNECTION_READER, &error);
      g_assert_true (archive_connection_get_number (
        connection, "SELECT count (*) FROM forgotten_message WHERE owner = 'juliet@capulet.lit'",
        &n_forgotten, &error));
      g_assert_cmpint (n_forgotten, ==, version < 4 ? 0 : 2);
      g_assert_true (archive_connection_get_number (
        connection, "SELECT count (*) FROM room_person p JOIN room r "
        "ON r.conversation_id = p.conversation_id", &n_people, &error));
      g_assert_cmpint (n_people, ==, version < 8 ? 0 : 1);
      g_clear_pointer (&connection, archive_connection_free);
      archive_fixture_tear_down (fx, NULL);
    }
}

/* What was committed is in the log, and the log is read too. */
static void
test_with_log (ArchiveFixture *fx,
               gconstpointer   data)
{
  g_autofree char *log_path = g_strconcat (fx->path, "-wal", NULL);
  g_autofree char *contents = NULL;
  g_autofree char *log = NULL;
  gsize log_size = 0;
  gsize size = 0;

  archive_fixture_open (fx);
  archive_insert_one (fx, archive_make_incoming (fx, ROMEO, "in-log",
                                                 "in the log alone of the many words"));
  contents = read_file (fx->path, &size);
  log = read_file (log_path, &log_size);
  g_assert_cmpuint (log_size, >, 0);
  archive_fixture_close (fx);

  scribble (contents, 100);
  write_file (fx->path, contents, size);
  write_file (log_path, log, log_size);
  g_assert_cmpuint (assert_salvaged (fx, contents, size), ==, N_MESSAGES + 1);
}

/* The file is sound, the search index is not. It is met at run time and made anew at the next
 * start. */
static void
test_bad_index (ArchiveFixture *fx,
                gconstpointer   data)
{
  g_autoptr(ArchiveConnection) connection = NULL;
  g_autoptr(GPtrArray) hits = NULL;
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };

  connection = archive_connection_open (fx->path, ARCHIVE_CONNECTION_RESCUER, &error);
  g_assert_true (archive_connection_execute (connection,
    "PRAGMA query_only = OFF; UPDATE message_search_data SET block = zeroblob (40) WHERE id > 100",
    &error));
  g_assert_no_error (error);
  g_clear_pointer (&connection, archive_connection_free);

  archive_fixture_open (fx);
  g_assert_null (fx->salvage);
  archive_search_async (fx->database, "words", 0, 0, 0, 10, NULL, archive_wait_cb, &wait);
  hits = archive_search_finish (fx->database, archive_wait (&wait), &error);
  g_assert_error (error, ARCHIVE_ERROR, ARCHIVE_ERROR_DAMAGED);
  g_clear_object (&wait.result);
  g_clear_error (&error);
  while (archive_database_get_trouble (fx->database) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (archive_database_get_trouble (fx->database), ARCHIVE_ERROR,
                  ARCHIVE_ERROR_DAMAGED);
  archive_insert_one (fx, archive_make_incoming (fx, ROMEO, "still", "still writing words"));
  g_assert_nonnull (archive_database_get_trouble (fx->database));
  archive_fixture_close (fx);

  archive_fixture_open (fx);
  g_assert_null (fx->salvage);
  archive_search_async (fx->database, "words", 0, 0, 0, 10, NULL, archive_wait_cb, &wait);
  hits = archive_search_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, 10);
  g_clear_object (&wait.result);
}

/* Killed between the last steps: the next start goes on. */
static void
test_resumed (ArchiveFixture *fx,
              gconstpointer   data)
{
  g_autofree char *salvaged_path = g_strconcat (fx->path, ".salvaged", NULL);
  gsize size = 0;
  g_autofree char *contents = read_file (fx->path, &size);

  write_file (salvaged_path, contents, size);
  for (guint round = 0; round < 2; round++)
    {
      scribble (contents, 100);
      write_file (fx->path, contents, size);
      if (round == 1)
        {
          g_autofree char *whole = read_file (salvaged_path, &size);

          g_unlink (fx->path);
          write_file (salvaged_path, whole, size);
        }

      archive_fixture_open (fx);
      g_assert_nonnull (fx->salvage);
      g_assert_cmpuint (count_messages (fx), ==, N_MESSAGES);
      g_assert_false (g_file_test (salvaged_path, G_FILE_TEST_EXISTS));
      archive_fixture_close (fx);
      g_assert_cmpint (g_rename (fx->path, salvaged_path), ==, 0);
    }

  g_assert_cmpint (g_rename (salvaged_path, fx->path), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/archive/damage/" path, ArchiveFixture, NULL, set_up, func, \
              archive_fixture_tear_down)
  ADD ("bad-page", test_bad_page);
  ADD ("bad-tree", test_bad_tree);
  ADD ("bad-pages", test_bad_pages);
  ADD ("truncated", test_truncated);
  ADD ("no-header", test_no_header);
  ADD ("no-first-page", test_no_first_page);
  ADD ("all-garbage", test_all_garbage);
  ADD ("emptied", test_emptied);
  ADD ("orphans", test_orphans);
  ADD ("lost-conversation", test_lost_conversation);
  g_test_add ("/archive/damage/earlier-version", ArchiveFixture, NULL, NULL, test_earlier_version,
              NULL);
  ADD ("with-log", test_with_log);
  ADD ("bad-index", test_bad_index);
  ADD ("resumed", test_resumed);

  return g_test_run ();
}
