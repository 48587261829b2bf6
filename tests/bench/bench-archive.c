/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What storing, reading and searching messages costs, beside SQLite's bare insert loop over the
 * same schema in one transaction. */
#include <sqlite3.h>
#include <sys/resource.h>

#include "archive-fixture.h"
#include "archive-search.h"
#include "bench-row.h"

#define N_WORDS 3000

static char *words[N_WORDS];

static double
cpu_s (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Few words are common, most are rare, as in a language. */
static char *
make_body (GRand *rand)
{
  GString *body = g_string_new (NULL);
  int n = g_rand_int_range (rand, 3, 9);

  for (int i = 0; i < n; i++)
    {
      double d = g_rand_double (rand);

      g_string_append_printf (body, "%s%s", i > 0 ? " " : "", words[(int) (d * d * d * N_WORDS)]);
    }
  return g_string_free (body, FALSE);
}

static GPtrArray *
make_messages (ArchiveFixture *fx,
               const char     *with,
               guint           n,
               gint64          first_us)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_autoptr(GRand) rand = g_rand_new_with_seed (n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *body = make_body (rand);
      g_autofree char *id = g_uuid_string_random ();
      ArchiveMessage *message = archive_make_incoming (fx, with, id, body);

      message->time_us = first_us + (gint64) i * 1000;
      message->ids.origin = g_strdup (id);
      message->ids.stanza = g_uuid_string_random ();
      message->flags = ARCHIVE_FLAG_MARKABLE | ARCHIVE_FLAG_RECEIPT_WANTED;
      g_ptr_array_add (messages, message);
    }
  return messages;
}

static void
run (sqlite3    *handle,
     const char *sql)
{
  if (sqlite3_exec (handle, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (handle));
}

static double
store_bare (ArchiveFixture *fx,
            GPtrArray      *messages,
            guint           batch)
{
  double start_s = cpu_s ();
  sqlite3_stmt *statement = NULL;
  sqlite3_stmt *index = NULL;
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open (fx->path, &handle), ==, SQLITE_OK);
  run (handle, "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON");
  run (handle, "INSERT INTO entity (id, address) VALUES (1, 'romeo@montague.lit')");
  run (handle, "INSERT INTO conversation (id, account_id, entity_id, kind, created_us) "
               "VALUES (1, 1, 1, 1, 0)");
  g_assert_cmpint (sqlite3_prepare_v2 (handle,
    "INSERT INTO message (id, conversation_id, sort_us, time_us, sender_id, direction, kind, "
    "state, encryption, flags, body, message_id, origin_id, stanza_id, resource) "
    "VALUES (?1, 1, ?1, ?1, 1, 1, 1, 1, 1, 12, ?2, ?3, ?3, ?4, 'orchard')",
    -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (handle,
    "INSERT INTO message_search (rowid, body) VALUES (?1, ?2)", -1, &index, NULL), ==, SQLITE_OK);

  for (guint i = 0; i < messages->len; i++)
    {
      const ArchiveMessage *message = g_ptr_array_index (messages, i);

      if (i % batch == 0)
        run (handle, "BEGIN");
      sqlite3_bind_int64 (statement, 1, message->time_us);
      sqlite3_bind_text (statement, 2, message->body, -1, SQLITE_STATIC);
      sqlite3_bind_text (statement, 3, message->ids.message, -1, SQLITE_STATIC);
      sqlite3_bind_text (statement, 4, message->ids.stanza, -1, SQLITE_STATIC);
      g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_DONE);
      sqlite3_reset (statement);
      sqlite3_bind_int64 (index, 1, message->time_us);
      sqlite3_bind_text (index, 2, message->body, -1, SQLITE_STATIC);
      g_assert_cmpint (sqlite3_step (index), ==, SQLITE_DONE);
      sqlite3_reset (index);
      if (i % batch == batch - 1 || i == messages->len - 1)
        run (handle, "COMMIT");
    }
  sqlite3_finalize (statement);
  sqlite3_finalize (index);
  sqlite3_close (handle);
  return cpu_s () - start_s;
}

static double
store_in_batches (ArchiveFixture *fx,
                  GPtrArray      *messages,
                  guint           batch)
{
  double start_s = cpu_s ();

  for (guint i = 0; i < messages->len; i += batch)
    {
      g_autoptr(GPtrArray) some = g_ptr_array_new ();

      for (guint k = i; k < MIN (i + batch, messages->len); k++)
        g_ptr_array_add (some, g_ptr_array_index (messages, k));
      g_array_unref (archive_insert (fx, some, ARCHIVE_PLACE_END));
    }
  return cpu_s () - start_s;
}

static void
count_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_array_unref (archive_messages_insert_finish (ARCHIVE_DATABASE (object), result, NULL));
  ++*(guint *) user_data;
}

/* As they come over the network: each on its own, without waiting for the one before. */
static double
store_one_by_one (ArchiveFixture *fx,
                  GPtrArray      *messages)
{
  double start_s = cpu_s ();
  guint n_stored = 0;

  for (guint i = 0; i < messages->len; i++)
    {
      g_autoptr(GPtrArray) one = g_ptr_array_new ();

      g_ptr_array_add (one, g_ptr_array_index (messages, i));
      archive_messages_insert_async (fx->database, one, ARCHIVE_PLACE_END, NULL, count_cb,
                                     &n_stored);
    }
  while (n_stored < messages->len)
    g_main_context_iteration (NULL, TRUE);
  return cpu_s () - start_s;
}

