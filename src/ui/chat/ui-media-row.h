/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-file.h"

G_BEGIN_DECLS

#define UI_TYPE_MEDIA_ROW (ui_media_row_get_type ())
G_DECLARE_FINAL_TYPE (UiMediaRow, ui_media_row, UI, MEDIA_ROW, GtkWidget)

GtkWidget *ui_media_row_new      (void);
/* @file: (nullable); @time_us: when it was sent; 0: not known */
void       ui_media_row_set_file (UiMediaRow *self,
                                  ChatFile   *file,
                                  gint64      time_us);
ChatFile  *ui_media_row_get_file (UiMediaRow *self); /* (nullable) */

G_END_DECLS
