/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The text field of the composer. Only plain text can be pasted: colours and fonts of elsewhere
 * have no place in a message. Property: preediting (bool, read only): an input method is at work.
 * Signal: "pasted" (const char *text), which the field leaves to others to put into it. */
#define UI_TYPE_MESSAGE_TEXT (ui_message_text_get_type ())
G_DECLARE_FINAL_TYPE (UiMessageText, ui_message_text, UI, MESSAGE_TEXT, GtkTextView)

gboolean ui_message_text_get_preediting (UiMessageText *self);
gboolean ui_message_text_is_empty       (UiMessageText *self);
char    *ui_message_text_dup            (UiMessageText *self);
/* What is still to come from the clipboard was meant for what was shown before. */
void     ui_message_text_forget_paste   (UiMessageText *self);

G_END_DECLS
