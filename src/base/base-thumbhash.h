/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* px of the longer side of what is made of one */
#define BASE_THUMBHASH_SIDE 32

/* FALSE: it is no ThumbHash; @width, @height: (out): of what it makes, in the shape of the
 * picture */
gboolean base_thumbhash_get_size (const guint8 *hash,
                                  gsize         size,
                                  guint        *width,
                                  guint        *height);
/* (nullable): R, G, B and A of a byte each, not premultiplied, line by line; of the size above */
GBytes  *base_thumbhash_render   (const guint8 *hash,
                                  gsize         size) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
