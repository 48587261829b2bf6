/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A large file of an earlier version becomes one of today, whatever happens on the way. */
#include <gio/gio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "archive-connection.h"
#include "archive-fixture.h"
#include "archive-schema.h"

#define KIB 1024

/* How many messages */
#define N_MANY 100000
#define N_FEW  2000

/* Every tenth message corrects the one before it, and every hundredth was deleted in the server's
 * archive. A second account, which has nothing, and which has forgotten the same. */
static const char fill[] =
  "INSERT INTO account (id, address, enabled, position, port, tls, allow_plain) VALUES "
  "(1, 'juliet@capulet.lit', 1, 0, 0, 1, 0), (2, 'nurse@capulet.lit', 1, 1, 0, 1, 0);"
  "INSERT INTO entity (id, address) VALUES (1, 'romeo@montague.lit');"
  "INSERT INTO conversation (id, account_id, entity_id, kind, created_us) VALUES (1, 1, 1, 1, 5);"
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %u) "
  "INSERT INTO message (id, conversation_id, sort_us, time_us, sender_id, direction, kind, state, "
  "encryption, flags, body, message_id, origin_id, stanza_id, replace_id) SELECT i, 1, i, i, 1, 1, "
  "1, 1, 1, 0, i || ' of the many words', 'm' || i, 'o' || i, 's' || i, "
  "CASE WHEN i %% 10 = 0 THEN 'm' || (i - 1) END FROM n;"
  "CREATE TABLE before (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;"
  "INSERT INTO before SELECT id, body FROM message;";
static const char fill_search[] =
  "INSERT INTO message_search (message_search) VALUES ('rebuild');";
static const char fill_forgotten[] =
  "INSERT INTO forgotten_message (account_id, stanza_id) SELECT a.id, 'f' || m.id FROM message m, "
  "account a WHERE m.id % 100 = 0;";
static const char fill_forgotten_in_archive[] =
  "INSERT INTO forgotten_message (account_id, owner, stanza_id) SELECT a.id, a.address, "
  "'f' || m.id FROM message m, account a WHERE m.id % 100 = 0;";
static const char fill_late[] =
  "UPDATE message SET corrects = id - 1 WHERE id % 10 = 0;"
  "INSERT INTO revision (message, time_us, correction_id, body) SELECT o.id, o.time_us, '', o.body "
  "FROM message o WHERE o.id % 10 = 9;"
  "UPDATE message SET flags = 32, body = (SELECT c.body FROM message c WHERE c.id = message.id + 1) "
  "WHERE id % 10 = 9;"
  "INSERT INTO message_search (message_search) VALUES ('rebuild');";

static ArchiveConnection *
open_file (ArchiveFixture *fx)
{
  g_autoptr(GError) error = NULL;
  ArchiveConnection *connection = archive_connection_open (fx->path, ARCHIVE_CONNECTION_WRITER,
                                                           &error);

  g_assert_no_error (error);
  return connection;
}

static void
execute (ArchiveConnection *connection,
         const char        *sql)
{
  g_autoptr(GError) error = NULL;

  archive_connection_execute (connection, sql, &error);
  g_assert_no_error (error);
}

static gint64
get_number (ArchiveConnection *connection,
            const char        *sql)
{
  g_autoptr(GError) error = NULL;
  gint64 number = -1;

  archive_connection_get_number (connection, sql, &number, &error);
  g_assert_no_error (error);
  return number;
}

static void
make_version (ArchiveFixture *fx,
              int             version,
              guint           n_messages)
{
  g_autofree char *messages = g_strdup_printf (fill, n_messages);
  g_autoptr(ArchiveConnection) connection = NULL;
  g_autofree char *folder = NULL;
  g_autoptr(GError) error = NULL;

  archive_fixture_init (fx);
  fx->account_id = 1;
  folder = g_path_get_dirname (fx->path);
  g_mkdir_with_parents (folder, 0700);
  connection = open_file (fx);
  g_assert_true (archive_schema_migrate (connection, version, &error));
  execute (connection, messages);
  if (version >= 2)
    execute (connection, fill_search);
  if (version >= 4)
    execute (connection, version >= 7 ? fill_forgotten_in_archive : fill_forgotten);
  if (version >= 3)
    execute (connection, "INSERT INTO file (message, position, type) VALUES (1, 0, 'audio/ogg')");
  if (version >= 6)
    execute (connection, fill_late);
}

