/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rooms all our devices are in: XEP-0402, XEP-0492. What was done without a network is told
 * later, and until then what the server has of it does not count. */
#define G_LOG_DOMAIN "chat-rooms"

#include "chat-rooms.h"

#include "chat-connection.h"
#include "chat-room-private.h"
#include "chat-rooms-private.h"
#include "xmpp-bookmarks.h"
#include "xmpp-error.h"

static const XmppNotifySetting notify_settings[] = {
  [CHAT_ROOM_NOTIFY_ALWAYS] = XMPP_NOTIFY_ALWAYS,
  [CHAT_ROOM_NOTIFY_MENTIONS] = XMPP_NOTIFY_ON_MENTION,
  [CHAT_ROOM_NOTIFY_NEVER] = XMPP_NOTIFY_NEVER,
};

/* What is to be kept of @room: what others have put there stays. */
static XmppBookmark *
make_bookmark (ChatRooms *self,
               ChatRoom  *room)
{
  XmppBookmark *known = xmpp_bookmarks_lookup (self->connection->bookmarks, room->address, TRUE);
  XmppBookmark *bookmark =
    known != NULL ? xmpp_bookmark_copy (known) : xmpp_bookmark_new (room->address, TRUE);

  bookmark->autojoin = room->autojoin;
  bookmark->is_pinned = room->is_pinned;
  if (bookmark->name == NULL)
    bookmark->name = g_strdup (room->own_name);
  if (room->nick != NULL)
    {
      g_free (bookmark->nick);
      bookmark->nick = g_strdup (room->nick);
    }
  if (room->password != NULL)
    {
      g_free (bookmark->password);
      bookmark->password = g_strdup (room->password);
    }
  if (room->has_notify)
    bookmark->notify = notify_settings[room->notify];
  return bookmark;
}

typedef struct {
  ChatRooms    *rooms;
  ChatRoom     *room;
  XmppBookmark *bookmark;
} Telling;

static void
telling_free (Telling *telling)
{
  g_object_unref (telling->rooms);
  g_object_unref (telling->room);
  xmpp_bookmark_free (telling->bookmark);
  g_free (telling);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Telling, telling_free)

static void tell (ChatRooms *self,
                  ChatRoom  *room);

/* What was set anew meanwhile is told next. */
static void
told_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Telling) telling = user_data;
  ChatRooms *self = telling->rooms;
  const char *address = chat_room_get_address (telling->room);
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppBookmark) now = NULL;
  gboolean is_told = xmpp_bookmarks_store_finish (XMPP_BOOKMARKS (object), result, &error);

  g_hash_table_remove (self->telling, address);
  if (self->connection == NULL)
    return;

  if (!is_told)
    {
      g_debug ("Other devices are not told of a room: %s", error->message);
      if (g_error_matches (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED))
        self->is_refused = TRUE;
      return;
    }

  now = make_bookmark (self, telling->room);
  if (xmpp_bookmark_equal (now, telling->bookmark))
    chat_rooms_set_untold (self, address, FALSE);
  else
    tell (self, telling->room);
}

static gboolean
can_tell (ChatRooms *self)
{
  XmppBookmarks *bookmarks = self->connection->bookmarks;

  return chat_connection_is_online (self->connection) && !self->is_refused
         && xmpp_bookmarks_is_settled (bookmarks, TRUE)
         && xmpp_bookmarks_is_supported (bookmarks, TRUE);
}

static void
tell (ChatRooms *self,
      ChatRoom  *room)
{
  const char *address = chat_room_get_address (room);
  XmppBookmark *known;
  Telling *telling;

  /* One that we are just coming to for the first time is told of once we are in. */
  if (self->connection == NULL || room->is_new || !can_tell (self)
      || g_hash_table_contains (self->telling, address))
    return;

  telling = g_new0 (Telling, 1);
  telling->rooms = g_object_ref (self);
  telling->room = g_object_ref (room);
  telling->bookmark = make_bookmark (self, room);
  known = xmpp_bookmarks_lookup (self->connection->bookmarks, room->address, TRUE);
  /* A room that was left before anybody was told of it needs no telling. */
  if (known != NULL ? xmpp_bookmark_equal (known, telling->bookmark)
                    : !room->autojoin && !room->has_notify && !room->is_pinned)
    {
      chat_rooms_set_untold (self, address, FALSE);
      telling_free (telling);
      return;
    }

  g_hash_table_add (self->telling, g_strdup (address));
  xmpp_bookmarks_store_async (self->connection->bookmarks, telling->bookmark, NULL, told_cb,
                              telling);
}

