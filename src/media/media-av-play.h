/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-av-wire.h"

G_BEGIN_DECLS

typedef struct _MediaAvPlay MediaAvPlay;

/* For the decoder alone: @socket is Charla's, on which it is told what there is; @sound goes to the
 * speaker. Never freed: the process ends with it. NULL: it cannot be decoded */
MediaAvPlay *media_av_play_new     (int                   fd,
                                    int                   socket,
                                    int                   sound,
                                    const MediaAvCommand *command) G_GNUC_WARN_UNUSED_RESULT;
void         media_av_play_command (MediaAvPlay          *self,
                                    const MediaAvCommand *command);
/* @fd: goes with it; -1: none */
gboolean     media_av_send_event   (int                   socket,
                                    const MediaAvEvent   *event,
                                    int                   fd);

G_END_DECLS
