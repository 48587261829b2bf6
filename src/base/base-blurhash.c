/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BlurHash: the colours of a picture as a few waves, in a word of base 83, as its description has
 * it (blurha.sh). */
#define G_LOG_DOMAIN "base"

#include "base-blurhash.h"

#include <math.h>
#include <string.h>

#define BASE         83
#define MAX_WAVES    9 /* each way */
#define HEAD_CHARS   6
#define MAX_COLOR    0xffffff

/* How finely a wave is written down */
#define STEPS 19

typedef struct {
  guint  n_across;
  guint  n_down;
  double colors[MAX_WAVES * MAX_WAVES][3]; /* linear */
} Waves;

/* -1: it is no number */
static int
read_number (const char *text,
             gsize       n_chars)
{
  static const char digits[] =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";
  int number = 0;

  G_STATIC_ASSERT (sizeof digits == BASE + 1);
  for (gsize i = 0; i < n_chars; i++)
    {
      const char *digit = text[i] != '\0' ? strchr (digits, text[i]) : NULL;

      if (digit == NULL)
        return -1;
      number = number * BASE + (int) (digit - digits);
    }

  return number;
}

/* IEC 61966-2-1 */
static double
from_srgb (int value)
{
  double part = value / 255.0;

  return part <= 0.04045 ? part / 12.92 : pow ((part + 0.055) / 1.055, 2.4);
}

static guint8
to_srgb (double part)
{
  double linear = CLAMP (part, 0, 1);
  double value = linear <= 0.0031308 ? linear * 12.92 : 1.055 * pow (linear, 1 / 2.4) - 0.055;

  return (guint8) (value * 255 + 0.5);
}

/* -1 to 1, or a bit more: small ones are told apart better. */
static double
read_wave (int step)
{
  double part = (step - STEPS / 2) / (double) (STEPS / 2);

  return copysign (part * part, part);
}

static gboolean
read_waves (const char *hash,
            gsize       length,
            Waves      *waves)
{
  int size = length >= HEAD_CHARS ? read_number (hash, 1) : -1;
  int most = size >= 0 ? read_number (hash + 1, 1) : -1;
  int color = most >= 0 ? read_number (hash + 2, 4) : -1;
  double height = (most + 1) / 166.0;

  if (color < 0 || color > MAX_COLOR || size >= MAX_WAVES * MAX_WAVES)
    return FALSE;

  waves->n_across = (guint) size % MAX_WAVES + 1;
  waves->n_down = (guint) size / MAX_WAVES + 1;
  if (length != HEAD_CHARS + 2 * ((gsize) waves->n_across * waves->n_down - 1))
    return FALSE;

  for (int i = 0; i < 3; i++)
    waves->colors[0][i] = from_srgb (color >> (16 - 8 * i) & 0xff);
  for (guint i = 1; i < waves->n_across * waves->n_down; i++)
    {
      int value = read_number (hash + HEAD_CHARS + 2 * (i - 1), 2);

      if (value < 0)
        return FALSE;
      waves->colors[i][0] = read_wave (value / (STEPS * STEPS)) * height;
      waves->colors[i][1] = read_wave (value / STEPS % STEPS) * height;
      waves->colors[i][2] = read_wave (value % STEPS) * height;
    }

  return TRUE;
}

static void
render_line (const Waves *waves,
             guint        y,
             guint        width,
             guint        height,
             guint8      *pixels)
{
  double across[MAX_WAVES][3] = { 0 };

  for (guint j = 0; j < waves->n_down; j++)
    for (guint i = 0; i < waves->n_across; i++)
      for (guint c = 0; c < 3; c++)
        across[i][c] += waves->colors[j * waves->n_across + i][c] * cos (G_PI * y * j / height);

  for (guint x = 0; x < width; x++)
    {
      double color[3] = { 0 };

      for (guint i = 0; i < waves->n_across; i++)
        {
          double wave = cos (G_PI * x * i / width);

          for (guint c = 0; c < 3; c++)
            color[c] += across[i][c] * wave;
        }
      for (guint c = 0; c < 3; c++)
        pixels[x * 3 + c] = to_srgb (color[c]);
    }
}

/**
 * base_blurhash_render:
 * @hash: a BlurHash, as somebody else has sent it
 * @length: chars of that
 * @width: px that are wanted, up to %BASE_BLURHASH_MAX_SIDE
 * @height: px, likewise
 *
 * Returns: (transfer full) (nullable): the pixels, three bytes each; %NULL: it is none
 */
GBytes *
base_blurhash_render (const char *hash,
                      gsize       length,
                      guint       width,
                      guint       height)
{
  Waves waves = { 0 };
  guint8 *pixels;

  g_return_val_if_fail (hash != NULL, NULL);
  g_return_val_if_fail (width >= 1 && width <= BASE_BLURHASH_MAX_SIDE, NULL);
  g_return_val_if_fail (height >= 1 && height <= BASE_BLURHASH_MAX_SIDE, NULL);

  if (!read_waves (hash, length, &waves))
    return NULL;

  pixels = g_malloc ((gsize) width * height * 3);
  for (guint y = 0; y < height; y++)
    render_line (&waves, y, width, height, pixels + (gsize) y * width * 3);
  return g_bytes_new_take (pixels, (gsize) width * height * 3);
}
