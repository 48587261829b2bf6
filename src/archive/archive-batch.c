/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs jobs in as few transactions as possible, each as if it had one of its own. */
#define G_LOG_DOMAIN "archive-batch"

#include "archive-batch.h"

#include "archive-index.h"

/* How long a transaction is added to before it is committed. */
#define MAX_TIME_US (10 * 1000)

typedef struct {
  ArchiveConnection *connection;
  GPtrArray         *jobs; /* borrowed ArchiveJob */
  guint              next; /* the first that has not been committed nor failed */
} Batch;

/* Why not a savepoint around every job: FTS5 writes out what it has gathered at each one, which
 * makes a message four times as dear. Failures are rare, so they pay: the transaction is undone,
 * and those before the failed one are run again. */
static gboolean
run_jobs (Batch    *batch,
          guint     end,
          gboolean  timed,
          guint    *stop)
{
  sqlite3 *handle = archive_connection_get_handle (batch->connection);
  gint64 deadline_us = g_get_monotonic_time () + MAX_TIME_US;

  for (*stop = batch->next; *stop < end; (*stop)++)
    {
      sqlite3_int64 changes = sqlite3_total_changes64 (handle);

      if (timed && *stop > batch->next && g_get_monotonic_time () > deadline_us)
        return TRUE;

      if (archive_job_run (g_ptr_array_index (batch->jobs, *stop), batch->connection))
        continue;

      /* One that failed before it had changed anything needs no undoing. */
      if (sqlite3_get_autocommit (handle) || sqlite3_total_changes64 (handle) != changes)
        return FALSE;
    }

  return TRUE;
}

static void
fail_jobs (Batch        *batch,
           guint         end,
           const GError *error)
{
  for (guint i = batch->next; i < end; i++)
    {
      ArchiveJob *job = g_ptr_array_index (batch->jobs, i);

      if (job->error == NULL)
        archive_job_fail (job, error);
    }
}

static gboolean
is_any (Batch           *batch,
        guint            end,
        ArchiveJobFlags  flag)
{
  for (guint i = batch->next; i < end; i++)
    {
      ArchiveJob *job = g_ptr_array_index (batch->jobs, i);

      if ((job->flags & flag) == flag)
        return TRUE;
    }
  return FALSE;
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

/* Runs the jobs from batch->next to end, or some of them, in one transaction. */
static void
run_transaction (Batch    *batch,
                 guint     end,
                 gboolean  timed)
{
  g_autoptr(GError) error = NULL;
  gboolean erase;
  guint stop = end;

  if (!archive_connection_begin (batch->connection, is_any (batch, end, ARCHIVE_JOB_DURABLE),
                                 &error))
    {
      fail_jobs (batch, end, error);
      batch->next = end;
      return;
    }

  if (!run_jobs (batch, end, timed, &stop))
    {
      archive_connection_roll_back (batch->connection);
      while (batch->next < stop)
        run_transaction (batch, stop, FALSE);
      batch->next = stop + 1;
      return;
    }

  erase = is_any (batch, stop, ARCHIVE_JOB_ERASE);
  if (!archive_connection_commit (batch->connection, &error))
    fail_jobs (batch, stop, error);
  else if (erase)
    erase_traces (batch->connection);
  batch->next = stop;
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
  Batch batch = { .connection = connection, .jobs = jobs };

  while (batch.next < jobs->len)
    run_transaction (&batch, jobs->len, TRUE);
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
