/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* Chooses chats, contacts and rooms, and an address that is typed: the latest chats first. The
 * focus stays in the entry; arrows, Enter and clicks choose.
 * Signals: "changed" (): others are chosen; "done" (): Enter, and nothing is left to choose. */
#define UI_TYPE_CHAT_PICKER (ui_chat_picker_get_type ())
G_DECLARE_FINAL_TYPE (UiChatPicker, ui_chat_picker, UI, CHAT_PICKER, GtkWidget)

void       ui_chat_picker_set_client (UiChatPicker *self,
                                      ChatClient   *client);
guint      ui_chat_picker_get_count  (UiChatPicker *self);
/* Their names, in the order in which they were chosen; (transfer full) */
GStrv      ui_chat_picker_dup_names  (UiChatPicker *self) G_GNUC_WARN_UNUSED_RESULT;
/* Owned ChatConversation, in that order; those that are none yet are made */
GPtrArray *ui_chat_picker_get_chosen (UiChatPicker *self) G_GNUC_WARN_UNUSED_RESULT;
/* It has what it was chosen for */
void       ui_chat_picker_drop       (UiChatPicker     *self,
                                      ChatConversation *conversation);

G_END_DECLS
