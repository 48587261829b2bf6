/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-account.h"
#include "chat-tail.h"

G_BEGIN_DECLS

typedef struct _ChatConversations ChatConversations;
typedef struct _ChatStore ChatStore;

/* The one way in for the messages of one account: judged, stored, and only then shown and
 * answered.
 *
 * Signals:
 *   "message" (ChatConversation *conversation, ChatMessage *message, gboolean notify): one is
 *     stored and shown; @notify: the person should hear of it
 *   "unplaced" (): something is stored of which only the server's archive knows where it stands
 *   "idle" (): chat_inbox_is_idle() since now */
#define CHAT_TYPE_INBOX (chat_inbox_get_type ())
G_DECLARE_FINAL_TYPE (ChatInbox, chat_inbox, CHAT, INBOX, GObject)

ChatInbox   *chat_inbox_new           (ChatStore         *store,
                                       ChatAccount       *account,
                                       ChatConversations *conversations) G_GNUC_WARN_UNUSED_RESULT;
ChatAccount *chat_inbox_get_account   (ChatInbox         *self);
/* Nothing is stored until it is known what the server's ids are worth, and what is held of its
 * archive */
void         chat_inbox_set_waiting   (ChatInbox         *self,
                                       gboolean           waiting);
/* All that came is stored and shown */
gboolean     chat_inbox_is_idle       (ChatInbox         *self);
ChatTail    *chat_inbox_get_tail      (ChatInbox         *self);
/* The program ends: hands everything that waits to the archive */
void         chat_inbox_flush         (ChatInbox         *self);
/* Something that came later is about to be stored: what waits for the end of a stride, before it */
void         chat_inbox_hurry         (ChatInbox         *self);
/* Conversations are there: those of rooms that are to be joined as well, from now on */
void         chat_inbox_show_rooms    (ChatInbox         *self);
/* A session that knows nothing of those before it */
void         chat_inbox_begin_session (ChatInbox         *self);
/* The account goes: nothing of it is shown any more */
void         chat_inbox_close         (ChatInbox         *self);

G_END_DECLS
