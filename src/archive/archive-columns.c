/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the columns of the archive and the structs that others see. */
#define G_LOG_DOMAIN "archive-columns"

#include "archive-columns.h"

#include <string.h>

#include "archive-error.h"

/* The longest body that is stored; a stanza that could carry more is refused before. */
#define MAX_BODY_BYTES  (4 * 1024 * 1024)
#define MAX_FIELD_BYTES (64 * 1024)

/* An enum's value → the number that is stored. Those numbers never change; 0 is none of them. */
static const int stored_states[] = {
  [ARCHIVE_STATE_RECEIVED]  = 1,
  [ARCHIVE_STATE_QUEUED]    = 2,
  [ARCHIVE_STATE_SENT]      = 3,
  [ARCHIVE_STATE_DELIVERED] = 4,
  [ARCHIVE_STATE_DISPLAYED] = 5,
  [ARCHIVE_STATE_FAILED]    = 6,
};

static const int stored_directions[] = {
  [ARCHIVE_INCOMING] = 1,
  [ARCHIVE_OUTGOING] = 2,
};

static const int stored_kinds[] = {
  [ARCHIVE_MESSAGE_TEXT]        = 1,
  [ARCHIVE_MESSAGE_SUBJECT]     = 2,
  [ARCHIVE_MESSAGE_FILE]        = 3,
  [ARCHIVE_MESSAGE_CALL]        = 4,
  [ARCHIVE_MESSAGE_INVITATION]  = 5,
  [ARCHIVE_MESSAGE_NOTICE]      = 6,
  [ARCHIVE_MESSAGE_UNDECRYPTED] = 7,
};

static const int stored_encryptions[] = {
  [ARCHIVE_ENCRYPTION_NONE]    = 1,
  [ARCHIVE_ENCRYPTION_OMEMO]   = 2,
  [ARCHIVE_ENCRYPTION_OMEMO_2] = 3,
  [ARCHIVE_ENCRYPTION_OPENPGP] = 4,
};

static const int stored_with_kinds[] = {
  [ARCHIVE_CONVERSATION_CHAT]    = 1,
  [ARCHIVE_CONVERSATION_ROOM]    = 2,
  [ARCHIVE_CONVERSATION_PRIVATE] = 3,
};

static const struct {
  ArchiveMessageFlags flag;
  int                 stored;
} stored_flags[] = {
  { ARCHIVE_FLAG_DELAYED, 1 },
  { ARCHIVE_FLAG_MENTION, 2 },
  { ARCHIVE_FLAG_MARKABLE, 4 },
  { ARCHIVE_FLAG_RECEIPT_WANTED, 8 },
  { ARCHIVE_FLAG_CARBON, 16 },
  { ARCHIVE_FLAG_EDITED, 32 },
  { ARCHIVE_FLAG_RETRACTED, 64 },
  { ARCHIVE_FLAG_MODERATED, 128 },
};

/* A number that is not in the table, from a damaged file, reads as the first entry. */
static int
load (const int *table,
      gsize      size,
      gint64     stored)
{
  for (gsize i = 0; i < size; i++)
    if (table[i] == stored)
      return (int) i;
  return 0;
}

#define LOAD(table, stored) load (table, G_N_ELEMENTS (table), stored)

gint64
archive_columns_store_state (ArchiveState state)
{
  return stored_states[state];
}

ArchiveState
archive_columns_load_state (gint64 stored)
{
  return (ArchiveState) LOAD (stored_states, stored);
}

gint64
archive_columns_store_direction (ArchiveDirection direction)
{
  return stored_directions[direction];
}

gint64
archive_columns_store_kind (ArchiveMessageKind kind)
{
  return stored_kinds[kind];
}

gint64
archive_columns_store_encryption (ArchiveEncryption encryption)
{
  return stored_encryptions[encryption];
}

gint64
archive_columns_store_with_kind (ArchiveConversationKind kind)
{
  return stored_with_kinds[kind];
}

ArchiveConversationKind
archive_columns_load_with_kind (gint64 stored)
{
  return (ArchiveConversationKind) LOAD (stored_with_kinds, stored);
}

gint64
archive_columns_store_flags (ArchiveMessageFlags flags)
{
  gint64 stored = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (stored_flags); i++)
    if (flags & stored_flags[i].flag)
      stored |= stored_flags[i].stored;
  return stored;
}

static ArchiveMessageFlags
load_flags (gint64 stored)
{
  ArchiveMessageFlags flags = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (stored_flags); i++)
    if (stored & stored_flags[i].stored)
      flags |= stored_flags[i].flag;
  return flags;
}

/**
 * archive_columns_read_message:
 * @statement: at a row that begins with ARCHIVE_MESSAGE_COLUMNS
 *
 * Returns: (transfer full): the message
 */
