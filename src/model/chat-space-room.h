/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A room that belongs to a space of a server. Never changes. */
#define CHAT_TYPE_SPACE_ROOM (chat_space_room_get_type ())
G_DECLARE_FINAL_TYPE (ChatSpaceRoom, chat_space_room, CHAT, SPACE_ROOM, GObject)

/* @name: (nullable): what the space calls it */
ChatSpaceRoom *chat_space_room_new         (const char    *address,
                                            const char    *name) G_GNUC_WARN_UNUSED_RESULT;
const char    *chat_space_room_get_address (ChatSpaceRoom *self);
const char    *chat_space_room_get_name    (ChatSpaceRoom *self); /* never NULL */

G_END_DECLS
