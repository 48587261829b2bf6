/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-conversation.h"

G_BEGIN_DECLS

/* The files of one conversation: a GListModel of ChatFile, newest first, that grows by pages and
 * follows what comes, changes and is taken back. Properties (notify): loading, has-more (bool). */
#define CHAT_TYPE_MEDIA (chat_media_get_type ())
G_DECLARE_FINAL_TYPE (ChatMedia, chat_media, CHAT, MEDIA, GObject)

/* Begins with the first page at once */
ChatMedia        *chat_media_new              (ChatConversation *conversation)
  G_GNUC_WARN_UNUSED_RESULT;
ChatConversation *chat_media_get_conversation (ChatMedia        *self); /* borrowed */
gboolean          chat_media_get_loading      (ChatMedia        *self);
gboolean          chat_media_get_has_more     (ChatMedia        *self);
void              chat_media_load_more        (ChatMedia        *self);
/* (nullable) borrowed: the message that has @file, while it is in the list */
ChatMessage      *chat_media_find_message     (ChatMedia        *self,
                                               ChatFile         *file);

G_END_DECLS
