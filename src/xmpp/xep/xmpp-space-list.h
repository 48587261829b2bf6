/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-disco.h"
#include "xmpp-session.h"
#include "xmpp-space.h"

G_BEGIN_DECLS

/* For the feature of spaces alone. Owned XmppSpace: those that a service lists, the first
 * hundred */
void       xmpp_space_list_async  (XmppDisco           *disco,
                                   XmppSession         *session,
                                   XmppAddress         *service,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
GPtrArray *xmpp_space_list_finish (XmppDisco           *disco,
                                   GAsyncResult        *result,
                                   GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
