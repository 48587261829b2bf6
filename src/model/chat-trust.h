/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-certificate.h"

G_BEGIN_DECLS

/* Which certificates a person has accepted for one domain though they do not verify.
 *
 * Signals:
 *   "refused" (ChatCertificate *certificate): one that is not among them was shown; the person may
 *     want to see it */
#define CHAT_TYPE_TRUST (chat_trust_get_type ())
G_DECLARE_FINAL_TYPE (ChatTrust, chat_trust, CHAT, TRUST, GObject)

/* @pins: (nullable): SHA-256 in hex, of certificates accepted before */
ChatTrust         *chat_trust_new             (const char        *domain,
                                               const char *const *pins) G_GNUC_WARN_UNUSED_RESULT;
const char *const *chat_trust_get_pins        (ChatTrust         *self);
/* (nullable) refused last */
ChatCertificate   *chat_trust_get_certificate (ChatTrust         *self);
/* The person accepts just that one. FALSE when there is none */
gboolean           chat_trust_pin             (ChatTrust         *self);
/* Nobody is asked about it any more */
void               chat_trust_clear           (ChatTrust         *self);

G_END_DECLS
