/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ThumbHash: a picture, its shape and what can be seen through, as a few waves in some 25 bytes, as
 * its description has it (evanw.github.io/thumbhash). */
#define G_LOG_DOMAIN "base"

#include "base-thumbhash.h"

#include <math.h>

#define MAX_WAVES 7 /* each way */

#define HEAD_BYTES       5
#define HEAD_BYTES_ALPHA 6

/* What is seen through leaves less room for the rest. */
#define WAVES            7
#define WAVES_SEEN       5 /* of the brightness, where there is something to be seen through */
#define WAVES_ALPHA      5
#define WAVES_COLOR      3

/* Brightness, yellow to blue, red to green, alpha */
enum { LIGHT, YELLOW, RED, ALPHA, N_CHANNELS };

typedef struct {
  guint  n_across;
  guint  n_down;
  double middle;
  double scale;
  double waves[MAX_WAVES * MAX_WAVES];
} Channel;

typedef struct {
  Channel  channels[N_CHANNELS];
  gboolean has_alpha;
} Hash;

static double
get_part (guint value,
          guint most)
{
  return (double) (value & most) / most;
}

static void
read_shape (const guint8 *hash,
            guint        *n_across,
            guint        *n_down)
{
  guint longer = (hash[2] & 0x80) != 0 ? WAVES_SEEN : WAVES;
  guint shorter = MAX (hash[3] & 7U, 1);
  gboolean is_wide = (hash[4] & 0x80) != 0;

  *n_across = is_wide ? longer : shorter;
  *n_down = is_wide ? shorter : longer;
}

/* The waves of the lower corner, from there on; the first one is the middle. */
static guint
count_across (const Channel *channel,
              guint          j)
{
  guint left = channel->n_across * (channel->n_down - j);

  return (left + channel->n_down - 1) / channel->n_down;
}

/* FALSE: the hash has ended before. @n_read: (inout): half bytes */
static gboolean
read_channel (Channel      *channel,
              const guint8 *bytes,
              gsize         size,
              gsize        *n_read)
{
  for (guint j = 0; j < channel->n_down; j++)
    for (guint i = j == 0 ? 1 : 0; i < count_across (channel, j); i++)
      {
        if (*n_read / 2 >= size)
          return FALSE;

        channel->waves[j * MAX_WAVES + i] =
          ((bytes[*n_read / 2] >> (*n_read % 2 * 4) & 15) / 7.5 - 1) * channel->scale;
        *n_read += 1;
      }

  return TRUE;
}

static gboolean
read_hash (const guint8 *bytes,
           gsize         size,
           Hash         *hash)
{
  guint first = bytes[0] | (guint) bytes[1] << 8 | (guint) bytes[2] << 16;
  guint second = bytes[3] | (guint) bytes[4] << 8;
  gsize n_head = HEAD_BYTES;
  gsize n_read = 0;
  guint n_across;
  guint n_down;

  hash->has_alpha = first >> 23 != 0;
  read_shape (bytes, &n_across, &n_down);
  hash->channels[LIGHT] = (Channel) { .n_across = MAX (n_across, 3), .n_down = MAX (n_down, 3),
                                      .middle = get_part (first, 63),
                                      .scale = get_part (first >> 18, 31) };
  hash->channels[YELLOW] = (Channel) { .n_across = WAVES_COLOR, .n_down = WAVES_COLOR,
                                       .middle = 2 * get_part (first >> 6, 63) - 1,
                                       .scale = get_part (second >> 3, 63) * 1.25 };
  hash->channels[RED] = (Channel) { .n_across = WAVES_COLOR, .n_down = WAVES_COLOR,
                                    .middle = 2 * get_part (first >> 12, 63) - 1,
                                    .scale = get_part (second >> 9, 63) * 1.25 };
  hash->channels[ALPHA] = (Channel) { .middle = 1 };
  if (hash->has_alpha)
    {
      if (size < HEAD_BYTES_ALPHA)
        return FALSE;

      hash->channels[ALPHA] = (Channel) { .n_across = WAVES_ALPHA, .n_down = WAVES_ALPHA,
                                          .middle = get_part (bytes[5], 15),
                                          .scale = get_part (bytes[5] >> 4, 15) };
      n_head = HEAD_BYTES_ALPHA;
    }

  for (guint i = 0; i < N_CHANNELS; i++)
    if (!read_channel (&hash->channels[i], bytes + n_head, size - n_head, &n_read))
      return FALSE;
  return TRUE;
}

