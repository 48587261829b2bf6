/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window that lists the keyboard shortcuts. Were its file where GTK looks for such a list, GTK
 * would show that on its own, without what is set here. */
#define G_LOG_DOMAIN "ui-shortcuts"

#include "ui-shortcuts.h"

#include "ui-names.h"

#include <glib/gi18n.h>

GtkWindow *
ui_shortcuts_new (gboolean enter_sends)
{
  g_autoptr(GtkBuilder) builder = NULL;
  GtkWindow *window = NULL;

  builder = gtk_builder_new_from_resource ("/im/charla/Charla/ui/ui-shortcuts.ui");
  g_object_set (gtk_builder_get_object (builder, "send"), "accelerator",
                enter_sends ? "Return <Control>Return" : "<Shift>Return <Control>Return", NULL);
  g_object_set (gtk_builder_get_object (builder, "new_line"), "accelerator",
                enter_sends ? "<Shift>Return" : "Return", NULL);
  window = GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));
  ui_names_set_search (GTK_WIDGET (window), _("Search the shortcuts"));
  return window;
}
