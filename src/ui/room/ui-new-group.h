/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* The dialog that makes a room: first what it is called and for whom it is, then who is in it.
 * Signal: "created" (ChatRoom) */
#define UI_TYPE_NEW_GROUP (ui_new_group_get_type ())
G_DECLARE_FINAL_TYPE (UiNewGroup, ui_new_group, UI, NEW_GROUP, AdwWindow)

GtkWidget *ui_new_group_new (ChatClient *client,
                             const char *account); /* (nullable): chosen first */

G_END_DECLS
