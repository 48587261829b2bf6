/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-session-config.h"
#include "xmpp-trust.h"

G_BEGIN_DECLS

#define XMPP_TYPE_TLS (xmpp_tls_get_type ())
G_DECLARE_FINAL_TYPE (XmppTls, xmpp_tls, XMPP, TLS, GObject)

XmppTls    *xmpp_tls_new             (const char              *domain,
                                      const char              *ascii_domain,
                                      const XmppSessionConfig *config) G_GNUC_WARN_UNUSED_RESULT;
void        xmpp_tls_set_trust       (XmppTls   *self,
                                      XmppTrust *trust);
void        xmpp_tls_prepare         (XmppTls *self);
void        xmpp_tls_secure_async    (XmppTls             *self,
                                      GIOStream           *stream,
                                      gboolean             direct,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
GIOStream  *xmpp_tls_secure_finish   (XmppTls       *self,
                                      GAsyncResult  *result,
                                      GError       **error) G_GNUC_WARN_UNUSED_RESULT;
void        xmpp_tls_report_refused  (XmppTls *self);

void          xmpp_tls_ready_async   (XmppTls             *self,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean      xmpp_tls_ready_finish  (XmppTls       *self,
                                      GAsyncResult  *result,
                                      GError       **error);
GTlsDatabase *xmpp_tls_get_roots     (XmppTls *self); /* (nullable) */
GTlsCertificate *xmpp_tls_get_own_certificate (XmppTls *self); /* (nullable) */
gboolean      xmpp_tls_judge         (XmppTls              *self,
                                      const char           *host,
                                      GTlsCertificate      *certificate,
                                      GTlsCertificateFlags  errors,
                                      gboolean              remember);
gboolean      xmpp_tls_has_refused   (XmppTls *self);
void          xmpp_tls_forget_refused (XmppTls *self);

GBytes     *xmpp_tls_get_binding     (GTlsConnection *connection,
                                      const char     *kind) G_GNUC_WARN_UNUSED_RESULT;
const char *xmpp_tls_get_version     (GTlsConnection *connection); /* (nullable) */
const char *xmpp_tls_get_number      (GTlsConnection *connection); /* (nullable) */

G_END_DECLS
