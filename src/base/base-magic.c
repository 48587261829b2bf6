/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How files begin. */
#define G_LOG_DOMAIN "base-magic"

#include "base-magic.h"

#include <string.h>

typedef struct {
  BaseMagic   magic;
  const char *start; /* a '?' stands for any byte */
  gsize       n_start;
} Start;

/* The first that fits counts. */
static const Start starts[] = {
  { BASE_MAGIC_PNG, "\x89PNG\r\n\x1a\n", 8 }, /* PNG, 5.2 */
  { BASE_MAGIC_JPEG, "\xff\xd8\xff", 3 },     /* ITU-T T.81, B.1.1.3 */
  { BASE_MAGIC_GIF, "GIF87a", 6 },
  { BASE_MAGIC_GIF, "GIF89a", 6 },
  { BASE_MAGIC_WEBP, "RIFF????WEBP", 12 },
  { BASE_MAGIC_JXL, "\xff\x0a", 2 },          /* ISO/IEC 18181-2 */
  { BASE_MAGIC_JXL, "\0\0\0\x0cJXL ", 8 },
  { BASE_MAGIC_TIFF, "II*\0", 4 },
  { BASE_MAGIC_TIFF, "MM\0*", 4 },
  { BASE_MAGIC_BMP, "BM", 2 },
  { BASE_MAGIC_MATROSKA, "\x1a\x45\xdf\xa3", 4 }, /* RFC 8794, 11.2.1 */
  /* ISO/IEC 14496-12, 4.3: the brand that a file is of first of all */
  { BASE_MAGIC_AVIF, "????ftypavif", 12 },
  { BASE_MAGIC_AVIF, "????ftypavis", 12 },
  { BASE_MAGIC_HEIF, "????ftyphei?", 12 },
  { BASE_MAGIC_HEIF, "????ftyphev?", 12 },
  { BASE_MAGIC_HEIF, "????ftypmif?", 12 },
  { BASE_MAGIC_HEIF, "????ftypmsf1", 12 },
  { BASE_MAGIC_CR3, "????ftypcrx ", 12 },
  { BASE_MAGIC_MP4, "????ftyp????", 12 },
  /* QuickTime before there were brands */
  { BASE_MAGIC_MP4, "????moov", 8 },
  { BASE_MAGIC_MP4, "????mdat", 8 },
  { BASE_MAGIC_MP4, "????wide", 8 },
};

static const char *const types[] = {
  [BASE_MAGIC_UNKNOWN] = NULL,
  [BASE_MAGIC_PNG] = "image/png",
  [BASE_MAGIC_JPEG] = "image/jpeg",
  [BASE_MAGIC_GIF] = "image/gif",
  [BASE_MAGIC_WEBP] = "image/webp",
  [BASE_MAGIC_AVIF] = "image/avif",
  [BASE_MAGIC_HEIF] = "image/heif",
  [BASE_MAGIC_JXL] = "image/jxl",
  [BASE_MAGIC_BMP] = "image/bmp",
  [BASE_MAGIC_TIFF] = "image/tiff",
  [BASE_MAGIC_CR3] = "image/x-canon-cr3",
  [BASE_MAGIC_MP4] = "video/mp4",
  [BASE_MAGIC_MATROSKA] = "video/x-matroska",
};

static gboolean
fits (const Start  *start,
      const guint8 *bytes,
      gsize         size)
{
  if (size < start->n_start)
    return FALSE;

  for (gsize i = 0; i < start->n_start; i++)
    if (start->start[i] != '?' && (guint8) start->start[i] != bytes[i])
      return FALSE;

  return TRUE;
}

/**
 * base_magic_read:
 * @start: (array length=size): the first bytes of a file
 * @size: how many there are; %BASE_MAGIC_SIZE are enough
 *
 * Returns: what it is
 */
BaseMagic
base_magic_read (gconstpointer start,
                 gsize         size)
{
  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    if (fits (&starts[i], start, size))
      return starts[i].magic;

  return BASE_MAGIC_UNKNOWN;
}

/**
 * base_magic_get_type:
 * @magic: what a file is
 *
 * Returns: (nullable): the media type of most that begin so
 */
const char *
base_magic_get_type (BaseMagic magic)
{
  return (gsize) magic < G_N_ELEMENTS (types) ? types[magic] : NULL;
}
