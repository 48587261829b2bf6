/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-room.h"

G_BEGIN_DECLS

/* The settings of a room, as its server asks for them; or what it asks of who wants to be a member.
 *
 * Signals:
 *   "sent" (): it has been taken, and the window closes */
#define UI_TYPE_ROOM_SETTINGS (ui_room_settings_get_type ())
G_DECLARE_FINAL_TYPE (UiRoomSettings, ui_room_settings, UI, ROOM_SETTINGS, AdwWindow)

GtkWidget *ui_room_settings_new              (ChatRoom *room);
GtkWidget *ui_room_settings_new_registration (ChatRoom *room);

G_END_DECLS
