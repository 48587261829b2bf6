/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture of a room: XEP-0486. Fetched when somebody wants to see it. */
#define G_LOG_DOMAIN "chat-room"

#include "chat-room.h"

#include "chat-room-private.h"
#include "xmpp-room-owner.h"

/* A picture that a window waits for. */
typedef struct {
  ChatRoom *room;
  char     *hash;
} Wanted;

static void
wanted_free (Wanted *wanted)
{
  g_object_unref (wanted->room);
  g_free (wanted->hash);
  g_free (wanted);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wanted, wanted_free)

static void
avatar_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Wanted) wanted = user_data;
  ChatRoom *self = wanted->room;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) avatar = xmpp_room_get_avatar_finish (XMPP_ROOM (object), result, &error);

  if (avatar == NULL)
    {
      g_debug ("The picture of a room was not to be had: %s", error->message);
      /* Who comes into the room later may be given it. */
      self->is_avatar_asked_for = FALSE;
      return;
    }
  if (g_strcmp0 (self->avatar_hash, wanted->hash) != 0)
    return;

  g_clear_pointer (&self->avatar, g_bytes_unref);
  self->avatar = g_steal_pointer (&avatar);
  chat_room_notify (self, CHAT_ROOM_PROP_AVATAR);
}

GBytes *
chat_room_get_avatar (ChatRoom *self)
{
  Wanted *wanted;

  if (self->avatar != NULL || self->avatar_hash == NULL || self->is_avatar_asked_for
      || self->xmpp == NULL || self->state != CHAT_ROOM_JOINED)
    return self->avatar;

  self->is_avatar_asked_for = TRUE;
  wanted = g_new0 (Wanted, 1);
  wanted->room = g_object_ref (self);
  wanted->hash = g_strdup (self->avatar_hash);
  xmpp_room_get_avatar_async (self->xmpp, wanted->hash, NULL, avatar_cb, wanted);
  return NULL;
}

/* Another picture, or now one that was not to be had before. */
void
chat_room_update_avatar (ChatRoom *self)
{
  const char *hash = xmpp_room_get_avatar_hash (self->xmpp);

  if (g_strcmp0 (self->avatar_hash, hash) == 0)
    {
      if (hash != NULL && self->avatar == NULL && !self->is_avatar_asked_for
          && self->state == CHAT_ROOM_JOINED)
        chat_room_notify (self, CHAT_ROOM_PROP_AVATAR);
      return;
    }

  g_free (self->avatar_hash);
  self->avatar_hash = g_strdup (hash);
  self->is_avatar_asked_for = FALSE;
  g_clear_pointer (&self->avatar, g_bytes_unref);
  chat_room_notify (self, CHAT_ROOM_PROP_AVATAR);
}
