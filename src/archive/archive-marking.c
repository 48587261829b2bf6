/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said about messages: receipts (XEP-0184), markers (XEP-0333), errors, and what we read on
 * other devices. History comes newest first, so it may be said before the message is here: then it
 * waits for it. */
#define G_LOG_DOMAIN "archive-marking"

#include "archive-marking.h"

#include "archive-columns.h"
#include "archive-entity.h"
#include "archive-state.h"

#define MAX_FIELD_BYTES (64 * 1024)

/* Anybody can speak of messages that never were: of all accounts together no more are kept. */
#define MAX_LATE 4000

/* What is stored of a kind that waits: data/sql/004-history.sql; 4: as 3, by the archive's id. */
static const struct {
  ArchiveMarkKind kind;
  int             stored;
} stored_kinds[] = {
  { ARCHIVE_MARK_DELIVERED, 1 },
  { ARCHIVE_MARK_DISPLAYED, 2 },
  { ARCHIVE_MARK_READ, 3 },
  { ARCHIVE_MARK_SEEN, 4 },
};

/**
 * archive_marking_check:
 * @mark: a mark
 * @error: %ARCHIVE_ERROR_INVALID
 *
 * Returns: whether it can be stored
 */
gboolean
archive_marking_check (const ArchiveMark  *mark,
                    GError            **error)
{
  const char *const texts[] = {
    mark->with, mark->remote_id, mark->error_condition, mark->error_text,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i] != NULL && !archive_columns_check_text (texts[i], MAX_FIELD_BYTES, error))
      return FALSE;

  return TRUE;
}

/* How far they have read, for messages that come later and stand before it. */
static gboolean
note_displayed (ArchiveMarking     *self,
                const ArchiveMark  *mark,
                gint64              conversation_id,
                gint64              sort_us,
                GError            **error)
{
  static const char sql[] =
    "INSERT INTO marker (conversation_id, sender_id, sort_us, time_us) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (conversation_id, sender_id) DO UPDATE SET sort_us = ?3, time_us = ?4 "
    "WHERE sort_us < ?3";
  g_autoptr(ArchiveStatement) statement = NULL;
  gint64 sender_id = 0;

  if (!archive_entity_intern (self->connection, mark->with, &sender_id, error) ||
      (statement = archive_connection_prepare (self->connection, sql, error)) == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, conversation_id);
  archive_statement_bind_number (statement, 2, sender_id);
  archive_statement_bind_number (statement, 3, sort_us);
  archive_statement_bind_number (statement, 4, mark->time_us);
  return archive_statement_run (statement, error);
}

static gboolean
apply_to_own (ArchiveMarking     *self,
              const ArchiveMark  *mark,
              gint64              conversation_id,
              gboolean           *is_found,
              GError            **error)
{
  static const ArchiveState states[] = {
    [ARCHIVE_MARK_DELIVERED] = ARCHIVE_STATE_DELIVERED,
    [ARCHIVE_MARK_DISPLAYED] = ARCHIVE_STATE_DISPLAYED,
    [ARCHIVE_MARK_READ] = ARCHIVE_STATE_DISPLAYED,
    [ARCHIVE_MARK_SEEN] = ARCHIVE_STATE_DISPLAYED,
    [ARCHIVE_MARK_FAILED] = ARCHIVE_STATE_FAILED,
    [ARCHIVE_MARK_REFUSED] = ARCHIVE_STATE_QUEUED,
  };
  ArchiveState state = states[mark->kind];
  gint64 id = 0;
  gint64 sort_us = 0;

  if (!archive_state_find_outgoing (self->connection, conversation_id, mark->remote_id, &id,
                                    &sort_us, error))
    return FALSE;

  *is_found = id != 0;
  if (id == 0)
    return TRUE;

  /* A queued message that they have was sent before all that is still queued. */
  if (mark->kind == ARCHIVE_MARK_DISPLAYED && sort_us < ARCHIVE_SORT_QUEUED &&
      (!archive_state_set_seen (self->connection, conversation_id, sort_us, state,
                                self->changes, error) ||
       !note_displayed (self, mark, conversation_id, sort_us, error)))
    return FALSE;

  if (mark->kind == ARCHIVE_MARK_REFUSED)
    return archive_state_take_back (self->connection, id, self->changes, error);

  return archive_state_set (self->connection, id, state, mark->error_condition,
                            mark->error_text, self->changes, error);
}

