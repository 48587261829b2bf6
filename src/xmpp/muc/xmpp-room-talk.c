/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-room-talk.c: messages that come from a room that we are in: XEP-0045 1.35.5, 7.4, 7.5, 8.6
 * and 10.2.1, XEP-0463 0.2.0. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-room.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-room-private.h"
#include "xmpp-text.h"

#define MAX_SUBJECT_BYTES 16384 /* that are kept of it */
#define MAX_HELD          1000  /* messages of a room that does not say what it is */

#define STATUS_OF_ROOM \
  (XMPP_MUC_STATUS_SHOWS_ABSENT | XMPP_MUC_STATUS_HIDES_ABSENT | XMPP_MUC_STATUS_CONFIG \
   | XMPP_MUC_STATUS_LOGGED | XMPP_MUC_STATUS_NOT_LOGGED | XMPP_MUC_STATUS_NOW_NON_ANONYMOUS \
   | XMPP_MUC_STATUS_NOW_SEMI_ANONYMOUS | XMPP_MUC_STATUS_NOW_ANONYMOUS)

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

/* XEP-0463, 5.2: of several parts each goes on where the one before has ended, and the first of a
 * whole list nowhere. */
static void
take_affiliations (XmppRoom    *self,
                   XmppMucUser *user)
{
  gboolean is_whole = user->is_versioned && user->since == NULL;

  if (is_whole || (user->is_versioned && g_strcmp0 (user->since, self->version) == 0))
    xmpp_room_set_version (self, user->is_cut ? NULL : user->until);
  if (is_whole)
    xmpp_room_emit_affiliations_reset (self);
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

/* Takes @said, which is settled. */
static void
tell (XmppRoom        *self,
      XmppRoomMessage *taken)
{
  g_autoptr(XmppRoomMessage) said = taken;
  const XmppMessage *message = said->message;
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
 * xmpp_room_let_go:
 * @self: a room
 *
 * Tells what was held, by what is known of the room now. Whoever hears it may leave.
 */
void
xmpp_room_let_go (XmppRoom *self)
{
  XmppRoomMessage *said;

  while ((said = g_queue_pop_head (&self->held)) != NULL)
    {
      xmpp_room_message_settle (self, said);
      tell (self, said);
    }
}

void
xmpp_room_drop_held (XmppRoom *self)
{
  g_queue_clear_full (&self->held, (GDestroyNotify) xmpp_room_message_unref);
}

/* Before a room has said what it is none of its ids is believed, and they cannot be had later. */
static gboolean
is_holding (XmppRoom *self)
{
  return self->info == NULL && self->is_asking_info;
}

/*
 * xmpp_room_take_message:
 * @self: a room that is joined, or being joined; where @message refuses something, any
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
  g_autoptr(XmppRoomMessage) said = NULL;
  gboolean is_room = xmpp_address_is_bare (message->from);

  if (message->type != XMPP_MESSAGE_ERROR)
    xmpp_room_heard (self);
  if (is_room && message->type != XMPP_MESSAGE_ERROR)
    take_notice (self, stanza, message);

  /* XEP-0045, 7.2.2: nobody speaks before all are told. */
  if ((self->state != XMPP_ROOM_JOINED && message->type != XMPP_MESSAGE_ERROR)
      || message->type == XMPP_MESSAGE_HEADLINE)
    return;

  said = xmpp_room_message_read (self, stanza, g_steal_pointer (&owned));
  /* XEP-0045, 7.2.15: the subject comes after all that was said before. */
  self->is_told |= said->kind == XMPP_ROOM_MESSAGE_SUBJECT && !said->is_private;
  if (is_room && said->kind == XMPP_ROOM_MESSAGE_SERVICE && said->message->body == NULL)
    return;

  /* A refusal has no ids of the room's, and is nothing that leaving makes void. */
  if (self->state != XMPP_ROOM_JOINED)
    {
      xmpp_room_message_settle (self, said);
      tell (self, g_steal_pointer (&said));
      return;
    }

  g_queue_push_tail (&self->held, g_steal_pointer (&said));
  if (!is_holding (self) || self->held.length >= MAX_HELD)
    xmpp_room_let_go (self);
}
