/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that an account sends: XEP-0363.
 *
 *   online → what the server can do → the file as it is sent, see chat-upload-prepare.c → a place
 *   for it → there it goes → stored where it is → its message may be sent
 *
 * Each begins again at the start when something comes between: after a restart nothing is known but
 * that the message waits and where its file lies. Nobody is told of a file that is not there. */
#define G_LOG_DOMAIN "chat-uploads"

#include "chat-uploads.h"

#include "archive-error.h"
#include "archive-files.h"
#include "archive-messages.h"
#include "base-file-name.h"
#include "base-place.h"
#include "chat-connection.h"
#include "chat-error.h"
#include "chat-file-private.h"
#include "chat-message.h"
#include "chat-store.h"
#include "chat-transfer.h"
#include "chat-upload-error.h"
#include "chat-upload-prepare.h"
#include "chat-web.h"
#include "net-client.h"
#include "xmpp-server-info.h"
#include "xmpp-session.h"
#include "xmpp-upload.h"

/* The second attempt; each other waits twice as long. */
#define DELAY_MS     2000
#define MAX_ATTEMPTS 5

/* Who shows how far it is draws no faster. */
#define PROGRESS_US (100 * 1000)

/* A file on its way. Those that are called back have a reference; once it is over they do nothing.
 */
typedef struct {
  gatomicrefcount       ref_count;
  ChatUploads          *uploads;  /* borrowed; NULL: it is over */
  ChatMessage          *message;
  ChatConversationKind  kind;
  ChatTransfer         *transfer;
  GCancellable         *cancellable;
  ArchiveFile          *file;     /* (nullable): as it is this time */
  XmppUploadSlot       *slot;     /* (nullable) */
  NetClient            *client;   /* (nullable) */
  ChatPrepared         *prepared; /* (nullable): what of it is sent */
  guint                 n_failed;
  gint64                told_us;
} Upload;

struct _ChatUploads
{
  GObject         parent_instance;

  ChatStore      *store;
  ChatConnection *connection;
  ChatWeb        *web;
  MediaDecoder   *decoder;  /* (nullable): none was needed yet; for small pictures */
  GQueue          uploads;  /* owned Upload, in order */
  Upload         *running;  /* (nullable) borrowed: one of them */
  guint           again_source;
};

G_DEFINE_FINAL_TYPE (ChatUploads, chat_uploads, G_TYPE_OBJECT)

static guint uploaded_signal;

static void run_next (ChatUploads *self);

static Upload *
upload_ref (Upload *upload)
{
  g_atomic_ref_count_inc (&upload->ref_count);
  return upload;
}

static void
upload_unref (Upload *upload)
{
  if (!g_atomic_ref_count_dec (&upload->ref_count))
    return;

  g_clear_object (&upload->message);
  g_clear_object (&upload->transfer);
  g_clear_object (&upload->cancellable);
  g_clear_pointer (&upload->file, archive_file_free);
  g_clear_pointer (&upload->slot, xmpp_upload_slot_free);
  g_clear_object (&upload->client);
  g_clear_pointer (&upload->prepared, chat_prepared_free);
  g_free (upload);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Upload, upload_unref)

/* Forgets what is of this attempt. */
static void
stop (Upload *upload)
{
  if (upload->uploads->running == upload)
    upload->uploads->running = NULL;
  g_clear_pointer (&upload->file, archive_file_free);
  g_clear_pointer (&upload->slot, xmpp_upload_slot_free);
  g_clear_object (&upload->client);
  g_clear_pointer (&upload->prepared, chat_prepared_free);
}

/* It leaves the queue here and nowhere else. */
static void
end (Upload            *upload,
     ChatTransferState  state)
{
  ChatUploads *self = upload->uploads;
  ChatFile *file = chat_message_get_file (upload->message);

  stop (upload);
  upload->uploads = NULL;
  g_cancellable_cancel (upload->cancellable);
  g_signal_handlers_disconnect_by_data (upload->transfer, upload);
  chat_transfer_set_state (upload->transfer, state);
  if (file != NULL)
    chat_file_set_transfer (file, NULL);
  g_queue_remove (&self->uploads, upload);
  upload_unref (upload);
  run_next (self);
}

/* What is not sent, and why: about to be noted. */
typedef struct {
  ChatUploads *self;
  char        *text;
} GivingUp;

