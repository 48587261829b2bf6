/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives messages their ids and their places in a conversation. */
#define G_LOG_DOMAIN "archive-place"

#include "archive-place.h"

#include "archive-columns.h"
#include "archive-entity.h"

/* Messages of one burst may bear the same stamp; they are then numbered on from it. */
#define BURST_US G_USEC_PER_SEC

#define TRIES_IN_A_ROW 8

static gboolean
is_free (ArchiveConnection  *connection,
         gint64              id,
         gboolean           *free,
         GError            **error)
{
  static const char sql[] = "SELECT 1 FROM message WHERE id = ?1";
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (statement == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, id);
  step = archive_statement_step (statement, error);
  *free = step == ARCHIVE_STEP_DONE;
  return step != ARCHIVE_STEP_ERROR;
}

/* Among older messages: the next free number, or any in the second, the ten seconds … after it. */
static gboolean
take_past_id (ArchiveConnection  *connection,
              gint64              wanted_us,
              gint64             *id,
              GError            **error)
{
  ArchiveMemory *memory = archive_connection_get_memory (connection);
  gint64 reach_us = BURST_US;
  gboolean free = FALSE;

  if (wanted_us <= memory->past_id && memory->past_id - wanted_us < BURST_US)
    wanted_us = memory->past_id + 1;

  *id = wanted_us;
  for (guint try = 1; ; try++)
    {
      if (!is_free (connection, *id, &free, error))
        return FALSE;
      if (free)
        break;

      if (try % TRIES_IN_A_ROW != 0)
        {
          ++*id;
          continue;
        }
      *id = wanted_us + (gint64) g_random_double_range (0, (double) reach_us);
      reach_us = MIN (reach_us * 10, G_TIME_SPAN_DAY * 365);
    }

  memory->past_id = *id;
  memory->last_id = MAX (memory->last_id, *id);
  return TRUE;
}

/**
 * archive_place_take_id:
 * @connection: the writer
 * @wanted_us: the time of a message, not in the future
 * @id: (out): a free id, as near after that time as may be
 * @error: where to say why it failed
 *
 * Ids follow time, so that those of a search need not be sorted.
 *
 * Returns: whether there is one
 */
gboolean
archive_place_take_id (ArchiveConnection  *connection,
                       gint64              wanted_us,
                       gint64             *id,
                       GError            **error)
{
  ArchiveMemory *memory = archive_connection_get_memory (connection);

  if (memory->last_id == 0 &&
      !archive_connection_get_number (connection, "SELECT max (id) FROM message",
                                      &memory->last_id, error))
    return FALSE;

  wanted_us = MAX (wanted_us, 1);
  if (wanted_us + BURST_US < memory->last_id)
    return take_past_id (connection, wanted_us, id, error);

  *id = memory->last_id = MAX (wanted_us, memory->last_id + 1);
  return TRUE;
}

/* Live messages keep this distance, so that what was sent from here can go in between. */
#define SPACING_US 16

static gboolean
select_sort (ArchiveConnection  *connection,
             const char         *sql,
             gint64              id,
             gint64             *sort_us,
             GError            **error)
{
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, id);
  archive_statement_bind_number (statement, 2, ARCHIVE_SORT_QUEUED);
  if (archive_statement_step (statement, error) != ARCHIVE_STEP_ROW)
    return FALSE;

  *sort_us = archive_statement_get_number (statement, 0);
  return TRUE;
}

static void
remember (GHashTable *table,
          gint64      key,
          gint64      value)
{
  g_hash_table_insert (table, g_memdup2 (&key, sizeof key), g_memdup2 (&value, sizeof value));
}

/**
 * archive_place_get_line:
 * @connection: the writer
 * @conversation_id: a conversation
 * @line: (out): where its messages stand; 0 where there is no such conversation
 * @error: where to say why it failed
 *
 * Returns: whether it could be found out
 */
gboolean
archive_place_get_line (ArchiveConnection  *connection,
                        gint64              conversation_id,
                        gint64             *line,
                        GError            **error)
{
  static const char sql[] =
    "SELECT iif (kind = " ARCHIVE_STORED_ROOM ", - id, account_id) FROM conversation WHERE id = ?1";
  ArchiveMemory *memory = archive_connection_get_memory (connection);
  const gint64 *remembered = g_hash_table_lookup (memory->lines, &conversation_id);
  g_autoptr(ArchiveStatement) row = NULL;
  ArchiveStep step;

  if (remembered != NULL)
    {
      *line = *remembered;
      return TRUE;
    }

  if ((row = archive_connection_prepare (connection, sql, error)) == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, conversation_id);
  step = archive_statement_step (row, error);
  *line = step == ARCHIVE_STEP_ROW ? archive_statement_get_number (row, 0) : 0;
  if (step == ARCHIVE_STEP_ROW)
    remember (memory->lines, conversation_id, *line);
  return step != ARCHIVE_STEP_ERROR;
}

