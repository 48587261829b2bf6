/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream that is made of pieces of a file, and of bytes between them. */
#define G_LOG_DOMAIN "media"

#include "media-pieces.h"

#include <string.h>

typedef struct {
  gint64  begin; /* in the file; -1: it is nothing but zeros */
  gint64  size;
  GBytes *bytes; /* (nullable): instead */
} Piece;

#define MEDIA_TYPE_PIECES (media_pieces_get_type ())
G_DECLARE_FINAL_TYPE (MediaPieces, media_pieces, MEDIA, PIECES, GFilterInputStream)

struct _MediaPieces
{
  GFilterInputStream  parent_instance;

  GArray             *pieces;
  guint               at;   /* which one */
  gint64              done; /* of it */
};

G_DEFINE_FINAL_TYPE (MediaPieces, media_pieces, G_TYPE_FILTER_INPUT_STREAM)

static void
piece_clear (gpointer data)
{
  g_clear_pointer (&((Piece *) data)->bytes, g_bytes_unref);
}

static gssize
read_piece (MediaPieces   *self,
            const Piece   *piece,
            void          *buffer,
            gsize          count,
            GCancellable  *cancellable,
            GError       **error)
{
  GInputStream *base = g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (self));
  gint64 position = piece->begin + self->done;

  if (piece->bytes != NULL)
    {
      memcpy (buffer, (const guint8 *) g_bytes_get_data (piece->bytes, NULL) + self->done, count);
      return (gssize) count;
    }

  if (piece->begin < 0)
    {
      memset (buffer, 0, count);
      return (gssize) count;
    }

  if (g_seekable_tell (G_SEEKABLE (base)) != position
      && !g_seekable_seek (G_SEEKABLE (base), position, G_SEEK_SET, cancellable, error))
    return -1;

  return g_input_stream_read (base, buffer, count, cancellable, error);
}

static gssize
media_pieces_read (GInputStream  *stream,
                   void          *buffer,
                   gsize          count,
                   GCancellable  *cancellable,
                   GError       **error)
{
  MediaPieces *self = MEDIA_PIECES (stream);

  while (self->at < self->pieces->len)
    {
      const Piece *piece = &g_array_index (self->pieces, Piece, self->at);
      gint64 left = piece->size - self->done;
      gssize n_read;

      if (left > 0)
        {
          n_read = read_piece (self, piece, buffer, (gsize) MIN ((gint64) count, left), cancellable,
                               error);
          if (n_read > 0)
            self->done += n_read;
          return n_read; /* one that has become shorter ends here, and whoever counts hears of it */
        }

      self->at++;
      self->done = 0;
    }

  return 0;
}

static void
media_pieces_finalize (GObject *object)
{
  g_array_unref (MEDIA_PIECES (object)->pieces);

  G_OBJECT_CLASS (media_pieces_parent_class)->finalize (object);
}

static void
media_pieces_class_init (MediaPiecesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = media_pieces_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = media_pieces_read;
}

static void
media_pieces_init (MediaPieces *self)
{
}

/**
 * media_pieces_new:
 *
 * Returns: (transfer full): no pieces
 */
GArray *
media_pieces_new (void)
{
  GArray *pieces = g_array_new (FALSE, TRUE, sizeof (Piece));

  g_array_set_clear_func (pieces, piece_clear);
  return pieces;
}

/**
 * media_pieces_add:
 * @pieces: pieces
 * @begin: where in the file
 * @size: how many bytes
 *
 * Adds a piece; one that follows the one before it makes that longer.
 */
void
media_pieces_add (GArray *pieces,
                  gint64  begin,
                  gint64  size)
{
  Piece *last = pieces->len > 0 ? &g_array_index (pieces, Piece, pieces->len - 1) : NULL;
  const Piece piece = { .begin = begin, .size = size };

  if (last != NULL && last->bytes == NULL && last->begin >= 0
      && last->begin + last->size == begin)
    last->size += size;
  else
    g_array_append_val (pieces, piece);
}

/**
 * media_pieces_add_bytes:
 * @pieces: pieces
 * @bytes: what comes next
 * @size: how many bytes
 */
void
media_pieces_add_bytes (GArray       *pieces,
                        const guint8 *bytes,
                        gsize         size)
{
  const Piece piece = { .size = (gint64) size, .bytes = g_bytes_new (bytes, size) };

  g_array_append_val (pieces, piece);
}

/**
 * media_pieces_add_zeros:
 * @pieces: pieces
 * @size: how many bytes of nothing come next
 */
void
media_pieces_add_zeros (GArray *pieces,
                        gint64  size)
{
  const Piece piece = { .begin = -1, .size = size };

  g_array_append_val (pieces, piece);
}

/**
 * media_pieces_set_bytes:
 * @pieces: pieces
 * @i: one that was added with media_pieces_add_bytes()
 * @bytes: what it is instead
 * @size: how many bytes
 */
void
media_pieces_set_bytes (GArray       *pieces,
                        guint         i,
                        const guint8 *bytes,
                        gsize         size)
{
  Piece *piece = &g_array_index (pieces, Piece, i);

  g_return_if_fail (piece->bytes != NULL && piece->size == (gint64) size);

  g_bytes_unref (piece->bytes);
  piece->bytes = g_bytes_new (bytes, size);
}

/**
 * media_pieces_get_size:
 * @pieces: pieces
 *
 * Returns: how many bytes they are
 */
gint64
media_pieces_get_size (GArray *pieces)
{
  gint64 size = 0;

  for (guint i = 0; i < pieces->len; i++)
    size += g_array_index (pieces, Piece, i).size;
  return size;
}

/**
 * media_pieces_open:
 * @pieces: pieces
 * @file: what they are of, which can be sought in
 *
 * Returns: (transfer full): the pieces, one after the other
 */
GInputStream *
media_pieces_open (GArray       *pieces,
                   GInputStream *file)
{
  MediaPieces *self = g_object_new (MEDIA_TYPE_PIECES, "base-stream", file, NULL);

  self->pieces = g_array_ref (pieces);
  return G_INPUT_STREAM (self);
}
