/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-proxy.h"
#include "xmpp-tls.h"

G_BEGIN_DECLS

void       xmpp_host_meta_lookup_async  (const char          *domain,
                                         XmppTls             *tls,
                                         const XmppProxy     *proxy,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
GPtrArray *xmpp_host_meta_lookup_finish (GAsyncResult  *result,
                                         GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
