/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The archive's threads: one that writes, in batches, and those that read. */
#define G_LOG_DOMAIN "archive-worker"

#include "archive-worker.h"

#include "archive-batch.h"
#include "archive-error.h"

/* How many jobs go into a batch. */
#define MAX_BATCH 500

struct _ArchiveWorker
{
  gatomicrefcount    ref_count;  /* one for each thread, one for the database */
  GMutex             mutex;      /* for jobs and stopped */
  GCond              cond;
  GQueue             jobs;       /* owned ArchiveJob */
  gboolean           stopped;    /* threads end when the queue is empty */
  GPtrArray         *threads;    /* owned GThread */
  ArchiveReportFunc  report;
  gpointer           user_data;
  GDestroyNotify     destroy;
};

typedef struct {
  ArchiveWorker     *worker;
  ArchiveConnection *connection;
} Seat;

static gboolean
is_trouble (const GError *error)
{
  return g_error_matches (error, ARCHIVE_ERROR, ARCHIVE_ERROR_FULL) ||
         g_error_matches (error, ARCHIVE_ERROR, ARCHIVE_ERROR_IO) ||
         g_error_matches (error, ARCHIVE_ERROR, ARCHIVE_ERROR_DAMAGED);
}

/* Waits for something to do. An empty batch is the end. */
static void
take_jobs (ArchiveWorker *self,
           GPtrArray     *batch,
           guint          max)
{
  g_mutex_lock (&self->mutex);
  while (g_queue_is_empty (&self->jobs) && !self->stopped)
    g_cond_wait (&self->cond, &self->mutex);
  while (batch->len < max && !g_queue_is_empty (&self->jobs))
    g_ptr_array_add (batch, g_queue_pop_head (&self->jobs));
  g_mutex_unlock (&self->mutex);
}

static void
finish_jobs (ArchiveWorker *self,
             GPtrArray     *batch)
{
  g_autoptr(GError) trouble = NULL;
  gboolean written = FALSE;

  for (guint i = 0; i < batch->len; i++)
    {
      ArchiveJob *job = g_ptr_array_index (batch, i);

      if (job->error == NULL)
        written |= (job->flags & ARCHIVE_JOB_WRITE) != 0;
      else if (trouble == NULL && is_trouble (job->error))
        trouble = g_error_copy (job->error);
      archive_job_finish (job);
    }

  if (trouble != NULL || written)
    self->report (trouble, self->user_data);
  g_ptr_array_set_size (batch, 0);
}

static gpointer
run_reader (gpointer user_data)
{
  g_autofree Seat *seat = user_data;
  g_autoptr(GPtrArray) batch = g_ptr_array_new ();

  for (;;)
    {
      take_jobs (seat->worker, batch, 1);
      if (batch->len == 0)
        break;

      archive_batch_read (seat->connection, g_ptr_array_index (batch, 0));
      finish_jobs (seat->worker, batch);
    }

  archive_connection_free (seat->connection);
  archive_worker_unref (seat->worker);
  return NULL;
}

static gpointer
run_writer (gpointer user_data)
{
  g_autofree Seat *seat = user_data;
  g_autoptr(GPtrArray) batch = g_ptr_array_new ();

  for (;;)
    {
      take_jobs (seat->worker, batch, MAX_BATCH);
      if (batch->len == 0)
        break;

      archive_batch_write (seat->connection, batch);
      finish_jobs (seat->worker, batch);
    }

  archive_connection_free (seat->connection);
  archive_worker_unref (seat->worker);
  return NULL;
}

static ArchiveWorker *
worker_new (ArchiveReportFunc  report,
            gpointer           user_data,
            GDestroyNotify     destroy)
{
  ArchiveWorker *self = g_new0 (ArchiveWorker, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  g_queue_init (&self->jobs);
  self->threads = g_ptr_array_new_with_free_func ((GDestroyNotify) g_thread_unref);
  self->report = report;
  self->user_data = user_data;
  self->destroy = destroy;
  return self;
}

static void
start_thread (ArchiveWorker     *self,
              const char        *name,
              GThreadFunc        func,
              ArchiveConnection *connection)
{
  Seat *seat = g_new0 (Seat, 1);

  g_atomic_ref_count_inc (&self->ref_count);
  seat->worker = self;
  seat->connection = connection;
  g_ptr_array_add (self->threads, g_thread_new (name, func, seat));
}

/**
 * archive_worker_new_writer:
 * @connection: (transfer full): where it writes
 * @report: told how it goes
 * @user_data: for @report
 * @destroy: for @user_data
 *
 * Starts a thread that commits jobs in batches, in the order in which they come.
 *
 * Returns: (transfer full): the worker
 */
ArchiveWorker *
archive_worker_new_writer (ArchiveConnection *connection,
                           ArchiveReportFunc  report,
                           gpointer           user_data,
                           GDestroyNotify     destroy)
{
  ArchiveWorker *self = worker_new (report, user_data, destroy);

  start_thread (self, "archive-writer", run_writer, connection);
  return self;
}

/**
 * archive_worker_new_readers:
 * @connections: (element-type ArchiveConnection) (transfer full): where they read; a thread each
 * @report: told when something is wrong
 * @user_data: for @report
 * @destroy: for @user_data
 *
 * Returns: (transfer full): the worker
 */
ArchiveWorker *
archive_worker_new_readers (GPtrArray         *connections,
                            ArchiveReportFunc  report,
                            gpointer           user_data,
                            GDestroyNotify     destroy)
{
  ArchiveWorker *self = worker_new (report, user_data, destroy);

  for (guint i = 0; i < connections->len; i++)
    start_thread (self, "archive-reader", run_reader, g_ptr_array_index (connections, i));
  g_ptr_array_set_free_func (connections, NULL);
  g_ptr_array_unref (connections);
  return self;
}

/**
 * archive_worker_push:
 * @self: a worker
 * @job: (transfer full): what to do
 *
 * Queues a job; after archive_worker_stop() it fails.
 */
void
archive_worker_push (ArchiveWorker *self,
                     ArchiveJob    *job)
{
  gboolean stopped;

  g_mutex_lock (&self->mutex);
  stopped = self->stopped;
  if (!stopped)
    {
      g_queue_push_tail (&self->jobs, job);
      g_cond_signal (&self->cond);
    }
  g_mutex_unlock (&self->mutex);

  if (stopped)
    {
      g_autoptr(GError) error = g_error_new_literal (ARCHIVE_ERROR, ARCHIVE_ERROR_CLOSED,
                                                     "The archive has been closed");

      archive_job_fail (job, error);
      archive_job_finish (job);
    }
}

/**
 * archive_worker_stop:
 * @self: a worker
 *
 * Lets the threads end once the queue is empty. Returns at once.
 */
void
archive_worker_stop (ArchiveWorker *self)
{
  g_mutex_lock (&self->mutex);
  self->stopped = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/**
 * archive_worker_join:
 * @self: a worker that has been stopped
 *
 * Waits until the threads have done what was queued and closed their connections.
 */
void
archive_worker_join (ArchiveWorker *self)
{
  while (self->threads->len > 0)
    g_thread_join (g_ptr_array_steal_index_fast (self->threads, 0));
}

/**
 * archive_worker_unref:
 * @self: (transfer full): a worker
 *
 * Threads that have not been joined go on until they end by themselves.
 */
void
archive_worker_unref (ArchiveWorker *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_ptr_array_unref (self->threads);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_free (self);
}
