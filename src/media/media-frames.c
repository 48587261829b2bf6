/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many pictures a moving picture has: the library that shows them does not say where they begin
 * anew. */
#define G_LOG_DOMAIN "media-frames"

#include "media-frames.h"

#include "base-magic.h"

#include <string.h>

typedef struct {
  const guint8 *data;
  gsize         n_bytes;
  gsize         at;
} Reader;

static gboolean
skip (Reader *reader,
      gsize   n_bytes)
{
  if (reader->n_bytes - reader->at < n_bytes)
    return FALSE;

  reader->at += n_bytes;
  return TRUE;
}

static gsize
get_table_bytes (guint8 flags)
{
  return (flags & 0x80) != 0 ? (gsize) 3 << ((flags & 0x07) + 1) : 0;
}

/* Blocks that say how long they are, up to one of nothing. */
static gboolean
skip_blocks (Reader *reader)
{
  while (reader->at < reader->n_bytes)
    {
      guint8 length = reader->data[reader->at++];

      if (length == 0)
        return TRUE;
      if (!skip (reader, length))
        return FALSE;
    }

  return FALSE;
}

static guint
count_gif (Reader *reader)
{
  guint n_frames = 0;

  if (reader->n_bytes < 13)
    return 0;

  reader->at = 13;
  if (!skip (reader, get_table_bytes (reader->data[10])))
    return 0;

  while (reader->at < reader->n_bytes)
    switch (reader->data[reader->at++])
      {
      case 0x21: /* an extension: its label, and blocks */
        if (!skip (reader, 1) || !skip_blocks (reader))
          return n_frames;
        break;
      case 0x2c: /* a picture: its place, a table, how its codes begin, and blocks */
        if (reader->n_bytes - reader->at < 9
            || !skip (reader, 9 + get_table_bytes (reader->data[reader->at + 8]) + 1))
          return n_frames;
        n_frames++;
        if (!skip_blocks (reader))
          return n_frames;
        break;
      default: /* the end, or what is none of it */
        return n_frames;
      }

  return n_frames;
}

static guint
count_webp (Reader *reader)
{
  guint n_frames = 0;

  reader->at = 12;
  while (reader->n_bytes - reader->at >= 8)
    {
      const guint8 *chunk = reader->data + reader->at;
      gsize length = (gsize) chunk[4] | (gsize) chunk[5] << 8 | (gsize) chunk[6] << 16
                     | (gsize) chunk[7] << 24;

      n_frames += memcmp (chunk, "ANMF", 4) == 0;
      reader->at += 8;
      if (!skip (reader, length) || (length % 2 != 0 && !skip (reader, 1)))
        break;
    }

  return MAX (n_frames, 1);
}

/**
 * media_frames_count:
 * @data: (array length=n_bytes): a picture, whole or cut
 * @n_bytes: its length
 *
 * Returns: how many pictures it has; 1 where it does not move, or is of a kind that is not known to
 */
guint
media_frames_count (const guint8 *data,
                    gsize         n_bytes)
{
  Reader reader = { data, n_bytes, 0 };

  BaseMagic magic = base_magic_read (data, n_bytes);

  if (magic == BASE_MAGIC_GIF)
    return MAX (count_gif (&reader), 1);
  return magic == BASE_MAGIC_WEBP ? count_webp (&reader) : 1;
}
