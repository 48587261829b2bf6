/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-room-entry.c: what is sent to come into a room: XEP-0045 1.35.5, 7.2, XEP-0463 0.2.0. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-room.h"

#include "xmpp-datetime.h"
#include "xmpp-namespaces.h"
#include "xmpp-room-private.h"

#define HISTORY_MARGIN_S 60 /* what was said before, but was not yet here */

/*
 * xmpp_room_make_place:
 * @self: a room
 * @nick: what somebody is called in it
 * @error: return location for %XMPP_ROOM_ERROR_NICK_INVALID
 *
 * Returns: (transfer full) (nullable): the place of who has that nick
 */
XmppAddress *
xmpp_room_make_place (XmppRoom    *self,
                      const char  *nick,
                      GError     **error)
{
  g_autoptr(XmppAddress) place = xmpp_address_with_resource (self->address, nick, NULL);

  if (place != NULL && !xmpp_address_is_bare (place))
    return g_steal_pointer (&place);

  g_set_error_literal (error, XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_NICK_INVALID, "Not a nick");
  return NULL;
}

/* How long ago we have heard a message that had no time: the longer of what two clocks say, of
 * which one may stand still and the other be set. */
static guint64
get_silence_s (XmppRoom *self)
{
  gint64 silence_us = MAX (g_get_real_time () - self->spoken_real_us,
                           g_get_monotonic_time () - self->spoken_us);

  return (guint64) (silence_us / G_USEC_PER_SEC) + HISTORY_MARGIN_S;
}

/* XEP-0045, 7.2.14: by the room's clock, of which ours knows nothing. */
static void
add_history (XmppRoom    *self,
             XmppElement *x)
{
  XmppElement *history;
  g_autofree char *text = NULL;

  if (xmpp_room_info_has (self->info, XMPP_ROOM_ARCHIVE))
    {
      history = xmpp_element_add_child (x, "history", NULL);
      xmpp_element_set_attribute (history, "maxstanzas", "0");
    }
  else if (self->spoken_us > 0)
    {
      text = g_strdup_printf ("%" G_GUINT64_FORMAT, get_silence_s (self));
      history = xmpp_element_add_child (x, "history", NULL);
      xmpp_element_set_attribute (history, "seconds", text);
    }
  else if (self->since_us > 0)
    {
      text = xmpp_datetime_format (self->since_us);
      history = xmpp_element_add_child (x, "history", NULL);
      xmpp_element_set_attribute (history, "since", text);
    }
}

static void
add_affiliations (XmppRoom    *self,
                  XmppElement *x)
{
  const char *since = self->version != NULL ? self->version : self->affiliations_since;
  XmppElement *mav;

  if (since == NULL || !xmpp_room_info_has (self->info, XMPP_ROOM_AFFILIATIONS))
    return;

  mav = xmpp_element_add_child (x, "mav", XMPP_NS_MUC_AFFILIATIONS);
  if (*since != '\0')
    xmpp_element_set_attribute (mav, "since", since);
  xmpp_room_set_version (self, since);
}

/*
 * xmpp_room_new_entry:
 * @self: a room that is to be joined
 * @place: ours in it
 *
 * Returns: (transfer full) (nullable): the presence that asks to be let in; %NULL when we are not
 *   online
 */
XmppElement *
xmpp_room_new_entry (XmppRoom    *self,
                     XmppAddress *place)
{
  XmppElement *presence = xmpp_presence_new_directed (self->context->presence, place);
  XmppElement *x;

  if (presence == NULL)
    return NULL;

  x = xmpp_element_add_child (presence, "x", XMPP_NS_MUC);
  add_history (self, x);
  if (self->password != NULL)
    xmpp_element_add_text_child (x, "password", NULL, self->password);
  add_affiliations (self, x);
  return presence;
}
