/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-keyring.h"

G_BEGIN_DECLS

typedef struct _ChatPrompt ChatPrompt;

/* The token that signs one account in without its password: in the key ring, beside the password,
 * and only when that is kept as well, since who wants to be asked for it wants to be asked.
 *
 * Signals:
 *   "kept" (gboolean kept): there is one in the key ring from now on, or no more */
#define CHAT_TYPE_TOKENS (chat_tokens_get_type ())
G_DECLARE_FINAL_TYPE (ChatTokens, chat_tokens, CHAT, TOKENS, GObject)

ChatTokens *chat_tokens_new           (const char  *address,
                                       ChatKeyring *keyring,
                                       ChatPrompt  *prompt) G_GNUC_WARN_UNUSED_RESULT;
/* There is one, as "kept" has said in another life: else the key ring is not even asked */
void        chat_tokens_set_kept      (ChatTokens  *self,
                                       gboolean     kept);
/* Answers once the key ring has done all that it was told */
void        chat_tokens_settle_async  (ChatTokens          *self,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
void        chat_tokens_settle_finish (ChatTokens          *self,
                                       GAsyncResult        *result);

G_END_DECLS
