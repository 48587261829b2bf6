/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-types.h"

G_BEGIN_DECLS

/* How far an own message has got: a clock, one tick, two, two in the accent colour, a warning.
 * Property: state (int, ChatMessageState); a message received has none. */
#define UI_TYPE_STATE_ICON (ui_state_icon_get_type ())
G_DECLARE_FINAL_TYPE (UiStateIcon, ui_state_icon, UI, STATE_ICON, GtkWidget)

GtkWidget  *ui_state_icon_new       (void);
void        ui_state_icon_set_state (UiStateIcon      *self,
                                     ChatMessageState  state);
/* Translated: "Sent", "Delivered"… */
const char *ui_state_to_text        (ChatMessageState  state);

G_END_DECLS
