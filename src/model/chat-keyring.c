/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interface to where secrets are kept. */
#define G_LOG_DOMAIN "chat-keyring"

#include "chat-keyring.h"

G_DEFINE_INTERFACE (ChatKeyring, chat_keyring, G_TYPE_OBJECT)

static void
chat_keyring_default_init (ChatKeyringInterface *iface)
{
}

void
chat_keyring_lookup_async (ChatKeyring         *self,
                           const char          *address,
                           const char          *kind,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (CHAT_IS_KEYRING (self));
  g_return_if_fail (address != NULL && kind != NULL);

  CHAT_KEYRING_GET_IFACE (self)->lookup_async (self, address, kind, cancellable, callback,
                                           user_data);
}

char *
chat_keyring_lookup_finish (ChatKeyring   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (CHAT_IS_KEYRING (self), NULL);

  return CHAT_KEYRING_GET_IFACE (self)->lookup_finish (self, result, error);
}

void
chat_keyring_store_async (ChatKeyring         *self,
                          const char          *address,
                          const char          *kind,
                          const char          *secret,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_return_if_fail (CHAT_IS_KEYRING (self));
  g_return_if_fail (address != NULL && kind != NULL && secret != NULL);

  CHAT_KEYRING_GET_IFACE (self)->store_async (self, address, kind, secret, cancellable, callback,
                                              user_data);
}

gboolean
chat_keyring_store_finish (ChatKeyring   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (CHAT_IS_KEYRING (self), FALSE);

  return CHAT_KEYRING_GET_IFACE (self)->store_finish (self, result, error);
}

void
chat_keyring_clear_async (ChatKeyring         *self,
                          const char          *address,
                          const char          *kind,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_return_if_fail (CHAT_IS_KEYRING (self));
  g_return_if_fail (address != NULL && kind != NULL);

  CHAT_KEYRING_GET_IFACE (self)->clear_async (self, address, kind, cancellable, callback,
                                           user_data);
}

gboolean
chat_keyring_clear_finish (ChatKeyring   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (CHAT_IS_KEYRING (self), FALSE);

  return CHAT_KEYRING_GET_IFACE (self)->clear_finish (self, result, error);
}
