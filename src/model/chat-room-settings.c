/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people set for a room, here or on another device: when they hear of it, whether it is come
 * back to, and where it stands in the list. */
#define G_LOG_DOMAIN "chat-room"

#include "chat-room.h"

#include "chat-room-private.h"

/* While nobody has chosen: a group of people who know one another always means all of them; in a
 * channel that is for everybody it is the mention that counts. */
ChatRoomNotify
chat_room_get_notify (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), CHAT_ROOM_NOTIFY_ALWAYS);

  if (self->has_notify)
    return self->notify;

  return (self->features & CHAT_ROOM_MEMBERS_ONLY) != 0 ? CHAT_ROOM_NOTIFY_ALWAYS
                                                        : CHAT_ROOM_NOTIFY_MENTIONS;
}

gboolean
chat_room_get_autojoin (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);

  return self->autojoin;
}

void
chat_room_follow_notify (ChatRoom       *self,
                         ChatRoomNotify  notify,
                         gboolean        chosen)
{
  ChatRoomNotify before;

  g_return_if_fail (CHAT_IS_ROOM (self));

  before = chat_room_get_notify (self);
  self->has_notify = chosen != FALSE;
  self->notify = notify;
  if (chat_room_get_notify (self) != before)
    chat_room_notify (self, CHAT_ROOM_PROP_NOTIFY);
}

void
chat_room_set_notify (ChatRoom       *self,
                      ChatRoomNotify  notify)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  if (self->has_notify && self->notify == notify)
    return;

  chat_room_follow_notify (self, notify, TRUE);
  chat_room_emit_set (self);
}

void
chat_room_follow_pinned (ChatRoom *self,
                         gboolean  pinned)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  if (self->is_pinned == (pinned != FALSE))
    return;

  self->is_pinned = pinned != FALSE;
  chat_room_notify (self, CHAT_ROOM_PROP_PINNED);
}

gboolean
chat_room_get_shared (ChatRoom   *self,
                      ChatShared  what)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);

  return what == CHAT_SHARED_PINNED ? self->is_pinned
                                    : chat_room_get_notify (self) == CHAT_ROOM_NOTIFY_NEVER;
}

void
chat_room_set_shared (ChatRoom   *self,
                      ChatShared  what,
                      gboolean    set)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  if (chat_room_get_shared (self, what) == (set != FALSE))
    return;

  if (what == CHAT_SHARED_MUTED)
    {
      chat_room_set_notify (self, set ? CHAT_ROOM_NOTIFY_NEVER
                                  : (self->features & CHAT_ROOM_MEMBERS_ONLY) != 0
                                    ? CHAT_ROOM_NOTIFY_ALWAYS : CHAT_ROOM_NOTIFY_MENTIONS);
      return;
    }

  chat_room_follow_pinned (self, set);
  chat_room_emit_set (self);
}

gboolean
chat_room_is_loud (ChatRoom *self,
                   gboolean  is_mention)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);

  switch (chat_room_get_notify (self))
    {
    case CHAT_ROOM_NOTIFY_NEVER:
      return FALSE;
    case CHAT_ROOM_NOTIFY_MENTIONS:
      return is_mention;
    case CHAT_ROOM_NOTIFY_ALWAYS:
    default:
      return TRUE;
    }
}

void
chat_room_follow_autojoin (ChatRoom *self,
                           gboolean  autojoin)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  if (self->autojoin == (autojoin != FALSE))
    return;

  self->autojoin = autojoin != FALSE;
  chat_room_emit_stay (self);
  chat_room_notify (self, CHAT_ROOM_PROP_AUTOJOIN);
}

void
chat_room_set_autojoin (ChatRoom *self,
                        gboolean  autojoin)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  if (self->autojoin == (autojoin != FALSE))
    return;

  chat_room_follow_autojoin (self, autojoin);
  chat_room_emit_set (self);
}
