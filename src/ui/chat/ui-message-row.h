/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui-message-context.h"

G_BEGIN_DECLS

/* One message, with what stands above it: the day, the "New" line, who says it. Rows are used
 * again and again. Signals: "retry", "discard", "delete", "edit", "versions" (it was asked what it
 * said before), "expand", "moderate" (it is to be removed for everybody), "moderate-all" (all of
 * whoever wrote it), "unfold" (what happened after it one by one, or in one line again), "details"
 * (ChatMessage); "activate-uri" (const char *uri) → gboolean. */
#define UI_TYPE_MESSAGE_ROW (ui_message_row_get_type ())
G_DECLARE_FINAL_TYPE (UiMessageRow, ui_message_row, UI, MESSAGE_ROW, GtkWidget)

GtkWidget   *ui_message_row_new         (const UiMessageContext *context);
void         ui_message_row_bind        (UiMessageRow           *self,
                                         ChatMessage            *message,
                                         ChatMessage            *before); /* (nullable) */
void         ui_message_row_unbind      (UiMessageRow           *self);
ChatMessage *ui_message_row_get_message (UiMessageRow           *self);   /* (nullable) borrowed */
/* @versions: owned ChatVersion of its message, the present one last */
void         ui_message_row_show_versions (UiMessageRow         *self,
                                           GPtrArray            *versions);
/* Who came and went after its message has changed */
void         ui_message_row_update_fold (UiMessageRow           *self);
/* TRUE while text is selected in it or its menu is open: then it must not be used for another. */
gboolean     ui_message_row_is_busy     (UiMessageRow           *self);

G_END_DECLS
