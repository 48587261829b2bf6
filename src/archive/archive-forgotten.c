/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people deleted here stays deleted, though servers and other devices hold it still. */
#define G_LOG_DOMAIN "archive-forgotten"

#include "archive-forgotten.h"

#include "archive-columns.h"
#include "archive-index.h"

static gboolean
run (ArchiveConnection  *connection,
     const char         *sql,
     gint64              id,
     gint64              now_us,
     GError            **error)
{
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, id);
  if (now_us != 0)
    archive_statement_bind_number (statement, 2, now_us);
  return archive_statement_run (statement, error);
}

/**
 * archive_forgotten_add_message:
 * @connection: the writer
 * @id: a message that is about to be deleted
 * @error: where to say why it failed
 *
 * Returns: whether it is kept in mind, if a server could bring it back
 */
gboolean
archive_forgotten_add_message (ArchiveConnection  *connection,
                               gint64              id,
                               GError            **error)
{
  static const char sql[] =
    "INSERT OR IGNORE INTO forgotten_message (account_id, owner, stanza_id) "
    "SELECT c.account_id, iif (c.kind = " ARCHIVE_STORED_ROOM ", e.address, a.address), "
    "m.stanza_id FROM message m JOIN conversation c ON c.id = m.conversation_id "
    "JOIN entity e ON e.id = c.entity_id JOIN account a ON a.id = c.account_id "
    "WHERE m.id = ?1 AND m.stanza_id IS NOT NULL";

  return run (connection, sql, id, 0, error);
}

/**
 * archive_forgotten_delete_message:
 * @connection: the writer
 * @id: a message; it need not be there
 * @error: where to say why it failed
 *
 * Returns: whether it is gone, and kept in mind
 */
gboolean
archive_forgotten_delete_message (ArchiveConnection  *connection,
                                  gint64              id,
                                  GError            **error)
{
  static const char sql[] = "DELETE FROM message WHERE id = ?1";

  return archive_forgotten_add_message (connection, id, error) &&
         archive_index_remove (connection, id, error) &&
         run (connection, sql, id, 0, error);
}

/**
 * archive_forgotten_add_conversation:
 * @connection: the writer
 * @conversation_id: a conversation that is about to be emptied or deleted
 * @error: where to say why it failed
 *
 * Returns: whether it is kept in mind, where a server has an archive
 */
gboolean
archive_forgotten_add_conversation (ArchiveConnection  *connection,
                                    gint64              conversation_id,
                                    GError            **error)
{
  static const char sql[] =
    "INSERT INTO forgotten_conversation (account_id, address, until_us) "
    "SELECT c.account_id, e.address, ?2 FROM conversation c JOIN entity e ON e.id = c.entity_id "
    "WHERE c.id = ?1 AND EXISTS (SELECT 1 FROM archive_range r WHERE r.account_id = c.account_id) "
    "ON CONFLICT (account_id, address) DO UPDATE SET until_us = max (until_us, ?2)";

  return run (connection, sql, conversation_id, g_get_real_time (), error);
}

static gboolean
is_any (ArchiveConnection  *connection,
        gint64              account_id,
        gboolean           *any,
        GError            **error)
{
  static const char sql[] =
    "SELECT EXISTS (SELECT 1 FROM forgotten_message WHERE account_id = ?1) "
    "OR EXISTS (SELECT 1 FROM forgotten_conversation WHERE account_id = ?1)";
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, account_id);
  if (archive_statement_step (row, error) != ARCHIVE_STEP_ROW)
    return FALSE;

  *any = archive_statement_get_number (row, 0) != 0;
  return TRUE;
}

static gboolean
find (ArchiveConnection     *connection,
      gint64                 account_id,
      const char            *owner,
      const ArchiveMessage  *message,
      gboolean               is_history,
      gboolean              *is_forgotten,
      GError               **error)
{
  static const char sql[] =
    "SELECT EXISTS (SELECT 1 FROM forgotten_message WHERE account_id = ?1 AND owner = ?6 "
    "AND stanza_id = ?2) OR EXISTS (SELECT 1 FROM forgotten_conversation WHERE account_id = ?1 "
    "AND address = ?3 AND until_us >= ?4 AND ?5)";
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, account_id);
  archive_statement_bind_text (row, 2, message->ids.stanza);
  archive_statement_bind_text (row, 3, message->with);
  archive_statement_bind_number (row, 4, message->time_us);
  archive_statement_bind_number (row, 5, is_history);
  archive_statement_bind_text (row, 6, owner);
  if (archive_statement_step (row, error) != ARCHIVE_STEP_ROW)
    return FALSE;

  *is_forgotten = archive_statement_get_number (row, 0) != 0;
  return TRUE;
}

/**
 * archive_forgotten_find:
 * @connection: the writer
 * @account_id: whose
 * @owner: address of the archive
 * @messages: (element-type ArchiveMessage): what came
 * @is_history: it is older than what was here before
 * @skips: (out caller-allocates) (array): for each of its messages, whether it was deleted before
 * @error: where to say why it failed
 *
 * Returns: whether it could be looked up
 */
gboolean
archive_forgotten_find (ArchiveConnection  *connection,
                        gint64              account_id,
                        const char         *owner,
                        GPtrArray          *messages,
                        gboolean            is_history,
                        gboolean           *skips,
                        GError            **error)
{
  gboolean any = FALSE;

  if (!is_any (connection, account_id, &any, error))
    return FALSE;

  for (guint i = 0; any && i < messages->len; i++)
    if (!find (connection, account_id, owner, g_ptr_array_index (messages, i), is_history,
               &skips[i], error))
      return FALSE;

  return TRUE;
}
