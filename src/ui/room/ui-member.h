/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-contact.h"
#include "chat-room.h"

G_BEGIN_DECLS

/* Somebody who belongs to a room, or is banned from it, as the room's lists have them. */
#define UI_TYPE_MEMBER (ui_member_get_type ())
G_DECLARE_FINAL_TYPE (UiMember, ui_member, UI, MEMBER, GObject)

/* @members: of ChatMember, kept; @position: which of them; @name: (nullable): what we call them */
UiMember       *ui_member_new             (GPtrArray  *members,
                                           guint       position,
                                           const char *name) G_GNUC_WARN_UNUSED_RESULT;
const char     *ui_member_get_address     (UiMember  *self);
const char     *ui_member_get_name        (UiMember  *self); /* ours, the nick, else the address */
ChatAffiliation ui_member_get_affiliation (UiMember  *self);
ChatContact    *ui_member_get_contact     (UiMember  *self); /* (nullable): if it is one of ours */
void            ui_member_set_contact     (UiMember    *self,
                                           ChatContact *contact); /* (nullable) */
gboolean        ui_member_is_here         (UiMember  *self);
/* Those who have more to say first, then by name, as people sort */
int             ui_member_compare         (UiMember  *self,
                                           UiMember  *other);

G_END_DECLS
