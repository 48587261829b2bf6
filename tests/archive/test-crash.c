/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Killed in the midst of writing: all that was acknowledged is there, once, and nothing is half
 * there. */
#include <gio/gunixoutputstream.h>
#include <stdlib.h>

#include "archive-connection.h"
#include "archive-fixture.h"

#define ROMEO    "romeo@montague.lit"
#define N_ROUNDS 12

/* Messages go in pairs, to see that none comes without its other half. */
static void
write_for_ever (const char *path)
{
  ArchiveFixture fx = { .path = g_strdup (path) };
  GOutputStream *output = g_unix_output_stream_new (1, FALSE);
  g_autoptr(ArchivePage) page = NULL;
  guint first = 0;

  archive_fixture_open (&fx);
  fx.account_id = 1;
  page = archive_load (&fx, 1, 1);
  if (page->messages->len > 0)
    {
      const ArchiveMessage *last = g_ptr_array_index (page->messages, 0);

      first = (guint) atoi (last->body) + 1;
    }

  for (guint i = first; ; i++)
    {
      g_autoptr(GPtrArray) messages =
        g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
      g_autofree char *body = g_strdup_printf ("%u", i);
      g_autofree char *one = g_strdup_printf ("%u-1", i);
      g_autofree char *two = g_strdup_printf ("%u-2", i);
      ArchiveMessage *sent = archive_make_outgoing (&fx, ROMEO, two, body);

      if (i % 2 == 0)
        sent->state = ARCHIVE_STATE_SENT;
      g_ptr_array_add (messages, archive_make_incoming (&fx, ROMEO, one, body));
      g_ptr_array_add (messages, sent);
      g_array_unref (archive_insert (&fx, messages, ARCHIVE_PLACE_END));
      g_output_stream_printf (output, NULL, NULL, NULL, "%u\n", i);
    }
}

static void
assert_number (ArchiveConnection *connection,
               const char        *sql,
               gint64             expected)
{
  g_autoptr(GError) error = NULL;
  gint64 number = -1;

  g_assert_true (archive_connection_get_number (connection, sql, &number, &error));
  g_assert_no_error (error);
  g_assert_cmpint (number, ==, expected);
}

static gint64
count_pairs (ArchiveFixture *fx)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ArchiveConnection) connection =
    archive_connection_open (fx->path, ARCHIVE_CONNECTION_WRITER, &error);
  gint64 n_pairs = 0;

  g_assert_no_error (error);
  g_assert_true (archive_connection_get_number (connection,
    "SELECT count (DISTINCT body) FROM message", &n_pairs, &error));
  assert_number (connection, "SELECT count (*) FROM message", 2 * n_pairs);
  assert_number (connection, "SELECT count (*) FROM (SELECT 1 FROM message GROUP BY message_id "
                             "HAVING count (*) > 1)", 0);
  assert_number (connection, "SELECT max (CAST (body AS INTEGER)) + 1 FROM message", n_pairs);
  assert_number (connection, "SELECT count (*) FROM message_search WHERE message_search MATCH '0'",
                 2);
  g_assert_true (archive_connection_execute (connection,
    "INSERT INTO message_search (message_search, rank) VALUES ('integrity-check', 1)", &error));
  g_assert_no_error (error);
  return n_pairs;
}

static void
test_killed (ArchiveFixture *fx,
             gconstpointer   data)
{
  const char *self = data;
  gint64 n_pairs = 0;

  archive_fixture_close (fx);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GSubprocess) writer =
        g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, self, "--write", fx->path, NULL);
      g_autoptr(GDataInputStream) lines = NULL;
      int n_lines = g_test_rand_int_range (1, 200);
      gint64 acknowledged = -1;

      g_assert_no_error (error);
      lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (writer));
      for (int i = 0; ; i++)
        {
          g_autofree char *line = NULL;

          if (i == n_lines)
            g_subprocess_force_exit (writer);

          /* What it had still written before it died counts as well. */
          if ((line = g_data_input_stream_read_line (lines, NULL, NULL, &error)) == NULL)
            break;
          acknowledged = atoi (line);
        }
      g_assert_true (g_subprocess_wait (writer, NULL, &error));
      g_assert_true (g_subprocess_get_if_signaled (writer));

      archive_fixture_open (fx);
      g_assert_null (fx->salvage);
      archive_fixture_close (fx);
      g_assert_cmpint (count_pairs (fx), >, acknowledged);
      g_assert_cmpint (count_pairs (fx), >, n_pairs);
      n_pairs = count_pairs (fx);
    }
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--write"))
    {
      write_for_ever (argv[2]);
      return 0;
    }

  g_test_init (&argc, &argv, NULL);
  g_test_add ("/archive/crash/killed", ArchiveFixture, argv[0], archive_fixture_set_up, test_killed,
              archive_fixture_tear_down);
  return g_test_run ();
}
