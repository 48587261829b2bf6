/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-jingle-context.h"
#include "xmpp-socks-candidate.h"

G_BEGIN_DECLS

/* The server's own proxy, and how to use it */
void       xmpp_socks_relay_find_async      (XmppJingleContext    *context,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
/* (transfer full) (element-type XmppSocksCandidate): may be empty, when there is none */
GPtrArray *xmpp_socks_relay_find_finish     (GAsyncResult         *result,
                                             GError              **error)
  G_GNUC_WARN_UNUSED_RESULT;
void       xmpp_socks_relay_activate_async  (XmppJingleContext    *context,
                                             const char           *relay,
                                             const char           *sid,
                                             const char           *peer,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean   xmpp_socks_relay_activate_finish (GAsyncResult         *result,
                                             GError              **error);

G_END_DECLS
