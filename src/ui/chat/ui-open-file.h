/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-conversation.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Opens it with what the system has for it, or fetches it where it is not here */
void ui_open_file      (GtkWidget        *from,
                        ChatConversation *conversation, /* (nullable): it is here */
                        ChatMessage      *message,
                        ChatFile         *file);
/* Asks where a copy is to be */
void ui_open_file_save (GtkWidget        *from,
                        ChatFile         *file);

G_END_DECLS
