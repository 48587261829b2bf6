/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-element.h"
#include "xmpp-sasl-credentials.h"
#include "xmpp-session-config.h"
#include "xmpp-stream-features.h"
#include "xmpp-stream.h"

G_BEGIN_DECLS

#define XMPP_TYPE_AUTHENTICATION (xmpp_authentication_get_type ())
G_DECLARE_FINAL_TYPE (XmppAuthentication, xmpp_authentication, XMPP, AUTHENTICATION, GObject)

XmppAuthentication *xmpp_authentication_new         (XmppStream              *stream,
                                                     XmppSaslCredentials     *credentials,
                                                     const XmppSessionConfig *config,
                                                     guint                    step_ms)
                                                     G_GNUC_WARN_UNUSED_RESULT;
void                xmpp_authentication_set_inlined (XmppAuthentication      *self,
                                                     GPtrArray               *inlined);
void                xmpp_authentication_set_revoking (XmppAuthentication     *self);
void                xmpp_authentication_skip_token  (XmppAuthentication      *self);
void                xmpp_authentication_run_async   (XmppAuthentication       *self,
                                                     const XmppStreamFeatures *offer,
                                                     GCancellable             *cancellable,
                                                     GAsyncReadyCallback       callback,
                                                     gpointer                  user_data);
gboolean            xmpp_authentication_run_finish  (XmppAuthentication  *self,
                                                     GAsyncResult        *result,
                                                     GError             **error);
void                xmpp_authentication_receive     (XmppAuthentication  *self,
                                                     XmppElement         *element);
void                xmpp_authentication_stream_lost (XmppAuthentication  *self,
                                                     const GError        *error);

const char         *xmpp_authentication_get_mechanism (XmppAuthentication *self); /* (nullable) */
const char         *xmpp_authentication_get_binding   (XmppAuthentication *self); /* (nullable) */
gboolean            xmpp_authentication_is_by_token   (XmppAuthentication *self);
gboolean            xmpp_authentication_is_waiting    (XmppAuthentication *self);
gboolean            xmpp_authentication_is_stuck      (XmppAuthentication *self);
XmppElement        *xmpp_authentication_get_success   (XmppAuthentication *self); /* (nullable) */
XmppAddress        *xmpp_authentication_get_identity  (XmppAuthentication *self); /* (nullable) */

G_END_DECLS
