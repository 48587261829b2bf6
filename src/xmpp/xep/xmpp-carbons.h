/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-feature.h"
#include "xmpp-forward.h"
#include "xmpp-server-info.h"

G_BEGIN_DECLS

#define XMPP_TYPE_CARBONS (xmpp_carbons_get_type ())
G_DECLARE_FINAL_TYPE (XmppCarbons, xmpp_carbons, XMPP, CARBONS, GObject)

/* Enabled by itself after each sign-in that is not a resumption, where the server offers it.
 * Signals:
 *   "carbon" (gboolean sent, XmppForwarded *), borrowed, with a stanza: another device of ours sent
 *            a message, or got one. It came from our own account, and is from us or to us
 *   "settled" (): from here on everything is copied to us, or the server does not copy. What was
 *            asked of the archive before this may lack what other devices did meanwhile */
XmppCarbons *xmpp_carbons_new          (XmppServerInfo *server_info) G_GNUC_WARN_UNUSED_RESULT;

/* The server has enabled them while it signed us in (XEP-0386): nothing is to be asked for. To be
 * said before or in "online", for this stream alone */
void         xmpp_carbons_note_enabled (XmppCarbons    *self);
gboolean     xmpp_carbons_is_enabled   (XmppCarbons    *self);
gboolean     xmpp_carbons_is_settled   (XmppCarbons    *self);

/* Has the servers copy a message that is being built to no other device: XEP-0280, 9 */
void         xmpp_carbons_mark_private (XmppElement    *message);

G_END_DECLS
