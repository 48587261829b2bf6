/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-picture.h"

G_BEGIN_DECLS

/**
 * ChatPictureSize:
 * @width: px at most, up to 4096; for a crop: exactly
 * @height: px at most, up to 4096; for a crop: exactly
 * @is_crop: the middle of the picture fills all of that; else all of it fits into that, and is not
 *   made larger
 * @max_frames: how many pictures of a moving one are wanted at most; 0 and 1: only the first
 *
 * How a picture is wanted.
 */
typedef struct {
  guint    width;
  guint    height;
  gboolean is_crop;
  guint    max_frames;
} ChatPictureSize;

typedef struct _ChatPlayer ChatPlayer;
typedef struct _ChatStore ChatStore;

/* Decodes pictures from strangers: not in this process. */
#define CHAT_TYPE_PICTURES (chat_pictures_get_type ())
G_DECLARE_FINAL_TYPE (ChatPictures, chat_pictures, CHAT, PICTURES, GObject)

/* @store: (nullable): where it is noted what was listened to */
ChatPictures *chat_pictures_new               (ChatStore             *store)
  G_GNUC_WARN_UNUSED_RESULT;
void          chat_pictures_decode_async      (ChatPictures          *self,
                                               GBytes                *encoded,
                                               const ChatPictureSize *size,
                                               GCancellable          *cancellable,
                                               GAsyncReadyCallback    callback,
                                               gpointer               user_data);
/* A local one */
void          chat_pictures_decode_file_async (ChatPictures          *self,
                                               GFile                 *file,
                                               const ChatPictureSize *size,
                                               GCancellable          *cancellable,
                                               GAsyncReadyCallback    callback,
                                               gpointer               user_data);
ChatPicture  *chat_pictures_decode_finish     (ChatPictures          *self,
                                               GAsyncResult          *result,
                                               GError               **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* borrowed: plays their sound and films */
ChatPlayer   *chat_pictures_get_player        (ChatPictures          *self);

G_END_DECLS
