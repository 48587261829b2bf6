/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-trust.h"

G_BEGIN_DECLS

#define MOCK_TYPE_TRUST (mock_trust_get_type ())
G_DECLARE_FINAL_TYPE (MockTrust, mock_trust, MOCK, TRUST, GObject)

MockTrust            *mock_trust_new           (void) G_GNUC_WARN_UNUSED_RESULT;
void                  mock_trust_pin           (MockTrust       *self,
                                                GTlsCertificate *certificate);
guint                 mock_trust_get_n_refused (MockTrust *self);
GTlsCertificate      *mock_trust_get_refused   (MockTrust *self);  /* (nullable) */
GTlsCertificateFlags  mock_trust_get_errors    (MockTrust *self);
const char           *mock_trust_get_domain    (MockTrust *self);  /* (nullable) */

G_END_DECLS
