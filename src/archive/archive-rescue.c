/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries over the rows of a damaged table, leaping over the pages that cannot be read. */
#define G_LOG_DOMAIN "archive-rescue"

#include "archive-rescue.h"

#include "archive-error.h"

/* How many ranges are tried in vain, one after the other, before a table is left. A bad page makes
 * as many as it takes to be sure that there is nothing good within it. */
#define MAX_VAIN 2000

typedef struct {
  gint64 low;
  gint64 high;
} Range;

typedef struct {
  ArchiveConnection *damaged;
  ArchiveConnection *target;
  sqlite3_stmt      *up;     /* SELECT * between two ids, ascending */
  sqlite3_stmt      *down;   /* and descending */
  sqlite3_stmt      *insert;
  GQueue             ranges; /* owned Range that may hold more */
  ArchiveRescue     *rescue;
} Job;

static void
job_clear (Job *job)
{
  sqlite3_finalize (job->up);
  sqlite3_finalize (job->down);
  sqlite3_finalize (job->insert);
  g_queue_clear_full (&job->ranges, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

/* Names of a table's columns; none where they cannot be found out. Tables are ours alone. */
static char **
list_columns (ArchiveConnection *connection,
              const char        *table)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *sql = g_strdup_printf ("SELECT name FROM pragma_table_info ('%s')", table);
  sqlite3_stmt *row = NULL;

  if (sqlite3_prepare_v2 (archive_connection_get_handle (connection), sql, -1, &row,
                          NULL) == SQLITE_OK)
    while (sqlite3_step (row) == SQLITE_ROW)
      g_strv_builder_add (builder, (const char *) sqlite3_column_text (row, 0));
  sqlite3_finalize (row);
  return g_strv_builder_end (builder);
}

/* The columns that both have, with commas; the id first. NULL: there is nothing to be had. */
static char *
common_columns (ArchiveConnection *damaged,
                ArchiveConnection *target,
                const char        *table,
                guint             *n_columns)
{
  g_auto(GStrv) theirs = list_columns (damaged, table);
  g_auto(GStrv) ours = list_columns (target, table);
  GString *columns = g_string_new ("id");

  *n_columns = 1;
  if (!g_strv_contains ((const char *const *) theirs, "id"))
    return g_string_free (columns, TRUE);

  for (gsize i = 0; ours[i] != NULL; i++)
    if (!g_str_equal (ours[i], "id") && g_strv_contains ((const char *const *) theirs, ours[i]))
      {
        g_string_append_printf (columns, ", %s", ours[i]);
        ++*n_columns;
      }

  return g_string_free (columns, FALSE);
}

static gboolean
prepare (ArchiveConnection  *connection,
         const char         *sql,
         sqlite3_stmt      **statement,
         GError            **error)
{
  sqlite3 *handle = archive_connection_get_handle (connection);

  if (sqlite3_prepare_v2 (handle, sql, -1, statement, NULL) == SQLITE_OK)
    return TRUE;

  archive_statement_set_error (handle, error);
  return FALSE;
}

static gboolean
prepare_job (Job         *job,
             const char  *table,
             const char  *columns,
             guint        n_columns,
             GError     **error)
{
  g_autofree char *up = g_strdup_printf (
    "SELECT %s FROM %s NOT INDEXED WHERE id BETWEEN ?1 AND ?2 ORDER BY id", columns, table);
  g_autofree char *down = g_strdup_printf (
    "SELECT %s FROM %s NOT INDEXED WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC", columns, table);
  GString *insert = g_string_new (NULL);
  g_autofree char *insert_sql = NULL;

  g_string_printf (insert, "INSERT OR IGNORE INTO %s (%s) VALUES (?", table, columns);
  for (guint i = 1; i < n_columns; i++)
    g_string_append (insert, ", ?");
  insert_sql = g_string_free (g_string_append_c (insert, ')'), FALSE);

  return prepare (job->damaged, up, &job->up, error) &&
         prepare (job->damaged, down, &job->down, error) &&
         prepare (job->target, insert_sql, &job->insert, error);
}

/* A row that the new table refuses is garbage, and is left; any other failure ends all. */
static gboolean
carry_over (Job           *job,
            sqlite3_stmt  *row,
            GError       **error)
{
  sqlite3 *handle = archive_connection_get_handle (job->target);
  int n_columns = sqlite3_column_count (row);
  int code;

  for (int i = 0; i < n_columns; i++)
    sqlite3_bind_value (job->insert, i + 1, sqlite3_column_value (row, i));
  code = sqlite3_step (job->insert);

  if (code == SQLITE_DONE && sqlite3_changes (handle) > 0)
    job->rescue->rows++;
  else if (code == SQLITE_DONE || (code & 0xff) == SQLITE_CONSTRAINT ||
           (code & 0xff) == SQLITE_MISMATCH || (code & 0xff) == SQLITE_TOOBIG)
    job->rescue->complete = FALSE;
  else
    archive_statement_set_error (handle, error);

  sqlite3_reset (job->insert);
  return *error == NULL;
}

/* Reads from one end of a range until its other end or until something is in the way, and narrows
 * the range to what has not been seen. */
static gboolean
read_range (Job           *job,
            sqlite3_stmt  *rows,
            Range         *range,
            gboolean      *finished,
            guint64       *n_read,
            GError       **error)
{
  gboolean ascending = rows == job->up;
  int code;

  sqlite3_bind_int64 (rows, 1, range->low);
  sqlite3_bind_int64 (rows, 2, range->high);
  while ((code = sqlite3_step (rows)) == SQLITE_ROW)
    {
      gint64 id = sqlite3_column_int64 (rows, 0);

      /* In a damaged tree ids may come in any order. */
      if (id < range->low || id > range->high)
        {
          code = SQLITE_CORRUPT;
          break;
        }

      ++*n_read;
      if (!carry_over (job, rows, error))
        break;

      if (id == (ascending ? range->high : range->low))
        {
          code = SQLITE_DONE;
          break;
        }
      if (ascending)
        range->low = id + 1;
      else
        range->high = id - 1;
    }

  sqlite3_reset (rows);
  *finished = code == SQLITE_DONE;
  return *error == NULL;
}

static void
push_halves (Job         *job,
             const Range *range)
{
  gint64 middle = range->low + (gint64) (((guint64) range->high - (guint64) range->low) / 2);
  const Range lower = { range->low, middle };
  const Range upper = { middle + 1, range->high };

  if (range->low >= range->high)
    return;

  g_queue_push_tail (&job->ranges, g_memdup2 (&lower, sizeof lower));
  g_queue_push_tail (&job->ranges, g_memdup2 (&upper, sizeof upper));
}

static gboolean
read_ranges (Job     *job,
             GError **error)
{
  const Range all = { G_MININT64, G_MAXINT64 };
  guint vain = 0;

  g_queue_push_tail (&job->ranges, g_memdup2 (&all, sizeof all));
  while (!g_queue_is_empty (&job->ranges) && vain < MAX_VAIN)
    {
      g_autofree Range *range = g_queue_pop_head (&job->ranges);
      gboolean finished = FALSE;
      guint64 n_read = 0;

      if (!read_range (job, job->up, range, &finished, &n_read, error) ||
          (!finished && !read_range (job, job->down, range, &finished, &n_read, error)))
        return FALSE;

      if (!finished)
        {
          job->rescue->complete = FALSE;
          push_halves (job, range);
        }
      vain = n_read > 0 ? 0 : vain + 1;
    }

  return TRUE;
}

/**
 * archive_rescue_table:
 * @damaged: where to read
 * @target: where to write, in a transaction; the table is there
 * @table: its name; has an id that is its rowid
 * @rescue: (inout): the count goes up, and complete becomes %FALSE where something is left behind
 * @error: where to say why writing failed; that something cannot be read is no error
 *
 * Reads every row from the beginning, and from the end where something is in the way; what lies
 * between is cut in halves, again and again. Columns that only one of the two has are left out.
 *
 * Returns: whether all that could be read was written
 */
gboolean
archive_rescue_table (ArchiveConnection  *damaged,
                      ArchiveConnection  *target,
                      const char         *table,
                      ArchiveRescue      *rescue,
                      GError            **error)
{
  g_autoptr(GError) reason = NULL;
  g_auto(Job) job = { .damaged = damaged, .target = target, .rescue = rescue };
  g_autofree char *columns = NULL;
  guint n_columns = 0;

  g_queue_init (&job.ranges);
  columns = common_columns (damaged, target, table, &n_columns);
  if (columns == NULL || !prepare_job (&job, table, columns, n_columns, &reason))
    {
      g_debug ("Nothing of %s: %s", table, reason != NULL ? reason->message : "not there");
      rescue->complete = FALSE;
      return TRUE;
    }

  if (read_ranges (&job, &reason))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}