static double
sum_waves (const Channel *channel,
           const double  *across,
           const double  *down)
{
  double sum = channel->middle;

  for (guint j = 0; j < channel->n_down; j++)
    for (guint i = j == 0 ? 1 : 0; i < count_across (channel, j); i++)
      sum += channel->waves[j * MAX_WAVES + i] * across[i] * down[j] * 2;
  return sum;
}

static void
fill_waves (double *waves,
            guint   at,
            guint   side)
{
  for (guint i = 0; i < MAX_WAVES; i++)
    waves[i] = cos (G_PI / side * (at + 0.5) * i);
}

static guint8
to_byte (double part)
{
  return (guint8) (CLAMP (part, 0, 1) * 255);
}

static void
render_pixel (const Hash   *hash,
              const double *across,
              const double *down,
              guint8       *pixel)
{
  double light = sum_waves (&hash->channels[LIGHT], across, down);
  double yellow = sum_waves (&hash->channels[YELLOW], across, down);
  double red = sum_waves (&hash->channels[RED], across, down);
  double blue = light - 2.0 / 3 * yellow;

  pixel[0] = to_byte ((3 * light - blue + red) / 2);
  pixel[1] = to_byte ((3 * light - blue - red) / 2);
  pixel[2] = to_byte (blue);
  pixel[3] = to_byte (sum_waves (&hash->channels[ALPHA], across, down));
}

/**
 * base_thumbhash_get_size:
 * @hash: a ThumbHash, as somebody else has sent it
 * @size: bytes of that
 * @width: (out): px of what base_thumbhash_render() makes, about in the shape of the picture
 * @height: (out): px, likewise
 *
 * Returns: whether it may be one
 */
gboolean
base_thumbhash_get_size (const guint8 *hash,
                         gsize         size,
                         guint        *width,
                         guint        *height)
{
  guint n_across;
  guint n_down;

  g_return_val_if_fail (width != NULL && height != NULL, FALSE);

  if (size < HEAD_BYTES)
    return FALSE;

  read_shape (hash, &n_across, &n_down);
  *width = *height = BASE_THUMBHASH_SIDE;
  if (n_across > n_down)
    *height = (guint) (BASE_THUMBHASH_SIDE * n_down / (double) n_across + 0.5);
  else
    *width = (guint) (BASE_THUMBHASH_SIDE * n_across / (double) n_down + 0.5);
  return TRUE;
}

/**
 * base_thumbhash_render:
 * @hash: a ThumbHash, as somebody else has sent it
 * @size: bytes of that
 *
 * Returns: (transfer full) (nullable): the pixels, four bytes each; %NULL: it is none
 */
GBytes *
base_thumbhash_render (const guint8 *hash,
                       gsize         size)
{
  Hash read = { 0 };
  double across[BASE_THUMBHASH_SIDE][MAX_WAVES];
  guint width;
  guint height;
  guint8 *pixels;

  if (!base_thumbhash_get_size (hash, size, &width, &height) || !read_hash (hash, size, &read))
    return NULL;

  pixels = g_malloc ((gsize) width * height * 4);
  for (guint x = 0; x < width; x++)
    fill_waves (across[x], x, width);
  for (guint y = 0; y < height; y++)
    {
      double down[MAX_WAVES];

      fill_waves (down, y, height);
      for (guint x = 0; x < width; x++)
        render_pixel (&read, across[x], down, pixels + ((gsize) y * width + x) * 4);
    }

  return g_bytes_new_take (pixels, (gsize) width * height * 4);
}
