/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What carries a stream: the interface. */
#include "xmpp-transport.h"

G_DEFINE_INTERFACE (XmppTransport, xmpp_transport, G_TYPE_OBJECT)

static void
xmpp_transport_default_init (XmppTransportInterface *iface)
{
}
