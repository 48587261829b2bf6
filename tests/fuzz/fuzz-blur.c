/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a BlurHash and as a ThumbHash: what comes of one is as many pixels as it says. */
#include "base-blurhash.h"
#include "base-thumbhash.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(GBytes) of_blurhash = base_blurhash_render ((const char *) data, size, 5, 3);
  g_autoptr(GBytes) of_thumbhash = base_thumbhash_render (data, size);
  guint width;
  guint height;

  if (of_blurhash != NULL)
    g_assert_cmpuint (g_bytes_get_size (of_blurhash), ==, 5 * 3 * 3);
  if (of_thumbhash != NULL)
    {
      g_assert_true (base_thumbhash_get_size (data, size, &width, &height));
      g_assert_cmpuint (MAX (width, height), ==, BASE_THUMBHASH_SIDE);
      g_assert_cmpuint (g_bytes_get_size (of_thumbhash), ==, width * height * 4);
    }
  return 0;
}
