/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A small rounded patch of the colour by which people tell their accounts apart; its size is the
 * size request. Property: color (string, "#rrggbb", nullable: nothing is drawn). */
#define UI_TYPE_COLOR_MARK (ui_color_mark_get_type ())
G_DECLARE_FINAL_TYPE (UiColorMark, ui_color_mark, UI, COLOR_MARK, GtkWidget)

GtkWidget *ui_color_mark_new       (void);
void       ui_color_mark_set_color (UiColorMark *self,
                                    const char  *color);

G_END_DECLS
