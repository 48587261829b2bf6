/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of a film that is sent, so that whoever gets it knows how large its place is, how
 * long it is and what it shows before it is fetched. */
#define G_LOG_DOMAIN "chat-uploads"

#include "chat-prepare-film.h"

#include "chat-thumbnail.h"
#include "media-look.h"

#include <string.h>

/* px of the frame that the small picture is made of */
#define FRAME_SIDE 128

#define SMALL_QUALITY 50

#define BMP_HEADER 54

typedef struct {
  ArchiveFile  *file;    /* borrowed */
  MediaDecoder *decoder;
  MediaLooker  *looker;
} Film;

static void
film_free (gpointer data)
{
  Film *film = data;

  g_object_unref (film->decoder);
  g_object_unref (film->looker);
  g_free (film);
}

static void
put (guint8  *at,
     guint32  number,
     guint    n_bytes)
{
  for (guint i = 0; i < n_bytes; i++)
    at[i] = (guint8) (number >> (8 * i));
}

/* (transfer full): a frame as a file, of the kind that takes least to write: what makes small
 * pictures reads files. */
static GBytes *
make_bmp (const MediaImage *frame)
{
  gsize n_pixels = 0;
  const guint8 *pixels = g_bytes_get_data (g_ptr_array_index (frame->frames, 0), &n_pixels);
  gsize n_line = ((gsize) frame->width * 3 + 3) / 4 * 4;
  gsize size = BMP_HEADER + n_line * frame->height;
  guint8 *bytes = g_malloc0 (size);

  memcpy (bytes, "BM", 2);
  put (bytes + 2, (guint32) size, 4);
  put (bytes + 10, BMP_HEADER, 4);
  put (bytes + 14, BMP_HEADER - 14, 4);
  put (bytes + 18, frame->width, 4);
  put (bytes + 22, frame->height, 4);
  put (bytes + 26, 1, 2);
  put (bytes + 28, 24, 2);
  for (guint y = 0; y < frame->height; y++)
    for (guint x = 0; x < frame->width; x++)
      {
        gsize from = ((gsize) y * frame->width + x) * frame->n_channels;
        guint8 *to = bytes + BMP_HEADER + (frame->height - 1 - y) * n_line + (gsize) x * 3;

        for (guint i = 0; i < 3 && from + 2 < n_pixels; i++)
          to[i] = pixels[from + 2 - i];
      }

  return g_bytes_new_take (bytes, size);
}

static void
small_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  const Film *film = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaImage) image =
    media_decoder_decode_finish (MEDIA_DECODER (object), result, &error);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (image != NULL)
    film->file->thumbnail = chat_thumbnail_format (image->encoded);
  else
    g_debug ("No small picture: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  const Film *film = g_task_get_task_data (task);
  const MediaImageSize size = {
    .width = CHAT_THUMBNAIL_SIDE,
    .height = CHAT_THUMBNAIL_SIDE,
    .format = MEDIA_IMAGE_JPEG,
    .quality = SMALL_QUALITY,
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaLook) look = media_looker_look_finish (MEDIA_LOOKER (object), result, &error);
  g_autoptr(GBytes) frame = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  /* Without all that it is sent, too. */
  if (look == NULL)
    {
      g_debug ("Nothing is known of it: %s", error->message);
      g_task_return_boolean (task, TRUE);
      return;
    }

  film->file->width = look->full_width;
  film->file->height = look->full_height;
  if (look->duration_ms > 0)
    film->file->length_ms = look->duration_ms;
  if (look->poster == NULL || look->poster->frames->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  frame = make_bmp (look->poster);
  media_decoder_decode_async (film->decoder, frame, &size, g_task_get_cancellable (task), small_cb,
                              g_object_ref (task));
}

/**
 * chat_prepare_film_async:
 * @file: (inout): what is said of it; stays until @callback
 * @place: where it is
 * @decoder: for the small picture
 * @cancellable: (nullable): gives up
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Looks at a film, or a sound. What cannot be found out is not said.
 */
void
chat_prepare_film_async (ArchiveFile         *file,
                         GFile               *place,
                         MediaDecoder        *decoder,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  const MediaImageSize size = { .width = FRAME_SIDE, .height = FRAME_SIDE };
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Film *film = g_new0 (Film, 1);

  film->file = file;
  film->decoder = g_object_ref (decoder);
  film->looker = media_looker_new (NULL);
  g_task_set_source_tag (task, chat_prepare_film_async);
  g_task_set_task_data (task, film, film_free);
  media_looker_look_async (film->looker, place, &size, cancellable, looked_cb,
                           g_steal_pointer (&task));
}

/**
 * chat_prepare_film_finish:
 * @result: what the callback got
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Returns: whether it was not given up
 */
gboolean
chat_prepare_film_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, chat_prepare_film_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
