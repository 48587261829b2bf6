/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-room.h"

G_BEGIN_DECLS

/* Stands where one would write, while one is not in a room and does not come back by oneself: says
 * why, and offers what helps. It hides itself where there is nothing to be said. */
#define UI_TYPE_ROOM_GATE (ui_room_gate_get_type ())
G_DECLARE_FINAL_TYPE (UiRoomGate, ui_room_gate, UI, ROOM_GATE, GtkWidget)

void ui_room_gate_set_room (UiRoomGate *self,
                            ChatRoom   *room); /* (nullable) */

G_END_DECLS
