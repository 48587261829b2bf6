/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages that are taken back, by who wrote them (XEP-0424) or by the room (XEP-0425). History
 * comes newest first, so that may be said before the message is here, or before it is known who
 * wrote it: then it waits for that. */
#define G_LOG_DOMAIN "archive-retracting"

#include "archive-retracting.h"

#include "archive-columns.h"
#include "archive-correction.h"
#include "archive-entity.h"
#include "archive-error.h"
#include "archive-index.h"

#define MAX_FIELD_BYTES (64 * 1024)

/* How many rows with one id are looked at: more than one is rare, more than a few an attack. */
#define MAX_CANDIDATES "16"

/* Anybody can take back messages that never were: of all accounts together no more are kept. */
#define MAX_LATE 4000

/* late_retraction.author where it is none: data/sql/008-room-state.sql */
#define LATE_ROOM ""
#define LATE_OWN  "own"

typedef enum {
  VERDICT_ABSENT,  /* no such message */
  VERDICT_UNKNOWN, /* nobody knows yet who wrote it */
  VERDICT_FORGED,  /* others did */
  VERDICT_PROVEN,
} Verdict;

/**
 * archive_retracting_check:
 * @retraction: a retraction
 * @error: %ARCHIVE_ERROR_INVALID
 *
 * Returns: whether it can be stored
 */
gboolean
archive_retracting_check (const ArchiveRetraction  *retraction,
                          GError                  **error)
{
  if (retraction->with == NULL || retraction->remote_id == NULL)
    {
      g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_INVALID,
                           "A retraction lacks something");
      return FALSE;
    }

  return archive_columns_check_text (retraction->with, MAX_FIELD_BYTES, error) &&
         archive_columns_check_text (retraction->remote_id, MAX_FIELD_BYTES, error) &&
         archive_columns_check_text (retraction->author, MAX_FIELD_BYTES, error) &&
         archive_columns_check_text (retraction->moderator, MAX_FIELD_BYTES, error) &&
         archive_columns_check_text (retraction->reason, MAX_FIELD_BYTES, error);
}

/* What is told later tells less at times; a tombstone may name nobody. */
static gboolean
note_removal (ArchiveConnection        *connection,
              gint64                    id,
              const ArchiveRetraction  *retraction,
              GError                  **error)
{
  static const char flag_sql[] =
    "UPDATE message SET flags = flags | " ARCHIVE_STORED_MODERATED " WHERE id = ?1";
  static const char sql[] =
    "INSERT INTO removal (message, moderator, reason) VALUES (?1, ?2, ?3) "
    "ON CONFLICT (message) DO UPDATE SET moderator = ifnull (?2, moderator), "
    "reason = ifnull (?3, reason)";
  g_autoptr(ArchiveStatement) insert = NULL;

  if (!archive_connection_run (connection, flag_sql, id, error))
    return FALSE;
  /* What there is not was not found: the caller says so. */
  if ((retraction->moderator == NULL && retraction->reason == NULL) ||
      sqlite3_changes (archive_connection_get_handle (connection)) == 0)
    return TRUE;
  if ((insert = archive_connection_prepare (connection, sql, error)) == NULL)
    return FALSE;

  archive_statement_bind_number (insert, 1, id);
  archive_statement_bind_text (insert, 2, retraction->moderator);
  archive_statement_bind_text (insert, 3, retraction->reason);
  return archive_statement_run (insert, error);
}

/**
 * archive_retracting_erase:
 * @connection: the writer, in a transaction
 * @id: a message
 * @by_room: (nullable): how the room has taken it away; NULL: who wrote it did
 * @error: %ARCHIVE_ERROR_NOT_FOUND where there is no such message
 *
 * Takes all texts, files and reactions from a message; that it was there remains.
 *
 * Returns: whether it could be done
 */
gboolean
archive_retracting_erase (ArchiveConnection  *connection,
                          gint64              id,
                          const ArchiveRetraction *by_room,
                          GError            **error)
{
  static const char *const sql[] = {
    "DELETE FROM revision WHERE message = ?1",
    "DELETE FROM reaction WHERE message = ?1",
    "DELETE FROM file WHERE message = ?1",
    "UPDATE message SET flags = flags | " ARCHIVE_STORED_RETRACTED
    ", body = NULL, oob_url = NULL, link = NULL WHERE id = ?1",
  };

  if ((by_room != NULL && !note_removal (connection, id, by_room, error)) ||
      !archive_index_remove (connection, id, error) ||
      !archive_correction_erase (connection, id, error))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (sql); i++)
    if (!archive_connection_run (connection, sql[i], id, error))
      return FALSE;

  if (sqlite3_changes (archive_connection_get_handle (connection)) > 0)
    return TRUE;

  g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_NOT_FOUND, "There is no such message");
  return FALSE;
}

