/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file: made, opened, migrated, locked, closed; trouble. */
#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "archive-connection.h"
#include "archive-fixture.h"
#include "archive-schema.h"
#include "archive-search.h"
#include "archive-settings.h"

#define ROMEO "romeo@montague.lit"

static guint
get_mode (const char *path)
{
  GStatBuf file;

  g_assert_cmpint (g_stat (path, &file), ==, 0);
  return file.st_mode & 0777;
}

static void
test_permissions (ArchiveFixture *fx,
                  gconstpointer   data)
{
  g_autofree char *folder = g_path_get_dirname (fx->path);
  g_autofree char *log_path = g_strconcat (fx->path, "-wal", NULL);

  g_assert_cmpuint (get_mode (folder), ==, 0700);
  g_assert_cmpuint (get_mode (fx->path), ==, 0600);
  g_assert_cmpuint (get_mode (log_path), ==, 0600);
  archive_fixture_close (fx);

  g_assert_cmpint (g_chmod (fx->path, 0644), ==, 0);
  archive_fixture_open (fx);
  g_assert_cmpuint (get_mode (fx->path), ==, 0600);
}

static void
test_reopen (ArchiveFixture *fx,
             gconstpointer   data)
{
  ArchiveInserted inserted =
    archive_insert_one (fx, archive_make_incoming (fx, ROMEO, "1", "kept"));
  g_autofree char *log_path = g_strconcat (fx->path, "-wal", NULL);
  g_autofree char *text = NULL;

  g_assert_cmpstr (archive_database_get_path (fx->database), ==, fx->path);
  archive_fixture_close (fx);
  g_assert_false (g_file_test (log_path, G_FILE_TEST_EXISTS));
  archive_fixture_open (fx);
  g_assert_null (fx->salvage);
  text = archive_describe (fx, inserted.conversation_id);
  g_assert_cmpstr (text, ==, "kept");
}

static void
test_locked (ArchiveFixture *fx,
             gconstpointer   data)
{
  archive_fixture_fail_open (fx, ARCHIVE_ERROR_BUSY);
  archive_fixture_close (fx);
  archive_fixture_open (fx);
}

static void
test_no_folder (ArchiveFixture *fx,
                gconstpointer   data)
{
  g_autofree char *path = g_strdup (fx->path);

  g_free (fx->path);
  fx->path = g_build_filename (path, "below-a-file", "archive.db", NULL);
  archive_fixture_fail_open (fx, ARCHIVE_ERROR_IO);
}

static void
count_closed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (archive_messages_page_finish (ARCHIVE_DATABASE (object), result, &error));
  g_assert_error (error, ARCHIVE_ERROR, ARCHIVE_ERROR_CLOSED);
  ++*(guint *) user_data;
}

/* What was asked before closing is done; what is asked after it fails; each hears once, later. */
static void
test_close_flushes (ArchiveFixture *fx,
                    gconstpointer   data)
{
  g_autoptr(GPtrArray) messages =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) inserted = NULL;
  g_autofree char *text = NULL;
  ArchiveWait insertion = { NULL };
  ArchiveWait closing = { NULL };
  ArchiveWait again = { NULL };
  ArchivePosition nowhere = { 0, 0 };
  guint n_closed = 0;
  gint64 id;

  g_ptr_array_add (messages, archive_make_incoming (fx, ROMEO, "1", "last"));
  archive_messages_insert_async (fx->database, messages, ARCHIVE_PLACE_END, NULL, archive_wait_cb,
                                 &insertion);
  archive_database_close_async (fx->database, NULL, archive_wait_cb, &closing);
  archive_messages_page_async (fx->database, 1, ARCHIVE_PAGE_NEWEST, nowhere, 1, NULL,
                               count_closed_cb, &n_closed);
  archive_database_close_async (fx->database, NULL, archive_wait_cb, &again);
  g_assert_cmpuint (n_closed, ==, 0);

  inserted = archive_messages_insert_finish (fx->database, archive_wait (&insertion), &error);
  g_assert_no_error (error);
  g_assert_true (archive_database_close_finish (fx->database, archive_wait (&closing), &error));
  g_assert_no_error (error);
  g_assert_false (archive_database_close_finish (fx->database, archive_wait (&again), &error));
  g_assert_error (error, ARCHIVE_ERROR, ARCHIVE_ERROR_CLOSED);
  while (n_closed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&insertion.result);
  g_clear_object (&closing.result);
  g_clear_object (&again.result);
  g_clear_object (&fx->database);

  archive_fixture_open (fx);
  id = g_array_index (inserted, ArchiveInserted, 0).conversation_id;
  text = archive_describe (fx, id);
  g_assert_cmpstr (text, ==, "last");
}

