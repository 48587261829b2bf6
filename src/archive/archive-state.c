/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The states of outgoing messages, which only move on (XEP-0184, XEP-0333). */
#define G_LOG_DOMAIN "archive-state"

#include "archive-state.h"

#include "archive-columns.h"
#include "archive-correction.h"
#include "archive-place.h"

#define TO(state) (1u << (state))

#define PROVEN \
  (TO (ARCHIVE_STATE_SENT) | TO (ARCHIVE_STATE_DELIVERED) | TO (ARCHIVE_STATE_DISPLAYED))

/* Who may follow whom. What came back was sent, too: only who got it all the same proves more. */
static const guint successors[] = {
  [ARCHIVE_STATE_RECEIVED]  = 0,
  [ARCHIVE_STATE_QUEUED]    = PROVEN | TO (ARCHIVE_STATE_FAILED),
  [ARCHIVE_STATE_SENT]      = TO (ARCHIVE_STATE_DELIVERED) | TO (ARCHIVE_STATE_DISPLAYED) |
                              TO (ARCHIVE_STATE_FAILED),
  [ARCHIVE_STATE_DELIVERED] = TO (ARCHIVE_STATE_DISPLAYED),
  [ARCHIVE_STATE_DISPLAYED] = 0,
  [ARCHIVE_STATE_FAILED]    = TO (ARCHIVE_STATE_DELIVERED) | TO (ARCHIVE_STATE_DISPLAYED) |
                              TO (ARCHIVE_STATE_QUEUED),
};

static void
change_clear (gpointer data)
{
  ArchiveChange *change = data;

  g_clear_pointer (&change->original, archive_message_free);
}

/**
 * archive_changes_new:
 *
 * Returns: (transfer full) (element-type ArchiveChange): an empty list of changes
 */
GArray *
archive_changes_new (void)
{
  GArray *changes = g_array_new (FALSE, TRUE, sizeof (ArchiveChange));

  g_array_set_clear_func (changes, change_clear);
  return changes;
}

/**
 * archive_state_can_follow:
 * @from: a state
 * @to: another
 *
 * Returns: whether a message may go from one to the other
 */
gboolean
archive_state_can_follow (ArchiveState from,
                          ArchiveState to)
{
  return (successors[from] & TO (to)) != 0;
}

/* Queued messages stand after all others; one that leaves the queue, or comes back to it, moves. */
static gboolean
find_place (ArchiveConnection  *connection,
            ArchiveState        from,
            ArchiveChange      *change,
            GError            **error)
{
  gint64 now_us = g_get_real_time ();

  if (change->state == ARCHIVE_STATE_QUEUED)
    return archive_place_in_queue (connection, change->conversation_id, now_us, &change->sort_us,
                                   error);
  if (from == ARCHIVE_STATE_QUEUED)
    return archive_place_at_end (connection, change->conversation_id, now_us, &change->sort_us,
                                 error);
  return TRUE;
}

static gboolean
write_state (ArchiveConnection    *connection,
             const ArchiveChange  *change,
             const char           *error_condition,
             const char           *error_text,
             GError              **error)
{
  static const char sql[] =
    "UPDATE message SET state = ?2, sort_us = ?3, error_condition = ?4, error_text = ?5 "
    "WHERE id = ?1";
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);
  gboolean failed = change->state == ARCHIVE_STATE_FAILED;

  if (statement == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, change->id);
  archive_statement_bind_number (statement, 2, archive_columns_store_state (change->state));
  archive_statement_bind_number (statement, 3, change->sort_us);
  archive_statement_bind_text (statement, 4, failed ? error_condition : NULL);
  archive_statement_bind_text (statement, 5, failed ? error_text : NULL);
  return archive_statement_run (statement, error);
}

/* The message that a correction belongs to: one that was refused never was, one that is tried again
 * counts again. */
