/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What of a picture in HEIF or AVIF tells of whoever made it becomes blanks: see media-blanks.h.
 * @meta: the content of its box "meta", which stands at @begin of a file of @length bytes
 * FALSE: some of it cannot be found */
gboolean media_heif_clean (const guint8 *meta,
                           gsize         size,
                           gint64        begin,
                           gint64        length,
                           GArray       *blanks);

G_END_DECLS
