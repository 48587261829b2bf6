/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-conversation.h"

G_BEGIN_DECLS

/* Asks whether a message, or all of whoever wrote it, shall be removed for everybody in the room,
 * and does it. What comes of it is told in the window that @widget is in. */
void ui_moderation_ask     (GtkWidget        *widget,
                            ChatRoom         *room,
                            ChatMessage      *message);
void ui_moderation_ask_all (GtkWidget        *widget,
                            ChatConversation *conversation, /* in a room */
                            ChatMessage      *message);

G_END_DECLS
