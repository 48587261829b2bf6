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

static gpointer
list_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  static const char sql[] =
    "SELECT path FROM file WHERE path IS NOT NULL AND substr (path, 1, length (?1)) = ?1";
  g_autoptr(GHashTable) paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *prefix = g_strconcat (arguments, "/", NULL);
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return NULL;

  archive_statement_bind_text (row, 1, prefix);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    g_hash_table_add (paths, archive_statement_dup_text (row, 0));
  return step == ARCHIVE_STEP_DONE ? g_steal_pointer (&paths) : NULL;
}

/**
 * archive_files_list_async:
 * @database: an archive
 * @folder: a path, in UTF-8
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Finds out which files below a folder belong to messages, once all is stored that was asked to be
 * stored before.
 */
void
archive_files_list_async (ArchiveDatabase     *database,
                          const char          *folder,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (folder != NULL);

  task = archive_request_new (database, archive_files_list_async, cancellable, callback, user_data);
  g_task_set_task_data (task, g_strdup (folder), g_free);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, list_job,
                       (GDestroyNotify) g_hash_table_unref);
}

/**
 * archive_files_list_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: whatever SQLite has to say
 *
 * Returns: (transfer full) (nullable): a set of paths
 */
GHashTable *
archive_files_list_finish (ArchiveDatabase  *database,
                           GAsyncResult     *result,
                           GError          **error)
{
  return archive_request_finish (database, result, archive_files_list_async, error);
}
