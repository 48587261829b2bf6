/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-conversation.h"

G_BEGIN_DECLS

/* Who one talks with, for a header bar: picture, name, and what they are doing. It is a button.
 * Signal: "clicked" (). */
#define UI_TYPE_CONVERSATION_TITLE (ui_conversation_title_get_type ())
G_DECLARE_FINAL_TYPE (UiConversationTitle, ui_conversation_title, UI, CONVERSATION_TITLE, GtkWidget)

GtkWidget *ui_conversation_title_new              (void);
void       ui_conversation_title_set_conversation (UiConversationTitle *self,
                                                   ChatConversation    *conversation); /* or NULL */

G_END_DECLS
