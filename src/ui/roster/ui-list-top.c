/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the top of a list in view. */
#define G_LOG_DOMAIN "ui-list-top"

#include "ui-list-top.h"

gboolean
ui_list_top_is_shown (GtkWidget *view)
{
  GtkAdjustment *adjustment = NULL;

  g_return_val_if_fail (GTK_IS_SCROLLABLE (view), FALSE);

  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));
  return adjustment == NULL
         || gtk_adjustment_get_value (adjustment) <= gtk_adjustment_get_lower (adjustment) + 1;
}

void
ui_list_top_show (GtkWidget *view)
{
  GListModel *model = NULL;

  g_return_if_fail (GTK_IS_LIST_VIEW (view));

  model = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (view)));
  if (model != NULL && g_list_model_get_n_items (model) > 0)
    gtk_widget_activate_action (view, "list.scroll-to-item", "u", 0);
}
