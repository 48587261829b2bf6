/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net-client.h"

G_BEGIN_DECLS

/* @may_be_near: it may be on this machine or in a network nearby */
void     net_gone_async  (NetClient           *client,
                          const char          *url,
                          gboolean             may_be_near,
                          guint                limit_ms,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data);
/* FALSE: it is there, or nobody knows: @error */
gboolean net_gone_finish (NetClient           *client,
                          GAsyncResult        *result,
                          GError             **error);

G_END_DECLS
