/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base-magic.h"

#include <string.h>

static const struct {
  BaseMagic   magic;
  const char *start;
  gsize       n_start;
} cases[] = {
  { BASE_MAGIC_PNG, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16 },
  { BASE_MAGIC_JPEG, "\xff\xd8\xff\xe0\0\x10JFIF\0\1", 12 },
  { BASE_MAGIC_GIF, "GIF87a\1\0\1\0\0\0", 12 },
  { BASE_MAGIC_GIF, "GIF89a\1\0\1\0\0\0", 12 },
  { BASE_MAGIC_UNKNOWN, "GIF80a\1\0\1\0\0\0", 12 },
  { BASE_MAGIC_WEBP, "RIFF\x20\0\0\0WEBPVP8 ", 16 },
  { BASE_MAGIC_UNKNOWN, "RIFF\x20\0\0\0WAVEfmt ", 16 },
  { BASE_MAGIC_UNKNOWN, "RAFF\x20\0\0\0WEBPVP8 ", 16 },
  { BASE_MAGIC_JXL, "\xff\x0a\0\0\0\0\0\0\0\0\0\0", 12 },
  { BASE_MAGIC_JXL, "\0\0\0\x0cJXL \x0d\x0a\x87\x0a", 12 },
  { BASE_MAGIC_TIFF, "II*\0\x08\0\0\0\0\0\0\0", 12 },
  { BASE_MAGIC_TIFF, "MM\0*\0\0\0\x08\0\0\0\0", 12 },
  { BASE_MAGIC_BMP, "BM\x46\0\0\0\0\0\0\0\0\0", 12 },
  { BASE_MAGIC_MATROSKA, "\x1a\x45\xdf\xa3\xa3\x42\x86\x81\1\x42\xf7\x81", 12 },
  { BASE_MAGIC_AVIF, "\0\0\0\x20""ftypavif\0\0\0\0", 16 },
  { BASE_MAGIC_AVIF, "\0\0\0\x20""ftypavis\0\0\0\0", 16 },
  { BASE_MAGIC_HEIF, "\0\0\0\x20""ftypheic\0\0\0\0", 16 },
  { BASE_MAGIC_HEIF, "\0\0\0\x20""ftyphevx\0\0\0\0", 16 },
  { BASE_MAGIC_HEIF, "\0\0\0\x20""ftypmif1\0\0\0\0", 16 },
  { BASE_MAGIC_CR3, "\0\0\0\x18""ftypcrx \0\0\0\1", 16 },
  { BASE_MAGIC_MP4, "\0\0\0\x20""ftypisom\0\0\2\0", 16 },
  { BASE_MAGIC_MP4, "\0\0\0\x14""ftypqt  \0\0\2\0", 16 },
  { BASE_MAGIC_MP4, "\0\0\3\x08moov\0\0\0\0", 12 },
  { BASE_MAGIC_UNKNOWN, "<svg xmlns='", 12 },
  { BASE_MAGIC_UNKNOWN, "%PDF-1.7\n%\xe2\xe3", 12 },
  { BASE_MAGIC_UNKNOWN, "\0\0\0\0\0\0\0\0\0\0\0\0", 12 },
};

static void
test_read (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (base_magic_read (cases[i].start, cases[i].n_start), ==, cases[i].magic);
}

/* What is needed to tell is no more than is said; and nobody reads behind the end. */
static void
test_short (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (base_magic_read (cases[i].start, BASE_MAGIC_SIZE), ==, cases[i].magic);
      for (gsize size = 0; size < cases[i].n_start; size++)
        {
          g_autofree char *cut = g_memdup2 (cases[i].start, size);
          BaseMagic magic = base_magic_read (cut, size);

          if (magic != cases[i].magic)
            g_assert_true (magic == BASE_MAGIC_UNKNOWN);
        }
    }

  g_assert_cmpint (base_magic_read (NULL, 0), ==, BASE_MAGIC_UNKNOWN);
}

static void
test_type (void)
{
  g_assert_null (base_magic_get_type (BASE_MAGIC_UNKNOWN));
  g_assert_cmpstr (base_magic_get_type (BASE_MAGIC_JPEG), ==, "image/jpeg");
  for (int magic = BASE_MAGIC_PNG; magic <= BASE_MAGIC_MATROSKA; magic++)
    g_assert_nonnull (base_magic_get_type ((BaseMagic) magic));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/magic/read", test_read);
  g_test_add_func ("/base/magic/short", test_short);
  g_test_add_func ("/base/magic/type", test_type);
  return g_test_run ();
}
