/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GTK 4.8 keeps the surface of a menu that was closed, and tells it where the pointer is whenever
 * something changes around it, as when a dialog comes or goes. What is over nothing any more then
 * has the pointer: the next click and every turn of the wheel go there, until the mouse moves.
 * Without a surface it is told nothing; it gets another when it opens again. */
#define G_LOG_DOMAIN "ui-popovers"

#include "ui-popovers.h"

/* It may have been opened again meanwhile, or have gone. */
static gboolean
forget_cb (gpointer user_data)
{
  GtkWidget *popover = user_data;

  if (!gtk_widget_get_visible (popover) && gtk_widget_get_realized (popover))
    gtk_widget_unrealize (popover);
  return G_SOURCE_REMOVE;
}

/* Not while it closes: what was chosen in it is done after that. */
static gboolean
closed_cb (GSignalInvocationHint *hint,
           guint                  n_values,
           const GValue          *values,
           gpointer               user_data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, forget_cb, g_value_dup_object (&values[0]),
                   g_object_unref);
  return TRUE;
}

void
ui_popovers_install (void)
{
  /* The signal is there once the class is; classes of GTK stay. */
  g_type_class_unref (g_type_class_ref (GTK_TYPE_POPOVER));
  g_signal_add_emission_hook (g_signal_lookup ("closed", GTK_TYPE_POPOVER), 0, closed_cb, NULL,
                              NULL);
}
