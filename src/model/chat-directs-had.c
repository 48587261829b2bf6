/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether what is offered is here already, whole: one of the two may have been killed after it
 * came, and before both had noted so. Then nobody is asked. Offers of one contact are looked at one
 * by one: so they stay in order, and nobody keeps more than one thread busy with hashes. What was
 * read is not read again for as long as it is not written to. */
#define G_LOG_DOMAIN "chat-directs"

#include "chat-directs-private.h"

#include "archive-files-had.h"
#include "chat-connection.h"
#include "chat-directs.h"
#include "chat-store.h"
#include "net-meter.h"
#include "net-store.h"
#include "xmpp-address.h"
#include "xmpp-jingle-files.h"

#include <string.h>
#include <sys/stat.h>

/* Whoever has not offered it again by then has forgotten it, too. */
#define HAD_US (7 * G_TIME_SPAN_DAY)

/* Contacts at a time: disks are slow enough. */
#define MAX_LOOKS 4

/* More are read again. */
#define MAX_SEEN 100

/* What is known of a file without reading it */
typedef struct {
  guint64 device;
  guint64 number;
  gint64  size;
  gint64  changed_s;
  gint64  changed_ns;
} Sign;

/* What was read on the disk */
typedef struct {
  Sign  sign;
  char *sha256; /* (nullable): it could not be read: that may be over the next time */
} Seen;

/* What is on the disk, looked at in a thread; no longer than it is offered */
typedef struct {
  ChatDirects *directs; /* owned */
  ChatReceive *receive; /* owned */
  char        *peer;    /* bare */
  char        *folder;
  char        *key;     /* (nullable): it could not be gone on with */
  char        *path;    /* (nullable): of what came before */
  char        *sha256;
  gint64       size;
  Seen        *seen;    /* (nullable): of @path */
} Look;

static void
seen_free (gpointer data)
{
  Seen *seen = data;

  if (seen == NULL)
    return;

  g_free (seen->sha256);
  g_free (seen);
}

static void
look_free (gpointer data)
{
  Look *look = data;

  g_object_unref (look->directs);
  chat_receive_unref (look->receive);
  g_free (look->peer);
  g_free (look->folder);
  g_free (look->key);
  g_free (look->path);
  g_free (look->sha256);
  seen_free (look->seen);
  g_free (look);
}

static void look_at_next (ChatDirects *self);

/* (transfer full) (nullable): what the file at @path amounts to; NULL: that is not known */
static char *
read_sha256 (const char   *path,
             gint64        size,
             GCancellable *cancellable)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInputStream) stream = g_file_read (file, cancellable, NULL);
  g_autoptr(NetMeter) meter = NULL;
  g_autoptr(GError) error = NULL;
  gsize length = 0;

  if (stream == NULL)
    return NULL;

  meter = net_meter_new (G_INPUT_STREAM (stream), size, cancellable);
  while (net_meter_take (meter, &length, &error) != NULL && length > 0)
    ;
  return error == NULL ? net_meter_dup_sha256 (meter) : NULL;
}

static gboolean
read_sign (const char *path,
           Sign       *sign)
{
  struct stat status;

  if (stat (path, &status) != 0 || !S_ISREG (status.st_mode))
    return FALSE;

  *sign = (Sign) { status.st_dev, status.st_ino, status.st_size, status.st_mtim.tv_sec,
                   status.st_mtim.tv_nsec };
  return TRUE;
}

static gboolean
is_same_sign (const Sign *one,
              const Sign *other)
{
  return one->device == other->device && one->number == other->number && one->size == other->size
         && one->changed_s == other->changed_s && one->changed_ns == other->changed_ns;
}

static gboolean
is_intact (Look         *look,
           GCancellable *cancellable)
{
  Sign sign;

  if (!read_sign (look->path, &sign) || sign.size != look->size)
    return FALSE;

  if (look->seen == NULL || !is_same_sign (&look->seen->sign, &sign))
    {
      seen_free (look->seen);
      look->seen = g_new0 (Seen, 1);
      look->seen->sign = sign;
      look->seen->sha256 = read_sha256 (look->path, look->size, cancellable);
    }
  return g_strcmp0 (look->seen->sha256, look->sha256) == 0;
}

