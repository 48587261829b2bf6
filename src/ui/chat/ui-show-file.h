/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-conversation.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a click on a file of a message does: a picture that is here is shown large, among those of
 * @messages; what is not here is fetched; everything else is opened. @messages: (nullable) of
 * ChatMessage */
void ui_show_file (GtkWidget        *from,
                   ChatConversation *conversation,
                   GListModel       *messages,
                   ChatMessage      *message,
                   ChatFile         *file);

G_END_DECLS
