/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-account.h"

G_BEGIN_DECLS

typedef struct _ChatRegistration ChatRegistration;

/**
 * ChatRegistrationSink:
 * @client: who takes the new account
 * @add_async: adds and signs in; @pins: certificates accepted on the way
 * @add_finish: (transfer none): the account
 *
 * What becomes of an account that was made.
 */
typedef struct {
  GObject      *client;
  void         (*add_async)  (GObject             *client,
                              const char          *address,
                              const char          *password,
                              const ChatServer    *server,
                              const char *const   *pins,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data);
  ChatAccount *(*add_finish) (GObject             *client,
                              GAsyncResult        *result,
                              GError             **error);
} ChatRegistrationSink;

/* @token: (nullable): of an invitation. @sink is copied; it refers to the client */
ChatRegistration *chat_registration_new (const char                 *domain,
                                         const char                 *token,
                                         const ChatServer           *server, /* (nullable) */
                                         const ChatRegistrationSink *sink,
                                         GError                    **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
