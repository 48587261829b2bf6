/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that come straight from a contact:
 *
 *   offered → stored as a message, and shown → the person wants it → a part file, with what came of
 *   it before → there it comes → it is what was offered → it has its name → stored where it is
 *
 * An offer is as good as its sender's presence. What is cut off is kept under the file's hash: when
 * the same file is offered again only the rest comes, and its message takes the place of the one
 * that came to nothing. */
#define G_LOG_DOMAIN "chat-directs"

#include "chat-directs.h"

#include "archive-error.h"
#include "archive-files-offers.h"
#include "archive-files-saved.h"
#include "archive-files.h"
#include "archive-row.h"
#include "base-file-name.h"
#include "chat-connection.h"
#include "chat-direct-error.h"
#include "chat-directs-private.h"
#include "chat-error.h"
#include "chat-file-private.h"
#include "chat-file-told.h"
#include "chat-message-private.h"
#include "chat-message.h"
#include "chat-store.h"
#include "chat-transfer.h"
#include "net-error.h"
#include "net-store-stream.h"
#include "xmpp-address.h"
#include "xmpp-blocking.h"
#include "xmpp-jingle-files.h"
#include "xmpp-roster.h"

#include <glib/gstdio.h>

/* More offers at the same time nobody looks at. */
#define MAX_OFFERS 100

/* One that comes. Those that are called back have a reference; once it is over they do nothing. */
typedef struct {
  gatomicrefcount  ref_count;
  ChatDirects     *directs;     /* borrowed; NULL: it is over */
  char            *id;          /* of the message that it becomes */
  XmppJingleFile  *jingle;
  ArchiveFile     *row;
  ChatMessage     *message;     /* (nullable): not stored yet */
  ChatFile        *file;        /* (nullable): of it */
  ChatTransfer    *transfer;    /* (nullable): not accepted yet */
  GCancellable    *cancellable;
  NetStoreStream  *sink;        /* (nullable) */
  GError          *failure;     /* (nullable): while what came is being put away */
  ArchiveDirect    outcome;     /* what has become of it, when it is over */
  gint64           told_us;
} Receive;

static Receive *
receive_ref (Receive *receive)
{
  g_atomic_ref_count_inc (&receive->ref_count);
  return receive;
}

static void
receive_unref (Receive *receive)
{
  if (!g_atomic_ref_count_dec (&receive->ref_count))
    return;

  g_free (receive->id);
  g_clear_object (&receive->jingle);
  archive_file_free (receive->row);
  g_clear_object (&receive->message);
  g_clear_object (&receive->file);
  g_clear_object (&receive->transfer);
  g_clear_object (&receive->cancellable);
  g_clear_object (&receive->sink);
  g_clear_error (&receive->failure);
  g_free (receive);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Receive, receive_unref)

static void
stop (Receive *receive)
{
  receive->directs = NULL;
  g_cancellable_cancel (receive->cancellable);
  if (receive->transfer != NULL)
    g_signal_handlers_disconnect_by_data (receive->transfer, receive);
  g_signal_handlers_disconnect_by_data (receive->jingle, receive);
  xmpp_jingle_file_cancel (receive->jingle);
}

static void
noted_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  /* Then it is an offer of which nobody has heard since, which comes to the same. */
  if (!archive_files_set_finish (ARCHIVE_DATABASE (object), result, &error))
    g_debug ("What has become of an offer could not be noted: %s", error->message);
}

static void
note (ChatDirects *self,
      Receive     *receive)
{
  ArchiveDatabase *database = chat_store_get_database (self->store);
  g_autoptr(GPtrArray) files = NULL;

  receive->row->direct = receive->outcome;
  chat_file_update (receive->file, receive->row);
  if (database == NULL)
    return;

  files = archive_files_new ();
  g_ptr_array_add (files, archive_file_copy (receive->row));
  archive_files_set_async (database, chat_message_get_id (receive->message), files, NULL, noted_cb,
                           NULL);
}

/* It leaves the list here and nowhere else. @text: (nullable): why it has not come */
static void
end (Receive       *receive,
     ArchiveDirect  outcome,
     const char    *text)
{
  ChatDirects *self = receive->directs;

  receive->outcome = outcome;
  stop (receive);
  /* What is not stored yet is told when it is. */
  if (receive->message == NULL)
    {
      receive->directs = self;
      return;
    }

  if (outcome != ARCHIVE_DIRECT_NONE)
    note (self, receive);
  chat_file_set_offer (receive->file, CHAT_OFFER_NONE);
  if (receive->transfer != NULL && text != NULL)
    chat_transfer_fail (receive->transfer, text);
  else
    chat_file_set_transfer (receive->file, NULL);
  g_ptr_array_remove (self->receives, receive);
}

