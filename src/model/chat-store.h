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
  CHAT_PAGE_FILES, /* those with files, before that place; at_start and at_end say nothing */
} ChatPageKind;

/**
 * ChatPage:
 * @messages: owned ChatMessage, oldest first
 * @moved: owned ChatMessage: they stood among these, but stand elsewhere since
 * @at_start: nothing is older than these
 * @at_end: nothing is newer than these
 */
typedef struct {
  GPtrArray *messages;
  GPtrArray *moved;
  gboolean   at_start;
  gboolean   at_end;
} ChatPage;

void chat_page_free (ChatPage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatPage, chat_page_free)

/**
 * ChatSender:
 * @name: (nullable): what people call them
 * @color: (nullable): "#rrggbb"
 * @buffer: for a colour that nobody else keeps
 *
 * What to show for a sender; borrowed.
 */
typedef struct {
  const char *name;
  const char *color;
  char        buffer[8];
} ChatSender;

/**
 * ChatSenderFunc:
 * @account_id: the account that has the message
 * @address: who wrote it: a bare address, in rooms that of the room with the nick
 * @sender: (out): to be filled, or left as it is
 * @user_data: what it was set with
 *
 * Says what to show for a sender.
 */
typedef void (*ChatSenderFunc) (gint64        account_id,
                                const char   *address,
                                ChatSender   *sender,
                                gpointer      user_data);

/* The archive as the model uses it: one ChatMessage for each row, whoever asks for it, so that a
 * change is seen by all who show it. Rows travel in arrays: "rows" are of ArchiveMessage.
 *
 * Signals:
 *   "changed" (ChatMessage *message, gboolean moved): somebody holds it, and it has another state
 *     now; @moved: and another place
 *   "removed" (gint64 conversation_id, gint64 id): its row is gone, or is not shown any more
 *   "edited" (ChatMessage *message): somebody holds it, and it says something else now; after
 *     "changed"
 *   "trouble" (): chat_store_get_trouble() has changed */
#define CHAT_TYPE_STORE (chat_store_get_type ())
G_DECLARE_FINAL_TYPE (ChatStore, chat_store, CHAT, STORE, GObject)

ChatStore *chat_store_new             (void)
  G_GNUC_WARN_UNUSED_RESULT;
void       chat_store_set_sender_func (ChatStore     *self,
                                       ChatSenderFunc func,
                                       gpointer       user_data);
void       chat_store_open_async      (ChatStore          *self,
                                       const char         *path,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
/* @kept_path: (out) (nullable): where a damaged archive lies; @n_salvaged: messages saved from
 * it */
gboolean         chat_store_open_finish  (ChatStore    *self,
                                          GAsyncResult *result,
                                          char        **kept_path,
                                          guint64      *n_salvaged,
                                          GError      **error);
void             chat_store_close_async  (ChatStore          *self,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
gboolean         chat_store_close_finish (ChatStore    *self,
                                          GAsyncResult *result,
                                          GError      **error);
ArchiveDatabase *chat_store_get_database (ChatStore *self); /* (nullable) borrowed */
/* (nullable): where files are kept that were fetched */
const char      *chat_store_get_files_folder (ChatStore *self);
const GError    *chat_store_get_trouble  (ChatStore *self); /* (nullable) */

/* The messages of rows that were read, or were stored just now: owned ChatMessage, in the same
 * order */
GPtrArray *chat_store_wrap (ChatStore *self,
                            GPtrArray *rows)
  G_GNUC_WARN_UNUSED_RESULT;
/* @changes: of ArchiveChange, as the archive answered; @error_text: (nullable): why they failed */
void      chat_store_apply       (ChatStore  *self,
                                  GArray     *changes,
                                  const char *error_text);
/* Rows that say something else now: XEP-0308 */
void      chat_store_correct     (ChatStore  *self,
                                  GPtrArray  *rows);
/* A message that is the newest text of another one now */
void      chat_store_hide        (ChatStore  *self,
                                  gint64      conversation_id,
                                  gint64      id);
/* Places of the messages of these conversations (owned gint64) have moved on, in their order */
void         chat_store_shift (ChatStore  *self,
                               GHashTable *conversation_ids,
                               gint64      from_us,
                               gint64      by_us);
/* (nullable) borrowed: one that somebody holds */
ChatMessage *chat_store_find  (ChatStore  *self,
                               gint64      id);
void      chat_store_page_async  (ChatStore          *self,
                                  gint64              conversation_id,
                                  ChatPageKind        kind,
                                  gint64              sort_us,
                                  gint64              id,
                                  guint               limit,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
ChatPage *chat_store_page_finish (ChatStore    *self,
                                  GAsyncResult *result,
                                  GError      **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* One message by its id */
void         chat_store_get_message_async  (ChatStore          *self,
                                            gint64              id,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
ChatMessage *chat_store_get_message_finish (ChatStore    *self,
                                            GAsyncResult *result,
                                            GError      **error)
  G_GNUC_WARN_UNUSED_RESULT;
void         chat_store_remove_async       (ChatStore          *self,
                                            ChatMessage        *message,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
gboolean     chat_store_remove_finish      (ChatStore    *self,
                                            GAsyncResult *result,
                                            GError      **error);
/* The oldest unread message of a conversation; 0: there is none, or it could not be read */
void   chat_store_first_unread_async  (ChatStore          *self,
                                       gint64              conversation_id,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gint64 chat_store_first_unread_finish (ChatStore    *self,
                                       GAsyncResult *result);

G_END_DECLS
