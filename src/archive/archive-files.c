/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that belong to messages (XEP-0066, XEP-0446, XEP-0447). */
#define G_LOG_DOMAIN "archive-files"

#include "archive-files.h"

#include "archive-columns.h"
#include "archive-error.h"
#include "archive-request.h"

#define MAX_FIELD_BYTES (64 * 1024)

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

/**
 * archive_file_new:
 *
 * Returns: (transfer full): a file of which nothing is known
 */
ArchiveFile *
archive_file_new (void)
{
  ArchiveFile *self = g_new0 (ArchiveFile, 1);

  self->size_bytes = -1;
  return self;
}

/**
 * archive_file_free:
 * @self: (nullable) (transfer full): a file
 */
void
archive_file_free (ArchiveFile *self)
{
  if (self == NULL)
    return;

  g_free (self->url);
  g_free (self->path);
  g_free (self->name);
  g_free (self->type);
  g_free (self->sha256);
  g_free (self);
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
  return file;
}

static gpointer
load_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  static const char sql[] =
    "SELECT url, path, name, type, coalesce (size_bytes, -1), width, height, sha256 FROM file "
    "WHERE message = ?1 ORDER BY position";
  const gint64 *message_id = arguments;
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) archive_file_free);
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

static gboolean
write_file (ArchiveConnection  *connection,
            gint64              message_id,
            guint               position,
            const ArchiveFile  *file,
            GError            **error)
{
  static const char sql[] =
    "INSERT INTO file (message, position, url, path, name, type, size_bytes, width, height, "
    "sha256) VALUES (?1, ?2, ?3, ?4, ?5, ?6, nullif (?7, -1), ?8, ?9, ?10)";
  const char *const fields[] = { file->url, file->path, file->name, file->type, file->sha256 };
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (!archive_columns_check_text (fields[i], MAX_FIELD_BYTES, error))
      return FALSE;

  archive_statement_bind_number (statement, 1, message_id);
  archive_statement_bind_number (statement, 2, position);
  archive_statement_bind_text (statement, 3, file->url);
  archive_statement_bind_text (statement, 4, file->path);
  archive_statement_bind_text (statement, 5, file->name);
  archive_statement_bind_text (statement, 6, file->type);
  archive_statement_bind_number (statement, 7, MAX (file->size_bytes, -1));
  archive_statement_bind_number (statement, 8, file->width);
  archive_statement_bind_number (statement, 9, file->height);
  archive_statement_bind_text (statement, 10, file->sha256);
  return archive_statement_run (statement, error);
}

static gpointer
set_job (ArchiveConnection  *connection,
         gpointer            arguments,
         GError            **error)
{
  static const char sql[] = "DELETE FROM file WHERE message = ?1";
  const Files *files = arguments;
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return NULL;

  if (files->files->len > ARCHIVE_FILES_MAX)
    {
      g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_INVALID, "Too many files");
      return NULL;
    }

  archive_statement_bind_number (statement, 1, files->message_id);
  if (!archive_statement_run (statement, error))
    return NULL;

  for (guint i = 0; i < files->files->len; i++)
    if (!write_file (connection, files->message_id, i, g_ptr_array_index (files->files, i), error))
      return NULL;

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
