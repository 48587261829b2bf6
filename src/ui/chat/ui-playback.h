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

/**
 * UiPlaybackParts:
 * @button: it is made to play and pause; who clicks it is the view's
 * @wave: (nullable): a #UiWave, in which it is sought
 * @state: what the signal calls, swapped: with the widget first
 * @time: likewise
 * @looked: likewise
 * @failed: likewise
 *
 * What a view has of it.
 */
typedef struct {
  GtkWidget *button;
  GtkWidget *wave;
  GCallback  state;
  GCallback  time;
  GCallback  looked;
  GCallback  failed; /* (nullable) */
} UiPlaybackParts;

/* @widget owns it */
UiPlayback     *ui_playback_new          (GtkWidget             *widget,
                                          ChatPlayer            *player,
                                          const UiPlaybackParts *parts);
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
/* (transfer full): how far it was played, and how long it is, where that is known */
char           *ui_playback_dup_time     (UiPlayback *self) G_GNUC_WARN_UNUSED_RESULT;
/* Of the button and of the clock; part of "state" */
void            ui_playback_show         (UiPlayback *self);
/* From 0 to 1 */
void            ui_playback_seek         (UiPlayback *self,
                                          double      fraction);
void            ui_playback_step         (UiPlayback *self,
                                          int         seconds);

G_END_DECLS
