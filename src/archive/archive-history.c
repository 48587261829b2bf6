/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of servers' archives (XEP-0313) is held here. */
#define G_LOG_DOMAIN "archive-history"

#include "archive-history.h"

#include "archive-columns.h"
#include "archive-error.h"
#include "archive-insert.h"
#include "archive-request.h"

#define MAX_FIELD_BYTES (64 * 1024)

typedef struct {
  gint64        account_id;
  char         *owner;
  GPtrArray    *ranges;   /* (nullable) */
  GPtrArray    *messages; /* (nullable) */
  ArchivePlace  place;
} Question;

static void
question_free (Question *question)
{
  g_free (question->owner);
  g_clear_pointer (&question->ranges, g_ptr_array_unref);
  g_clear_pointer (&question->messages, g_ptr_array_unref);
  g_free (question);
}

/**
 * archive_range_new:
 *
 * Returns: (transfer full): a range with nothing set
 */
ArchiveRange *
archive_range_new (void)
{
  return g_new0 (ArchiveRange, 1);
}

/**
 * archive_range_free:
 * @self: (nullable) (transfer full): a range
 */
void
archive_range_free (ArchiveRange *self)
{
  if (self == NULL)
    return;

  g_free (self->first_id);
  g_free (self->last_id);
  g_free (self);
}

static gpointer
load_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  static const char sql[] =
    "SELECT first_id, first_us, last_id, last_us, at_start FROM archive_range "
    "WHERE account_id = ?1 AND owner = ?2 ORDER BY id";
  const Question *question = arguments;
  g_autoptr(GPtrArray) ranges =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_range_free);
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return NULL;

  archive_statement_bind_number (row, 1, question->account_id);
  archive_statement_bind_text (row, 2, question->owner);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    {
      ArchiveRange *range = archive_range_new ();

      range->first_id = archive_statement_dup_text (row, 0);
      range->first_us = archive_statement_get_number (row, 1);
      range->last_id = archive_statement_dup_text (row, 2);
      range->last_us = archive_statement_get_number (row, 3);
      range->at_start = archive_statement_get_number (row, 4) != 0;
      g_ptr_array_add (ranges, range);
    }
  return step == ARCHIVE_STEP_DONE ? g_steal_pointer (&ranges) : NULL;
}

/**
 * archive_history_load_async:
 * @database: an archive
 * @account_id: an account
 * @owner: address of the server's archive: the account's own, or a room's
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Reads what of a server's archive is held.
 */
void
archive_history_load_async (ArchiveDatabase     *database,
                            gint64               account_id,
                            const char          *owner,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  Question *question;
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (owner != NULL);

  question = g_new0 (Question, 1);
  question->account_id = account_id;
  question->owner = g_strdup (owner);
  task = archive_request_new (database, archive_history_load_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  archive_request_run (database, task, ARCHIVE_JOB_READ, load_job,
                       (GDestroyNotify) g_ptr_array_unref);
}

/**
 * archive_history_load_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveRange): in the order in which they were
 * stored
 */
GPtrArray *
archive_history_load_finish (ArchiveDatabase  *database,
                             GAsyncResult     *result,
                             GError          **error)
{
  return archive_request_finish (database, result, archive_history_load_async, error);
}

static gboolean
write_range (ArchiveConnection   *connection,
             const Question      *question,
             const ArchiveRange  *range,
             GError             **error)
{
  static const char sql[] =
    "INSERT INTO archive_range (account_id, owner, first_id, first_us, last_id, last_us, at_start) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);

  if (statement == NULL || !archive_columns_check_text (range->first_id, MAX_FIELD_BYTES, error) ||
      !archive_columns_check_text (range->last_id, MAX_FIELD_BYTES, error))
    return FALSE;

  archive_statement_bind_number (statement, 1, question->account_id);
  archive_statement_bind_text (statement, 2, question->owner);
  archive_statement_bind_text (statement, 3, range->first_id);
  archive_statement_bind_number (statement, 4, range->first_us);
  archive_statement_bind_text (statement, 5, range->last_id);
  archive_statement_bind_number (statement, 6, range->last_us);
  archive_statement_bind_number (statement, 7, range->at_start);
  return archive_statement_run (statement, error);
}

static gboolean
write_ranges (ArchiveConnection  *connection,
              const Question     *question,
              GError            **error)
{
  static const char sql[] = "DELETE FROM archive_range WHERE account_id = ?1 AND owner = ?2";
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);

  if (statement == NULL || !archive_columns_check_text (question->owner, MAX_FIELD_BYTES, error))
    return FALSE;

  if (question->ranges->len > ARCHIVE_RANGES_MAX)
    {
      g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_INVALID, "Too many ranges");
      return FALSE;
    }

  archive_statement_bind_number (statement, 1, question->account_id);
  archive_statement_bind_text (statement, 2, question->owner);
  if (!archive_statement_run (statement, error))
    return FALSE;

  for (guint i = 0; i < question->ranges->len; i++)
    if (!write_range (connection, question, g_ptr_array_index (question->ranges, i), error))
      return FALSE;

  return TRUE;
}

static gpointer
store_job (ArchiveConnection  *connection,
           gpointer            arguments,
           GError            **error)
{
  const Question *question = arguments;

  for (guint i = 0; i < question->messages->len; i++)
    if (!archive_columns_check_message (g_ptr_array_index (question->messages, i), error))
      return NULL;

  if (!write_ranges (connection, question, error))
    return NULL;
  return archive_insert_messages (connection, question->messages, question->place, error);
}

/**
 * archive_history_store_async:
 * @database: an archive
 * @account_id: an account
 * @owner: address of the server's archive: the account's own, or a room's
 * @ranges: (element-type ArchiveRange): all that is held of it, with these messages; at most
 *   ARCHIVE_RANGES_MAX; not to be changed until the callback
 * @messages: (element-type ArchiveMessage): a page of it, oldest first; not to be changed until the
 *   callback
 * @place: where they go, as for archive_messages_insert_async()
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller, when all is committed or nothing
 * @user_data: for @callback
 *
 * Stores a page of a server's archive, and that it is held.
 */
void
archive_history_store_async (ArchiveDatabase     *database,
                             gint64               account_id,
                             const char          *owner,
                             GPtrArray           *ranges,
                             GPtrArray           *messages,
                             ArchivePlace         place,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  Question *question;
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (owner != NULL && ranges != NULL && messages != NULL);

  question = g_new0 (Question, 1);
  question->account_id = account_id;
  question->owner = g_strdup (owner);
  question->ranges = g_ptr_array_ref (ranges);
  question->messages = g_ptr_array_ref (messages);
  question->place = place;
  task = archive_request_new (database, archive_history_store_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, store_job,
                       (GDestroyNotify) g_array_unref);
}

/**
 * archive_history_store_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: as archive_messages_insert_finish()
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveInserted): what became of each message
 */
GArray *
archive_history_store_finish (ArchiveDatabase  *database,
                              GAsyncResult     *result,
                              GError          **error)
{
  return archive_request_finish (database, result, archive_history_store_async, error);
}
