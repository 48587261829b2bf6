/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @content with a check behind it, for a GtkListItem: it shows what is chosen, and whoever owns the
 * list chooses */
GtkWidget *ui_check_row_new         (GtkWidget  *content) G_GNUC_WARN_UNUSED_RESULT;
GtkWidget *ui_check_row_get_content (GtkWidget  *row); /* borrowed */
/* @obstacle: (nullable): why it cannot be chosen */
void       ui_check_row_set_chosen  (GtkWidget  *row,
                                     const char *name,
                                     gboolean    is_chosen,
                                     const char *obstacle);
/* It is none that could be chosen, but what stands above some */
void       ui_check_row_set_heading (GtkWidget  *row,
                                     const char *text);

G_END_DECLS
