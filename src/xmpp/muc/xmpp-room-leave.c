/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-room-leave.c: goes out of a room, and what becomes of it without a connection: XEP-0045
 * 1.35.5, 7.14. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-room.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-room-private.h"

/*
 * xmpp_room_say_goodbye:
 * @self: a room that may know us
 * @farewell: (nullable): what others are told
 *
 * Tells it that we go: now, or when a lost connection is resumed. When it is not, the server says
 * it.
 */
void
xmpp_room_say_goodbye (XmppRoom   *self,
                       const char *farewell)
{
  g_autoptr(XmppAddress) place = self->own != NULL ? xmpp_address_ref (self->own->address)
                                 : xmpp_room_make_place (self, self->nick, NULL);
  XmppElement *presence;

  self->is_announced = FALSE;
  if (place == NULL || self->context->session == NULL)
    return;

  presence = xmpp_element_new ("presence", XMPP_NS_CLIENT);
  xmpp_element_set_attribute (presence, "type", "unavailable");
  xmpp_element_set_attribute (presence, "to", xmpp_address_get_full (place));
  if (farewell != NULL)
    xmpp_element_add_text_child (presence, "status", NULL, farewell);
  xmpp_muc_context_send (self->context, presence);
}

/* What is under way is no more. */
static void
halt (XmppRoom *self)
{
  xmpp_room_rest (self);
  xmpp_room_leave_audience (self);
  self->n_failures = 0;
  self->n_refusals = 0;
  self->n_silent = 0;
  self->is_pinging = FALSE;
  self->is_announced = FALSE;
}

/* All is as it shall be before anybody is told, who may join or leave then. */
static void
tell_left (XmppRoom *self)
{
  g_object_freeze_notify (G_OBJECT (self));
  xmpp_room_set_own (self, NULL);
  xmpp_room_set_state (self, XMPP_ROOM_LEFT);
  g_object_thaw_notify (G_OBJECT (self));
}

void
xmpp_room_stop (XmppRoom *self)
{
  g_autoptr(XmppRoom) kept = g_object_ref (self);

  self->is_archive_shut = FALSE;
  xmpp_room_let_go (self);
  halt (self);
  tell_left (self);
  xmpp_room_finish_renaming (self, g_error_new_literal (XMPP_ERROR, XMPP_ERROR_DISCONNECTED,
                                                        "Not connected"));
}

/**
 * xmpp_room_release:
 * @self: a room
 *
 * Its session goes for good: nobody shall wait for what cannot come any more. Nothing is said to
 * the room, whose server does that.
 */
void
xmpp_room_release (XmppRoom *self)
{
  g_autoptr(XmppRoom) kept = NULL;
  g_autoptr(GPtrArray) joiners = NULL;
  g_autoptr(GError) error = g_error_new_literal (XMPP_ERROR, XMPP_ERROR_DISCONNECTED,
                                                 "Not connected");

  g_return_if_fail (XMPP_IS_ROOM (self));

  kept = g_object_ref (self);
  joiners = xmpp_room_take_joiners (self);
  xmpp_room_stop (self);
  xmpp_room_finish_joiners (joiners, error);
}

/**
 * xmpp_room_leave:
 * @self: a room
 * @farewell: (nullable): what others are told
 *
 * Leaves a room, and does not come back. At once: what the room still says is not heard. May be
 * called from whatever the room tells.
 */
void
xmpp_room_leave (XmppRoom   *self,
                 const char *farewell)
{
  g_autoptr(XmppRoom) kept = NULL;
  g_autoptr(GPtrArray) joiners = NULL;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (XMPP_IS_ROOM (self));

  kept = g_object_ref (self);
  joiners = xmpp_room_take_joiners (self);
  if (self->is_announced)
    xmpp_room_say_goodbye (self, farewell);

  self->is_wanted = FALSE;
  self->was_joined = FALSE;
  g_clear_error (&self->error);
  xmpp_room_drop_held (self);
  halt (self);
  xmpp_occupants_clear (self->occupants);
  tell_left (self);
  xmpp_room_flush (self);
  g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The room was left");
  xmpp_room_finish_renaming (self, g_error_copy (error));
  xmpp_room_finish_joiners (joiners, error);
}

/* Our own presence has changed, which rooms are told by us alone; one that is letting us in, when
 * it has. */
void
xmpp_room_tell_presence (XmppRoom *self)
{
  XmppElement *presence;

  self->owes_presence = self->step == XMPP_ROOM_STEP_ENTERING;
  if (self->state != XMPP_ROOM_JOINED || self->own == NULL)
    return;

  presence = xmpp_presence_new_directed (self->context->presence, self->own->address);
  if (presence != NULL)
    xmpp_presence_send_stanza (self->context->presence, presence);
}
