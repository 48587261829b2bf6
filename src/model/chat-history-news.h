/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-history-step.h"

G_BEGIN_DECLS

typedef struct _ChatConversations ChatConversations;
typedef struct _ChatHistoryNews ChatHistoryNews;
typedef struct _ChatStore ChatStore;

/* What was missed, until all of it is here: then people hear of each conversation once, and who
 * asked for a receipt gets one, unless another device has sent it. */
ChatHistoryNews *chat_history_news_new   (ChatStore         *store,
                                          ChatInbox         *inbox,
                                          ChatConversations *conversations)
  G_GNUC_WARN_UNUSED_RESULT;
void             chat_history_news_free  (ChatHistoryNews   *self);
/* A page is stored: older than those that were added before. @delivered: an ArchiveDelivered */
void             chat_history_news_add   (ChatHistoryNews       *self,
                                          const ChatHistoryStep *step,
                                          gconstpointer          delivered);
/* There is no more: once it is known what other devices have read, or soon */
void             chat_history_news_tell  (ChatHistoryNews   *self);
void             chat_history_news_clear (ChatHistoryNews   *self);

G_END_DECLS
