/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-occupant.h"

G_BEGIN_DECLS

/* GListModel of ChatOccupant: who is in a room, by role, then by nick as people sort. Costs
 * little in a room of thousands: objects are made for what is looked at, and what happens in one
 * turn of the main loop is told as one change where there is much of it.
 *
 * A view of its own is opened by whoever shows or searches it: chat_room_open_occupants().
 * Property: n-items (uint, notify). */
#define CHAT_TYPE_OCCUPANTS (chat_occupants_get_type ())
G_DECLARE_FINAL_TYPE (ChatOccupants, chat_occupants, CHAT, OCCUPANTS, GObject)

/* Only whose nick or address holds that, without regard to case and accents; NULL or "": all */
void chat_occupants_set_filter (ChatOccupants *self,
                                const char    *text);

G_END_DECLS
