/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox: messages that wait to be sent. */
#define G_LOG_DOMAIN "archive-outbox"

#include "archive-outbox.h"

#include "archive-columns.h"
#include "archive-request.h"

static gpointer
load_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  static const char sql[] =
    "SELECT " ARCHIVE_MESSAGE_COLUMNS " FROM message m" ARCHIVE_MESSAGE_JOINS
    "WHERE m.state = " ARCHIVE_STORED_QUEUED " AND c.account_id = ?1 ORDER BY m.sort_us, m.id";
  const gint64 *account_id = arguments;
  g_autoptr(GPtrArray) messages =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return NULL;

  archive_statement_bind_number (row, 1, *account_id);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    g_ptr_array_add (messages, archive_columns_read_message (row));
  return step == ARCHIVE_STEP_DONE ? g_steal_pointer (&messages) : NULL;
}

/**
 * archive_outbox_load_async:
 * @database: an archive
 * @account_id: whose
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Reads the messages in state queued, of all conversations, in the order in which they were
 * written.
 */
void
archive_outbox_load_async (ArchiveDatabase     *database,
                           gint64               account_id,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  task = archive_request_new (database, archive_outbox_load_async, cancellable, callback,
                                user_data);
  g_task_set_task_data (task, g_memdup2 (&account_id, sizeof account_id), g_free);
  archive_request_run (database, task, ARCHIVE_JOB_READ, load_job,
                        (GDestroyNotify) g_ptr_array_unref);
}

/**
 * archive_outbox_load_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveMessage): the messages
 */
GPtrArray *
archive_outbox_load_finish (ArchiveDatabase  *database,
                            GAsyncResult     *result,
                            GError          **error)
{
  return archive_request_finish (database, result, archive_outbox_load_async, error);
}
