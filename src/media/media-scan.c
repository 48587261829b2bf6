/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream that is read forwards, by bytes. */
#define G_LOG_DOMAIN "media"

#include "media-scan.h"

#include <string.h>

#define BUFFER_SIZE (64 * 1024)

struct _MediaScan
{
  GInputStream *stream;
  GCancellable *cancellable; /* (nullable) */
  GError       *error;       /* (nullable) */
  gint64        position;
  gboolean      has_ended;
  gsize         begin;       /* of what is unread in the buffer */
  gsize         end;
  guint8        buffer[BUFFER_SIZE];
};

/**
 * media_scan_new:
 * @stream: what is read, from where it is
 * @cancellable: (nullable): ends it
 *
 * Returns: (transfer full): a reader
 */
MediaScan *
media_scan_new (GInputStream *stream,
                GCancellable *cancellable)
{
  MediaScan *self = g_new0 (MediaScan, 1);

  self->stream = g_object_ref (stream);
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  return self;
}

/**
 * media_scan_free:
 * @self: (nullable): a reader
 */
void
media_scan_free (MediaScan *self)
{
  if (self == NULL)
    return;

  g_clear_object (&self->stream);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_free (self);
}

static gboolean
fill (MediaScan *self)
{
  gssize n_read;

  if (self->has_ended)
    return FALSE;

  n_read = g_input_stream_read (self->stream, self->buffer, sizeof self->buffer, self->cancellable,
                                &self->error);
  self->begin = 0;
  self->end = n_read > 0 ? (gsize) n_read : 0;
  self->has_ended = n_read <= 0;
  return n_read > 0;
}

/**
 * media_scan_read:
 * @self: a reader
 * @bytes: where to put them
 * @size: how many are wanted
 *
 * Returns: how many there were
 */
gsize
media_scan_read (MediaScan *self,
                 guint8    *bytes,
                 gsize      size)
{
  gsize done = 0;

  while (done < size && (self->begin < self->end || fill (self)))
    {
      gsize n = MIN (size - done, self->end - self->begin);

      memcpy (bytes + done, self->buffer + self->begin, n);
      self->begin += n;
      self->position += (gint64) n;
      done += n;
    }

  return done;
}

/**
 * media_scan_skip:
 * @self: a reader
 * @size: how many bytes are of no interest
 */
void
media_scan_skip (MediaScan *self,
                 gint64     size)
{
  while (size > 0 && (self->begin < self->end || fill (self)))
    {
      gsize n = (gsize) MIN (size, (gint64) (self->end - self->begin));

      self->begin += n;
      self->position += (gint64) n;
      size -= (gint64) n;
    }
}

/**
 * media_scan_jump:
 * @self: a reader of what can be sought in, from its start
 * @position: where to go on, not behind the end
 *
 * The same for what is too long to be read only to be passed by.
 */
void
media_scan_jump (MediaScan *self,
                 gint64     position)
{
  if (position >= self->position
      && position - self->position <= (gint64) (self->end - self->begin))
    {
      self->begin += (gsize) (position - self->position);
      self->position = position;
      return;
    }

  self->begin = self->end = 0;
  self->position = position;
  self->has_ended |= !g_seekable_seek (G_SEEKABLE (self->stream), position, G_SEEK_SET,
                                       self->cancellable,
                                       self->error == NULL ? &self->error : NULL);
}

/**
 * media_scan_get_length:
 * @self: a reader of what can be sought in, from its start; nothing is read yet
 *
 * Returns: how many bytes it has; 0 also where that cannot be found out
 */
gint64
media_scan_get_length (MediaScan *self)
{
  GSeekable *seekable = G_SEEKABLE (self->stream);
  gint64 length;

  if (self->error != NULL
      || !g_seekable_seek (seekable, 0, G_SEEK_END, self->cancellable, &self->error))
    return 0;

  length = g_seekable_tell (seekable);
  return g_seekable_seek (seekable, 0, G_SEEK_SET, self->cancellable, &self->error) ? length : 0;
}

/**
 * media_scan_tell:
 * @self: a reader
 *
 * Returns: how many bytes have been read or skipped
 */
gint64
media_scan_tell (MediaScan *self)
{
  return self->position;
}

/**
 * media_scan_has_ended:
 * @self: a reader
 *
 * Returns: whether more was wanted than is there
 */
gboolean
media_scan_has_ended (MediaScan *self)
{
  return self->has_ended;
}

/**
 * media_scan_finish:
 * @self: a reader
 * @error: return location for what went wrong
 *
 * Returns: whether nothing did
 */
gboolean
media_scan_finish (MediaScan  *self,
                   GError    **error)
{
  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}
