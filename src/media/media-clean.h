/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-magic.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define MEDIA_CLEAN_START_SIZE BASE_MAGIC_SIZE

/**
 * MediaClean:
 * @width: px, as it is to be seen; 0: not known
 * @height: px, likewise
 * @size: how many bytes are left
 * @pieces: what they are, see media-pieces.h
 * @copy: (nullable): of what, where the picture itself cannot be sought in
 *
 * What is left of a picture without what it tells of whoever made it.
 */
typedef struct {
  guint         width;
  guint         height;
  gint64        size;
  GArray       *pieces;
  GInputStream *copy;
} MediaClean;

gboolean      media_clean_takes      (const guint8     *start,
                                      gsize             size);
MediaClean   *media_clean_new        (GInputStream     *picture,
                                      GCancellable     *cancellable,
                                      GError          **error) G_GNUC_WARN_UNUSED_RESULT;
void          media_clean_free       (MediaClean       *self);
GInputStream *media_clean_open       (const MediaClean *self,
                                      GInputStream     *picture) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MediaClean, media_clean_free)

G_END_DECLS
