/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window that lists the keyboard shortcuts. */
#define G_LOG_DOMAIN "ui-shortcuts"

#include "ui-shortcuts.h"

GtkWindow *
ui_shortcuts_new (gboolean enter_sends)
{
  g_autoptr(GtkBuilder) builder = NULL;

  builder = gtk_builder_new_from_resource ("/im/charla/Charla/gtk/help-overlay.ui");
  g_object_set (gtk_builder_get_object (builder, "send"), "accelerator",
                enter_sends ? "Return <Control>Return" : "<Shift>Return <Control>Return", NULL);
  g_object_set (gtk_builder_get_object (builder, "new_line"), "accelerator",
                enter_sends ? "<Shift>Return" : "Return", NULL);
  return GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));
}
