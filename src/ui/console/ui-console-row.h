/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-console-line.h"

G_BEGIN_DECLS

/* One line of the console; rows are used again and again. Signal: "expand" (ChatConsoleLine). */
#define UI_TYPE_CONSOLE_ROW (ui_console_row_get_type ())
G_DECLARE_FINAL_TYPE (UiConsoleRow, ui_console_row, UI, CONSOLE_ROW, GtkWidget)

GtkWidget *ui_console_row_new     (void) G_GNUC_WARN_UNUSED_RESULT;
/* @whole: not only the start of a long one */
void       ui_console_row_bind    (UiConsoleRow    *self,
                                   ChatConsoleLine *line,
                                   gboolean         whole);
void       ui_console_row_unbind  (UiConsoleRow    *self);
/* Text is selected in it */
gboolean   ui_console_row_is_busy (UiConsoleRow    *self);

/* "Sent at 18:40:05", and the text below it */
char      *ui_console_line_dup_text (ChatConsoleLine *line) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
