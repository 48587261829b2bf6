/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server delivers, live or as a page of its archive (XEP-0313): messages, what is said about
 * messages, and what is held of the archive with them, all in one transaction. Whenever the program
 * is killed, the ranges say what is held. */
#define G_LOG_DOMAIN "archive-delivery"

#include "archive-delivery.h"

#include "archive-arrange.h"
#include "archive-columns.h"
#include "archive-correction.h"
#include "archive-forgotten.h"
#include "archive-insert.h"
#include "archive-marking.h"
#include "archive-pages.h"
#include "archive-place.h"
#include "archive-range.h"
#include "archive-request.h"
#include "archive-retracting.h"

/**
 * archive_delivery_new:
 * @account_id: whose
 * @owner: address of the archive in which the server keeps it, or would
 *
 * Returns: (transfer full): a delivery with nothing in it
 */
ArchiveDelivery *
archive_delivery_new (gint64      account_id,
                      const char *owner)
{
  ArchiveDelivery *self = g_atomic_rc_box_new0 (ArchiveDelivery);

  self->account_id = account_id;
  self->owner = g_strdup (owner);
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  self->marks = g_ptr_array_new_with_free_func ((GDestroyNotify) archive_mark_free);
  self->retractions =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_retraction_free);
  return self;
}

/**
 * archive_delivery_ref:
 * @self: a delivery
 *
 * Returns: (transfer full): @self
 */
ArchiveDelivery *
archive_delivery_ref (ArchiveDelivery *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_delivery (gpointer data)
{
  ArchiveDelivery *self = data;

  g_free (self->owner);
  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->marks);
  g_ptr_array_unref (self->retractions);
  archive_slice_free (self->slice);
  g_free (self->held_id);
  g_free (self->held_after);
}

/**
 * archive_delivery_unref:
 * @self: (nullable) (transfer full): a delivery
 */
void
archive_delivery_unref (ArchiveDelivery *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, clear_delivery);
}

static ArchiveDelivered *
delivered_new (void)
{
  ArchiveDelivered *self = g_new0 (ArchiveDelivered, 1);

  self->changes = archive_changes_new ();
  self->reads = g_array_new (FALSE, FALSE, sizeof (ArchiveRead));
  self->shifts = g_array_new (FALSE, FALSE, sizeof (ArchiveShift));
  self->corrected = g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  self->hidden = g_array_new (FALSE, FALSE, sizeof (ArchiveHidden));
  return self;
}

/**
 * archive_delivered_free:
 * @self: (nullable) (transfer full): what became of a delivery
 */
void
archive_delivered_free (ArchiveDelivered *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->inserted, g_array_unref);
  g_array_unref (self->changes);
  g_array_unref (self->reads);
  g_array_unref (self->shifts);
  g_ptr_array_unref (self->corrected);
  g_array_unref (self->hidden);
  g_clear_pointer (&self->ranges, g_ptr_array_unref);
  g_free (self);
}

static gboolean
check (const ArchiveDelivery  *delivery,
       GError                **error)
{
  for (guint i = 0; i < delivery->messages->len; i++)
    if (!archive_columns_check_message (g_ptr_array_index (delivery->messages, i), error))
      return FALSE;
  for (guint i = 0; i < delivery->marks->len; i++)
    if (!archive_marking_check (g_ptr_array_index (delivery->marks, i), error))
      return FALSE;
  for (guint i = 0; i < delivery->retractions->len; i++)
    if (!archive_retracting_check (g_ptr_array_index (delivery->retractions, i), error))
      return FALSE;

  return TRUE;
}

