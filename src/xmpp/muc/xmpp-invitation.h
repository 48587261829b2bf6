/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-message.h"

G_BEGIN_DECLS

/**
 * XmppInvitation:
 *
 * Somebody wants us in a room. Never followed by itself.
 */
typedef struct {
  XmppAddress *room;            /* bare */
  XmppAddress *inviter;         /* (nullable): who invites; what a room says of it is only as true
                                 * as the room */
  char        *reason;          /* (nullable) */
  char        *password;        /* (nullable): the room's */
  gboolean     is_mediated;     /* by the room, which may be told that it is declined */
  gboolean     is_continuation; /* it goes on with a conversation of two */
  char        *thread;          /* (nullable): that conversation's */
} XmppInvitation;

XmppInvitation *xmpp_invitation_copy        (const XmppInvitation *self) G_GNUC_WARN_UNUSED_RESULT;
void            xmpp_invitation_free        (XmppInvitation       *self);

/* One by somebody who knows the room, live or from an archive; NULL where there is none */
XmppInvitation *xmpp_invitation_read_direct (XmppElement          *stanza,
                                             const XmppMessage    *message)
  G_GNUC_WARN_UNUSED_RESULT;

/* What is sent to invite, and not to come; the latter is NULL where nobody can be told */
XmppElement    *xmpp_invitation_to_direct   (const XmppInvitation *self,
                                             XmppAddress          *to) G_GNUC_WARN_UNUSED_RESULT;
XmppElement    *xmpp_invitation_to_decline  (const XmppInvitation *self,
                                             const char           *reason) /* (nullable) */
  G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppInvitation, xmpp_invitation_free)

G_END_DECLS
