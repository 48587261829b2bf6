/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-account.h"
#include "chat-room.h"

G_BEGIN_DECLS

/* GListModel of UiMember: who belongs to a room and is not in it, then who is banned from it. Empty
 * where the room does not tell us. */
#define UI_TYPE_ABSENT (ui_absent_get_type ())
G_DECLARE_FINAL_TYPE (UiAbsent, ui_absent, UI, ABSENT, GObject)

/* @account: (nullable): whose contacts are called by their names */
UiAbsent *ui_absent_new        (ChatRoom    *room,
                                ChatAccount *account) G_GNUC_WARN_UNUSED_RESULT;
/* Asks the room once more */
void      ui_absent_reload     (UiAbsent   *self);
/* Somebody came or went */
void      ui_absent_update     (UiAbsent   *self);
/* Only whose name or address begins so; NULL or "": all */
void      ui_absent_set_filter (UiAbsent   *self,
                                const char *text);

G_END_DECLS
