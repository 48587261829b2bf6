/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a sound is, from its first and its last page alone: Ogg (RFC 3533) with Opus (RFC 7845)
 * or Vorbis. */
#define G_LOG_DOMAIN "media"

#include "media-length.h"

#include <string.h>

#define PAGE_HEADER 27
#define START_SIZE  512
#define END_SIZE    (64 * 1024) /* no page is longer: RFC 3533, 6 */

#define FIRST_PAGE  0x02

/* What a position in the stream counts */
typedef struct {
  guint32 serial;
  guint64 skipped; /* samples at the start that are not heard */
  guint64 rate;    /* samples in a second; 0: not known */
} Stream;

static guint64
read_number (const guint8 *at,
             gsize         size)
{
  guint64 number = 0;

  while (size-- > 0)
    number = number << 8 | at[size];
  return number;
}

/* Whether a page begins here, with its header. */
static gboolean
is_page (const guint8 *at,
         gsize         size)
{
  return size >= PAGE_HEADER && memcmp (at, "OggS", 4) == 0 && at[4] == 0;
}

static gboolean
read_stream (const guint8 *start,
             gsize         size,
             Stream       *stream)
{
  const guint8 *packet;

  if (!is_page (start, size) || (start[5] & FIRST_PAGE) == 0
      || size < (gsize) PAGE_HEADER + start[26] + 19)
    return FALSE;

  packet = start + PAGE_HEADER + start[26];
  stream->serial = (guint32) read_number (start + 14, 4);
  if (memcmp (packet, "OpusHead", 8) == 0)
    {
      /* RFC 7845, 4: as if it were always 48 kHz */
      stream->skipped = read_number (packet + 10, 2);
      stream->rate = 48000;
    }
  else if (memcmp (packet, "\1vorbis", 7) == 0)
    {
      stream->skipped = 0;
      stream->rate = read_number (packet + 12, 4);
    }
  else
    return FALSE;

  return stream->rate > 0;
}

/* The position of the last page that has one: RFC 3533, 6. */
static gint64
read_last_position (const guint8 *end,
                    gsize         size,
                    const Stream *stream)
{
  for (gsize at = size; at-- > 0;)
    if (is_page (end + at, size - at) && read_number (end + at + 14, 4) == stream->serial)
      {
        gint64 position = (gint64) read_number (end + at + 6, 8);

        if (position >= 0)
          return position;
      }

  return 0;
}

static gint64
read_length (GFile        *file,
             GCancellable *cancellable)
{
  g_autoptr(GFileInputStream) content = g_file_read (file, cancellable, NULL);
  GInputStream *input = G_INPUT_STREAM (content);
  g_autofree guint8 *bytes = NULL;
  Stream stream;
  gsize size = 0;
  gint64 position;

  if (content == NULL || !g_seekable_can_seek (G_SEEKABLE (content)))
    return 0;

  bytes = g_malloc (END_SIZE);
  if (!g_input_stream_read_all (input, bytes, START_SIZE, &size, cancellable, NULL)
      || !read_stream (bytes, size, &stream)
      || !g_seekable_seek (G_SEEKABLE (content), 0, G_SEEK_END, cancellable, NULL)
      || !g_seekable_seek (G_SEEKABLE (content),
                           MAX (g_seekable_tell (G_SEEKABLE (content)) - END_SIZE, 0), G_SEEK_SET,
                           cancellable, NULL)
      || !g_input_stream_read_all (input, bytes, END_SIZE, &size, cancellable, NULL))
    return 0;

  position = read_last_position (bytes, size, &stream);
  if (position <= (gint64) stream.skipped)
    return 0;

  return (gint64) (((double) position - (double) stream.skipped) * 1000 / (double) stream.rate);
}

static void
read_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  gint64 length_ms = read_length (source, cancellable);

  g_task_return_pointer (task, g_memdup2 (&length_ms, sizeof length_ms), g_free);
}

/**
 * media_length_read_async:
 * @file: a sound
 * @cancellable: (nullable): gives up
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Finds out how long a sound is.
 */
void
media_length_read_async (GFile               *file,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (file, cancellable, callback, user_data);
  g_task_set_source_tag (task, media_length_read_async);
  g_task_run_in_thread (task, read_in_thread);
}

/**
 * media_length_read_finish:
 * @file: a sound
 * @result: what the callback got
 *
 * Returns: ms; 0: it cannot be told
 */
gint64
media_length_read_finish (GFile        *file,
                          GAsyncResult *result)
{
  g_autofree gint64 *length_ms = NULL;

  g_return_val_if_fail (g_task_is_valid (result, file), 0);

  length_ms = g_task_propagate_pointer (G_TASK (result), NULL);
  return length_ms != NULL ? *length_ms : 0;
}