static gboolean
is_own_archive (ArchiveConnection  *connection,
                gint64              account_id,
                const char         *owner,
                gboolean           *is_own,
                GError            **error)
{
  static const char sql[] = "SELECT 1 FROM account WHERE id = ?1 AND address = ?2";
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, account_id);
  archive_statement_bind_text (row, 2, owner);
  step = archive_statement_step (row, error);
  *is_own = step == ARCHIVE_STEP_ROW;
  return step != ARCHIVE_STEP_ERROR;
}

/**
 * archive_place_find_line:
 * @connection: the writer
 * @account_id: an account
 * @owner: address of a server's archive: the account's own, or a room's
 * @line: (out): where its messages stand
 * @error: where to say why it failed
 *
 * Makes the room's conversation, where it is the first that is heard of it.
 *
 * Returns: whether it could be found out
 */
gboolean
archive_place_find_line (ArchiveConnection  *connection,
                         gint64              account_id,
                         const char         *owner,
                         gint64             *line,
                         GError            **error)
{
  gint64 conversation_id = 0;
  gboolean is_new = FALSE;
  gboolean is_own = FALSE;

  *line = account_id;
  if (!is_own_archive (connection, account_id, owner, &is_own, error))
    return FALSE;
  if (is_own)
    return TRUE;

  return archive_entity_intern_conversation (connection, account_id, owner,
                                             ARCHIVE_CONVERSATION_ROOM, &conversation_id, &is_new,
                                             error) &&
         archive_place_get_line (connection, conversation_id, line, error);
}

/**
 * archive_place_get_head:
 * @connection: a connection
 * @conversation_id: a conversation
 * @sort_us: (out): the place of its last message that is not queued; 0 where there is none
 * @error: where to say why it failed
 *
 * Returns: whether it could be found out
 */
gboolean
archive_place_get_head (ArchiveConnection  *connection,
                        gint64              conversation_id,
                        gint64             *sort_us,
                        GError            **error)
{
  static const char sql[] =
    "SELECT max (sort_us) FROM message WHERE conversation_id = ?1 AND sort_us < ?2";

  return select_sort (connection, sql, conversation_id, sort_us, error);
}

/**
 * archive_place_get_line_head:
 * @connection: the writer
 * @line: a line
 * @sort_us: (out): the last place that is taken in it, but for what is queued; 0 where there is
 *   none
 * @error: where to say why it failed
 *
 * Returns: whether it could be found out
 */
gboolean
archive_place_get_line_head (ArchiveConnection  *connection,
                             gint64              line,
                             gint64             *sort_us,
                             GError            **error)
{
  static const char sql[] =
    "SELECT max ((SELECT max (m.sort_us) FROM message m "
    "WHERE m.conversation_id = c.id AND m.sort_us < ?2)) FROM conversation c "
    "WHERE " ARCHIVE_PLACE_OF_LINE;
  ArchiveMemory *memory = archive_connection_get_memory (connection);
  const gint64 *remembered = g_hash_table_lookup (memory->heads, &line);

  if (remembered != NULL)
    {
      *sort_us = *remembered;
      return TRUE;
    }

  if (!select_sort (connection, sql, line, sort_us, error))
    return FALSE;

  remember (memory->heads, line, *sort_us);
  return TRUE;
}

/**
 * archive_place_note:
 * @connection: the writer
 * @line: a line
 * @sort_us: a place that is taken now
 *
 * Keeps in mind that what comes later stands after it.
 */
void
archive_place_note (ArchiveConnection *connection,
                    gint64             line,
                    gint64             sort_us)
{
  ArchiveMemory *memory = archive_connection_get_memory (connection);
  const gint64 *head_us = g_hash_table_lookup (memory->heads, &line);

  if (head_us != NULL && *head_us < sort_us && sort_us < ARCHIVE_SORT_QUEUED)
    remember (memory->heads, line, sort_us);
}

