/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of others come. */
#define G_LOG_DOMAIN "chat-downloads"

#include "chat-downloads.h"

#include "archive-error.h"
#include "archive-file.h"
#include "archive-files-saved.h"
#include "base-file-name.h"
#include "chat-connection.h"
#include "chat-download-error.h"
#include "chat-file-private.h"
#include "chat-file.h"
#include "chat-message.h"
#include "chat-store.h"
#include "chat-transfer.h"
#include "chat-web.h"
#include "net-download.h"
#include "net-error.h"

#include <glib/gstdio.h>
#include <string.h>

#define MAX_ACTIVE 3

/* What failed is not tried by itself again before. */
#define PATIENCE_US (60 * G_USEC_PER_SEC)

/* How often one is told how far it is. */
#define TELL_US (G_USEC_PER_SEC / 10)

struct _ChatDownloads
{
  GObject         parent_instance;

  ChatStore      *store;
  ChatConnection *connection;
  ChatWeb        *web;
  GHashTable     *downloads; /* owned key → owned Download */
  GHashTable     *failed;    /* owned key → owned gint64: when (monotonic) */
  GQueue          waiting;   /* borrowed Download */
  guint           n_active;
};

/* One file on its way. */
typedef struct {
  ChatDownloads *downloads;   /* borrowed: it owns us */
  char          *key;
  gint64         message_id;
  guint          position;
  GPtrArray     *files;       /* owned ChatFile: where it is shown */
  ArchiveFile   *row;
  ChatTransfer  *transfer;
  GCancellable  *cancellable;
  gint64         told_us;
  gboolean       is_asked;
  gboolean       is_active;
  gboolean       is_limited;  /* it was begun as one that comes by itself */
} Download;

/* What a callback has: the download may be gone by then. */
typedef struct {
  ChatDownloads *downloads;
  char          *key;
  GCancellable  *cancellable; /* of the download that it was */
} Journey;

G_DEFINE_FINAL_TYPE (ChatDownloads, chat_downloads, G_TYPE_OBJECT)

static void go_on (ChatDownloads *self);

static Journey *
journey_new (Download *download)
{
  Journey *journey = g_new0 (Journey, 1);

  journey->downloads = g_object_ref (download->downloads);
  journey->key = g_strdup (download->key);
  journey->cancellable = g_object_ref (download->cancellable);
  return journey;
}

static void
journey_free (Journey *journey)
{
  g_object_unref (journey->downloads);
  g_free (journey->key);
  g_object_unref (journey->cancellable);
  g_free (journey);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Journey, journey_free)

/* (nullable) */
static Download *
find (const Journey *journey)
{
  Download *download = g_hash_table_lookup (journey->downloads->downloads, journey->key);

  return download != NULL && download->cancellable == journey->cancellable ? download : NULL;
}

static void
download_free (gpointer data)
{
  Download *download = data;

  g_cancellable_cancel (download->cancellable);
  g_signal_handlers_disconnect_by_data (download->transfer, download);
  g_ptr_array_unref (download->files);
  archive_file_free (download->row);
  g_object_unref (download->transfer);
  g_object_unref (download->cancellable);
  g_free (download->key);
  g_free (download);
}

/* Where it is shown it is shown as over. */
static void
end (Download          *download,
     ChatTransferState  state,
     const char        *text) /* (nullable) */
{
  ChatDownloads *self = download->downloads;
  g_autofree char *key = g_strdup (download->key);

  if (download->is_active)
    self->n_active--;
  g_queue_remove (&self->waiting, download);
  if (state == CHAT_TRANSFER_FAILED && text != NULL)
    chat_transfer_fail (download->transfer, text);
  for (guint i = 0; i < download->files->len; i++)
    {
      ChatFile *file = g_ptr_array_index (download->files, i);

      if (state == CHAT_TRANSFER_DONE)
        chat_file_update (file, download->row);
      /* A failure stays to be seen, with its reason. */
      if (state != CHAT_TRANSFER_FAILED || text == NULL)
        chat_file_set_transfer (file, NULL);
    }
  if (state == CHAT_TRANSFER_DONE)
    chat_transfer_set_state (download->transfer, state);

  g_hash_table_remove (self->downloads, key);
  go_on (self);
}

static void
note_failure (Download *download,
              gint64    until_us)
{
  g_hash_table_insert (download->downloads->failed, g_strdup (download->key),
                       g_memdup2 (&until_us, sizeof until_us));
}

/* The person wants it now, whatever its size. */
static void
begin_again (Download *download)
{
  ChatDownloads *self = download->downloads;

  download->is_active = FALSE;
  download->is_limited = FALSE;
  self->n_active--;
  g_queue_push_head (&self->waiting, download);
  go_on (self);
}

