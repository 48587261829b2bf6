/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key ring in memory, that can also fail and hang. */
#include "fake-keyring.h"

struct _FakeKeyring
{
  GObject          parent_instance;

  GHashTable      *secrets; /* owned char *, address → owned char * */
  FakeKeyringMood  mood;
  guint            n_asked;
};

static void keyring_iface_init (ChatKeyringInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeKeyring, fake_keyring, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CHAT_TYPE_KEYRING, keyring_iface_init))

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  g_task_return_new_error (user_data, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Given up");
  return G_SOURCE_REMOVE;
}

static GTask *
begin (ChatKeyring         *keyring,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  FakeKeyring *self = FAKE_KEYRING (keyring);
  g_autoptr(GTask) task = g_task_new (keyring, NULL, callback, user_data);
  g_autoptr(GSource) source = NULL;

  self->n_asked++;
  if (self->mood == FAKE_KEYRING_WORKS)
    return g_steal_pointer (&task);

  if (self->mood == FAKE_KEYRING_FAILS)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "It is broken");
  else if (cancellable != NULL)
    {
      source = g_cancellable_source_new (cancellable);
      g_source_set_callback (source, G_SOURCE_FUNC (cancelled_cb), g_object_ref (task),
                             g_object_unref);
      g_source_attach (source, NULL);
    }
  return NULL;
}

/* The password of an account stands under its address alone. */
static char *
make_key (const char *address,
          const char *kind)
{
  return g_str_equal (kind, "password") ? g_strdup (address)
                                        : g_strconcat (address, "/", kind, NULL);
}

static void
lookup_async (ChatKeyring         *keyring,
              const char          *address,
              const char          *kind,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  g_autoptr(GTask) task = begin (keyring, cancellable, callback, user_data);
  g_autofree char *key = make_key (address, kind);

  if (task != NULL)
    g_task_return_pointer (task,
                           g_strdup (g_hash_table_lookup (FAKE_KEYRING (keyring)->secrets, key)),
                           g_free);
}

static char *
lookup_finish (ChatKeyring   *keyring,
               GAsyncResult  *result,
               GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
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
  g_autoptr(GTask) task = begin (keyring, cancellable, callback, user_data);
  g_autofree char *key = make_key (address, kind);

  if (task == NULL)
    return;

  fake_keyring_set (FAKE_KEYRING (keyring), key, secret);
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
  g_autoptr(GTask) task = begin (keyring, cancellable, callback, user_data);
  g_autofree char *key = make_key (address, kind);

  if (task == NULL)
    return;

  g_hash_table_remove (FAKE_KEYRING (keyring)->secrets, key);
  g_task_return_boolean (task, TRUE);
}

static gboolean
finish (ChatKeyring   *keyring,
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
  iface->store_finish = finish;
  iface->clear_async = clear_async;
  iface->clear_finish = finish;
}

static void
fake_keyring_finalize (GObject *object)
{
  g_hash_table_unref (FAKE_KEYRING (object)->secrets);

  G_OBJECT_CLASS (fake_keyring_parent_class)->finalize (object);
}

static void
fake_keyring_class_init (FakeKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_keyring_finalize;
}

static void
fake_keyring_init (FakeKeyring *self)
{
  self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

FakeKeyring *
fake_keyring_new (FakeKeyringMood mood)
{
  FakeKeyring *self = g_object_new (FAKE_TYPE_KEYRING, NULL);

  self->mood = mood;
  return self;
}

const char *
fake_keyring_get (FakeKeyring *self,
                  const char  *address)
{
  return g_hash_table_lookup (self->secrets, address);
}

void
fake_keyring_set (FakeKeyring *self,
                  const char  *address,
                  const char  *secret)
{
  g_hash_table_replace (self->secrets, g_strdup (address), g_strdup (secret));
}

guint
fake_keyring_get_n_asked (FakeKeyring *self)
{
  return self->n_asked;
}
