/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a list of which several can be chosen. */
#define G_LOG_DOMAIN "ui-check-row"

#include "ui-check-row.h"

#include <glib/gi18n.h>

GtkWidget *
ui_check_row_new (GtkWidget *content)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *check = gtk_check_button_new ();

  gtk_widget_set_hexpand (content, TRUE);
  gtk_widget_set_can_target (check, FALSE);
  gtk_widget_set_focusable (check, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Chosen"), -1);
  gtk_box_append (GTK_BOX (row), content);
  gtk_box_append (GTK_BOX (row), check);
  return row;
}

GtkWidget *
ui_check_row_get_content (GtkWidget *row)
{
  return gtk_widget_get_first_child (row);
}

/* What is read out is the list's own widget around it, which is there once the row is seen. */
static void
set_label (GtkWidget  *row,
           const char *label)
{
  GtkWidget *parent = gtk_widget_get_parent (row);

  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                    -1);
}

void
ui_check_row_set_chosen (GtkWidget  *row,
                         const char *name,
                         gboolean    is_chosen,
                         const char *obstacle)
{
  GtkWidget *check = gtk_widget_get_last_child (row);
  g_autofree char *label = NULL;

  label = g_strdup_printf ("%s, %s", name, obstacle != NULL ? obstacle
                                           : is_chosen ? _("chosen") : _("not chosen"));
  gtk_widget_set_visible (check, obstacle == NULL);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_chosen);
  gtk_widget_set_sensitive (row, obstacle == NULL);
  set_label (row, label);
}

void
ui_check_row_set_heading (GtkWidget  *row,
                          const char *text)
{
  gtk_widget_set_visible (gtk_widget_get_last_child (row), FALSE);
  gtk_widget_set_sensitive (row, TRUE);
  set_label (row, text);
}
