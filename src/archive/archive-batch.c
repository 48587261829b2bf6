/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs jobs in as few transactions as possible, each as if it had one of its own. */
#define G_LOG_DOMAIN "archive-batch"

#include "archive-batch.h"

#include "archive-index.h"

/* How long a transaction is added to before it is committed. */
#define MAX_TIME_US (10 * 1000)

/* Whether one of the jobs is of that kind. */
static gboolean
is_any (GPtrArray       *jobs,
        guint            start,
        guint            end,
        ArchiveJobFlags  flag)
{
  for (guint i = start; i < end; i++)
    {
      ArchiveJob *job = g_ptr_array_index (jobs, i);

      if ((job->flags & flag) == flag)
        return TRUE;
    }
  return FALSE;
}

/* Those that failed by themselves keep their own reasons. */
static void
fail_jobs (GPtrArray    *jobs,
           guint         start,
           guint         end,
           const GError *error)
{
  for (guint i = start; i < end; i++)
    {
      ArchiveJob *job = g_ptr_array_index (jobs, i);

      if (job->error == NULL)
        archive_job_fail (job, error);
    }
}

/* Runs jobs until the time is up; *end says how far it came. A job that fails before it has changed
 * anything needs no undoing; after any other failure the transaction is spoilt.
 *
 * Why not a savepoint around every job: FTS5 writes out what it has gathered at each one, which
 * makes a message three times as dear. Failures are rare, so they pay: the transaction is undone,
 * and the jobs in it are run again, each in one of its own. */
static gboolean
run_jobs (ArchiveConnection *connection,
          GPtrArray         *jobs,
          guint              start,
          guint             *end)
{
  sqlite3 *handle = archive_connection_get_handle (connection);
  gint64 deadline_us = g_get_monotonic_time () + MAX_TIME_US;

  for (guint i = start; i < *end; i++)
    {
      sqlite3_int64 changes = sqlite3_total_changes64 (handle);

      if (i > start && g_get_monotonic_time () > deadline_us)
        {
          *end = i;
          break;
        }

      if (!archive_job_run (g_ptr_array_index (jobs, i), connection) &&
          (sqlite3_get_autocommit (handle) || sqlite3_total_changes64 (handle) != changes))
        {
          *end = i + 1;
          return FALSE;
        }
    }

  return TRUE;
}

/* Merging the search index drops the words of deleted bodies from it; emptying the log drops the
 * rest. */
static void
erase_traces (ArchiveConnection *connection)
{
  g_autoptr(GError) error = NULL;

  if (!archive_index_merge (connection, &error) ||
      !archive_connection_checkpoint (connection, &error))
    g_debug ("Erasing: %s", error->message);
}

/* Runs the jobs from @start on in one transaction, as many of them as there is time for. Gives how
 * far it came, and FALSE where nothing of it is left because one of them failed, which is the last
 * one. */
static gboolean
run_transaction (ArchiveConnection *connection,
                 GPtrArray         *jobs,
                 guint              start,
                 guint             *end)
{
  g_autoptr(GError) error = NULL;

  if (!archive_connection_begin (connection, is_any (jobs, start, *end, ARCHIVE_JOB_DURABLE),
                                 &error))
    {
      fail_jobs (jobs, start, *end, error);
      return TRUE;
    }

  if (!run_jobs (connection, jobs, start, end))
    {
      archive_connection_roll_back (connection);
      return FALSE;
    }

  if (!archive_connection_commit (connection, &error))
    fail_jobs (jobs, start, *end, error);
  else if (is_any (jobs, start, *end, ARCHIVE_JOB_ERASE))
    erase_traces (connection);
  return TRUE;
}

/**
 * archive_batch_write:
 * @connection: the writer
 * @jobs: (element-type ArchiveJob): in order
 *
 * Runs all the jobs. Each has a result or an error afterwards, and what it did is committed or
 * undone; none is touched by the failure of another.
 */
void
archive_batch_write (ArchiveConnection *connection,
                     GPtrArray         *jobs)
{
  guint start = 0;

  while (start < jobs->len)
    {
      guint end = jobs->len;

      if (!run_transaction (connection, jobs, start, &end))
        for (guint i = start; i < end; i++)
          {
            guint next = i + 1;

            run_transaction (connection, jobs, i, &next);
          }
      start = end;
    }
}

/**
 * archive_batch_read:
 * @connection: a reader
 * @job: what to do
 *
 * Runs one job in a transaction, so that all its statements see the same state.
 */
void
archive_batch_read (ArchiveConnection *connection,
                    ArchiveJob        *job)
{
  g_autoptr(GError) error = NULL;

  if (!archive_connection_begin (connection, FALSE, &error))
    archive_job_fail (job, error);
  else
    archive_job_run (job, connection);

  archive_connection_roll_back (connection);
}
