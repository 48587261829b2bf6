/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a file is made of anew: pieces of another one, and bytes between them. */
GArray       *media_pieces_new       (void) G_GNUC_WARN_UNUSED_RESULT;
void          media_pieces_add       (GArray       *pieces,
                                      gint64        begin,
                                      gint64        size);
void          media_pieces_add_bytes (GArray       *pieces,
                                      const guint8 *bytes,
                                      gsize         size);
void          media_pieces_add_zeros (GArray       *pieces,
                                      gint64        size);
/* In place of those that are piece @i, as many */
void          media_pieces_set_bytes (GArray       *pieces,
                                      guint         i,
                                      const guint8 *bytes,
                                      gsize         size);
gint64        media_pieces_get_size  (GArray       *pieces);
GInputStream *media_pieces_open      (GArray       *pieces,
                                      GInputStream *file) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
