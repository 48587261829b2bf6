/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-file.h"
#include "chat-preview.h"

G_BEGIN_DECLS

/* One message as it is shown. Only state, error-text and sender-name may change after it was
 * made (notify), and what it says: body, kind, url, preview, files, edited and unsent; and with it
 * to whom. Where an own one was corrected, state is that of the text that is shown. */
#define CHAT_TYPE_MESSAGE (chat_message_get_type ())
G_DECLARE_FINAL_TYPE (ChatMessage, chat_message, CHAT, MESSAGE, GObject)

/* row of the archive, unique, > 0 */
gint64           chat_message_get_id           (ChatMessage *self);
/* origin id, else id attribute; what the command line prints (nullable) */
const char      *chat_message_get_message_id   (ChatMessage *self);
/* what the archive of our server calls it (nullable) */
const char      *chat_message_get_archive_id   (ChatMessage *self);
/* never NULL; cleaned for display; empty once it is taken back */
const char      *chat_message_get_body         (ChatMessage *self);
/* never NULL: what to say of it in one line: its body, else what the file is called that it is */
const char      *chat_message_get_summary      (ChatMessage *self);
/* the same for people: of a picture, a sound or a place what it is; @with_name: and its name */
char            *chat_message_dup_line         (ChatMessage *self,
                                                gboolean     with_name) G_GNUC_WARN_UNUSED_RESULT;
/* the same of one of its files alone */
char            *chat_message_dup_file_line    (ChatMessage *self,
                                                ChatFile    *file) G_GNUC_WARN_UNUSED_RESULT;
ChatMessageKind  chat_message_get_kind         (ChatMessage *self);
ChatMessageState chat_message_get_state        (ChatMessage *self);
const char      *chat_message_get_error_text   (ChatMessage *self); /* (nullable) translated */
gboolean         chat_message_is_outgoing      (ChatMessage *self);
/* unix µs, when it was written */
gint64           chat_message_get_time         (ChatMessage *self);
/* came late: offline, archive */
gboolean         chat_message_is_delayed       (ChatMessage *self);
/* bare address; in rooms that of the room with the nick */
const char      *chat_message_get_sender       (ChatMessage *self);
/* (nullable): in rooms: who it was for sure, as chat_occupant_get_author() */
const char      *chat_message_get_author       (ChatMessage *self);
/* in rooms: it speaks to us */
gboolean         chat_message_is_mention       (ChatMessage *self);
const char      *chat_message_get_sender_name  (ChatMessage *self);
const char      *chat_message_get_sender_color (ChatMessage *self); /* "#rrggbb" */
const char      *chat_message_get_url          (ChatMessage *self); /* (nullable) kind LINK */
/* (nullable): what its sender tells of a link in it */
ChatPreview     *chat_message_get_preview      (ChatMessage *self);
/* (nullable) of ChatFile, kind FILE: what comes with it; the first of them */
GListModel      *chat_message_get_files        (ChatMessage *self);
ChatFile        *chat_message_get_file         (ChatMessage *self);
/* its author has changed what it says */
gboolean         chat_message_is_edited        (ChatMessage *self);
/* kind RETRACTED: not its author has taken it back, but those who keep order in the room */
gboolean         chat_message_is_moderated     (ChatMessage *self);
/* Who of them, and why; both (nullable), in one line */
const char      *chat_message_get_moderator    (ChatMessage *self);
const char      *chat_message_get_removal      (ChatMessage *self);
/* ours, and such as may be corrected: XEP-0308 */
gboolean         chat_message_can_correct      (ChatMessage *self);
/* (nullable): a newer text of it that could not be sent, and why */
const char      *chat_message_get_unsent       (ChatMessage *self);
const char      *chat_message_get_unsent_reason (ChatMessage *self);
/* what one would go on with who wants to change it */
char            *chat_message_dup_draft        (ChatMessage *self)
  G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): the id of the message whose text this is; then it is in no timeline */
const char      *chat_message_get_corrects     (ChatMessage *self);

G_END_DECLS
