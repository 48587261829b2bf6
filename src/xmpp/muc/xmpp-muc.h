/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-feature.h"
#include "xmpp-invitation.h"
#include "xmpp-muc-context.h"
#include "xmpp-room.h"

G_BEGIN_DECLS

#define XMPP_TYPE_MUC (xmpp_muc_get_type ())
G_DECLARE_FINAL_TYPE (XmppMuc, xmpp_muc, XMPP, MUC, GObject)

/* The rooms of an account. To be attached before XmppPresence and XmppMessaging: what comes from
 * rooms, or pretends to, is for this feature alone.
 * Signals, with borrowed arguments:
 *   "invited" (XmppInvitation *)
 *   "declined" (XmppAddress *room, XmppAddress *who, const char *reason), the last two nullable:
 *             somebody does not want to come
 * @audience: (nullable): where rooms are noted while they know that we are here */
XmppMuc        *xmpp_muc_new                (XmppDisco            *disco,
                                             XmppPresence         *presence,
                                             XmppAudience         *audience)
  G_GNUC_WARN_UNUSED_RESULT;

/* (nullable) borrowed: NULL when there are too many already, or @address is not that of a room */
XmppRoom       *xmpp_muc_ensure_room        (XmppMuc              *self,
                                             XmppAddress          *address);
XmppRoom       *xmpp_muc_get_room           (XmppMuc              *self,
                                             XmppAddress          *address); /* (nullable) */
GPtrArray      *xmpp_muc_get_rooms          (XmppMuc              *self)
  G_GNUC_WARN_UNUSED_RESULT; /* owned XmppRoom, in no order */
/* Leaves it, and forgets what is known of it */
void            xmpp_muc_forget_room        (XmppMuc              *self,
                                             XmppAddress          *address);
/* (nullable) borrowed: NULL while detached */
XmppSession    *xmpp_muc_get_session        (XmppMuc              *self);
/* xmpp_room_check() on all: the machine has slept, the network is another one */
void            xmpp_muc_check              (XmppMuc              *self);
void            xmpp_muc_set_patience       (XmppMuc               *self,
                                             const XmppMucPatience *patience);

/* Invites by ourselves: XEP-0249; best where the room is for everybody. FALSE when not online */
gboolean        xmpp_muc_invite_directly    (XmppMuc              *self,
                                             XmppAddress          *to,
                                             const XmppInvitation *invitation);
/* Tells whoever has invited us that we do not come; for mediated ones alone */
gboolean        xmpp_muc_decline            (XmppMuc              *self,
                                             const XmppInvitation *invitation,
                                             const char           *reason); /* (nullable) */

G_END_DECLS
