/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-transport.h"

G_BEGIN_DECLS

#define XMPP_TYPE_WIRE (xmpp_wire_get_type ())
G_DECLARE_FINAL_TYPE (XmppWire, xmpp_wire, XMPP, WIRE, GObject)

XmppTransport *xmpp_wire_new (GSocketConnection *connection) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
