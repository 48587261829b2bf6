/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-roster.h"

G_BEGIN_DECLS

/**
 * XmppAudience:
 *
 * Who may know that we are here: our own account and server, contacts that see our presence, and
 * whom our presence was sent to directly. All others hear what an absent one would say.
 */
#define XMPP_TYPE_AUDIENCE (xmpp_audience_get_type ())
G_DECLARE_FINAL_TYPE (XmppAudience, xmpp_audience, XMPP, AUDIENCE, GObject)

XmppAudience *xmpp_audience_new      (XmppRoster   *roster) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the sender of @stanza belongs to it; @session is the one it came by */
gboolean      xmpp_audience_includes (XmppAudience *self,
                                      XmppSession  *session,
                                      XmppElement  *stanza);
/* The same for an address: may it be sent a receipt, a marker, a chat state? */
gboolean      xmpp_audience_includes_address (XmppAudience *self,
                                              XmppSession  *session,
                                              XmppAddress  *address);
/* Rooms and others that have our directed presence; by bare address */
void          xmpp_audience_add      (XmppAudience *self,
                                      XmppAddress  *address);
void          xmpp_audience_remove   (XmppAudience *self,
                                      XmppAddress  *address);

G_END_DECLS
