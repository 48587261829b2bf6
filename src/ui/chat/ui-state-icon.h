/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-types.h"

G_BEGIN_DECLS

/* px of a state upon a picture */
#define UI_STATE_SIGN_WIDTH  26
#define UI_STATE_SIGN_HEIGHT 20

/* How far an own message has got: a clock, one tick, two, two in the accent colour, a warning.
 * Property: state (int, ChatMessageState); a message received has none. */
#define UI_TYPE_STATE_ICON (ui_state_icon_get_type ())
G_DECLARE_FINAL_TYPE (UiStateIcon, ui_state_icon, UI, STATE_ICON, GtkWidget)

GtkWidget  *ui_state_icon_new       (void);
void        ui_state_icon_set_state (UiStateIcon      *self,
                                     ChatMessageState  state);
/* It stands upon a picture, in as much room as UI_STATE_SIGN_…: a ground of its own makes it seen
 * there, and what is clicked is the picture. May be called in the middle of a layout. */
void        ui_state_icon_set_on_picture (UiStateIcon *self,
                                          gboolean     is_on_picture);
/* Translated: "Sent", "Delivered"… */
const char *ui_state_to_text        (ChatMessageState  state);

G_END_DECLS
