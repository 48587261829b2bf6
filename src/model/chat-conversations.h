/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-account.h"
#include "chat-conversation.h"

G_BEGIN_DECLS

typedef struct _ChatStore ChatStore;

/* All conversations of all accounts, found by what is known of them.
 *
 * Properties (notify): unread (uint, without those of muted ones).
 * Signals:
 *   "message-changed" (ChatConversation *conversation, ChatMessage *message): an outgoing one has
 *     another state
 *   "read" (ChatConversation *conversation): more of it was read, on this device
 *   "look" (ChatConversation *conversation, gboolean wants_more): as the conversation says
 *   "shared-set" (ChatConversation *conversation, int what): likewise for what devices share
 *   "message-edited" (ChatConversation *conversation, ChatMessage *message): one that is shown says
 *     something else now */
#define CHAT_TYPE_CONVERSATIONS (chat_conversations_get_type ())
G_DECLARE_FINAL_TYPE (ChatConversations, chat_conversations, CHAT, CONVERSATIONS, GObject)

ChatConversations *chat_conversations_new (ChatStore *store)
  G_GNUC_WARN_UNUSED_RESULT;
/* Those that the archive has. @accounts: GListModel of ChatAccount; finish: error in CHAT_ERROR */
void        chat_conversations_load_async  (ChatConversations  *self,
                                            GListModel         *accounts,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
gboolean    chat_conversations_load_finish (ChatConversations *self,
                                            GAsyncResult      *result,
                                            GError           **error);
GListModel *chat_conversations_get_list    (ChatConversations *self); /* borrowed */
guint       chat_conversations_get_unread  (ChatConversations *self);
/* All (nullable) and borrowed */
ChatConversation *chat_conversations_find    (ChatConversations *self,
                                              const char        *account_address,
                                              const char        *address);
ChatConversation *chat_conversations_find_id (ChatConversations *self,
                                              gint64             id);
/* Made when there is none; NULL when @address is none. @kind: what it is, if it is made or was
 * taken for a chat. @id: 0: the archive is asked for it */
ChatConversation *chat_conversations_ensure         (ChatConversations   *self,
                                                     ChatAccount         *account,
                                                     const char          *address,
                                                     ChatConversationKind kind,
                                                     gint64               id);
void              chat_conversations_remove_account (ChatConversations *self,
                                                     ChatAccount       *account);
/* Places in that archive, the account's own or a room's, have moved on from there on */
void              chat_conversations_shift          (ChatConversations *self,
                                                     ChatAccount       *account,
                                                     const char        *owner,
                                                     gint64             from_us,
                                                     gint64             by_us);
/* After a time in which no timer ran */
void chat_conversations_update_muted (ChatConversations *self);
/* Writes what waits to be written */
void chat_conversations_flush        (ChatConversations *self);

G_END_DECLS
