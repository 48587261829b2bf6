/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture for those who show it. */
#define G_LOG_DOMAIN "chat-picture"

#include "chat-picture.h"

#include "chat-picture-private.h"
#include "media-image.h"

struct _ChatPicture
{
  MediaImage *image;
};

guint
chat_picture_get_full_width (const ChatPicture *self)
{
  return self->image->full_width;
}

guint
chat_picture_get_full_height (const ChatPicture *self)
{
  return self->image->full_height;
}

guint
chat_picture_get_width (const ChatPicture *self)
{
  return self->image->width;
}

guint
chat_picture_get_height (const ChatPicture *self)
{
  return self->image->height;
}

gboolean
chat_picture_get_has_alpha (const ChatPicture *self)
{
  return self->image->n_channels == 4;
}

guint
chat_picture_get_n_frames (const ChatPicture *self)
{
  return self->image->frames->len;
}

GBytes *
chat_picture_get_frame (const ChatPicture *self,
                        guint              frame)
{
  g_return_val_if_fail (frame < self->image->frames->len, NULL);

  return g_ptr_array_index (self->image->frames, frame);
}

guint
chat_picture_get_time (const ChatPicture *self,
                       guint              frame)
{
  g_return_val_if_fail (frame < self->image->frames->len, 0);

  return self->image->times_ms[frame];
}

ChatPicture *
chat_picture_new (gpointer image)
{
  ChatPicture *self = g_new0 (ChatPicture, 1);

  self->image = image;
  return self;
}

void
chat_picture_free (ChatPicture *self)
{
  if (self == NULL)
    return;

  media_image_free (self->image);
  g_free (self);
}
