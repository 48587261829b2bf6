/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox: messages that wait to be sent. */
#define G_LOG_DOMAIN "archive-outbox"

#include "archive-outbox.h"

#include "archive-columns.h"
#include "archive-entity.h"
#include "archive-forgotten.h"
#include "archive-outcome.h"
#include "archive-request.h"
#include "archive-state.h"

/* One that was corrected before it was sent says first what it said first: its correction follows,
 * and whoever has it already has it so. */
static gboolean
load_first (ArchiveConnection  *connection,
            ArchiveMessage     *message,
            GError            **error)
{
  static const char sql[] =
    "SELECT body, link FROM revision WHERE message = ?1 AND correction_id = ''";
  g_autoptr(ArchiveStatement) row = NULL;
  ArchiveStep step;

  if ((message->flags & ARCHIVE_FLAG_EDITED) == 0)
    return TRUE;

  if ((row = archive_connection_prepare (connection, sql, error)) == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, message->id);
  step = archive_statement_step (row, error);
  if (step == ARCHIVE_STEP_ROW)
    {
      message->correction.first_body = archive_statement_dup_text (row, 0);
      message->correction.first_link = archive_statement_dup_text (row, 1);
    }
  return step != ARCHIVE_STEP_ERROR;
}

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
  if (step == ARCHIVE_STEP_ERROR)
    return NULL;

  for (guint i = 0; i < messages->len; i++)
    if (!load_first (connection, g_ptr_array_index (messages, i), error))
      return NULL;

  return g_steal_pointer (&messages);
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

/* Which one of an account */
typedef struct {
  gint64  account_id;
  char   *address;
  char   *message_id;
} Queued;

static void
queued_free (Queued *queued)
{
  g_free (queued->address);
  g_free (queued->message_id);
  g_free (queued);
}

static gpointer
load_one_job (ArchiveConnection  *connection,
              gpointer            arguments,
              GError            **error)
{
  const Queued *queued = arguments;
  g_autoptr(GPtrArray) messages =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  ArchiveMessage *message;
  gint64 conversation_id = 0;
  gint64 id = 0;
  gint64 sort_us = 0;

  if (!archive_entity_find_conversation (connection, queued->account_id, queued->address,
                                         &conversation_id, error) ||
      !archive_state_find_outgoing (connection, conversation_id, queued->message_id, &id, &sort_us,
                                    error))
    return NULL;
  if (id == 0)
    return g_steal_pointer (&messages);

  if ((message = archive_columns_load_message (connection, id, error)) == NULL)
    return NULL;

  g_ptr_array_add (messages, message);
  if (message->state != ARCHIVE_STATE_QUEUED)
    g_ptr_array_set_size (messages, 0);
  else if (!load_first (connection, message, error))
    return NULL;

  return g_steal_pointer (&messages);
}

/**
 * archive_outbox_load_one_async:
 * @database: an archive
 * @account_id: whose
 * @address: of the conversation
 * @message_id: an id attribute, an origin-id or a stanza-id
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Reads one message in state queued, as archive_outbox_load_async() does all; nothing where it is
 * not, or no longer.
 */
void
archive_outbox_load_one_async (ArchiveDatabase     *database,
                               gint64               account_id,
                               const char          *address,
                               const char          *message_id,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  Queued *queued;
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (address != NULL && message_id != NULL);

  queued = g_new0 (Queued, 1);
  queued->account_id = account_id;
  queued->address = g_strdup (address);
  queued->message_id = g_strdup (message_id);
  task = archive_request_new (database, archive_outbox_load_one_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, queued, (GDestroyNotify) queued_free);
  archive_request_run (database, task, ARCHIVE_JOB_READ, load_one_job,
                       (GDestroyNotify) g_ptr_array_unref);
}

/**
 * archive_outbox_load_one_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveMessage): that one, or none
 */
GPtrArray *
archive_outbox_load_one_finish (ArchiveDatabase  *database,
                                GAsyncResult     *result,
                                GError          **error)
{
  return archive_request_finish (database, result, archive_outbox_load_one_async, error);
}

/**
 * archive_retried_free:
 * @self: (nullable) (transfer full): what became of messages that are tried again
 */
void
archive_retried_free (ArchiveRetried *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->changes, g_array_unref);
  g_clear_pointer (&self->queued, g_ptr_array_unref);
  g_free (self);
}

