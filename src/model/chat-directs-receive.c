/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that come straight from a contact:
 *
 *   offered → stored as a message, and shown → the person wants it → a part file, with what came of
 *   it before → there it comes → it is what was offered → it has its name → stored where it is
 *
 * What is cut off is kept under the file's hash. It rests: when the same file is offered again, as
 * long as the program runs, the rest of it comes without a question. */
#define G_LOG_DOMAIN "chat-directs"

#include "chat-directs.h"

#include "archive-error.h"
#include "archive-files-saved.h"
#include "archive-files.h"
#include "base-file-name.h"
#include "chat-direct-error.h"
#include "chat-directs-private.h"
#include "chat-error.h"
#include "chat-file-private.h"
#include "chat-message-private.h"
#include "chat-message.h"
#include "chat-store.h"
#include "chat-transfer.h"
#include "net-error.h"
#include "net-store-stream.h"
#include "xmpp-address.h"
#include "xmpp-jingle-files.h"

#include <glib/gstdio.h>

/* How long nothing is said of a cut: whoever sends goes on by itself before, in most cases. */
#define PATIENCE_S 30

/* More do not rest: they are asked for again. */
#define MAX_RESTING 20

ChatReceive *
chat_receive_ref (ChatReceive *receive)
{
  g_atomic_ref_count_inc (&receive->ref_count);
  return receive;
}

void
chat_receive_unref (ChatReceive *receive)
{
  if (!g_atomic_ref_count_dec (&receive->ref_count))
    return;

  g_free (receive->id);
  g_clear_object (&receive->jingle);
  g_clear_object (&receive->next);
  archive_file_free (receive->row);
  g_clear_object (&receive->message);
  g_clear_object (&receive->file);
  g_clear_object (&receive->transfer);
  g_clear_object (&receive->cancellable);
  g_clear_object (&receive->sink);
  g_clear_error (&receive->failure);
  g_free (receive);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatReceive, chat_receive_unref)

static void
forget_next (ChatReceive *receive)
{
  if (receive->next != NULL)
    g_signal_handlers_disconnect_by_data (receive->next, receive);
  g_clear_object (&receive->next);
}

void
chat_receive_stop (ChatReceive *receive)
{
  g_autoptr(XmppJingleFile) next = receive->next != NULL ? g_object_ref (receive->next) : NULL;

  receive->directs = NULL;
  forget_next (receive);
  if (next != NULL)
    xmpp_jingle_file_decline (next);
  g_clear_handle_id (&receive->patience, g_source_remove);
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
      ChatReceive *receive)
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

