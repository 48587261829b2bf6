/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-room-message.c: messages that come from a room, and what of them is believed: XEP-0045
 * 1.35.5, 7.4, 7.5, 7.2.15 and 10.2.1, XEP-0359 0.7.0, XEP-0421 1.0.1, XEP-0425 0.3.0. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-room.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-room-private.h"
#include "xmpp-text.h"

#include <string.h>

#define MAX_SUBJECT_BYTES 16384 /* that are kept of it */

#define STATUS_OF_ROOM \
  (XMPP_MUC_STATUS_SHOWS_ABSENT | XMPP_MUC_STATUS_HIDES_ABSENT | XMPP_MUC_STATUS_CONFIG \
   | XMPP_MUC_STATUS_LOGGED | XMPP_MUC_STATUS_NOT_LOGGED | XMPP_MUC_STATUS_NOW_NON_ANONYMOUS \
   | XMPP_MUC_STATUS_NOW_SEMI_ANONYMOUS | XMPP_MUC_STATUS_NOW_ANONYMOUS)

/**
 * xmpp_room_message_free:
 * @self: (nullable): a message
 *
 * Frees @self.
 */
void
xmpp_room_message_free (XmppRoomMessage *self)
{
  if (self == NULL)
    return;

  xmpp_message_free (self->message);
  xmpp_element_unref (self->stanza);
  g_clear_pointer (&self->occupant, xmpp_occupant_unref);
  g_clear_pointer (&self->real_address, xmpp_address_unref);
  g_free (self->stanza_id);
  g_free (self);
}

/**
 * xmpp_room_message_is_same_author:
 * @self: a message
 * @other: another one of the same room
 *
 * A nick alone proves nothing, as it may have been given to somebody else in between; only who
 * stays in the room is known to be the one that it was.
 *
 * Returns: whether it is sure that one person has said both
 */
gboolean
xmpp_room_message_is_same_author (const XmppRoomMessage *self,
                                  const XmppRoomMessage *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  if (self->nick == NULL || other->nick == NULL)
    return FALSE;

  if (self->occupant_id != NULL || other->occupant_id != NULL)
    return g_strcmp0 (self->occupant_id, other->occupant_id) == 0;

  if (self->real_address != NULL || other->real_address != NULL)
    return self->real_address != NULL && other->real_address != NULL
           && xmpp_address_equal_bare (self->real_address, other->real_address);

  return self->occupant != NULL && other->occupant != NULL
         && self->occupant->serial == other->occupant->serial;
}

/* XEP-0359, 3: of others' ids nothing is kept, and of the room's own only where it gives any. */
static void
keep_own_ids (XmppRoom    *self,
              XmppMessage *message)
{
  gboolean gives_ids = xmpp_room_info_has (self->info, XMPP_ROOM_STANZA_IDS);

  /* More than are read is a flood, which none is taken from. */
  if (message->stanza_ids == NULL || message->stanza_ids->len > XMPP_MESSAGE_MAX_STANZA_IDS)
    {
      g_clear_pointer (&message->stanza_ids, g_ptr_array_unref);
      return;
    }

  for (guint i = message->stanza_ids->len; i > 0; i--)
    {
      const XmppStanzaId *id = g_ptr_array_index (message->stanza_ids, i - 1);

      if (!gives_ids || strcmp (id->by, xmpp_address_get_full (self->address)) != 0)
        g_ptr_array_remove_index (message->stanza_ids, i - 1);
    }
}

/* XEP-0045, 7.2.13: MUST be from the room. */
static void
keep_own_delay (XmppRoom    *self,
                XmppMessage *message)
{
  if (message->delay_from != NULL && xmpp_address_equal (message->delay_from, self->address))
    return;

  message->delay_time_us = 0;
  g_clear_pointer (&message->delay_from, xmpp_address_unref);
}

/* Takes away what @message cannot know, coming from @from. */
static void
clean (XmppRoom    *self,
       XmppMessage *message,
       XmppAddress *from)
{
  gboolean is_room = xmpp_address_is_bare (from);

  keep_own_ids (self, message);
  keep_own_delay (self, message);
  if (!xmpp_room_info_has (self->info, XMPP_ROOM_OCCUPANT_IDS))
    g_clear_pointer (&message->occupant_id, g_free);

  /* XEP-0425, 5: moderation comes from the room, and retraction from who has spoken. */
  if (message->retraction != NULL
      && (message->retraction->kind == XMPP_RETRACTION_TOMBSTONE
          || (message->retraction->kind == XMPP_RETRACTION_BY_ROOM) != is_room))
    g_clear_pointer (&message->retraction, xmpp_retraction_free);
  if (!is_room)
    g_clear_pointer (&message->muc_user, xmpp_muc_user_unref);
}

