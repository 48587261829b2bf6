/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-session.h"

G_BEGIN_DECLS

#define XMPP_TYPE_FEATURE (xmpp_feature_get_type ())
G_DECLARE_INTERFACE (XmppFeature, xmpp_feature, XMPP, FEATURE, GObject)

/**
 * XmppFeatureInterface:
 * @get_namespaces: (nullable): NULL-terminated, what to name in our service discovery answer
 * @attach: learn of the session: add handlers, connect to "online"
 * @detach: leave no trace of it
 *
 * One extension, one file. Each feature's own constructor takes the features that it needs.
 */
struct _XmppFeatureInterface
{
  GTypeInterface parent_iface;

  const char *const *(*get_namespaces) (XmppFeature *self);
  void               (*attach)         (XmppFeature *self,
                                        XmppSession *session);
  void               (*detach)         (XmppFeature *self,
                                        XmppSession *session);
};

const char *const *xmpp_feature_get_namespaces (XmppFeature *self); /* (nullable) */
void               xmpp_feature_attach         (XmppFeature *self,
                                                XmppSession *session);
void               xmpp_feature_detach         (XmppFeature *self,
                                                XmppSession *session);

G_END_DECLS
