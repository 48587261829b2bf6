/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _ChatConnection ChatConnection;
typedef struct _ChatConversation ChatConversation;
typedef struct _ChatMessage ChatMessage;
typedef struct _ChatStore ChatStore;

/* Small pictures of files that are not in their messages, but with who sent them: asked for as soon
 * as a message is here, from whom one knows, and kept with it. */
#define CHAT_TYPE_THUMBNAILS (chat_thumbnails_get_type ())
G_DECLARE_FINAL_TYPE (ChatThumbnails, chat_thumbnails, CHAT, THUMBNAILS, GObject)

ChatThumbnails *chat_thumbnails_new  (ChatStore        *store,
                                      ChatConnection   *connection) G_GNUC_WARN_UNUSED_RESULT;
/* @message has come; @row: the ArchiveMessage that it was */
void            chat_thumbnails_take (ChatThumbnails   *self,
                                      ChatConversation *conversation,
                                      ChatMessage      *message,
                                      gconstpointer     row);

G_END_DECLS
