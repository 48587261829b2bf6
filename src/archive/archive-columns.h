/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"
#include "archive-filing.h"
#include "archive-row.h"

G_BEGIN_DECLS

/* For the archive's own files: between columns and structs. */

/* What archive_columns_read_message() reads, from message m and what it hangs on. */
#define ARCHIVE_MESSAGE_COLUMNS \
  "m.id, c.account_id, m.conversation_id, w.address, c.kind, s.address, m.resource, m.direction, " \
  "m.kind, m.state, m.encryption, m.flags, m.time_us, m.sort_us, m.message_id, m.origin_id, " \
  "m.stanza_id, m.occupant_id, m.body, m.thread, m.oob_url, m.reply_id, m.reply_to, " \
  "m.replace_id, m.error_condition, m.error_text, m.corrects, " \
  "(SELECT n.state " ARCHIVE_OWN_CORRECTIONS "AND n.state <> " ARCHIVE_STORED_FAILED \
  ARCHIVE_NEWEST_FIRST "), f.id, f.body, f.error_condition, f.error_text, m.author, " \
  ARCHIVE_FILING_COLUMN ", " \
  ARCHIVE_REMOVAL ("moderator") ", " ARCHIVE_REMOVAL ("reason") ", m.link"
#define ARCHIVE_MESSAGE_N_COLUMNS 37

/* Hardly any message was taken away: it is looked for where one was. */
#define ARCHIVE_REMOVAL(column) \
  "iif (m.flags & " ARCHIVE_STORED_MODERATED ", " \
  "(SELECT r." column " FROM removal r WHERE r.message = m.id), NULL)"

/* Those of an own message m, which may fail; those of others are of no account here. */
#define ARCHIVE_OWN_CORRECTIONS \
  "FROM message n WHERE n.corrects = m.id AND m.direction = " ARCHIVE_STORED_OUTGOING " "
#define ARCHIVE_NEWEST_FIRST " ORDER BY n.sort_us DESC, n.id DESC LIMIT 1"

/* CROSS: in this order, from the messages on. */
#define ARCHIVE_MESSAGE_JOINS \
  " CROSS JOIN conversation c ON c.id = m.conversation_id" \
  " CROSS JOIN entity w ON w.id = c.entity_id" \
  " CROSS JOIN entity s ON s.id = m.sender_id " \
  "LEFT JOIN message f ON f.id = (SELECT n.id " ARCHIVE_OWN_CORRECTIONS ARCHIVE_NEWEST_FIRST ") " \
  "AND f.state = " ARCHIVE_STORED_FAILED " "

/* Stored numbers that statements name, because an index or a sum goes by them. */
#define ARCHIVE_STORED_ROOM      "2"
#define ARCHIVE_STORED_PRIVATE   "3"
#define ARCHIVE_STORED_TEXT      "1"
#define ARCHIVE_STORED_FILE      "3"
#define ARCHIVE_STORED_INCOMING  "1"
#define ARCHIVE_STORED_OUTGOING  "2"
#define ARCHIVE_STORED_QUEUED    "2"
#define ARCHIVE_STORED_SENT      "3"
#define ARCHIVE_STORED_UNSEEN    "(3, 4)" /* sent, delivered */
#define ARCHIVE_STORED_FAILED    "6"
#define ARCHIVE_STORED_DELAYED   "1"
#define ARCHIVE_STORED_MENTION   "2"
#define ARCHIVE_STORED_EDITED    "32"
#define ARCHIVE_STORED_RETRACTED "64"
#define ARCHIVE_STORED_MODERATED "128"

/* Beside the flags that a message has: it was fetched ahead of what surrounds it, and stands where
 * it is not in the way of that. */
#define ARCHIVE_ROW_AHEAD 256

/* Key of a conversation_setting: other devices do not know all that was read here */
#define ARCHIVE_KEY_UNTOLD "read-untold"

ArchiveMessage         *archive_columns_read_message     (ArchiveStatement       *statement)
  G_GNUC_WARN_UNUSED_RESULT;
ArchiveMessage         *archive_columns_load_message     (ArchiveConnection      *connection,
                                                          gint64                  id,
                                                          GError                **error)
  G_GNUC_WARN_UNUSED_RESULT;
gint64                  archive_columns_store_state      (ArchiveState            state);
ArchiveState            archive_columns_load_state       (gint64                  stored);
gint64                  archive_columns_store_direction  (ArchiveDirection        direction);
gint64                  archive_columns_store_kind       (ArchiveMessageKind      kind);
gint64                  archive_columns_store_encryption (ArchiveEncryption       encryption);
gint64                  archive_columns_store_flags      (ArchiveMessageFlags     flags);
gint64                  archive_columns_store_with_kind  (ArchiveConversationKind kind);
ArchiveConversationKind archive_columns_load_with_kind   (gint64                  stored);
gboolean                archive_columns_check_text       (const char             *text,
                                                          gsize                   max_bytes,
                                                          GError                **error);
gboolean                archive_columns_check_message    (const ArchiveMessage   *message,
                                                          GError                **error);

G_END_DECLS
