/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As MediaWireFormat has them; what is encoded tells nothing of whoever made it. */
typedef enum {
  MEDIA_IMAGE_PIXELS,
  MEDIA_IMAGE_JPEG,
  MEDIA_IMAGE_PNG,
} MediaImageFormat;

/**
 * MediaImageSize:
 * @width: px at most, up to 4096; for a crop: exactly
 * @height: px at most, up to 4096; for a crop: exactly
 * @is_crop: the middle of the picture fills all of that; else all of it fits into that, and is not
 *   made larger
 * @max_frames: how many pictures of a moving one are wanted at most; 0 and 1: only the first
 * @format: as what
 * @quality: of a JPEG, 1 to 100
 *
 * How a picture is wanted.
 */
typedef struct {
  guint            width;
  guint            height;
  gboolean         is_crop;
  guint            max_frames;
  MediaImageFormat format;
  guint            quality;
} MediaImageSize;

/**
 * MediaImage:
 * @full_width: px of the picture as it is
 * @full_height: px of the picture as it is
 * @width: px of what is here
 * @height: px of what is here
 * @n_channels: 3: R, G, B; 4: and alpha, not premultiplied
 * @frames: (element-type GBytes): the pixels of each, line by line without space between
 * @times_ms: (array): how long each is shown
 * @encoded: (nullable): the picture as it was wanted; then there are no pixels
 *
 * A picture, decoded.
 */
typedef struct {
  guint      full_width;
  guint      full_height;
  guint      width;
  guint      height;
  guint      n_channels;
  GPtrArray *frames;
  guint32   *times_ms;
  GBytes    *encoded;
} MediaImage;

MediaImage *media_image_new_for_answer (gconstpointer  answer,
                                        int            memory,
                                        GError       **error) G_GNUC_WARN_UNUSED_RESULT;
void        media_image_free           (MediaImage    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MediaImage, media_image_free)

G_END_DECLS
