/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-conversation.h"

G_BEGIN_DECLS

/* The voice message that is being made for a conversation: recorded, listened to, and sent or
 * discarded. Until then it lies on the disk, and is still there after a restart.
 *
 * Properties, read only: state (ChatVoiceState), length (int64, ms: of what there is), level
 * (double from 0 to 1: how loud it was just now), slow (boolean: STARTING, and the sound system has
 * not answered for a while), path (string, nullable: while it is READY).
 * Signals: "error" (gpointer: a GError of CHAT_ERROR): it could not be recorded, or no further, or
 *   not be sent; what there is of it is READY
 *   "sent" (ChatMessage) */
#define CHAT_TYPE_VOICE (chat_voice_get_type ())
G_DECLARE_FINAL_TYPE (ChatVoice, chat_voice, CHAT, VOICE, GObject)

/* (nullable) borrowed: NULL where there is no place for one */
ChatVoice     *chat_voice_get        (ChatConversation *conversation);
ChatVoiceState chat_voice_get_state  (ChatVoice  *self);
gint64         chat_voice_get_length (ChatVoice  *self);
double         chat_voice_get_level  (ChatVoice  *self);
gboolean       chat_voice_get_slow   (ChatVoice  *self);
const char    *chat_voice_get_path   (ChatVoice  *self); /* (nullable) */
/* From 0 to 255, one for each level since the beginning; NULL: it is from before a restart */
const guint8  *chat_voice_get_levels (ChatVoice  *self,
                                      gsize      *n_levels);
/* Where there is none yet */
void           chat_voice_start      (ChatVoice  *self);
void           chat_voice_stop       (ChatVoice  *self);
void           chat_voice_discard    (ChatVoice  *self);
/* @name: what its file is called, without an ending; of one that is recorded the end comes first */
void           chat_voice_send       (ChatVoice  *self,
                                      const char *name);

/* For tests: @program, instead of our own, records from @source, instead of the microphone */
void           chat_voice_set_source (ChatVoice  *self,
                                      const char *program,  /* (nullable) */
                                      const char *source);  /* (nullable) */
void           chat_voice_set_limit  (ChatVoice  *self,
                                      gint64      limit_ms);

G_END_DECLS
