/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key ring of the model, on the Secret Service (libsecret). */
#define G_LOG_DOMAIN "desktop-keyring"

#include "desktop-keyring.h"

#include "chat-error.h"

#include <glib/gi18n.h>
#include <libsecret/secret.h>

struct _DesktopKeyring
{
  GObject  parent_instance;
};

static void keyring_iface_init (ChatKeyringInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DesktopKeyring, desktop_keyring, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CHAT_TYPE_KEYRING, keyring_iface_init))

static const SecretSchema schema = {
  "im.charla.Charla", SECRET_SCHEMA_NONE,
  {
    { "address", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
  0, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
};

static GError *
keyring_error (GError *error)
{
  g_autoptr(GError) owned = error;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_steal_pointer (&owned);
  return g_error_new (CHAT_ERROR, CHAT_ERROR_KEYRING, "%s", error->message);
}

static void
lookup_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  char *secret = secret_password_lookup_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, keyring_error (g_steal_pointer (&error)));
  else
    /* The copy in libsecret's locked memory ends here: the network needs an ordinary one. */
    g_task_return_pointer (task, g_strdup (secret), g_free);
  secret_password_free (secret);
}

static void
lookup_async (ChatKeyring         *keyring,
              const char          *address,
              const char          *kind,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (keyring, cancellable, callback, user_data);

  g_task_set_source_tag (task, lookup_async);
  secret_password_lookup (&schema, cancellable, lookup_cb, g_steal_pointer (&task),
                          "address", address, "kind", kind, NULL);
}

static char *
lookup_finish (ChatKeyring   *keyring,
               GAsyncResult  *result,
               GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
store_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else if (error != NULL)
    g_task_return_error (task, keyring_error (g_steal_pointer (&error)));
  else
    /* The person closed the key ring's own question. */
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_CANCELLED, "The key ring stayed locked");
}

static void
store_async (ChatKeyring         *keyring,
             const char          *address,
             const char          *kind,
             const char          *secret,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (keyring, cancellable, callback, user_data);
  /* Translators: how a password is named in the key ring; %s is an address */
  g_autofree char *label = g_strdup_printf (_("Charla: %s"), address);

  g_task_set_source_tag (task, store_async);
  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, secret,
                         cancellable, store_cb, g_steal_pointer (&task),
                         "address", address, "kind", kind, NULL);
}

static void
clear_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    g_task_return_error (task, keyring_error (g_steal_pointer (&error)));
  else
    g_task_return_boolean (task, TRUE);
}

static void
clear_async (ChatKeyring         *keyring,
             const char          *address,
             const char          *kind,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (keyring, cancellable, callback, user_data);

  g_task_set_source_tag (task, clear_async);
  secret_password_clear (&schema, cancellable, clear_cb, g_steal_pointer (&task),
                         "address", address, "kind", kind, NULL);
}

static gboolean
boolean_finish (ChatKeyring   *keyring,
                GAsyncResult  *result,
                GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
keyring_iface_init (ChatKeyringInterface *iface)
{
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
  iface->store_async = store_async;
  iface->store_finish = boolean_finish;
  iface->clear_async = clear_async;
  iface->clear_finish = boolean_finish;
}

static void
desktop_keyring_class_init (DesktopKeyringClass *klass)
{
}

static void
desktop_keyring_init (DesktopKeyring *self)
{
}

DesktopKeyring *
desktop_keyring_new (void)
{
  return g_object_new (DESKTOP_TYPE_KEYRING, NULL);
}
