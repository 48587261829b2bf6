/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-proxy.h"

G_BEGIN_DECLS

void     xmpp_proxy_http_async  (GIOStream           *stream,
                                 const XmppProxy     *proxy,
                                 const char          *host,
                                 guint16              port,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
gboolean xmpp_proxy_http_finish (GIOStream           *stream,
                                 GAsyncResult        *result,
                                 GError             **error);

G_END_DECLS
