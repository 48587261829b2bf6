/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * XmppJingleProgressFunc:
 * @n_bytes: how many more of the file there are now
 * @user_data: what xmpp_jingle_pump_async() was given
 */
typedef void (*XmppJingleProgressFunc) (gsize    n_bytes,
                                        gpointer user_data);

void    xmpp_jingle_pump_async  (GInputStream           *before,
                                 gint64                  n_before,
                                 GInputStream           *from,
                                 GOutputStream          *to,
                                 gint64                  length,
                                 gboolean                is_incoming,
                                 XmppJingleProgressFunc  progress,
                                 GCancellable           *cancellable,
                                 GAsyncReadyCallback     callback,
                                 gpointer                user_data);
GBytes *xmpp_jingle_pump_finish (GAsyncResult           *result,
                                 GError                **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