/**
 * archive_place_at_end:
 * @connection: the writer
 * @conversation_id: a conversation
 * @wanted_us: the time of a message
 * @sort_us: (out): a place after all that is not queued, in whichever conversation of the line:
 *   what came later stands later
 * @error: where to say why it failed
 *
 * Returns: whether there is one
 */
gboolean
archive_place_at_end (ArchiveConnection  *connection,
                      gint64              conversation_id,
                      gint64              wanted_us,
                      gint64             *sort_us,
                      GError            **error)
{
  gint64 line = 0;
  gint64 head_us = 0;

  if (!archive_place_get_line (connection, conversation_id, &line, error) ||
      !archive_place_get_line_head (connection, line, &head_us, error))
    return FALSE;

  *sort_us = MAX (wanted_us, head_us + SPACING_US);
  archive_place_note (connection, line, *sort_us);
  return TRUE;
}

/**
 * archive_place_in_queue:
 * @connection: the writer
 * @conversation_id: a conversation
 * @wanted_us: the time of a message
 * @sort_us: (out): a place after all that there is, the queued ones too
 * @error: where to say why it failed
 *
 * Returns: whether there is one
 */
gboolean
archive_place_in_queue (ArchiveConnection  *connection,
                        gint64              conversation_id,
                        gint64              wanted_us,
                        gint64             *sort_us,
                        GError            **error)
{
  static const char sql[] =
    "SELECT max (sort_us) FROM message WHERE conversation_id = ?1 AND sort_us >= ?2";
  gint64 last_us = 0;

  if (!select_sort (connection, sql, conversation_id, &last_us, error))
    return FALSE;

  *sort_us = MAX (ARCHIVE_SORT_QUEUED + wanted_us, last_us + 1);
  return TRUE;
}

/**
 * archive_place_make_room:
 * @connection: the writer
 * @line: a line
 * @from_us: a place
 * @by_us: how far to move
 * @error: where to say why it failed
 *
 * Moves all of the line from a place on, up to the queue. Hardly ever needed: places are taken with
 * room between them.
 *
 * Returns: whether it is moved
 */
gboolean
archive_place_make_room (ArchiveConnection  *connection,
                         gint64              line,
                         gint64              from_us,
                         gint64              by_us,
                         GError            **error)
{
#define OF_LINE "IN (SELECT c.id FROM conversation c WHERE " ARCHIVE_PLACE_OF_LINE ")"
#define OWNED_BY_LINE \
  "(account_id, owner) IN (SELECT id, address FROM account WHERE id = ?1 UNION ALL " \
  "SELECT c.account_id, e.address FROM conversation c JOIN entity e ON e.id = c.entity_id " \
  "WHERE c.id = - ?1)"
  static const char *const sql[] = {
    "UPDATE message SET sort_us = sort_us + ?3 "
    "WHERE conversation_id " OF_LINE " AND sort_us >= ?2 AND sort_us < ?4",
    "UPDATE conversation SET read_sort_us = read_sort_us + ?3 "
    "WHERE id " OF_LINE " AND read_sort_us >= ?2 AND read_sort_us < ?4",
    "UPDATE marker SET sort_us = sort_us + ?3 "
    "WHERE conversation_id " OF_LINE " AND sort_us >= ?2 AND sort_us < ?4",
    "UPDATE archive_range SET first_sort_us = first_sort_us + ?3 "
    "WHERE " OWNED_BY_LINE " AND first_sort_us >= ?2 AND first_sort_us < ?4",
    "UPDATE archive_range SET last_sort_us = last_sort_us + ?3 "
    "WHERE " OWNED_BY_LINE " AND last_sort_us >= ?2 AND last_sort_us < ?4",
  };
#undef OWNED_BY_LINE
#undef OF_LINE
  ArchiveMemory *memory = archive_connection_get_memory (connection);

  g_hash_table_remove (memory->heads, &line);
  for (gsize i = 0; i < G_N_ELEMENTS (sql); i++)
    {
      g_autoptr(ArchiveStatement) statement =
        archive_connection_prepare (connection, sql[i], error);

      if (statement == NULL)
        return FALSE;

      archive_statement_bind_number (statement, 1, line);
      archive_statement_bind_number (statement, 2, from_us);
      archive_statement_bind_number (statement, 3, by_us);
      archive_statement_bind_number (statement, 4, ARCHIVE_SORT_QUEUED);
      if (!archive_statement_run (statement, error))
        return FALSE;
    }

  return TRUE;
}
