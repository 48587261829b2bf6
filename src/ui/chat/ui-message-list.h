/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-conversation.h"
#include "ui-clock.h"

G_BEGIN_DECLS

/* The messages of a conversation: opened where reading stopped, loaded as they are scrolled to.
 *
 * Properties: seen (bool, read only: the conversation is open and its end is in view).
 * Signals: "activate-uri" (const char *uri) → gboolean: TRUE when it was dealt with; "error"
 * (const char *text); "edit" (ChatMessage): an own one shall say something else. */
#define UI_TYPE_MESSAGE_LIST (ui_message_list_get_type ())
G_DECLARE_FINAL_TYPE (UiMessageList, ui_message_list, UI, MESSAGE_LIST, GtkWidget)

void       ui_message_list_set_conversation (UiMessageList    *self,
                                             ChatConversation *conversation); /* (nullable) */
gboolean   ui_message_list_get_seen         (UiMessageList    *self);
gboolean   ui_message_list_get_compact      (UiMessageList    *self);
void       ui_message_list_set_compact      (UiMessageList    *self,
                                             gboolean          compact);
/* Shows a message, loading around it, and lets it stand out for a moment. */
void       ui_message_list_go_to_message    (UiMessageList    *self,
                                             gint64            id);
void       ui_message_list_go_to_end        (UiMessageList    *self);
void       ui_message_list_scroll_pages     (UiMessageList    *self,
                                             int               pages);

G_END_DECLS
