/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interface of who knows the password. */
#define G_LOG_DOMAIN "xmpp-sasl-prompt"

#include "xmpp-sasl-prompt.h"

G_DEFINE_INTERFACE (XmppSaslPrompt, xmpp_sasl_prompt, G_TYPE_OBJECT)

static void
xmpp_sasl_prompt_default_init (XmppSaslPromptInterface *iface)
{
}

/**
 * xmpp_sasl_prompt_ask_async:
 * @self: who to ask
 * @address: the account's bare address
 * @retry: whether the last answer was refused by the server
 * @cancellable: (nullable): to take the question back
 * @callback: when there is an answer
 * @user_data: for @callback
 *
 * Asks for a password.
 */
void
xmpp_sasl_prompt_ask_async (XmppSaslPrompt      *self,
                            const char          *address,
                            gboolean             retry,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_return_if_fail (XMPP_IS_SASL_PROMPT (self));
  g_return_if_fail (address != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  XMPP_SASL_PROMPT_GET_IFACE (self)->ask_async (self, address, retry, cancellable,
                                                callback, user_data);
}

/**
 * xmpp_sasl_prompt_ask_finish:
 * @self: who was asked
 * @result: what the callback got
 * @error: why there is no password
 *
 * Returns: (nullable) (transfer full): the password; %NULL with @error set when there is none
 */
char *
xmpp_sasl_prompt_ask_finish (XmppSaslPrompt  *self,
                             GAsyncResult    *result,
                             GError         **error)
{
  g_return_val_if_fail (XMPP_IS_SASL_PROMPT (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);

  return XMPP_SASL_PROMPT_GET_IFACE (self)->ask_finish (self, result, error);
}
