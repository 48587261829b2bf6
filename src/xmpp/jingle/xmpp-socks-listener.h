/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * XmppSocksListener:
 *
 * A door for one who knows what to ask for: XEP-0065, 5.3.2.
 */
typedef struct _XmppSocksListener XmppSocksListener;

/* @destination, @other: what may be asked for; @arrived: (nullable): hears of each who did */
XmppSocksListener *xmpp_socks_listener_new      (const char         *destination,
                                                 const char         *other,
                                                 GCallback           arrived,
                                                 gpointer            user_data,
                                                 GError            **error)
  G_GNUC_WARN_UNUSED_RESULT;
guint16            xmpp_socks_listener_get_port (XmppSocksListener  *self);
/* (transfer full) (nullable): who came to @host, or else anywhere */
GSocketConnection *xmpp_socks_listener_take     (XmppSocksListener  *self,
                                                 const char         *host);
/* Closes it, and who was not taken; nothing is heard of it afterwards */
void               xmpp_socks_listener_free     (XmppSocksListener  *self);

G_END_DECLS
