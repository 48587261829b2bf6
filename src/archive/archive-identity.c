/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which row a message is: live, carbon, archive and offline copies of one end as one row
 * (XEP-0359). */
#define G_LOG_DOMAIN "archive-identity"

#include "archive-identity.h"

#include "archive-columns.h"

/* Some programs count their ids from 1 at every start. Copies of one message are never a day apart,
 * but for clocks that are wrong. */
#define SAME_ID_US G_TIME_SPAN_DAY

/* How many rows with one id are looked at: more than one is rare, more than a few an attack. */
#define MAX_CANDIDATES 16

#define CANDIDATE \
  "SELECT id, sort_us, time_us, sender_id, direction, kind, state, encryption, message_id, " \
  "origin_id, stanza_id, occupant_id, author, body, flags FROM message "

enum {
  COLUMN_ID,
  COLUMN_SORT,
  COLUMN_TIME,
  COLUMN_SENDER,
  COLUMN_DIRECTION,
  COLUMN_KIND,
  COLUMN_STATE,
  COLUMN_ENCRYPTION,
  COLUMN_MESSAGE,
  COLUMN_ORIGIN,
  COLUMN_STANZA,
  COLUMN_OCCUPANT,
  COLUMN_AUTHOR,
  COLUMN_BODY,
  COLUMN_FLAGS,
};

static const char by_stanza[] = CANDIDATE "WHERE conversation_id = ?1 AND stanza_id = ?2";
static const char by_message[] = CANDIDATE "WHERE conversation_id = ?1 AND message_id = ?2";
static const char by_origin[] =
  CANDIDATE "WHERE conversation_id = ?1 AND origin_id = ?2 AND origin_id IS NOT message_id";

/**
 * archive_known_clear:
 * @self: a known row
 *
 * Frees what is in it.
 */
void
archive_known_clear (ArchiveKnown *self)
{
  g_clear_pointer (&self->other_stanza, g_free);
}

static gboolean
is_null (ArchiveStatement *row,
         int               column)
{
  return sqlite3_column_type (row, column) == SQLITE_NULL;
}

static gboolean
is_text (ArchiveStatement *row,
         int               column,
         const char       *text)
{
  return text != NULL && g_strcmp0 (archive_statement_get_text (row, column), text) == 0;
}

static gboolean
is_same_body (ArchiveStatement     *row,
              const ArchiveMessage *message)
{
  gint64 changed_flags =
    archive_columns_store_flags (ARCHIVE_FLAG_EDITED | ARCHIVE_FLAG_RETRACTED);
  gboolean comparable = message->encryption == ARCHIVE_ENCRYPTION_NONE &&
    archive_statement_get_number (row, COLUMN_ENCRYPTION) ==
    archive_columns_store_encryption (ARCHIVE_ENCRYPTION_NONE) &&
    (archive_statement_get_number (row, COLUMN_FLAGS) & changed_flags) == 0;

  return !comparable
         || g_strcmp0 (archive_statement_get_text (row, COLUMN_BODY), message->body) == 0;
}

static gboolean
is_own_row (ArchiveStatement *row)
{
  return archive_statement_get_number (row, COLUMN_DIRECTION) ==
         archive_columns_store_direction (ARCHIVE_OUTGOING);
}

/* What a room tells of before may have no author that it vouches for. With our id, which nobody
 * knows who has not got it from us, and with our words it is ours. Who is there and says so now is
 * known to be somebody else. */
static gboolean
is_own_told (ArchiveStatement     *row,
             const ArchiveMessage *message)
{
  return message->with_kind == ARCHIVE_CONVERSATION_ROOM
         && message->direction == ARCHIVE_INCOMING && is_own_row (row)
         && message->is_told && message->ids.author == NULL
         && is_same_body (row, message);
}

static gboolean
is_same_author (ArchiveStatement     *row,
                gint64                sender_id,
                const ArchiveMessage *message)
{
  if (archive_statement_get_number (row, COLUMN_DIRECTION) !=
      archive_columns_store_direction (message->direction))
    return is_own_told (row, message);

  /* Own messages are own ones, whatever the nick in the room was. */
  if (message->direction == ARCHIVE_OUTGOING)
    return TRUE;

  /* In a room. What is nobody's is not his who bears its nick later and says the same: it would be
   * his from then on, to be corrected and taken back. */
  if (message->ids.author != NULL)
    return is_text (row, COLUMN_AUTHOR, message->ids.author);

  return archive_statement_get_number (row, COLUMN_SENDER) == sender_id;
}

/* An origin-id is meant to be unique. The id attribute is not always: it counts only within a day,
 * where the server's archive does not say that these are two, and where the text, if it can be
 * compared, is the same. */
