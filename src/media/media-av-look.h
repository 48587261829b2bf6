/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-av-wire.h"

G_BEGIN_DECLS

/* For the decoder alone. Returns: a descriptor of memory with a picture; -1: there is none */
int media_av_look (int                   fd,
                   const MediaAvCommand *command,
                   MediaAvEvent         *event);

G_END_DECLS
