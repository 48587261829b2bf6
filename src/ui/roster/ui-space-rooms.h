/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Rooms that belong to a space and that one is not in, below the chats; a click joins one, after a
 * question. Not to be seen while there are none. */
#define UI_TYPE_SPACE_ROOMS (ui_space_rooms_get_type ())
G_DECLARE_FINAL_TYPE (UiSpaceRooms, ui_space_rooms, UI, SPACE_ROOMS, GtkWidget)

/* @rooms: of ChatSpaceRoom */
void ui_space_rooms_set (UiSpaceRooms *self,
                         const char   *account,
                         GPtrArray    *rooms);

G_END_DECLS