static gboolean
insert (ArchiveConnection      *connection,
        const ArchiveDelivery  *delivery,
        ArchiveDelivered       *delivered,
        GError                **error)
{
  g_autofree gboolean *skips = g_new0 (gboolean, delivery->messages->len + 1);
  ArchiveCorrections corrections = { delivered->corrected, delivered->hidden };
  g_autoptr(GArray) items = NULL;
  gint64 line = 0;

  if (!archive_place_find_line (connection, delivery->account_id, delivery->owner, &line, error) ||
      !archive_forgotten_find (connection, delivery->account_id, delivery->owner,
                               delivery->messages, delivery->is_history, skips, error) ||
      (items = archive_insert_prepare (connection, delivery->messages, skips, error)) == NULL)
    return FALSE;

  if (delivery->slice != NULL &&
      ((delivered->ranges = archive_range_load_all (connection, delivery->account_id,
                                                    delivery->owner, error)) == NULL ||
       !archive_arrange_slice (connection, items, delivery->slice, line, delivery->floor_us,
                               delivered->ranges, delivered->shifts, error) ||
       !archive_range_save_all (connection, delivery->account_id, delivery->owner,
                                delivered->ranges, error)))
    return FALSE;

  delivered->inserted = archive_insert_items (connection, items, delivery->floor_us, error);
  return delivered->inserted != NULL &&
         archive_correction_settle (connection, delivery->messages, delivered->inserted,
                                    &corrections, error) &&
         archive_retracting_apply_late (connection, delivery->account_id, delivery->messages,
                                        delivered->inserted, delivered->corrected, error) &&
         archive_retracting_apply_all (connection, delivery->account_id, delivery->retractions,
                                       delivered->corrected, error);
}

/* The newest range goes on with what came live. */
static gboolean
extend (ArchiveConnection      *connection,
        const ArchiveDelivery  *delivery,
        ArchiveDelivered       *delivered,
        GError                **error)
{
  static const char sql[] =
    "UPDATE archive_range SET last_id = ?4, last_us = ?5, last_sort_us = ?6 "
    "WHERE account_id = ?1 AND owner = ?2 AND last_id = ?3 AND last_sort_us < ?6 RETURNING 1";
  g_autoptr(ArchiveStatement) statement = NULL;
  ArchiveStep step;

  if (delivery->held_id == NULL)
    return TRUE;

  if ((statement = archive_connection_prepare (connection, sql, error)) == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, delivery->account_id);
  archive_statement_bind_text (statement, 2, delivery->owner);
  archive_statement_bind_text (statement, 3, delivery->held_after);
  archive_statement_bind_text (statement, 4, delivery->held_id);
  archive_statement_bind_number (statement, 5, delivery->held_us);
  archive_statement_bind_number (statement, 6, delivery->held_sort_us);
  step = archive_statement_step (statement, error);
  delivered->is_extended = step == ARCHIVE_STEP_ROW;
  return step != ARCHIVE_STEP_ERROR;
}

/* Conversations of which something is read, up to where. 0: only to be counted anew. */
static void
note_read (GHashTable *reads,
           gint64      conversation_id,
           gint64      sort_us)
{
  const gint64 *known = g_hash_table_lookup (reads, &conversation_id);

  if (known == NULL || *known < sort_us)
    g_hash_table_insert (reads, g_memdup2 (&conversation_id, sizeof conversation_id),
                         g_memdup2 (&sort_us, sizeof sort_us));
}

/* What is old has been read, and who wrote something elsewhere has read what was there. (XEP-0490,
 * 5.1 keeps that out of what devices tell one another: it is told to none.) */
static void
note_inserted (const ArchiveDelivery  *delivery,
               const ArchiveDelivered *delivered,
               GHashTable             *reads)
{
  GArray *inserted = delivered->inserted;

  for (guint i = 0; i < inserted->len; i++)
    {
      const ArchiveInserted *one = &g_array_index (inserted, ArchiveInserted, i);
      const ArchiveMessage *message = g_ptr_array_index (delivery->messages, i);
      gboolean is_elsewhere = message->direction == ARCHIVE_OUTGOING
                              && (delivery->slice != NULL
                                  || (message->flags & ARCHIVE_FLAG_CARBON) != 0);

      if (one->outcome == ARCHIVE_OUTCOME_NEW && one->sort_us < ARCHIVE_SORT_QUEUED
          && (delivery->slice != NULL || is_elsewhere))
        note_read (reads, one->conversation_id,
                   delivery->is_history || is_elsewhere ? one->sort_us : 0);
      else if (one->outcome == ARCHIVE_OUTCOME_LEARNT && delivery->slice != NULL)
        note_read (reads, one->conversation_id, 0); /* the mark may have moved on with it */
    }

  /* What is not shown is not unread. */
  for (guint i = 0; i < delivered->hidden->len; i++)
    note_read (reads, g_array_index (delivered->hidden, ArchiveHidden, i).conversation_id, 0);

  /* Another text may speak to others. */
  for (guint i = 0; i < delivered->corrected->len; i++)
    {
      const ArchiveMessage *message = g_ptr_array_index (delivered->corrected, i);

      if (message->with_kind == ARCHIVE_CONVERSATION_ROOM
          && message->direction == ARCHIVE_INCOMING)
        note_read (reads, message->conversation_id, 0);
    }
}

