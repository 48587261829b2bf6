/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-account.h"

G_BEGIN_DECLS

/* The dialog that invites people into a room. */
#define UI_TYPE_INVITE (ui_invite_get_type ())
G_DECLARE_FINAL_TYPE (UiInvite, ui_invite, UI, INVITE, AdwWindow)

GtkWidget *ui_invite_new (ChatAccount *account,
                          ChatRoom    *room);

G_END_DECLS
