/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures of people: XEP-0084 and XEP-0153, kept in the archive by their hashes. */
#define G_LOG_DOMAIN "chat-avatars"

#include "chat-avatars.h"

#include "archive-avatars.h"
#include "chat-connection.h"
#include "chat-store.h"
#include "xmpp-avatar.h"
#include "xmpp-roster.h"

#include <string.h>

/* Each may be a megabyte; a thousand contacts must not be asked at once. */
#define MAX_FETCHES 3

/* How many pictures of strangers are kept in the archive, and how large: what is larger is shown
 * only. */
#define MAX_STRANGERS      300
#define MAX_STRANGER_BYTES (128 * 1024)

/* A picture that is to be fetched. */
typedef struct {
  ChatAvatars *avatars;
  XmppAddress *address;
  char        *hash;
} Fetch;

struct _ChatAvatars
{
  GObject         parent_instance;

  ChatStore      *store;
  ChatConnection *connection;
  gint64          account_id;
  GHashTable     *hashes;    /* owned char *, address → owned char *, hash */
  GQueue          waiting;   /* owned Fetch; they hold no reference */
  guint           n_running; /* these do */
};

G_DEFINE_FINAL_TYPE (ChatAvatars, chat_avatars, G_TYPE_OBJECT)

static guint changed_signal;

static void
fetch_free (Fetch *fetch)
{
  g_clear_object (&fetch->avatars);
  xmpp_address_unref (fetch->address);
  g_free (fetch->hash);
  g_free (fetch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetch, fetch_free)

static void
assign (ChatAvatars *self,
        const char  *address,
        const char  *hash)
{
  ArchiveDatabase *database = chat_store_get_database (self->store);

  if (hash != NULL)
    g_hash_table_replace (self->hashes, g_strdup (address), g_strdup (hash));
  else
    g_hash_table_remove (self->hashes, address);

  if (database != NULL)
    archive_avatars_assign_async (database, self->account_id, address, hash, NULL, NULL, NULL);
  g_signal_emit (self, changed_signal, 0, address, hash);
}

static void run_next (ChatAvatars *self);

/* One place is free again. @hash: NULL: nothing came of it */
static void
end_fetch (Fetch      *fetch,
           const char *hash)
{
  ChatAvatars *self = fetch->avatars;

  self->n_running--;
  if (hash != NULL)
    assign (self, xmpp_address_get_bare (fetch->address), hash);
  run_next (self);
}

static void
fetched_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Fetch) fetch = user_data;
  ArchiveDatabase *database = chat_store_get_database (fetch->avatars->store);
  g_autofree char *type = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  bytes = xmpp_avatar_fetch_finish (XMPP_AVATAR (object), result, &type, &error);
  if (bytes == NULL)
    g_debug ("A picture could not be fetched: %s", error->message);
  else if (database != NULL)
    archive_avatars_store_async (database, fetch->hash, type, bytes, NULL, NULL, NULL);

  end_fetch (fetch, bytes != NULL && database != NULL ? fetch->hash : NULL);
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Fetch) fetch = user_data;
  ChatConnection *connection = fetch->avatars->connection;
  g_autoptr(ArchiveAvatar) avatar = NULL;

  avatar = archive_avatars_get_finish (ARCHIVE_DATABASE (object), result, NULL);
  if (avatar != NULL || !chat_connection_is_online (connection))
    end_fetch (fetch, avatar != NULL ? fetch->hash : NULL);
  else
    {
      Fetch *owned = g_steal_pointer (&fetch);

      xmpp_avatar_fetch_async (connection->avatars, owned->address, owned->hash, NULL, fetched_cb,
                               owned);
    }
}

static void
run_next (ChatAvatars *self)
{
  ArchiveDatabase *database = chat_store_get_database (self->store);

  while (self->n_running < MAX_FETCHES && database != NULL && self->waiting.length > 0)
    {
      Fetch *fetch = g_queue_pop_head (&self->waiting);

      self->n_running++;
      fetch->avatars = g_object_ref (self);
      archive_avatars_get_async (database, fetch->hash, NULL, looked_up_cb, fetch);
    }
}

static void
queue_fetch (ChatAvatars *self,
             XmppAddress *address,
             const char  *hash)
{
  Fetch *fetch;

  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    {
      Fetch *other = link->data;

      if (xmpp_address_equal (other->address, address))
        {
          g_free (other->hash);
          other->hash = g_strdup (hash);
          return;
        }
    }

  fetch = g_new0 (Fetch, 1);
  fetch->address = xmpp_address_ref (address);
  fetch->hash = g_strdup (hash);
  g_queue_push_tail (&self->waiting, fetch);
  run_next (self);
}

static void
told_cb (XmppAvatar  *feature,
         XmppAddress *address,
         const char  *hash,
         const char  *type,
         ChatAvatars *self)
{
  const char *bare = xmpp_address_get_bare (address);
  const char *known = g_hash_table_lookup (self->hashes, bare);

  /* Strangers' pictures are not fetched: nobody asked for them. */
  if (!xmpp_address_equal (address, self->connection->address)
      && xmpp_roster_get_item (self->connection->roster, address) == NULL)
    return;

  if (hash[0] == '\0')
    {
      if (known != NULL)
        assign (self, bare, NULL);
    }
  else if (g_strcmp0 (known, hash) != 0)
    queue_fetch (self, address, hash);
}

