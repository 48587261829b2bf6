/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-room-message.c: what of a room's messages is believed: XEP-0045 1.35.5, 7.4, 7.5 and 7.2.15,
 * XEP-0313 1.1.3, XEP-0359 0.7.0, XEP-0421 1.0.1, XEP-0424 0.4.2, XEP-0425 0.3.0,
 * XEP-0513 0.1.0. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-room.h"

#include "xmpp-namespaces.h"
#include "xmpp-room-private.h"

#include <string.h>

static void
clear (gpointer message)
{
  XmppRoomMessage *self = message;

  xmpp_message_free (self->message);
  xmpp_element_unref (self->stanza);
  g_clear_pointer (&self->occupant, xmpp_occupant_unref);
  g_clear_pointer (&self->real_address, xmpp_address_unref);
  g_free (self->stanza_id);
}

/**
 * xmpp_room_message_ref:
 * @self: a message
 *
 * Returns: (transfer full): @self
 */
XmppRoomMessage *
xmpp_room_message_ref (XmppRoomMessage *self)
{
  return g_rc_box_acquire (self);
}

/**
 * xmpp_room_message_unref:
 * @self: (transfer full): a message
 *
 * Gives a reference back.
 */
void
xmpp_room_message_unref (XmppRoomMessage *self)
{
  g_rc_box_release_full (self, clear);
}

/**
 * xmpp_room_message_is_same_author:
 * @self: a message
 * @other: another one of the same room
 *
 * A nick alone proves nothing, as it may have been given to somebody else in between; only who
 * stays in the room is known to be the one that it was. A bounce is nobody's.
 *
 * Returns: whether it is sure that one person has said both
 */
gboolean
xmpp_room_message_is_same_author (const XmppRoomMessage *self,
                                  const XmppRoomMessage *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  if (self->nick == NULL || other->nick == NULL || self->kind == XMPP_ROOM_MESSAGE_BOUNCE
      || other->kind == XMPP_ROOM_MESSAGE_BOUNCE)
    return FALSE;

  if (self->is_own && other->is_own)
    return TRUE;

  if (self->occupant_id != NULL || other->occupant_id != NULL)
    return g_strcmp0 (self->occupant_id, other->occupant_id) == 0;

  if (self->real_address != NULL || other->real_address != NULL)
    return self->real_address != NULL && other->real_address != NULL
           && xmpp_address_equal_bare (self->real_address, other->real_address);

  return self->occupant != NULL && other->occupant != NULL
         && self->occupant->serial == other->occupant->serial;
}

static XmppAddress *
get_own (XmppRoom *self)
{
  return self->context->session != NULL ? xmpp_session_get_address (self->context->session) : NULL;
}

/* Whose archive names it: what is said to all is in the room's, where that gives ids; what is said
 * in private is in our own alone. (nullable) borrowed */
static XmppAddress *
get_keeper (XmppRoom              *self,
            const XmppRoomMessage *said)
{
  if (said->is_private)
    return get_own (self);

  return xmpp_room_info_has (self->info, XMPP_ROOM_STANZA_IDS) ? self->address : NULL;
}

/* XEP-0359, 3: of others' ids nothing is kept, and of the keeper's own only where it gives any. */
static void
keep_own_ids (XmppMessage *message,
              XmppAddress *keeper) /* (nullable) */
{
  /* More than are read is a flood, which none is taken from. */
  if (message->stanza_ids == NULL || message->stanza_ids->len > XMPP_MESSAGE_MAX_STANZA_IDS)
    {
      g_clear_pointer (&message->stanza_ids, g_ptr_array_unref);
      return;
    }

  for (guint i = message->stanza_ids->len; i > 0; i--)
    {
      const XmppStanzaId *id = g_ptr_array_index (message->stanza_ids, i - 1);

      if (keeper == NULL || strcmp (id->by, xmpp_address_get_bare (keeper)) != 0)
        g_ptr_array_remove_index (message->stanza_ids, i - 1);
    }
}

/* XEP-0045, 7.2.13: MUST be from the room, which stamps what was said before we came. Not every
 * room takes it away from what occupants say. */
static void
keep_own_delay (XmppRoom    *self,
                XmppMessage *message)
{
  if (!self->is_told && message->delay_from != NULL
      && xmpp_address_equal (message->delay_from, self->address))
    return;

  message->delay_time_us = 0;
  g_clear_pointer (&message->delay_from, xmpp_address_unref);
}

