/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-look.h"

G_BEGIN_DECLS

typedef struct _ChatStore ChatStore;

typedef enum {
  CHAT_PLAYER_PAUSED,  /* also: never played */
  CHAT_PLAYER_PLAYING,
  CHAT_PLAYER_ENDED,
  CHAT_PLAYER_FAILED,  /* it cannot be played */
} ChatPlayerState;

/* Plays sound and films, one at a time: what begins stops what plays. Each is known by its
 * place, a path or a URI, and is where it was left when it is played again. When one of the
 * sounds of a conversation ends, the one that follows it there directly goes on, if it came in
 * and was not heard yet (the archive knows); one that is being fetched is waited for. Signals:
 * "changed" (path): the state, position or speed of that; "volume": how loud films are; "frame"
 * (path, GBytes, width, height): what is to be seen of it now: B, G, R and A of a byte each,
 * line by line without space between; "error" (gpointer: a GError of CHAT_ERROR): what played
 * cannot be heard. A film goes on without sound. */
#define CHAT_TYPE_PLAYER (chat_player_get_type ())
G_DECLARE_FINAL_TYPE (ChatPlayer, chat_player, CHAT, PLAYER, GObject)

/* @store: (nullable): where it is noted what was listened to */
ChatPlayer     *chat_player_new          (ChatStore  *store) G_GNUC_WARN_UNUSED_RESULT;
/* @messages: (nullable): of ChatMessage: what it is followed in */
void            chat_player_play         (ChatPlayer          *self,
                                          const char          *path,
                                          GListModel          *messages);
/* @width, @height: px that its frames may have */
void            chat_player_play_film    (ChatPlayer          *self,
                                          const char          *path,
                                          guint                width,
                                          guint                height);
void            chat_player_pause        (ChatPlayer          *self);
/* Whatever is played, it plays on from there. */
void            chat_player_seek         (ChatPlayer          *self,
                                          const char          *path,
                                          gint64               time_ms);
/* It is not played any more, and nothing is known of it: its file is gone. */
void            chat_player_forget       (ChatPlayer          *self,
                                          const char          *path);
ChatPlayerState chat_player_get_state    (ChatPlayer          *self,
                                          const char          *path);
/* ms */
gint64          chat_player_get_position (ChatPlayer          *self,
                                          const char          *path);
/* ms; -1: not known */
gint64          chat_player_get_duration (ChatPlayer          *self,
                                          const char          *path);
/* (nullable) borrowed: what plays, or played last */
const char     *chat_player_get_path     (ChatPlayer          *self);
/* In per cent: of all that is sound */
void            chat_player_set_speed    (ChatPlayer          *self,
                                          guint                speed);
guint           chat_player_get_speed    (ChatPlayer          *self);
/* In per cent: of all films, as sounds are as loud as the desktop plays them; 0: they are muted */
void            chat_player_set_volume   (ChatPlayer          *self,
                                          guint                volume);
guint           chat_player_get_volume   (ChatPlayer          *self);
/* What it was before comes again. */
void            chat_player_set_muted    (ChatPlayer          *self,
                                          gboolean             is_muted);
/* Without playing it. @width, @height: px that the picture of a film may have */
void            chat_player_look_async   (ChatPlayer          *self,
                                          const char          *path,
                                          guint                width,
                                          guint                height,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
/* (transfer full) (nullable) */
ChatLook       *chat_player_look_finish  (ChatPlayer          *self,
                                          GAsyncResult        *result,
                                          GError             **error) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable) borrowed: of what was looked at not long ago */
const ChatLook *chat_player_get_look     (ChatPlayer          *self,
                                          const char          *path);

G_END_DECLS
