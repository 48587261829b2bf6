/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CHAT_TYPE_KEYRING (chat_keyring_get_type ())
G_DECLARE_INTERFACE (ChatKeyring, chat_keyring, CHAT, KEYRING, GObject)

/**
 * ChatKeyringInterface:
 * @lookup_async: the secret @kind ("password") of @address; finish answers NULL without @error
 *   when it is not there, and NULL with @error when there is no working key ring
 *
 * Where secrets are kept: implemented above, with the Secret Service. Nothing else ever stores one.
 */
struct _ChatKeyringInterface
{
  GTypeInterface parent_iface;

  void      (*lookup_async)  (ChatKeyring *self, const char *address, const char *kind,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
  char     *(*lookup_finish) (ChatKeyring *self, GAsyncResult *result, GError **error);
  void      (*store_async)   (ChatKeyring *self, const char *address, const char *kind,
                              const char *secret, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
  gboolean  (*store_finish)  (ChatKeyring *self, GAsyncResult *result, GError **error);
  void      (*clear_async)   (ChatKeyring *self, const char *address, const char *kind,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
  gboolean  (*clear_finish)  (ChatKeyring *self, GAsyncResult *result, GError **error);
};

void     chat_keyring_lookup_async  (ChatKeyring        *self,
                                     const char         *address,
                                     const char         *kind,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
char    *chat_keyring_lookup_finish (ChatKeyring  *self,
                                     GAsyncResult *result,
                                     GError      **error);
void     chat_keyring_store_async   (ChatKeyring        *self,
                                     const char         *address,
                                     const char         *kind,
                                     const char         *secret,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean chat_keyring_store_finish  (ChatKeyring  *self,
                                     GAsyncResult *result,
                                     GError      **error);
void     chat_keyring_clear_async   (ChatKeyring        *self,
                                     const char         *address,
                                     const char         *kind,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean chat_keyring_clear_finish  (ChatKeyring  *self,
                                     GAsyncResult *result,
                                     GError      **error);

G_END_DECLS