static void
bench_store (guint n)
{
  static const char *const names[] = {
    NULL, "bare SQLite, transactions of 250", "archive, pages of 250", "archive, pages of 20",
    "archive, one by one", "archive, pages of 250, all known",
  };
  double floor_s = 0;

  for (guint way = 0; way < G_N_ELEMENTS (names); way++)
    {
      ArchiveFixture fx = { NULL };
      g_autoptr(GPtrArray) messages = NULL;
      double taken_s = 0;

      archive_fixture_set_up (&fx, NULL);
      messages = make_messages (&fx, "romeo@montague.lit", n, g_get_real_time () - G_TIME_SPAN_DAY);
      if (way < 2)
        {
          archive_fixture_close (&fx);
          taken_s = store_bare (&fx, messages, way == 0 ? n : 250);
          floor_s = way == 0 ? taken_s : floor_s;
        }
      else if (way == 4)
        taken_s = store_one_by_one (&fx, messages);
      else
        taken_s = store_in_batches (&fx, messages, way == 3 ? 20 : 250);

      if (way == 5)
        taken_s = store_in_batches (&fx, messages, 250);
      if (way > 0)
        {
          g_autofree char *what = g_strdup_printf ("%u × %s: CPU", n, names[way]);

          bench_row (what, taken_s * 1e3, "ms", floor_s * 1e3, "bare SQLite", "");
        }
      archive_fixture_tear_down (&fx, NULL);
    }
}

static void
print_read (const char *what,
            guint       n,
            gint64      start_us)
{
  bench_row (what, (double) (g_get_monotonic_time () - start_us) / 1e3 / n, "ms", 0, "", "");
}

static guint
search (ArchiveFixture *fx,
        const char     *text)
{
  g_autoptr(GPtrArray) hits = NULL;
  ArchiveWait wait = { NULL };

  archive_search_async (fx->database, text, 0, 0, 0, 50, NULL, archive_wait_cb, &wait);
  hits = archive_search_finish (fx->database, archive_wait (&wait), NULL);
  g_clear_object (&wait.result);
  return hits->len;
}

static void
bench_read (guint n)
{
  ArchiveFixture fx = { NULL };
  g_autoptr(GPtrArray) messages = NULL;
  g_autoptr(GPtrArray) conversations = NULL;
  ArchiveWait wait = { NULL };
  gint64 start_us;
  gint64 id;

  archive_fixture_set_up (&fx, NULL);
  messages = make_messages (&fx, "romeo@montague.lit", n, g_get_real_time () - G_TIME_SPAN_DAY);
  store_in_batches (&fx, messages, 250);

  start_us = g_get_monotonic_time ();
  archive_conversations_load_async (fx.database, 0, NULL, archive_wait_cb, &wait);
  conversations = archive_conversations_load_finish (fx.database, archive_wait (&wait), NULL);
  g_clear_object (&wait.result);
  print_read ("in 100,000 messages: list of conversations", 1, start_us);
  id = ((ArchiveConversation *) g_ptr_array_index (conversations, 0))->id;

  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < 100; i++)
    archive_page_free (archive_load (&fx, id, 50));
  print_read ("  newest 50", 100, start_us);

  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < 100; i++)
    {
      const ArchiveMessage *message = g_ptr_array_index (messages, i * (n / 100));
      ArchivePosition position = { message->time_us, 0 };

      archive_messages_page_async (fx.database, id, ARCHIVE_PAGE_AROUND, position, 50, NULL,
                                   archive_wait_cb, &wait);
      archive_page_free (archive_messages_page_finish (fx.database, archive_wait (&wait), NULL));
      g_clear_object (&wait.result);
    }
  print_read ("  50 around any place", 100, start_us);

  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < 20; i++)
    g_assert_cmpuint (search (&fx, words[i]), ==, 50);
  print_read ("  search of a common word", 20, start_us);

  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < 20; i++)
    search (&fx, words[N_WORDS - 1 - i]);
  print_read ("  search of a rare word", 20, start_us);

  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < 20; i++)
    search (&fx, "a");
  print_read ("  search of a beginning", 20, start_us);

  start_us = g_get_monotonic_time ();
  g_assert_cmpuint (search (&fx, "😀"), ==, 0);
  print_read ("  search of an emoji that is nowhere", 1, start_us);

  start_us = g_get_monotonic_time ();
  archive_fixture_close (&fx);
  print_read ("  close", 1, start_us);
  start_us = g_get_monotonic_time ();
  archive_fixture_open (&fx);
  print_read ("  open after a clean end", 1, start_us);
  archive_fixture_tear_down (&fx, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < N_WORDS; i++)
    {
      GString *word = g_string_new (NULL);
      int length = g_rand_int_range (rand, 3, 10);

      for (int k = 0; k < length; k++)
        g_string_append_c (word, (char) g_rand_int_range (rand, 'a', 'z' + 1));
      words[i] = g_string_free (word, FALSE);
    }

  bench_store (10000);
  bench_store (20000);
  bench_read (100000);

  for (guint i = 0; i < N_WORDS; i++)
    g_free (words[i]);
  return 0;
}
