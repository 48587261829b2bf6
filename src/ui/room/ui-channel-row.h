/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-directory.h"

G_BEGIN_DECLS

/* A room in a list of rooms: what it is called, what it is about, how many are there. */
#define UI_TYPE_CHANNEL_ROW (ui_channel_row_get_type ())
G_DECLARE_FINAL_TYPE (UiChannelRow, ui_channel_row, UI, CHANNEL_ROW, GtkWidget)

GtkWidget *ui_channel_row_new         (void);
void       ui_channel_row_set_channel (UiChannelRow *self,
                                       ChatChannel  *channel); /* (nullable) */

G_END_DECLS
