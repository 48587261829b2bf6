/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a file that is offered is here already, whole: one of the two may have been killed after
 * it came, and before both had noted so. Then nobody is asked. Offers are looked at one by one: so
 * they stay in order, and nobody keeps more than one thread busy with hashes. */
#define G_LOG_DOMAIN "chat-directs"

#include "chat-directs-private.h"

#include "archive-files-had.h"
#include "base-hex.h"
#include "chat-connection.h"
#include "chat-directs.h"
#include "chat-store.h"
#include "net-meter.h"
#include "net-store.h"
#include "xmpp-address.h"
#include "xmpp-jingle-files.h"

/* What came longer ago may be meant to come again. */
#define HAD_US G_TIME_SPAN_HOUR

/* What is on the disk, looked at in a thread; no longer than it is offered */
typedef struct {
  ChatDirects *directs; /* owned */
  ChatReceive *receive; /* owned */
  char        *folder;
  char        *key;     /* (nullable): it could not be gone on with */
  char        *path;    /* (nullable): of what came before */
  char        *sha256;
  gint64       size;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_object_unref (look->directs);
  chat_receive_unref (look->receive);
  g_free (look->folder);
  g_free (look->key);
  g_free (look->path);
  g_free (look->sha256);
  g_free (look);
}

static void look_at_next (ChatDirects *self);

static gboolean
is_intact (const Look   *look,
           GCancellable *cancellable)
{
  g_autoptr(GFile) file = g_file_new_for_path (look->path);
  g_autoptr(GFileInputStream) stream = g_file_read (file, cancellable, NULL);
  g_autoptr(NetMeter) meter = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *sha256 = NULL;
  gint64 size = 0;
  gsize length = 0;

  if (stream == NULL)
    return FALSE;

  meter = net_meter_new (G_INPUT_STREAM (stream), look->size, cancellable);
  while (net_meter_take (meter, &length, &error) != NULL && length > 0)
    size += (gint64) length;
  if (error != NULL || size != look->size)
    return FALSE;

  sha256 = net_meter_dup_sha256 (meter);
  return g_strcmp0 (sha256, look->sha256) == 0;
}

static void
look_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  const Look *look = task_data;
  ChatHad had = CHAT_HAD_NOTHING;

  if (look->path != NULL && is_intact (look, cancellable))
    had = CHAT_HAD_FILE;
  else if (look->key != NULL && net_store_is_whole (look->folder, look->key, look->size))
    had = CHAT_HAD_PART;
  g_task_return_int (task, had);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Look *look = g_task_get_task_data (G_TASK (result));
  g_autoptr(ChatDirects) self = g_object_ref (look->directs);
  gssize had = g_task_propagate_int (G_TASK (result), NULL);

  if (look->receive->directs != NULL)
    chat_receive_announce (look->receive, had < 0 ? CHAT_HAD_NOTHING : (ChatHad) had);
  look_at_next (self);
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Look *look = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GTask) task = g_task_new (NULL, look->receive->cancellable, looked_cb, NULL);

  look->path = archive_files_find_had_finish (ARCHIVE_DATABASE (object), result, &error);
  if (error != NULL)
    g_debug ("It is not known whether a file is here: %s", error->message);
  g_task_set_source_tag (task, found_cb);
  g_task_set_task_data (task, look, look_free);
  g_task_run_in_thread (task, look_thread);
}

static void
look_at (ChatReceive     *receive, /* (transfer full) */
         ArchiveDatabase *database)
{
  ChatDirects *self = receive->directs;
  XmppAddress *peer = xmpp_jingle_file_get_peer (receive->jingle);
  Look *look = g_new0 (Look, 1);

  look->directs = g_object_ref (self);
  look->receive = receive;
  look->folder = g_strdup (chat_store_get_files_folder (self->store));
  look->key = chat_receive_dup_key (receive);
  look->sha256 = g_strdup (receive->row->sha256);
  look->size = receive->row->size_bytes;
  archive_files_find_had_async (database, xmpp_address_get_bare (self->connection->address),
                                xmpp_address_get_bare (peer), receive->row,
                                g_get_real_time () - HAD_US, NULL, found_cb, look);
}

static void
look_at_next (ChatDirects *self)
{
  ChatReceive *receive;

  self->is_looking = FALSE;
  while (!self->is_looking && (receive = g_queue_pop_head (&self->unseen)) != NULL)
    {
      ArchiveDatabase *database =
        receive->directs != NULL ? chat_store_get_database (self->store) : NULL;

      if (database != NULL && receive->row->sha256 != NULL && receive->row->size_bytes > 0
          && chat_store_get_files_folder (self->store) != NULL)
        {
          self->is_looking = TRUE;
          look_at (receive, database);
          continue;
        }

      if (receive->directs != NULL)
        chat_receive_announce (receive, CHAT_HAD_NOTHING);
      chat_receive_unref (receive);
    }
}

void
chat_directs_look (ChatDirects *self,
                   ChatReceive *receive)
{
  g_queue_push_tail (&self->unseen, chat_receive_ref (receive));
  if (!self->is_looking)
    look_at_next (self);
}

void
chat_directs_clear_unseen (ChatDirects *self)
{
  g_queue_clear_full (&self->unseen, (GDestroyNotify) chat_receive_unref);
}
