/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-file.h"

#include <glib.h>

G_BEGIN_DECLS

/* The rows of the archive as plain structs. Times are microseconds since 1970 (UTC), ids are never
 * 0 in a stored row. Strings are owned by the struct; NULL is "none" wherever (nullable) stands.
 * None of the enums' values is stored: archive-row.c maps them to numbers that never change. */

/**
 * ArchiveConversationKind:
 * @ARCHIVE_CONVERSATION_CHAT: one to one, by bare address
 * @ARCHIVE_CONVERSATION_ROOM: a room, by its bare address
 * @ARCHIVE_CONVERSATION_PRIVATE: with one occupant of a room, by the full address there
 */
typedef enum {
  ARCHIVE_CONVERSATION_CHAT,
  ARCHIVE_CONVERSATION_ROOM,
  ARCHIVE_CONVERSATION_PRIVATE,
} ArchiveConversationKind;

typedef enum {
  ARCHIVE_INCOMING,
  ARCHIVE_OUTGOING, /* written by this account, here or on another device */
} ArchiveDirection;

typedef enum {
  ARCHIVE_MESSAGE_TEXT,
  ARCHIVE_MESSAGE_SUBJECT,      /* a room's new subject */
  ARCHIVE_MESSAGE_FILE,
  ARCHIVE_MESSAGE_CALL,
  ARCHIVE_MESSAGE_INVITATION,
  ARCHIVE_MESSAGE_NOTICE,       /* something that happened, told by the program */
  ARCHIVE_MESSAGE_UNDECRYPTED,  /* encrypted, and could not be read */
} ArchiveMessageKind;

/**
 * ArchiveState:
 * @ARCHIVE_STATE_RECEIVED: all that is incoming
 * @ARCHIVE_STATE_QUEUED: in the outbox
 * @ARCHIVE_STATE_SENT: the server has it
 * @ARCHIVE_STATE_DELIVERED: XEP-0184
 * @ARCHIVE_STATE_DISPLAYED: XEP-0333
 * @ARCHIVE_STATE_FAILED: see error_condition and error_text
 *
 * States only move on: queued → sent → delivered → displayed (skipping allowed);
 * queued or sent → failed; failed → queued (retry), or to what a late receipt proves. Any other
 * change is ignored.
 */
typedef enum {
  ARCHIVE_STATE_RECEIVED,
  ARCHIVE_STATE_QUEUED,
  ARCHIVE_STATE_SENT,
  ARCHIVE_STATE_DELIVERED,
  ARCHIVE_STATE_DISPLAYED,
  ARCHIVE_STATE_FAILED,
} ArchiveState;

typedef enum {
  ARCHIVE_ENCRYPTION_NONE,
  ARCHIVE_ENCRYPTION_OMEMO,   /* eu.siacs.conversations.axolotl */
  ARCHIVE_ENCRYPTION_OMEMO_2, /* urn:xmpp:omemo:2 */
  ARCHIVE_ENCRYPTION_OPENPGP,
} ArchiveEncryption;

typedef enum {
  ARCHIVE_FLAG_DELAYED         = 1 << 0, /* came with a stamp of the past (XEP-0203) */
  ARCHIVE_FLAG_MENTION         = 1 << 1, /* speaks of the own nick */
  ARCHIVE_FLAG_MARKABLE        = 1 << 2, /* asks for displayed markers (XEP-0333) */
  ARCHIVE_FLAG_RECEIPT_WANTED  = 1 << 3, /* asks for a receipt (XEP-0184) */
  ARCHIVE_FLAG_CARBON          = 1 << 4, /* came as a copy from or for another device (XEP-0280) */
  ARCHIVE_FLAG_EDITED          = 1 << 5,
  ARCHIVE_FLAG_RETRACTED       = 1 << 6, /* nothing is left of it (XEP-0424) */
  ARCHIVE_FLAG_MODERATED       = 1 << 7, /* retracted by the room (XEP-0425) */
} ArchiveMessageFlags;

/**
 * ArchiveMessageIds:
 * @message: (nullable): the id attribute of the stanza
 * @origin: (nullable): XEP-0359 origin-id
 * @stanza: (nullable): XEP-0359 stanza-id by the own account or the room, checked by the caller
 * @occupant: (nullable): XEP-0421 occupant-id of the sender
 * @author: (nullable): in rooms, who is behind it as the room itself says it: in whatever words,
 *   but never the sender's own. Only the same author may change it; NULL: nobody
 */
typedef struct {
  char *message;
  char *origin;
  char *stanza;
  char *occupant;
  char *author;
} ArchiveMessageIds;

