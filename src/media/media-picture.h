/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-wire.h"

G_BEGIN_DECLS

/* For the decoder alone: what is foreign is looked at here, and nowhere else. */
void media_picture_prepare (void);
int  media_picture_decode  (int                      fd,
                            const MediaWireQuestion *question,
                            MediaWireAnswer         *answer);

G_END_DECLS
