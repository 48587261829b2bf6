/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The memory in which frames come. @event: a #MediaAvEvent, MEDIA_AV_OPENED; @fd: that came with
 * it; @width, @height: px that were asked for. Nothing in it can be used against us: its size is
 * bounded, and it cannot be cut. (nullable) */
const guint8 *media_slots_map   (gconstpointer  event,
                                 int            fd,
                                 guint          width,
                                 guint          height);
void          media_slots_unmap (const guint8  *self,
                                 guint          width,
                                 guint          height);

G_END_DECLS
