/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conversations: emptied, or gone altogether. */
#define G_LOG_DOMAIN "archive-conversations-delete"

#include "archive-conversations.h"
#include "archive-entity.h"
#include "archive-forgotten.h"
#include "archive-index.h"
#include "archive-request.h"

static gpointer
clear_job (ArchiveConnection  *connection,
           gpointer            arguments,
           GError            **error)
{
  static const char delete_messages[] = "DELETE FROM message WHERE conversation_id = ?1";
  static const char delete_markers[] = "DELETE FROM marker WHERE conversation_id = ?1";
  const gint64 *id = arguments;

  if (archive_forgotten_add_conversation (connection, *id, error) &&
      archive_index_remove_conversation (connection, *id, error) &&
      archive_connection_run (connection, delete_messages, *id, error) &&
      archive_connection_run (connection, delete_markers, *id, error))
    archive_entity_tidy (connection, error);
  return NULL;
}

static gpointer
delete_job (ArchiveConnection  *connection,
            gpointer            arguments,
            GError            **error)
{
  static const char sql[] = "DELETE FROM conversation WHERE id = ?1";
  const gint64 *id = arguments;

  if (archive_forgotten_add_conversation (connection, *id, error) &&
      archive_index_remove_conversation (connection, *id, error) &&
      archive_connection_run (connection, sql, *id, error))
    archive_entity_tidy (connection, error);
  return NULL;
}

static void
erase (ArchiveDatabase     *database,
       gpointer             source_tag,
       ArchiveJobFunc       func,
       gint64               conversation_id,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  GTask *task = archive_request_new (database, source_tag, cancellable, callback, user_data);

  g_task_set_task_data (task, g_memdup2 (&conversation_id, sizeof conversation_id), g_free);
  archive_request_run (database, task, ARCHIVE_JOB_ERASE, func, NULL);
}

/**
 * archive_conversations_clear_async:
 * @database: an archive
 * @conversation_id: a conversation
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller, when nothing of its messages is
 *   left in the file, the search index or the log
 * @user_data: for @callback
 *
 * Deletes all messages of a conversation here, and leaves its settings and draft.
 */
void
archive_conversations_clear_async (ArchiveDatabase     *database,
                                   gint64               conversation_id,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  erase (database, archive_conversations_clear_async, clear_job, conversation_id, cancellable,
         callback, user_data);
}

/**
 * archive_conversations_clear_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_FULL, …
 *
 * Returns: whether it holds no message now
 */
gboolean
archive_conversations_clear_finish (ArchiveDatabase  *database,
                                    GAsyncResult     *result,
                                    GError          **error)
{
  return archive_request_settle (database, result, archive_conversations_clear_async, error);
}

/**
 * archive_conversations_delete_async:
 * @database: an archive
 * @conversation_id: a conversation
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller, when nothing of it is left in the
 *   file, the search index or the log
 * @user_data: for @callback
 *
 * Deletes a conversation with all that belongs to it.
 */
void
archive_conversations_delete_async (ArchiveDatabase     *database,
                                    gint64               conversation_id,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  erase (database, archive_conversations_delete_async, delete_job, conversation_id, cancellable,
         callback, user_data);
}

/**
 * archive_conversations_delete_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_FULL, …
 *
 * Returns: whether it is gone
 */
gboolean
archive_conversations_delete_finish (ArchiveDatabase  *database,
                                     GAsyncResult     *result,
                                     GError          **error)
{
  return archive_request_settle (database, result, archive_conversations_delete_async, error);
}