/* @row: the message, the kind of its conversation, its direction, its author */
static Verdict
judge (ArchiveStatement        *row,
       const ArchiveRetraction *retraction)
{
  gint64 room = archive_columns_store_with_kind (ARCHIVE_CONVERSATION_ROOM);
  gint64 outgoing = archive_columns_store_direction (ARCHIVE_OUTGOING);
  gboolean is_own = archive_statement_get_number (row, 2) == outgoing;
  const char *author = archive_statement_get_text (row, 3);

  if (retraction->is_by_room)
    return archive_statement_get_number (row, 1) == room ? VERDICT_PROVEN : VERDICT_FORGED;
  if (is_own || retraction->is_own)
    return is_own && retraction->is_own ? VERDICT_PROVEN : VERDICT_FORGED;

  /* A nick is no proof: somebody else may have had it. */
  if (retraction->author == NULL)
    return VERDICT_FORGED;
  if (author == NULL)
    return VERDICT_UNKNOWN;
  return g_strcmp0 (author, retraction->author) == 0 ? VERDICT_PROVEN : VERDICT_FORGED;
}

/* In a room only the room's own id names a message (XEP-0424, 3.1); any other may be used again. Of
 * a corrected message it is the whole that is taken back, whichever of its texts is named.
 * @id: (out): the message, where that is proven; it may be empty already */
static gboolean
find (ArchiveConnection        *connection,
      gint64                    conversation_id,
      const ArchiveRetraction  *retraction,
      Verdict                  *verdict,
      gint64                   *id,
      GError                  **error)
{
#define COLUMNS "coalesce (m.corrects, m.id), c.kind, m.direction, m.author "
#define FROM    "FROM message m JOIN conversation c ON c.id = m.conversation_id "
#define CHAT    "AND c.kind <> " ARCHIVE_STORED_ROOM " LIMIT " MAX_CANDIDATES ")"
  static const char sql[] =
    "SELECT " COLUMNS FROM "WHERE m.conversation_id = ?1 AND m.stanza_id = ?2 "
    "AND c.kind = " ARCHIVE_STORED_ROOM " "
    "UNION ALL SELECT * FROM (SELECT " COLUMNS FROM
    "WHERE m.conversation_id = ?1 AND m.message_id = ?2 " CHAT " "
    "UNION ALL SELECT * FROM (SELECT " COLUMNS FROM
    "WHERE m.conversation_id = ?1 AND m.origin_id = ?2 AND m.origin_id IS NOT m.message_id " CHAT;
#undef CHAT
#undef FROM
#undef COLUMNS
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  *verdict = VERDICT_ABSENT;
  *id = 0;
  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, conversation_id);
  archive_statement_bind_text (row, 2, retraction->remote_id);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    {
      Verdict found = judge (row, retraction);

      if (*verdict == VERDICT_ABSENT || found == VERDICT_UNKNOWN)
        *verdict = found;
      if (found != VERDICT_PROVEN)
        continue;

      *verdict = found;
      *id = archive_statement_get_number (row, 0);
      return TRUE;
    }
  return step == ARCHIVE_STEP_DONE;
}

static gboolean
apply (ArchiveConnection        *connection,
       gint64                    account_id,
       const ArchiveRetraction  *retraction,
       GPtrArray                *changed,
       Verdict                  *verdict,
       GError                  **error)
{
  g_autoptr(ArchiveMessage) message = NULL;
  gint64 conversation_id = 0;
  gint64 id = 0;

  *verdict = VERDICT_ABSENT;
  if (!archive_entity_find_conversation (connection, account_id, retraction->with,
                                         &conversation_id, error))
    return FALSE;
  if (conversation_id == 0)
    return TRUE;

  if (!find (connection, conversation_id, retraction, verdict, &id, error))
    return FALSE;
  if (id == 0)
    return TRUE;

  if (!archive_retracting_erase (connection, id, retraction->is_by_room ? retraction : NULL,
                                 error) ||
      (message = archive_columns_load_message (connection, id, error)) == NULL)
    return FALSE;

  g_ptr_array_add (changed, g_steal_pointer (&message));
  return TRUE;
}

static const char *
get_late_author (const ArchiveRetraction *retraction)
{
  if (retraction->is_by_room)
    return LATE_ROOM;
  return retraction->is_own ? LATE_OWN : retraction->author;
}

static gboolean
remember (ArchiveConnection        *connection,
          gint64                    account_id,
          const ArchiveRetraction  *retraction,
          GError                  **error)
{
  static const char insert_sql[] =
    "INSERT OR IGNORE INTO late_retraction (account_id, address, remote_id, author, time_us, "
    "moderator, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
  static const char prune_sql[] =
    "DELETE FROM late_retraction WHERE id <= (SELECT max (id) FROM late_retraction) - ?1";
  g_autoptr(ArchiveStatement) insert = NULL;

  if (get_late_author (retraction) == NULL)
    return TRUE;
  if ((insert = archive_connection_prepare (connection, insert_sql, error)) == NULL)
    return FALSE;

  archive_statement_bind_number (insert, 1, account_id);
  archive_statement_bind_text (insert, 2, retraction->with);
  archive_statement_bind_text (insert, 3, retraction->remote_id);
  archive_statement_bind_text (insert, 4, get_late_author (retraction));
  archive_statement_bind_number (insert, 5, retraction->time_us);
  archive_statement_bind_text (insert, 6, retraction->moderator);
  archive_statement_bind_text (insert, 7, retraction->reason);
  return archive_statement_run (insert, error) &&
         archive_connection_run (connection, prune_sql, MAX_LATE, error);
}