static void
offline_cb (ChatAvatars *self)
{
  g_queue_clear_full (&self->waiting, (GDestroyNotify) fetch_free);
}

static void
chat_avatars_finalize (GObject *object)
{
  ChatAvatars *self = CHAT_AVATARS (object);

  g_queue_clear_full (&self->waiting, (GDestroyNotify) fetch_free);
  g_clear_object (&self->store);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->hashes, g_hash_table_unref);

  G_OBJECT_CLASS (chat_avatars_parent_class)->finalize (object);
}

static void
chat_avatars_class_init (ChatAvatarsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_avatars_finalize;

  changed_signal = g_signal_new ("changed", CHAT_TYPE_AVATARS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
chat_avatars_init (ChatAvatars *self)
{
  g_queue_init (&self->waiting);
  self->hashes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

ChatAvatars *
chat_avatars_new (ChatStore      *store,
                  ChatConnection *connection)
{
  ChatAvatars *self = NULL;

  g_return_val_if_fail (CHAT_IS_STORE (store), NULL);
  g_return_val_if_fail (CHAT_IS_CONNECTION (connection), NULL);

  self = g_object_new (CHAT_TYPE_AVATARS, NULL);
  self->store = g_object_ref (store);
  self->connection = g_object_ref (connection);
  g_signal_connect_object (connection->avatars, "changed", G_CALLBACK (told_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (connection->session, "offline", G_CALLBACK (offline_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
chat_avatars_start (ChatAvatars *self,
                    gint64       account_id,
                    GHashTable  *hashes)
{
  g_return_if_fail (CHAT_IS_AVATARS (self));

  self->account_id = account_id;
  g_hash_table_unref (self->hashes);
  self->hashes = g_hash_table_ref (hashes);
}

const char *
chat_avatars_get_hash (ChatAvatars *self,
                       const char  *address)
{
  g_return_val_if_fail (CHAT_IS_AVATARS (self), NULL);

  return g_hash_table_lookup (self->hashes, address);
}

void
chat_avatars_note_missing (ChatAvatars *self,
                           const char  *address)
{
  g_autoptr(XmppAddress) parsed = NULL;
  g_autofree char *hash = NULL;

  g_return_if_fail (CHAT_IS_AVATARS (self));

  hash = g_strdup (chat_avatars_get_hash (self, address));
  parsed = xmpp_address_parse (address, NULL);
  g_hash_table_remove (self->hashes, address);
  if (hash != NULL && parsed != NULL && chat_connection_is_online (self->connection))
    queue_fetch (self, parsed, hash);
}

void
chat_avatars_set (ChatAvatars *self,
                  const char  *address,
                  const char  *hash,
                  GBytes      *image)
{
  ArchiveDatabase *database;

  g_return_if_fail (CHAT_IS_AVATARS (self));

  database = chat_store_get_database (self->store);
  if (image != NULL && database != NULL)
    archive_avatars_store_async (database, hash, NULL, image, NULL, NULL, NULL);
  assign (self, address, image != NULL ? hash : NULL);
}

static void
load_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ArchiveAvatar) avatar = NULL;

  avatar = archive_avatars_get_finish (ARCHIVE_DATABASE (object), result, &error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, avatar != NULL ? g_bytes_ref (avatar->bytes) : NULL,
                           (GDestroyNotify) g_bytes_unref);
}

void
chat_avatars_load_async (ChatAvatars         *self,
                         const char          *hash,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  ArchiveDatabase *database;

  g_return_if_fail (CHAT_IS_AVATARS (self));
  g_return_if_fail (hash != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_avatars_load_async);
  database = chat_store_get_database (self->store);
  if (database == NULL)
    g_task_return_pointer (task, NULL, NULL);
  else
    archive_avatars_get_async (database, hash, cancellable, load_cb, g_steal_pointer (&task));
}

GBytes *
chat_avatars_load_finish (ChatAvatars   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
stranger_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatAvatars *self = g_task_get_source_object (task);
  ArchiveDatabase *database = chat_store_get_database (self->store);
  g_autofree char *type = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  bytes = xmpp_avatar_fetch_finish (XMPP_AVATAR (object), result, &type, &error);
  if (bytes == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (database != NULL && g_bytes_get_size (bytes) <= MAX_STRANGER_BYTES)
    {
      archive_avatars_store_async (database, g_task_get_task_data (task), type, bytes, NULL, NULL,
                                   NULL);
      archive_avatars_trim_async (database, MAX_STRANGERS, NULL, NULL, NULL);
    }
  g_task_return_pointer (task, g_steal_pointer (&bytes), (GDestroyNotify) g_bytes_unref);
}

void
chat_avatars_fetch_async (ChatAvatars         *self,
                          XmppAddress         *address,
                          const char          *hash,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_AVATARS (self));
  g_return_if_fail (address != NULL && hash != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_avatars_fetch_async);
  g_task_set_task_data (task, g_strdup (hash), g_free);
  xmpp_avatar_fetch_async (self->connection->avatars, address, hash, cancellable, stranger_cb,
                           g_steal_pointer (&task));
}

GBytes *
chat_avatars_fetch_finish (ChatAvatars   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