static void
noted_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autofree GivingUp *giving_up = user_data;
  g_autoptr(ChatUploads) self = giving_up->self;
  g_autofree char *text = giving_up->text;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) changes =
    archive_messages_set_state_finish (ARCHIVE_DATABASE (object), result, &error);

  if (changes != NULL)
    chat_store_apply (self->store, changes, text);
  else
    g_warning ("That a file is not sent could not be noted: %s", error->message);
}

static const char *
get_condition (const GError  *error,
               char         **detail)
{
  if (error->domain == CHAT_ERROR
      && (error->code == CHAT_ERROR_PROXY || error->code == CHAT_ERROR_PROXY_LOGIN
          || error->code == CHAT_ERROR_NEEDS_PROXY))
    return "upload-proxy";

  return chat_upload_error_get_condition (error, detail);
}

static void
give_up (Upload       *upload,
         const GError *error)
{
  ChatUploads *self = upload->uploads;
  ArchiveDatabase *database = chat_store_get_database (self->store);
  gint64 id = chat_message_get_id (upload->message);
  g_autofree char *detail = NULL;
  const char *condition = get_condition (error, &detail);

  g_debug ("A file is not sent: %s", error->message);
  if (database != NULL)
    {
      GivingUp *giving_up = g_new (GivingUp, 1);

      giving_up->self = g_object_ref (self);
      giving_up->text = chat_error_delivery_text (upload->kind, condition, detail);
      archive_messages_set_state_async (database, &id, 1, ARCHIVE_STATE_FAILED, condition, detail,
                                        NULL, noted_cb, giving_up);
    }
  end (upload, CHAT_TRANSFER_FAILED);
}

/* The person wants it no more; the message stays, and may be tried again. */
static void
cancelled_cb (ChatTransfer *transfer,
              Upload       *upload)
{
  g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  give_up (upload, error);
}

static gboolean
again_cb (gpointer user_data)
{
  ChatUploads *self = user_data;

  self->again_source = 0;
  run_next (self);
  return G_SOURCE_REMOVE;
}

/* What failed goes on by itself, from the start, or not at all. Takes @error. */
static void
fail (Upload *upload,
      GError *error)
{
  g_autoptr(GError) owned = error;
  ChatUploads *self = upload->uploads;
  ChatUploadFate fate = chat_upload_error_judge (error);

  if (fate == CHAT_UPLOAD_AGAIN && ++upload->n_failed >= MAX_ATTEMPTS)
    fate = CHAT_UPLOAD_FAILS;
  if (fate == CHAT_UPLOAD_FAILS)
    {
      give_up (upload, error);
      return;
    }

  g_debug ("A file waits: %s", error->message);
  stop (upload);
  chat_transfer_set_state (upload->transfer, CHAT_TRANSFER_WAITING);
  /* Offline it goes on with the next session. */
  if (fate == CHAT_UPLOAD_AGAIN && self->again_source == 0)
    self->again_source = g_timeout_add (DELAY_MS << (upload->n_failed - 1), again_cb, self);
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Upload) upload = user_data;
  GError *error = NULL;
  g_autoptr(ArchiveMessage) row =
    archive_files_upload_finish (ARCHIVE_DATABASE (object), result, &error);
  ChatFile *file = chat_message_get_file (upload->message);
  g_autoptr(ChatUploads) self = NULL;

  if (upload->uploads == NULL)
    {
      g_clear_error (&error);
      return;
    }

  if (row == NULL)
    {
      fail (upload, error);
      return;
    }

  self = g_object_ref (upload->uploads);
  if (file != NULL)
    chat_file_update (file, upload->file);
  end (upload, CHAT_TRANSFER_DONE);
  g_signal_emit (self, uploaded_signal, 0, upload->message, row);
}

static void
put_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(Upload) upload = user_data;
  GError *error = NULL;
  g_autofree char *sha256 = net_client_put_finish (NET_CLIENT (object), result, &error);
  ArchiveDatabase *database;
  g_autoptr(GPtrArray) files = NULL;

  if (upload->uploads == NULL)
    {
      g_clear_error (&error);
      return;
    }

  database = chat_store_get_database (upload->uploads->store);
  if (sha256 == NULL || database == NULL)
    {
      fail (upload, error != NULL ? error
                                  : g_error_new_literal (CHAT_ERROR, CHAT_ERROR_STORAGE, "Closed"));
      return;
    }

  upload->file->url = g_strdup (upload->slot->get_url);
  upload->file->sha256 = g_steal_pointer (&sha256);
  files = archive_files_new ();
  g_ptr_array_add (files, archive_file_copy (upload->file));
  archive_files_upload_async (database, chat_message_get_id (upload->message), files, NULL,
                              stored_cb, upload_ref (upload));
}