static gboolean
take_original (ArchiveConnection  *connection,
               gint64              corrects,
               ArchiveChange      *change,
               GError            **error)
{
  gboolean is_other_text = FALSE;

  if (corrects == 0)
    return TRUE;

  return archive_correction_refresh (connection, corrects, &is_other_text, error) &&
         (change->original = archive_columns_load_message (connection, corrects, error)) != NULL;
}

/* Gives FALSE without an error where there is no such row. */
static gboolean
read_change (ArchiveConnection  *connection,
             gint64              id,
             ArchiveChange      *change,
             gint64             *corrects,
             GError            **error)
{
  static const char sql[] =
    "SELECT conversation_id, sort_us, state, corrects FROM message WHERE id = ?1";
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, id);
  if (archive_statement_step (row, error) != ARCHIVE_STEP_ROW)
    return FALSE;

  change->id = id;
  change->conversation_id = archive_statement_get_number (row, 0);
  change->sort_us = archive_statement_get_number (row, 1);
  change->state = archive_columns_load_state (archive_statement_get_number (row, 2));
  *corrects = archive_statement_get_number (row, 3);
  return TRUE;
}

/**
 * archive_state_set:
 * @connection: the writer
 * @id: a message
 * @state: its new state
 * @error_condition: (nullable): for %ARCHIVE_STATE_FAILED
 * @error_text: (nullable): for %ARCHIVE_STATE_FAILED
 * @changes: (element-type ArchiveChange): gets what has changed
 * @error: where to say why it failed
 *
 * Nothing happens where there is no such message (any more), or where the state may not follow.
 *
 * Returns: whether it was carried out
 */
gboolean
archive_state_set (ArchiveConnection  *connection,
                   gint64              id,
                   ArchiveState        state,
                   const char         *error_condition,
                   const char         *error_text,
                   GArray             *changes,
                   GError            **error)
{
  g_autoptr(GError) reason = NULL;
  ArchiveChange change = { 0 };
  gint64 corrects = 0;
  ArchiveState from;

  if (!read_change (connection, id, &change, &corrects, &reason))
    {
      if (reason == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }

  from = change.state;
  if (!archive_state_can_follow (from, state))
    return TRUE;

  change.state = state;
  if (!find_place (connection, from, &change, error) ||
      !write_state (connection, &change, error_condition, error_text, error) ||
      !take_original (connection, corrects, &change, error))
    return FALSE;

  g_array_append_val (changes, change);
  return TRUE;
}

/* When it was written, where the server has taken it and nobody has given it back. */
static gboolean
read_taken (ArchiveConnection  *connection,
            gint64              id,
            gint64             *time_us,
            GError            **error)
{
  static const char sql[] =
    "SELECT time_us FROM message WHERE id = ?1 AND stanza_id IS NULL "
    "AND state = " ARCHIVE_STORED_SENT;
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, id);
  step = archive_statement_step (row, error);
  *time_us = step == ARCHIVE_STEP_ROW ? archive_statement_get_number (row, 0) : 0;
  return step != ARCHIVE_STEP_ERROR;
}

/**
 * archive_state_take_back:
 * @connection: the writer
 * @id: an own message
 * @changes: (element-type ArchiveChange): gets what has changed
 * @error: where to say why it failed
 *
 * Queues what was sent, and did not get through by no fault of its own, before what was written
 * after it. Nothing happens where it is not in state sent, or known to have got through.
 *
 * Returns: whether it was carried out
 */
gboolean
archive_state_take_back (ArchiveConnection  *connection,
                         gint64              id,
                         GArray             *changes,
                         GError            **error)
{
  ArchiveChange change = { 0 };
  gint64 corrects = 0;
  gint64 time_us = 0;

  if (!read_taken (connection, id, &time_us, error))
    return FALSE;
  if (time_us == 0)
    return TRUE;

  if (!read_change (connection, id, &change, &corrects, error))
    return FALSE;

  change.state = ARCHIVE_STATE_QUEUED;
  change.sort_us = ARCHIVE_SORT_QUEUED + time_us;
  if (!write_state (connection, &change, NULL, NULL, error) ||
      !take_original (connection, corrects, &change, error))
    return FALSE;

  g_array_append_val (changes, change);
  return TRUE;
}

