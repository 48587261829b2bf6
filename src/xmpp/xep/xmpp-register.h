/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-bob.h"
#include "xmpp-data-form.h"

G_BEGIN_DECLS

/**
 * XmppRegistration:
 * @form: what to fill in; where the server has the old plain fields, they are made one with the
 *   vars "username", "password", "email", …
 * @is_registered: an account is there already
 * @redirect_url: (nullable): a page where to register; the only way when @form has no field
 * @can_fill_in: whether there is anything to fill in here
 *
 * What a server asks for: XEP-0077. Pictures of @form are found with xmpp_bob_lookup().
 */
typedef struct {
  XmppDataForm *form;
  gboolean      is_legacy;
  gboolean      is_registered;
  gboolean      can_fill_in;
  char         *redirect_url;
} XmppRegistration;

void              xmpp_registration_free           (XmppRegistration *self);

#define XMPP_TYPE_REGISTER (xmpp_register_get_type ())
G_DECLARE_FINAL_TYPE (XmppRegister, xmpp_register, XMPP, REGISTER, GObject)

XmppRegister     *xmpp_register_new                (XmppBob *bob) G_GNUC_WARN_UNUSED_RESULT;

/* Before there is an account: the session is XMPP_SESSION_REGISTERING.
 * @preauth_token: (nullable): of an invitation: XEP-0445 */
void              xmpp_register_request_async      (XmppRegister        *self,
                                                    const char          *preauth_token,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
XmppRegistration *xmpp_register_request_finish     (XmppRegister  *self,
                                                    GAsyncResult  *result,
                                                    GError       **error) G_GNUC_WARN_UNUSED_RESULT;
/* @registration: with the answers filled in. XMPP_STANZA_ERROR_CONFLICT: the name is taken;
 * XMPP_STANZA_ERROR_NOT_ACCEPTABLE: something is missing, or a wrong captcha: request anew */
void              xmpp_register_submit_async       (XmppRegister           *self,
                                                    const XmppRegistration *registration,
                                                    GCancellable           *cancellable,
                                                    GAsyncReadyCallback     callback,
                                                    gpointer                user_data);
gboolean          xmpp_register_submit_finish      (XmppRegister  *self,
                                                    GAsyncResult  *result,
                                                    GError       **error);

/* With an account: the session is online. At a service, or a room: XEP-0045, 7.10; finish as above.
 * XMPP_STANZA_ERROR_REGISTRATION_REQUIRED, _NOT_ALLOWED: it takes nobody so */
void              xmpp_register_request_at_async   (XmppRegister           *self,
                                                    XmppAddress            *service,
                                                    GCancellable           *cancellable,
                                                    GAsyncReadyCallback     callback,
                                                    gpointer                user_data);
void              xmpp_register_submit_at_async    (XmppRegister           *self,
                                                    XmppAddress            *service,
                                                    const XmppRegistration *registration,
                                                    GCancellable           *cancellable,
                                                    GAsyncReadyCallback     callback,
                                                    gpointer                user_data);

/* With an account: the session is online */
void              xmpp_register_change_password_async  (XmppRegister        *self,
                                                        const char          *password,
                                                        GCancellable        *cancellable,
                                                        GAsyncReadyCallback  callback,
                                                        gpointer             user_data);
gboolean          xmpp_register_change_password_finish (XmppRegister  *self,
                                                        GAsyncResult  *result,
                                                        GError       **error);
/* Gone for ever. The server ends the stream */
void              xmpp_register_remove_account_async   (XmppRegister        *self,
                                                        GCancellable        *cancellable,
                                                        GAsyncReadyCallback  callback,
                                                        gpointer             user_data);
gboolean          xmpp_register_remove_account_finish  (XmppRegister  *self,
                                                        GAsyncResult  *result,
                                                        GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppRegistration, xmpp_registration_free)

G_END_DECLS
