/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-element.h"

G_BEGIN_DECLS

XmppElement *xmpp_bind_make_request         (const char  *id,
                                             const char  *resource) G_GNUC_WARN_UNUSED_RESULT;
XmppAddress *xmpp_bind_read_answer          (XmppElement  *iq,
                                             XmppAddress  *account,
                                             GError      **error) G_GNUC_WARN_UNUSED_RESULT;

XmppElement *xmpp_bind_make_session_request (const char  *id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