static gboolean
apply_read (ArchiveMarking     *self,
            const ArchiveMark  *mark,
            gint64              conversation_id,
            gboolean           *is_found,
            GError            **error)
{
  static const char sql[] =
    "SELECT sort_us FROM message WHERE conversation_id = ?1 AND message_id = ?2 "
    "AND direction = " ARCHIVE_STORED_INCOMING " AND sort_us < ?3 "
    "AND (SELECT kind FROM conversation WHERE id = ?1) <> " ARCHIVE_STORED_ROOM " "
    "UNION ALL SELECT sort_us FROM message WHERE conversation_id = ?1 AND stanza_id = ?2 "
    "AND sort_us < ?3 ORDER BY sort_us DESC LIMIT 1";
  /* Any other id is their choice, who wrote it; in a room, anybody (XEP-0333, 4.3). */
  static const char seen_sql[] =
    "SELECT sort_us FROM message WHERE conversation_id = ?1 AND stanza_id = ?2 AND sort_us < ?3";
  g_autoptr(ArchiveStatement) row =
    archive_connection_prepare (self->connection,
                                mark->kind == ARCHIVE_MARK_SEEN ? seen_sql : sql, error);
  ArchiveStep step;

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, conversation_id);
  archive_statement_bind_text (row, 2, mark->remote_id);
  archive_statement_bind_number (row, 3, ARCHIVE_SORT_QUEUED);
  step = archive_statement_step (row, error);
  *is_found = step == ARCHIVE_STEP_ROW;
  if (*is_found)
    self->note_read (self->reads, conversation_id, archive_statement_get_number (row, 0));
  return step != ARCHIVE_STEP_ERROR;
}

static gboolean
apply (ArchiveMarking     *self,
       const ArchiveMark  *mark,
       gboolean           *is_found,
       GError            **error)
{
  gint64 conversation_id = 0;

  *is_found = FALSE;
  if (!archive_entity_find_conversation (self->connection, self->account_id, mark->with,
                                         &conversation_id, error))
    return FALSE;

  if (conversation_id == 0)
    return TRUE;
  if (mark->kind == ARCHIVE_MARK_READ || mark->kind == ARCHIVE_MARK_SEEN)
    return apply_read (self, mark, conversation_id, is_found, error);
  return apply_to_own (self, mark, conversation_id, is_found, error);
}

static gboolean
remember (ArchiveMarking     *self,
          const ArchiveMark  *mark,
          GError            **error)
{
  static const char insert_sql[] =
    "INSERT OR IGNORE INTO late_mark (account_id, address, remote_id, kind, time_us) "
    "VALUES (?1, ?2, ?3, ?4, ?5)";
  static const char prune_sql[] =
    "DELETE FROM late_mark WHERE id <= (SELECT max (id) FROM late_mark) - ?1";
  g_autoptr(ArchiveStatement) insert = NULL;
  g_autoptr(ArchiveStatement) prune = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (stored_kinds); i++)
    {
      if (stored_kinds[i].kind != mark->kind)
        continue;

      insert = archive_connection_prepare (self->connection, insert_sql, error);
      if (insert == NULL)
        return FALSE;

      archive_statement_bind_number (insert, 1, self->account_id);
      archive_statement_bind_text (insert, 2, mark->with);
      archive_statement_bind_text (insert, 3, mark->remote_id);
      archive_statement_bind_number (insert, 4, stored_kinds[i].stored);
      archive_statement_bind_number (insert, 5, mark->time_us);
      if (!archive_statement_run (insert, error) ||
          (prune = archive_connection_prepare (self->connection, prune_sql, error)) == NULL)
        return FALSE;

      archive_statement_bind_number (prune, 1, MAX_LATE);
      return archive_statement_run (prune, error);
    }

  return TRUE;
}

/**
 * archive_marking_apply_all:
 * @self: where to
 * @marks: (element-type ArchiveMark): in order
 * @error: where to say why it failed
 *
 * Returns: whether they are carried out, or kept for later
 */
gboolean
archive_marking_apply_all (ArchiveMarking  *self,
                        GPtrArray       *marks,
                        GError         **error)
{
  for (guint i = 0; i < marks->len; i++)
    {
      const ArchiveMark *mark = g_ptr_array_index (marks, i);
      gboolean is_found = FALSE;

      if (!apply (self, mark, &is_found, error) ||
          (!is_found && !remember (self, mark, error)))
        return FALSE;
    }

  return TRUE;
}

