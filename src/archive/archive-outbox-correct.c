/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What corrects a message of ours, and waits to be sent (XEP-0308). */
#define G_LOG_DOMAIN "archive-outbox"

#include "archive-outbox.h"

#include "archive-columns.h"
#include "archive-correction.h"
#include "archive-error.h"
#include "archive-insert.h"
#include "archive-outcome.h"
#include "archive-request.h"
#include "archive-state.h"

/**
 * archive_corrected_free:
 * @self: (nullable) (transfer full): what became of a correction
 */
void
archive_corrected_free (ArchiveCorrected *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->queued, g_ptr_array_unref);
  g_clear_pointer (&self->original, archive_message_free);
  g_free (self);
}

typedef struct {
  ArchiveMessage *row;
  gint64          original_id;
} Correction;

static void
correction_free (Correction *self)
{
  archive_message_free (self->row);
  g_free (self);
}

/* The first version: what corrects a correction corrects that (XEP-0308, 4). */
static ArchiveMessage *
load_original (ArchiveConnection  *connection,
               gint64              id,
               GError            **error)
{
  g_autoptr(ArchiveMessage) message = archive_columns_load_message (connection, id, error);
  gint64 corrects = message != NULL ? message->corrects : 0;

  if (corrects != 0)
    {
      archive_message_free (g_steal_pointer (&message));
      message = archive_columns_load_message (connection, corrects, error);
    }
  if (message == NULL)
    return NULL;

  if (message->direction == ARCHIVE_OUTGOING && message->kind == ARCHIVE_MESSAGE_TEXT
      && message->encryption == ARCHIVE_ENCRYPTION_NONE && message->ids.message != NULL
      && message->oob_url == NULL && (message->flags & ARCHIVE_FLAG_RETRACTED) == 0)
    return g_steal_pointer (&message);

  g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_INVALID,
                       "That message cannot be corrected");
  return NULL;
}

/* A message that came back is not known to those whom its correction shall reach: it is tried once
 * more, under the id that it had, and the correction follows. */
static gboolean
queue_again (ArchiveConnection     *connection,
             const ArchiveMessage  *original,
             GPtrArray             *queued,
             GError               **error)
{
  g_autoptr(GArray) changes = archive_changes_new ();
  ArchiveMessage *row;

  if (original->state != ARCHIVE_STATE_FAILED
      || original->correction.state != ARCHIVE_STATE_RECEIVED)
    return TRUE;

  if (!archive_state_set (connection, original->id, ARCHIVE_STATE_QUEUED, NULL, NULL, changes,
                          error) ||
      (row = archive_columns_load_message (connection, original->id, error)) == NULL)
    return FALSE;

  g_ptr_array_add (queued, row);
  return TRUE;
}

static gint64
insert_correction (ArchiveConnection  *connection,
                   ArchiveMessage     *row, /* (transfer full) */
                   GError            **error)
{
  g_autoptr(GPtrArray) rows =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_autoptr(GPtrArray) corrected =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_autoptr(GArray) hidden = g_array_new (FALSE, FALSE, sizeof (ArchiveHidden));
  ArchiveCorrections corrections = { corrected, hidden };
  g_autoptr(GArray) items = NULL;
  g_autoptr(GArray) inserted = NULL;

  g_ptr_array_add (rows, row);
  if (!archive_columns_check_message (row, error) ||
      (items = archive_insert_prepare (connection, rows, NULL, error)) == NULL ||
      (inserted = archive_insert_items (connection, items, 0, error)) == NULL ||
      !archive_correction_settle (connection, rows, inserted, &corrections, error))
    return 0;

  return g_array_index (inserted, ArchiveInserted, 0).id;
}

static gpointer
correct_job (ArchiveConnection  *connection,
             gpointer            arguments,
             GError            **error)
{
  const Correction *correction = arguments;
  g_autoptr(ArchiveCorrected) result = g_new0 (ArchiveCorrected, 1);
  g_autoptr(ArchiveMessage) original = load_original (connection, correction->original_id, error);
  g_autoptr(ArchiveMessage) row = NULL;
  ArchiveMessage *stored;
  gint64 id;

  result->queued = g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  if (original == NULL || !queue_again (connection, original, result->queued, error))
    return NULL;

  row = archive_message_copy (correction->row);
  row->conversation_id = original->conversation_id;
  row->replace_id = g_strdup (original->ids.message);
  row->thread = g_strdup (original->thread);
  if ((id = insert_correction (connection, g_steal_pointer (&row), error)) == 0 ||
      (stored = archive_columns_load_message (connection, id, error)) == NULL)
    return NULL;

  g_ptr_array_add (result->queued, stored);
  if (stored->corrects != 0 &&
      (result->original = archive_columns_load_message (connection, stored->corrects,
                                                        error)) == NULL)
    return NULL;

  return g_steal_pointer (&result);
}

/**
 * archive_outbox_correct_async:
 * @database: an archive
 * @row: an outgoing message in state queued: ids, text and time; the rest follows the original
 * @original_id: an own message, or a correction of one
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller, when it is on the disk, even if
 *   the power fails
 * @user_data: for @callback
 *
 * Queues a correction (XEP-0308) of the first version of an own message. It goes out after all that
 * is queued, so after its original; one that had failed is queued again before it.
 */
void
archive_outbox_correct_async (ArchiveDatabase      *database,
                              const ArchiveMessage *row,
                              gint64                original_id,
                              GCancellable         *cancellable,
                              GAsyncReadyCallback   callback,
                              gpointer              user_data)
{
  Correction *correction;
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (row != NULL && row->state == ARCHIVE_STATE_QUEUED);

  correction = g_new0 (Correction, 1);
  correction->row = archive_message_copy (row);
  correction->original_id = original_id;
  task = archive_request_new (database, archive_outbox_correct_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, correction, (GDestroyNotify) correction_free);
  archive_request_run (database, task, ARCHIVE_JOB_DURABLE, correct_job,
                       (GDestroyNotify) archive_corrected_free);
}

/**
 * archive_outbox_correct_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_NOT_FOUND, %ARCHIVE_ERROR_INVALID where that message cannot be corrected,
 *   %ARCHIVE_ERROR_FULL, …
 *
 * Returns: (transfer full) (nullable): what became of it
 */
ArchiveCorrected *
archive_outbox_correct_finish (ArchiveDatabase  *database,
                               GAsyncResult     *result,
                               GError          **error)
{
  return archive_request_finish (database, result, archive_outbox_correct_async, error);
}