/* Dropped without being closed: the threads end by themselves, what was asked is done. */
static void
test_dropped (ArchiveFixture *fx,
              gconstpointer   data)
{
  g_autoptr(GPtrArray) messages =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_autoptr(GArray) inserted = NULL;
  g_autofree char *text = NULL;
  ArchiveWait wait = { NULL };

  g_ptr_array_add (messages, archive_make_incoming (fx, ROMEO, "1", "asked"));
  archive_messages_insert_async (fx->database, messages, ARCHIVE_PLACE_END, NULL, archive_wait_cb,
                                 &wait);
  g_object_unref (fx->database);
  inserted = archive_messages_insert_finish (fx->database, archive_wait (&wait), NULL);
  g_object_add_weak_pointer (G_OBJECT (fx->database), (gpointer *) &fx->database);
  g_clear_object (&wait.result);
  while (g_atomic_pointer_get (&fx->database) != NULL)
    g_main_context_iteration (NULL, FALSE);

  archive_fixture_open (fx);
  text = archive_describe (fx, g_array_index (inserted, ArchiveInserted, 0).conversation_id);
  g_assert_cmpstr (text, ==, "asked");
}

static void
test_cancelled (ArchiveFixture *fx,
                gconstpointer   data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  ArchivePosition nowhere = { 0, 0 };
  ArchiveWait wait = { NULL };

  g_cancellable_cancel (cancellable);
  archive_messages_page_async (fx->database, 1, ARCHIVE_PAGE_NEWEST, nowhere, 1, cancellable,
                               archive_wait_cb, &wait);
  g_assert_null (archive_messages_page_finish (fx->database, archive_wait (&wait), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&wait.result);
  g_clear_error (&error);

  archive_conversations_ensure_async (fx->database, fx->account_id, ROMEO,
                                      ARCHIVE_CONVERSATION_CHAT, cancellable, archive_wait_cb,
                                      &wait);
  g_assert_null (archive_conversations_ensure_finish (fx->database, archive_wait (&wait), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&wait.result);
}

/* A long query ends when it is cancelled; the reader is good for the next one. */
static void
test_cancelled_midway (ArchiveFixture *fx,
                       gconstpointer   data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GPtrArray) messages =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_autoptr(GArray) inserted = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 2000; i++)
    g_ptr_array_add (messages, archive_make_incoming (fx, ROMEO, NULL, "a text"));
  inserted = archive_insert (fx, messages, ARCHIVE_PLACE_END);

  for (guint i = 0; i < 20; i++)
    {
      ArchiveWait wait = { NULL };
      g_autoptr(GPtrArray) hits = NULL;

      g_cancellable_reset (cancellable);
      archive_search_async (fx->database, "😀", 0, 0, 0, 10, cancellable, archive_wait_cb, &wait);
      for (guint k = 0; k < i * 10; k++)
        g_thread_yield ();
      g_cancellable_cancel (cancellable);
      hits = archive_search_finish (fx->database, archive_wait (&wait), &error);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      g_clear_object (&wait.result);
    }

  text = archive_describe (fx, g_array_index (inserted, ArchiveInserted, 0).conversation_id);
  g_assert_nonnull (text);
  g_assert_null (archive_database_get_trouble (fx->database));
}

static ArchiveConnection *
make_version (ArchiveFixture *fx,
              int             version)
{
  g_autofree char *folder = g_path_get_dirname (fx->path);
  g_autoptr(GError) error = NULL;
  ArchiveConnection *connection;

  g_mkdir_with_parents (folder, 0700);
  connection = archive_connection_open (fx->path, ARCHIVE_CONNECTION_WRITER, &error);
  g_assert_no_error (error);
  g_assert_true (archive_schema_migrate (connection, version, &error));
  g_assert_no_error (error);
  return connection;
}

static void
test_too_new (ArchiveFixture *fx,
              gconstpointer   data)
{
  g_autoptr(ArchiveConnection) connection = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize size_before = 0;
  gsize size_after = 0;

  archive_fixture_init (fx);
  connection = make_version (fx, archive_schema_get_latest ());
  g_assert_true (archive_connection_execute (connection, "PRAGMA user_version = 4711", &error));
  g_clear_pointer (&connection, archive_connection_free);
  g_assert_true (g_file_get_contents (fx->path, &before, &size_before, NULL));

  archive_fixture_fail_open (fx, ARCHIVE_ERROR_TOO_NEW);
  g_assert_true (g_file_get_contents (fx->path, &after, &size_after, NULL));
  g_assert_cmpmem (before, size_before, after, size_after);
  archive_fixture_tear_down (fx, NULL);
}

