/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-room-presence.c: presence that a room sends: XEP-0045 1.35.5, 7.2.2, 7.6 and 9. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-room.h"

#include "xmpp-namespaces.h"
#include "xmpp-room-private.h"
#include "xmpp-text.h"

#include <string.h>

#define MAX_FAREWELL_BYTES 1024

static gboolean
is_own_nick (XmppRoom   *self,
             const char *nick)
{
  return self->own != NULL && strcmp (self->own->nick, nick) == 0;
}

/* XEP-0463, 5.2.2: only what goes on from what we have. */
static void
take_version (XmppRoom    *self,
              XmppMucUser *user)
{
  if (!user->is_versioned || self->version == NULL || self->state != XMPP_ROOM_JOINED)
    return;

  if (user->until != NULL && g_strcmp0 (user->since, self->version) == 0)
    xmpp_room_set_version (self, user->until);
}

/* XEP-0463, 5.2.1: what the room does not confirm is outdated, and asked for as a whole the next
 * time. */
static void
check_version (XmppRoom   *self,
               const char *until)
{
  const char *known = self->version != NULL ? self->version : self->affiliations_since;
  gboolean is_something = known != NULL && *known != '\0';

  if (known == NULL || (self->version != NULL && g_strcmp0 (self->version, until) == 0))
    return;

  xmpp_room_set_version (self, NULL);
  g_free (self->affiliations_since);
  self->affiliations_since = g_strdup ("");
  if (is_something)
    xmpp_room_emit_affiliations_reset (self);
}

static void
take_self (XmppRoom    *self,
           const char  *nick,
           XmppMucUser *user)
{
  XmppOccupant *own = xmpp_occupants_get (self->occupants, nick);

  xmpp_room_set_own (self, own);
  xmpp_room_set_nick (self, nick);
  if (self->renaming != NULL && (g_strcmp0 (self->new_nick, nick) == 0
                                 || (user->status & XMPP_MUC_STATUS_NICK_ASSIGNED) != 0))
    xmpp_room_finish_renaming (self, NULL);

  if (self->step != XMPP_ROOM_STEP_ENTERING)
    return;

  check_version (self, user->until);
  if (self->step == XMPP_ROOM_STEP_ENTERING)
    xmpp_room_take_joined (self, user->status);
}

static void
take_available (XmppRoom    *self,
                XmppElement *stanza,
                XmppAddress *from,
                XmppMucUser *user)
{
  const char *nick = xmpp_address_get_resource (from);
  XmppOccupant *occupant = xmpp_occupant_read (stanza, from, user);

  if (occupant == NULL)
    return;

  occupant->is_self = occupant->is_self || is_own_nick (self, nick);
  if (occupant->is_self && (user->status & XMPP_MUC_STATUS_SELF) != 0)
    {
      xmpp_occupants_put (self->occupants, occupant);
      take_self (self, nick, user);
    }
  else
    {
      xmpp_occupants_put (self->occupants, occupant);
      if (is_own_nick (self, nick))
        xmpp_room_set_own (self, xmpp_occupants_get (self->occupants, nick));
    }

  take_version (self, user);
  xmpp_room_queue_flush (self);
}

static void
take_new_nick (XmppRoom    *self,
               const char  *nick,
               const char  *new_nick,
               gboolean     is_self)
{
  g_autoptr(XmppAddress) address = xmpp_address_with_resource (self->address, new_nick, NULL);

  /* What comes with the new nick tells the rest. */
  if (address == NULL || !xmpp_occupants_rename (self->occupants, nick, new_nick))
    return;

  if (is_self)
    {
      xmpp_room_set_own (self, xmpp_occupants_get (self->occupants,
                                                   xmpp_address_get_resource (address)));
      xmpp_room_set_nick (self, xmpp_address_get_resource (address));
    }
}

static void
take_own_removal (XmppRoom    *self,
                  XmppMucUser *user)
{
  const char *reason = user->is_destroyed ? user->reason
                       : user->item != NULL ? user->item->reason : NULL;

  g_free (self->removal);
  self->removal = g_strdup (reason);
  g_clear_pointer (&self->venue, xmpp_address_unref);
  if (user->is_destroyed && user->venue != NULL)
    self->venue = xmpp_address_ref (user->venue);
  xmpp_room_take_removal (self, xmpp_room_error_from_removal (user));
}

