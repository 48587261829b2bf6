/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define XMPP_TYPE_TRUST (xmpp_trust_get_type ())
G_DECLARE_INTERFACE (XmppTrust, xmpp_trust, XMPP, TRUST, GObject)

/**
 * XmppTrustInterface:
 * @is_pinned: whether the user has accepted just this certificate for @domain before; asked during
 *   the handshake, so it answers at once, from memory
 * @refused: a certificate was refused with @errors and is not pinned; the session goes to
 *   %XMPP_SESSION_FAILED with %XMPP_ERROR_CERTIFICATE. The implementation shows it; when the user
 *   pins it, it starts the session anew
 *
 * Who decides about certificates that do not verify. Nothing was sent before the decision.
 */
struct _XmppTrustInterface
{
  GTypeInterface parent_iface;

  gboolean (*is_pinned) (XmppTrust            *self,
                         const char           *domain,
                         GTlsCertificate      *certificate);
  void     (*refused)   (XmppTrust            *self,
                         const char           *domain,
                         GTlsCertificate      *certificate,
                         GTlsCertificateFlags  errors);
};

gboolean xmpp_trust_is_pinned (XmppTrust            *self,
                               const char           *domain,
                               GTlsCertificate      *certificate);
void     xmpp_trust_refused   (XmppTrust            *self,
                               const char           *domain,
                               GTlsCertificate      *certificate,
                               GTlsCertificateFlags  errors);

G_END_DECLS