void
chat_rooms_tell (ChatRooms *self,
                 ChatRoom  *room)
{
  g_return_if_fail (CHAT_IS_ROOMS (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  chat_rooms_save (self, room);
  chat_rooms_set_untold (self, chat_room_get_address (room), TRUE);
  tell (self, room);
}

/* Hearing. */

static void
follow_notify (ChatRoom           *room,
               const XmppBookmark *bookmark)
{
  for (gsize i = 0; i < G_N_ELEMENTS (notify_settings); i++)
    if (notify_settings[i] == bookmark->notify)
      {
        chat_room_follow_notify (room, (ChatRoomNotify) i, TRUE);
        return;
      }

  chat_room_follow_notify (room, CHAT_ROOM_NOTIFY_ALWAYS, FALSE);
}

/* We are in the room because of what the server has: when that says so no more, we go. */
static void
follow (ChatRooms          *self,
        ChatRoom           *room,
        const XmppBookmark *bookmark) /* (nullable): there is none any more */
{
  gboolean autojoin = bookmark != NULL && bookmark->autojoin;

  if (bookmark != NULL)
    {
      chat_room_set_given_name (room, bookmark->name);
      follow_notify (room, bookmark);
      chat_room_follow_pinned (room, bookmark->is_pinned);
      g_free (room->password);
      room->password = g_strdup (bookmark->password);
      if (bookmark->nick != NULL && room->state == CHAT_ROOM_LEFT)
        chat_room_set_nick (room, bookmark->nick);
    }

  if (!autojoin && room->autojoin)
    chat_room_go (room);
  else if (autojoin && !room->autojoin)
    {
      chat_room_follow_autojoin (room, TRUE);
      chat_room_rejoin (room);
    }
  chat_rooms_save (self, room);
}

static gboolean
is_untold (ChatRooms *self,
           ChatRoom  *room)
{
  return room->is_new || g_hash_table_contains (self->untold, chat_room_get_address (room))
         || g_hash_table_contains (self->telling, chat_room_get_address (room));
}

static void
changed_cb (ChatRooms          *self,
            const XmppBookmark *bookmark)
{
  ChatRoom *room;

  /* Of all that ever were bookmarked, those interest that are wanted, or known here. */
  if (!bookmark->is_room)
    return;

  room = bookmark->autojoin
           ? chat_rooms_ensure_address (self, bookmark->address)
           : chat_rooms_find (self, xmpp_address_get_bare (bookmark->address));
  if (room != NULL && !is_untold (self, room))
    follow (self, room, bookmark);
}

static void
removed_cb (ChatRooms          *self,
            const XmppBookmark *bookmark)
{
  ChatRoom *room = bookmark->is_room
                     ? chat_rooms_find (self, xmpp_address_get_bare (bookmark->address)) : NULL;

  if (room != NULL && !is_untold (self, room))
    follow (self, room, NULL);
}

gboolean
chat_rooms_waits_for_password (ChatRooms *self,
                               ChatRoom  *room)
{
  return (room->features & CHAT_ROOM_HAS_PASSWORD) != 0 && room->password == NULL
         && !xmpp_bookmarks_is_settled (self->connection->bookmarks, TRUE);
}

/* What is not bookmarked any more was taken away while we were not there to hear it. */
static void
settled_cb (ChatRooms *self,
            gboolean   is_room)
{
  g_autoptr(GPtrArray) rooms = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer known;
  gboolean is_supported;

  if (!is_room)
    return;

  self->is_refused = FALSE;
  is_supported = xmpp_bookmarks_is_supported (self->connection->bookmarks, TRUE);
  g_hash_table_iter_init (&iter, self->by_address);
  while (g_hash_table_iter_next (&iter, NULL, &known))
    g_ptr_array_add (rooms, g_object_ref (known));
  for (guint i = 0; i < rooms->len; i++)
    {
      ChatRoom *room = g_ptr_array_index (rooms, i);

      if (is_supported && is_untold (self, room))
        tell (self, room);
      else if (is_supported && room->autojoin
               && xmpp_bookmarks_lookup (self->connection->bookmarks, room->address, TRUE) == NULL)
        follow (self, room, NULL);
      /* What had to wait for its password. */
      if ((room->features & CHAT_ROOM_HAS_PASSWORD) != 0
          && chat_connection_is_online (self->connection))
        chat_rooms_come_back (room);
    }
}

void
chat_rooms_init_sync (ChatRooms *self)
{
  XmppBookmarks *bookmarks = self->connection->bookmarks;

  g_signal_connect_object (bookmarks, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bookmarks, "removed", G_CALLBACK (removed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bookmarks, "settled", G_CALLBACK (settled_cb), self, G_CONNECT_SWAPPED);
}
