/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-proxy.h"

G_BEGIN_DECLS

void               xmpp_socks_connect_async  (const XmppProxy      *way,
                                              const char           *host,
                                              guint16               port,
                                              const char           *destination,
                                              gboolean              local,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
GSocketConnection *xmpp_socks_connect_finish (GAsyncResult         *result,
                                              GError              **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
