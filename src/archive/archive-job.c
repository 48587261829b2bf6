/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A job of the archive: run once or more on a connection, reported once by its task. */
#define G_LOG_DOMAIN "archive-job"

#include "archive-job.h"

static void
clear_outcome (ArchiveJob *self)
{
  if (self->result != NULL && self->free_result != NULL)
    self->free_result (self->result);
  self->result = NULL;
  g_clear_error (&self->error);
}

/**
 * archive_job_new:
 * @task: (transfer full): told of the result in the context of the caller; its task data are the
 *   job's arguments
 * @flags: who runs it, and how careful
 * @func: what to do
 * @free_result: (nullable): for what @func returns
 *
 * Returns: (transfer full): the job, which archive_job_finish() frees
 */
ArchiveJob *
archive_job_new (GTask           *task,
                 ArchiveJobFlags  flags,
                 ArchiveJobFunc   func,
                 GDestroyNotify   free_result)
{
  ArchiveJob *self = g_new0 (ArchiveJob, 1);

  self->task = task;
  self->flags = flags;
  self->func = func;
  self->free_result = free_result;

  /* What has been written is reported as written, though it was cancelled a moment later. */
  g_task_set_check_cancellable (task, (flags & ARCHIVE_JOB_WRITE) == 0);
  return self;
}

/**
 * archive_job_run:
 * @self: a job
 * @connection: where
 *
 * Runs it, or finds it cancelled. What an earlier run gave is thrown away.
 *
 * Returns: whether it succeeded; the caller undoes what a failed one did
 */
gboolean
archive_job_run (ArchiveJob        *self,
                 ArchiveConnection *connection)
{
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  clear_outcome (self);
  if (g_cancellable_set_error_if_cancelled (cancellable, &self->error))
    return FALSE;

  archive_connection_set_cancellable (connection, cancellable);
  self->result = self->func (connection, g_task_get_task_data (self->task), &self->error);
  archive_connection_set_cancellable (connection, NULL);
  return self->error == NULL;
}

/**
 * archive_job_fail:
 * @self: a job
 * @error: why all of its transaction was lost
 */
void
archive_job_fail (ArchiveJob   *self,
                  const GError *error)
{
  clear_outcome (self);
  self->error = g_error_copy (error);
}

/**
 * archive_job_finish:
 * @self: (transfer full): a job that was run, or failed
 *
 * Tells the caller.
 */
void
archive_job_finish (ArchiveJob *self)
{
  if (self->error != NULL)
    g_task_return_error (self->task, g_steal_pointer (&self->error));
  else
    g_task_return_pointer (self->task, g_steal_pointer (&self->result), self->free_result);

  clear_outcome (self);
  g_object_unref (self->task);
  g_free (self);
}