/* XEP-0513, 3.1: by occupant-ids only where the room gives them, for elsewhere anybody may make
 * them up; and to all or none, as what is said in private is said to us anyway. */
static void
keep_mentions (XmppRoom    *self,
               XmppMessage *message)
{
  gboolean has_ids = xmpp_room_info_has (self->info, XMPP_ROOM_OCCUPANT_IDS);

  if (message->type != XMPP_MESSAGE_GROUPCHAT)
    g_clear_pointer (&message->mentions, g_ptr_array_unref);
  if (message->mentions == NULL || has_ids)
    return;

  for (guint i = message->mentions->len; i > 0; i--)
    {
      XmppMention *mention = g_ptr_array_index (message->mentions, i - 1);

      g_clear_pointer (&mention->occupant_id, g_free);
      if (mention->kind == XMPP_MENTION_PERSON && mention->address == NULL)
        g_ptr_array_remove_index (message->mentions, i - 1);
    }
}

/* Takes away what @message cannot know, coming from @from, whatever the room is. */
static void
clean (XmppRoom    *self,
       XmppMessage *message,
       XmppAddress *from)
{
  gboolean is_room = xmpp_address_is_bare (from);

  keep_own_delay (self, message);

  /* XEP-0425, 5: moderation comes from the room, and retraction from who has spoken. */
  if (message->retraction != NULL
      && (message->retraction->kind == XMPP_RETRACTION_TOMBSTONE
          || (message->retraction->kind == XMPP_RETRACTION_BY_ROOM) != is_room))
    g_clear_pointer (&message->retraction, xmpp_retraction_free);
  if (!is_room)
    g_clear_pointer (&message->muc_user, xmpp_muc_user_unref);
}

/* XEP-0045, 7.2.15: with a body it is none. */
gboolean
xmpp_room_is_subject (const XmppMessage *message)
{
  return message->subject != NULL && message->body == NULL && message->thread == NULL
         && message->type == XMPP_MESSAGE_GROUPCHAT && message->retraction == NULL;
}

static XmppRoomMessageKind
find_kind (const XmppMessage *message,
           gboolean           is_room)
{
  if (message->type == XMPP_MESSAGE_ERROR)
    return XMPP_ROOM_MESSAGE_BOUNCE;
  if (message->retraction != NULL)
    return message->retraction->kind == XMPP_RETRACTION_TOMBSTONE
           ? XMPP_ROOM_MESSAGE_TOMBSTONE : XMPP_ROOM_MESSAGE_RETRACTION;
  if (xmpp_room_is_subject (message))
    return XMPP_ROOM_MESSAGE_SUBJECT;
  return is_room ? XMPP_ROOM_MESSAGE_SERVICE : XMPP_ROOM_MESSAGE_TALK;
}

static gboolean
is_own_address (XmppRoom    *self,
                XmppAddress *real)
{
  XmppAddress *own = get_own (self);

  return own != NULL && xmpp_address_equal_bare (real, own);
}

/* Who the author is is told by the room alone: its occupant-id, its address, and its nick while it
 * stays. */
static gboolean
is_own (XmppRoom              *self,
        const XmppRoomMessage *said)
{
  if (said->nick == NULL || said->kind == XMPP_ROOM_MESSAGE_BOUNCE)
    return FALSE;
  if (said->occupant_id != NULL && self->own_id != NULL)
    return strcmp (said->occupant_id, self->own_id) == 0;
  if (said->real_address != NULL)
    return is_own_address (self, said->real_address);

  return said->time_us == 0 && said->occupant != NULL && said->occupant->is_self;
}

/* Takes @message, which is clean but for what the room decides: xmpp_room_message_settle(). */
static XmppRoomMessage *
make_message (XmppRoom    *self,
              XmppElement *stanza,
              XmppMessage *message,
              XmppAddress *other)
{
  XmppRoomMessage *said = g_rc_box_new0 (XmppRoomMessage);
  XmppOccupant *occupant;

  said->message = message;
  said->stanza = xmpp_element_ref (stanza);
  said->kind = find_kind (message, xmpp_address_is_bare (other));
  said->nick = xmpp_address_get_resource (other);
  said->time_us = message->delay_time_us;
  said->is_private = message->type != XMPP_MESSAGE_GROUPCHAT && said->nick != NULL;

  /* Who speaks now is who is there now; who has spoken before may be somebody else. */
  occupant = said->time_us == 0 ? xmpp_occupants_get (self->occupants, said->nick) : NULL;
  if (occupant != NULL)
    said->occupant = xmpp_occupant_ref (occupant);
  return said;
}

