/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ChatPicture:
 *
 * A picture, decoded.
 */
typedef struct _ChatPicture ChatPicture;

/* px of the picture as it is */
guint        chat_picture_get_full_width  (const ChatPicture *self);
guint        chat_picture_get_full_height (const ChatPicture *self);
/* px of what is here */
guint        chat_picture_get_width       (const ChatPicture *self);
guint        chat_picture_get_height      (const ChatPicture *self);
/* R, G, B and A of a byte each, not premultiplied; FALSE: R, G, B */
gboolean     chat_picture_get_has_alpha   (const ChatPicture *self);
/* More than one: it moves */
guint        chat_picture_get_n_frames    (const ChatPicture *self);
/* borrowed: the pixels, line by line without space between */
GBytes      *chat_picture_get_frame       (const ChatPicture *self,
                                           guint              frame);
/* ms that it is shown */
guint        chat_picture_get_time        (const ChatPicture *self,
                                           guint              frame);
void         chat_picture_free            (ChatPicture       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatPicture, chat_picture_free)

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

/* Decodes pictures from strangers: not in this process. */
#define CHAT_TYPE_PICTURES (chat_pictures_get_type ())
G_DECLARE_FINAL_TYPE (ChatPictures, chat_pictures, CHAT, PICTURES, GObject)

ChatPictures *chat_pictures_new               (void) G_GNUC_WARN_UNUSED_RESULT;
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

G_END_DECLS
