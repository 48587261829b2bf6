/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is writing in a room (XEP-0085, 5.5): people who are in it now, by who they are and not by
 * what they are called. */
#define G_LOG_DOMAIN "chat-room"

#include "chat-room.h"

#include "chat-inbox-room-row.h"
#include "chat-room-private.h"

/* Who stops without a word has gone for coffee. */
#define TYPING_TIMEOUT_S 45

/* More than that are "several people" anyway. */
#define MAX_TYPISTS 20

typedef struct {
  ChatRoom *room;   /* borrowed: it owns us */
  char     *nick;
  guint64   serial; /* of the occupant */
  guint     source;
} Typist;

static void
typist_free (gpointer data)
{
  Typist *typist = data;

  g_clear_handle_id (&typist->source, g_source_remove);
  g_free (typist->nick);
  g_free (typist);
}

static gboolean
find (ChatRoom *self,
      guint64   serial,
      guint    *place)
{
  for (guint i = 0; self->typists != NULL && i < self->typists->len; i++)
    if (((const Typist *) g_ptr_array_index (self->typists, i))->serial == serial)
      {
        *place = i;
        return TRUE;
      }

  return FALSE;
}

static void
drop (ChatRoom *self,
      guint64   serial)
{
  guint place;

  if (!find (self, serial, &place))
    return;

  g_ptr_array_remove_index (self->typists, place);
  chat_room_notify (self, CHAT_ROOM_PROP_TYPISTS);
}

static gboolean
timeout_cb (gpointer user_data)
{
  Typist *typist = user_data;

  typist->source = 0;
  drop (typist->room, typist->serial);
  return G_SOURCE_REMOVE;
}

static void
add (ChatRoom           *self,
     const XmppOccupant *occupant)
{
  Typist *typist;
  guint place;

  if (self->typists == NULL)
    self->typists = g_ptr_array_new_with_free_func (typist_free);
  if (find (self, occupant->serial, &place))
    {
      typist = g_ptr_array_index (self->typists, place);
      g_source_remove (typist->source);
      typist->source = g_timeout_add_seconds (TYPING_TIMEOUT_S, timeout_cb, typist);
      return;
    }
  if (self->typists->len >= MAX_TYPISTS)
    return;

  typist = g_new0 (Typist, 1);
  typist->room = self;
  typist->nick = g_strdup (occupant->nick);
  typist->serial = occupant->serial;
  typist->source = g_timeout_add_seconds (TYPING_TIMEOUT_S, timeout_cb, typist);
  g_ptr_array_add (self->typists, typist);
  chat_room_notify (self, CHAT_ROOM_PROP_TYPISTS);
}

/* What was said before we came is no news, and who is not in the room writes nothing there. */
void
chat_room_take_typing (ChatRoom              *self,
                       const XmppRoomMessage *said)
{
  XmppChatState chat_state = said->message->chat_state;
  g_autofree char *author = chat_inbox_room_row_dup_author (said);

  g_return_if_fail (CHAT_IS_ROOM (self));

  if (said->kind == XMPP_ROOM_MESSAGE_BOUNCE || said->is_private || said->time_us != 0
      || said->is_own || said->occupant == NULL || said->occupant->is_self
      || chat_room_is_ignored (self, author))
    return;

  /* Whoever has said something has written it. XEP-0085, 5.5: gone SHOULD be ignored. */
  if (chat_state == XMPP_CHAT_STATE_COMPOSING && !xmpp_message_has_content (said->message))
    add (self, said->occupant);
  else if (chat_state != XMPP_CHAT_STATE_GONE
           && (chat_state != XMPP_CHAT_STATE_NONE || xmpp_message_has_content (said->message)))
    drop (self, said->occupant->serial);
}

void
chat_room_follow_typists (ChatRoom                  *self,
                          const XmppOccupantChanges *changes)
{
  guint place;

  g_return_if_fail (CHAT_IS_ROOM (self));

  if (self->typists == NULL || self->typists->len == 0)
    return;

  for (guint i = 0; i < changes->removed->len; i++)
    drop (self, ((const XmppOccupantChange *) g_ptr_array_index (changes->removed, i))
                  ->before->serial);

  for (guint i = 0; i < changes->changed->len; i++)
    {
      const XmppOccupantChange *change = g_ptr_array_index (changes->changed, i);
      Typist *typist;

      if (change->before->serial != change->after->serial)
        drop (self, change->before->serial);
      if (!find (self, change->after->serial, &place))
        continue;

      typist = g_ptr_array_index (self->typists, place);
      if (g_str_equal (typist->nick, change->after->nick))
        continue;

      g_free (typist->nick);
      typist->nick = g_strdup (change->after->nick);
      chat_room_notify (self, CHAT_ROOM_PROP_TYPISTS);
    }
}

void
chat_room_forget_typists (ChatRoom *self)
{
  g_autoptr(GPtrArray) typists = NULL;

  g_return_if_fail (CHAT_IS_ROOM (self));

  typists = g_steal_pointer (&self->typists);
  if (typists != NULL && typists->len > 0)
    chat_room_notify (self, CHAT_ROOM_PROP_TYPISTS);
}

char **
chat_room_dup_typists (ChatRoom *self)
{
  g_autoptr(GStrvBuilder) nicks = g_strv_builder_new ();

  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  for (guint i = 0; self->typists != NULL && i < self->typists->len; i++)
    g_strv_builder_add (nicks, ((const Typist *) g_ptr_array_index (self->typists, i))->nick);

  return g_strv_builder_end (nicks);
}
