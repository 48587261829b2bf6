/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that belong to messages (XEP-0066, XEP-0446, XEP-0447). */
#define G_LOG_DOMAIN "archive-files"

#include "archive-files.h"

#include "archive-columns.h"
#include "archive-error.h"
#include "archive-filing.h"
#include "archive-request.h"

typedef struct {
  gint64     message_id;
  GPtrArray *files;
} Files;

static void
files_free (Files *files)
{
  g_ptr_array_unref (files->files);
  g_free (files);
}

static ArchiveFile *
read_file (ArchiveStatement *row)
{
  ArchiveFile *file = archive_file_new ();

  file->url = archive_statement_dup_text (row, 0);
  file->path = archive_statement_dup_text (row, 1);
  file->name = archive_statement_dup_text (row, 2);
  file->type = archive_statement_dup_text (row, 3);
  file->size_bytes = archive_statement_get_number (row, 4);
  file->width = (guint) archive_statement_get_number (row, 5);
  file->height = (guint) archive_statement_get_number (row, 6);
  file->sha256 = archive_statement_dup_text (row, 7);
  file->length_ms = archive_statement_get_number (row, 8);
  file->thumbnail = archive_statement_dup_text (row, 9);
  file->direct = (ArchiveDirect) archive_statement_get_number (row, 10);
  file->fit = (guint) archive_statement_get_number (row, 11);
  file->is_heard = archive_statement_get_number (row, 12) != 0;
  file->offer_id = archive_statement_dup_text (row, 13);
  return file;
}

static gpointer
load_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  static const char sql[] =
    "SELECT url, path, name, type, coalesce (size_bytes, -1), width, height, sha256, "
    "coalesce (length_ms, 0), thumbnail, coalesce (direct, 0), fit, heard, offer_id FROM file "
    "WHERE message = ?1 ORDER BY position";
  const gint64 *message_id = arguments;
  g_autoptr(GPtrArray) files = archive_files_new ();
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return NULL;

  archive_statement_bind_number (row, 1, *message_id);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    g_ptr_array_add (files, read_file (row));
  return step == ARCHIVE_STEP_DONE ? g_steal_pointer (&files) : NULL;
}

/**
 * archive_files_load_async:
 * @database: an archive
 * @message_id: a message
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Reads which files belong to a message.
 */
void
archive_files_load_async (ArchiveDatabase     *database,
                          gint64               message_id,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  task = archive_request_new (database, archive_files_load_async, cancellable, callback, user_data);
  g_task_set_task_data (task, g_memdup2 (&message_id, sizeof message_id), g_free);
  archive_request_run (database, task, ARCHIVE_JOB_READ, load_job,
                       (GDestroyNotify) g_ptr_array_unref);
}

/**
 * archive_files_load_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveFile): the files, in order
 */
GPtrArray *
archive_files_load_finish (ArchiveDatabase  *database,
                           GAsyncResult     *result,
                           GError          **error)
{
  return archive_request_finish (database, result, archive_files_load_async, error);
}

static gpointer
set_job (ArchiveConnection  *connection,
         gpointer            arguments,
         GError            **error)
{
  const Files *files = arguments;

  archive_filing_replace (connection, files->message_id, files->files, error);
  return NULL;
}

/**
 * archive_files_set_async:
 * @database: an archive
 * @message_id: a message
 * @files: (element-type ArchiveFile): at most ARCHIVE_FILES_MAX; not to be changed until the
 *   callback
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Stores which files belong to a message, in place of those that did.
 */
void
archive_files_set_async (ArchiveDatabase     *database,
                         gint64               message_id,
                         GPtrArray           *files,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  Files *question;
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (files != NULL);

  question = g_new0 (Files, 1);
  question->message_id = message_id;
  question->files = g_ptr_array_ref (files);
  task = archive_request_new (database, archive_files_set_async, cancellable, callback, user_data);
  g_task_set_task_data (task, question, (GDestroyNotify) files_free);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, set_job, NULL);
}

/**
 * archive_files_set_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_CONSTRAINT where there is no such message, %ARCHIVE_ERROR_INVALID, …
 *
 * Returns: whether it was stored
 */
