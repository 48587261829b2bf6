/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-frames.h"

#include <string.h>

#define GIF_HEAD "GIF89a\x02\x00\x02\x00\x80\x00\x00" "\0\0\0\xff\xff\xff"
#define GIF_DELAY "\x21\xf9\x04\x04\x0a\x00\x00\x00"
#define GIF_PICTURE "\x2c\0\0\0\0\x02\0\x02\0\0" "\x02\x02\x84\x51\x00"

#define CHUNK(name) name "\x04\0\0\0" "1234"

static void
check (const char *data,
       gsize       n_bytes,
       guint       wanted)
{
  g_assert_cmpuint (media_frames_count ((const guint8 *) data, n_bytes), ==, wanted);
}

static void
test_kinds (void)
{
  static const char still[] = GIF_HEAD GIF_PICTURE ";";
  static const char moving[] = GIF_HEAD GIF_DELAY GIF_PICTURE GIF_DELAY GIF_PICTURE ";";
  static const char webp[] = "RIFF\0\0\0\0WEBP" CHUNK ("VP8X") CHUNK ("ANMF") CHUNK ("ANMF")
    CHUNK ("ANMF");
  static const char webp_still[] = "RIFF\0\0\0\0WEBP" CHUNK ("VP8 ");

  check (still, sizeof still - 1, 1);
  check (moving, sizeof moving - 1, 2);
  check (webp, sizeof webp - 1, 3);
  check (webp_still, sizeof webp_still - 1, 1);
  check ("\x89PNG", 4, 1);
  check ("", 0, 1);
}

/* Cut anywhere, and with each byte changed: never beyond its end, never for ever. */
static void
test_damaged (void)
{
  static const char *const data[] = {
    GIF_HEAD GIF_DELAY GIF_PICTURE GIF_DELAY GIF_PICTURE ";",
    "RIFF    WEBP" "ANMF\x04   1234ANMF\x05   12345",
  };
  static const gsize lengths[] = {
    sizeof (GIF_HEAD GIF_DELAY GIF_PICTURE GIF_DELAY GIF_PICTURE ";") - 1,
    sizeof ("RIFF    WEBP" "ANMF\x04   1234ANMF\x05   12345") - 1,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (data); i++)
    for (gsize cut = 0; cut <= lengths[i]; cut++)
      {
        g_autofree guint8 *copy = g_memdup2 (data[i], cut);

        g_assert_cmpuint (media_frames_count (copy, cut), <=, cut + 1);
        for (gsize at = 0; at < cut; at++)
          {
            copy[at] ^= 0xff;
            g_assert_cmpuint (media_frames_count (copy, cut), <=, cut + 1);
            copy[at] ^= 0xff;
          }
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/frames/kinds", test_kinds);
  g_test_add_func ("/media/frames/damaged", test_damaged);
  return g_test_run ();
}
