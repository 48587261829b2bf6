/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-pubsub-stanza.h"
#include "xmpp-session.h"

G_BEGIN_DECLS

/* Makes sure that a node of our own account is there and shows what is in it to nobody else.
 * XMPP_ERROR_UNSUPPORTED: the server cannot be brought to that; nothing private may go there */
void     xmpp_node_privacy_ensure_async  (XmppSession              *session,
                                          const char               *node,
                                          const XmppPubsubOptions  *options,
                                          GCancellable             *cancellable,
                                          GAsyncReadyCallback       callback,
                                          gpointer                  user_data);
gboolean xmpp_node_privacy_ensure_finish (GAsyncResult             *result,
                                          GError                  **error);

G_END_DECLS
