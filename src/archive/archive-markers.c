/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far others have read (XEP-0333). */
#define G_LOG_DOMAIN "archive-markers"

#include "archive-markers.h"

#include "archive-columns.h"
#include "archive-entity.h"
#include "archive-request.h"

#define MAX_ADDRESS_BYTES 4096

typedef struct {
  gint64  conversation_id;
  char   *sender;
  gint64  sort_us;
  gint64  time_us;
} Question;

static void
question_free (Question *question)
{
  g_free (question->sender);
  g_free (question);
}

/**
 * archive_marker_free:
 * @self: (nullable) (transfer full): a marker
 */
void
archive_marker_free (ArchiveMarker *self)
{
  if (self == NULL)
    return;

  g_free (self->sender);
  g_free (self);
}

static gpointer
load_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  static const char sql[] =
    "SELECT e.address, k.sort_us, k.time_us FROM marker k JOIN entity e ON e.id = k.sender_id "
    "WHERE k.conversation_id = ?1 ORDER BY k.sort_us, k.id";
  const gint64 *conversation_id = arguments;
  g_autoptr(GPtrArray) markers =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_marker_free);
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return NULL;

  archive_statement_bind_number (row, 1, *conversation_id);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    {
      ArchiveMarker *marker = g_new0 (ArchiveMarker, 1);

      marker->sender = archive_statement_dup_text (row, 0);
      marker->sort_us = archive_statement_get_number (row, 1);
      marker->time_us = archive_statement_get_number (row, 2);
      g_ptr_array_add (markers, marker);
    }
  return step == ARCHIVE_STEP_DONE ? g_steal_pointer (&markers) : NULL;
}

/**
 * archive_markers_load_async:
 * @database: an archive
 * @conversation_id: a conversation
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Reads how far everybody has read.
 */
void
archive_markers_load_async (ArchiveDatabase     *database,
                            gint64               conversation_id,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  task = archive_request_new (database, archive_markers_load_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, g_memdup2 (&conversation_id, sizeof conversation_id), g_free);
  archive_request_run (database, task, ARCHIVE_JOB_READ, load_job,
                       (GDestroyNotify) g_ptr_array_unref);
}

/**
 * archive_markers_load_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveMarker): by place
 */
GPtrArray *
archive_markers_load_finish (ArchiveDatabase  *database,
                             GAsyncResult     *result,
                             GError          **error)
{
  return archive_request_finish (database, result, archive_markers_load_async, error);
}

static gpointer
set_job (ArchiveConnection  *connection,
         gpointer            arguments,
         GError            **error)
{
  static const char sql[] =
    "INSERT INTO marker (conversation_id, sender_id, sort_us, time_us) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (conversation_id, sender_id) DO UPDATE SET sort_us = ?3, time_us = ?4 "
    "WHERE sort_us < ?3";
  const Question *question = arguments;
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);
  gint64 sender_id = 0;

  if (statement == NULL ||
      !archive_columns_check_text (question->sender, MAX_ADDRESS_BYTES, error) ||
      !archive_entity_intern (connection, question->sender, &sender_id, error))
    return NULL;

  archive_statement_bind_number (statement, 1, question->conversation_id);
  archive_statement_bind_number (statement, 2, sender_id);
  archive_statement_bind_number (statement, 3, question->sort_us);
  archive_statement_bind_number (statement, 4, question->time_us);
  archive_statement_run (statement, error);
  return NULL;
}

/**
 * archive_markers_set_async:
 * @database: an archive
 * @conversation_id: a conversation
 * @sender: who has read
 * @sort_us: up to which place
 * @time_us: and when
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Stores how far somebody has read. It only moves on.
 */
void
archive_markers_set_async (ArchiveDatabase     *database,
                           gint64               conversation_id,
                           const char          *sender,
                           gint64               sort_us,
                           gint64               time_us,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  Question *question;
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (sender != NULL);

  question = g_new0 (Question, 1);
  question->conversation_id = conversation_id;
  question->sender = g_strdup (sender);
  question->sort_us = sort_us;
  question->time_us = time_us;
  task = archive_request_new (database, archive_markers_set_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, set_job, NULL);
}

/**
 * archive_markers_set_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_CONSTRAINT where there is no such conversation, …
 *
 * Returns: whether it was stored
 */
gboolean
archive_markers_set_finish (ArchiveDatabase  *database,
                            GAsyncResult     *result,
                            GError          **error)
{
  return archive_request_settle (database, result, archive_markers_set_async, error);
}
