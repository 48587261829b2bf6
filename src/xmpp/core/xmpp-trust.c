/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interface of who decides about certificates that do not verify. */
#define G_LOG_DOMAIN "xmpp-trust"

#include "xmpp-trust.h"

G_DEFINE_INTERFACE (XmppTrust, xmpp_trust, G_TYPE_OBJECT)

static void
xmpp_trust_default_init (XmppTrustInterface *iface)
{
}

/**
 * xmpp_trust_is_pinned:
 * @self: who decides
 * @domain: the domain of the account
 * @certificate: what the server showed
 *
 * Asks from within the handshake; the answer comes from memory.
 *
 * Returns: whether the user has accepted just this certificate for @domain before
 */
gboolean
xmpp_trust_is_pinned (XmppTrust       *self,
                      const char      *domain,
                      GTlsCertificate *certificate)
{
  g_return_val_if_fail (XMPP_IS_TRUST (self), FALSE);
  g_return_val_if_fail (domain != NULL, FALSE);
  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), FALSE);

  return XMPP_TRUST_GET_IFACE (self)->is_pinned (self, domain, certificate);
}

/**
 * xmpp_trust_refused:
 * @self: who decides
 * @domain: the domain of the account
 * @certificate: what the server showed
 * @errors: what is wrong with it
 *
 * Tells that the connection was given up for @certificate.
 */
void
xmpp_trust_refused (XmppTrust            *self,
                    const char           *domain,
                    GTlsCertificate      *certificate,
                    GTlsCertificateFlags  errors)
{
  g_return_if_fail (XMPP_IS_TRUST (self));
  g_return_if_fail (domain != NULL);
  g_return_if_fail (G_IS_TLS_CERTIFICATE (certificate));

  XMPP_TRUST_GET_IFACE (self)->refused (self, domain, certificate, errors);
}
