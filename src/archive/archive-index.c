/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search index over bodies, an FTS5 table that takes its texts from the messages. */
#define G_LOG_DOMAIN "archive-index"

#include "archive-index.h"

/**
 * archive_index_add:
 * @connection: the writer
 * @id: a message
 * @body: (nullable): its text
 * @error: where to say why it failed
 *
 * To be called after a text was stored.
 *
 * Returns: whether it can be found now
 */
gboolean
archive_index_add (ArchiveConnection  *connection,
                   gint64              id,
                   const char         *body,
                   GError            **error)
{
  static const char sql[] = "INSERT INTO message_search (rowid, body) VALUES (?1, ?2)";
  g_autoptr(ArchiveStatement) statement = NULL;

  if (body == NULL)
    return TRUE;

  if ((statement = archive_connection_prepare (connection, sql, error)) == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, id);
  archive_statement_bind_text (statement, 2, body);
  return archive_statement_run (statement, error);
}

/**
 * archive_index_remove:
 * @connection: the writer
 * @id: a message
 * @error: where to say why it failed
 *
 * To be called before its text is changed or deleted.
 *
 * Returns: whether it is out of the index
 */
gboolean
archive_index_remove (ArchiveConnection  *connection,
                      gint64              id,
                      GError            **error)
{
  static const char sql[] =
    "INSERT INTO message_search (message_search, rowid, body) "
    "SELECT 'delete', id, body FROM message WHERE id = ?1 AND body IS NOT NULL";

  return archive_connection_run (connection, sql, id, error);
}

/**
 * archive_index_remove_conversation:
 * @connection: the writer
 * @conversation_id: a conversation
 * @error: where to say why it failed
 *
 * To be called before its messages are deleted.
 *
 * Returns: whether they are out of the index
 */
gboolean
archive_index_remove_conversation (ArchiveConnection  *connection,
                                   gint64              conversation_id,
                                   GError            **error)
{
  static const char sql[] =
    "INSERT INTO message_search (message_search, rowid, body) "
    "SELECT 'delete', id, body FROM message WHERE conversation_id = ?1 AND body IS NOT NULL";

  return archive_connection_run (connection, sql, conversation_id, error);
}

/**
 * archive_index_remove_account:
 * @connection: the writer
 * @account_id: an account
 * @error: where to say why it failed
 *
 * To be called before its messages are deleted.
 *
 * Returns: whether they are out of the index
 */
gboolean
archive_index_remove_account (ArchiveConnection  *connection,
                              gint64              account_id,
                              GError            **error)
{
  static const char sql[] =
    "INSERT INTO message_search (message_search, rowid, body) "
    "SELECT 'delete', m.id, m.body FROM conversation c "
    "CROSS JOIN message m ON m.conversation_id = c.id "
    "WHERE c.account_id = ?1 AND m.body IS NOT NULL";

  return archive_connection_run (connection, sql, account_id, error);
}

/**
 * archive_index_merge:
 * @connection: the writer
 * @error: where to say why it failed
 *
 * Writes the index anew in one piece, without what was removed from it: until then the words of
 * deleted texts lie about in it.
 *
 * Returns: whether that was done
 */
gboolean
archive_index_merge (ArchiveConnection  *connection,
                     GError            **error)
{
  return archive_connection_execute (
    connection, "INSERT INTO message_search (message_search) VALUES ('optimize')", error);
}

/**
 * archive_index_rebuild:
 * @connection: the writer
 * @error: where to say why it failed
 *
 * Makes the index from the messages.
 *
 * Returns: whether that was done
 */
gboolean
archive_index_rebuild (ArchiveConnection  *connection,
                       GError            **error)
{
  return archive_connection_execute (
    connection, "INSERT INTO message_search (message_search) VALUES ('rebuild')", error);
}