/* XEP-0045, 7.2.15: with a body it is none. */
static gboolean
is_subject (const XmppMessage *message)
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
  if (is_subject (message))
    return XMPP_ROOM_MESSAGE_SUBJECT;
  return is_room ? XMPP_ROOM_MESSAGE_SERVICE : XMPP_ROOM_MESSAGE_TALK;
}

/* What the author is told by the room alone: its occupant-id, else the nick while it stays. */
static gboolean
is_own (XmppRoom              *self,
        const XmppRoomMessage *said)
{
  const XmppOccupant *own = self->own;

  if (own == NULL || said->nick == NULL)
    return FALSE;
  if (said->occupant_id != NULL && own->occupant_id != NULL)
    return strcmp (said->occupant_id, own->occupant_id) == 0;
  if (said->real_address != NULL && own->real_address != NULL)
    return xmpp_address_equal_bare (said->real_address, own->real_address);

  return strcmp (said->nick, own->nick) == 0 && said->time_us == 0;
}

/* Takes @message, which is clean. */
static XmppRoomMessage *
make_message (XmppRoom    *self,
              XmppElement *stanza,
              XmppMessage *message,
              XmppAddress *other)
{
  XmppRoomMessage *said = g_new0 (XmppRoomMessage, 1);
  XmppOccupant *occupant;

  said->message = message;
  said->stanza = xmpp_element_ref (stanza);
  said->kind = find_kind (message, xmpp_address_is_bare (other));
  said->nick = xmpp_address_get_resource (other);
  said->occupant_id = message->occupant_id;
  said->stanza_id = g_strdup (xmpp_message_get_stanza_id_by (message, self->address));
  said->time_us = message->delay_time_us;
  said->is_private = message->type != XMPP_MESSAGE_GROUPCHAT && said->nick != NULL;

  /* Who speaks now is who is there now; who has spoken before may be somebody else. */
  occupant = said->time_us == 0 ? xmpp_occupants_get (self->occupants, said->nick)
                                : xmpp_occupants_get_by_id (self->occupants, said->occupant_id);
  if (occupant != NULL)
    said->occupant = xmpp_occupant_ref (occupant);
  if (occupant != NULL && occupant->real_address != NULL)
    said->real_address = xmpp_address_ref (occupant->real_address);
  if (said->kind != XMPP_ROOM_MESSAGE_BOUNCE)
    said->is_own = is_own (self, said);
  return said;
}

static void
take_voice_request (XmppRoom    *self,
                    XmppElement *stanza)
{
  XmppElement *x = xmpp_element_get_child (stanza, "x", XMPP_NS_DATA_FORM);
  g_autoptr(XmppDataForm) form = x != NULL ? xmpp_data_form_parse (x, NULL) : NULL;
  g_autoptr(XmppAddress) real = NULL;
  const char *jid;

  if (form == NULL || form->type != XMPP_FORM_FORM
      || g_strcmp0 (xmpp_data_form_get_form_type (form), XMPP_NS_MUC_REQUEST) != 0)
    return;

  jid = xmpp_data_form_get_value (form, "muc#jid");
  real = jid != NULL ? xmpp_address_parse (jid, NULL) : NULL;
  xmpp_room_emit_voice (self, form, xmpp_data_form_get_value (form, "muc#roomnick"), real);
}

/* XEP-0463, 5.2: of several parts each goes on where the one before has ended. */
static void
take_affiliations (XmppRoom    *self,
                   XmppMucUser *user)
{
  if (user->is_versioned
      && (user->since == NULL || g_strcmp0 (user->since, self->version) == 0))
    xmpp_room_set_version (self, user->until);
  xmpp_room_emit_affiliations (self, user);
}

