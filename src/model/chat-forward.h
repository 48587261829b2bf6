/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-conversation.h"
#include "chat-forward-way.h"

G_BEGIN_DECLS

/**
 * ChatForwarded:
 * @message: (nullable): what was sent, the first where it took several
 * @error: (nullable): why it was not
 *
 * What has become of it in one conversation.
 */
typedef struct {
  ChatConversation *conversation;
  ChatMessage      *message;
  GError           *error;
} ChatForwarded;

/* A message, or a file of one, that is handed on as it is shown. Who gets it does not hear who
 * wrote it, nor where. */
#define CHAT_TYPE_FORWARD (chat_forward_get_type ())
G_DECLARE_FINAL_TYPE (ChatForward, chat_forward, CHAT, FORWARD, GObject)

/* Whether there is anything in it for others */
gboolean     chat_forward_is_possible (ChatMessage *message);

/* @conversation: (nullable): where it stands: by way of its account a server is asked whether it
 * still has an old file. @file: (nullable): that one alone, and nothing of what is written to it */
ChatForward *chat_forward_new          (ChatConversation *conversation,
                                        ChatMessage      *message,
                                        ChatFile         *file) G_GNUC_WARN_UNUSED_RESULT;
/* never NULL: in one line, for people */
const char  *chat_forward_get_summary  (ChatForward *self);
/* Looks where its files are; that may take seconds */
void         chat_forward_check_async  (ChatForward        *self,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
ChatForwardWay chat_forward_check_finish (ChatForward      *self,
                                          GAsyncResult     *result);
/* Stores it as sent to each of @conversations, of ChatConversation; @comment: (nullable): is said
 * before it. Finish answers once that is done, with what has become of each: owned ChatForwarded;
 * NULL: CHAT_ERROR_FILE_MISSING, CHAT_ERROR_CANNOT_FORWARD */
void         chat_forward_send_async   (ChatForward        *self,
                                        GPtrArray          *conversations,
                                        const char         *comment,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
GPtrArray   *chat_forward_send_finish  (ChatForward        *self,
                                        GAsyncResult       *result,
                                        GError            **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
