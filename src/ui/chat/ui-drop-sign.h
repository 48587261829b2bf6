/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-conversation.h"

G_BEGIN_DECLS

/* Takes what is dropped on the widget that it is told to watch, and says so before it is.
 * "accepts": whether anything is taken now; "text": it was dropped; "files": likewise, a GListModel
 * of GFile. */
#define UI_TYPE_DROP_SIGN (ui_drop_sign_get_type ())
G_DECLARE_FINAL_TYPE (UiDropSign, ui_drop_sign, UI, DROP_SIGN, GtkWidget)

void ui_drop_sign_watch            (UiDropSign        *self,
                                    GtkWidget         *area);
void ui_drop_sign_set_conversation (UiDropSign        *self,
                                    ChatConversation  *conversation); /* (nullable) */

G_END_DECLS