/* It leaves the list here and nowhere else. */
void
chat_receive_end (ChatReceive   *receive,
                  ArchiveDirect  outcome,
                  const char    *text)
{
  ChatDirects *self = receive->directs;

  receive->outcome = outcome;
  chat_receive_stop (receive);
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

static gboolean
out_of_patience_cb (gpointer user_data)
{
  ChatReceive *receive = user_data;
  g_autofree char *text = chat_direct_error_text (receive->failure);

  receive->patience = 0;
  receive->outcome = ARCHIVE_DIRECT_FAILED;
  note (receive->directs, receive);
  receive->outcome = ARCHIVE_DIRECT_NONE;
  chat_file_set_offer (receive->file, CHAT_OFFER_NONE);
  chat_transfer_fail (receive->transfer, text);
  return G_SOURCE_REMOVE;
}

/* The oldest ends. */
static void
make_room (ChatDirects *self)
{
  ChatReceive *oldest = NULL;
  guint n_resting = 0;

  for (guint i = self->receives->len; i-- > 0;)
    {
      ChatReceive *receive = g_ptr_array_index (self->receives, i);

      if (!receive->is_resting)
        continue;
      oldest = receive;
      n_resting++;
    }

  if (n_resting > MAX_RESTING)
    {
      g_autofree char *text = chat_direct_error_text (oldest->failure);

      chat_receive_end (oldest, ARCHIVE_DIRECT_FAILED, text);
    }
}

/* The same file, offered as another one before it was known that this one was cut off */
static ChatReceive *
find_open (ChatReceive *receive)
{
  GPtrArray *receives = receive->directs->receives;

  for (guint i = 0; i < receives->len; i++)
    {
      ChatReceive *other = g_ptr_array_index (receives, i);

      if (other->transfer == NULL
          && chat_receive_is_same (receive, xmpp_jingle_file_get_peer (other->jingle), other->row))
        return other;
    }

  return NULL;
}

static void
go_on_as (ChatReceive *receive,
          ChatReceive *other)
{
  ChatDirects *directs = receive->directs;

  chat_receive_end (receive, ARCHIVE_DIRECT_FAILED, NULL);
  if (other->message == NULL)
    {
      other->is_wanted = TRUE;
      return;
    }

  chat_directs_replace_missed (directs, other->message);
  chat_receive_accept (other);
}

static void start (ChatReceive    *receive,
                   XmppJingleFile *jingle);

/* What has come is put away, and the next who goes on with it can have it. */
static void
rest (ChatReceive  *receive,
      const GError *error)
{
  ChatReceive *other = find_open (receive);
  g_autoptr(XmppJingleFile) next = receive->next != NULL ? g_object_ref (receive->next) : NULL;

  g_debug ("A file rests: %s", error->message);
  if (error != receive->failure)
    {
      g_clear_error (&receive->failure);
      receive->failure = g_error_copy (error);
    }
  g_clear_object (&receive->sink);
  forget_next (receive);
  if (next != NULL)
    {
      start (receive, next);
      return;
    }
  if (other != NULL)
    {
      go_on_as (receive, other);
      return;
    }

  receive->is_resting = TRUE;
  receive->patience = g_timeout_add_seconds (PATIENCE_S, out_of_patience_cb, receive);
  chat_transfer_set_state (receive->transfer, CHAT_TRANSFER_WAITING);
  make_room (receive->directs);
}

static gboolean
can_go_on (ChatReceive  *receive,
           const GError *error)
{
  return receive->transfer != NULL && receive->row->sha256 != NULL
         && chat_direct_error_is_cut (error) && xmpp_jingle_file_can_resume (receive->jingle);
}

static void
fail (ChatReceive  *receive,
      const GError *error)
{
  g_autofree char *text = NULL;

  if (can_go_on (receive, error))
    {
      rest (receive, error);
      return;
    }

  text = chat_direct_error_text (error);
  g_debug ("A file does not come: %s", error->message);
  chat_receive_end (receive, ARCHIVE_DIRECT_FAILED, text);
}

/* All of it is there. */

static void open_store (ChatReceive *receive);

/* All of it is there, and cannot be kept. What was there before, and is not what it should be, is
 * gone: then it comes. */
static void
fail_keeping (ChatReceive  *receive,
              const GError *error)
{
  receive->is_whole = FALSE;
  g_clear_object (&receive->sink);
  if (xmpp_jingle_file_get_state (receive->jingle) == XMPP_JINGLE_FILE_OFFERED
      && !xmpp_jingle_file_is_ending (receive->jingle)
      && g_error_matches (error, NET_ERROR, NET_ERROR_CHANGED))
    {
      open_store (receive);
      return;
    }

  xmpp_jingle_file_conclude (receive->jingle, error);
  fail (receive, error);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ChatReceive) receive = user_data;
  g_autoptr(GError) error = NULL;

  if (!archive_files_save_finish (ARCHIVE_DATABASE (object), result, &error))
    {
      g_unlink (receive->row->path);
      g_clear_pointer (&receive->row->path, g_free);
      if (receive->directs != NULL)
        fail_keeping (receive, error);
      return;
    }

  if (receive->directs == NULL)
    return;

  chat_file_update (receive->file, receive->row);
  xmpp_jingle_file_conclude (receive->jingle, NULL);
  if (receive->next != NULL)
    xmpp_jingle_file_conclude (receive->next, NULL);
  chat_receive_end (receive, ARCHIVE_DIRECT_NONE, NULL);
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
  g_autoptr(ChatReceive) receive = user_data;
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
        fail_keeping (receive, error);
      return;
    }

  receive->row->path = g_steal_pointer (&path);
  archive_files_save_async (database, chat_message_get_id (receive->message), 0,
                            receive->row->path, receive->row->size_bytes, NULL, saved_cb,
                            chat_receive_ref (receive));
}

