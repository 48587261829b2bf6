/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-audience.h"
#include "xmpp-feature.h"

G_BEGIN_DECLS

#define XMPP_TYPE_PING (xmpp_ping_get_type ())
G_DECLARE_FINAL_TYPE (XmppPing, xmpp_ping, XMPP, PING, GObject)

/* Answers to the audience alone */
XmppPing *xmpp_ping_new         (XmppAudience *audience) G_GNUC_WARN_UNUSED_RESULT;
void      xmpp_ping_send_async  (XmppPing            *self,
                                 XmppAddress         *address, /* (nullable): our own server */
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
/* A server that does not know the ping is there, too. @round_trip_us: (out) (optional) */
gboolean  xmpp_ping_send_finish (XmppPing      *self,
                                 GAsyncResult  *result,
                                 gint64        *round_trip_us,
                                 GError       **error);

G_END_DECLS
