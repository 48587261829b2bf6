/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-muc-user.h"

G_BEGIN_DECLS

/**
 * XmppRoomError:
 * @XMPP_ROOM_ERROR_PASSWORD: the room wants a password, or another one
 * @XMPP_ROOM_ERROR_BANNED: we are banned, or have just been
 * @XMPP_ROOM_ERROR_NOT_FOUND: there is no such room, or it is not ready yet
 * @XMPP_ROOM_ERROR_MOVED: the room is elsewhere now: xmpp_room_get_venue()
 * @XMPP_ROOM_ERROR_CREATION: there is no such room, and we may not create it
 * @XMPP_ROOM_ERROR_NICK_LOCKED: the room wants the nick that is reserved for us
 * @XMPP_ROOM_ERROR_MEMBERS_ONLY: the room is for members, and we are none, or no longer
 * @XMPP_ROOM_ERROR_NICK_TAKEN: somebody else has that nick
 * @XMPP_ROOM_ERROR_NICK_INVALID: that is no nick
 * @XMPP_ROOM_ERROR_FULL: there are as many in the room as it takes
 * @XMPP_ROOM_ERROR_KICKED: somebody has thrown us out
 * @XMPP_ROOM_ERROR_AFFILIATION: we have been removed as our affiliation has changed
 * @XMPP_ROOM_ERROR_DESTROYED: the room has been destroyed; perhaps there is another one:
 *   xmpp_room_get_venue()
 * @XMPP_ROOM_ERROR_SHUTDOWN: the service goes down; we come back by ourselves
 * @XMPP_ROOM_ERROR_REMOVED: we are no longer in the room, for technical reasons; likewise
 * @XMPP_ROOM_ERROR_UNREACHABLE: the service cannot be reached; likewise
 * @XMPP_ROOM_ERROR_EXISTS: there is a room already where one should be created
 *
 * Why we are not in a room.
 */
typedef enum {
  XMPP_ROOM_ERROR_PASSWORD,
  XMPP_ROOM_ERROR_BANNED,
  XMPP_ROOM_ERROR_NOT_FOUND,
  XMPP_ROOM_ERROR_MOVED,
  XMPP_ROOM_ERROR_CREATION,
  XMPP_ROOM_ERROR_NICK_LOCKED,
  XMPP_ROOM_ERROR_MEMBERS_ONLY,
  XMPP_ROOM_ERROR_NICK_TAKEN,
  XMPP_ROOM_ERROR_NICK_INVALID,
  XMPP_ROOM_ERROR_FULL,
  XMPP_ROOM_ERROR_KICKED,
  XMPP_ROOM_ERROR_AFFILIATION,
  XMPP_ROOM_ERROR_DESTROYED,
  XMPP_ROOM_ERROR_SHUTDOWN,
  XMPP_ROOM_ERROR_REMOVED,
  XMPP_ROOM_ERROR_UNREACHABLE,
  XMPP_ROOM_ERROR_EXISTS,
} XmppRoomError;

#define XMPP_ROOM_ERROR (xmpp_room_error_quark ())
GQuark       xmpp_room_error_quark        (void);

/* @is_room: whether its service discovery has said that it is a room */
GError      *xmpp_room_error_from_refusal (XmppElement       *presence,
                                           gboolean           is_room) G_GNUC_WARN_UNUSED_RESULT;
/* NULL when it was nobody's doing but our own */
GError      *xmpp_room_error_from_removal (const XmppMucUser *user) G_GNUC_WARN_UNUSED_RESULT;
/* Whether it is worth trying again, with nobody asking for it */
gboolean     xmpp_room_error_is_temporary (const GError      *error);
/* Where a room has moved to, which <gone/> and <redirect/> tell: RFC 6120, 8.3.3.5 */
XmppAddress *xmpp_room_error_read_venue   (XmppElement       *stanza) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