/*
 * xmpp_room_message_settle:
 * @self: the room
 * @said: what came from it
 *
 * Keeps of the ids those that the room gives, by what is known of it now, and finds out by them
 * who has said it.
 */
void
xmpp_room_message_settle (XmppRoom        *self,
                          XmppRoomMessage *said)
{
  XmppAddress *keeper = get_keeper (self, said);
  XmppMessage *message = said->message;
  XmppOccupant *occupant = NULL;

  keep_own_ids (message, keeper);
  keep_mentions (self, message);
  if (!xmpp_room_info_has (self->info, XMPP_ROOM_OCCUPANT_IDS))
    g_clear_pointer (&message->occupant_id, g_free);
  said->occupant_id = message->occupant_id;
  if (said->stanza_id == NULL)
    said->stanza_id = g_strdup (xmpp_message_get_stanza_id_by (message, keeper));

  if (said->time_us != 0)
    occupant = xmpp_occupants_get_by_id (self->occupants, said->occupant_id);
  if (occupant != NULL && said->occupant == NULL)
    said->occupant = xmpp_occupant_ref (occupant);
  if (said->occupant != NULL && said->occupant->real_address != NULL && said->real_address == NULL)
    said->real_address = xmpp_address_ref (said->occupant->real_address);
  said->is_own = is_own (self, said);
}

/*
 * xmpp_room_message_read:
 * @self: a room
 * @stanza: a message
 * @message: (transfer full): what was read from it; from @self, or somebody in it
 *
 * Takes away what cannot be true, whatever the room is.
 *
 * Returns: (transfer full): a message that is to be settled
 */
XmppRoomMessage *
xmpp_room_message_read (XmppRoom    *self,
                        XmppElement *stanza,
                        XmppMessage *message)
{
  g_autoptr(XmppAddress) from = xmpp_address_ref (message->from);

  clean (self, message, from);
  return make_message (self, stanza, message, from);
}

/* XEP-0313, 6.1.2: only to whom may know it, so that from others it is no word of the room's. */
static XmppAddress *
dup_archived_address (XmppRoom    *self,
                      XmppElement *stanza)
{
  g_autoptr(XmppMucUser) user = NULL;

  if (!xmpp_room_info_has (self->info, XMPP_ROOM_NON_ANONYMOUS)
      && xmpp_room_get_role (self) != XMPP_ROLE_MODERATOR
      && xmpp_room_get_affiliation (self) < XMPP_AFFILIATION_ADMIN)
    return NULL;

  user = xmpp_muc_user_read (stanza);
  return user != NULL && user->item != NULL && user->item->address != NULL
         ? xmpp_address_ref (user->item->address) : NULL;
}

/* XEP-0424, 4 and XEP-0425, 4: what the room has put in place of what was said. Where it does not
 * do so, or beside words, it is by whom the message is. */
static XmppRetraction *
take_tombstone (XmppRoom    *self,
                XmppMessage *message)
{
  gboolean moderates = xmpp_room_info_has (self->info, XMPP_ROOM_MODERATION)
                       || xmpp_room_info_has (self->info, XMPP_ROOM_MODERATION_0);
  XmppRetraction *tombstone = message->retraction;

  if (tombstone == NULL || tombstone->kind != XMPP_RETRACTION_TOMBSTONE
      || message->body != NULL || message->subject != NULL
      || (!moderates && !xmpp_room_info_has (self->info, XMPP_ROOM_TOMBSTONES)))
    return NULL;

  if (!moderates)
    {
      g_clear_pointer (&tombstone->by, xmpp_address_unref);
      g_clear_pointer (&tombstone->by_occupant_id, g_free);
      g_clear_pointer (&tombstone->reason, g_free);
    }
  return g_steal_pointer (&message->retraction);
}

/**
 * xmpp_room_read_archived:
 * @self: a room, whether we are in it or not
 * @stanza: a message from its archive, which was asked, and answered itself
 * @time_us: when it was said, as the archive says
 * @archive_id: its id there
 *
 * Reads what was said in a room. What an archive of a room holds was checked by the room as what it
 * sends; whether it gives occupant-ids has to be known, so xmpp_room_get_info() first.
 *
 * Returns: (transfer full) (nullable): the message; %NULL when it is none of this room's
 */
