/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "chat-client.h"
#include "chat-store.h"
ChatMessage *chat_early_message (ChatStore *store, gint64 cid, const char *from, const char *name, const char *color, gboolean out, ChatMessageState state, gint64 time_us, const char *body);
ChatStore *chat_early_store (ChatClient *self);
