/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-player.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What sounds and films have in common that are played in their places: the button, the clock, and
 * how they look. It follows whether its widget is seen, and changes nothing within a layout.
 *
 * Signals: "state": what is shown of it has changed; "time": so has its position, while it plays;
 *   "looked" (gpointer: a const ChatLook): what it is is known; "failed" (string,
 *   nullable): it cannot be played, as what is named here is not installed */
#define UI_TYPE_PLAYBACK (ui_playback_get_type ())
G_DECLARE_FINAL_TYPE (UiPlayback, ui_playback, UI, PLAYBACK, GObject)

/* @widget owns it; @button: within that, is made to play and pause */
UiPlayback     *ui_playback_new          (GtkWidget  *widget,
                                          GtkWidget  *button,
                                          ChatPlayer *player);
/* @length_ms: as its sender says; 0: not known; @width and @height: px that a picture of it may
 * have. FALSE: it is the one that it was */
gboolean        ui_playback_set_path     (UiPlayback *self,
                                          const char *path, /* (nullable) */
                                          gint64      length_ms,
                                          guint       width,
                                          guint       height);
const char     *ui_playback_get_path     (UiPlayback *self); /* (nullable) borrowed */
ChatPlayerState ui_playback_get_state    (UiPlayback *self);
gint64          ui_playback_get_position (UiPlayback *self); /* ms */
gint64          ui_playback_get_duration (UiPlayback *self); /* ms; -1: not known */
/* Of the button and of the clock; part of "state" */
void            ui_playback_show         (UiPlayback *self);
/* From 0 to 1 */
void            ui_playback_seek         (UiPlayback *self,
                                          double      fraction);
void            ui_playback_step         (UiPlayback *self,
                                          int         seconds);

G_END_DECLS
