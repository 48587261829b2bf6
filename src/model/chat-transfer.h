/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

/* A file on its way. Whoever carries it sets state, done and size; "cancelled" (): the person wants
 * it no more, and whoever carries it stops. */
#define CHAT_TYPE_TRANSFER (chat_transfer_get_type ())
G_DECLARE_FINAL_TYPE (ChatTransfer, chat_transfer, CHAT, TRANSFER, GObject)

ChatTransfer      *chat_transfer_new          (void) G_GNUC_WARN_UNUSED_RESULT;
ChatTransferState  chat_transfer_get_state    (ChatTransfer      *self);
gint64             chat_transfer_get_done     (ChatTransfer      *self); /* bytes */
gint64             chat_transfer_get_size     (ChatTransfer      *self); /* bytes; -1: not known */
double             chat_transfer_get_fraction (ChatTransfer      *self); /* 0 … 1; -1: not known */
const char        *chat_transfer_get_text     (ChatTransfer      *self); /* (nullable) why not */
void               chat_transfer_cancel       (ChatTransfer      *self);

void               chat_transfer_set_state    (ChatTransfer      *self,
                                               ChatTransferState  state);
/* It has not come, or gone: why, in words */
void               chat_transfer_fail         (ChatTransfer      *self,
                                               const char        *text);
void               chat_transfer_set_progress (ChatTransfer      *self,
                                               gint64             done,
                                               gint64             size);

G_END_DECLS
