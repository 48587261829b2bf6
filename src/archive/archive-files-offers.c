/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offers of files that came to nothing. */
#define G_LOG_DOMAIN "archive-files"

#include "archive-files-offers.h"

#include "archive-request.h"

static gpointer
find_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  /* In this order: those with files in the same conversation are few. What was declined (2) was
   * answered, and what has a place is here. */
  static const char sql[] =
    "SELECT n.id FROM message m CROSS JOIN file f CROSS JOIN message n CROSS JOIN file o "
    "WHERE m.id = ?1 AND f.message = m.id AND n.conversation_id = m.conversation_id AND n.kind = 3 "
    "AND n.id <> m.id AND n.direction = m.direction AND n.sender_id = m.sender_id "
    "AND o.message = n.id AND o.direct IN (1, 3, 4) AND o.path IS NULL AND o.name IS f.name "
    "AND o.size_bytes IS f.size_bytes AND o.sha256 IS f.sha256 "
    "AND coalesce (o.offer_id = f.offer_id, TRUE)";
  const gint64 *message_id = arguments;
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return NULL;

  archive_statement_bind_number (row, 1, *message_id);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    {
      gint64 id = archive_statement_get_number (row, 0);

      g_array_append_val (ids, id);
    }
  return step == ARCHIVE_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

/**
 * archive_files_find_offers_async:
 * @database: an archive
 * @message_id: a message that offers a file
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Finds the messages of the same conversation by which the same person has offered the same file
 * (XEP-0234), as far as it came to nothing and was not declined. They may still be open. Whose
 * sender says that they are two are not meant.
 */
void
archive_files_find_offers_async (ArchiveDatabase     *database,
                                 gint64               message_id,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  task = archive_request_new (database, archive_files_find_offers_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, g_memdup2 (&message_id, sizeof message_id), g_free);
  archive_request_run (database, task, ARCHIVE_JOB_READ, find_job, (GDestroyNotify) g_array_unref);
}

/**
 * archive_files_find_offers_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable) (element-type gint64): the messages
 */
GArray *
archive_files_find_offers_finish (ArchiveDatabase  *database,
                                  GAsyncResult     *result,
                                  GError          **error)
{
  return archive_request_finish (database, result, archive_files_find_offers_async, error);
}
