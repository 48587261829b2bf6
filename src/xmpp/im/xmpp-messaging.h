/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-feature.h"
#include "xmpp-message.h"

G_BEGIN_DECLS

#define XMPP_TYPE_MESSAGING (xmpp_messaging_get_type ())
G_DECLARE_FINAL_TYPE (XmppMessaging, xmpp_messaging, XMPP, MESSAGING, GObject)

/* Signals:
 *   "message" (XmppMessage *message, XmppElement *stanza), both borrowed: a message came, errors
 *             included. Nothing is answered by itself: who may have a receipt, the model decides */
XmppMessaging *xmpp_messaging_new  (void) G_GNUC_WARN_UNUSED_RESULT;

/* Fills in the id where there is none, sends, and returns the id; NULL when not online */
char          *xmpp_messaging_send (XmppMessaging     *self,
                                    const XmppMessage *message) G_GNUC_WARN_UNUSED_RESULT;
/* The same, with a serial for the session's "acknowledged"; 0 when not online */
guint64        xmpp_messaging_send_tracked (XmppMessaging      *self,
                                            const XmppMessage  *message,
                                            GError            **error);

G_END_DECLS
