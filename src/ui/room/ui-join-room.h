/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* The dialog that joins a room: its address, the own name in it, and a password once the room asks
 * for one. Nothing is joined before the button is pressed. Signal: "joined" (ChatRoom) */
#define UI_TYPE_JOIN_ROOM (ui_join_room_get_type ())
G_DECLARE_FINAL_TYPE (UiJoinRoom, ui_join_room, UI, JOIN_ROOM, AdwWindow)

/* @account, @address: (nullable): chosen or filled in first */
GtkWidget *ui_join_room_new (ChatClient *client,
                             const char *account,
                             const char *address);

G_END_DECLS
