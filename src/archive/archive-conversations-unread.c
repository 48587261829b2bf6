/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conversations: up to where they have been read. */
#define G_LOG_DOMAIN "archive-conversations-unread"

#include "archive-conversations.h"

#include "archive-columns.h"
#include "archive-error.h"
#include "archive-pages.h"
#include "archive-place.h"
#include "archive-request.h"

typedef struct {
  gint64 conversation_id;
  gint64 sort_us;
} Mark;

/* Sets the mark, and counts what is unread after it. */
static gpointer
set_mark (ArchiveConnection  *connection,
          const char         *sql,
          gint64              conversation_id,
          gint64              sort_us,
          GError            **error)
{
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  guint mentions = 0;
  guint unread = 0;
  gint64 read_sort_us;

  if (row == NULL)
    return NULL;

  archive_statement_bind_number (row, 1, conversation_id);
  archive_statement_bind_number (row, 2, sort_us);
  switch (archive_statement_step (row, error))
    {
    case ARCHIVE_STEP_ROW:
      read_sort_us = archive_statement_get_number (row, 0);
      break;
    case ARCHIVE_STEP_DONE:
      g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_NOT_FOUND,
                           "There is no such conversation");
      return NULL;
    case ARCHIVE_STEP_ERROR:
    default:
      return NULL;
    }

  if (!archive_pages_count_unread (connection, conversation_id, read_sort_us, &unread, &mentions,
                                   error))
    return NULL;
  return g_memdup2 (&unread, sizeof unread);
}

/* XEP-0490: the other devices do not know of it yet. */
static gboolean
note_untold (ArchiveConnection  *connection,
             gint64              conversation_id,
             gint64              sort_us,
             GError            **error)
{
  static const char sql[] =
    "INSERT OR IGNORE INTO conversation_setting (conversation_id, key, value) "
    "SELECT id, '" ARCHIVE_KEY_UNTOLD "', '1' FROM conversation "
    "WHERE id = ?1 AND read_sort_us < ?2";
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, conversation_id);
  archive_statement_bind_number (statement, 2, sort_us);
  return archive_statement_run (statement, error);
}

/* A mark among the queued messages would cover all that is to come before they are sent. */
static gpointer
mark_read_job (ArchiveConnection  *connection,
               gpointer            arguments,
               GError            **error)
{
  static const char sql[] =
    "UPDATE conversation SET read_sort_us = max (read_sort_us, ?2) WHERE id = ?1 "
    "RETURNING read_sort_us";
  const Mark *mark = arguments;
  gint64 sort_us = 0;

  if (!archive_place_get_head (connection, mark->conversation_id, &sort_us, error))
    return NULL;

  sort_us = MIN (mark->sort_us, sort_us);
  if (!note_untold (connection, mark->conversation_id, sort_us, error))
    return NULL;
  return set_mark (connection, sql, mark->conversation_id, sort_us, error);
}

static gpointer
mark_unread_job (ArchiveConnection  *connection,
                 gpointer            arguments,
                 GError            **error)
{
  static const char sql[] =
    "UPDATE conversation SET read_sort_us = min (read_sort_us, ?2 - 1) WHERE id = ?1 "
    "RETURNING read_sort_us";
  const Mark *mark = arguments;

  return set_mark (connection, sql, mark->conversation_id, mark->sort_us, error);
}

static void
mark (ArchiveDatabase     *database,
      gpointer             source_tag,
      ArchiveJobFunc       func,
      gint64               conversation_id,
      gint64               sort_us,
      GCancellable        *cancellable,
      GAsyncReadyCallback  callback,
      gpointer             user_data)
{
  GTask *task = archive_request_new (database, source_tag, cancellable, callback, user_data);
  const Mark place = { conversation_id, sort_us };

  g_task_set_task_data (task, g_memdup2 (&place, sizeof place), g_free);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, func, g_free);
}

static gboolean
finish (ArchiveDatabase  *database,
        GAsyncResult     *result,
        gpointer          source_tag,
        guint            *unread,
        GError          **error)
{
  g_autofree guint *count = archive_request_finish (database, result, source_tag, error);

  if (count != NULL && unread != NULL)
    *unread = *count;
  return count != NULL;
}

/**
 * archive_conversations_mark_read_async:
 * @database: an archive
 * @conversation_id: a conversation
 * @sort_us: place of the last message that was read
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Notes that everything up to a message has been read, on this device; see
 * archive_displayed_load_async(). Never takes back what was read before.
 */
void
archive_conversations_mark_read_async (ArchiveDatabase     *database,
                                       gint64               conversation_id,
                                       gint64               sort_us,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  mark (database, archive_conversations_mark_read_async, mark_read_job, conversation_id, sort_us,
        cancellable, callback, user_data);
}

/**
 * archive_conversations_mark_read_finish:
 * @database: an archive
 * @result: what the callback got
 * @unread: (out) (optional): how many are unread now, at most ARCHIVE_UNREAD_MAX
 * @error: %ARCHIVE_ERROR_NOT_FOUND, …
 *
 * Returns: whether it was stored
 */
gboolean
archive_conversations_mark_read_finish (ArchiveDatabase  *database,
                                        GAsyncResult     *result,
                                        guint            *unread,
                                        GError          **error)
{
  return finish (database, result, archive_conversations_mark_read_async, unread, error);
}

/**
 * archive_conversations_mark_unread_async:
 * @database: an archive
 * @conversation_id: a conversation
 * @sort_us: place of the first message that is to be unread
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Makes a message and all after it unread again.
 */
void
archive_conversations_mark_unread_async (ArchiveDatabase     *database,
                                         gint64               conversation_id,
                                         gint64               sort_us,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data)
{
  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  mark (database, archive_conversations_mark_unread_async, mark_unread_job, conversation_id,
        sort_us, cancellable, callback, user_data);
}

/**
 * archive_conversations_mark_unread_finish:
 * @database: an archive
 * @result: what the callback got
 * @unread: (out) (optional): how many are unread now, at most ARCHIVE_UNREAD_MAX
 * @error: %ARCHIVE_ERROR_NOT_FOUND, …
 *
 * Returns: whether it was stored
 */
gboolean
archive_conversations_mark_unread_finish (ArchiveDatabase  *database,
                                          GAsyncResult     *result,
                                          guint            *unread,
                                          GError          **error)
{
  return finish (database, result, archive_conversations_mark_unread_async, unread, error);
}
