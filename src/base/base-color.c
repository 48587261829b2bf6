/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One colour for one name, the same in every client: XEP-0392, on the colour space HSLuv. */
#include "base-color.h"

#include <math.h>

/* The lightness at which CIE's curve becomes a straight line, and the slope of that */
#define EPSILON 0.0088564516790356308
#define KAPPA   903.2962962962963

/* The white point D65, as CIE L*u*v* has it */
#define WHITE_U 0.19783000664283681
#define WHITE_V 0.46831999493879100

/* From CIE XYZ to linear red, green and blue of sRGB */
static const double xyz_to_rgb[3][3] = {
  { 3.2409699419045214, -1.5373831775700935, -0.49861076029300328 },
  { -0.96924363628087983, 1.8759675015077207, 0.041555057407175613 },
  { 0.055630079696993609, -0.20397695888897657, 1.0569715142428786 },
};

/* How much chroma sRGB has in direction @angle: the nearest of the six lines where, at that
 * lightness, one of red, green and blue is 0 or 1. */
static double
measure_chroma (double lightness,
                double angle)
{
  double cube = pow (lightness + 16, 3) / 1560896;
  double y = cube > EPSILON ? cube : lightness / KAPPA;
  double nearest = G_MAXDOUBLE;

  for (guint i = 0; i < 6; i++)
    {
      const double *row = xyz_to_rgb[i / 2];
      double full = i % 2;
      double bottom = (632260 * row[2] - 126452 * row[1]) * y + 126452 * full;
      double slope = (284517 * row[0] - 94839 * row[2]) * y / bottom;
      double offset = ((838422 * row[2] + 769860 * row[1] + 731718 * row[0]) * y - 769860 * full)
                      * lightness / bottom;
      double distance = offset / (sin (angle) - slope * cos (angle));

      if (distance >= 0 && distance < nearest)
        nearest = distance;
    }

  return nearest;
}

static double
add_gamma (double linear)
{
  double value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow (linear, 1 / 2.4) - 0.055;

  return CLAMP (value, 0, 1);
}

/**
 * base_color_get_hue:
 * @text: a name; an address in its prepared form
 *
 * Returns: the hue of @text, 0 to 360: XEP-0392, 5.1
 */
double
base_color_get_hue (const char *text)
{
  g_autoptr(GChecksum) sha1 = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize size = sizeof digest;

  g_return_val_if_fail (text != NULL, 0);

  g_checksum_update (sha1, (const guchar *) text, -1);
  g_checksum_get_digest (sha1, digest, &size);

  return (digest[0] | digest[1] << 8) / 65536.0 * 360;
}

/**
 * base_color_hsluv:
 * @hue: 0 to 360
 * @saturation: 0 to 100
 * @lightness: 0 to 100
 * @rgb: (out caller-allocates) (array fixed-size=3): red, green and blue of sRGB, 0 to 1
 *
 * Converts a colour of HSLuv, where equal lightness looks equally light in every hue.
 */
void
base_color_hsluv (double hue,
                  double saturation,
                  double lightness,
                  double rgb[3])
{
  double angle = hue / 180 * G_PI;
  double chroma, u, v, xyz[3];

  if (lightness > 99.9999 || lightness < 0.0001)
    {
      rgb[0] = rgb[1] = rgb[2] = lightness > 50 ? 1 : 0;
      return;
    }

  chroma = measure_chroma (lightness, angle) / 100 * saturation;
  u = cos (angle) * chroma / (13 * lightness) + WHITE_U;
  v = sin (angle) * chroma / (13 * lightness) + WHITE_V;

  xyz[1] = lightness > 8 ? pow ((lightness + 16) / 116, 3) : lightness / KAPPA;
  xyz[0] = xyz[1] * 9 * u / (4 * v);
  xyz[2] = xyz[1] * (12 - 3 * u - 20 * v) / (4 * v);

  for (guint i = 0; i < 3; i++)
    rgb[i] = add_gamma (xyz_to_rgb[i][0] * xyz[0] + xyz_to_rgb[i][1] * xyz[1]
                        + xyz_to_rgb[i][2] * xyz[2]);
}

/**
 * base_color_for_hue:
 * @hue: 0 to 360
 * @color: (out caller-allocates) (array fixed-size=8): "#rrggbb"
 *
 * Writes a colour at the saturation and lightness of XEP-0392's own examples, 100 and 50: light
 * enough for black to stand on, dark enough for white.
 */
void
base_color_for_hue (double hue,
                    char   color[8])
{
  double rgb[3];

  g_return_if_fail (color != NULL);

  base_color_hsluv (hue, 100, 50, rgb);
  g_snprintf (color, 8, "#%02x%02x%02x", (guint) lround (rgb[0] * 255) & 0xff,
              (guint) lround (rgb[1] * 255) & 0xff, (guint) lround (rgb[2] * 255) & 0xff);
}

/**
 * base_color_for_text:
 * @text: a name; an address in its prepared form
 * @color: (out caller-allocates) (array fixed-size=8): "#rrggbb"
 *
 * Writes the colour of @text: base_color_for_hue().
 */
void
base_color_for_text (const char *text,
                     char        color[8])
{
  g_return_if_fail (text != NULL);

  base_color_for_hue (base_color_get_hue (text), color);
}
