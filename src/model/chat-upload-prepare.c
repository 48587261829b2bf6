/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file as it is sent: a picture without what it tells of whoever made it, and with a small one of
 * itself that goes along with the message.
 *
 *   the file as it is now → what it is → what is left of it → smaller, if that is wanted → a small
 *   picture of it
 *
 * Of a film, and of a sound of which it is not known yet, is said what it is once it is looked at.
 */
#define G_LOG_DOMAIN "chat-uploads"

#include "chat-upload-prepare.h"

#include "base-place.h"
#include "chat-prepare-film.h"
#include "chat-thumbnail.h"
#include "media-kind.h"

#include <string.h>

#define ATTRIBUTES G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE

#define SMALL_QUALITY 50

/* Nobody sees a difference. */
#define SMALLER_QUALITY 85

/* px: of one that is transparent, which takes more bytes */
#define TRANSPARENT_SIDE 16

typedef struct {
  ChatPrepared *prepared;
  GFile        *place;
  MediaDecoder *decoder;
  gboolean      is_cleaned;
  BaseMagic     magic;
} Preparing;

static void
preparing_free (gpointer data)
{
  Preparing *preparing = data;

  chat_prepared_free (preparing->prepared);
  g_object_unref (preparing->place);
  g_object_unref (preparing->decoder);
  g_free (preparing);
}

void
chat_prepared_free (ChatPrepared *self)
{
  if (self == NULL)
    return;

  archive_file_free (self->file);
  media_clean_free (self->clean);
  g_clear_pointer (&self->smaller, g_bytes_unref);
  g_free (self);
}

static void
finish (GTask *task)
{
  Preparing *preparing = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&preparing->prepared),
                         (GDestroyNotify) chat_prepared_free);
}

static void make_small (GTask            *task, /* (transfer full) */
                        MediaImageFormat  format);

static void
small_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Preparing *preparing = g_task_get_task_data (task);
  ArchiveFile *file = preparing->prepared->file;
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaImage) image =
    media_decoder_decode_finish (MEDIA_DECODER (object), result, &error);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    {
      make_small (g_steal_pointer (&task), MEDIA_IMAGE_PNG);
      return;
    }

  /* Without one it is sent, too. */
  if (image == NULL)
    g_debug ("No small picture: %s", error->message);
  else
    {
      file->thumbnail = chat_thumbnail_format (image->encoded);
      if (file->width == 0 || file->height == 0)
        {
          file->width = image->full_width;
          file->height = image->full_height;
        }
    }
  finish (task);
}

static void
make_small (GTask            *task, /* (transfer full) */
            MediaImageFormat  format)
{
  Preparing *preparing = g_task_get_task_data (task);
  guint side = format == MEDIA_IMAGE_PNG ? TRANSPARENT_SIDE : CHAT_THUMBNAIL_SIDE;
  const MediaImageSize size = {
    .width = side,
    .height = side,
    .format = format,
    .quality = SMALL_QUALITY,
  };

  if (preparing->prepared->smaller != NULL)
    media_decoder_decode_async (preparing->decoder, preparing->prepared->smaller, &size,
                                g_task_get_cancellable (task), small_cb, task);
  else
    media_decoder_decode_file_async (preparing->decoder, preparing->place, &size,
                                     g_task_get_cancellable (task), small_cb, task);
}

/* A photograph of any kind is a JPEG now. */
static void
name_jpeg (ArchiveFile *file)
{
  const char *dot = file->name != NULL ? strrchr (file->name, '.') : NULL;
  g_autofree char *stem = NULL;

  if (g_strcmp0 (file->type, "image/jpeg") != 0 && file->name != NULL)
    {
      stem = g_strndup (file->name, dot != NULL && dot != file->name ? (gsize) (dot - file->name)
                                                                     : strlen (file->name));
      g_free (file->name);
      file->name = g_strconcat (stem, ".jpg", NULL);
    }

  g_free (file->type);
  file->type = g_strdup ("image/jpeg");
}

static void
smaller_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Preparing *preparing = g_task_get_task_data (task);
  ChatPrepared *prepared = preparing->prepared;
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaImage) image =
    media_decoder_decode_finish (MEDIA_DECODER (object), result, &error);

  if (g_task_return_error_if_cancelled (task))
    return;

  /* What cannot be read, or grows, is sent as it is. */
  if (image == NULL)
    g_debug ("Not smaller: %s", error->message);
  else if ((gint64) g_bytes_get_size (image->encoded) < prepared->file->size_bytes)
    {
      prepared->smaller = g_bytes_ref (image->encoded);
      prepared->file->size_bytes = (gint64) g_bytes_get_size (prepared->smaller);
      prepared->file->width = image->width;
      prepared->file->height = image->height;
      name_jpeg (prepared->file);
    }
  make_small (g_steal_pointer (&task), MEDIA_IMAGE_JPEG);
}

static void
make_smaller (GTask *task) /* (transfer full) */
{
  Preparing *preparing = g_task_get_task_data (task);
  const MediaImageSize size = {
    .width = preparing->prepared->file->fit,
    .height = preparing->prepared->file->fit,
    .format = MEDIA_IMAGE_JPEG,
    .quality = SMALLER_QUALITY,
  };

  media_decoder_decode_file_async (preparing->decoder, preparing->place, &size,
                                   g_task_get_cancellable (task), smaller_cb, task);
}

static gboolean
is_picture (BaseMagic magic)
{
  const char *type = base_magic_get_type (magic);

  return type != NULL && g_str_has_prefix (type, "image/");
}

