/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-room-error.c: why we are not in a room: XEP-0045 1.35.5, 7.2.17 and 16.6. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-room-error.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"

#include <string.h>

G_DEFINE_QUARK (xmpp-room-error-quark, xmpp_room_error)

static const struct {
  XmppStanzaError condition;
  XmppRoomError   code;
} refusals[] = {
  { XMPP_STANZA_ERROR_NOT_AUTHORIZED, XMPP_ROOM_ERROR_PASSWORD },
  { XMPP_STANZA_ERROR_FORBIDDEN, XMPP_ROOM_ERROR_BANNED },
  { XMPP_STANZA_ERROR_ITEM_NOT_FOUND, XMPP_ROOM_ERROR_NOT_FOUND },
  { XMPP_STANZA_ERROR_NOT_ALLOWED, XMPP_ROOM_ERROR_CREATION },
  { XMPP_STANZA_ERROR_NOT_ACCEPTABLE, XMPP_ROOM_ERROR_NICK_LOCKED },
  { XMPP_STANZA_ERROR_REGISTRATION_REQUIRED, XMPP_ROOM_ERROR_MEMBERS_ONLY },
  { XMPP_STANZA_ERROR_CONFLICT, XMPP_ROOM_ERROR_NICK_TAKEN },
  { XMPP_STANZA_ERROR_JID_MALFORMED, XMPP_ROOM_ERROR_NICK_INVALID },
  { XMPP_STANZA_ERROR_GONE, XMPP_ROOM_ERROR_DESTROYED },
  { XMPP_STANZA_ERROR_REDIRECT, XMPP_ROOM_ERROR_MOVED },
  { XMPP_STANZA_ERROR_RESOURCE_CONSTRAINT, XMPP_ROOM_ERROR_FULL },
  { XMPP_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND, XMPP_ROOM_ERROR_UNREACHABLE },
  { XMPP_STANZA_ERROR_REMOTE_SERVER_TIMEOUT, XMPP_ROOM_ERROR_UNREACHABLE },
};

/* XEP-0045, 11.1: with 333 the 307 means nothing. */
static const struct {
  XmppMucStatus  status;
  XmppRoomError  code;
  const char    *text;
} removals[] = {
  { XMPP_MUC_STATUS_FAULT, XMPP_ROOM_ERROR_REMOVED, "Removed for a technical reason" },
  { XMPP_MUC_STATUS_SHUTDOWN, XMPP_ROOM_ERROR_SHUTDOWN, "The service goes down" },
  { XMPP_MUC_STATUS_BANNED, XMPP_ROOM_ERROR_BANNED, "Banned" },
  { XMPP_MUC_STATUS_KICKED, XMPP_ROOM_ERROR_KICKED, "Kicked" },
  { XMPP_MUC_STATUS_MEMBERS_ONLY, XMPP_ROOM_ERROR_MEMBERS_ONLY, "The room is for members now" },
  { XMPP_MUC_STATUS_AFFILIATION_LOST, XMPP_ROOM_ERROR_AFFILIATION, "No longer affiliated" },
};

/* RFC 6120, 8.3.2. */
static gboolean
may_pass (XmppElement *stanza)
{
  XmppElement *error = xmpp_element_get_child (stanza, "error", xmpp_element_get_ns (stanza));

  return error != NULL && g_strcmp0 (xmpp_element_get_attribute (error, "type"), "wait") == 0;
}

/**
 * xmpp_room_error_from_refusal:
 * @presence: of type error, from a room that is being joined
 * @is_room: whether it is known to be a room
 *
 * Reads why a room does not let us in. The message is the room's text, which is nothing to trust.
 *
 * Returns: (transfer full): an error of %XMPP_ROOM_ERROR, or of %XMPP_STANZA_ERROR where rooms
 *   have no such reason
 */
