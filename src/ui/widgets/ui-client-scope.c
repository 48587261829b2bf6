/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which model what is in a window is about. */
#define G_LOG_DOMAIN "ui-client-scope"

#include "ui-client-scope.h"

G_DEFINE_INTERFACE (UiClientScope, ui_client_scope, GTK_TYPE_WIDGET)

static void
ui_client_scope_default_init (UiClientScopeInterface *iface)
{
}

UiClientScope *
ui_client_scope_find (GtkWidget *widget)
{
  GtkRoot *root;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  root = gtk_widget_get_root (widget);
  while (root != NULL && !UI_IS_CLIENT_SCOPE (root))
    root = GTK_IS_WINDOW (root) ? (GtkRoot *) gtk_window_get_transient_for (GTK_WINDOW (root))
                                : NULL;
  return root != NULL ? UI_CLIENT_SCOPE (root) : NULL;
}

ChatClient *
ui_client_scope_get_client (UiClientScope *self)
{
  g_return_val_if_fail (UI_IS_CLIENT_SCOPE (self), NULL);

  return UI_CLIENT_SCOPE_GET_IFACE (self)->get_client (self);
}
