/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* Who invites us into rooms, to be joined or declined: the newest few, over the lists. */
#define UI_TYPE_INVITATIONS (ui_invitations_get_type ())
G_DECLARE_FINAL_TYPE (UiInvitations, ui_invitations, UI, INVITATIONS, GtkWidget)

void ui_invitations_set_client (UiInvitations *self,
                                ChatClient    *client);

G_END_DECLS
