/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-inbox.h"

G_BEGIN_DECLS

typedef struct _ChatHistoryQueue ChatHistoryQueue;
typedef struct _ChatRoom ChatRoom;

/* The server's archive of one account (XEP-0313), fetched into ours: what was missed first, then
 * all that is older, newest first, while people go on writing. Or that of a room: what was missed
 * each time that we have come in, and what is older as far as somebody scrolls back.
 *
 * Signals:
 *   "caught-up" (): chat_history_is_caught_up() since now */
#define CHAT_TYPE_HISTORY (chat_history_get_type ())
G_DECLARE_FINAL_TYPE (ChatHistory, chat_history, CHAT, HISTORY, GObject)

/* @room: (nullable): whose archive it is; NULL: the account's own */
ChatHistory *chat_history_new         (ChatStore         *store,
                                       ChatInbox         *inbox,
                                       ChatConversations *conversations,
                                       ChatRoom          *room)
  G_GNUC_WARN_UNUSED_RESULT;
ChatAccount *chat_history_get_account (ChatHistory       *self);
/* Nothing is missing up to now, or nothing can be fetched */
gboolean     chat_history_is_caught_up (ChatHistory      *self);
/* How long it is quiet after a message of ours before the archive is asked where it stands */
void         chat_history_set_quiet   (ChatHistory       *self,
                                       guint              quiet_ms);
/* (nullable): whose archive it is */
ChatRoom    *chat_history_get_room    (ChatHistory       *self);
/* Of a room: it waits in @queue until it is its turn */
void         chat_history_set_queue   (ChatHistory       *self,
                                       ChatHistoryQueue  *queue);
void         chat_history_take_turn   (ChatHistory       *self);
/* The account goes: nothing is asked or stored any more */
void         chat_history_close       (ChatHistory       *self);

G_END_DECLS