static void
commit (ChatReceive *receive)
{
  g_autoptr(GTask) task =
    g_task_new (receive->sink, NULL, committed_cb, chat_receive_ref (receive));

  receive->is_whole = TRUE;
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
  g_autoptr(ChatReceive) receive = user_data;

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
  net_store_stream_release (source);
  g_task_return_boolean (task, TRUE);
}

/* What has come stays for the next offer of the same file, unless nothing would come of it. */
static void
leave (ChatReceive  *receive,
       const GError *error)
{
  g_autoptr(GTask) task = g_task_new (receive->sink, NULL, left_cb, chat_receive_ref (receive));

  g_clear_error (&receive->failure);
  receive->failure = g_error_copy (error);
  g_task_set_source_tag (task, leave);
  g_task_set_task_data (task, g_error_copy (error), (GDestroyNotify) g_error_free);
  g_task_run_in_thread (task, leave_thread);
}

static void
ended_cb (XmppJingleFile *jingle,
          const GError   *error, /* (nullable) */
          ChatReceive    *receive)
{
  /* What is there is put away, whatever became of the other side. */
  if (receive->is_whole)
    return;

  if (receive->transfer == NULL)
    {
      chat_receive_end (receive,
                        receive->outcome != ARCHIVE_DIRECT_NONE ? receive->outcome
                                                                : ARCHIVE_DIRECT_WITHDRAWN, NULL);
      return;
    }

  if (receive->sink != NULL)
    leave (receive, error);
  else
    fail (receive, error);
}

static void
state_cb (ChatReceive *receive)
{
  if (receive->transfer != NULL
      && xmpp_jingle_file_get_state (receive->jingle) >= XMPP_JINGLE_FILE_RUNNING)
    chat_transfer_set_state (receive->transfer, CHAT_TRANSFER_ACTIVE);
}

