/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which device of a contact wrote last. */
#define G_LOG_DOMAIN "archive-messages"

#include "archive-messages-writer.h"

#include "archive-request.h"

static gpointer
find_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  /* Before that many it does not matter any more. */
  static const char sql[] =
    "SELECT resource FROM (SELECT resource, direction, sort_us FROM message "
    "WHERE conversation_id = ?1 ORDER BY sort_us DESC LIMIT 200) "
    "WHERE direction = 1 AND resource IS NOT NULL ORDER BY sort_us DESC LIMIT 1";
  const gint64 *conversation_id = arguments;
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);

  if (row == NULL)
    return NULL;

  archive_statement_bind_number (row, 1, *conversation_id);
  return archive_statement_step (row, error) == ARCHIVE_STEP_ROW
         ? archive_statement_dup_text (row, 0) : NULL;
}

/**
 * archive_messages_find_writer_async:
 * @database: an archive
 * @conversation_id: a conversation with a contact
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Finds the device from which the contact wrote last.
 */
void
archive_messages_find_writer_async (ArchiveDatabase     *database,
                                    gint64               conversation_id,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  task = archive_request_new (database, archive_messages_find_writer_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, g_memdup2 (&conversation_id, sizeof conversation_id), g_free);
  archive_request_run (database, task, ARCHIVE_JOB_READ, find_job, g_free);
}

/**
 * archive_messages_find_writer_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable): its resource; %NULL without @error: it is not known
 */
char *
archive_messages_find_writer_finish (ArchiveDatabase  *database,
                                     GAsyncResult     *result,
                                     GError          **error)
{
  return archive_request_finish (database, result, archive_messages_find_writer_async, error);
}