/**
 * ArchiveCorrection:
 * @state: of the newest one that counts; %ARCHIVE_STATE_RECEIVED: there is none
 * @failed_id: the row of a newer one that could not be sent; 0: there is none
 * @failed_body: (nullable): what it says
 * @error_condition: (nullable): and why it failed
 * @error_text: (nullable)
 * @first_body: (nullable): what was said before all of them, filled in the outbox only
 * @first_link: (nullable): and what was told of a link in that
 *
 * What has become of the corrections (XEP-0308) of an own message.
 */
typedef struct {
  ArchiveState  state;
  gint64        failed_id;
  char         *failed_body;
  char         *error_condition;
  char         *error_text;
  char         *first_body;
  char         *first_link;
} ArchiveCorrection;

/**
 * ArchiveMessage:
 * @id: the row; 0 in one that is to be inserted. Ids grow with the time of the message, nearly
 * @account_id: filled when read; when inserting needed only where @conversation_id is 0
 * @conversation_id: 0 when inserting: found or made by @account_id, @with and @with_kind
 * @with: the conversation's address; filled when read
 * @sender: who wrote it: a bare address in a chat, the occupant's full address in rooms
 * @resource: (nullable): the resource it came from in a chat
 * @is_told: a room tells of it as said before; not heard as it was said. It is not kept
 * @is_newly_mention: of one that was corrected just now: it speaks to us since. It is not kept
 * @time_us: when it was written; what people are shown
 * @sort_us: its place in the conversation (with @id, where two are equal); given by the archive.
 *   Queued rows stand after all others, ARCHIVE_SORT_QUEUED and above, and find their final place
 *   when they are sent
 * @body: (nullable)
 * @thread: (nullable)
 * @oob_url: (nullable): XEP-0066
 * @link: (nullable): what is told of a link in @body: XEP-0511, in the caller's words
 * @files: (nullable) (element-type ArchiveFile): what comes with it: XEP-0447
 * @reply_id: (nullable): XEP-0461: the message that this one answers
 * @reply_to: (nullable): and who wrote that
 * @replace_id: (nullable): XEP-0308: what it corrects, in its author's words
 * @corrects: the row whose text it is, filled when read; 0: it stands for itself. One that corrects
 *   another is in no page
 * @correction: filled when an own one is read
 * @error_condition: (nullable): of a failed message, as in RFC 6120, 8.3.3
 * @error_text: (nullable)
 * @moderator: (nullable): of one with %ARCHIVE_FLAG_MODERATED, filled when read: the nick of who
 *   has taken it away
 * @removal: (nullable): and why
 */
typedef struct {
  gint64                   id;
  gint64                   account_id;
  gint64                   conversation_id;
  char                    *with;
  ArchiveConversationKind  with_kind;
  char                    *sender;
  char                    *resource;
  ArchiveDirection         direction;
  ArchiveMessageKind       kind;
  ArchiveState             state;
  ArchiveEncryption        encryption;
  ArchiveMessageFlags      flags;
  gboolean                 is_told;
  gboolean                 is_newly_mention;
  gint64                   time_us;
  gint64                   sort_us;
  ArchiveMessageIds        ids;
  char                    *body;
  char                    *thread;
  char                    *oob_url;
  char                    *link;
  GPtrArray               *files;
  char                    *reply_id;
  char                    *reply_to;
  char                    *replace_id;
  gint64                   corrects;
  ArchiveCorrection        correction;
  char                    *error_condition;
  char                    *error_text;
  char                    *moderator;
  char                    *removal;
} ArchiveMessage;

#define ARCHIVE_SORT_QUEUED (G_GINT64_CONSTANT (1) << 61)

ArchiveMessage *archive_message_new  (void) G_GNUC_WARN_UNUSED_RESULT;
ArchiveMessage *archive_message_copy (const ArchiveMessage *self) G_GNUC_WARN_UNUSED_RESULT;
void            archive_message_free (ArchiveMessage       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveMessage, archive_message_free)

/**
 * ArchiveConversation:
 * @pinned: 0: not pinned; else its place among the pinned
 * @muted_until_us: 0: not muted; G_MAXINT64: for ever
 * @archived: put away by the user
 * @draft: (nullable)
 * @draft_us: when the draft was last changed
 * @read_sort_us: everything up to this place has been read
 * @unread: incoming messages after it, at most ARCHIVE_UNREAD_MAX
 * @mentions: those of them that carry ARCHIVE_FLAG_MENTION
 * @last: (nullable): the newest message
 */
typedef struct {
  gint64                   id;
  gint64                   account_id;
  char                    *address;
  ArchiveConversationKind  kind;
  guint                    pinned;
  gint64                   muted_until_us;
  gboolean                 archived;
  char                    *draft;
  gint64                   draft_us;
  gint64                   created_us;
  gint64                   read_sort_us;
  guint                    unread;
  guint                    mentions;
  ArchiveMessage          *last;
} ArchiveConversation;

#define ARCHIVE_UNREAD_MAX 1000

void archive_conversation_free (ArchiveConversation *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveConversation, archive_conversation_free)

G_END_DECLS
