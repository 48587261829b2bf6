/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* The rooms of a service, to find one and join it. */
#define UI_TYPE_BROWSE_ROOMS (ui_browse_rooms_get_type ())
G_DECLARE_FINAL_TYPE (UiBrowseRooms, ui_browse_rooms, UI, BROWSE_ROOMS, AdwWindow)

GtkWidget *ui_browse_rooms_new (ChatClient *client,
                                const char *account); /* (nullable): chosen first */

G_END_DECLS
