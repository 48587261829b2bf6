/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-proxy.h"
#include "xmpp-transport.h"

G_BEGIN_DECLS

#define XMPP_TYPE_WEBSOCKET (xmpp_websocket_get_type ())
G_DECLARE_FINAL_TYPE (XmppWebsocket, xmpp_websocket, XMPP, WEBSOCKET, GObject)

void           xmpp_websocket_connect_async  (const char          *uri,
                                              XmppTls             *tls,
                                              const XmppProxy     *proxy,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
XmppTransport *xmpp_websocket_connect_finish (GAsyncResult  *result,
                                              GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
