/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "xmpp-proxy.h"
#include "xmpp-tls.h"

G_BEGIN_DECLS

SoupSession *xmpp_https_session_new (XmppTls         *tls,
                                     const XmppProxy *proxy) G_GNUC_WARN_UNUSED_RESULT;
SoupMessage *xmpp_https_message_new (XmppTls         *tls,
                                     GUri            *uri,
                                     gboolean         remember) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
