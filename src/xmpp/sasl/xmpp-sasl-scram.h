/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-sasl-credentials.h"
#include "xmpp-sasl-mechanism.h"
#include "xmpp-scram-guard.h"

G_BEGIN_DECLS

#define XMPP_TYPE_SASL_SCRAM (xmpp_sasl_scram_get_type ())
G_DECLARE_FINAL_TYPE (XmppSaslScram, xmpp_sasl_scram, XMPP, SASL_SCRAM, XmppSaslMechanism)

XmppSaslMechanism *xmpp_sasl_scram_new (XmppSaslCredentials *credentials,
                                        XmppScramHash        hash,
                                        gboolean             server_binds,
                                        const char          *binding,
                                        GBytes              *binding_data)
                                        G_GNUC_WARN_UNUSED_RESULT;

void               xmpp_sasl_scram_set_guard (XmppSaslScram        *self,
                                              const XmppScramGuard *guard);

G_END_DECLS
