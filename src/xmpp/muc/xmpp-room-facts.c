/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-room-facts.c: what is known of a room. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-room.h"

#include "xmpp-room-private.h"

/**
 * xmpp_room_get_address:
 * @self: a room
 *
 * Returns: (transfer none): its bare address
 */
XmppAddress *
xmpp_room_get_address (XmppRoom *self)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);

  return self->address;
}

/**
 * xmpp_room_get_state:
 * @self: a room
 *
 * Returns: whether we are in it
 */
XmppRoomState
xmpp_room_get_state (XmppRoom *self)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), XMPP_ROOM_LEFT);

  return (XmppRoomState) self->state;
}

/**
 * xmpp_room_is_wanted:
 * @self: a room
 *
 * Returns: whether we are in it or come into it by ourselves, as soon as that can be
 */
gboolean
xmpp_room_is_wanted (XmppRoom *self)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), FALSE);

  return self->is_wanted;
}

/**
 * xmpp_room_get_error:
 * @self: a room
 *
 * Returns: (nullable) (transfer none): why we are not in it: of %XMPP_ROOM_ERROR, or of
 *   %XMPP_ERROR or %XMPP_STANZA_ERROR where rooms have no such reason
 */
const GError *
xmpp_room_get_error (XmppRoom *self)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);

  return self->error;
}

/**
 * xmpp_room_get_venue:
 * @self: a room
 *
 * Returns: (nullable) (transfer none): where it has moved to, by its own word
 */
XmppAddress *
xmpp_room_get_venue (XmppRoom *self)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);

  return self->venue;
}

/**
 * xmpp_room_get_removal:
 * @self: a room
 *
 * Returns: (nullable) (transfer none): why we were put out of it, or why it was destroyed, in the
 *   words of who did that (XEP-0045, 8.2, 9.1 and 10.9); nothing to trust
 */
const char *
xmpp_room_get_removal (XmppRoom *self)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);

  return self->removal;
}

/**
 * xmpp_room_get_nick:
 * @self: a room
 *
 * Returns: (nullable) (transfer none): what we are called in it, or want to be
 */
const char *
xmpp_room_get_nick (XmppRoom *self)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);

  return self->nick;
}

/**
 * xmpp_room_get_affiliation:
 * @self: a room
 *
 * Returns: our own affiliation, while we are in it
 */
XmppAffiliation
xmpp_room_get_affiliation (XmppRoom *self)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), XMPP_AFFILIATION_NONE);

  return self->own != NULL ? self->own->affiliation : XMPP_AFFILIATION_NONE;
}

/**
 * xmpp_room_get_role:
 * @self: a room
 *
 * Returns: our own role, while we are in it
 */
XmppRole
xmpp_room_get_role (XmppRoom *self)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), XMPP_ROLE_NONE);

  return self->own != NULL ? self->own->role : XMPP_ROLE_NONE;
}

/**
 * xmpp_room_get_info:
 * @self: a room
 *
 * Returns: (nullable) (transfer none): what it says about itself; %NULL: not known
 */
XmppRoomInfo *
xmpp_room_get_info (XmppRoom *self)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);

  return self->info;
}

/**
 * xmpp_room_get_avatar_hash:
 * @self: a room
 *
 * Returns: (nullable) (transfer none): which picture it has, by its service discovery (XEP-0486,
 *   3.3), or else by its own presence (5.2)
 */
const char *
xmpp_room_get_avatar_hash (XmppRoom *self)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);

  return self->info != NULL && self->info->avatar_hashes[0] != NULL ? self->info->avatar_hashes[0]
                                                                    : self->photo_hash;
}

/**
 * xmpp_room_get_subject:
 * @self: a room
 * @nick: (out) (optional) (nullable): who has set it
 * @time_us: (out) (optional): when, in µs since 1970; 0: not told
 *
 * Returns: (nullable) (transfer none): the subject; %NULL: not told yet
 */
const char *
xmpp_room_get_subject (XmppRoom    *self,
                       const char **nick,
                       gint64      *time_us)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);

  if (nick != NULL)
    *nick = self->subject_nick;
  if (time_us != NULL)
    *time_us = self->subject_time_us;
  return self->subject;
}

/**
 * xmpp_room_get_affiliations_version:
 * @self: a room
 *
 * Returns: (nullable) (transfer none): up to where all affiliations were told: XEP-0463; to be
 *   kept with them, and given to xmpp_room_join_async()
 */
const char *
xmpp_room_get_affiliations_version (XmppRoom *self)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);

  return self->version;
}

/**
 * xmpp_room_get_n_occupants:
 * @self: a room
 *
 * Returns: how many occupants are held
 */
guint
xmpp_room_get_n_occupants (XmppRoom *self)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), 0);

  return xmpp_occupants_get_count (self->occupants);
}

/**
 * xmpp_room_get_occupant:
 * @self: a room
 * @nick: (nullable): a nick
 *
 * Returns: (nullable) (transfer none): who has it
 */
XmppOccupant *
xmpp_room_get_occupant (XmppRoom   *self,
                        const char *nick)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);

  return xmpp_occupants_get (self->occupants, nick);
}

/**
 * xmpp_room_get_occupant_by_id:
 * @self: a room
 * @occupant_id: (nullable): an occupant-id
 *
 * Returns: (nullable) (transfer none): one who has it
 */
XmppOccupant *
xmpp_room_get_occupant_by_id (XmppRoom   *self,
                              const char *occupant_id)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);

  return xmpp_occupants_get_by_id (self->occupants, occupant_id);
}

/**
 * xmpp_room_get_own_occupant:
 * @self: a room
 *
 * Returns: (nullable) (transfer none): ourselves, as others see us
 */
XmppOccupant *
xmpp_room_get_own_occupant (XmppRoom *self)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);

  return self->own;
}

/**
 * xmpp_room_get_occupants:
 * @self: a room
 *
 * Returns: (transfer full) (element-type XmppOccupant): all that are held, in no order
 */
GPtrArray *
xmpp_room_get_occupants (XmppRoom *self)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);

  return xmpp_occupants_get_all (self->occupants);
}

/**
 * xmpp_room_get_own_id:
 * @self: a room
 *
 * Returns: (nullable) (transfer none): our own occupant-id, as told last, whether we are in the
 *   room or not: XEP-0421
 */
const char *
xmpp_room_get_own_id (XmppRoom *self)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);

  return self->own_id;
}

/**
 * xmpp_room_set_own_id:
 * @self: a room
 * @occupant_id: what xmpp_room_get_own_id() has given in another session
 *
 * Says who we are in a room that has not told it in this one, so that what we have said is known in
 * its archive. What the room tells counts more.
 */
void
xmpp_room_set_own_id (XmppRoom   *self,
                      const char *occupant_id)
{
  g_return_if_fail (XMPP_IS_ROOM (self));
  g_return_if_fail (occupant_id != NULL);

  if (self->own_id == NULL)
    self->own_id = g_strdup (occupant_id);
}
