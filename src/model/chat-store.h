/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

typedef struct _ArchiveDatabase ArchiveDatabase;
typedef struct _ChatMessage ChatMessage;

/**
 * ChatPageKind:
 *
 * Which messages of a conversation are asked for; where there is a place, it is that of a message.
 */
typedef enum {
  CHAT_PAGE_NEWEST,
  CHAT_PAGE_BEFORE,
  CHAT_PAGE_AFTER,
  CHAT_PAGE_AROUND,
} ChatPageKind;

/**
 * ChatPage:
 * @messages: owned ChatMessage, oldest first
 * @at_start: nothing is older than these
 * @at_end: nothing is newer than these
 */
typedef struct {
  GPtrArray *messages;
  gboolean   at_start;
  gboolean   at_end;
} ChatPage;

void chat_page_free (ChatPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatPage, chat_page_free)

/* The archive as the model uses it: one ChatMessage for each row, whoever asks for it, so that a
 * change is seen by all who show it.
 *
 * Signals:
 *   "changed" (gint64 conversation_id, gint64 id, ChatMessage *message): a row has another state or
 *     another place; @message: (nullable): when somebody holds it, and already with the new state
 *   "trouble-changed" (): see chat_store_get_trouble() */
#define CHAT_TYPE_STORE (chat_store_get_type ())
G_DECLARE_FINAL_TYPE (ChatStore, chat_store, CHAT, STORE, GObject)

ChatStore       *chat_store_new               (void) G_GNUC_WARN_UNUSED_RESULT;
void             chat_store_page_async        (ChatStore           *self,
                                               gint64               conversation_id,
                                               ChatPageKind         kind,
                                               gint64               sort_us,
                                               gint64               id,
                                               guint                limit,
                                               GCancellable        *cancellable,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data);
ChatPage        *chat_store_page_finish       (ChatStore           *self,
                                               GAsyncResult        *result,
                                               GError             **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* One message by its id, with CHAT_ERROR_NOT_FOUND when there is none */
void             chat_store_get_message_async  (ChatStore           *self,
                                                gint64               id,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
ChatMessage     *chat_store_get_message_finish (ChatStore           *self,
                                                GAsyncResult        *result,
                                                GError             **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* The oldest unread message of a conversation; 0: there is none, or it could not be read */
void             chat_store_first_unread_async  (ChatStore           *self,
                                                 gint64               conversation_id,
                                                 GCancellable        *cancellable,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             user_data);
gint64           chat_store_first_unread_finish (ChatStore           *self,
                                                 GAsyncResult        *result);

/* What people set for a conversation; written behind the caller's back */
void             chat_store_set_draft         (ChatStore           *self,
                                               gint64               conversation_id,
                                               const char          *draft); /* (nullable) */
void             chat_store_set_pinned        (ChatStore           *self,
                                               gint64               conversation_id,
                                               gboolean             pinned);
void             chat_store_set_muted         (ChatStore           *self,
                                               gint64               conversation_id,
                                               gint64               until_s);
void             chat_store_set_archived      (ChatStore           *self,
                                               gint64               conversation_id,
                                               gboolean             archived);
void             chat_store_mark_read         (ChatStore           *self,
                                               gint64               conversation_id,
                                               gint64               sort_us);

G_END_DECLS
