/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* The dialog that starts a chat: a contact is found by name, everybody by address.
 * Signal "chosen" (ChatConversation). */
#define UI_TYPE_NEW_CHAT (ui_new_chat_get_type ())
G_DECLARE_FINAL_TYPE (UiNewChat, ui_new_chat, UI, NEW_CHAT, AdwWindow)

GtkWidget *ui_new_chat_new (ChatClient *client);

G_END_DECLS
