/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A certificate that did not verify, as a person is asked about it. Immutable. */
#define CHAT_TYPE_CERTIFICATE (chat_certificate_get_type ())
G_DECLARE_FINAL_TYPE (ChatCertificate, chat_certificate, CHAT, CERTIFICATE, GObject)

ChatCertificate     *chat_certificate_new             (const char          *domain,
                                                       GTlsCertificate     *certificate,
                                                       GTlsCertificateFlags errors);
const char          *chat_certificate_get_domain      (ChatCertificate *self);
/* SHA-256, "AB:CD:…" */
const char          *chat_certificate_get_fingerprint (ChatCertificate *self);
const char          *chat_certificate_get_subject     (ChatCertificate *self); /* (nullable) */
const char          *chat_certificate_get_issuer      (ChatCertificate *self); /* (nullable) */
/* (nullable) borrowed */
GDateTime           *chat_certificate_get_not_before  (ChatCertificate *self);
/* (nullable) borrowed */
GDateTime           *chat_certificate_get_not_after   (ChatCertificate *self);
/* translated, one sentence */
char                *chat_certificate_dup_reason      (ChatCertificate *self);

G_END_DECLS
