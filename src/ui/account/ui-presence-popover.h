/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* Where people say how they are: presence, status text and those of before, for all accounts or
 * one. */
#define UI_TYPE_PRESENCE_POPOVER (ui_presence_popover_get_type ())
G_DECLARE_FINAL_TYPE (UiPresencePopover, ui_presence_popover, UI, PRESENCE_POPOVER, GtkPopover)

void ui_presence_popover_set_client (UiPresencePopover *self,
                                     ChatClient        *client);

G_END_DECLS
