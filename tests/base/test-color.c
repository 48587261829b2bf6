/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The colours of names, as XEP-0392, 13.1 has them. */
#include "base-color.h"

#include <math.h>

static const struct {
  const char *text;
  double      hue;
  double      rgb[3];
  const char *color;
} vectors[] = {
  { "Romeo", 327.255249, { 0.865, 0.000, 0.686 }, "#dd00af" },
  { "juliet@capulet.lit", 209.410400, { 0.000, 0.515, 0.573 }, "#008392" },
  { "\xf0\x9f\x98\xba", 331.199341, { 0.872, 0.000, 0.659 }, "#de00a8" },
  { "council", 359.994507, { 0.918, 0.000, 0.394 }, "#ea0064" },
  { "Board", 171.430664, { 0.000, 0.527, 0.457 }, "#008675" },
};

static void
test_vectors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      double hue = base_color_get_hue (vectors[i].text);
      double rgb[3];
      char color[8];

      g_assert_cmpfloat_with_epsilon (hue, vectors[i].hue, 0.000001);

      base_color_hsluv (hue, 100, 50, rgb);
      for (guint j = 0; j < 3; j++)
        g_assert_cmpfloat_with_epsilon (rgb[j], vectors[i].rgb[j], 0.0006);

      base_color_for_text (vectors[i].text, color);
      g_assert_cmpstr (color, ==, vectors[i].color);
    }
}

/* Luminance depends on lightness alone, which is what HSLuv is for. */
static void
test_even_lightness (void)
{
  for (double lightness = 5; lightness < 100; lightness += 5)
    for (double hue = 0; hue < 360; hue += 7)
      {
        double expected = lightness > 8 ? pow ((lightness + 16) / 116, 3)
                                        : lightness / 903.2962962962963;
        double linear[3];
        double rgb[3];

        base_color_hsluv (hue, 100, lightness, rgb);
        for (guint i = 0; i < 3; i++)
          {
            g_assert_true (rgb[i] >= 0 && rgb[i] <= 1);
            linear[i] = rgb[i] <= 0.04045 ? rgb[i] / 12.92 : pow ((rgb[i] + 0.055) / 1.055, 2.4);
          }
        g_assert_cmpfloat_with_epsilon (0.2126729 * linear[0] + 0.7151522 * linear[1]
                                        + 0.0721750 * linear[2], expected, 0.0005);
      }
}

static void
test_ends (void)
{
  double rgb[3];

  base_color_hsluv (120, 100, 0, rgb);
  g_assert_true (rgb[0] == 0 && rgb[1] == 0 && rgb[2] == 0);
  base_color_hsluv (120, 100, 100, rgb);
  g_assert_true (rgb[0] == 1 && rgb[1] == 1 && rgb[2] == 1);
  base_color_hsluv (120, 0, 50, rgb);
  g_assert_cmpfloat_with_epsilon (rgb[0], rgb[1], 0.001);
  g_assert_cmpfloat_with_epsilon (rgb[1], rgb[2], 0.001);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/color/vectors", test_vectors);
  g_test_add_func ("/color/even-lightness", test_even_lightness);
  g_test_add_func ("/color/ends", test_ends);

  return g_test_run ();
}
