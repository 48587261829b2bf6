/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-fast.h"
#include "xmpp-sasl-prompt.h"
#include "xmpp-scram.h"

G_BEGIN_DECLS

#define XMPP_TYPE_SASL_CREDENTIALS (xmpp_sasl_credentials_get_type ())
G_DECLARE_FINAL_TYPE (XmppSaslCredentials, xmpp_sasl_credentials, XMPP, SASL_CREDENTIALS, GObject)

XmppSaslCredentials *xmpp_sasl_credentials_new           (const char *address)
                                                          G_GNUC_WARN_UNUSED_RESULT;
void                 xmpp_sasl_credentials_set_prompt    (XmppSaslCredentials *self,
                                                          XmppSaslPrompt      *prompt);

const char          *xmpp_sasl_credentials_get_address   (XmppSaslCredentials *self);
const char          *xmpp_sasl_credentials_get_username  (XmppSaslCredentials *self);
/* (nullable) */
const char          *xmpp_sasl_credentials_get_password  (XmppSaslCredentials *self);
const char          *xmpp_sasl_credentials_get_accepted  (XmppSaslCredentials *self);

XmppFast            *xmpp_sasl_credentials_get_fast      (XmppSaslCredentials *self);

void                 xmpp_sasl_credentials_ask_async     (XmppSaslCredentials *self,
                                                          GCancellable        *cancellable,
                                                          GAsyncReadyCallback  callback,
                                                          gpointer             user_data);
gboolean             xmpp_sasl_credentials_ask_finish    (XmppSaslCredentials  *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);
gboolean             xmpp_sasl_credentials_refused       (XmppSaslCredentials *self);
void                 xmpp_sasl_credentials_accepted      (XmppSaslCredentials *self,
                                                          const char          *mechanism);
void                 xmpp_sasl_credentials_set_accepted  (XmppSaslCredentials *self,
                                                          const char          *mechanism);
void                 xmpp_sasl_credentials_note_weaker   (XmppSaslCredentials *self,
                                                          const char          *mechanism);
/* (nullable) */
const char          *xmpp_sasl_credentials_get_weaker    (XmppSaslCredentials *self);
void                 xmpp_sasl_credentials_skip_upgrades (XmppSaslCredentials *self);
gboolean             xmpp_sasl_credentials_may_upgrade   (XmppSaslCredentials *self);
void                 xmpp_sasl_credentials_forget        (XmppSaslCredentials *self);

gboolean             xmpp_sasl_credentials_lookup_keys   (XmppSaslCredentials *self,
                                                          XmppScramHash        hash,
                                                          GBytes              *salt,
                                                          guint                iterations,
                                                          XmppScramKeys       *keys);
void                 xmpp_sasl_credentials_store_keys    (XmppSaslCredentials *self,
                                                          XmppScramHash        hash,
                                                          GBytes              *salt,
                                                          guint                iterations,
                                                          const XmppScramKeys *keys);

G_END_DECLS
