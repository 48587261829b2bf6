/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-resolver.h"
#include "xmpp-transport.h"

G_BEGIN_DECLS

#define XMPP_TYPE_CONNECTOR (xmpp_connector_get_type ())
G_DECLARE_FINAL_TYPE (XmppConnector, xmpp_connector, XMPP, CONNECTOR, GObject)

XmppConnector     *xmpp_connector_new         (const char              *domain,
                                               const XmppSessionConfig *config,
                                               const XmppSessionLimits *limits,
                                               XmppTls                 *tls)
                                               G_GNUC_WARN_UNUSED_RESULT;
void               xmpp_connector_prefer      (XmppConnector *self,
                                               XmppTarget    *target);
void               xmpp_connector_redirect    (XmppConnector *self,
                                               XmppTarget    *target);

void               xmpp_connector_next_async  (XmppConnector       *self,
                                               GCancellable        *cancellable,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data);
XmppTransport     *xmpp_connector_next_finish (XmppConnector  *self,
                                               GAsyncResult   *result,
                                               GError        **error) G_GNUC_WARN_UNUSED_RESULT;
const XmppTarget  *xmpp_connector_get_target  (XmppConnector *self); /* (nullable) */
gboolean           xmpp_connector_has_more    (XmppConnector *self);

G_END_DECLS
