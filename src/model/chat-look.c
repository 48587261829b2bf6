/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of sound or a film before it is played. */
#define G_LOG_DOMAIN "chat-look"

#include "chat-look.h"

#include "chat-look-private.h"
#include "chat-picture-private.h"

struct _ChatLook
{
  MediaLook   *look;
  ChatPicture *poster; /* (nullable) */
};

gint64
chat_look_get_duration (const ChatLook *self)
{
  return self->look->duration_ms;
}

gboolean
chat_look_get_has_sound (const ChatLook *self)
{
  return self->look->has_sound;
}

guint
chat_look_get_full_width (const ChatLook *self)
{
  return self->look->full_width;
}

guint
chat_look_get_full_height (const ChatLook *self)
{
  return self->look->full_height;
}

const char *
chat_look_get_missing (const ChatLook *self)
{
  return self->look->missing;
}

const ChatPicture *
chat_look_get_poster (const ChatLook *self)
{
  return self->poster;
}

const guint8 *
chat_look_get_peaks (const ChatLook *self,
                     guint          *n_peaks)
{
  *n_peaks = self->look->n_peaks;
  return self->look->n_peaks > 0 ? self->look->peaks : NULL;
}

ChatLook *
chat_look_new (MediaLook *look)
{
  ChatLook *self = g_rc_box_new0 (ChatLook);

  self->look = look;
  if (look->poster != NULL)
    self->poster = chat_picture_new (g_steal_pointer (&look->poster));
  return self;
}

ChatLook *
chat_look_ref (ChatLook *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  ChatLook *self = data;

  g_clear_pointer (&self->poster, chat_picture_free);
  media_look_free (self->look);
}

void
chat_look_unref (ChatLook *self)
{
  g_rc_box_release_full (self, clear);
}
