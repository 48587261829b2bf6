/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-history.h"

G_BEGIN_DECLS

/* The archives of an account's rooms: one history for each room that is joined, or ought to be. A
 * few are caught up with at a time, what somebody looks at first. */
#define CHAT_TYPE_HISTORY_QUEUE (chat_history_queue_get_type ())
G_DECLARE_FINAL_TYPE (ChatHistoryQueue, chat_history_queue, CHAT, HISTORY_QUEUE, GObject)

ChatHistoryQueue *chat_history_queue_new   (ChatStore         *store,
                                            ChatInbox         *inbox,
                                            ChatConversations *conversations)
  G_GNUC_WARN_UNUSED_RESULT;
ChatAccount      *chat_history_queue_get_account (ChatHistoryQueue *self);
/* (nullable) borrowed */
ChatHistory      *chat_history_queue_find  (ChatHistoryQueue  *self,
                                            const char        *room);
/* Waits for its turn: chat_history_take_turn(), perhaps at once */
void              chat_history_queue_enter (ChatHistoryQueue  *self,
                                            ChatHistory       *history);
/* Before all others that wait */
void              chat_history_queue_hurry (ChatHistoryQueue  *self,
                                            ChatHistory       *history);
/* It is done, or waits no more */
void              chat_history_queue_leave (ChatHistoryQueue  *self,
                                            ChatHistory       *history);
/* The account goes */
void              chat_history_queue_close (ChatHistoryQueue  *self);

G_END_DECLS