ArchiveMessage *
archive_columns_read_message (ArchiveStatement *statement)
{
  ArchiveMessage *message = archive_message_new ();

  message->id = archive_statement_get_number (statement, 0);
  message->account_id = archive_statement_get_number (statement, 1);
  message->conversation_id = archive_statement_get_number (statement, 2);
  message->with = archive_statement_dup_text (statement, 3);
  message->with_kind = archive_columns_load_with_kind (archive_statement_get_number (statement, 4));
  message->sender = archive_statement_dup_text (statement, 5);
  message->resource = archive_statement_dup_text (statement, 6);
  message->direction =
    (ArchiveDirection) LOAD (stored_directions, archive_statement_get_number (statement, 7));
  message->kind =
    (ArchiveMessageKind) LOAD (stored_kinds, archive_statement_get_number (statement, 8));
  message->state = archive_columns_load_state (archive_statement_get_number (statement, 9));
  message->encryption =
    (ArchiveEncryption) LOAD (stored_encryptions, archive_statement_get_number (statement, 10));
  message->flags = load_flags (archive_statement_get_number (statement, 11));
  message->time_us = archive_statement_get_number (statement, 12);
  message->sort_us = archive_statement_get_number (statement, 13);
  message->ids.message = archive_statement_dup_text (statement, 14);
  message->ids.origin = archive_statement_dup_text (statement, 15);
  message->ids.stanza = archive_statement_dup_text (statement, 16);
  message->ids.occupant = archive_statement_dup_text (statement, 17);
  message->body = archive_statement_dup_text (statement, 18);
  message->thread = archive_statement_dup_text (statement, 19);
  message->oob_url = archive_statement_dup_text (statement, 20);
  message->reply_id = archive_statement_dup_text (statement, 21);
  message->reply_to = archive_statement_dup_text (statement, 22);
  message->replace_id = archive_statement_dup_text (statement, 23);
  message->error_condition = archive_statement_dup_text (statement, 24);
  message->error_text = archive_statement_dup_text (statement, 25);
  message->corrects = archive_statement_get_number (statement, 26);
  message->correction.state =
    archive_columns_load_state (archive_statement_get_number (statement, 27));
  message->correction.failed_id = archive_statement_get_number (statement, 28);
  message->correction.failed_body = archive_statement_dup_text (statement, 29);
  message->correction.error_condition = archive_statement_dup_text (statement, 30);
  message->correction.error_text = archive_statement_dup_text (statement, 31);
  message->ids.author = archive_statement_dup_text (statement, 32);
  message->files = archive_filing_read (archive_statement_get_text (statement, 33));
  message->moderator = archive_statement_dup_text (statement, 34);
  message->removal = archive_statement_dup_text (statement, 35);
  message->link = archive_statement_dup_text (statement, 36);
  return message;
}

/**
 * archive_columns_load_message:
 * @connection: a connection
 * @id: the row
 * @error: %ARCHIVE_ERROR_NOT_FOUND and whatever SQLite has to say
 *
 * Returns: (transfer full) (nullable): the message
 */
ArchiveMessage *
archive_columns_load_message (ArchiveConnection  *connection,
                              gint64              id,
                              GError            **error)
{
  static const char sql[] =
    "SELECT " ARCHIVE_MESSAGE_COLUMNS " FROM message m" ARCHIVE_MESSAGE_JOINS "WHERE m.id = ?1";
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return NULL;

  archive_statement_bind_number (statement, 1, id);
  switch (archive_statement_step (statement, error))
    {
    case ARCHIVE_STEP_ROW:
      return archive_columns_read_message (statement);
    case ARCHIVE_STEP_DONE:
      g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_NOT_FOUND,
                           "There is no such message");
      return NULL;
    case ARCHIVE_STEP_ERROR:
    default:
      return NULL;
    }
}

/**
 * archive_columns_check_text:
 * @text: (nullable): something that is to be stored
 * @max_bytes: how long it may be
 * @error: %ARCHIVE_ERROR_INVALID
 *
 * Returns: whether it may be stored
 */
gboolean
archive_columns_check_text (const char  *text,
                            gsize        max_bytes,
                            GError     **error)
{
  gsize length;

  if (text == NULL)
    return TRUE;

  length = strlen (text);
  if (length <= max_bytes && g_utf8_validate_len (text, length, NULL))
    return TRUE;

  g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_INVALID,
                       length > max_bytes ? "A text is too long" : "A text is not UTF-8");
  return FALSE;
}

static gboolean
has_known_numbers (const ArchiveMessage *message)
{
  return (guint) message->direction < G_N_ELEMENTS (stored_directions) &&
         (guint) message->kind < G_N_ELEMENTS (stored_kinds) &&
         (guint) message->state < G_N_ELEMENTS (stored_states) &&
         (guint) message->encryption < G_N_ELEMENTS (stored_encryptions) &&
         (guint) message->with_kind < G_N_ELEMENTS (stored_with_kinds) &&
         (message->direction == ARCHIVE_INCOMING) == (message->state == ARCHIVE_STATE_RECEIVED);
}

/**
 * archive_columns_check_message:
 * @message: a message that is to be stored
 * @error: %ARCHIVE_ERROR_INVALID
 *
 * Returns: whether it is within bounds: known numbers, a sender, a conversation, UTF-8 of bearable
 *   length
 */
gboolean
archive_columns_check_message (const ArchiveMessage  *message,
                               GError               **error)
{
  const char *const fields[] = {
    message->with, message->sender, message->resource, message->ids.message, message->ids.origin,
    message->ids.stanza, message->ids.occupant, message->ids.author, message->thread,
    message->oob_url, message->link,
    message->reply_id, message->reply_to, message->replace_id, message->error_condition,
    message->error_text,
  };

  if (!has_known_numbers (message) || message->sender == NULL ||
      (message->conversation_id == 0 && (message->account_id == 0 || message->with == NULL)))
    {
      g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_INVALID,
                           "A message lacks something");
      return FALSE;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (!archive_columns_check_text (fields[i], MAX_FIELD_BYTES, error))
      return FALSE;

  return archive_columns_check_text (message->body, MAX_BODY_BYTES, error)
         && archive_filing_check (message->files, error);
}
