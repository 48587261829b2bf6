/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-sasl-credentials.h"
#include "xmpp-sasl-mechanism.h"

G_BEGIN_DECLS

#define XMPP_TYPE_SASL_PLAIN (xmpp_sasl_plain_get_type ())
G_DECLARE_FINAL_TYPE (XmppSaslPlain, xmpp_sasl_plain, XMPP, SASL_PLAIN, XmppSaslMechanism)

XmppSaslMechanism *xmpp_sasl_plain_new (XmppSaslCredentials *credentials) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
