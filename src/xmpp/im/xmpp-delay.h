/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-element.h"

G_BEGIN_DECLS

gint64 xmpp_delay_read       (XmppElement  *stanza,
                              XmppAddress **from);
gint64 xmpp_delay_read_stamp (XmppElement  *stanza);

G_END_DECLS