static void
fail (Download     *download,
      const GError *error)
{
  gboolean is_limit =
    download->is_limited && g_error_matches (error, NET_ERROR, NET_ERROR_TOO_LARGE);
  g_autofree char *text = is_limit ? NULL : chat_download_error_text (error);

  g_debug ("A file does not come: %s", error->message);
  if (is_limit && download->is_asked)
    {
      begin_again (download);
      return;
    }

  for (guint i = 0; i < download->files->len; i++)
    if (g_error_matches (error, NET_ERROR, NET_ERROR_REFUSED))
      chat_file_set_gone (g_ptr_array_index (download->files, i));

  /* What is larger than what comes by itself waits for the person, without a word. */
  note_failure (download, is_limit ? G_MAXINT64 : g_get_monotonic_time ());
  end (download, CHAT_TRANSFER_FAILED, text);
}

/* Nothing points to it. */
static void
delete_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      data,
                  GCancellable *cancellable)
{
  g_unlink (data);
  g_task_return_boolean (task, TRUE);
}

static void
delete_file (const char *path)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_source_tag (task, delete_file);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, delete_in_thread);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Journey) journey = user_data;
  Download *download = find (journey);
  g_autoptr(GError) error = NULL;
  gboolean is_saved = archive_files_save_finish (ARCHIVE_DATABASE (object), result, &error);

  if (download == NULL)
    return; /* the next sweep finds the file, if nothing points to it */

  if (!is_saved)
    {
      delete_file (download->row->path);
      fail (download, error);
      return;
    }

  end (download, CHAT_TRANSFER_DONE, NULL);
}

static void
fetched_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Journey) journey = user_data;
  Download *download = find (journey);
  g_autoptr(GError) error = NULL;
  gint64 size_bytes = 0;
  g_autofree char *path =
    net_download_finish ((NetClient *) object, result, &size_bytes, &error);
  ArchiveDatabase *database =
    download != NULL ? chat_store_get_database (journey->downloads->store) : NULL;

  if (database == NULL && path != NULL)
    delete_file (path); /* the account goes, or the program; or nobody wants it any more */
  if (database == NULL)
    return;

  if (path == NULL)
    {
      fail (download, error);
      return;
    }

  g_free (download->row->path);
  download->row->path = g_steal_pointer (&path);
  download->row->size_bytes = size_bytes;
  archive_files_save_async (database, download->message_id, download->position,
                            download->row->path, download->row->size_bytes, NULL, saved_cb,
                            g_steal_pointer (&journey));
}

static void
progress_cb (gint64   done,
             gpointer user_data)
{
  const Journey *journey = user_data;
  Download *download = find (journey);
  gint64 now_us = g_get_monotonic_time ();

  if (download == NULL)
    return;

  if (now_us - download->told_us < TELL_US)
    return;

  download->told_us = now_us;
  chat_transfer_set_progress (download->transfer, done, download->row->size_bytes);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Journey) journey = user_data;
  Download *download = find (journey);
  ChatDownloads *self = journey->downloads;
  g_autoptr(GError) error = NULL;
  g_autoptr(NetClient) client = chat_web_open_finish (CHAT_WEB (object), result, &error);
  g_autofree char *name = NULL;

  if (download == NULL)
    return;

  if (client == NULL)
    {
      fail (download, error);
      return;
    }

  name = base_file_name_clean (download->row->name);
  download->is_limited = !download->is_asked;
  net_download_async (client,
                      &(const NetDownload) {
                        .url = download->row->url,
                        .folder = chat_store_get_files_folder (self->store),
                        .name = name != NULL ? name : "file",
                        .key = download->key,
                        .size = download->row->size_bytes,
                        .max_size = download->is_asked ? G_MAXINT64
                                                       : self->connection->policy.fetch_max_bytes,
                        .sha256 = download->row->sha256,
                        .may_be_near = chat_web_is_own (self->web, download->row->url),
                      },
                      progress_cb, journey, download->cancellable, fetched_cb, journey);
  g_steal_pointer (&journey);
}

static void
begin (Download *download)
{
  ChatDownloads *self = download->downloads;

  download->is_active = TRUE;
  self->n_active++;
  chat_transfer_set_state (download->transfer, CHAT_TRANSFER_ACTIVE);
  chat_web_open_async (self->web, download->row->url, download->cancellable, opened_cb,
                       journey_new (download));
}

static void
go_on (ChatDownloads *self)
{
  while (self->n_active < MAX_ACTIVE && self->waiting.length > 0)
    begin (g_queue_pop_head (&self->waiting));
}

static void
cancelled_cb (ChatTransfer *transfer,
              Download     *download)
{
  /* It does not come by itself again. */
  note_failure (download, G_MAXINT64);
  end (download, CHAT_TRANSFER_FAILED, NULL);
}

