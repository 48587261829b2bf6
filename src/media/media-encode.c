/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pixels become a picture again: smaller, and without anything that was said beside it but what its
 * colours mean. */
#define G_LOG_DOMAIN "media-encode"

#include "media-encode.h"

#include "media-memory.h"

#include <string.h>

/* A profile of more is not needed to see it. */
#define MAX_PROFILE_CHARS (64 * 1024)

static gboolean
is_transparent (GdkPixbuf *picture)
{
  const guint8 *pixels = gdk_pixbuf_read_pixels (picture);
  gsize stride = (gsize) gdk_pixbuf_get_rowstride (picture);

  if (!gdk_pixbuf_get_has_alpha (picture))
    return FALSE;

  for (int y = 0; y < gdk_pixbuf_get_height (picture); y++)
    for (int x = 0; x < gdk_pixbuf_get_width (picture); x++)
      if (pixels[(gsize) y * stride + (gsize) x * 4 + 3] != 0xff)
        return TRUE;

  return FALSE;
}

static gboolean
save (GdkPixbuf               *picture,
      const char              *profile, /* (nullable) */
      const MediaWireQuestion *question,
      char                   **bytes,
      gsize                   *n_bytes)
{
  g_autofree char *quality = g_strdup_printf ("%u", CLAMP (question->quality, 1, 100));
  char *keys[] = { NULL, NULL, NULL };
  char *values[] = { NULL, NULL, NULL };
  guint n_options = 0;

  if (question->format == MEDIA_WIRE_JPEG)
    {
      keys[n_options] = (char *) "quality";
      values[n_options++] = quality;
    }
  if (profile != NULL && strlen (profile) <= MAX_PROFILE_CHARS)
    {
      keys[n_options] = (char *) "icc-profile";
      values[n_options++] = (char *) profile;
    }

  return gdk_pixbuf_save_to_bufferv (picture, bytes, n_bytes,
                                     question->format == MEDIA_WIRE_JPEG ? "jpeg" : "png", keys,
                                     values, NULL);
}

/**
 * media_encode:
 * @picture: pixels
 * @profile: (nullable): what their colours mean, in base64
 * @question: what is asked
 * @answer: what it comes to is added; its status says so where it cannot be
 *
 * Returns: a descriptor of memory with the picture; -1
 */
int
media_encode (GdkPixbuf               *picture,
              const char              *profile,
              const MediaWireQuestion *question,
              MediaWireAnswer         *answer)
{
  g_autofree char *bytes = NULL;
  gsize n_bytes = 0;
  guint8 *memory;
  int fd = -1;

  if (question->format == MEDIA_WIRE_JPEG && is_transparent (picture))
    {
      answer->status = MEDIA_WIRE_TRANSPARENT;
      return -1;
    }

  if (!save (picture, profile, question, &bytes, &n_bytes) || n_bytes == 0
      || n_bytes > MEDIA_WIRE_MAX_BYTES || (memory = media_memory_open (&fd, n_bytes)) == NULL)
    return -1;

  memcpy (memory, bytes, n_bytes);
  answer->n_bytes = (guint32) n_bytes;
  return media_memory_close (fd, memory, n_bytes);
}

/**
 * media_encode_prepare:
 *
 * Loads all that is needed to encode: later nothing can be opened any more.
 */
void
media_encode_prepare (void)
{
  static const char *const kinds[] = { "jpeg", "png" };
  g_autoptr(GdkPixbuf) picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 1, 1);

  if (picture == NULL)
    return;

  gdk_pixbuf_fill (picture, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *bytes = NULL;
      gsize n_bytes;

      gdk_pixbuf_save_to_buffer (picture, &bytes, &n_bytes, kinds[i], NULL, NULL);
    }
}