static gpointer
retry_job (ArchiveConnection  *connection,
           gpointer            arguments,
           GError            **error)
{
  const GArray *ids = arguments;
  g_autoptr(ArchiveRetried) result = g_new0 (ArchiveRetried, 1);

  result->changes = archive_changes_new ();
  result->queued = g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  for (guint i = 0; i < ids->len; i++)
    if (!archive_state_set (connection, g_array_index (ids, gint64, i), ARCHIVE_STATE_QUEUED, NULL,
                            NULL, result->changes, error))
      return NULL;

  for (guint i = 0; i < result->changes->len; i++)
    {
      gint64 id = g_array_index (result->changes, ArchiveChange, i).id;
      ArchiveMessage *row = archive_columns_load_message (connection, id, error);

      if (row == NULL)
        return NULL;

      g_ptr_array_add (result->queued, row);
      if (!load_first (connection, row, error))
        return NULL;
    }

  return g_steal_pointer (&result);
}

/**
 * archive_outbox_retry_async:
 * @database: an archive
 * @ids: own messages that failed, what corrects one after that one
 * @n_ids: how many
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller, when it is on the disk, even if
 *   the power fails
 * @user_data: for @callback
 *
 * Queues them again, in that order. What is queued or sent is left as it is.
 */
void
archive_outbox_retry_async (ArchiveDatabase     *database,
                            const gint64        *ids,
                            gsize                n_ids,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GArray *wanted;
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (ids != NULL && n_ids > 0);

  wanted = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_vals (wanted, ids, (guint) n_ids);
  task = archive_request_new (database, archive_outbox_retry_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, wanted, (GDestroyNotify) g_array_unref);
  archive_request_run (database, task, ARCHIVE_JOB_DURABLE, retry_job,
                       (GDestroyNotify) archive_retried_free);
}

/**
 * archive_outbox_retry_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_FULL, …
 *
 * Returns: (transfer full) (nullable): what became of them
 */
ArchiveRetried *
archive_outbox_retry_finish (ArchiveDatabase  *database,
                             GAsyncResult     *result,
                             GError          **error)
{
  return archive_request_finish (database, result, archive_outbox_retry_async, error);
}

static gpointer
discard_job (ArchiveConnection  *connection,
             gpointer            arguments,
             GError            **error)
{
  static const char sql[] =
    "SELECT id FROM message WHERE corrects = ?1 AND state = " ARCHIVE_STORED_FAILED;
  const gint64 *original_id = arguments;
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  ArchiveStep step;

  {
    g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);

    if (row == NULL)
      return NULL;

    archive_statement_bind_number (row, 1, *original_id);
    while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
      {
        gint64 id = archive_statement_get_number (row, 0);

        g_array_append_val (ids, id);
      }
  }

  if (step == ARCHIVE_STEP_ERROR)
    return NULL;

  for (guint i = 0; i < ids->len; i++)
    if (!archive_forgotten_delete_message (connection, g_array_index (ids, gint64, i), error))
      return NULL;

  return archive_columns_load_message (connection, *original_id, error);
}

/**
 * archive_outbox_discard_async:
 * @database: an archive
 * @original_id: an own message
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller, when nothing of them is left
 * @user_data: for @callback
 *
 * Deletes those of its corrections that could not be sent.
 */
void
archive_outbox_discard_async (ArchiveDatabase     *database,
                              gint64               original_id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  task = archive_request_new (database, archive_outbox_discard_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, g_memdup2 (&original_id, sizeof original_id), g_free);
  archive_request_run (database, task, ARCHIVE_JOB_ERASE, discard_job,
                       (GDestroyNotify) archive_message_free);
}

/**
 * archive_outbox_discard_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_NOT_FOUND, …
 *
 * Returns: (transfer full) (nullable): the message as it is now
 */
ArchiveMessage *
archive_outbox_discard_finish (ArchiveDatabase  *database,
                               GAsyncResult     *result,
                               GError          **error)
{
  return archive_request_finish (database, result, archive_outbox_discard_async, error);
}

typedef struct {
  gint64  conversation_id;
  char   *message_id;
} Wanted;

static void
wanted_free (Wanted *wanted)
{
  g_free (wanted->message_id);
  g_free (wanted);
}

static gpointer
find_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  const Wanted *wanted = arguments;
  gint64 id = 0;
  gint64 sort_us = 0;

  if (!archive_state_find_outgoing (connection, wanted->conversation_id, wanted->message_id, &id,
                                    &sort_us, error))
    return NULL;

  return archive_columns_load_message (connection, id, error);
}

