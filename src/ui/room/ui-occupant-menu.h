/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "chat-room.h"
#include "ui-member.h"

G_BEGIN_DECLS

/* What can be done with somebody in a room: only what our rights allow. Actions "occupant.*"; NULL:
 * nothing can. (transfer full) */
GMenuModel *ui_occupant_menu_new (ChatRoom     *room,
                                  ChatOccupant *occupant) G_GNUC_WARN_UNUSED_RESULT;
/* The same of somebody who is not there */
GMenuModel *ui_occupant_menu_new_for_member (ChatRoom *room,
                                             UiMember *member) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