static void
ask_for (Download *download)
{
  download->is_asked = TRUE;
  if (!download->is_active && g_queue_remove (&download->downloads->waiting, download))
    g_queue_push_head (&download->downloads->waiting, download);
}

static gboolean
has_failed_just_now (ChatDownloads *self,
                     const char    *key)
{
  const gint64 *failed_us = g_hash_table_lookup (self->failed, key);

  return failed_us != NULL && *failed_us > g_get_monotonic_time () - PATIENCE_US;
}

static gboolean
find_position (ChatMessage *message,
               ChatFile    *file,
               guint       *position)
{
  GListModel *files = chat_message_get_files (message);
  guint n_files = files != NULL ? g_list_model_get_n_items (files) : 0;

  for (*position = 0; *position < n_files; ++*position)
    {
      g_autoptr(ChatFile) other = g_list_model_get_item (files, *position);

      if (other == file)
        return TRUE;
    }

  return FALSE;
}

/* Fit for a file's name, too */
static char *
make_key (ChatMessage *message,
          guint        position)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT "-%u", chat_message_get_id (message), position);
}

static Download *
download_new (ChatDownloads *self,
              ChatMessage   *message,
              ChatFile      *file,
              guint          position)
{
  Download *download = g_new0 (Download, 1);

  download->downloads = self;
  download->message_id = chat_message_get_id (message);
  download->position = position;
  download->key = make_key (message, position);
  download->files = g_ptr_array_new_with_free_func (g_object_unref);
  download->row = archive_file_copy (chat_file_get_row (file));
  download->transfer = chat_transfer_new ();
  download->cancellable = g_cancellable_new ();
  chat_transfer_set_progress (download->transfer, 0, download->row->size_bytes);
  g_signal_connect (download->transfer, "cancelled", G_CALLBACK (cancelled_cb), download);
  return download;
}

ChatWeb *
chat_downloads_get_web (ChatDownloads *self)
{
  g_return_val_if_fail (CHAT_IS_DOWNLOADS (self), NULL);

  return self->web;
}

void
chat_downloads_fetch (ChatDownloads *self,
                      ChatMessage   *message,
                      ChatFile      *file,
                      gboolean       is_asked)
{
  g_autofree char *key = NULL;
  Download *download;
  guint position = 0;

  g_return_if_fail (CHAT_IS_DOWNLOADS (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message) && CHAT_IS_FILE (file));

  if (chat_file_get_url (file) == NULL || chat_store_get_files_folder (self->store) == NULL
      || !find_position (message, file, &position))
    return;

  key = make_key (message, position);
  if (!is_asked
      && (has_failed_just_now (self, key)
          || chat_file_get_size (file) > self->connection->policy.fetch_max_bytes))
    return;

  download = g_hash_table_lookup (self->downloads, key);
  if (download == NULL)
    {
      download = download_new (self, message, file, position);
      g_hash_table_insert (self->downloads, g_strdup (key), download);
      g_queue_push_tail (&self->waiting, download);
    }

  if (!g_ptr_array_find (download->files, file, NULL))
    g_ptr_array_add (download->files, g_object_ref (file));
  chat_file_set_transfer (file, download->transfer);
  if (is_asked)
    ask_for (download);
  go_on (self);
}

static void
chat_downloads_dispose (GObject *object)
{
  ChatDownloads *self = CHAT_DOWNLOADS (object);

  g_queue_clear (&self->waiting);
  g_hash_table_remove_all (self->downloads);
  g_clear_object (&self->store);
  g_clear_object (&self->connection);
  g_clear_object (&self->web);

  G_OBJECT_CLASS (chat_downloads_parent_class)->dispose (object);
}

static void
chat_downloads_finalize (GObject *object)
{
  ChatDownloads *self = CHAT_DOWNLOADS (object);

  g_hash_table_unref (self->downloads);
  g_hash_table_unref (self->failed);

  G_OBJECT_CLASS (chat_downloads_parent_class)->finalize (object);
}

static void
chat_downloads_class_init (ChatDownloadsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_downloads_dispose;
  object_class->finalize = chat_downloads_finalize;
}

static void
chat_downloads_init (ChatDownloads *self)
{
  self->downloads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, download_free);
  self->failed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_queue_init (&self->waiting);
}

ChatDownloads *
chat_downloads_new (ChatStore      *store,
                    ChatConnection *connection,
                    ChatWeb        *web)
{
  ChatDownloads *self = NULL;

  g_return_val_if_fail (CHAT_IS_STORE (store), NULL);
  g_return_val_if_fail (CHAT_IS_CONNECTION (connection), NULL);

  self = g_object_new (CHAT_TYPE_DOWNLOADS, NULL);
  self->store = g_object_ref (store);
  self->connection = g_object_ref (connection);
  self->web = g_object_ref (web);
  return self;
}
