/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CHAT_SPACE_MAX_NAME_CHARS 60

/* A workspace: some conversations of an account under one name, the same on all devices.
 *
 * Properties (notify): name, unread (uint, without what is muted).
 * Signal:
 *   "members-changed" (): other conversations are in it */
#define CHAT_TYPE_SPACE (chat_space_get_type ())
G_DECLARE_FINAL_TYPE (ChatSpace, chat_space, CHAT, SPACE, GObject)

const char *chat_space_get_id              (ChatSpace  *self);
const char *chat_space_get_account_address (ChatSpace  *self);
const char *chat_space_get_name            (ChatSpace  *self);
const char *chat_space_get_color           (ChatSpace  *self); /* "#rrggbb" */
guint       chat_space_get_unread          (ChatSpace  *self);
/* @address: that of a conversation; what is said in private in a room belongs where the room is */
gboolean    chat_space_contains            (ChatSpace  *self,
                                            const char *address);
/* Whether it is a space of a server: XEP-0503; what it is called and which rooms belong to it is
 * not the person's to say then */
gboolean    chat_space_is_shared           (ChatSpace  *self);
/* Whether it is ours to fill and to destroy, as far as that is known now */
gboolean    chat_space_is_owned            (ChatSpace  *self);
const char *chat_space_get_service         (ChatSpace  *self); /* (nullable) */
const char *chat_space_get_node            (ChatSpace  *self); /* (nullable) */
/* GListModel of ChatSpaceRoom: the rooms that belong to it there, whether one is in them or not */
GListModel *chat_space_get_rooms           (ChatSpace  *self);
/* Of people and rooms, in order, that the person has put there; (transfer full) */
char      **chat_space_dup_members         (ChatSpace  *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
