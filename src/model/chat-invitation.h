/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

/* Somebody asks us into a room. Nothing is joined before it is accepted. Immutable, but for
 * notify of inviter-name. */
#define CHAT_TYPE_INVITATION (chat_invitation_get_type ())
G_DECLARE_FINAL_TYPE (ChatInvitation, chat_invitation, CHAT, INVITATION, GObject)

const char *chat_invitation_get_account_address (ChatInvitation *self);
const char *chat_invitation_get_room            (ChatInvitation *self); /* bare address */
const char *chat_invitation_get_room_name       (ChatInvitation *self); /* never NULL */
const char *chat_invitation_get_inviter         (ChatInvitation *self); /* (nullable) bare */
const char *chat_invitation_get_inviter_name    (ChatInvitation *self); /* never NULL */
const char *chat_invitation_get_reason          (ChatInvitation *self); /* (nullable) */
/* Whether it comes from somebody in the contact list */
gboolean    chat_invitation_is_from_contact     (ChatInvitation *self);
/* Joins, with the password that came with it; the room tells how that went */
void        chat_invitation_accept              (ChatInvitation *self);
/* Tells whoever has invited us, where that is a contact, and takes it out of the list */
void        chat_invitation_decline             (ChatInvitation *self);

G_END_DECLS
