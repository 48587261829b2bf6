/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-sasl-mechanism.h"

G_BEGIN_DECLS

#define XMPP_TYPE_SASL_HT (xmpp_sasl_ht_get_type ())
G_DECLARE_FINAL_TYPE (XmppSaslHt, xmpp_sasl_ht, XMPP, SASL_HT, XmppSaslMechanism)

XmppSaslMechanism *xmpp_sasl_ht_new         (const char        *mechanism,
                                             const char        *username,
                                             const char        *token,
                                             GBytes            *binding) G_GNUC_WARN_UNUSED_RESULT;

gboolean           xmpp_sasl_ht_read_name   (const char        *mechanism,
                                             const char       **binding);
const char        *xmpp_sasl_ht_choose      (const char *const *offered,
                                             const char *const *available);

G_END_DECLS