static void
fail (Receive      *receive,
      const GError *error)
{
  g_autofree char *text = chat_direct_error_text (error);

  g_debug ("A file does not come: %s", error->message);
  end (receive, ARCHIVE_DIRECT_FAILED, text);
}

/* All of it is there. */

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Receive) receive = user_data;
  g_autoptr(GError) error = NULL;

  if (!archive_files_save_finish (ARCHIVE_DATABASE (object), result, &error))
    {
      g_unlink (receive->row->path);
      g_clear_pointer (&receive->row->path, g_free);
      if (receive->directs != NULL)
        fail (receive, error);
      return;
    }

  if (receive->directs == NULL)
    return;

  chat_file_update (receive->file, receive->row);
  end (receive, ARCHIVE_DIRECT_NONE, NULL);
}

static void
commit_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  const ArchiveFile *row = task_data;
  GError *error = NULL;
  char *path = net_store_commit (net_store_stream_get_store (source), row->size_bytes, row->sha256,
                                 &error);

  if (path != NULL)
    g_task_return_pointer (task, path, g_free);
  else
    g_task_return_error (task, error);
}

static void
committed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Receive) receive = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_task_propagate_pointer (G_TASK (result), &error);
  ArchiveDatabase *database =
    receive->directs != NULL ? chat_store_get_database (receive->directs->store) : NULL;

  if (path != NULL && database == NULL)
    {
      g_unlink (path); /* nobody wants it any more, or it cannot be noted where it is */
      g_clear_pointer (&path, g_free);
      error = g_error_new_literal (CHAT_ERROR, CHAT_ERROR_STORAGE, "The archive is closed");
    }
  if (path == NULL)
    {
      if (receive->directs != NULL)
        fail (receive, error);
      return;
    }

  receive->row->path = g_steal_pointer (&path);
  archive_files_save_async (database, chat_message_get_id (receive->message), 0,
                            receive->row->path, receive->row->size_bytes, NULL, saved_cb,
                            receive_ref (receive));
}

static void
commit (Receive *receive)
{
  g_autoptr(GTask) task = g_task_new (receive->sink, NULL, committed_cb, receive_ref (receive));

  g_task_set_source_tag (task, commit);
  g_task_set_task_data (task, archive_file_copy (receive->row),
                        (GDestroyNotify) archive_file_free);
  g_task_run_in_thread (task, commit_thread);
}

static gboolean
is_worthless (const GError *error)
{
  return g_error_matches (error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_WRONG_HASH)
         || g_error_matches (error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_TOO_LARGE)
         || g_error_matches (error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_MALFORMED);
}

static void
left_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Receive) receive = user_data;

  if (receive->directs != NULL)
    fail (receive, receive->failure);
}

static void
leave_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  NetStore *store = net_store_stream_get_store (source);
  const GError *failure = task_data;

  if (is_worthless (failure))
    net_store_discard (store);
  else if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    net_store_give_back (store); /* messages need some, too */
  g_task_return_boolean (task, TRUE);
}

/* What has come stays for the next offer of the same file, unless nothing would come of it. */
static void
leave (Receive      *receive,
       const GError *error)
{
  g_autoptr(GTask) task = g_task_new (receive->sink, NULL, left_cb, receive_ref (receive));

  receive->failure = g_error_copy (error);
  g_task_set_source_tag (task, leave);
  g_task_set_task_data (task, g_error_copy (error), (GDestroyNotify) g_error_free);
  g_task_run_in_thread (task, leave_thread);
}

static void
ended_cb (XmppJingleFile *jingle,
          const GError   *error, /* (nullable) */
          Receive        *receive)
{
  if (error == NULL)
    {
      commit (receive);
      return;
    }

  if (receive->transfer == NULL)
    {
      end (receive, receive->outcome != ARCHIVE_DIRECT_NONE ? receive->outcome
                                                            : ARCHIVE_DIRECT_WITHDRAWN, NULL);
      return;
    }

  if (receive->sink != NULL)
    leave (receive, error);
  else
    fail (receive, error);
}