static gboolean
write_read (ArchiveConnection  *connection,
            gint64              conversation_id,
            gint64              sort_us,
            GArray             *reads,
            GError            **error)
{
  static const char sql[] =
    "UPDATE conversation SET read_sort_us = max (read_sort_us, ?2) WHERE id = ?1 "
    "RETURNING read_sort_us";
  ArchiveRead read = { .conversation_id = conversation_id };

  {
    g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);

    if (row == NULL)
      return FALSE;

    archive_statement_bind_number (row, 1, conversation_id);
    archive_statement_bind_number (row, 2, sort_us);
    if (archive_statement_step (row, error) != ARCHIVE_STEP_ROW)
      return FALSE;
    read.read_sort_us = archive_statement_get_number (row, 0);
  }

  if (!archive_pages_count_unread (connection, conversation_id, read.read_sort_us, &read.unread,
                                   &read.mentions, error))
    return FALSE;

  g_array_append_val (reads, read);
  return TRUE;
}

static gboolean
write_reads (ArchiveConnection  *connection,
             GHashTable         *reads,
             ArchiveDelivered   *delivered,
             GError            **error)
{
  GHashTableIter iter;
  gpointer conversation_id;
  gpointer sort_us;

  g_hash_table_iter_init (&iter, reads);
  while (g_hash_table_iter_next (&iter, &conversation_id, &sort_us))
    if (!write_read (connection, *(gint64 *) conversation_id, *(gint64 *) sort_us,
                     delivered->reads, error))
      return FALSE;

  return TRUE;
}

static gpointer
deliver_job (ArchiveConnection  *connection,
             gpointer            arguments,
             GError            **error)
{
  const ArchiveDelivery *delivery = arguments;
  g_autoptr(ArchiveDelivered) delivered = delivered_new ();
  g_autoptr(GHashTable) reads = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  ArchiveMarking marking = {
    .connection = connection,
    .account_id = delivery->account_id,
    .changes = delivered->changes,
    .reads = reads,
    .note_read = note_read,
  };

  if (!check (delivery, error) || !insert (connection, delivery, delivered, error) ||
      !extend (connection, delivery, delivered, error))
    return NULL;

  note_inserted (delivery, delivered, reads);
  if (!archive_marking_apply_late (&marking, delivery->messages, delivered->inserted, error) ||
      (delivery->slice != NULL &&
       !archive_marking_apply_markers (&marking, delivery->messages, delivered->inserted,
                                       error)) ||
      !archive_marking_apply_all (&marking, delivery->marks, error) ||
      !write_reads (connection, reads, delivered, error))
    return NULL;

  return g_steal_pointer (&delivered);
}

/**
 * archive_deliver_async:
 * @database: an archive
 * @delivery: what a server delivered
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller, when all is committed or nothing
 * @user_data: for @callback
 *
 * Stores messages as archive_messages_insert_async() does, and with them what is said about
 * messages, and what takes them back. What came live stands at the end; what a slice of an archive
 * holds stands in that archive's order, before and after what is held of it already. What is said
 * about a message that is not here is kept until it comes.
 */
void
archive_deliver_async (ArchiveDatabase     *database,
                       ArchiveDelivery     *delivery,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (delivery != NULL);

  task = archive_request_new (database, archive_deliver_async, cancellable, callback, user_data);
  g_task_set_task_data (task, archive_delivery_ref (delivery),
                        (GDestroyNotify) archive_delivery_unref);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, deliver_job,
                       (GDestroyNotify) archive_delivered_free);
}

/**
 * archive_deliver_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: as archive_messages_insert_finish()
 *
 * Returns: (transfer full) (nullable): what became of it
 */
ArchiveDelivered *
archive_deliver_finish (ArchiveDatabase  *database,
                        GAsyncResult     *result,
                        GError          **error)
{
  return archive_request_finish (database, result, archive_deliver_async, error);
}
