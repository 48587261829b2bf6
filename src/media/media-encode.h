/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-wire.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

void media_encode_prepare (void);
int  media_encode         (GdkPixbuf               *picture,
                           const char              *profile,
                           const MediaWireQuestion *question,
                           MediaWireAnswer         *answer);

G_END_DECLS
