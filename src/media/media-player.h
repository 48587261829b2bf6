/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-speaker.h"

G_BEGIN_DECLS

typedef enum {
  MEDIA_PLAYER_EMPTY,   /* nothing is open */
  MEDIA_PLAYER_PAUSED,
  MEDIA_PLAYER_PLAYING, /* or about to: it may have to be opened first */
  MEDIA_PLAYER_ENDED,   /* all of it was played; playing begins anew */
  MEDIA_PLAYER_FAILED,  /* it cannot be played */
} MediaPlayerState;

/* Plays a file from a stranger. It is decoded in a process that has no network and no files, and
 * heard from another one (MediaSpeaker); none of it blocks. Signals: "changed": its state,
 * duration, size or speed are others; "frame" (GBytes): what is to be seen now, of the size that it
 * has, B, G, R and A of a byte each, line by line without space between. */
#define MEDIA_TYPE_PLAYER (media_player_get_type ())
G_DECLARE_FINAL_TYPE (MediaPlayer, media_player, MEDIA, PLAYER, GObject)

/* @decoder: (nullable): a program; NULL: where it is installed, or was built
 * @speaker: for one player at a time: one that begins to play takes it from the others, which are
 *   to be paused before */
MediaPlayer     *media_player_new          (const char   *decoder,
                                            MediaSpeaker *speaker) G_GNUC_WARN_UNUSED_RESULT;
/* It is looked into once it is played or sought in. @width, @height: px of its frames at most */
void             media_player_open         (MediaPlayer  *self,
                                            GFile        *file,
                                            guint         width,
                                            guint         height);
void             media_player_play         (MediaPlayer  *self);
void             media_player_pause        (MediaPlayer  *self);
void             media_player_seek         (MediaPlayer  *self,
                                            gint64        time_ms);
/* In per cent, 50 to 200 */
void             media_player_set_speed    (MediaPlayer  *self,
                                            guint         speed);
MediaPlayerState media_player_get_state    (MediaPlayer  *self);
gint64           media_player_get_position (MediaPlayer  *self); /* ms */
gint64           media_player_get_duration (MediaPlayer  *self); /* ms; -1: not known */
/* px of a frame; 0: there is nothing to be seen, or it is not known yet */
guint            media_player_get_width    (MediaPlayer  *self);
guint            media_player_get_height   (MediaPlayer  *self);
/* For tests: ms that it may take to be opened, and then that nothing may come for */
void             media_player_set_patience (MediaPlayer  *self,
                                            guint         patience_ms);

G_END_DECLS