/* A file as each earlier version left it, with something in it, becomes one of today. */
static void
test_migrations (ArchiveFixture *fx,
                 gconstpointer   data)
{
  static const char fill[] =
    "INSERT INTO account (id, address, enabled, position, port, tls, allow_plain) "
    "VALUES (1, 'juliet@capulet.lit', 1, 0, 0, 1, 0);"
    "INSERT INTO entity (id, address) VALUES (1, 'romeo@montague.lit');"
    "INSERT INTO conversation (id, account_id, entity_id, kind, created_us) VALUES (1, 1, 1, 1, 5);"
    "INSERT INTO message (id, conversation_id, sort_us, time_us, sender_id, direction, kind, "
    "state, encryption, flags, body, message_id, replace_id) VALUES "
    "(10, 1, 10, 10, 1, 1, 1, 1, 1, 0, 'Él sueña', NULL, NULL),"
    "(11, 1, 11, 11, 1, 1, 1, 1, 1, 0, NULL, NULL, NULL);"
    "INSERT INTO account_setting (account_id, key, value) VALUES (1, 'k', 'v');";

  for (int version = 1; version <= archive_schema_get_latest (); version++)
    {
      g_autoptr(ArchiveConnection) connection = NULL;
      g_autoptr(GPtrArray) hits = NULL;
      g_autoptr(GHashTable) settings = NULL;
      g_autoptr(GError) error = NULL;
      ArchiveWait wait = { NULL };
      gint64 number = 0;

      archive_fixture_init (fx);
      connection = make_version (fx, version);
      g_assert_true (archive_connection_execute (connection, fill, &error));
      if (version >= 2)
        g_assert_true (archive_connection_execute (
          connection, "INSERT INTO message_search (rowid, body) VALUES (10, 'Él sueña')",
          &error));
      g_clear_pointer (&connection, archive_connection_free);

      archive_fixture_open (fx);
      g_assert_null (fx->salvage);
      archive_search_async (fx->database, "suena", 0, 0, 0, 10, NULL, archive_wait_cb, &wait);
      hits = archive_search_finish (fx->database, archive_wait (&wait), &error);
      g_assert_no_error (error);
      g_assert_cmpuint (hits->len, ==, 1);
      g_clear_object (&wait.result);
      archive_settings_load_async (fx->database, ARCHIVE_SCOPE_ACCOUNT, 1, NULL, archive_wait_cb,
                                   &wait);
      settings = archive_settings_load_finish (fx->database, archive_wait (&wait), &error);
      g_assert_cmpstr (g_hash_table_lookup (settings, "k"), ==, "v");
      g_clear_object (&wait.result);
      fx->account_id = 1;
      archive_insert_one (fx, archive_make_incoming (fx, ROMEO, "new", "new"));
      archive_fixture_close (fx);

      connection = archive_connection_open (fx->path, ARCHIVE_CONNECTION_READER, &error);
      g_assert_no_error (error);
      g_assert_true (archive_connection_get_number (connection, "PRAGMA user_version", &number,
                                                    &error));
      g_assert_cmpint (number, ==, archive_schema_get_latest ());
      g_assert_true (archive_connection_get_number (connection, "SELECT count (*) FROM message",
                                                    &number, &error));
      g_assert_cmpint (number, ==, 3);
      g_clear_pointer (&connection, archive_connection_free);
      archive_fixture_tear_down (fx, NULL);
    }
}

