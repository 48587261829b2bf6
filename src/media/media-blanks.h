/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What of a file is overwritten with nothing: all else stays where it is. */
GArray *media_blanks_new   (void) G_GNUC_WARN_UNUSED_RESULT;
/* @head: (nullable): what stands at its start instead */
void    media_blanks_add   (GArray       *blanks,
                            gint64        begin,
                            gint64        size,
                            const guint8 *head,
                            gsize         n_head);
/* Makes pieces of a file of @length bytes: see media-pieces.h */
void    media_blanks_apply (GArray       *blanks,
                            gint64        length,
                            GArray       *pieces);

G_END_DECLS