/* Or a sound that does not say itself how long it is */
static gboolean
is_film (const Preparing *preparing)
{
  const ArchiveFile *file = preparing->prepared->file;

  return preparing->magic == BASE_MAGIC_MP4 || preparing->magic == BASE_MAGIC_MATROSKA
         || (file->length_ms <= 0 && file->type != NULL && g_str_has_prefix (file->type, "audio/"));
}

static void
film_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (chat_prepare_film_finish (result, &error))
    finish (task);
  else
    g_task_return_error (task, error);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  const Preparing *preparing = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, error);
  else if (preparing->prepared->file->fit > 0
           && media_kind_shrinks (preparing->magic, preparing->prepared->file->size_bytes))
    make_smaller (g_steal_pointer (&task));
  else if (is_picture (preparing->magic))
    make_small (g_steal_pointer (&task), MEDIA_IMAGE_JPEG);
  else if (is_film (preparing))
    chat_prepare_film_async (preparing->prepared->file, preparing->place, preparing->decoder,
                             g_task_get_cancellable (task), film_cb, g_object_ref (task));
  else
    finish (task);
}

/**
 * chat_prepare_look:
 * @place: where it is
 * @is_cleaned: whether pictures are sent without what they tell of whoever made them
 * @file: (inout): what is said of it
 * @clean: (out) (transfer full): what of it is sent; %NULL: all
 * @magic: (out) (optional): how it begins; %BASE_MAGIC_UNKNOWN where it cannot be read twice
 * @cancellable: (nullable): gives up
 * @error: what reading it has to say; %G_IO_ERROR_NOT_REGULAR_FILE
 *
 * Looks at a file as it is now, by what it is, not by what it is called. It blocks: reading a
 * picture takes its time.
 *
 * Returns: whether it is one
 */
gboolean
chat_prepare_look (GFile         *place,
                   gboolean       is_cleaned,
                   ArchiveFile   *file,
                   MediaClean   **clean,
                   BaseMagic     *magic,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr(GFileInfo) info =
    g_file_query_info (place, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, cancellable, error);
  g_autoptr(GFileInputStream) content = NULL;
  g_autoptr(MediaClean) found = NULL;
  g_autoptr(GError) failure = NULL;
  guint8 start[BASE_MAGIC_SIZE];
  gsize size = 0;

  *clean = NULL;
  if (info == NULL)
    return FALSE;

  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "Not a file");
      return FALSE;
    }

  file->size_bytes = g_file_info_get_size (info);
  content = g_file_read (place, cancellable, error);
  if (content == NULL)
    return FALSE;

  /* What cannot be sought in is worth a copy only if it is to be cleaned. */
  if (!g_seekable_can_seek (G_SEEKABLE (content)) && !is_cleaned)
    return TRUE;

  if (magic != NULL && g_seekable_can_seek (G_SEEKABLE (content)))
    {
      if (!g_input_stream_read_all (G_INPUT_STREAM (content), start, sizeof start, &size,
                                    cancellable, error)
          || !g_seekable_seek (G_SEEKABLE (content), 0, G_SEEK_SET, cancellable, error))
        return FALSE;
      *magic = base_magic_read (start, size);
    }

  found = media_clean_new (G_INPUT_STREAM (content), cancellable, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  if (found != NULL)
    {
      file->width = found->width;
      file->height = found->height;
    }
  if (found != NULL && is_cleaned)
    {
      file->size_bytes = found->size;
      *clean = g_steal_pointer (&found);
    }
  return TRUE;
}

static void
look_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Preparing *preparing = g_task_get_task_data (task_data);
  GError *error = NULL;

  if (chat_prepare_look (preparing->place, preparing->is_cleaned, preparing->prepared->file,
                         &preparing->prepared->clean, &preparing->magic, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * chat_upload_prepare_async:
 * @file: what is to be sent; where it is, what it is called, and how large it may be counts
 * @decoder: for small pictures
 * @is_cleaned: whether pictures are sent without what they tell of whoever made them
 * @cancellable: (nullable): gives up
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Looks at a file as it is now, which may not be as it was when it was chosen.
 */
void
chat_upload_prepare_async (const ArchiveFile   *file,
                           MediaDecoder        *decoder,
                           gboolean             is_cleaned,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GTask) looking = NULL;
  Preparing *preparing;

  g_return_if_fail (file != NULL && file->path != NULL);
  g_return_if_fail (MEDIA_IS_DECODER (decoder));

  preparing = g_new0 (Preparing, 1);
  preparing->prepared = g_new0 (ChatPrepared, 1);
  preparing->prepared->file = archive_file_copy (file);
  g_clear_pointer (&preparing->prepared->file->thumbnail, g_free);
  preparing->place = base_place_to_file (file->path);
  preparing->decoder = g_object_ref (decoder);
  preparing->is_cleaned = is_cleaned;
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_upload_prepare_async);
  g_task_set_task_data (task, preparing, preparing_free);

  looking = g_task_new (NULL, cancellable, looked_cb, g_object_ref (task));
  g_task_set_source_tag (looking, looked_cb);
  g_task_set_task_data (looking, g_steal_pointer (&task), g_object_unref);
  g_task_run_in_thread (looking, look_thread);
}

/**
 * chat_upload_prepare_finish:
 * @result: what the callback got
 * @error: what reading it has to say; %G_IO_ERROR_NOT_REGULAR_FILE
 *
 * Returns: (transfer full) (nullable): it, as it is sent
 */
ChatPrepared *
chat_upload_prepare_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, chat_upload_prepare_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
