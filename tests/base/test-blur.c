/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BlurHash and ThumbHash. What the hashes are and should look like was made by the programs of those
 * who thought them up. */
#include "base-blurhash.h"
#include "base-thumbhash.h"

#include <string.h>

#define N_CORNERS 4

typedef struct {
  const char *hash;
  guint       width;
  guint       height;
  guint8      colors[N_CORNERS][4]; /* top left, top right, the middle, bottom right */
} Case;

static void
check_colors (GBytes     *pixels,
              guint       n_channels,
              const Case *expected)
{
  const guint places[N_CORNERS] = {
    0, expected->width - 1, expected->height / 2 * expected->width + expected->width / 2,
    expected->width * expected->height - 1,
  };
  const guint8 *data;

  g_assert_nonnull (pixels);
  g_assert_cmpuint (g_bytes_get_size (pixels), ==,
                    expected->width * expected->height * n_channels);
  data = g_bytes_get_data (pixels, NULL);
  for (guint i = 0; i < N_CORNERS; i++)
    for (guint c = 0; c < n_channels; c++)
      g_assert_cmpint (ABS (data[places[i] * n_channels + c] - expected->colors[i][c]), <=, 1);
}

static void
test_blurhash (void)
{
  static const Case cases[] = {
    { "LEHV6nWB2yk8pyo0adR*.7kCMdnj", 32, 24,
      { { 135, 164, 177 }, { 137, 166, 181 }, { 158, 125, 108 }, { 132, 142, 147 } } },
    { "LGHC1R2@|cKOqSWAjtadhVfjfQfj", 32, 24,
      { { 143, 152, 152 }, { 196, 146, 152 }, { 123, 123, 149 }, { 190, 182, 136 } } },
    { "|GHC1R2@|cKOsUbvWpozSMqSWAjtadfQe,fQe*fNhVfjfQfjfQfjfQfjfQrLWTjtavfQf3fQf1fNg0fQfQfQfQfQfQfQ"
      "fQsqWkjta[fQfKfQfHfLeqfNfQfNfQfNfQfLfNt7Wtjtb2fQfVfQfYfUeqfQfQfQfQfQfQfQfQ", 32, 24,
      { { 147, 148, 62 }, { 204, 136, 192 }, { 124, 126, 152 }, { 182, 179, 75 } } },
  };
  static const char *const others[] = {
    "", "L", "LEHV6", "LEHV6nWB2yk8pyo0adR*.7kCMdn", "LEHV6nWB2yk8pyo0adR*.7kCMdnjj",
    "LEHV6nWB2yk8pyo0adR*.7kCMdn\"", "\"EHV6nWB2yk8pyo0adR*.7kCMdnj", "~EHV6nWB2yk8pyo0adR*",
    "00~~~~", "0 0000",
  };
  g_autoptr(GBytes) one_color = base_blurhash_render ("00OFYk", 6, 1, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) pixels =
        base_blurhash_render (cases[i].hash, strlen (cases[i].hash), 32, 24);

      check_colors (pixels, 3, &cases[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_null (base_blurhash_render (others[i], strlen (others[i]), 32, 32));
  g_assert_null (base_blurhash_render ("00\0000", 6, 32, 32));
  g_assert_nonnull (one_color);
  g_assert_cmpuint (g_bytes_get_size (one_color), ==, 3);
}

static void
test_thumbhash (void)
{
  static const Case cases[] = {
    { "HwgKNZpwd3dwd3d3d3d3d4CACPiI", 32, 23,
      { { 0, 0, 86, 255 }, { 255, 0, 115, 255 }, { 125, 132, 130, 255 }, { 247, 217, 95, 255 } } },
    { "4liGIxJKxLCJd4jEsEj8dECYiIh4iIg=", 19, 32,
      { { 189, 90, 125, 77 }, { 255, 6, 125, 255 }, { 125, 133, 126, 255 },
        { 226, 224, 92, 255 } } },
    { "HggKMZpwd3dwd3d3gIAI+Hc=", 32, 5,
      { { 0, 3, 101, 255 }, { 255, 0, 112, 255 }, { 130, 119, 125, 255 },
        { 227, 224, 92, 255 } } },
  };
  static const guint8 none[5] = { 0 };
  static const guint8 all[64] = { [0 ... 63] = 0xff };
  guint width = 0;
  guint height = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize size = 0;
      g_autofree guchar *hash = g_base64_decode (cases[i].hash, &size);
      g_autoptr(GBytes) pixels = base_thumbhash_render (hash, size);

      g_assert_true (base_thumbhash_get_size (hash, size, &width, &height));
      g_assert_cmpuint (width, ==, cases[i].width);
      g_assert_cmpuint (height, ==, cases[i].height);
      check_colors (pixels, 4, &cases[i]);
      for (gsize cut = 0; cut < size - 1; cut++)
        {
          g_autofree guchar *half = g_memdup2 (hash, cut);
          g_autoptr(GBytes) of_half = base_thumbhash_render (half, cut);

          g_assert_null (of_half);
        }
    }

  g_assert_false (base_thumbhash_get_size (none, 4, &width, &height));
  g_assert_null (base_thumbhash_render (none, sizeof none));
  g_bytes_unref (base_thumbhash_render (all, sizeof all));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/blur/blurhash", test_blurhash);
  g_test_add_func ("/base/blur/thumbhash", test_thumbhash);
  return g_test_run ();
}