static void
progress_cb (gint64   done,
             gpointer user_data)
{
  Upload *upload = user_data;
  gint64 now_us = g_get_monotonic_time ();

  if (upload->uploads == NULL
      || (now_us - upload->told_us < PROGRESS_US && done < upload->file->size_bytes))
    return;

  upload->told_us = now_us;
  chat_transfer_set_progress (upload->transfer, done, upload->file->size_bytes);
}

static GStrv
dup_headers (const XmppUploadSlot *slot)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < slot->headers->len; i++)
    {
      const XmppUploadHeader *header = g_ptr_array_index (slot->headers, i);

      g_strv_builder_add_many (builder, header->name, header->value, NULL);
    }

  return g_strv_builder_end (builder);
}

static void
put (Upload       *upload,
     GInputStream *content)
{
  g_auto(GStrv) headers = dup_headers (upload->slot);

  chat_transfer_set_state (upload->transfer, CHAT_TRANSFER_ACTIVE);
  net_client_put_async (upload->client, upload->slot->put_url, content,
                        upload->file->size_bytes, upload->file->type,
                        (const char *const *) headers, progress_cb, upload, upload->cancellable,
                        put_cb, upload_ref (upload));
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Upload) upload = user_data;
  GError *error = NULL;
  g_autoptr(GFileInputStream) content = g_file_read_finish (G_FILE (object), result, &error);
  g_autoptr(GInputStream) sent = NULL;

  if (upload->uploads == NULL)
    {
      g_clear_error (&error);
      return;
    }

  if (content == NULL)
    {
      fail (upload, error);
      return;
    }

  if (upload->prepared->clean != NULL)
    sent = media_clean_open (upload->prepared->clean, G_INPUT_STREAM (content));
  else
    sent = g_object_ref (G_INPUT_STREAM (content));
  put (upload, sent);
}

static void
client_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Upload) upload = user_data;
  GError *error = NULL;
  g_autoptr(NetClient) client = chat_web_open_finish (CHAT_WEB (object), result, &error);
  g_autoptr(GFile) file = NULL;

  if (upload->uploads == NULL)
    {
      g_clear_error (&error);
      return;
    }

  if (client == NULL)
    {
      fail (upload, error);
      return;
    }

  upload->client = g_steal_pointer (&client);
  if (upload->prepared->smaller != NULL)
    {
      g_autoptr(GInputStream) sent =
        g_memory_input_stream_new_from_bytes (upload->prepared->smaller);

      put (upload, sent);
      return;
    }

  file = base_place_to_file (upload->file->path);
  g_file_read_async (file, G_PRIORITY_DEFAULT, upload->cancellable, opened_cb, upload_ref (upload));
}

static void
slot_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Upload) upload = user_data;
  GError *error = NULL;
  XmppUploadSlot *slot = xmpp_upload_request_finish (XMPP_UPLOAD (object), result, &error);

  if (upload->uploads == NULL)
    {
      g_clear_error (&error);
      xmpp_upload_slot_free (slot);
      return;
    }

  if (slot == NULL)
    {
      fail (upload, error);
      return;
    }

  upload->slot = slot;
  chat_web_open_async (upload->uploads->web, slot->put_url, upload->cancellable, client_cb,
                       upload_ref (upload));
}

static void
request_place (Upload *upload)
{
  chat_transfer_set_progress (upload->transfer, 0, upload->file->size_bytes);
  xmpp_upload_request_async (upload->uploads->connection->upload,
                             upload->file->name != NULL ? upload->file->name : "file",
                             upload->file->size_bytes, upload->file->type, upload->cancellable,
                             slot_cb, upload_ref (upload));
}

static void
prepared_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Upload) upload = user_data;
  GError *error = NULL;
  ChatPrepared *prepared = chat_upload_prepare_finish (result, &error);

  if (upload->uploads == NULL)
    {
      g_clear_error (&error);
      chat_prepared_free (prepared);
      return;
    }

  if (prepared == NULL)
    {
      fail (upload, error);
      return;
    }

  archive_file_free (upload->file);
  upload->file = g_steal_pointer (&prepared->file);
  upload->prepared = prepared;
  request_place (upload);
}

