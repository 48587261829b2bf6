/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small pictures of files that come by themselves, after their messages. */
#define G_LOG_DOMAIN "archive-files"

#include "archive-files-thumbnail.h"

#include "archive-request.h"

typedef struct {
  gint64  message_id;
  guint   position;
  char   *thumbnail;
} Thumbnail;

static void
thumbnail_free (gpointer data)
{
  Thumbnail *thumbnail = data;

  g_free (thumbnail->thumbnail);
  g_free (thumbnail);
}

static gpointer
set_job (ArchiveConnection  *connection,
         gpointer            arguments,
         GError            **error)
{
  static const char sql[] =
    "UPDATE file SET thumbnail = ?3 WHERE message = ?1 AND position = ?2";
  const Thumbnail *thumbnail = arguments;
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);

  if (row == NULL)
    return NULL;

  archive_statement_bind_number (row, 1, thumbnail->message_id);
  archive_statement_bind_number (row, 2, thumbnail->position);
  archive_statement_bind_text (row, 3, thumbnail->thumbnail);
  archive_statement_run (row, error);
  return NULL;
}

/**
 * archive_files_set_thumbnail:
 * @database: an archive
 * @message_id: a message, which may be gone meanwhile
 * @position: which of its files, from 0
 * @thumbnail: a small picture of that, as a "data:" URI
 *
 * Stores what came of a file after its message. Where that fails nothing is lost that could not be
 * had again.
 */
void
archive_files_set_thumbnail (ArchiveDatabase *database,
                             gint64           message_id,
                             guint            position,
                             const char      *thumbnail)
{
  Thumbnail *arguments;
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (thumbnail != NULL);

  arguments = g_new0 (Thumbnail, 1);
  arguments->message_id = message_id;
  arguments->position = position;
  arguments->thumbnail = g_strdup (thumbnail);
  task = archive_request_new (database, archive_files_set_thumbnail, NULL, NULL, NULL);
  g_task_set_task_data (task, arguments, thumbnail_free);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, set_job, NULL);
}