/**
 * archive_outbox_find_async:
 * @database: an archive
 * @conversation_id: a conversation
 * @message_id: an id attribute, an origin-id or a stanza-id
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Finds an own message, also where it is a correction.
 */
void
archive_outbox_find_async (ArchiveDatabase     *database,
                           gint64               conversation_id,
                           const char          *message_id,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  Wanted *wanted;
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (message_id != NULL);

  wanted = g_new0 (Wanted, 1);
  wanted->conversation_id = conversation_id;
  wanted->message_id = g_strdup (message_id);
  task = archive_request_new (database, archive_outbox_find_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, wanted, (GDestroyNotify) wanted_free);
  archive_request_run (database, task, ARCHIVE_JOB_READ, find_job,
                       (GDestroyNotify) archive_message_free);
}

/**
 * archive_outbox_find_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_NOT_FOUND, …
 *
 * Returns: (transfer full) (nullable): the message
 */
ArchiveMessage *
archive_outbox_find_finish (ArchiveDatabase  *database,
                            GAsyncResult     *result,
                            GError          **error)
{
  return archive_request_finish (database, result, archive_outbox_find_async, error);
}

/* How far two clocks, and a slow way, may put the same message apart */
#define NEAR_US (15 * 60 * G_USEC_PER_SEC)

typedef struct {
  gint64  conversation_id;
  gint64  from_us;
  gint64  before_us;
  char   *condition;
} Loss;

static void
loss_free (Loss *loss)
{
  g_free (loss->condition);
  g_free (loss);
}

/* Whose stanza-id is known has come back; a room that gives messages other ids, as one that is a
 * door to something else may, has them with the same text. */
static gpointer
fail_lost_job (ArchiveConnection  *connection,
               gpointer            arguments,
               GError            **error)
{
  static const char sql[] =
    "SELECT id FROM message m WHERE conversation_id = ?1 AND sort_us >= ?2 AND sort_us < ?3 "
    "AND state IN " ARCHIVE_STORED_UNSEEN " AND state = " ARCHIVE_STORED_SENT
    " AND stanza_id IS NULL AND NOT EXISTS (SELECT 1 FROM message n WHERE n.conversation_id = ?1 "
    "AND n.sort_us BETWEEN m.sort_us - ?4 AND m.sort_us + ?4 AND n.id != m.id "
    "AND n.direction = " ARCHIVE_STORED_OUTGOING " AND n.body = m.body) ORDER BY sort_us, id";
  const Loss *loss = arguments;
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(GArray) changes = archive_changes_new ();
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return NULL;

  archive_statement_bind_number (row, 1, loss->conversation_id);
  archive_statement_bind_number (row, 2, loss->from_us);
  archive_statement_bind_number (row, 3, loss->before_us);
  archive_statement_bind_number (row, 4, NEAR_US);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    {
      gint64 id = archive_statement_get_number (row, 0);

      g_array_append_val (ids, id);
    }
  if (step == ARCHIVE_STEP_ERROR)
    return NULL;

  for (guint i = 0; i < ids->len; i++)
    if (!archive_state_set (connection, g_array_index (ids, gint64, i), ARCHIVE_STATE_FAILED,
                            loss->condition, NULL, changes, error))
      return NULL;

  return g_steal_pointer (&changes);
}

/**
 * archive_outbox_fail_lost_async:
 * @database: an archive
 * @conversation_id: that of a room
 * @from_us: from that place on all is here that was said there
 * @before_us: up to here, without it
 * @condition: why they failed
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * What was sent and is not known to have got through has failed.
 */
void
archive_outbox_fail_lost_async (ArchiveDatabase     *database,
                                gint64               conversation_id,
                                gint64               from_us,
                                gint64               before_us,
                                const char          *condition,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  Loss *loss;
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (condition != NULL);

  loss = g_new0 (Loss, 1);
  loss->conversation_id = conversation_id;
  loss->from_us = from_us;
  loss->before_us = before_us;
  loss->condition = g_strdup (condition);
  task = archive_request_new (database, archive_outbox_fail_lost_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, loss, (GDestroyNotify) loss_free);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, fail_lost_job,
                       (GDestroyNotify) g_array_unref);
}

/**
 * archive_outbox_fail_lost_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_FULL, …
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveChange): those that did change
 */
GArray *
archive_outbox_fail_lost_finish (ArchiveDatabase  *database,
                                 GAsyncResult     *result,
                                 GError          **error)
{
  return archive_request_finish (database, result, archive_outbox_fail_lost_async, error);
}
