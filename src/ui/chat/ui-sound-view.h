/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-file.h"
#include "chat-player.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A sound that is here, played in its place. It plays on when it is not shown any more. Signal:
 * "failed" (string, nullable): it cannot be played, as what is named here is not installed. */
#define UI_TYPE_SOUND_VIEW (ui_sound_view_get_type ())
G_DECLARE_FINAL_TYPE (UiSoundView, ui_sound_view, UI, SOUND_VIEW, GtkWidget)

GtkWidget *ui_sound_view_new      (ChatPlayer  *player) G_GNUC_WARN_UNUSED_RESULT;
/* @path: where it is; @messages: (nullable): of ChatMessage: what it is followed in */
void       ui_sound_view_set_file (UiSoundView *self,
                                   ChatFile    *file,
                                   GListModel  *messages);

G_END_DECLS