/* Whatever version it has by now, all of it is there. */
static void
assert_nothing_lost (ArchiveFixture *fx,
                     int             first,
                     guint           n_messages)
{
  g_autoptr(ArchiveConnection) connection = open_file (fx);
  gint64 version = get_number (connection, "PRAGMA user_version");
  const char *n_lost =
    version < 6 ? "SELECT count (*) FROM before b LEFT JOIN message m ON m.id = b.id "
                  "WHERE m.body IS NOT b.body"
                : "SELECT count (*) FROM before b LEFT JOIN message m ON m.id = b.id LEFT JOIN "
                  "revision r ON r.message = b.id WHERE ifnull (r.body, m.body) IS NOT b.body OR "
                  "(r.body IS NOT NULL) <> (b.id % 10 = 9)";

  g_assert_cmpint (version, >=, first);
  g_assert_cmpint (version, <=, archive_schema_get_latest ());
  g_assert_cmpint (get_number (connection, "SELECT count (*) FROM message"), ==, n_messages);
  g_assert_cmpint (get_number (connection, n_lost), ==, 0);
  g_assert_cmpint (get_number (connection, "SELECT count (*) FROM pragma_table_info ('message') "
                                           "WHERE name = 'author'"), ==, version >= 7);
  g_assert_cmpint (get_number (connection, "SELECT count (*) FROM sqlite_schema "
                                           "WHERE name LIKE 'room%' AND type = 'table'"), ==,
                   version >= 8 ? 3 : 0);
  g_assert_cmpint (get_number (connection, "SELECT count (*) FROM sqlite_schema "
                                           "WHERE name = 'removal'"), ==, version >= 9);
  g_assert_cmpint (get_number (connection, "SELECT count (*) FROM sqlite_schema "
                                           "WHERE name = 'message_with_files'"), ==,
                   version >= 10);
  g_assert_cmpint (get_number (connection, "SELECT count (*) FROM sqlite_schema "
                                           "WHERE name IN ('gone_file', 'file_is_gone')"), ==,
                   version >= 11 ? 2 : 0);
  g_assert_cmpint (get_number (connection, "SELECT count (*) FROM pragma_table_info ('file') "
                                           "WHERE name = 'length_ms'"), ==, version >= 12);
  g_assert_cmpint (get_number (connection, "SELECT count (*) FROM pragma_table_info ('file') "
                                           "WHERE name = 'thumbnail'"), ==, version >= 13);
  g_assert_cmpint (get_number (connection, "SELECT count (*) FROM pragma_table_info ('file') "
                                           "WHERE name = 'direct'"), ==, version >= 14);
  g_assert_cmpint (get_number (connection, "SELECT count (*) FROM pragma_table_info ('file') "
                                           "WHERE name = 'fit'"), ==, version >= 16);
  g_assert_cmpint (get_number (connection, "SELECT count (*) FROM pragma_table_info ('file') "
                                           "WHERE name = 'heard'"), ==, version >= 17);
  g_assert_cmpint (get_number (connection, "SELECT count (*) FROM pragma_table_info ('file') "
                                           "WHERE name = 'offer_id'"), ==, version >= 18);
  /* Of what was there before that nobody is told that it is new. */
  if (first >= 3 && first < 17 && version >= 17)
    g_assert_cmpint (get_number (connection, "SELECT count (*) FROM file WHERE heard = 1"), ==, 1);
  if (first >= 4)
    g_assert_cmpint (get_number (connection, "SELECT count (*) FROM forgotten_message"), ==,
                     n_messages / 50);
  if (first >= 4 && version >= 7)
    g_assert_cmpint (get_number (connection,
                                 "SELECT count (*) FROM forgotten_message f JOIN account a "
                                 "ON a.id = f.account_id WHERE f.owner = a.address"), ==,
                     n_messages / 50);
  if (version >= 2)
    execute (connection, "INSERT INTO message_search (message_search, rank) "
                         "VALUES ('integrity-check', 1)");
}

