/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window that lists the keyboard shortcuts. */
#define G_LOG_DOMAIN "ui-shortcuts"

#include "ui-shortcuts.h"

GtkWindow *
ui_shortcuts_new (void)
{
  g_autoptr(GtkBuilder) builder = NULL;

  builder = gtk_builder_new_from_resource ("/im/charla/Charla/gtk/help-overlay.ui");
  return GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));
}