/**
 * archive_retracting_apply_all:
 * @connection: the writer, in a transaction
 * @account_id: whose
 * @retractions: (element-type ArchiveRetraction): in order
 * @changed: (element-type ArchiveMessage): gets what is left of messages
 * @error: where to say why it failed
 *
 * Returns: whether they are carried out, or kept for later
 */
gboolean
archive_retracting_apply_all (ArchiveConnection  *connection,
                              gint64              account_id,
                              GPtrArray          *retractions,
                              GPtrArray          *changed,
                              GError            **error)
{
  for (guint i = 0; i < retractions->len; i++)
    {
      const ArchiveRetraction *retraction = g_ptr_array_index (retractions, i);
      Verdict verdict = VERDICT_ABSENT;

      if (!apply (connection, account_id, retraction, changed, &verdict, error) ||
          (verdict < VERDICT_FORGED && !remember (connection, account_id, retraction, error)))
        return FALSE;
    }

  return TRUE;
}

static gboolean
has_late (ArchiveConnection  *connection,
          gint64              account_id,
          gboolean           *has,
          GError            **error)
{
  static const char sql[] =
    "SELECT EXISTS (SELECT 1 FROM late_retraction WHERE account_id = ?1)";
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, account_id);
  if (archive_statement_step (row, error) != ARCHIVE_STEP_ROW)
    return FALSE;

  *has = archive_statement_get_number (row, 0) != 0;
  return TRUE;
}

/* Those that wait for a message, by one of its ids. */
static gboolean
load_late (ArchiveConnection  *connection,
           gint64              account_id,
           const char         *with,
           const char         *remote_id,
           GPtrArray          *retractions,
           GError            **error)
{
  static const char sql[] =
    "DELETE FROM late_retraction WHERE account_id = ?1 AND address = ?2 AND remote_id = ?3 "
    "RETURNING author, time_us, moderator, reason";
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, account_id);
  archive_statement_bind_text (row, 2, with);
  archive_statement_bind_text (row, 3, remote_id);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    {
      const char *author = archive_statement_get_text (row, 0);
      ArchiveRetraction *retraction =
        archive_retraction_new (with, remote_id, NULL, archive_statement_get_number (row, 1));

      retraction->is_by_room = g_strcmp0 (author, LATE_ROOM) == 0;
      retraction->is_own = g_strcmp0 (author, LATE_OWN) == 0;
      retraction->moderator = archive_statement_dup_text (row, 2);
      retraction->reason = archive_statement_dup_text (row, 3);
      if (!retraction->is_by_room && !retraction->is_own)
        retraction->author = g_strdup (author);
      g_ptr_array_add (retractions, retraction);
    }

  return step == ARCHIVE_STEP_DONE;
}

/**
 * archive_retracting_apply_late:
 * @connection: the writer, in a transaction
 * @account_id: whose
 * @messages: (element-type ArchiveMessage): what came
 * @inserted: (element-type ArchiveInserted): what became of it
 * @changed: (element-type ArchiveMessage): gets what is left of messages
 * @error: where to say why it failed
 *
 * Takes back messages that have come, or of which it is known now who wrote them, where that had
 * been said before.
 *
 * Returns: whether that was done
 */
gboolean
archive_retracting_apply_late (ArchiveConnection  *connection,
                               gint64              account_id,
                               GPtrArray          *messages,
                               GArray             *inserted,
                               GPtrArray          *changed,
                               GError            **error)
{
  g_autoptr(GPtrArray) retractions =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_retraction_free);
  gboolean has = FALSE;

  if (!has_late (connection, account_id, &has, error))
    return FALSE;

  for (guint i = 0; has && i < inserted->len; i++)
    {
      const ArchiveMessage *message = g_ptr_array_index (messages, i);
      const char *const ids[] = { message->ids.stanza, message->ids.message, message->ids.origin };

      if (g_array_index (inserted, ArchiveInserted, i).outcome > ARCHIVE_OUTCOME_LEARNT)
        continue;
      for (gsize n = 0; n < G_N_ELEMENTS (ids); n++)
        if (ids[n] != NULL &&
            !load_late (connection, account_id, message->with, ids[n], retractions, error))
          return FALSE;
    }

  return archive_retracting_apply_all (connection, account_id, retractions, changed, error);
}
