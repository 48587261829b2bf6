/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

typedef struct _ChatConnection ChatConnection;
typedef struct _ChatMessage ChatMessage;
typedef struct _ChatStore ChatStore;
typedef struct _ChatWeb ChatWeb;

/* The files that an account sends, one after the other, to where others can get them. One that does
 * not get there is tried again by itself where that may help; else its message has failed.
 *
 * Signals:
 *   "uploaded" (ChatMessage *message, gpointer row): it is there, and that is stored; @row is the
 *     ArchiveMessage as it is now */
#define CHAT_TYPE_UPLOADS (chat_uploads_get_type ())
G_DECLARE_FINAL_TYPE (ChatUploads, chat_uploads, CHAT, UPLOADS, GObject)

ChatUploads *chat_uploads_new       (ChatStore            *store,
                                     ChatConnection       *connection,
                                     ChatWeb              *web) G_GNUC_WARN_UNUSED_RESULT;
/* @message: of kind FILE, queued in a conversation of that kind */
void         chat_uploads_add       (ChatUploads          *self,
                                     ChatMessage          *message,
                                     ChatConversationKind  kind);
/* It is not to be sent any more. */
void         chat_uploads_remove    (ChatUploads          *self,
                                     ChatMessage          *message);

G_END_DECLS
