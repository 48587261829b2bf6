/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-conversation.h"
#include "ui-clock.h"

G_BEGIN_DECLS

/* One conversation in the side bar. Properties: conversation (nullable), clock, account-color
 * (nullable: no mark), chosen (bool: it is open, so its draft stands in the composer). */
#define UI_TYPE_CHAT_ROW (ui_chat_row_get_type ())
G_DECLARE_FINAL_TYPE (UiChatRow, ui_chat_row, UI, CHAT_ROW, GtkWidget)

GtkWidget        *ui_chat_row_new               (UiClock          *clock);
ChatConversation *ui_chat_row_get_conversation  (UiChatRow        *self);
void              ui_chat_row_set_conversation  (UiChatRow        *self,
                                                 ChatConversation *conversation);
void              ui_chat_row_set_account_color (UiChatRow        *self,
                                                 const char       *color);
void              ui_chat_row_set_chosen        (UiChatRow        *self,
                                                 gboolean          chosen);
/* What the row says to somebody who does not see it; (transfer full) */
char             *ui_chat_row_dup_sentence      (UiChatRow        *self);

G_END_DECLS
