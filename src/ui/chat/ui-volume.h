/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-player.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How loud films are. One without a scale is there only while they are not to be heard. */
#define UI_TYPE_VOLUME (ui_volume_get_type ())
G_DECLARE_FINAL_TYPE (UiVolume, ui_volume, UI, VOLUME, GtkWidget)

GtkWidget *ui_volume_new (ChatPlayer *player,
                          gboolean    has_scale);

G_END_DECLS
