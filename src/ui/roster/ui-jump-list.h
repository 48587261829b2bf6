/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"
#include "ui-clock.h"

G_BEGIN_DECLS

/* What "Search or jump to…" finds: chats, contacts, an address, messages. One row is chosen while
 * the focus stays in the entry.
 * Signals: "open-conversation" (ChatConversation, int64 message id or 0), "open-contact"
 * (ChatContact), "open-address" (string). */
#define UI_TYPE_JUMP_LIST (ui_jump_list_get_type ())
G_DECLARE_FINAL_TYPE (UiJumpList, ui_jump_list, UI, JUMP_LIST, GtkWidget)

void        ui_jump_list_set_client (UiJumpList *self,
                                     ChatClient *client,
                                     UiClock    *clock);
void        ui_jump_list_set_query  (UiJumpList *self,
                                     const char *query); /* (nullable) */
void        ui_jump_list_move       (UiJumpList *self,
                                     int         step);
void        ui_jump_list_activate   (UiJumpList *self);
GListModel *ui_jump_list_get_model  (UiJumpList *self); /* borrowed */

G_END_DECLS
