/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net-client.h"
#include "net-html.h"

G_BEGIN_DECLS

/* @may_be_near: it may come from this machine or from a network nearby */
void     net_page_async  (NetClient           *client,
                          const char          *url,
                          gboolean             may_be_near,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data);
NetPage *net_page_finish (NetClient           *client,
                          GAsyncResult        *result,
                          GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