static guint
count_hits (ArchiveFixture *fx,
            guint           number)
{
  g_autofree char *words = g_strdup_printf ("%u", number);

  return archive_count_hits (fx, words);
}

/* It is opened, and everything of it is what it was; then it is of today. */
static void
assert_migrated (ArchiveFixture *fx,
                 int             first,
                 guint           n_messages)
{
  g_autoptr(ArchiveConnection) connection = NULL;

  archive_fixture_open (fx);
  g_assert_null (fx->salvage);
  g_assert_cmpuint (count_hits (fx, n_messages - 1), ==, 0);
  g_assert_cmpuint (count_hits (fx, n_messages), ==, 1);
  g_assert_cmpuint (count_hits (fx, n_messages - 2), ==, 1);
  archive_fixture_close (fx);
  connection = open_file (fx);
  g_assert_cmpint (get_number (connection, "PRAGMA user_version"), ==,
                   archive_schema_get_latest ());
  g_clear_pointer (&connection, archive_connection_free);
  assert_nothing_lost (fx, first, n_messages);
}

static void
set_disk (rlim_t size)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (size, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static int
open_limited (const char *path,
              rlim_t      size)
{
  const struct rlimit none = { 0, 0 };
  ArchiveFixture fx = { .path = g_strdup (path) };

  setrlimit (RLIMIT_CORE, &none);
  set_disk (size);
  archive_fixture_open (&fx);
  archive_fixture_close (&fx);
  g_free (fx.path);
  return 0;
}

/* Killed while it writes, at this place and that: of SIGXFSZ, which comes for each write beyond a
 * size. */
static void
test_killed (ArchiveFixture *fx,
             gconstpointer   data)
{
  const char *self = data;

  for (int version = 1; version < archive_schema_get_latest (); version++)
    {
      guint n_messages = version + 1 < archive_schema_get_latest () ? N_FEW : N_MANY;
      guint n_killed = 0;

      make_version (fx, version, n_messages);
      for (guint size = 8 * KIB; ; size *= 4)
        {
          g_autoptr(GError) error = NULL;
          g_autofree char *text = g_strdup_printf ("%u", size);
          g_autoptr(GSubprocess) writer =
            g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, self, "--open", fx->path, text,
                              NULL);

          g_assert_no_error (error);
          g_assert_true (g_subprocess_wait (writer, NULL, &error));
          assert_nothing_lost (fx, version, n_messages);
          if (!g_subprocess_get_if_signaled (writer))
            break;
          g_assert_cmpint (g_subprocess_get_term_sig (writer), ==, SIGXFSZ);
          n_killed++;
        }
      /* The ninth has nothing to rewrite. */
      g_assert_cmpuint (n_killed, >, version < 8 ? 2 : 1);
      assert_migrated (fx, version, n_messages);
      archive_fixture_tear_down (fx, NULL);
    }
}

/* There is no room for it: that is said, and it is done when there is room. */
static void
test_disk_full (ArchiveFixture *fx,
                gconstpointer   data)
{
  signal (SIGXFSZ, SIG_IGN);
  for (int version = 1; version < archive_schema_get_latest (); version++)
    {
      make_version (fx, version, N_FEW);
      set_disk (8 * KIB);
      archive_fixture_fail_open (fx, ARCHIVE_ERROR_FULL);
      set_disk (RLIM_INFINITY);
      assert_nothing_lost (fx, version, N_FEW);
      assert_migrated (fx, version, N_FEW);
      archive_fixture_tear_down (fx, NULL);
    }
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 4 && g_str_equal (argv[1], "--open"))
    return open_limited (argv[2], (rlim_t) atol (argv[3]));

  g_test_init (&argc, &argv, NULL);
  g_test_add ("/archive/migrations/killed", ArchiveFixture, argv[0], NULL, test_killed, NULL);
  g_test_add ("/archive/migrations/disk-full", ArchiveFixture, NULL, NULL, test_disk_full, NULL);
  return g_test_run ();
}