static void
ready_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Upload) upload = user_data;
  GError *error = NULL;
  ChatUploads *self = upload->uploads;

  xmpp_server_info_wait_finish (XMPP_SERVER_INFO (object), result, &error);
  if (upload->uploads == NULL)
    {
      g_clear_error (&error);
      return;
    }

  if (error != NULL)
    {
      fail (upload, error);
      return;
    }

  if (self->decoder == NULL)
    self->decoder = media_decoder_new (NULL);
  chat_upload_prepare_async (upload->file, self->decoder, self->connection->policy.clean_pictures,
                             upload->cancellable, prepared_cb, upload_ref (upload));
}

static void
run_next (ChatUploads *self)
{
  Upload *upload = g_queue_peek_head (&self->uploads);
  ChatFile *file;

  if (upload == NULL || self->running != NULL || self->again_source != 0
      || !chat_connection_is_online (self->connection))
    return;

  self->running = upload;
  file = chat_message_get_file (upload->message);
  if (file == NULL || chat_file_get_path (file) == NULL)
    {
      fail (upload, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "No file"));
      return;
    }

  upload->file = archive_file_copy (chat_file_get_row (file));
  xmpp_server_info_wait_async (self->connection->server_info, upload->cancellable, ready_cb,
                               upload_ref (upload));
}

static void
chat_uploads_dispose (GObject *object)
{
  ChatUploads *self = CHAT_UPLOADS (object);
  Upload *upload;

  g_clear_handle_id (&self->again_source, g_source_remove);
  while ((upload = g_queue_pop_head (&self->uploads)) != NULL)
    {
      upload->uploads = NULL;
      g_cancellable_cancel (upload->cancellable);
      g_signal_handlers_disconnect_by_data (upload->transfer, upload);
      upload_unref (upload);
    }
  self->running = NULL;
  g_clear_object (&self->decoder);
  g_clear_object (&self->web);
  g_clear_object (&self->connection);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (chat_uploads_parent_class)->dispose (object);
}

static void
chat_uploads_class_init (ChatUploadsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_uploads_dispose;

  uploaded_signal = g_signal_new ("uploaded", CHAT_TYPE_UPLOADS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 2, CHAT_TYPE_MESSAGE, G_TYPE_POINTER);
}

static void
chat_uploads_init (ChatUploads *self)
{
  g_queue_init (&self->uploads);
}

ChatUploads *
chat_uploads_new (ChatStore      *store,
                  ChatConnection *connection,
                  ChatWeb        *web)
{
  ChatUploads *self;

  g_return_val_if_fail (CHAT_IS_STORE (store), NULL);
  g_return_val_if_fail (CHAT_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (CHAT_IS_WEB (web), NULL);

  self = g_object_new (CHAT_TYPE_UPLOADS, NULL);
  self->store = g_object_ref (store);
  self->connection = g_object_ref (connection);
  self->web = g_object_ref (web);
  g_signal_connect_object (connection->session, "online", G_CALLBACK (run_next), self,
                           G_CONNECT_SWAPPED);
  return self;
}

static Upload *
find (ChatUploads *self,
      ChatMessage *message)
{
  for (GList *link = self->uploads.head; link != NULL; link = link->next)
    if (((Upload *) link->data)->message == message)
      return link->data;

  return NULL;
}

void
chat_uploads_add (ChatUploads          *self,
                  ChatMessage          *message,
                  ChatConversationKind  kind)
{
  ChatFile *file;
  Upload *upload;

  g_return_if_fail (CHAT_IS_UPLOADS (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  if (find (self, message) != NULL)
    return;

  upload = g_new0 (Upload, 1);
  g_atomic_ref_count_init (&upload->ref_count);
  upload->uploads = self;
  upload->message = g_object_ref (message);
  upload->kind = kind;
  upload->cancellable = g_cancellable_new ();
  upload->transfer = chat_transfer_new ();
  g_signal_connect (upload->transfer, "cancelled", G_CALLBACK (cancelled_cb), upload);
  file = chat_message_get_file (message);
  if (file != NULL)
    {
      chat_transfer_set_progress (upload->transfer, 0, chat_file_get_size (file));
      chat_file_set_transfer (file, upload->transfer);
    }
  g_queue_push_tail (&self->uploads, upload);
  run_next (self);
}

void
chat_uploads_remove (ChatUploads *self,
                     ChatMessage *message)
{
  Upload *upload;

  g_return_if_fail (CHAT_IS_UPLOADS (self));

  upload = find (self, message);
  if (upload != NULL)
    end (upload, CHAT_TRANSFER_FAILED);
}
