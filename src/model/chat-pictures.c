/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures for those who show them. */
#define G_LOG_DOMAIN "chat-pictures"

#include "chat-pictures.h"

#include "chat-picture-private.h"
#include "chat-player.h"
#include "chat-store.h"
#include "media-decoder.h"

struct _ChatPictures
{
  GObject       parent_instance;

  MediaDecoder *decoder;
  ChatStore    *store;   /* (nullable) weak */
  ChatPlayer   *player;  /* (nullable): nobody has asked for it yet */
};

G_DEFINE_FINAL_TYPE (ChatPictures, chat_pictures, G_TYPE_OBJECT)

static void
decoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  MediaImage *image = media_decoder_decode_finish (MEDIA_DECODER (object), result, &error);

  if (image == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_task_return_pointer (task, chat_picture_new (image), (GDestroyNotify) chat_picture_free);
}

static MediaImageSize
make_size (const ChatPictureSize *size)
{
  return (MediaImageSize) { size->width, size->height, size->is_crop, size->max_frames };
}

/**
 * chat_pictures_decode_async:
 * @self: the pictures
 * @encoded: one of them
 * @size: how it is wanted
 * @cancellable: (nullable): for whoever asks
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Decodes a picture in a process that can do nothing else.
 */
void
chat_pictures_decode_async (ChatPictures          *self,
                            GBytes                *encoded,
                            const ChatPictureSize *size,
                            GCancellable          *cancellable,
                            GAsyncReadyCallback    callback,
                            gpointer               user_data)
{
  const MediaImageSize wanted = make_size (size);
  GTask *task;

  g_return_if_fail (CHAT_IS_PICTURES (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_pictures_decode_async);
  media_decoder_decode_async (self->decoder, encoded, &wanted, cancellable, decoded_cb, task);
}

/**
 * chat_pictures_decode_file_async:
 * @self: the pictures
 * @file: a local file
 * @size: how it is wanted
 * @cancellable: (nullable): for whoever asks
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * The same for a file, which is not read into this process.
 */
void
chat_pictures_decode_file_async (ChatPictures          *self,
                                 GFile                 *file,
                                 const ChatPictureSize *size,
                                 GCancellable          *cancellable,
                                 GAsyncReadyCallback    callback,
                                 gpointer               user_data)
{
  const MediaImageSize wanted = make_size (size);
  GTask *task;

  g_return_if_fail (CHAT_IS_PICTURES (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_pictures_decode_file_async);
  media_decoder_decode_file_async (self->decoder, file, &wanted, cancellable, decoded_cb, task);
}

/**
 * chat_pictures_decode_finish:
 * @self: the pictures
 * @result: what the callback got
 * @error: %G_IO_ERROR_INVALID_DATA: it cannot be read; %G_IO_ERROR_MESSAGE_TOO_LARGE: it is too
 *   large to be shown; %G_IO_ERROR_NOT_FOUND: there is no such file; %G_IO_ERROR_TIMED_OUT; others
 *   where there is no decoder
 *
 * Returns: (transfer full) (nullable): the picture
 */
ChatPicture *
chat_pictures_decode_finish (ChatPictures  *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

ChatPlayer *
chat_pictures_get_player (ChatPictures *self)
{
  g_return_val_if_fail (CHAT_IS_PICTURES (self), NULL);

  if (self->player == NULL)
    self->player = chat_player_new (self->store);
  return self->player;
}

static void
chat_pictures_finalize (GObject *object)
{
  ChatPictures *self = CHAT_PICTURES (object);

  g_object_unref (self->decoder);
  g_clear_object (&self->player);
  g_clear_weak_pointer (&self->store);

  G_OBJECT_CLASS (chat_pictures_parent_class)->finalize (object);
}

static void
chat_pictures_class_init (ChatPicturesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_pictures_finalize;
}

static void
chat_pictures_init (ChatPictures *self)
{
  self->decoder = media_decoder_new (NULL);
}

ChatPictures *
chat_pictures_new (ChatStore *store)
{
  ChatPictures *self = g_object_new (CHAT_TYPE_PICTURES, NULL);

  g_set_weak_pointer (&self->store, store);
  return self;
}