static void
state_cb (Receive *receive)
{
  if (receive->transfer != NULL
      && xmpp_jingle_file_get_state (receive->jingle) >= XMPP_JINGLE_FILE_RUNNING)
    chat_transfer_set_state (receive->transfer, CHAT_TRANSFER_ACTIVE);
}

static void
progress_cb (Receive *receive)
{
  gint64 done = xmpp_jingle_file_get_transferred (receive->jingle);
  gint64 now_us = g_get_monotonic_time ();

  if (receive->transfer == NULL
      || (now_us - receive->told_us < CHAT_DIRECTS_TELL_US && done < receive->row->size_bytes))
    return;

  receive->told_us = now_us;
  chat_transfer_set_progress (receive->transfer, done, receive->row->size_bytes);
}

/* The person wants it. */

/* What is there of it, read in a thread */
typedef struct {
  char         *folder;
  char         *name;
  char         *key;
  gint64        size;
  gboolean      resumes;
  GInputStream *before; /* (nullable) */
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_free (opening->folder);
  g_free (opening->name);
  g_free (opening->key);
  g_clear_object (&opening->before);
  g_free (opening);
}

static void
open_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Opening *opening = task_data;
  GError *error = NULL;
  g_autoptr(NetStore) store =
    net_store_open (opening->folder, opening->name, opening->key, opening->resumes, &error);
  g_autoptr(GFile) part = NULL;

  /* What is all there was cut off when its last word came: that is asked for in no range. */
  if (store != NULL && net_store_get_size (store) >= opening->size
      && !net_store_restart (store, &error))
    g_clear_pointer (&store, net_store_free);
  if (store != NULL && net_store_has_room (store, opening->size, &error)
      && net_store_get_size (store) > 0)
    {
      part = g_file_new_for_path (net_store_get_part (store));
      opening->before = G_INPUT_STREAM (g_file_read (part, cancellable, &error));
    }

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, net_store_stream_new (g_steal_pointer (&store)), g_object_unref);
}

/* It is offered as it was: the person may make room for it. */
static void
ask_again (Receive      *receive,
           const GError *error)
{
  g_autoptr(ChatTransfer) transfer = g_steal_pointer (&receive->transfer);
  g_autofree char *text = chat_direct_error_text (error);

  g_debug ("A file is not accepted: %s", error->message);
  g_signal_handlers_disconnect_by_data (transfer, receive);
  chat_transfer_fail (transfer, text);
  chat_file_set_offer (receive->file, CHAT_OFFER_OPEN);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Receive) receive = user_data;
  Opening *opening = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autoptr(NetStoreStream) sink = g_task_propagate_pointer (G_TASK (result), &error);
  gint64 offset;

  if (receive->directs == NULL)
    return;

  if (sink == NULL)
    {
      ask_again (receive, error);
      return;
    }

  offset = net_store_get_size (net_store_stream_get_store (sink));
  receive->sink = g_steal_pointer (&sink);
  chat_transfer_set_progress (receive->transfer, offset, receive->row->size_bytes);
  xmpp_jingle_file_accept (receive->jingle, G_OUTPUT_STREAM (receive->sink), offset,
                           opening->before);
}

static void
cancelled_cb (ChatTransfer *transfer,
              Receive      *receive)
{
  end (receive, ARCHIVE_DIRECT_FAILED, NULL);
}

static Receive *
find (ChatDirects *self,
      ChatMessage *message)
{
  for (guint i = 0; i < self->receives->len; i++)
    {
      Receive *receive = g_ptr_array_index (self->receives, i);

      if (receive->message == message)
        return receive;
    }

  return NULL;
}

/* Fit for a file's name. Nobody else goes on with what somebody has begun to send. */
static char *
make_key (Receive  *receive,
          gboolean  resumes)
{
  XmppAddress *peer = xmpp_jingle_file_get_peer (receive->jingle);
  g_autofree char *text = NULL;
  g_autofree char *digest = NULL;

  if (!resumes)
    return g_strconcat ("direct-", receive->id, NULL);

  text = g_strdup_printf ("%s\n%" G_GINT64_FORMAT "\n%s", xmpp_address_get_bare (peer),
                          receive->row->size_bytes, receive->row->sha256);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  return g_strconcat ("direct-", digest, NULL);
}

