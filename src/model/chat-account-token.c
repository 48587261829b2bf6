/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What signs an account in without its password, and how it is given up. */
#define G_LOG_DOMAIN "chat-account"

#include "chat-account.h"

#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-tokens.h"
#include "xmpp-session.h"
#include "xmpp-token-store.h"

/* Whoever removes an account does not wait for a server that is not there. */
#define REVOKE_TIMEOUT_S 5

#define KEY_TOKEN "token"

static void
kept_cb (ChatAccount *self,
         gboolean     kept)
{
  chat_account_save_setting (self, KEY_TOKEN, kept ? "kept" : NULL);
}

void
chat_account_init_tokens (ChatAccount *self,
                          ChatKeyring *keyring)
{
  if (keyring == NULL)
    return;

  self->tokens = chat_tokens_new (self->address, keyring, self->prompt);
  g_signal_connect_object (self->tokens, "kept", G_CALLBACK (kept_cb), self, G_CONNECT_SWAPPED);
  xmpp_session_set_token_store (self->connection->session, XMPP_TOKEN_STORE (self->tokens));
}

gboolean
chat_account_take_token_setting (ChatAccount *self,
                                 const char  *key)
{
  if (g_strcmp0 (key, KEY_TOKEN) != 0)
    return FALSE;

  if (self->tokens != NULL)
    chat_tokens_set_kept (self->tokens, TRUE);
  return TRUE;
}

typedef struct {
  GCancellable *cancellable;
  guint         timeout;
} Revocation;

static void
revocation_free (gpointer data)
{
  Revocation *revocation = data;

  g_clear_handle_id (&revocation->timeout, g_source_remove);
  g_clear_object (&revocation->cancellable);
  g_free (revocation);
}

static gboolean
timeout_cb (gpointer user_data)
{
  Revocation *revocation = user_data;

  revocation->timeout = 0;
  g_cancellable_cancel (revocation->cancellable);
  return G_SOURCE_REMOVE;
}

static void
settled_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  chat_tokens_settle_finish (CHAT_TOKENS (object), result);
  g_task_return_boolean (task, TRUE);
}

static void
revoked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  ChatAccount *self = g_task_get_source_object (task);

  /* It is forgotten here in any case, and there it expires. */
  if (!xmpp_session_revoke_finish (XMPP_SESSION (object), result, &error))
    g_debug ("The token was not given up: %s", error->message);
  xmpp_token_store_forget (XMPP_TOKEN_STORE (self->tokens), self->address);
  chat_tokens_settle_async (self->tokens, settled_cb, g_object_ref (task));
}

void
chat_account_revoke_async (ChatAccount         *self,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Revocation *revocation;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, chat_account_revoke_async);
  if (self->tokens == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  revocation = g_new0 (Revocation, 1);
  revocation->cancellable = g_cancellable_new ();
  revocation->timeout = g_timeout_add_seconds (REVOKE_TIMEOUT_S, timeout_cb, revocation);
  g_task_set_task_data (task, revocation, revocation_free);
  xmpp_session_revoke_async (self->connection->session, revocation->cancellable, revoked_cb,
                             g_object_ref (task));
}
