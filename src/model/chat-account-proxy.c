/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an account connects through, and the password for it, which is in the key ring alone. */
#define G_LOG_DOMAIN "chat-account"

#include "chat-account.h"

#include "chat-account-private.h"
#include "chat-prompt.h"
#include "chat-proxy.h"
#include "xmpp-sasl-prompt.h"

static gboolean
has_user (ChatAccount *self)
{
  g_autoptr(ChatProxy) proxy = chat_proxy_parse (self->record.proxy, NULL);

  return proxy != NULL && proxy->user != NULL;
}

/* Nobody is asked: what is missing the proxy says, and the settings are where it is given. */
static void
needed_cb (ChatPrompt *prompt)
{
  chat_prompt_give (prompt, NULL, FALSE);
}

static void
known_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ChatAccount) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *password =
    xmpp_sasl_prompt_ask_finish (XMPP_SASL_PROMPT (object), result, &error);

  if (password == NULL)
    g_debug ("The password for the proxy: %s", error->message);

  self->proxy_step = CHAT_ACCOUNT_PROXY_READY;
  if (self->connection != NULL)
    chat_account_update_session (self);
}

void
chat_account_init_proxy (ChatAccount *self,
                         ChatKeyring *keyring)
{
  self->proxy_prompt = chat_prompt_new (self->address, CHAT_PROMPT_PROXY, keyring);
  g_signal_connect (self->proxy_prompt, "needed", G_CALLBACK (needed_cb), NULL);
}

gboolean
chat_account_prepare_proxy (ChatAccount *self)
{
  if (self->proxy_step == CHAT_ACCOUNT_PROXY_ASKING)
    return FALSE;
  if (self->proxy_step == CHAT_ACCOUNT_PROXY_READY || !has_user (self)
      || chat_prompt_get_password (self->proxy_prompt) != NULL)
    {
      self->proxy_step = CHAT_ACCOUNT_PROXY_UNKNOWN; /* the next sign-in may ask again */
      return TRUE;
    }

  self->proxy_step = CHAT_ACCOUNT_PROXY_ASKING;
  chat_account_set_state (self, CHAT_ACCOUNT_CONNECTING, NULL);
  chat_prompt_begin (self->proxy_prompt);
  xmpp_sasl_prompt_ask_async (XMPP_SASL_PROMPT (self->proxy_prompt), self->address, FALSE, NULL,
                              known_cb, g_object_ref (self));
  return FALSE;
}

void
chat_account_take_proxy (ChatAccount *self,
                         const char  *proxy,
                         const char  *password)
{
  g_autoptr(ChatProxy) parsed = chat_proxy_parse (proxy, NULL);
  g_autofree char *text = NULL;

  g_return_if_fail (parsed != NULL); /* whoever asks people checks what they write */

  if (parsed->kind != CHAT_PROXY_SYSTEM)
    text = chat_proxy_to_text (parsed);
  if (password == NULL)
    password = parsed->password;

  /* One proxy's password is not for another one. */
  if (g_strcmp0 (text, self->record.proxy) != 0
      && (password == NULL || parsed->user == NULL)
      && (has_user (self) || chat_prompt_get_password (self->proxy_prompt) != NULL))
    chat_prompt_forget (self->proxy_prompt);

  g_free (self->record.proxy);
  self->record.proxy = g_steal_pointer (&text);
  if (password != NULL && parsed->user != NULL)
    {
      chat_prompt_give (self->proxy_prompt, password, TRUE);
      chat_prompt_note_accepted (self->proxy_prompt);
    }
}
