/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of messages that are on this machine. */
#define G_LOG_DOMAIN "archive-files"

#include "archive-files-saved.h"

#include "archive-error.h"
#include "archive-request.h"

typedef struct {
  gint64 message_id;
  guint  position;
  char  *path;
  gint64 size_bytes;
} Saved;

static void
saved_free (gpointer data)
{
  Saved *saved = data;

  g_free (saved->path);
  g_free (saved);
}

static gpointer
save_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  static const char sql[] =
    "UPDATE file SET path = ?3, size_bytes = ?4 WHERE message = ?1 AND position = ?2 RETURNING 1";
  const Saved *saved = arguments;
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);

  if (row == NULL)
    return NULL;

  archive_statement_bind_number (row, 1, saved->message_id);
  archive_statement_bind_number (row, 2, saved->position);
  archive_statement_bind_text (row, 3, saved->path);
  archive_statement_bind_number (row, 4, saved->size_bytes);
  if (archive_statement_step (row, error) == ARCHIVE_STEP_DONE)
    g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_NOT_FOUND, "There is no such file");
  return NULL;
}

/**
 * archive_files_save_async:
 * @database: an archive
 * @message_id: a message
 * @position: which of its files, from 0
 * @path: where it is now, in UTF-8
 * @size_bytes: its length
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Stores where a file was saved.
 */
void
archive_files_save_async (ArchiveDatabase     *database,
                          gint64               message_id,
                          guint                position,
                          const char          *path,
                          gint64               size_bytes,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  Saved *saved;
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (path != NULL && g_utf8_validate (path, -1, NULL));

  saved = g_new0 (Saved, 1);
  saved->message_id = message_id;
  saved->position = position;
  saved->path = g_strdup (path);
  saved->size_bytes = size_bytes;
  task = archive_request_new (database, archive_files_save_async, cancellable, callback, user_data);
  g_task_set_task_data (task, saved, saved_free);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, save_job, NULL);
}

/**
 * archive_files_save_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_NOT_FOUND: the message is gone meanwhile; %ARCHIVE_ERROR_FULL, …
 *
 * Returns: whether it is stored
 */
gboolean
archive_files_save_finish (ArchiveDatabase  *database,
                           GAsyncResult     *result,
                           GError          **error)
{
  return archive_request_settle (database, result, archive_files_save_async, error);
}

typedef struct {
  GPtrArray *paths;
  gint64     last;
} Gone;

static void
gone_free (gpointer data)
{
  Gone *gone = data;

  g_clear_pointer (&gone->paths, g_ptr_array_unref);
  g_free (gone);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Gone, gone_free)

/* Another message may have the same one. */
static gpointer
list_gone_job (ArchiveConnection  *connection,
               gpointer            arguments,
               GError            **error)
{
  static const char sql[] =
    "SELECT g.id, g.path, EXISTS (SELECT 1 FROM file f WHERE f.path = g.path) FROM gone_file g "
    "ORDER BY g.id";
  g_autoptr(Gone) gone = g_new0 (Gone, 1);
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return NULL;

  gone->paths = g_ptr_array_new_with_free_func (g_free);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    {
      gone->last = archive_statement_get_number (row, 0);
      if (archive_statement_get_number (row, 2) == 0)
        g_ptr_array_add (gone->paths, archive_statement_dup_text (row, 1));
    }
  return step == ARCHIVE_STEP_DONE ? g_steal_pointer (&gone) : NULL;
}

/**
 * archive_files_list_gone_async:
 * @database: an archive
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Finds out where files were whose messages have been deleted, once all is stored that was asked to
 * be stored before.
 */
void
archive_files_list_gone_async (ArchiveDatabase     *database,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  task = archive_request_new (database, archive_files_list_gone_async, cancellable, callback,
                              user_data);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, list_gone_job, gone_free);
}

/**
 * archive_files_list_gone_finish:
 * @database: an archive
 * @result: what the callback got
 * @last: (out): to be handed to archive_files_forget_gone_async() once they are deleted
 * @error: whatever SQLite has to say
 *
 * Returns: (transfer full) (nullable) (element-type utf8): paths, of which no message has one
 */
GPtrArray *
archive_files_list_gone_finish (ArchiveDatabase  *database,
                                GAsyncResult     *result,
                                gint64           *last,
                                GError          **error)
{
  g_autoptr(Gone) gone =
    archive_request_finish (database, result, archive_files_list_gone_async, error);

  if (gone == NULL)
    return NULL;

  *last = gone->last;
  return g_steal_pointer (&gone->paths);
}

static gpointer
forget_gone_job (ArchiveConnection  *connection,
                 gpointer            arguments,
                 GError            **error)
{
  const gint64 *last = arguments;

  archive_connection_run (connection, "DELETE FROM gone_file WHERE id <= ?1", *last, error);
  return NULL;
}

/**
 * archive_files_forget_gone_async:
 * @database: an archive
 * @last: what archive_files_list_gone_finish() said
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: (nullable): called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * They are deleted: nothing of their names is to stay.
 */
void
archive_files_forget_gone_async (ArchiveDatabase     *database,
                                 gint64               last,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  task = archive_request_new (database, archive_files_forget_gone_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, g_memdup2 (&last, sizeof last), g_free);
  archive_request_run (database, task, ARCHIVE_JOB_ERASE, forget_gone_job, NULL);
}