static void
progress_cb (ChatReceive *receive)
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

  if (store != NULL && net_store_get_size (store) > opening->size
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
ask_again (ChatReceive  *receive,
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
  g_autoptr(ChatReceive) receive = user_data;
  Opening *opening = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autoptr(NetStoreStream) sink = g_task_propagate_pointer (G_TASK (result), &error);
  gint64 offset;

  receive->is_opening = FALSE;
  /* Of what is over "ended" is about to be heard. */
  if (receive->directs == NULL || receive->is_resting
      || xmpp_jingle_file_is_ending (receive->jingle))
    return;

  if (sink == NULL)
    {
      ask_again (receive, error);
      return;
    }

  offset = net_store_get_size (net_store_stream_get_store (sink));
  receive->sink = g_steal_pointer (&sink);
  chat_transfer_set_progress (receive->transfer, offset, receive->row->size_bytes);

  /* What is all there was cut off when its last word came. */
  if (offset > 0 && offset == receive->row->size_bytes)
    {
      commit (receive);
      return;
    }

  xmpp_jingle_file_accept (receive->jingle, G_OUTPUT_STREAM (receive->sink), offset,
                           opening->before);
}

static void
cancelled_cb (ChatTransfer *transfer,
              ChatReceive  *receive)
{
  chat_directs_refuse (receive->directs, receive);
  chat_receive_end (receive, ARCHIVE_DIRECT_FAILED, NULL);
}

/* Fit for a file's name. Nobody else goes on with what somebody has begun to send. */
static char *
make_key (ChatReceive *receive,
          gboolean     resumes)
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

static gboolean
can_resume (ChatReceive *receive)
{
  return receive->row->sha256 != NULL && xmpp_jingle_file_can_resume (receive->jingle);
}

char *
chat_receive_dup_key (ChatReceive *receive)
{
  return can_resume (receive) ? make_key (receive, TRUE) : NULL;
}

/* What is being opened is the same one: it is for whoever offers it by then. */
static void
open_store (ChatReceive *receive)
{
  g_autoptr(GTask) task = NULL;
  Opening *opening;

  if (receive->is_opening)
    return;

  receive->is_opening = TRUE;
  task = g_task_new (NULL, receive->cancellable, opened_cb, chat_receive_ref (receive));
  opening = g_new0 (Opening, 1);
  opening->folder = g_strdup (chat_store_get_files_folder (receive->directs->store));
  opening->name = base_file_name_clean (receive->row->name);
  if (opening->name == NULL)
    opening->name = g_strdup ("file");
  opening->size = receive->row->size_bytes;
  opening->resumes = can_resume (receive);
  opening->key = make_key (receive, opening->resumes);
  g_task_set_source_tag (task, open_store);
  g_task_set_task_data (task, opening, opening_free);
  g_task_run_in_thread (task, open_thread);
}

void
chat_receive_accept (ChatReceive *receive)
{
  if (chat_store_get_files_folder (receive->directs->store) == NULL)
    return;

  receive->transfer = chat_transfer_new ();
  g_signal_connect (receive->transfer, "cancelled", G_CALLBACK (cancelled_cb), receive);
  chat_transfer_set_progress (receive->transfer, 0, receive->row->size_bytes);
  chat_file_set_transfer (receive->file, receive->transfer);
  chat_file_set_offer (receive->file, CHAT_OFFER_TAKEN);
  open_store (receive);
}

static void
watch (ChatReceive    *receive,
       XmppJingleFile *jingle)
{
  g_set_object (&receive->jingle, jingle);
  g_signal_connect_swapped (jingle, "notify::state", G_CALLBACK (state_cb), receive);
  g_signal_connect_swapped (jingle, "notify::transferred", G_CALLBACK (progress_cb), receive);
  g_signal_connect_swapped (jingle, "whole", G_CALLBACK (commit), receive);
  g_signal_connect (jingle, "ended", G_CALLBACK (ended_cb), receive);
  xmpp_jingle_file_hold (jingle);
}

/* Goes on where it was cut off. */
static void
start (ChatReceive    *receive,
       XmppJingleFile *jingle)
{
  receive->is_resting = FALSE;
  g_clear_handle_id (&receive->patience, g_source_remove);
  g_signal_handlers_disconnect_by_data (receive->jingle, receive);
  watch (receive, jingle);
  if (chat_transfer_get_state (receive->transfer) != CHAT_TRANSFER_FAILED)
    {
      open_store (receive);
      return;
    }

  g_signal_handlers_disconnect_by_data (receive->transfer, receive);
  g_clear_object (&receive->transfer);
  chat_receive_accept (receive);
}

static void
next_ended_cb (XmppJingleFile *jingle,
               const GError   *error, /* (nullable) */
               ChatReceive    *receive)
{
  forget_next (receive);
}

gboolean
chat_receive_is_same (ChatReceive       *receive,
                      XmppAddress       *peer,
                      const ArchiveFile *row)
{
  return chat_directs_is_same_file (row, receive->row)
         && xmpp_address_equal_bare (peer, xmpp_jingle_file_get_peer (receive->jingle));
}

gboolean
chat_receive_renew (ChatReceive    *receive,
                    XmppJingleFile *jingle)
{
  if (receive->is_resting)
    {
      start (receive, jingle);
      return TRUE;
    }

  /* It may have come whole, or is about to be put away. */
  if (!xmpp_jingle_file_is_ending (receive->jingle) || receive->next != NULL)
    return FALSE;

  receive->next = g_object_ref (jingle);
  g_signal_connect (jingle, "ended", G_CALLBACK (next_ended_cb), receive);
  return TRUE;
}

ChatReceive *
chat_receive_new (ChatDirects    *directs,
                  XmppJingleFile *jingle,
                  ArchiveFile    *row)
{
  ChatReceive *receive = g_new0 (ChatReceive, 1);

  g_atomic_ref_count_init (&receive->ref_count);
  receive->directs = directs;
  receive->id = g_uuid_string_random ();
  receive->row = row;
  receive->cancellable = g_cancellable_new ();
  watch (receive, jingle);
  return receive;
}
