/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So many bytes are enough to tell. */
#define BASE_MAGIC_SIZE 12

/* What a file is by how it begins, whatever it is called. */
typedef enum {
  BASE_MAGIC_UNKNOWN,
  BASE_MAGIC_PNG,
  BASE_MAGIC_JPEG,
  BASE_MAGIC_GIF,
  BASE_MAGIC_WEBP,
  BASE_MAGIC_AVIF,
  BASE_MAGIC_HEIF,
  BASE_MAGIC_JXL,
  BASE_MAGIC_BMP,
  BASE_MAGIC_TIFF,     /* and most of what cameras leave as it came from the sensor */
  BASE_MAGIC_CR3,      /* of Canon's, likewise */
  BASE_MAGIC_MP4,      /* and QuickTime, 3GPP: ISO/IEC 14496-12 */
  BASE_MAGIC_MATROSKA, /* and WebM */
} BaseMagic;

BaseMagic   base_magic_read     (gconstpointer start,
                                 gsize         size);
const char *base_magic_get_type (BaseMagic     magic); /* (nullable) a media type */

G_END_DECLS