static void
look_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Look *look = task_data;
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

  if (had >= 0 && look->seen != NULL && look->seen->sha256 != NULL)
    {
      if (g_hash_table_size (self->seen) >= MAX_SEEN)
        g_hash_table_remove_all (self->seen);
      g_hash_table_replace (self->seen, g_strdup (look->path), g_steal_pointer (&look->seen));
    }
  g_hash_table_remove (self->looking, look->peer);
  if (look->receive->directs != NULL)
    chat_receive_announce (look->receive, had < 0 ? CHAT_HAD_NOTHING : (ChatHad) had);
  look_at_next (self);
}

static void
look_on_disk (Look *look) /* (transfer full) */
{
  g_autoptr(GTask) task = g_task_new (NULL, look->receive->cancellable, looked_cb, NULL);
  const Seen *seen = look->path != NULL ? g_hash_table_lookup (look->directs->seen, look->path)
                                        : NULL;

  if (seen != NULL)
    {
      look->seen = g_memdup2 (seen, sizeof *seen);
      look->seen->sha256 = g_strdup (seen->sha256);
    }
  g_task_set_source_tag (task, look_on_disk);
  g_task_set_task_data (task, look, look_free);
  g_task_run_in_thread (task, look_thread);
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Look *look = user_data;
  g_autoptr(GError) error = NULL;

  look->path = archive_files_find_had_finish (ARCHIVE_DATABASE (object), result, &error);
  if (error != NULL)
    g_debug ("It is not known whether a file is here: %s", error->message);
  look_on_disk (look);
}

static void
look_at (ChatReceive     *receive, /* (transfer full) */
         ArchiveDatabase *database)
{
  ChatDirects *self = receive->directs;
  Look *look = g_new0 (Look, 1);

  look->directs = g_object_ref (self);
  look->receive = receive;
  look->peer = g_strdup (xmpp_address_get_bare (xmpp_jingle_file_get_peer (receive->jingle)));
  look->folder = g_strdup (chat_store_get_files_folder (self->store));
  look->key = chat_receive_dup_key (receive);
  look->sha256 = g_strdup (receive->row->sha256);
  look->size = receive->row->size_bytes;
  g_hash_table_add (self->looking, g_strdup (look->peer));
  /* Of whom nothing says that it is the same may send it twice. */
  if (receive->row->offer_id != NULL)
    archive_files_find_had_async (database, xmpp_address_get_bare (self->connection->address),
                                  look->peer, receive->row, g_get_real_time () - HAD_US,
                                  receive->cancellable, found_cb, look);
  else
    look_on_disk (look);
}

/* (transfer full) (nullable): the next one of somebody of whom nothing is being looked at */
static ChatReceive *
pop_next (ChatDirects *self)
{
  for (GList *link = self->unseen.head; link != NULL; link = link->next)
    {
      ChatReceive *receive = link->data;
      const char *peer = xmpp_address_get_bare (xmpp_jingle_file_get_peer (receive->jingle));

      if (g_hash_table_contains (self->looking, peer))
        continue;

      g_queue_delete_link (&self->unseen, link);
      return receive;
    }

  return NULL;
}

static void
look_at_next (ChatDirects *self)
{
  ChatReceive *receive;

  while (g_hash_table_size (self->looking) < MAX_LOOKS && (receive = pop_next (self)) != NULL)
    {
      ArchiveDatabase *database =
        receive->directs != NULL ? chat_store_get_database (self->store) : NULL;

      if (database != NULL && receive->row->sha256 != NULL && receive->row->size_bytes > 0
          && chat_store_get_files_folder (self->store) != NULL)
        {
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
  look_at_next (self);
}

void
chat_directs_clear_unseen (ChatDirects *self)
{
  g_queue_clear_full (&self->unseen, (GDestroyNotify) chat_receive_unref);
}

void
chat_directs_init_look (ChatDirects *self)
{
  self->looking = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, seen_free);
}

void
chat_directs_free_look (ChatDirects *self)
{
  g_hash_table_unref (self->looking);
  g_hash_table_unref (self->seen);
}
