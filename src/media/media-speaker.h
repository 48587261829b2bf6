/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where sound is played, for one after the other; a process that is there while something plays,
 * and a little longer. Signals, with the serial that was given to it: "position" (guint, gint64:
 * ms, gint64: when that was, monotonic), "ended" (guint), "failed" (); and "taken" (): whoever had
 * it has it no more. */
#define MEDIA_TYPE_SPEAKER (media_speaker_get_type ())
G_DECLARE_FINAL_TYPE (MediaSpeaker, media_speaker, MEDIA, SPEAKER, GObject)

/* @program: (nullable): where it is; NULL: where it is installed, or was built */
MediaSpeaker *media_speaker_new         (const char   *program) G_GNUC_WARN_UNUSED_RESULT;
/* @owner: to whom it belongs from now on; @fd: taken: from where the sound comes; only what has
 * @serial is wanted; @speed: in per cent */
void          media_speaker_listen      (MediaSpeaker *self,
                                         gconstpointer owner,
                                         int           fd,
                                         guint         serial,
                                         guint         speed);
/* It needs it no more */
void          media_speaker_release     (MediaSpeaker *self,
                                         gconstpointer owner);
/* (nullable) */
gconstpointer media_speaker_get_owner   (MediaSpeaker *self);
/* What was not heard yet is forgotten. */
void          media_speaker_flush       (MediaSpeaker *self,
                                         guint         serial,
                                         guint         speed);
/* In per cent, as people hear it; until it is set anew */
void          media_speaker_set_volume  (MediaSpeaker *self,
                                         guint         volume);
/* Where there is nothing to play it with: it only keeps the time, so that a film goes on */
void          media_speaker_set_silent  (MediaSpeaker *self,
                                         gboolean      is_silent);
void          media_speaker_set_playing (MediaSpeaker *self,
                                         gboolean      is_playing);

G_END_DECLS
