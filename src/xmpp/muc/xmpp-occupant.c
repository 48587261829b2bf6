/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-occupant.c: somebody in a room: XEP-0045 1.35.5, with what XEP-0153, 0317, 0319 and 0421 put
 * into presence. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-occupant.h"

#include "xmpp-namespaces.h"
#include "xmpp-text.h"

#define MAX_STATUS_BYTES 1024
#define MAX_ID_BYTES     512 /* XEP-0421, 4.1: 128 characters */
#define MAX_URI_BYTES    1024
#define MAX_TITLE_BYTES  256

/**
 * xmpp_hat_new:
 * @uri: which one
 * @title: what people call it
 * @hue: (nullable): its colour as it stands on the wire
 *
 * Returns: (transfer full): the hat
 */
XmppHat *
xmpp_hat_new (const char *uri,
              const char *title,
              const char *hue)
{
  XmppHat *self;
  char *end = NULL;

  g_return_val_if_fail (uri != NULL && title != NULL, NULL);

  self = g_new0 (XmppHat, 1);
  self->uri = g_strdup (uri);
  self->title = g_strdup (title);
  self->hue = hue != NULL ? g_ascii_strtod (hue, &end) : -1;
  if (hue == NULL || end == hue || !(self->hue >= 0 && self->hue < 360))
    self->hue = -1;
  return self;
}

/**
 * xmpp_hat_copy:
 * @self: a hat
 *
 * Returns: (transfer full): a copy
 */
XmppHat *
xmpp_hat_copy (const XmppHat *self)
{
  XmppHat *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (XmppHat, 1);
  copy->uri = g_strdup (self->uri);
  copy->title = g_strdup (self->title);
  copy->hue = self->hue;
  return copy;
}

/**
 * xmpp_hat_free:
 * @self: (nullable): a hat
 *
 * Frees @self.
 */
void
xmpp_hat_free (XmppHat *self)
{
  if (self == NULL)
    return;

  g_free (self->uri);
  g_free (self->title);
  g_free (self);
}

static void
read_hats (XmppOccupant *self,
           XmppElement  *stanza)
{
  XmppElement *hats = xmpp_element_get_child (stanza, "hats", XMPP_NS_HATS);
  guint n_hats = 0;

  if (hats == NULL)
    return;

  for (XmppElement *hat = xmpp_element_get_child (hats, "hat", XMPP_NS_HATS);
       hat != NULL && n_hats < XMPP_OCCUPANT_MAX_HATS;
       hat = xmpp_element_get_next_same (hat), n_hats++)
    {
      g_autofree char *uri = xmpp_text_bounded (xmpp_element_get_attribute (hat, "uri"),
                                                MAX_URI_BYTES);
      g_autofree char *title = xmpp_text_clip (xmpp_element_get_attribute (hat, "title"),
                                               MAX_TITLE_BYTES);

      if (uri == NULL || title == NULL)
        continue;

      if (self->hats == NULL)
        self->hats = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_hat_free);
      g_ptr_array_add (self->hats, xmpp_hat_new (uri, title,
                                                 xmpp_element_get_attribute (hat, "hue")));
    }
}

/* XEP-0421, 4: not more than one. */
static char *
read_claimed_id (XmppElement *stanza)
{
  XmppElement *element = xmpp_element_get_child (stanza, "occupant-id", XMPP_NS_OCCUPANT_ID);

  if (element == NULL || xmpp_element_get_next_same (element) != NULL)
    return NULL;

  return xmpp_text_bounded (xmpp_element_get_attribute (element, "id"), MAX_ID_BYTES);
}

/**
 * xmpp_occupant_new:
 * @address: room and nick
 * @real_address: (nullable): who that is
 *
 * Makes somebody who is not there, or not yet.
 *
 * Returns: (transfer full): the occupant
 */
XmppOccupant *
xmpp_occupant_new (XmppAddress *address,
                   XmppAddress *real_address)
{
  XmppOccupant *self;

  g_return_val_if_fail (address != NULL && !xmpp_address_is_bare (address), NULL);

  self = g_rc_box_new0 (XmppOccupant);
  self->address = xmpp_address_ref (address);
  self->nick = xmpp_address_get_resource (address);
  self->real_address = real_address != NULL ? xmpp_address_ref (real_address) : NULL;
  return self;
}

/**
 * xmpp_occupant_read:
 * @stanza: a presence that tells that somebody is there
 * @address: whose presence it is: room and nick
 * @user: (nullable): what the room says in it
 *
 * Reads what a room that was joined tells of somebody. Whether what stands there as an occupant-id
 * is one is for the room to decide.
 *
 * Returns: (transfer full) (nullable): the occupant; %NULL where @stanza tells no such thing
 */
