/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-message.h"

G_BEGIN_DECLS

/* Says, above the composer, that it changes a message, and which. Property: message (ChatMessage,
 * nullable: not shown). Signal: "cancel" (). */
#define UI_TYPE_EDIT_STRIP (ui_edit_strip_get_type ())
G_DECLARE_FINAL_TYPE (UiEditStrip, ui_edit_strip, UI, EDIT_STRIP, GtkWidget)

void ui_edit_strip_set_message (UiEditStrip *self,
                                ChatMessage *message);

G_END_DECLS
