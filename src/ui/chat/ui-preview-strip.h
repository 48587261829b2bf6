/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-conversation.h"

G_BEGIN_DECLS

/* What goes with a message of the link in it, above the composer: out of sight when nothing does.
 * Its property "conversation" is where that is written; while "editing" is a message it is another
 * one that is written. It emits "closed" when the person wants none. */
#define UI_TYPE_PREVIEW_STRIP (ui_preview_strip_get_type ())
G_DECLARE_FINAL_TYPE (UiPreviewStrip, ui_preview_strip, UI, PREVIEW_STRIP, GtkWidget)

void ui_preview_strip_set_conversation (UiPreviewStrip   *self,
                                        ChatConversation *conversation); /* (nullable) */

G_END_DECLS
