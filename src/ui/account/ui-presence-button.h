/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* The foot of the side bar: oneself, how one is, and the popover to change it. */
#define UI_TYPE_PRESENCE_BUTTON (ui_presence_button_get_type ())
G_DECLARE_FINAL_TYPE (UiPresenceButton, ui_presence_button, UI, PRESENCE_BUTTON, GtkWidget)

void ui_presence_button_set_client (UiPresenceButton *self,
                                    ChatClient       *client);

G_END_DECLS