void
chat_directs_accept (ChatDirects *self,
                     ChatMessage *message)
{
  g_autoptr(GTask) task = NULL;
  Receive *receive;
  Opening *opening;

  g_return_if_fail (CHAT_IS_DIRECTS (self));

  receive = find (self, message);
  if (receive == NULL || receive->transfer != NULL
      || chat_store_get_files_folder (self->store) == NULL)
    return;

  receive->transfer = chat_transfer_new ();
  g_signal_connect (receive->transfer, "cancelled", G_CALLBACK (cancelled_cb), receive);
  chat_transfer_set_progress (receive->transfer, 0, receive->row->size_bytes);
  chat_file_set_transfer (receive->file, receive->transfer);
  chat_file_set_offer (receive->file, CHAT_OFFER_TAKEN);

  opening = g_new0 (Opening, 1);
  opening->folder = g_strdup (chat_store_get_files_folder (self->store));
  opening->name = base_file_name_clean (receive->row->name);
  if (opening->name == NULL)
    opening->name = g_strdup ("file");
  opening->size = receive->row->size_bytes;
  opening->resumes = receive->row->sha256 != NULL && xmpp_jingle_file_can_resume (receive->jingle);
  opening->key = make_key (receive, opening->resumes);
  task = g_task_new (NULL, receive->cancellable, opened_cb, receive_ref (receive));
  g_task_set_source_tag (task, chat_directs_accept);
  g_task_set_task_data (task, opening, opening_free);
  g_task_run_in_thread (task, open_thread);
}

void
chat_directs_decline (ChatDirects *self,
                      ChatMessage *message)
{
  Receive *receive;

  g_return_if_fail (CHAT_IS_DIRECTS (self));

  receive = find (self, message);
  if (receive == NULL || receive->transfer != NULL)
    return;

  g_signal_handlers_disconnect_by_data (receive->jingle, receive);
  xmpp_jingle_file_decline (receive->jingle);
  end (receive, ARCHIVE_DIRECT_DECLINED, NULL);
}

/* It is offered. */

static gboolean
is_live (ChatDirects *self,
         gint64       id)
{
  for (guint i = 0; i < self->receives->len; i++)
    {
      const Receive *receive = g_ptr_array_index (self->receives, i);

      if (receive->message != NULL && chat_message_get_id (receive->message) == id)
        return TRUE;
    }

  return FALSE;
}

static void
missed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ChatDirects) self = user_data;
  g_autoptr(ChatMessage) message =
    chat_store_get_message_finish (CHAT_STORE (object), result, NULL);

  if (message != NULL && self->store != NULL && !is_live (self, chat_message_get_id (message)))
    chat_store_remove_async (self->store, message, NULL, NULL, NULL);
}

/* There was no more to them than that the same file was offered. */
static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ChatDirects) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) ids =
    archive_files_find_offers_finish (ARCHIVE_DATABASE (object), result, &error);

  if (ids == NULL)
    g_debug ("Earlier offers of a file could not be found: %s", error->message);
  for (guint i = 0; ids != NULL && self->store != NULL && i < ids->len; i++)
    chat_store_get_message_async (self->store, g_array_index (ids, gint64, i), NULL, missed_cb,
                                  g_object_ref (self));
}

static void
replace_missed (ChatDirects *self,
                ChatMessage *message)
{
  ArchiveDatabase *database = chat_store_get_database (self->store);

  if (database != NULL)
    archive_files_find_offers_async (database, chat_message_get_id (message), NULL, found_cb,
                                     g_object_ref (self));
}