XmppRoomMessage *
xmpp_room_read_archived (XmppRoom    *self,
                         XmppElement *stanza,
                         gint64       time_us,
                         const char  *archive_id)
{
  g_autoptr(XmppMessage) message = NULL;
  g_autoptr(XmppAddress) from = NULL;
  g_autoptr(XmppRetraction) tombstone = NULL;
  XmppRoomMessage *said;

  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);
  g_return_val_if_fail (stanza != NULL && archive_id != NULL, NULL);

  message = xmpp_message_parse (stanza, NULL, NULL);
  if (message == NULL || message->from == NULL || message->type != XMPP_MESSAGE_GROUPCHAT
      || message->wrappers != XMPP_WRAPPER_NONE
      || !xmpp_address_equal_bare (message->from, self->address))
    return NULL;

  from = xmpp_address_ref (message->from);
  tombstone = take_tombstone (self, message);
  clean (self, message, from);
  if (tombstone != NULL)
    message->retraction = g_steal_pointer (&tombstone);

  message->delay_time_us = MAX (time_us, 1);
  said = make_message (self, stanza, g_steal_pointer (&message), from);
  said->stanza_id = g_strdup (archive_id);
  if (!xmpp_address_is_bare (from))
    said->real_address = dup_archived_address (self, stanza);
  xmpp_room_message_settle (self, said);
  said->time_us = time_us;
  return said;
}

static XmppRoomMessage *
read_private (XmppRoom    *self,
              XmppElement *stanza,
              gboolean     sent,
              gboolean     is_now)
{
  g_autoptr(XmppMessage) message = NULL;
  g_autoptr(XmppAddress) other = NULL;
  XmppRoomMessage *said;

  message = xmpp_message_parse (stanza, NULL, NULL);
  if (message == NULL || message->wrappers != XMPP_WRAPPER_NONE
      || (message->type != XMPP_MESSAGE_CHAT && message->type != XMPP_MESSAGE_NORMAL))
    return NULL;

  if ((sent ? message->to : message->from) == NULL)
    return NULL;

  other = xmpp_address_ref (sent ? message->to : message->from);
  if (xmpp_address_is_bare (other) || !xmpp_address_equal_bare (other, self->address))
    return NULL;

  clean (self, message, other);
  if (sent)
    g_clear_pointer (&message->occupant_id, g_free);
  said = make_message (self, stanza, g_steal_pointer (&message), other);
  if (!is_now)
    g_clear_pointer (&said->occupant, xmpp_occupant_unref);
  xmpp_room_message_settle (self, said);
  if (!sent)
    return said;

  /* Whom we speak with has not said it: xmpp_room_message_is_same_author(). */
  said->is_own = TRUE;
  g_clear_pointer (&said->occupant, xmpp_occupant_unref);
  g_clear_pointer (&said->real_address, xmpp_address_unref);
  return said;
}

/**
 * xmpp_room_read_carbon:
 * @self: a room
 * @stanza: a message that our own account has copied to us just now
 * @sent: whether another device of ours has sent it
 *
 * Reads a private message of another device of ours: XEP-0280, 6.1.
 *
 * Returns: (transfer full) (nullable): the message; its nick is whom we speak with. %NULL when it
 *   is no private message in this room
 */
XmppRoomMessage *
xmpp_room_read_carbon (XmppRoom    *self,
                       XmppElement *stanza,
                       gboolean     sent)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);
  g_return_val_if_fail (stanza != NULL, NULL);

  return read_private (self, stanza, sent, TRUE);
}

/**
 * xmpp_room_read_kept:
 * @self: a room
 * @stanza: a message from our own account's archive
 * @sent: whether we have sent it
 *
 * Reads a private message of before: who has its nick now may be somebody else.
 *
 * Returns: (transfer full) (nullable): as xmpp_room_read_carbon()
 */
XmppRoomMessage *
xmpp_room_read_kept (XmppRoom    *self,
                     XmppElement *stanza,
                     gboolean     sent)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);
  g_return_val_if_fail (stanza != NULL, NULL);

  return read_private (self, stanza, sent, FALSE);
}