/* Corrections that stood for themselves find what they correct. */
static void
test_corrections_of_before (ArchiveFixture *fx,
                            gconstpointer   data)
{
  static const char fill[] =
    "INSERT INTO account (id, address, enabled, position, port, tls, allow_plain) "
    "VALUES (1, 'juliet@capulet.lit', 1, 0, 0, 1, 0);"
    "INSERT INTO entity (id, address) VALUES (1, 'romeo@montague.lit'), (2, 'juliet@capulet.lit');"
    "INSERT INTO conversation (id, account_id, entity_id, kind, created_us) VALUES (1, 1, 1, 1, 5);"
    "INSERT INTO message (id, conversation_id, sort_us, time_us, sender_id, direction, kind, "
    "state, encryption, flags, body, message_id, replace_id) VALUES "
    "(10, 1, 10, 10, 1, 1, 1, 1, 1, 0, 'first', 'm', NULL),"
    "(11, 1, 11, 11, 1, 1, 1, 1, 1, 0, 'second', 'c1', 'm'),"
    "(12, 1, 12, 12, 1, 1, 1, 1, 1, 0, 'third', 'c2', 'm'),"
    "(13, 1, 13, 13, 2, 2, 1, 3, 1, 0, 'ours', 'f', 'm'),"
    "(14, 1, 14, 14, 1, 1, 1, 1, 1, 0, 'itself', 's', 's'),"
    "(15, 1, 15, 15, 1, 1, 1, 1, 1, 0, 'lost', 'c3', 'gone');"
    "INSERT INTO message_search (message_search) VALUES ('rebuild');";
  g_autoptr(ArchiveConnection) connection = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  const struct {
    const char *word;
    guint       n_hits;
  } searches[] = { { "first", 0 }, { "second", 0 }, { "third", 1 }, { "ours", 1 } };
  gint64 number = 0;

  archive_fixture_init (fx);
  connection = make_version (fx, 5);
  g_assert_true (archive_connection_execute (connection, fill, &error));
  g_clear_pointer (&connection, archive_connection_free);
  archive_fixture_open (fx);
  text = archive_describe (fx, 1);
  g_assert_cmpstr (text, ==, "third ours itself lost");
  for (gsize i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      g_autoptr(GPtrArray) hits = NULL;
      ArchiveWait wait = { NULL };

      archive_search_async (fx->database, searches[i].word, 0, 0, 0, 10, NULL, archive_wait_cb,
                            &wait);
      hits = archive_search_finish (fx->database, archive_wait (&wait), &error);
      g_assert_no_error (error);
      g_assert_cmpuint (hits->len, ==, searches[i].n_hits);
      g_clear_object (&wait.result);
    }
  archive_fixture_close (fx);

  connection = archive_connection_open (fx->path, ARCHIVE_CONNECTION_WRITER, &error);
  g_assert_no_error (error);
  g_assert_true (archive_connection_execute (
    connection, "INSERT INTO message_search (message_search, rank) VALUES ('integrity-check', 1)",
    &error));
  g_assert_true (archive_connection_get_number (
    connection, "SELECT count (*) FROM revision WHERE message = 10 AND body = 'first'", &number,
    &error));
  g_assert_cmpint (number, ==, 1);
  g_clear_pointer (&connection, archive_connection_free);
  archive_fixture_tear_down (fx, NULL);
}

/* One job that fails does not touch those beside it, whatever it had done before. */
static void
test_jobs_are_apart (ArchiveFixture *fx,
                     gconstpointer   data)
{
  ArchiveWait waits[60] = { { NULL } };
  g_autofree char *text = NULL;
  g_autofree char *expected = NULL;
  GString *bodies = g_string_new (NULL);
  gint64 conversation_id = 0;

  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      g_autoptr(GPtrArray) messages =
        g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
      g_autofree char *body = g_strdup_printf ("m%u", i);
      ArchiveMessage *last = archive_make_incoming (fx, ROMEO, NULL, "lost");

      g_ptr_array_add (messages, archive_make_incoming (fx, ROMEO, body, body));
      if (i % 3 == 1)
        {
          last->conversation_id = 4711; /* fails after the first one was written */
          g_ptr_array_add (messages, last);
        }
      else
        {
          archive_message_free (last);
          g_string_append_printf (bodies, "%s%s", bodies->len > 0 ? " " : "", body);
        }
      archive_messages_insert_async (fx->database, messages, ARCHIVE_PLACE_END, NULL,
                                     archive_wait_cb, &waits[i]);
    }

  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GArray) inserted =
        archive_messages_insert_finish (fx->database, archive_wait (&waits[i]), &error);

      if (i % 3 == 1)
        {
          g_assert_error (error, ARCHIVE_ERROR, ARCHIVE_ERROR_CONSTRAINT);
        }
      else
        {
          g_assert_no_error (error);
          conversation_id = g_array_index (inserted, ArchiveInserted, 0).conversation_id;
        }
      g_clear_object (&waits[i].result);
    }

  text = archive_describe (fx, conversation_id);
  expected = g_string_free (bodies, FALSE);
  g_assert_cmpstr (text, ==, expected);
}

typedef struct {
  ArchiveFixture *fx;
  guint           n;
} Client;