XmppOccupant *
xmpp_occupant_read (XmppElement       *stanza,
                    XmppAddress       *address,
                    const XmppMucUser *user)
{
  g_autoptr(XmppPresenceInfo) info = NULL;
  XmppOccupant *self;

  g_return_val_if_fail (stanza != NULL && address != NULL, NULL);

  info = xmpp_presence_info_parse (stanza, address);
  if (info == NULL || info->show == XMPP_SHOW_OFFLINE || xmpp_address_is_bare (address))
    return NULL;

  self = g_rc_box_new0 (XmppOccupant);
  self->address = xmpp_address_ref (address);
  self->nick = xmpp_address_get_resource (address);
  self->show = info->show;
  self->status = xmpp_text_clip (info->status, MAX_STATUS_BYTES);
  self->idle_since_us = info->idle_since_us;
  self->photo_hash = g_steal_pointer (&info->photo_hash);
  self->claimed_id = read_claimed_id (stanza);
  read_hats (self, stanza);
  if (user == NULL)
    return self;

  self->is_self = (user->status & XMPP_MUC_STATUS_SELF) != 0;
  if (user->item != NULL)
    {
      self->affiliation = user->item->affiliation;
      self->role = user->item->role;
      self->real_address = user->item->address != NULL ? xmpp_address_ref (user->item->address)
                                                       : NULL;
    }
  return self;
}

static gpointer
copy_hat (gconstpointer hat,
          gpointer      user_data)
{
  return xmpp_hat_copy (hat);
}

/**
 * xmpp_occupant_copy:
 * @self: an occupant
 *
 * Makes a copy that is nobody else's yet.
 *
 * Returns: (transfer full): the copy
 */
XmppOccupant *
xmpp_occupant_copy (const XmppOccupant *self)
{
  XmppOccupant *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_rc_box_new0 (XmppOccupant);
  *copy = *self;
  copy->address = xmpp_address_ref (self->address);
  copy->occupant_id = g_strdup (self->occupant_id);
  copy->real_address = self->real_address != NULL ? xmpp_address_ref (self->real_address) : NULL;
  copy->status = g_strdup (self->status);
  copy->photo_hash = g_strdup (self->photo_hash);
  copy->hats = self->hats != NULL ? g_ptr_array_copy (self->hats, copy_hat, NULL) : NULL;
  copy->claimed_id = g_strdup (self->claimed_id);
  return copy;
}

/**
 * xmpp_occupant_ref:
 * @self: an occupant
 *
 * Returns: (transfer full): @self
 */
XmppOccupant *
xmpp_occupant_ref (XmppOccupant *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer occupant)
{
  XmppOccupant *self = occupant;

  xmpp_address_unref (self->address);
  g_free (self->occupant_id);
  g_clear_pointer (&self->real_address, xmpp_address_unref);
  g_free (self->status);
  g_free (self->photo_hash);
  g_clear_pointer (&self->hats, g_ptr_array_unref);
  g_free (self->claimed_id);
}

/**
 * xmpp_occupant_unref:
 * @self: (transfer full): an occupant
 *
 * Gives a reference back.
 */
void
xmpp_occupant_unref (XmppOccupant *self)
{
  g_rc_box_release_full (self, clear);
}

/**
 * xmpp_occupant_is_same:
 * @self: an occupant
 * @other: another one, of the same room
 *
 * Nicks are given to others as soon as they are free, so that they prove nothing.
 *
 * Returns: whether it is sure that they are one person
 */
gboolean
xmpp_occupant_is_same (const XmppOccupant *self,
                       const XmppOccupant *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  if (self->occupant_id != NULL && other->occupant_id != NULL)
    return g_strcmp0 (self->occupant_id, other->occupant_id) == 0;

  return self->real_address != NULL && other->real_address != NULL
         && xmpp_address_equal_bare (self->real_address, other->real_address);
}

static gboolean
equal_hats (GPtrArray *one,
            GPtrArray *other)
{
  guint n_hats = one != NULL ? one->len : 0;

  if (n_hats != (other != NULL ? other->len : 0))
    return FALSE;

  for (guint i = 0; i < n_hats; i++)
    {
      const XmppHat *a = g_ptr_array_index (one, i);
      const XmppHat *b = g_ptr_array_index (other, i);

      if (g_strcmp0 (a->uri, b->uri) != 0 || g_strcmp0 (a->title, b->title) != 0
          || ABS (a->hue - b->hue) > 0.001)
        return FALSE;
    }
  return TRUE;
}

static gboolean
equal_addresses (XmppAddress *one,
                 XmppAddress *other)
{
  return one == NULL || other == NULL ? one == other : xmpp_address_equal (one, other);
}

/**
 * xmpp_occupant_equal:
 * @self: an occupant
 * @other: another one
 *
 * Returns: whether the room has told the same of both
 */
gboolean
xmpp_occupant_equal (const XmppOccupant *self,
                     const XmppOccupant *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  return self->serial == other->serial && self->affiliation == other->affiliation
         && self->role == other->role && self->show == other->show
         && self->is_self == other->is_self && self->idle_since_us == other->idle_since_us
         && g_strcmp0 (self->nick, other->nick) == 0
         && g_strcmp0 (self->occupant_id, other->occupant_id) == 0
         && g_strcmp0 (self->status, other->status) == 0
         && g_strcmp0 (self->photo_hash, other->photo_hash) == 0
         && equal_addresses (self->real_address, other->real_address)
         && equal_hats (self->hats, other->hats);
}