/**
 * archive_state_set_seen:
 * @connection: the writer
 * @conversation_id: a conversation
 * @sort_us: up to which place
 * @state: %ARCHIVE_STATE_DELIVERED or %ARCHIVE_STATE_DISPLAYED
 * @changes: (element-type ArchiveChange): gets what has changed
 * @error: where to say why it failed
 *
 * For markers, which speak of a message and all before it.
 *
 * Returns: whether it was carried out
 */
gboolean
archive_state_set_seen (ArchiveConnection  *connection,
                        gint64              conversation_id,
                        gint64              sort_us,
                        ArchiveState        state,
                        GArray             *changes,
                        GError            **error)
{
  static const char sql[] =
    "SELECT id, sort_us, state, corrects FROM message "
    "WHERE conversation_id = ?1 AND sort_us <= ?2 AND state IN " ARCHIVE_STORED_UNSEEN
    " ORDER BY sort_us, id";
  g_autoptr(GArray) originals = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  guint first = changes->len;
  ArchiveStep step;

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, conversation_id);
  archive_statement_bind_number (row, 2, sort_us);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    {
      ArchiveChange change = {
        .id = archive_statement_get_number (row, 0),
        .conversation_id = conversation_id,
        .sort_us = archive_statement_get_number (row, 1),
        .state = state,
      };

      gint64 corrects = archive_statement_get_number (row, 3);

      if (!archive_state_can_follow (
            archive_columns_load_state (archive_statement_get_number (row, 2)), state))
        continue;

      g_array_append_val (changes, change);
      g_array_append_val (originals, corrects);
    }

  if (step == ARCHIVE_STEP_ERROR)
    return FALSE;

  /* Only now: a row that is written while it is read may be met twice. */
  for (guint i = first; i < changes->len; i++)
    {
      ArchiveChange *change = &g_array_index (changes, ArchiveChange, i);

      if (!write_state (connection, change, NULL, NULL, error) ||
          !take_original (connection, g_array_index (originals, gint64, i - first), change, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * archive_state_find_outgoing:
 * @connection: a connection
 * @conversation_id: a conversation
 * @remote_id: what a receipt or marker names: an id attribute, an origin-id or a stanza-id
 * @id: (out): the outgoing message that is meant; 0 where there is none
 * @sort_us: (out): its place
 * @error: where to say why it failed
 *
 * Returns: whether it could be looked up
 */
gboolean
archive_state_find_outgoing (ArchiveConnection  *connection,
                             gint64              conversation_id,
                             const char         *remote_id,
                             gint64             *id,
                             gint64             *sort_us,
                             GError            **error)
{
  static const char sql[] =
    "SELECT id, sort_us FROM message WHERE conversation_id = ?1 AND message_id = ?2 "
    "AND direction = " ARCHIVE_STORED_OUTGOING
    " UNION ALL SELECT id, sort_us FROM message WHERE conversation_id = ?1 AND origin_id = ?2 "
    "AND origin_id IS NOT message_id AND direction = " ARCHIVE_STORED_OUTGOING
    " UNION ALL SELECT id, sort_us FROM message WHERE conversation_id = ?1 AND stanza_id = ?2 "
    "AND direction = " ARCHIVE_STORED_OUTGOING " LIMIT 1";
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, conversation_id);
  archive_statement_bind_text (row, 2, remote_id);
  step = archive_statement_step (row, error);
  if (step == ARCHIVE_STEP_ROW)
    {
      *id = archive_statement_get_number (row, 0);
      *sort_us = archive_statement_get_number (row, 1);
    }
  else
    {
      *id = 0;
    }
  return step != ARCHIVE_STEP_ERROR;
}
