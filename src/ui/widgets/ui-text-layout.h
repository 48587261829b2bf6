/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The layout manager of a label whose parent gives it its place by hand. A label of GTK lays its
 * text out anew for every width that it is asked about, and is asked about many; with this one it
 * is asked once, by ui_text_layout_measure(). */
#define UI_TYPE_TEXT_LAYOUT (ui_text_layout_get_type ())
G_DECLARE_FINAL_TYPE (UiTextLayout, ui_text_layout, UI, TEXT_LAYOUT, GtkLayoutManager)

GtkLayoutManager *ui_text_layout_new     (void) G_GNUC_WARN_UNUSED_RESULT;
/* How wide and high the text of @self's label is when no line may be longer than @max_width px. */
void              ui_text_layout_measure (UiTextLayout *self,
                                          int           max_width,
                                          int          *width,
                                          int          *height);

G_END_DECLS