/* The marks that wait for a message, by one of its ids. */
static gboolean
load_late (ArchiveMarking        *self,
           const ArchiveMessage  *message,
           const char            *remote_id,
           GPtrArray             *marks,
           GError               **error)
{
  static const char sql[] =
    "DELETE FROM late_mark WHERE account_id = ?1 AND address = ?2 AND remote_id = ?3 "
    "RETURNING kind, time_us";
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (self->connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, self->account_id);
  archive_statement_bind_text (row, 2, message->with);
  archive_statement_bind_text (row, 3, remote_id);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    for (gsize i = 0; i < G_N_ELEMENTS (stored_kinds); i++)
      if (stored_kinds[i].stored == archive_statement_get_number (row, 0))
        g_ptr_array_add (marks, archive_mark_new (stored_kinds[i].kind, message->with, remote_id,
                                                  archive_statement_get_number (row, 1)));

  return step == ARCHIVE_STEP_DONE;
}

static gboolean
has_late (ArchiveMarking  *self,
          gboolean        *has,
          GError         **error)
{
  static const char sql[] =
    "SELECT EXISTS (SELECT 1 FROM late_mark WHERE account_id = ?1)";
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (self->connection, sql, error);

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, self->account_id);
  if (archive_statement_step (row, error) != ARCHIVE_STEP_ROW)
    return FALSE;

  *has = archive_statement_get_number (row, 0) != 0;
  return TRUE;
}

/**
 * archive_marking_apply_late:
 * @self: where to
 * @messages: (element-type ArchiveMessage): what came
 * @inserted: (element-type ArchiveInserted): what became of it
 * @error: where to say why it failed
 *
 * Applies to messages that have come what had been said about them before.
 *
 * Returns: whether that was done
 */
gboolean
archive_marking_apply_late (ArchiveMarking  *self,
                            GPtrArray       *messages,
                            GArray          *inserted,
                            GError         **error)
{
  g_autoptr(GPtrArray) marks = g_ptr_array_new_with_free_func ((GDestroyNotify) archive_mark_free);
  gboolean has = FALSE;

  if (!has_late (self, &has, error))
    return FALSE;

  for (guint i = 0; has && i < inserted->len; i++)
    {
      const ArchiveMessage *message = g_ptr_array_index (messages, i);
      const char *const ids[] = { message->ids.message, message->ids.origin, message->ids.stanza };

      if (g_array_index (inserted, ArchiveInserted, i).outcome > ARCHIVE_OUTCOME_LEARNT)
        continue;
      for (gsize n = 0; n < G_N_ELEMENTS (ids); n++)
        if (ids[n] != NULL && !load_late (self, message, ids[n], marks, error))
          return FALSE;
    }

  return archive_marking_apply_all (self, marks, error);
}

/* What they had read before these came. */
static gboolean
apply_marker (ArchiveMarking  *self,
               gint64           conversation_id,
               GError         **error)
{
  static const char sql[] =
    "SELECT k.sort_us FROM marker k JOIN conversation c ON c.id = k.conversation_id "
    "AND c.entity_id = k.sender_id WHERE k.conversation_id = ?1";
  gint64 sort_us = 0;

  {
    g_autoptr(ArchiveStatement) row =
      archive_connection_prepare (self->connection, sql, error);
    ArchiveStep step;

    if (row == NULL)
      return FALSE;

    archive_statement_bind_number (row, 1, conversation_id);
    step = archive_statement_step (row, error);
    if (step == ARCHIVE_STEP_ERROR)
      return FALSE;
    if (step == ARCHIVE_STEP_ROW)
      sort_us = archive_statement_get_number (row, 0);
  }

  return sort_us == 0 || archive_state_set_seen (self->connection, conversation_id, sort_us,
                                                 ARCHIVE_STATE_DISPLAYED, self->changes, error);
}

/**
 * archive_marking_apply_markers:
 * @self: where to
 * @messages: (element-type ArchiveMessage): what came, older than what was here
 * @inserted: (element-type ArchiveInserted): what became of it
 * @error: where to say why it failed
 *
 * Who has seen a message has seen those before it, too.
 *
 * Returns: whether that was done
 */
gboolean
archive_marking_apply_markers (ArchiveMarking  *self,
                               GPtrArray       *messages,
                               GArray          *inserted,
                               GError         **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < inserted->len; i++)
    {
      ArchiveInserted *one = &g_array_index (inserted, ArchiveInserted, i);
      const ArchiveMessage *message = g_ptr_array_index (messages, i);

      if (one->outcome == ARCHIVE_OUTCOME_NEW && message->direction == ARCHIVE_OUTGOING
          && g_hash_table_add (seen, &one->conversation_id)
          && !apply_marker (self, one->conversation_id, error))
        return FALSE;
    }

  return TRUE;
}
