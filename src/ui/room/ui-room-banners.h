/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-room.h"

G_BEGIN_DECLS

/* Over the conversation in a room: why one is not in it, or cannot speak, and the one thing that
 * helps; and who asks to be allowed to. */
#define UI_TYPE_ROOM_BANNERS (ui_room_banners_get_type ())
G_DECLARE_FINAL_TYPE (UiRoomBanners, ui_room_banners, UI, ROOM_BANNERS, GtkWidget)

void ui_room_banners_set_room (UiRoomBanners *self,
                               ChatRoom      *room); /* (nullable) */

G_END_DECLS
