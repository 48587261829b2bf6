/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who in a room shall get what is said to one there in private: a nick may be another one's by the
 * time that it can be said. By what the room says for good of who somebody is (XEP-0421, or the
 * real address), else by having been there ever since. */
#define G_LOG_DOMAIN "chat-outbox"

#include "chat-outbox.h"

#include "chat-message.h"
#include "chat-occupant-private.h"
#include "chat-outbox-private.h"
#include "chat-room-private.h"
#include "chat-rooms-private.h"
#include "chat-rooms.h"
#include "xmpp-room.h"

/* Under which what was not said is stored */
#define ABSENT "item-not-found"
#define UNSURE "recipient-unsure"

/* (nullable) borrowed: who has that nick there, or had it when we were there last */
static const XmppOccupant *
find_occupant (ChatOutbox  *self,
               XmppAddress *address)
{
  ChatRoom *room = self->rooms != NULL
                     ? chat_rooms_find (self->rooms, xmpp_address_get_bare (address)) : NULL;

  return room != NULL && room->xmpp != NULL
           ? xmpp_room_get_occupant (room->xmpp, xmpp_address_get_resource (address)) : NULL;
}

void
chat_outbox_note_person (ChatOutbox *self,
                         const char *address)
{
  g_autoptr(XmppAddress) parsed = xmpp_address_parse (address, NULL);
  const XmppOccupant *occupant = parsed != NULL ? find_occupant (self, parsed) : NULL;
  g_autofree char *author = occupant != NULL ? chat_occupant_make_author (occupant) : NULL;

  if (author != NULL)
    chat_rooms_set_person (self->rooms, xmpp_address_get_full (parsed), author, TRUE);
}

void
chat_outbox_find_person (ChatOutbox     *self,
                         ChatOutboxItem *item)
{
  const XmppOccupant *occupant;

  if (item->kind != CHAT_CONVERSATION_PRIVATE || item->person != NULL || self->rooms == NULL)
    return;

  item->person = g_strdup (chat_rooms_get_person (self->rooms,
                                                  xmpp_address_get_full (item->address)));
  occupant = item->person == NULL && !item->is_unsure ? find_occupant (self, item->address) : NULL;
  if (occupant != NULL && item->occupant == 0)
    item->occupant = occupant->serial;
}

void
chat_outbox_find_persons (ChatOutbox *self)
{
  for (GList *link = self->items.head; link != NULL; link = link->next)
    chat_outbox_find_person (self, link->data);
}

/* A room that says only to who is in it what it is says later whether it gives occupant-ids. */
gboolean
chat_outbox_knows_person (ChatOutbox           *self,
                          const ChatOutboxItem *item)
{
  ChatRoom *room = chat_rooms_find (self->rooms, xmpp_address_get_bare (item->address));

  return item->person == NULL || room == NULL || room->xmpp == NULL
         || xmpp_room_get_info (room->xmpp) != NULL;
}

const char *
chat_outbox_check_person (ChatOutbox           *self,
                          const ChatOutboxItem *item)
{
  const XmppOccupant *occupant;
  g_autofree char *author = NULL;

  if (item->kind != CHAT_CONVERSATION_PRIVATE)
    return NULL;

  occupant = find_occupant (self, item->address);
  if (occupant == NULL)
    return ABSENT;

  author = chat_occupant_make_author (occupant);
  if (item->person != NULL ? g_strcmp0 (item->person, author) == 0
                           : item->occupant == occupant->serial)
    return NULL;

  return UNSURE;
}