/* Another thread with a context of its own. */
static gpointer
run_client (gpointer data)
{
  Client *client = data;
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autofree char *with = g_strdup_printf ("friend%u@montague.lit", client->n);

  g_main_context_push_thread_default (context);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      g_autoptr(ArchivePage) page = NULL;
      ArchiveInserted inserted;

      inserted = archive_insert_one (client->fx, archive_make_incoming (client->fx, with, id, id));
      page = archive_load (client->fx, inserted.conversation_id, 1000);
      g_assert_cmpuint (page->messages->len, ==, i + 1);
    }
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_threads (ArchiveFixture *fx,
              gconstpointer   data)
{
  Client clients[4];
  GThread *threads[G_N_ELEMENTS (clients)];

  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      clients[i] = (Client) { fx, i };
      threads[i] = g_thread_new ("client", run_client, &clients[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    g_thread_join (threads[i]);
}

static gboolean
try_insert (ArchiveFixture  *fx,
            guint            n,
            GError         **error)
{
  g_autoptr(GPtrArray) messages =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_autoptr(GArray) inserted = NULL;
  g_autofree char *id = g_strdup_printf ("%u", n);
  ArchiveMessage *message = archive_make_incoming (fx, ROMEO, id, NULL);
  ArchiveWait wait = { NULL };

  message->body = g_strnfill (20000, (char) ('a' + n % 26));
  g_ptr_array_add (messages, message);
  archive_messages_insert_async (fx->database, messages, ARCHIVE_PLACE_END, NULL, archive_wait_cb,
                                 &wait);
  inserted = archive_messages_insert_finish (fx->database, archive_wait (&wait), error);
  g_clear_object (&wait.result);
  return inserted != NULL;
}

static void
count_notify_cb (GObject    *object,
                 GParamSpec *pspec,
                 gpointer    user_data)
{
  ++*(guint *) user_data;
}

/* The disk fills up, which a limit on the size of files does as well. */
static void
test_disk_full (ArchiveFixture *fx,
                gconstpointer   data)
{
  struct rlimit before;
  struct rlimit full;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) trouble = NULL;
  g_autoptr(ArchivePage) page = NULL;
  guint n_notified = 0;
  guint n_stored = 0;
  guint id = 0;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_signal_connect (fx->database, "notify::trouble", G_CALLBACK (count_notify_cb), &n_notified);
  full = before;
  full.rlim_cur = 1024 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &full), ==, 0);
  while (id < 500 && try_insert (fx, id, &error))
    {
      id++;
      n_stored++;
    }
  g_assert_error (error, ARCHIVE_ERROR, ARCHIVE_ERROR_FULL);
  while (n_notified == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (archive_database_get_trouble (fx->database), ARCHIVE_ERROR, ARCHIVE_ERROR_FULL);
  g_object_get (fx->database, "trouble", &trouble, NULL);
  g_assert_error (trouble, ARCHIVE_ERROR, ARCHIVE_ERROR_FULL);

  /* There is room again. */
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_clear_error (&error);
  for (guint i = 0; i < 5; i++, id++, n_stored++)
    g_assert_true (try_insert (fx, id, &error));
  while (archive_database_get_trouble (fx->database) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_notified, ==, 2);

  page = archive_load (fx, 1, 1000);
  g_assert_cmpuint (page->messages->len, ==, n_stored);
  archive_fixture_close (fx);
  archive_fixture_open (fx);
  g_assert_null (fx->salvage);
}

static void
test_disk_full_at_open (ArchiveFixture *fx,
                        gconstpointer   data)
{
  struct rlimit before;
  struct rlimit full;

  archive_fixture_init (fx);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  full = before;
  full.rlim_cur = 20 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &full), ==, 0);
  archive_fixture_fail_open (fx, ARCHIVE_ERROR_FULL);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  archive_fixture_open (fx);
  archive_fixture_tear_down (fx, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/archive/database/" path, ArchiveFixture, NULL, archive_fixture_set_up, func, \
              archive_fixture_tear_down)
#define ADD_BARE(path, func) \
  g_test_add ("/archive/database/" path, ArchiveFixture, NULL, NULL, func, NULL)
  ADD ("permissions", test_permissions);
  ADD ("reopen", test_reopen);
  ADD ("locked", test_locked);
  ADD ("no-folder", test_no_folder);
  ADD ("close-flushes", test_close_flushes);
  ADD ("dropped", test_dropped);
  ADD ("cancelled", test_cancelled);
  ADD ("cancelled-midway", test_cancelled_midway);
  ADD_BARE ("too-new", test_too_new);
  ADD_BARE ("migrations", test_migrations);
  ADD_BARE ("corrections-of-before", test_corrections_of_before);
  ADD ("jobs-are-apart", test_jobs_are_apart);
  ADD ("threads", test_threads);
  ADD ("disk-full", test_disk_full);
  ADD_BARE ("disk-full-at-open", test_disk_full_at_open);

  return g_test_run ();
}