GError *
xmpp_room_error_from_refusal (XmppElement *presence,
                              gboolean     is_room)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppAddress) venue = NULL;

  g_return_val_if_fail (presence != NULL, NULL);

  error = xmpp_stanza_error_from_element (presence);
  venue = xmpp_room_error_read_venue (presence);
  if (venue != NULL)
    return g_error_new_literal (XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_MOVED, error->message);

  /* A service that is none, or is down, says the same as a room that is full: RFC 6120,
   * 8.3.3.19. */
  if (error->code == XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE)
    return g_error_new_literal (XMPP_ROOM_ERROR,
                                is_room ? XMPP_ROOM_ERROR_FULL
                                : may_pass (presence) ? XMPP_ROOM_ERROR_UNREACHABLE
                                : XMPP_ROOM_ERROR_NOT_FOUND,
                                error->message);

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (error->code == (int) refusals[i].condition)
      return g_error_new_literal (XMPP_ROOM_ERROR, (int) refusals[i].code, error->message);

  return g_steal_pointer (&error);
}

/**
 * xmpp_room_error_from_removal:
 * @user: (nullable): what the room says, in our presence of type unavailable
 *
 * Reads why we are no longer in a room.
 *
 * Returns: (transfer full) (nullable): an error of %XMPP_ROOM_ERROR
 */
GError *
xmpp_room_error_from_removal (const XmppMucUser *user)
{
  const char *reason;

  if (user == NULL)
    return NULL;

  if (user->is_destroyed)
    return g_error_new_literal (XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_DESTROYED,
                                user->reason != NULL ? user->reason : "Destroyed");

  reason = user->item != NULL ? user->item->reason : NULL;
  for (guint i = 0; i < G_N_ELEMENTS (removals); i++)
    if ((user->status & removals[i].status) != 0)
      return g_error_new_literal (XMPP_ROOM_ERROR, (int) removals[i].code,
                                  reason != NULL ? reason : removals[i].text);
  return NULL;
}

/**
 * xmpp_room_error_is_temporary:
 * @error: why we are not in a room
 *
 * Returns: whether it may well be over soon without anybody's doing
 */
gboolean
xmpp_room_error_is_temporary (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  if (error->domain == XMPP_ERROR)
    return error->code == XMPP_ERROR_TIMEOUT || error->code == XMPP_ERROR_DISCONNECTED;

  if (error->domain == XMPP_STANZA_ERROR)
    return error->code == XMPP_STANZA_ERROR_INTERNAL_SERVER_ERROR
           || error->code == XMPP_STANZA_ERROR_REMOTE_SERVER_TIMEOUT
           || error->code == XMPP_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND
           || error->code == XMPP_STANZA_ERROR_RECIPIENT_UNAVAILABLE;

  return error->domain == XMPP_ROOM_ERROR
         && (error->code == XMPP_ROOM_ERROR_SHUTDOWN || error->code == XMPP_ROOM_ERROR_REMOVED
             || error->code == XMPP_ROOM_ERROR_UNREACHABLE);
}

/* "xmpp:room@service?join", as RFC 6120 has it; some write the address alone. */
static XmppAddress *
parse_venue (const char *text)
{
  g_autofree char *unescaped = NULL;
  g_autoptr(XmppAddress) address = NULL;

  if (g_str_has_prefix (text, "xmpp:"))
    text += strlen ("xmpp:");

  unescaped = g_uri_unescape_segment (text, text + strcspn (text, "?"), NULL);
  if (unescaped != NULL)
    address = xmpp_address_parse (unescaped, NULL);

  return address != NULL ? xmpp_address_dup_bare (address) : NULL;
}

/**
 * xmpp_room_error_read_venue:
 * @stanza: of type error
 *
 * Returns: (transfer full) (nullable): where to go instead, unchecked
 */
XmppAddress *
xmpp_room_error_read_venue (XmppElement *stanza)
{
  XmppElement *error;
  XmppElement *moved;

  g_return_val_if_fail (stanza != NULL, NULL);

  error = xmpp_element_get_child (stanza, "error", xmpp_element_get_ns (stanza));
  if (error == NULL)
    return NULL;

  moved = xmpp_element_get_child (error, "gone", XMPP_NS_STANZA_ERRORS);
  if (moved == NULL)
    moved = xmpp_element_get_child (error, "redirect", XMPP_NS_STANZA_ERRORS);

  return moved != NULL ? parse_venue (xmpp_element_get_text (moved)) : NULL;
}