gboolean
archive_files_set_finish (ArchiveDatabase  *database,
                          GAsyncResult     *result,
                          GError          **error)
{
  return archive_request_settle (database, result, archive_files_set_async, error);
}

typedef struct {
  gint64  message_id;
  char   *path;
} Heard;

static void
heard_free (gpointer data)
{
  Heard *heard = data;

  g_free (heard->path);
  g_free (heard);
}

static gpointer
note_heard_job (ArchiveConnection  *connection,
                gpointer            arguments,
                GError            **error)
{
  static const char sql[] = "UPDATE file SET heard = 1 WHERE message = ?1 AND path = ?2";
  const Heard *heard = arguments;
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return NULL;

  archive_statement_bind_number (statement, 1, heard->message_id);
  archive_statement_bind_text (statement, 2, heard->path);
  archive_statement_run (statement, error);
  return NULL;
}

/**
 * archive_files_note_heard_async:
 * @database: an archive
 * @message_id: a message
 * @path: where a sound of it is
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: (nullable): called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Stores that it was listened to.
 */
void
archive_files_note_heard_async (ArchiveDatabase     *database,
                                gint64               message_id,
                                const char          *path,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  Heard *heard;
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (path != NULL);

  heard = g_new (Heard, 1);
  heard->message_id = message_id;
  heard->path = g_strdup (path);
  task = archive_request_new (database, archive_files_note_heard_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, heard, heard_free);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, note_heard_job, NULL);
}

/**
 * archive_files_note_heard_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_FULL, …
 *
 * Returns: whether it was stored, or there is no such sound any more
 */
gboolean
archive_files_note_heard_finish (ArchiveDatabase  *database,
                                 GAsyncResult     *result,
                                 GError          **error)
{
  return archive_request_settle (database, result, archive_files_note_heard_async, error);
}

static gpointer
upload_job (ArchiveConnection  *connection,
            gpointer            arguments,
            GError            **error)
{
  static const char sql[] =
    "UPDATE message SET oob_url = ?2 WHERE id = ?1 AND state = " ARCHIVE_STORED_QUEUED
    " AND flags & " ARCHIVE_STORED_RETRACTED " = 0";
  const Files *files = arguments;
  const ArchiveFile *file = g_ptr_array_index (files->files, 0);
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return NULL;

  archive_statement_bind_number (statement, 1, files->message_id);
  archive_statement_bind_text (statement, 2, file->url);
  if (!archive_statement_run (statement, error))
    return NULL;

  if (sqlite3_changes (archive_connection_get_handle (connection)) == 0)
    {
      g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_NOT_FOUND,
                           "The message does not wait any more");
      return NULL;
    }

  return archive_filing_replace (connection, files->message_id, files->files, error)
         ? archive_columns_load_message (connection, files->message_id, error) : NULL;
}

/**
 * archive_files_upload_async:
 * @database: an archive
 * @message_id: an own message that waits
 * @files: (element-type ArchiveFile): its files, one or more, each with its URL; not to be changed
 *   until the callback
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller, when it is on the disk, even if
 *   the power fails
 * @user_data: for @callback
 *
 * Stores where the files of a message are, before anybody is told.
 */
void
archive_files_upload_async (ArchiveDatabase     *database,
                            gint64               message_id,
                            GPtrArray           *files,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  Files *question;
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (files != NULL && files->len > 0);

  question = g_new0 (Files, 1);
  question->message_id = message_id;
  question->files = g_ptr_array_ref (files);
  task = archive_request_new (database, archive_files_upload_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, question, (GDestroyNotify) files_free);
  archive_request_run (database, task, ARCHIVE_JOB_DURABLE, upload_job,
                       (GDestroyNotify) archive_message_free);
}

/**
 * archive_files_upload_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_NOT_FOUND where the message is gone or waits no longer,
 *   %ARCHIVE_ERROR_FULL, …
 *
 * Returns: (transfer full) (nullable): the message
 */
ArchiveMessage *
archive_files_upload_finish (ArchiveDatabase  *database,
                             GAsyncResult     *result,
                             GError          **error)
{
  return archive_request_finish (database, result, archive_files_upload_async, error);
}
