/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A window that has a model, for what is in it and in the windows that are transient for it. Its
 * action "win.message" opens a conversation. */
#define UI_TYPE_CLIENT_SCOPE (ui_client_scope_get_type ())
G_DECLARE_INTERFACE (UiClientScope, ui_client_scope, UI, CLIENT_SCOPE, GtkWidget)

struct _UiClientScopeInterface
{
  GTypeInterface parent_iface;

  ChatClient *(*get_client) (UiClientScope *self); /* borrowed */
};

/* (nullable) borrowed: the nearest one around @widget */
UiClientScope *ui_client_scope_find       (GtkWidget     *widget);
ChatClient    *ui_client_scope_get_client (UiClientScope *self); /* borrowed */

G_END_DECLS
