/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interface of one extension of the protocol that a session can have. */
#define G_LOG_DOMAIN "xmpp-feature"

#include "xmpp-feature.h"

G_DEFINE_INTERFACE (XmppFeature, xmpp_feature, G_TYPE_OBJECT)

static void
xmpp_feature_default_init (XmppFeatureInterface *iface)
{
}

/**
 * xmpp_feature_get_namespaces:
 * @self: a feature
 *
 * Returns: (nullable) (transfer none): what our answer to a service discovery names for it:
 *   XEP-0030
 */
const char *const *
xmpp_feature_get_namespaces (XmppFeature *self)
{
  XmppFeatureInterface *iface;

  g_return_val_if_fail (XMPP_IS_FEATURE (self), NULL);

  iface = XMPP_FEATURE_GET_IFACE (self);
  return iface->get_namespaces != NULL ? iface->get_namespaces (self) : NULL;
}

/**
 * xmpp_feature_attach:
 * @self: a feature that is attached nowhere
 * @session: the session to work in
 *
 * Lets @self learn of @session; before it is started.
 */
void
xmpp_feature_attach (XmppFeature *self,
                     XmppSession *session)
{
  g_return_if_fail (XMPP_IS_FEATURE (self));
  g_return_if_fail (XMPP_IS_SESSION (session));

  XMPP_FEATURE_GET_IFACE (self)->attach (self, session);
}

/**
 * xmpp_feature_detach:
 * @self: a feature
 * @session: the session that it is attached to
 *
 * Takes @self out of @session without a trace.
 */
void
xmpp_feature_detach (XmppFeature *self,
                     XmppSession *session)
{
  g_return_if_fail (XMPP_IS_FEATURE (self));
  g_return_if_fail (XMPP_IS_SESSION (session));

  XMPP_FEATURE_GET_IFACE (self)->detach (self, session);
}