static void
take_unavailable (XmppRoom    *self,
                  XmppElement *stanza,
                  XmppAddress *from,
                  XmppMucUser *user)
{
  const char *nick = xmpp_address_get_resource (from);
  gboolean is_self = (user->status & XMPP_MUC_STATUS_SELF) != 0 || is_own_nick (self, nick);
  g_autofree char *farewell = NULL;

  take_version (self, user);
  if ((user->status & XMPP_MUC_STATUS_NICK_CHANGED) != 0 && user->item != NULL
      && user->item->nick != NULL)
    {
      take_new_nick (self, nick, user->item->nick, is_self);
      xmpp_room_queue_flush (self);
      return;
    }

  /* While we come in, who goes is another one, or what is left of us of before. */
  if (is_self || user->is_destroyed)
    {
      if (self->step != XMPP_ROOM_STEP_ENTERING || user->is_destroyed
          || user->status != XMPP_MUC_STATUS_SELF)
        take_own_removal (self, user);
      return;
    }

  farewell = xmpp_text_clip (xmpp_element_get_child_text (stanza, "status", XMPP_NS_CLIENT),
                             MAX_FAREWELL_BYTES);
  xmpp_occupants_remove (self->occupants, nick, user, farewell);
  xmpp_room_queue_flush (self);
}

static gboolean
is_about_nick (const GError *error)
{
  return error->domain == XMPP_ROOM_ERROR
         && (error->code == XMPP_ROOM_ERROR_NICK_TAKEN
             || error->code == XMPP_ROOM_ERROR_NICK_LOCKED
             || error->code == XMPP_ROOM_ERROR_NICK_INVALID);
}

static void
take_error (XmppRoom    *self,
            XmppElement *stanza)
{
  g_autoptr(GError) error = NULL;
  gboolean is_answer;

  if (self->step == XMPP_ROOM_STEP_ENTERING)
    {
      xmpp_room_take_refusal (self, stanza);
      return;
    }

  error = xmpp_room_error_from_refusal (stanza, TRUE);
  is_answer = self->renaming != NULL && is_about_nick (error);
  xmpp_room_finish_renaming (self, g_steal_pointer (&error));
  if (!is_answer)
    xmpp_room_ping (self);
}

/* XEP-0486, 5.2: of the room itself, as ejabberd tells its picture. */
static void
take_picture (XmppRoom    *self,
              XmppElement *stanza,
              XmppAddress *from)
{
  g_autoptr(XmppPresenceInfo) info = xmpp_presence_info_parse (stanza, from);

  if (info != NULL && info->photo_hash != NULL)
    xmpp_room_set_photo_hash (self, *info->photo_hash != '\0' ? info->photo_hash : NULL);
}

/* What is said of who holds an affiliation now */
static gboolean
tells_affiliation (XmppRoom    *self,
                   XmppMucUser *user)
{
  return self->state == XMPP_ROOM_JOINED && user->item != NULL
         && (user->since != NULL
             || (user->status & (XMPP_MUC_STATUS_BANNED | XMPP_MUC_STATUS_AFFILIATION_LOST)) != 0);
}

/*
 * xmpp_room_take_presence:
 * @self: a room that is joined, or being joined
 * @stanza: a presence
 * @from: its sender: @self, or somebody in it
 */
void
xmpp_room_take_presence (XmppRoom    *self,
                         XmppElement *stanza,
                         XmppAddress *from)
{
  const char *type = xmpp_element_get_attribute (stanza, "type");
  g_autoptr(XmppRoom) kept = g_object_ref (self);
  g_autoptr(XmppMucUser) user = NULL;

  /* Which may be from whoever could not reach the room. */
  if (g_strcmp0 (type, "error") == 0)
    {
      take_error (self, stanza);
      return;
    }

  xmpp_room_heard (self);

  if (xmpp_address_is_bare (from))
    {
      take_picture (self, stanza, from);
      return;
    }

  user = xmpp_muc_user_read (stanza);
  if (user == NULL)
    user = xmpp_muc_user_new ();

  if (type == NULL)
    take_available (self, stanza, from, user);
  else if (strcmp (type, "unavailable") == 0)
    take_unavailable (self, stanza, from, user);

  if (tells_affiliation (self, user))
    xmpp_room_emit_affiliations (self, user);
}
