/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interface of who keeps tokens. */
#define G_LOG_DOMAIN "xmpp-sasl"

#include "xmpp-token-store.h"

G_DEFINE_INTERFACE (XmppTokenStore, xmpp_token_store, G_TYPE_OBJECT)

static void
xmpp_token_store_default_init (XmppTokenStoreInterface *iface)
{
}

/**
 * xmpp_token_store_load_async:
 * @self: where tokens are kept
 * @address: the account's bare address
 * @cancellable: (nullable): to take the question back
 * @callback: (scope async): called when there is an answer
 * @user_data: for @callback
 *
 * Looks for a token.
 */
void
xmpp_token_store_load_async (XmppTokenStore      *self,
                             const char          *address,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (XMPP_IS_TOKEN_STORE (self));
  g_return_if_fail (address != NULL);

  XMPP_TOKEN_STORE_GET_IFACE (self)->load_async (self, address, cancellable, callback, user_data);
}

/**
 * xmpp_token_store_load_finish:
 * @self: where tokens are kept
 * @result: what the callback was given
 * @error: why it cannot be had
 *
 * Returns: (nullable) (transfer full): the token as it was stored; %NULL without @error when there
 *   is none
 */
char *
xmpp_token_store_load_finish (XmppTokenStore  *self,
                              GAsyncResult    *result,
                              GError         **error)
{
  g_return_val_if_fail (XMPP_IS_TOKEN_STORE (self), NULL);

  return XMPP_TOKEN_STORE_GET_IFACE (self)->load_finish (self, result, error);
}

/**
 * xmpp_token_store_store:
 * @self: where tokens are kept
 * @address: the account's bare address
 * @token: what to keep
 *
 * Keeps a token in place of the one before.
 */
void
xmpp_token_store_store (XmppTokenStore *self,
                        const char     *address,
                        const char     *token)
{
  g_return_if_fail (XMPP_IS_TOKEN_STORE (self));
  g_return_if_fail (address != NULL && token != NULL);

  XMPP_TOKEN_STORE_GET_IFACE (self)->store (self, address, token);
}

/**
 * xmpp_token_store_forget:
 * @self: where tokens are kept
 * @address: the account's bare address
 *
 * Keeps no token of the account any more.
 */
void
xmpp_token_store_forget (XmppTokenStore *self,
                         const char     *address)
{
  g_return_if_fail (XMPP_IS_TOKEN_STORE (self));
  g_return_if_fail (address != NULL);

  XMPP_TOKEN_STORE_GET_IFACE (self)->forget (self, address);
}
