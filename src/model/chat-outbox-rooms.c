/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits to be said in rooms: until we are in them, until they let us speak again (XEP-0500),
 * and what may have been said already, until all is here that was said before we came back. */
#define G_LOG_DOMAIN "chat-outbox"

#include "chat-outbox.h"

#include "chat-mentions.h"
#include "chat-outbox-private.h"
#include "chat-room-private.h"
#include "chat-rooms.h"

/* A room whose archive does not answer keeps nobody from speaking. */
typedef struct {
  ChatOutbox *outbox; /* borrowed: it ends the source */
  char       *room;
} Passing;

static void
passing_free (gpointer data)
{
  Passing *passing = data;

  g_free (passing->room);
  g_free (passing);
}

static void
end_source (gpointer source)
{
  g_source_remove (GPOINTER_TO_UINT (source));
}

void
chat_outbox_init_rooms (ChatOutbox *self)
{
  self->passed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->passing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, end_source);
  chat_outbox_init_refused (self);
  chat_outbox_init_lost (self);
}

void
chat_outbox_forget_rooms (ChatOutbox *self)
{
  g_hash_table_remove_all (self->passed);
  g_hash_table_remove_all (self->passing);
  g_hash_table_remove_all (self->stays);
}

void
chat_outbox_clear_rooms (ChatOutbox *self)
{
  g_clear_weak_pointer (&self->rooms);
  g_clear_pointer (&self->passed, g_hash_table_unref);
  g_clear_pointer (&self->passing, g_hash_table_unref);
  chat_outbox_clear_refused (self);
  chat_outbox_clear_lost (self);
}

static ChatRoom *
find_room (ChatOutbox           *self,
           const ChatOutboxItem *item)
{
  return self->rooms != NULL
           ? chat_rooms_find (self->rooms, xmpp_address_get_bare (item->address)) : NULL;
}

gboolean
chat_outbox_is_heard (ChatOutbox           *self,
                      const ChatOutboxItem *item)
{
  ChatRoom *room = NULL;

  if (item->kind == CHAT_CONVERSATION_CHAT)
    return TRUE;

  room = find_room (self, item);
  if (room == NULL || chat_room_get_state (room) != CHAT_ROOM_JOINED)
    return FALSE;

  if (item->kind == CHAT_CONVERSATION_PRIVATE)
    return chat_outbox_knows_person (self, item);

  return !chat_outbox_doubts (self, chat_room_get_address (room))
         && chat_room_get_speaking_in (room) == 0
         && (!item->is_unsure
             || g_hash_table_contains (self->passed, chat_room_get_address (room)));
}

GPtrArray *
chat_outbox_make_mentions (ChatOutbox           *self,
                           const ChatOutboxItem *item)
{
  ChatRoom *room = find_room (self, item);

  return room != NULL ? chat_mentions_make (room, item->body) : NULL;
}

void
chat_outbox_note_said (ChatOutbox           *self,
                       const ChatOutboxItem *item)
{
  ChatRoom *room = item->kind == CHAT_CONVERSATION_ROOM ? find_room (self, item) : NULL;

  if (room == NULL)
    return;

  chat_room_note_spoken (room);
  chat_outbox_note_written (self, item);
}

static gboolean
passing_cb (gpointer user_data)
{
  Passing *passing = user_data;
  ChatOutbox *self = passing->outbox;
  g_autofree char *room = g_strdup (passing->room);
  ChatRoom *there = self->rooms != NULL ? chat_rooms_find (self->rooms, room) : NULL;

  /* Who is not in it cannot ask it either: that is waited for anew from when one is. */
  if (there == NULL || chat_room_get_state (there) != CHAT_ROOM_JOINED)
    {
      g_hash_table_remove (self->passing, room);
      return G_SOURCE_REMOVE;
    }

  g_debug ("The archive of %s does not answer: what it may have is said again", room);
  chat_outbox_room_passed (self, room);
  return G_SOURCE_REMOVE;
}

/* Replaces what was waited for before. */
static void
wait_for_room (ChatOutbox *self,
               const char *room)
{
  Passing *passing = g_new0 (Passing, 1);

  passing->outbox = self;
  passing->room = g_strdup (room);
  g_hash_table_insert (self->passing, g_strdup (room),
                       GUINT_TO_POINTER (g_timeout_add_full (G_PRIORITY_DEFAULT,
                                                             self->patience_ms, passing_cb,
                                                             passing, passing_free)));
}

/* All of them: they have their turns one after the other. */
void
chat_outbox_wait_for_rooms (ChatOutbox *self)
{
  g_autofree char **rooms = (char **) g_hash_table_get_keys_as_array (self->passing, NULL);

  /* The names stay the table's: it keeps those that it has. */
  for (guint i = 0; rooms[i] != NULL; i++)
    wait_for_room (self, rooms[i]);
}

static void
ready_cb (ChatOutbox *self,
          ChatRoom   *room) /* (nullable): whichever */
{
  const char *address = room != NULL ? chat_room_get_address (room) : NULL;

  if (address != NULL && chat_outbox_get_unsure_time (self, address) != 0
      && !g_hash_table_contains (self->passed, address)
      && !g_hash_table_contains (self->passing, address))
    wait_for_room (self, address);
  if (address != NULL)
    chat_outbox_end_doubt (self, address);
  chat_outbox_schedule (self);
}

void
chat_outbox_set_rooms (ChatOutbox *self,
                       ChatRooms  *rooms)
{
  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOMS (rooms));

  g_set_weak_pointer (&self->rooms, rooms);
  g_signal_connect_object (rooms, "ready", G_CALLBACK (ready_cb), self, G_CONNECT_SWAPPED);
}

void
chat_outbox_room_passed (ChatOutbox *self,
                         const char *room)
{
  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (room != NULL);

  g_hash_table_remove (self->passing, room);
  g_hash_table_add (self->passed, g_strdup (room));
  chat_outbox_schedule (self);
}
