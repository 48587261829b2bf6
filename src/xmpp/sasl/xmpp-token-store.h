/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define XMPP_TYPE_TOKEN_STORE (xmpp_token_store_get_type ())
G_DECLARE_INTERFACE (XmppTokenStore, xmpp_token_store, XMPP, TOKEN_STORE, GObject)

/**
 * XmppTokenStoreInterface:
 * @load_async: looks for the token of @address; signing in waits for it, so it answers within
 *   seconds
 * @load_finish: (nullable) (transfer full): the token; %NULL without @error when there is none, and
 *   with @error when it cannot be had
 * @store: keeps @token in place of another one; whether that succeeds is the store's business
 * @forget: keeps none any more
 *
 * Where the tokens are kept that sign an account in, XEP-0484: a secret as a password is.
 * Implemented above.
 */
struct _XmppTokenStoreInterface
{
  GTypeInterface parent_iface;

  void  (*load_async)  (XmppTokenStore       *self,
                        const char           *address,
                        GCancellable         *cancellable,
                        GAsyncReadyCallback   callback,
                        gpointer              user_data);
  char *(*load_finish) (XmppTokenStore       *self,
                        GAsyncResult         *result,
                        GError              **error);
  void  (*store)       (XmppTokenStore       *self,
                        const char           *address,
                        const char           *token);
  void  (*forget)      (XmppTokenStore       *self,
                        const char           *address);
};

void  xmpp_token_store_load_async  (XmppTokenStore       *self,
                                    const char           *address,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
char *xmpp_token_store_load_finish (XmppTokenStore       *self,
                                    GAsyncResult         *result,
                                    GError              **error) G_GNUC_WARN_UNUSED_RESULT;
void  xmpp_token_store_store       (XmppTokenStore       *self,
                                    const char           *address,
                                    const char           *token);
void  xmpp_token_store_forget      (XmppTokenStore       *self,
                                    const char           *address);

G_END_DECLS
