/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is in a room: as a list, by nick, and for whoever begins to write a nick. */
#define G_LOG_DOMAIN "chat-room"

#include "chat-room.h"

#include "chat-occupant-private.h"
#include "chat-occupants-private.h"
#include "chat-room-private.h"

#include <string.h>

#define MAX_SPEAKERS    100
#define MAX_COMPLETIONS 100

/* What one of so many does is of interest to the others, and costs a message for each of them. */
#define SMALL_ROOM 20

ChatOccupants *
chat_room_open_occupants (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return chat_occupants_new (chat_room_get_xmpp_room (self));
}

ChatOccupant *
chat_room_find_occupant (ChatRoom   *self,
                         const char *nick)
{
  XmppRoom *xmpp;
  XmppOccupant *occupant;
  ChatOccupant *found;

  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);
  g_return_val_if_fail (nick != NULL, NULL);

  xmpp = chat_room_get_xmpp_room (self);
  occupant = xmpp != NULL ? xmpp_room_get_occupant (xmpp, nick) : NULL;
  if (occupant == NULL)
    return NULL;

  found = chat_occupant_new (occupant);
  chat_occupant_follow (found, xmpp);
  return found;
}

void
chat_room_note_speaker (ChatRoom   *self,
                        const char *nick)
{
  guint place;

  g_return_if_fail (CHAT_IS_ROOM (self));

  if (self->speakers == NULL)
    self->speakers = g_ptr_array_new_with_free_func (g_free);
  if (g_ptr_array_find_with_equal_func (self->speakers, nick, g_str_equal, &place))
    g_ptr_array_remove_index (self->speakers, place);
  g_ptr_array_insert (self->speakers, 0, g_strdup (nick));
  if (self->speakers->len > MAX_SPEAKERS)
    g_ptr_array_set_size (self->speakers, MAX_SPEAKERS);
}

static gboolean
begins_with (const char *nick,
             const char *prefix) /* folded */
{
  g_autofree char *folded = g_utf8_casefold (nick, -1);

  return g_str_has_prefix (folded, prefix);
}

static int
compare_nicks (gconstpointer a,
               gconstpointer b)
{
  return g_utf8_collate (*(const char *const *) a, *(const char *const *) b);
}

/* @nicks: whatever is there; @known: those that are there are left out. */
static void
add_silent (XmppRoom   *xmpp,
            const char *prefix,
            GHashTable *known,
            GPtrArray  *nicks)
{
  g_autoptr(GPtrArray) occupants = xmpp_room_get_occupants (xmpp);
  g_autoptr(GPtrArray) silent = g_ptr_array_new (); /* borrowed from the room */

  for (guint i = 0; i < occupants->len; i++)
    {
      const XmppOccupant *occupant = g_ptr_array_index (occupants, i);

      if (!occupant->is_self && !g_hash_table_contains (known, occupant->nick)
          && begins_with (occupant->nick, prefix))
        g_ptr_array_add (silent, (gpointer) occupant->nick);
    }
  g_ptr_array_sort (silent, compare_nicks);
  for (guint i = 0; i < silent->len && nicks->len < MAX_COMPLETIONS; i++)
    g_ptr_array_add (nicks, g_strdup (g_ptr_array_index (silent, i)));
}

GPtrArray *
chat_room_complete_nick (ChatRoom   *self,
                         const char *prefix)
{
  g_autofree char *folded = NULL;
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *nicks = g_ptr_array_new_with_free_func (g_free);
  XmppRoom *xmpp;

  g_return_val_if_fail (CHAT_IS_ROOM (self), nicks);
  g_return_val_if_fail (prefix != NULL, nicks);

  xmpp = chat_room_get_xmpp_room (self);
  if (xmpp == NULL)
    return nicks;

  folded = g_utf8_casefold (prefix, -1);
  for (guint i = 0; self->speakers != NULL && i < self->speakers->len; i++)
    {
      const char *nick = g_ptr_array_index (self->speakers, i);
      const XmppOccupant *occupant = xmpp_room_get_occupant (xmpp, nick);

      if (occupant == NULL || occupant->is_self || !begins_with (nick, folded))
        continue;
      g_hash_table_add (known, (gpointer) nick);
      g_ptr_array_add (nicks, g_strdup (nick));
    }

  add_silent (xmpp, folded, known, nicks);
  return nicks;
}

gboolean
chat_room_is_small (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);

  return self->state == CHAT_ROOM_JOINED && self->n_occupants > 1
         && self->n_occupants <= SMALL_ROOM;
}

gboolean
chat_room_shares_reading (ChatRoom *self)
{
  const guint is_private = CHAT_ROOM_MEMBERS_ONLY | CHAT_ROOM_SHOWS_ADDRESSES;

  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);

  return chat_room_is_small (self) && (self->features & is_private) == is_private;
}
