/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-sasl-mechanism.h"

G_BEGIN_DECLS

#define XMPP_TYPE_SASL_EXTERNAL (xmpp_sasl_external_get_type ())
G_DECLARE_FINAL_TYPE (XmppSaslExternal, xmpp_sasl_external, XMPP, SASL_EXTERNAL, XmppSaslMechanism)

XmppSaslMechanism *xmpp_sasl_external_new (const char      *address,
                                           GTlsCertificate *certificate) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
