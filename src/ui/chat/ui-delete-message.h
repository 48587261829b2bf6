/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-conversation.h"

G_BEGIN_DECLS

/* @user_data is @widget's, and is not called once that has gone. */
typedef void (*UiDeleteFailed) (const GError *error,
                                gpointer      user_data);

/* Asks whether a message shall be deleted here, and does it. */
void ui_delete_message_ask (GtkWidget        *widget,
                            ChatConversation *conversation,
                            ChatMessage      *message,
                            UiDeleteFailed    failed,
                            gpointer          user_data);

G_END_DECLS
