/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the functions that others call have their work done: a task becomes a job. */
#define G_LOG_DOMAIN "archive-request"

#include "archive-request.h"

/**
 * archive_request_new:
 * @self: an archive
 * @source_tag: the function that others called
 * @cancellable: (nullable): what they gave
 * @callback: what they gave
 * @user_data: what they gave
 *
 * Returns: (transfer full): a task for archive_request_run()
 */
GTask *
archive_request_new (ArchiveDatabase     *self,
                     gpointer             source_tag,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  return task;
}

/**
 * archive_request_run:
 * @self: an archive
 * @task: (transfer full): its task data are the arguments of @func
 * @flags: whether it reads or writes
 * @func: what to do
 * @free_result: (nullable): for what @func returns
 *
 * Has it done by one of the threads.
 */
void
archive_request_run (ArchiveDatabase *self,
                     GTask           *task,
                     ArchiveJobFlags  flags,
                     ArchiveJobFunc   func,
                     GDestroyNotify   free_result)
{
  archive_database_push (self, archive_job_new (task, flags, func, free_result));
}

/**
 * archive_request_finish:
 * @self: an archive
 * @result: what the callback got
 * @source_tag: the function that was called
 * @error: where to say why it failed
 *
 * Returns: (transfer full) (nullable): what the job's function returned
 */
gpointer
archive_request_finish (ArchiveDatabase  *self,
                        GAsyncResult     *result,
                        gpointer          source_tag,
                        GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, source_tag), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * archive_request_settle:
 * @self: an archive
 * @result: what the callback got
 * @source_tag: the function that was called
 * @error: where to say why it failed
 *
 * Like archive_request_finish(), for jobs that give nothing.
 *
 * Returns: whether the job was done
 */
gboolean
archive_request_settle (ArchiveDatabase  *self,
                        GAsyncResult     *result,
                        gpointer          source_tag,
                        GError          **error)
{
  g_autoptr(GError) reason = NULL;

  archive_request_finish (self, result, source_tag, &reason);
  if (reason == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}
