/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses, stored once each, and the conversations with them. */
#define G_LOG_DOMAIN "archive-entity"

#include "archive-entity.h"

#include "archive-columns.h"

static gboolean
insert_address (ArchiveConnection  *connection,
                const char         *address,
                gint64             *id,
                GError            **error)
{
  static const char sql[] = "INSERT INTO entity (address) VALUES (?1)";
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;

  archive_statement_bind_text (statement, 1, address);
  if (!archive_statement_run (statement, error))
    return FALSE;

  *id = sqlite3_last_insert_rowid (archive_connection_get_handle (connection));
  return TRUE;
}

/**
 * archive_entity_intern:
 * @connection: the writer
 * @address: bare or full
 * @id: (out): its row, made where there was none
 * @error: where to say why it failed
 *
 * Returns: whether it was found or made
 */
gboolean
archive_entity_intern (ArchiveConnection  *connection,
                       const char         *address,
                       gint64             *id,
                       GError            **error)
{
  static const char sql[] = "SELECT id FROM entity WHERE address = ?1";
  ArchiveMemory *memory = archive_connection_get_memory (connection);
  g_autoptr(ArchiveStatement) statement = NULL;
  const gint64 *remembered = g_hash_table_lookup (memory->entities, address);

  if (remembered != NULL)
    {
      *id = *remembered;
      return TRUE;
    }

  if ((statement = archive_connection_prepare (connection, sql, error)) == NULL)
    return FALSE;

  archive_statement_bind_text (statement, 1, address);
  switch (archive_statement_step (statement, error))
    {
    case ARCHIVE_STEP_ROW:
      *id = archive_statement_get_number (statement, 0);
      break;
    case ARCHIVE_STEP_DONE:
      if (!insert_address (connection, address, id, error))
        return FALSE;
      break;
    case ARCHIVE_STEP_ERROR:
    default:
      return FALSE;
    }

  g_hash_table_insert (memory->entities, g_strdup (address), g_memdup2 (id, sizeof *id));
  return TRUE;
}

/* @kind: (out): as it is stored */
static gboolean
look_up (ArchiveConnection  *connection,
         gint64              account_id,
         const char         *address,
         gint64             *id,
         gint64             *kind,
         GError            **error)
{
  static const char sql[] =
    "SELECT c.id, c.kind FROM entity e CROSS JOIN conversation c ON c.entity_id = e.id "
    "WHERE e.address = ?2 AND c.account_id = ?1";
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (statement == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, account_id);
  archive_statement_bind_text (statement, 2, address);
  step = archive_statement_step (statement, error);
  *id = step == ARCHIVE_STEP_ROW ? archive_statement_get_number (statement, 0) : 0;
  *kind = step == ARCHIVE_STEP_ROW ? archive_statement_get_number (statement, 1) : 0;
  return step != ARCHIVE_STEP_ERROR;
}

/**
 * archive_entity_find_conversation:
 * @connection: a connection
 * @account_id: whose
 * @address: with whom
 * @id: (out): its row; 0 where there is none
 * @error: where to say why it failed
 *
 * Returns: whether it could be looked up
 */
gboolean
archive_entity_find_conversation (ArchiveConnection  *connection,
                                  gint64              account_id,
                                  const char         *address,
                                  gint64             *id,
                                  GError            **error)
{
  gint64 kind = 0;

  return look_up (connection, account_id, address, id, &kind, error);
}

/* A chat is what is made of whoever is heard of; what turns out to be something else stays that.
 * Its messages stand in another line then. */
static gboolean
promote (ArchiveConnection        *connection,
         gint64                    id,
         ArchiveConversationKind   kind,
         GError                  **error)
{
  static const char sql[] = "UPDATE conversation SET kind = ?2 WHERE id = ?1";
  ArchiveMemory *memory = archive_connection_get_memory (connection);
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;

  g_hash_table_remove (memory->lines, &id);
  g_hash_table_remove_all (memory->heads);
  archive_statement_bind_number (statement, 1, id);
  archive_statement_bind_number (statement, 2, archive_columns_store_with_kind (kind));
  return archive_statement_run (statement, error);
}

/**
 * archive_entity_intern_conversation:
 * @connection: the writer
 * @account_id: whose
 * @address: with whom
 * @kind: its kind, if it is made, or was taken for a chat
 * @id: (out): its row
 * @is_new: (out): whether it was made
 * @error: %ARCHIVE_ERROR_CONSTRAINT where there is no such account
 *
 * Returns: whether it was found or made
 */
gboolean
archive_entity_intern_conversation (ArchiveConnection        *connection,
                                    gint64                    account_id,
                                    const char               *address,
                                    ArchiveConversationKind   kind,
                                    gint64                   *id,
                                    gboolean                 *is_new,
                                    GError                  **error)
{
  static const char sql[] =
    "INSERT INTO conversation (account_id, entity_id, kind, created_us) VALUES (?1, ?2, ?3, ?4)";
  g_autoptr(ArchiveStatement) statement = NULL;
  gint64 entity_id = 0;
  gint64 stored_kind = 0;

  if (!look_up (connection, account_id, address, id, &stored_kind, error))
    return FALSE;

  *is_new = *id == 0;
  if (!*is_new)
    return kind == ARCHIVE_CONVERSATION_CHAT
           || stored_kind != archive_columns_store_with_kind (ARCHIVE_CONVERSATION_CHAT)
           || promote (connection, *id, kind, error);

  if (!archive_entity_intern (connection, address, &entity_id, error) ||
      (statement = archive_connection_prepare (connection, sql, error)) == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, account_id);
  archive_statement_bind_number (statement, 2, entity_id);
  archive_statement_bind_number (statement, 3, archive_columns_store_with_kind (kind));
  archive_statement_bind_number (statement, 4, g_get_real_time ());
  if (!archive_statement_run (statement, error))
    return FALSE;

  *id = sqlite3_last_insert_rowid (archive_connection_get_handle (connection));
  return TRUE;
}

/**
 * archive_entity_tidy:
 * @connection: the writer
 * @error: where to say why it failed
 *
 * Forgets the addresses that nothing speaks of any more.
 *
 * Returns: whether that was done
 */
gboolean
archive_entity_tidy (ArchiveConnection  *connection,
                     GError            **error)
{
  ArchiveMemory *memory = archive_connection_get_memory (connection);

  g_hash_table_remove_all (memory->entities);
  return archive_connection_execute (connection,
                                     "DELETE FROM entity WHERE id NOT IN ("
                                     "SELECT entity_id FROM conversation "
                                     "UNION SELECT sender_id FROM message "
                                     "UNION SELECT sender_id FROM reaction "
                                     "UNION SELECT sender_id FROM marker)", error);
}
