/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-pubsub.h"

G_BEGIN_DECLS

#define XMPP_TYPE_NICK (xmpp_nick_get_type ())
G_DECLARE_FINAL_TYPE (XmppNick, xmpp_nick, XMPP, NICK, GObject)

/* Signals:
 *   "changed" (XmppAddress *bare, const char *nick, nullable): what somebody calls himself; our own
 *             account too */
XmppNick *xmpp_nick_new            (XmppPubsub *pubsub) G_GNUC_WARN_UNUSED_RESULT;
void      xmpp_nick_publish_async  (XmppNick            *self,
                                    const char          *nick, /* NULL or "": no longer any */
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gboolean  xmpp_nick_publish_finish (XmppNick      *self,
                                    GAsyncResult  *result,
                                    GError       **error);

G_END_DECLS