/* What the room says of itself, without a word to people. */
static void
take_notice (XmppRoom    *self,
             XmppElement *stanza,
             XmppMessage *message)
{
  XmppMucUser *user = message->muc_user;

  if (message->type != XMPP_MESSAGE_GROUPCHAT)
    take_voice_request (self, stanza);
  if (user == NULL)
    return;

  if (user->items->len > 0 || user->is_versioned)
    take_affiliations (self, user);
  if (self->state != XMPP_ROOM_JOINED || (user->status & STATUS_OF_ROOM) == 0)
    return;

  xmpp_room_ask_info (self);
  xmpp_room_emit_status (self, user->status & STATUS_OF_ROOM);
}

/* Until when we know what was said: XEP-0045, 7.2.14. */
static void
note_time (XmppRoom              *self,
           const XmppRoomMessage *said)
{
  if (said->kind == XMPP_ROOM_MESSAGE_BOUNCE)
    return;

  if (said->time_us != 0)
    self->since_us = MAX (self->since_us, said->time_us);
  else
    {
      self->spoken_us = g_get_monotonic_time ();
      self->spoken_real_us = g_get_real_time ();
    }
}

static void
take_clean (XmppRoom    *self,
            XmppElement *stanza,
            XmppMessage *message)
{
  g_autoptr(XmppAddress) from = xmpp_address_ref (message->from);
  g_autoptr(XmppRoomMessage) said = make_message (self, stanza, message, from);

  g_autofree char *subject = xmpp_text_clip (message->subject, MAX_SUBJECT_BYTES);

  if (said->kind == XMPP_ROOM_MESSAGE_SUBJECT)
    xmpp_room_set_subject (self, subject, said->nick, said->time_us);
  note_time (self, said);

  xmpp_room_emit_message (self, said, said->is_private);

  /* A room that does not know us refuses what we say: XEP-0045, 7.4. */
  if (said->kind == XMPP_ROOM_MESSAGE_BOUNCE && said->nick == NULL
      && g_error_matches (message->error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_NOT_ACCEPTABLE))
    xmpp_room_ping (self);
}

/*
 * xmpp_room_take_message:
 * @self: a room that is joined, or being joined
 * @stanza: a message
 * @message: (transfer full): what was read from it; from @self, or somebody in it
 */
void
xmpp_room_take_message (XmppRoom    *self,
                        XmppElement *stanza,
                        XmppMessage *message)
{
  g_autoptr(XmppRoom) kept = g_object_ref (self);
  g_autoptr(XmppMessage) owned = message;
  gboolean is_room = xmpp_address_is_bare (message->from);

  if (message->type != XMPP_MESSAGE_ERROR)
    xmpp_room_heard (self);
  clean (self, message, message->from);
  if (is_room && message->type != XMPP_MESSAGE_ERROR)
    take_notice (self, stanza, message);

  /* XEP-0045, 7.2.2: nobody speaks before all are told. */
  if (self->state != XMPP_ROOM_JOINED || message->type == XMPP_MESSAGE_HEADLINE)
    return;

  if (is_room && message->type != XMPP_MESSAGE_ERROR && message->body == NULL
      && message->retraction == NULL && !is_subject (message))
    return;

  take_clean (self, stanza, g_steal_pointer (&owned));
}

/* Where it is known: XEP-0313, 6.1.2. */
static XmppAddress *
dup_archived_address (XmppElement *stanza)
{
  g_autoptr(XmppMucUser) user = xmpp_muc_user_read (stanza);

  return user != NULL && user->item != NULL && user->item->address != NULL
         ? xmpp_address_ref (user->item->address) : NULL;
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
  if (message->retraction != NULL && message->retraction->kind == XMPP_RETRACTION_TOMBSTONE)
    tombstone = g_steal_pointer (&message->retraction);
  clean (self, message, from);
  if (tombstone != NULL)
    message->retraction = g_steal_pointer (&tombstone);

  message->delay_time_us = MAX (time_us, 1);
  said = make_message (self, stanza, g_steal_pointer (&message), from);
  g_free (said->stanza_id);
  said->stanza_id = g_strdup (archive_id);
  said->time_us = time_us;
  if (!xmpp_address_is_bare (from) && said->real_address == NULL)
    said->real_address = dup_archived_address (stanza);
  said->is_own = is_own (self, said);
  return said;
}

/**
 * xmpp_room_read_carbon:
 * @self: a room
 * @stanza: a message that our own account has copied to us
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
  g_autoptr(XmppMessage) message = NULL;
  g_autoptr(XmppAddress) other = NULL;
  XmppRoomMessage *said;

  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);
  g_return_val_if_fail (stanza != NULL, NULL);

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
  said->is_own = sent;
  return said;
}
