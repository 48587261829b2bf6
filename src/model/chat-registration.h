/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-account.h"
#include "chat-form.h"

G_BEGIN_DECLS

/* Making a new account on a server (XEP-0077, with data forms, captchas and invitations). Made
 * by chat_client_new_registration(). Property: certificate (ChatCertificate, nullable: set when
 * open failed with CHAT_ERROR_CERTIFICATE). */
#define CHAT_TYPE_REGISTRATION (chat_registration_get_type ())
G_DECLARE_FINAL_TYPE (ChatRegistration, chat_registration, CHAT, REGISTRATION, GObject)

const char      *chat_registration_get_domain      (ChatRegistration *self);
ChatCertificate *chat_registration_get_certificate (ChatRegistration *self); /* (nullable) */
/* pin it, then open again */
void             chat_registration_trust           (ChatRegistration *self);

/* Connects over TLS and fetches the form: finish gives a reference to it. */
void      chat_registration_open_async  (ChatRegistration   *self,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
ChatForm *chat_registration_open_finish (ChatRegistration *self,
                                         GAsyncResult     *result,
                                         GError          **error);
/* Sends the filled form; then adds the account to the client, remembers its password, and signs
 * in. On refusal (name taken, wrong captcha) the error says it; a new form may have come:
 * chat_registration_get_form() */
void         chat_registration_submit_async  (ChatRegistration   *self,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
ChatAccount *chat_registration_submit_finish (ChatRegistration *self,
                                              GAsyncResult     *result,
                                              GError          **error); /* borrowed */
ChatForm    *chat_registration_get_form      (ChatRegistration *self); /* (nullable) borrowed */

G_END_DECLS