void
chat_directs_take (ChatDirects *self,
                   ChatMessage *message)
{
  const char *id;
  Receive *receive = NULL;

  g_return_if_fail (CHAT_IS_DIRECTS (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  id = chat_message_get_message_id (message);
  for (guint i = 0; i < self->receives->len && receive == NULL; i++)
    {
      Receive *candidate = g_ptr_array_index (self->receives, i);

      if (candidate->message == NULL && g_strcmp0 (candidate->id, id) == 0)
        receive = candidate;
    }
  if (receive == NULL || chat_message_get_file (message) == NULL)
    return;

  receive->message = g_object_ref (message);
  receive->file = g_object_ref (chat_message_get_file (message));
  replace_missed (self, message);
  if (receive->outcome != ARCHIVE_DIRECT_NONE)
    end (receive, receive->outcome, NULL);
  else
    chat_file_set_offer (receive->file, CHAT_OFFER_OPEN);
}

static ArchiveMessage *
make_row (Receive *receive)
{
  XmppAddress *peer = xmpp_jingle_file_get_peer (receive->jingle);
  const char *resource = xmpp_address_get_resource (peer);
  ArchiveMessage *row = archive_message_new ();

  row->with = g_strdup (xmpp_address_get_bare (peer));
  row->with_kind = ARCHIVE_CONVERSATION_CHAT;
  row->sender = g_strdup (row->with);
  if (resource != NULL && strlen (resource) <= CHAT_DIRECTS_MAX_RESOURCE_BYTES)
    row->resource = g_strdup (resource);
  row->direction = ARCHIVE_INCOMING;
  row->kind = ARCHIVE_MESSAGE_FILE;
  row->state = ARCHIVE_STATE_RECEIVED;
  row->time_us = g_get_real_time ();
  row->ids.message = g_strdup (receive->id);
  row->body = g_strdup ("");
  row->files = archive_files_new ();
  g_ptr_array_add (row->files, archive_file_copy (receive->row));
  return row;
}

/* Only from whom one knows: a room's people have our presence as well. */
static gboolean
is_welcome (ChatDirects *self,
            XmppAddress *peer)
{
  g_autoptr(XmppAddress) bare = xmpp_address_dup_bare (peer);

  return self->receives->len < MAX_OFFERS
         && !xmpp_blocking_is_blocked (self->connection->blocking, peer)
         && (xmpp_address_equal_bare (peer, self->connection->address)
             || xmpp_roster_get_item (self->connection->roster, bare) != NULL);
}

static void
offered_cb (XmppJingleFiles *files,
            XmppJingleFile  *jingle,
            ChatDirects     *self)
{
  g_autoptr(ArchiveMessage) row = NULL;
  Receive *receive;

  if (!is_welcome (self, xmpp_jingle_file_get_peer (jingle)))
    {
      xmpp_jingle_file_decline (jingle);
      return;
    }

  receive = g_new0 (Receive, 1);
  g_atomic_ref_count_init (&receive->ref_count);
  receive->directs = self;
  receive->id = g_uuid_string_random ();
  receive->jingle = g_object_ref (jingle);
  receive->row = chat_file_told_read (xmpp_jingle_file_get_file (jingle));
  receive->row->direct = ARCHIVE_DIRECT_OFFERED;
  receive->cancellable = g_cancellable_new ();
  g_signal_connect_swapped (jingle, "notify::state", G_CALLBACK (state_cb), receive);
  g_signal_connect_swapped (jingle, "notify::transferred", G_CALLBACK (progress_cb), receive);
  g_signal_connect (jingle, "ended", G_CALLBACK (ended_cb), receive);
  g_ptr_array_add (self->receives, receive);

  row = make_row (receive);
  g_signal_emit_by_name (self, "offered", row);
}

/* Its message is deleted. */
static void
drop (Receive *receive)
{
  if (receive->transfer == NULL)
    {
      g_signal_handlers_disconnect_by_data (receive->jingle, receive);
      xmpp_jingle_file_decline (receive->jingle);
    }
  end (receive, ARCHIVE_DIRECT_NONE, NULL);
}

static void
removed_cb (ChatStore   *store,
            gint64       conversation_id,
            gint64       id,
            ChatDirects *self)
{
  for (guint i = self->receives->len; i-- > 0;)
    {
      Receive *receive = g_ptr_array_index (self->receives, i);

      if (receive->message != NULL && chat_message_get_id (receive->message) == id)
        drop (receive);
    }
}

void
chat_directs_remove_all (ChatDirects *self,
                         gint64       conversation_id)
{
  g_return_if_fail (CHAT_IS_DIRECTS (self));

  for (guint i = self->receives->len; i-- > 0;)
    {
      Receive *receive = g_ptr_array_index (self->receives, i);

      if (receive->message != NULL
          && chat_message_get_conversation_id (receive->message) == conversation_id)
        drop (receive);
    }
}

void
chat_directs_init_receive (ChatDirects *self)
{
  self->receives = g_ptr_array_new_with_free_func ((GDestroyNotify) receive_unref);
}

void
chat_directs_listen (ChatDirects *self)
{
  g_signal_connect_object (self->connection->jingle, "offered", G_CALLBACK (offered_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->store, "removed", G_CALLBACK (removed_cb), self,
                           G_CONNECT_DEFAULT);
}

void
chat_directs_clear_receive (ChatDirects *self)
{
  for (guint i = 0; i < self->receives->len; i++)
    stop (g_ptr_array_index (self->receives, i));
  g_ptr_array_set_size (self->receives, 0);
}