static gboolean
is_same (ArchiveStatement     *row,
         gint64                sender_id,
         const ArchiveMessage *message)
{
  gint64 apart_us = archive_statement_get_number (row, COLUMN_TIME) - message->time_us;

  if (!is_same_author (row, sender_id, message))
    return FALSE;

  if (message->ids.origin != NULL && !is_null (row, COLUMN_ORIGIN))
    return is_text (row, COLUMN_ORIGIN, message->ids.origin);

  return is_text (row, COLUMN_MESSAGE, message->ids.message) &&
         (message->ids.stanza == NULL || is_null (row, COLUMN_STANZA)) &&
         apart_us <= SAME_ID_US && apart_us >= -SAME_ID_US && is_same_body (row, message);
}

static void
read_known (ArchiveStatement     *row,
            const ArchiveMessage *message,
            ArchiveKnown         *known)
{
  known->id = archive_statement_get_number (row, COLUMN_ID);
  known->sort_us = archive_statement_get_number (row, COLUMN_SORT);
  known->state = archive_columns_load_state (archive_statement_get_number (row, COLUMN_STATE));
  known->lacks_stanza = is_null (row, COLUMN_STANZA);
  known->is_delayed = (archive_statement_get_number (row, COLUMN_FLAGS)
                       & archive_columns_store_flags (ARCHIVE_FLAG_DELAYED)) != 0;
  known->is_ahead = (archive_statement_get_number (row, COLUMN_FLAGS) & ARCHIVE_ROW_AHEAD) != 0;
  known->is_own_told = message->direction == ARCHIVE_INCOMING && is_own_row (row);
  known->lacks_other_ids =
    (message->ids.message != NULL && is_null (row, COLUMN_MESSAGE)) ||
    (message->ids.origin != NULL && is_null (row, COLUMN_ORIGIN)) ||
    (message->ids.occupant != NULL && is_null (row, COLUMN_OCCUPANT)) ||
    (message->ids.author != NULL && is_null (row, COLUMN_AUTHOR));
  if (!known->lacks_stanza && message->ids.stanza != NULL
      && !is_text (row, COLUMN_STANZA, message->ids.stanza))
    known->other_stanza = archive_statement_dup_text (row, COLUMN_STANZA);
  known->undecrypted = archive_statement_get_number (row, COLUMN_KIND) ==
    archive_columns_store_kind (ARCHIVE_MESSAGE_UNDECRYPTED) &&
    (archive_statement_get_number (row, COLUMN_FLAGS) &
     archive_columns_store_flags (ARCHIVE_FLAG_RETRACTED)) == 0;
}

/* sender_id 0: the id alone says it, because it is the archive's own. */
static gboolean
look_up (ArchiveConnection     *connection,
         const char            *sql,
         gint64                 conversation_id,
         gint64                 sender_id,
         const char            *id,
         const ArchiveMessage  *message,
         ArchiveKnown          *known,
         GError               **error)
{
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, conversation_id);
  archive_statement_bind_text (row, 2, id);
  for (guint i = 0; i < MAX_CANDIDATES; i++)
    {
      if ((step = archive_statement_step (row, error)) != ARCHIVE_STEP_ROW)
        return step == ARCHIVE_STEP_DONE;

      if (sender_id == 0 || is_same (row, sender_id, message))
        {
          read_known (row, message, known);
          return TRUE;
        }
    }

  return TRUE;
}

/**
 * archive_identity_find:
 * @connection: the writer
 * @conversation_id: where the message belongs
 * @sender_id: entity of who wrote it
 * @message: the message
 * @known: (out caller-allocates): the row that it is; id 0 where it is new; to be cleared
 * @error: where to say why it failed
 *
 * Looks for it by the archive's own id, else by origin-id and author, else by the id attribute and
 * author.
 *
 * Returns: whether it could be looked up
 */
gboolean
archive_identity_find (ArchiveConnection     *connection,
                       gint64                 conversation_id,
                       gint64                 sender_id,
                       const ArchiveMessage  *message,
                       ArchiveKnown          *known,
                       GError               **error)
{
  const ArchiveMessageIds *ids = &message->ids;
  const struct {
    const char *sql;
    const char *id; /* (nullable) */
    gint64      sender_id;
  } ways[] = {
    { by_stanza, ids->stanza, 0 },
    { by_message, ids->origin, sender_id },
    { by_origin, ids->origin, sender_id },
    { by_message, g_strcmp0 (ids->message, ids->origin) != 0 ? ids->message : NULL, sender_id },
  };

  *known = (ArchiveKnown) { 0 };
  for (gsize i = 0; i < G_N_ELEMENTS (ways) && known->id == 0; i++)
    if (ways[i].id != NULL &&
        !look_up (connection, ways[i].sql, conversation_id, ways[i].sender_id, ways[i].id, message,
                  known, error))
      return FALSE;

  return TRUE;
}
