/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that go straight to a contact:
 *
 *   a device of the contact is there that can take it → the file as it is now, a picture without
 *   what it tells of whoever made it → its hash → offered → accepted → there it goes → the other
 *   side has it
 *
 * When one of the two goes offline it begins anew, as soon as both are online again, be it after a
 * restart. What is cut off otherwise is offered anew a few times, and then waits for the person to
 * try again. What was offered before is known by the id of its message, and the file by its hash,
 * which is why that is told beforehand: the other side asks for what it misses. */
#define G_LOG_DOMAIN "chat-directs"

#include "chat-directs.h"

#include "archive-file.h"
#include "archive-messages-writer.h"
#include "archive-messages.h"
#include "base-place.h"
#include "chat-connection.h"
#include "chat-direct-error.h"
#include "chat-directs-private.h"
#include "chat-error.h"
#include "chat-file-private.h"
#include "chat-file-told.h"
#include "chat-message.h"
#include "chat-message-private.h"
#include "chat-store.h"
#include "chat-transfer.h"
#include "chat-upload-prepare.h"
#include "net-meter.h"
#include "xmpp-address.h"
#include "xmpp-caps.h"
#include "xmpp-jingle-files.h"
#include "xmpp-session.h"

/* More at the same time nobody takes; the others wait for their turn. */
#define MAX_AT_A_TIME 12

/* To read more than that only for its hash takes too long: it begins anew when it is cut off. */
#define MAX_HASHED (G_GINT64_CONSTANT (8) * 1024 * 1024 * 1024)

/* How long is waited, in units of patience_ms (a second), before it is offered anew while
 * both are online: as often without that more of it gets over. */
static const guint renewals[] = { 1, 4, 15, 45 };
#define PATIENCE_MS 1000

/* One that goes. Those that are called back have a reference; once it is over they do nothing. */
typedef struct {
  gatomicrefcount  ref_count;
  ChatDirects     *directs;     /* borrowed; NULL: it is over */
  ChatMessage     *message;
  XmppAddress     *address;     /* whom it is for, bare */
  ChatTransfer    *transfer;
  GCancellable    *cancellable;
  XmppJingleFile  *jingle;      /* (nullable) */
  gboolean         is_begun;    /* it does not wait for somebody to be online */
  gboolean         is_news;     /* who is online has changed since */
  guint            renewal;     /* timer: it was cut off, and waits to be offered anew */
  guint            n_renewals;  /* since more of it got over than ever before */
  gint64           farthest;    /* how much that was */
  gint64           size;
  gint64           told_us;
} Send;

/* A file that is got ready: read in a thread. */
typedef struct {
  ChatPrepared *prepared;
  GInputStream *content; /* (nullable) */
} Preparation;

static void
preparation_free (gpointer data)
{
  Preparation *preparation = data;

  chat_prepared_free (preparation->prepared);
  g_clear_object (&preparation->content);
  g_free (preparation);
}

static Send *
send_ref (Send *send)
{
  g_atomic_ref_count_inc (&send->ref_count);
  return send;
}

static void
send_unref (Send *send)
{
  if (!g_atomic_ref_count_dec (&send->ref_count))
    return;

  g_clear_object (&send->message);
  g_clear_object (&send->transfer);
  g_clear_object (&send->cancellable);
  g_clear_object (&send->jingle);
  xmpp_address_unref (send->address);
  g_free (send);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Send, send_unref)

static void
drop_offer (Send *send)
{
  if (send->jingle == NULL)
    return;

  g_signal_handlers_disconnect_by_data (send->jingle, send);
  xmpp_jingle_file_cancel (send->jingle);
  g_clear_object (&send->jingle);
}

/* Nothing of it goes on. */
static void
stop (Send *send)
{
  send->directs = NULL;
  g_cancellable_cancel (send->cancellable);
  g_clear_handle_id (&send->renewal, g_source_remove);
  g_signal_handlers_disconnect_by_data (send->transfer, send);
  drop_offer (send);
}

static void try_all (ChatDirects *self,
                     XmppAddress *address,
                     gboolean     is_news);

/* It leaves the list here and nowhere else. */
static void
end (Send              *send,
     ChatTransferState  state)
{
  ChatDirects *self = send->directs;
  g_autoptr(XmppAddress) address = xmpp_address_ref (send->address);
  ChatFile *file = chat_message_get_file (send->message);

  stop (send);
  chat_transfer_set_state (send->transfer, state);
  if (file != NULL && chat_file_get_transfer (file) == send->transfer)
    chat_file_set_transfer (file, NULL);
  g_ptr_array_remove (self->sends, send);
  try_all (self, address, FALSE);
}

/* What has become of one: about to be noted. */
typedef struct {
  ChatDirects *self;
  char        *text; /* (nullable): why it has failed */
} Noting;

static void
noted_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autofree Noting *noting = user_data;
  g_autoptr(ChatDirects) self = noting->self;
  g_autofree char *text = noting->text;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) changes =
    archive_messages_set_state_finish (ARCHIVE_DATABASE (object), result, &error);

  if (changes != NULL)
    chat_store_apply (self->store, changes, text);
  else
    g_warning ("What has become of a file could not be noted: %s", error->message);
}

/* @condition: (nullable): why it has failed; NULL: the other side has it */
static void
note (ChatDirects *self,
      ChatMessage *message,
      const char  *condition)
{
  ArchiveDatabase *database = chat_store_get_database (self->store);
  gint64 id = chat_message_get_id (message);
  Noting *noting;

  if (database == NULL)
    return;

  noting = g_new0 (Noting, 1);
  noting->self = g_object_ref (self);
  if (condition != NULL)
    noting->text = chat_error_delivery_text (CHAT_CONVERSATION_CHAT, condition, NULL);
  archive_messages_set_state_async (database, &id, 1,
                                    condition != NULL ? ARCHIVE_STATE_FAILED
                                                      : ARCHIVE_STATE_DELIVERED,
                                    condition, NULL, NULL, noted_cb, noting);
}

static void
fail (Send       *send,
      const char *condition)
{
  g_debug ("A file is not sent: %s", condition);
  note (send->directs, send->message, condition);
  end (send, CHAT_TRANSFER_FAILED);
}

/* The person wants it no more; the message stays, and may be tried again. */
static void
cancelled_cb (ChatTransfer *transfer,
              Send         *send)
{
  fail (send, "direct-cancelled");
}

static void
state_cb (Send *send)
{
  switch (xmpp_jingle_file_get_state (send->jingle))
    {
    case XMPP_JINGLE_FILE_OFFERED:
      chat_transfer_set_state (send->transfer, CHAT_TRANSFER_ASKING);
      break;
    case XMPP_JINGLE_FILE_CONNECTING:
      chat_transfer_set_state (send->transfer, CHAT_TRANSFER_WAITING);
      break;
    case XMPP_JINGLE_FILE_RUNNING:
    case XMPP_JINGLE_FILE_CHECKING:
      chat_transfer_set_state (send->transfer, CHAT_TRANSFER_ACTIVE);
      break;
    case XMPP_JINGLE_FILE_DONE:
    case XMPP_JINGLE_FILE_FAILED:
    default:
      break; /* "ended" comes */
    }
}

static void
progress_cb (Send *send)
{
  gint64 done = xmpp_jingle_file_get_transferred (send->jingle);
  gint64 now_us = g_get_monotonic_time ();

  if (now_us - send->told_us < CHAT_DIRECTS_TELL_US && done < send->size)
    return;

  send->told_us = now_us;
  chat_transfer_set_progress (send->transfer, done, send->size);
}

/* For us to be online, or for whom it is for. @state: which of the two */
static void
wait (Send              *send,
      ChatTransferState  state)
{
  drop_offer (send);
  send->is_begun = FALSE;
  chat_transfer_set_state (send->transfer, state);
}

static ChatTransferState
get_wait (ChatDirects *self)
{
  return chat_connection_is_online (self->connection) ? CHAT_TRANSFER_ABSENT
                                                      : CHAT_TRANSFER_WAITING;
}

static void try (Send *send);

static gboolean
renewal_cb (gpointer user_data)
{
  Send *send = user_data;

  send->renewal = 0;
  try (send);
  return G_SOURCE_REMOVE;
}

/* Nothing comes through any more. The device that it was offered to is gone, or has been, or the
 * way there has broken. */
static void
renew (Send         *send,
       const GError *error)
{
  g_autoptr(XmppAddress) last = xmpp_address_ref (xmpp_jingle_file_get_peer (send->jingle));
  g_autoptr(XmppAddress) peer = chat_directs_find_peer (send->directs, send->address);
  gint64 done = xmpp_jingle_file_get_transferred (send->jingle);
  gboolean is_other = send->is_news || (peer != NULL && !xmpp_address_equal (peer, last));

  if (done > send->farthest)
    send->n_renewals = 0;
  send->farthest = MAX (send->farthest, done);
  if (peer != NULL && !is_other && send->n_renewals == G_N_ELEMENTS (renewals))
    {
      fail (send, chat_direct_error_get_condition (error));
      return;
    }

  g_debug ("A file waits: %s", error->message);
  wait (send, peer == NULL ? get_wait (send->directs) : CHAT_TRANSFER_WAITING);
  if (is_other)
    try (send);
  else if (peer != NULL)
    send->renewal = g_timeout_add (renewals[send->n_renewals++] * send->directs->patience_ms,
                                   renewal_cb, send);
}

static void
ended_cb (XmppJingleFile *jingle,
          const GError   *error, /* (nullable) */
          Send           *send)
{
  if (error != NULL && chat_direct_error_is_cut (error))
    {
      renew (send, error);
      return;
    }

  if (error != NULL)
    {
      g_debug ("%s", error->message);
      fail (send, chat_direct_error_get_condition (error));
      return;
    }

  note (send->directs, send->message, NULL);
  end (send, CHAT_TRANSFER_DONE);
}

static void
prepared_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Send) send = user_data;
  Preparation *preparation = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppAddress) peer = NULL;
  g_autoptr(XmppFile) file = NULL;
  XmppJingleFiles *jingle;

  if (!g_task_propagate_boolean (G_TASK (result), &error) && send->directs != NULL)
    fail (send, chat_direct_error_get_condition (error));
  if (send->directs == NULL)
    return;

  jingle = send->directs->connection->jingle;
  peer = chat_directs_find_peer (send->directs, send->address);
  if (peer == NULL)
    {
      wait (send, get_wait (send->directs));
      return;
    }

  file = chat_file_told_new (preparation->prepared->file);
  send->size = file->size;
  if (send->farthest == 0)
    chat_transfer_set_progress (send->transfer, 0, send->size);
  send->jingle = xmpp_jingle_files_offer (jingle, peer, file,
                                          chat_message_get_message_id (send->message),
                                          preparation->content);
  g_signal_connect_swapped (send->jingle, "notify::state", G_CALLBACK (state_cb), send);
  g_signal_connect_swapped (send->jingle, "notify::transferred", G_CALLBACK (progress_cb), send);
  g_signal_connect (send->jingle, "ended", G_CALLBACK (ended_cb), send);
  state_cb (send);
}

static GInputStream *
open_file (GFile         *place,
           Preparation   *preparation,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(GFileInputStream) content = g_file_read (place, cancellable, error);

  if (content == NULL)
    return NULL;

  return preparation->prepared->clean != NULL
         ? media_clean_open (preparation->prepared->clean, G_INPUT_STREAM (content))
         : g_object_ref (G_INPUT_STREAM (content));
}

static gboolean
hash (GFile         *place,
      Preparation   *preparation,
      GCancellable  *cancellable,
      GError       **error)
{
  g_autoptr(GInputStream) content = open_file (place, preparation, cancellable, error);
  g_autoptr(NetMeter) meter = NULL;
  g_autoptr(GError) failure = NULL;
  gsize length = 0;

  if (content == NULL)
    return FALSE;

  meter = net_meter_new (content, preparation->prepared->file->size_bytes, cancellable);
  while (net_meter_take (meter, &length, &failure) != NULL && length > 0)
    ;
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  preparation->prepared->file->sha256 = net_meter_dup_sha256 (meter);
  return TRUE;
}

static void
prepare_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Preparation *preparation = task_data;
  ArchiveFile *file = preparation->prepared->file;
  g_autoptr(GFile) place = base_place_to_file (file->path);
  GError *error = NULL;

  g_clear_pointer (&file->sha256, g_free);
  if (file->size_bytes > MAX_HASHED || hash (place, preparation, cancellable, &error))
    preparation->content = open_file (place, preparation, cancellable, &error);

  if (preparation->content == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static Send *
find (ChatDirects *self,
      ChatMessage *message)
{
  for (guint i = 0; i < self->sends->len; i++)
    {
      Send *send = g_ptr_array_index (self->sends, i);

      if (send->message == message)
        return send;
    }

  return NULL;
}

static void
looked_at_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Send) send = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatPrepared) prepared = chat_upload_prepare_finish (result, &error);
  g_autoptr(GTask) task = NULL;
  Preparation *preparation;

  if (prepared == NULL && send->directs != NULL)
    fail (send, chat_direct_error_get_condition (error));
  if (prepared == NULL || send->directs == NULL)
    return;

  task = g_task_new (NULL, send->cancellable, prepared_cb, send_ref (send));
  preparation = g_new0 (Preparation, 1);
  preparation->prepared = g_steal_pointer (&prepared);
  g_task_set_source_tag (task, looked_at_cb);
  g_task_set_task_data (task, preparation, preparation_free);
  g_task_run_in_thread (task, prepare_thread);
}

/* What goes straight there is never made smaller. */
static void
prepare (Send *send)
{
  ChatDirects *self = send->directs;
  g_autoptr(ArchiveFile) file =
    archive_file_copy (chat_file_get_row (chat_message_get_file (send->message)));

  file->fit = 0;
  if (self->decoder == NULL)
    self->decoder = media_decoder_new (NULL);
  chat_upload_prepare_async (file, self->decoder, self->connection->policy.clean_pictures,
                             send->cancellable, looked_at_cb, send_ref (send));
}

static void
writer_found_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(Send) send = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *resource =
    archive_messages_find_writer_finish (ARCHIVE_DATABASE (object), result, &error);
  const char *address = xmpp_address_get_bare (send->address);

  if (error != NULL)
    g_debug ("Which device wrote last is not known: %s", error->message);
  if (send->directs == NULL)
    return;

  if (!g_hash_table_contains (send->directs->writers, address))
    chat_directs_note_writer (send->directs, address, resource);
  prepare (send);
}

static void
begin (Send *send)
{
  ArchiveDatabase *database = chat_store_get_database (send->directs->store);

  send->is_begun = TRUE;
  send->is_news = FALSE;
  chat_transfer_set_state (send->transfer, CHAT_TRANSFER_WAITING);
  /* Since the program was started nobody may have written. */
  if (database != NULL
      && !g_hash_table_contains (send->directs->writers, xmpp_address_get_bare (send->address)))
    archive_messages_find_writer_async (database, chat_message_get_conversation_id (send->message),
                                        send->cancellable, writer_found_cb, send_ref (send));
  else
    prepare (send);
}

static gboolean
has_turn (Send *send)
{
  GPtrArray *sends = send->directs->sends;
  guint n_begun = 0;

  for (guint i = 0; i < sends->len; i++)
    {
      const Send *other = g_ptr_array_index (sends, i);

      if (other->is_begun && xmpp_address_equal_bare (other->address, send->address))
        n_begun++;
    }
  return n_begun < MAX_AT_A_TIME;
}

static void
try (Send *send)
{
  g_autoptr(XmppAddress) peer = NULL;

  if (send->is_begun || send->renewal != 0)
    return;

  peer = chat_directs_find_peer (send->directs, send->address);
  if (peer == NULL)
    wait (send, get_wait (send->directs));
  else if (!has_turn (send))
    wait (send, CHAT_TRANSFER_WAITING);
  else
    begin (send);
}

/* @address: (nullable): of whom something has changed; NULL: of us. @is_news: who is online */
static void
try_all (ChatDirects *self,
         XmppAddress *address,
         gboolean     is_news)
{
  g_autoptr(GPtrArray) sends =
    g_ptr_array_copy (self->sends, (GCopyFunc) send_ref, NULL);

  g_ptr_array_set_free_func (sends, (GDestroyNotify) send_unref);
  for (guint i = 0; i < sends->len; i++)
    {
      Send *send = g_ptr_array_index (sends, i);

      if (send->directs != NULL
          && (address == NULL || xmpp_address_equal_bare (send->address, address)))
        {
          if (is_news)
            {
              send->is_news = TRUE;
              g_clear_handle_id (&send->renewal, g_source_remove);
            }
          try (send);
        }
    }
}

static void
state_changed_cb (ChatDirects *self)
{
  try_all (self, NULL, TRUE);
}

static void
caps_changed_cb (XmppCaps    *caps,
                 XmppAddress *full,
                 ChatDirects *self)
{
  try_all (self, full, TRUE);
}

void
chat_directs_add (ChatDirects *self,
                  ChatMessage *message,
                  const char  *address)
{
  g_autoptr(XmppAddress) parsed = NULL;
  ChatFile *file;
  Send *send;

  g_return_if_fail (CHAT_IS_DIRECTS (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  if (find (self, message) != NULL)
    return;

  file = chat_message_get_file (message);
  parsed = xmpp_address_parse (address, NULL);
  if (file == NULL || parsed == NULL || chat_file_get_path (file) == NULL)
    {
      note (self, message, "file-gone");
      return;
    }

  send = g_new0 (Send, 1);
  g_atomic_ref_count_init (&send->ref_count);
  send->directs = self;
  send->message = g_object_ref (message);
  send->address = g_steal_pointer (&parsed);
  send->cancellable = g_cancellable_new ();
  send->transfer = chat_transfer_new ();
  g_signal_connect (send->transfer, "cancelled", G_CALLBACK (cancelled_cb), send);
  chat_transfer_set_progress (send->transfer, 0, chat_file_get_size (file));
  chat_file_set_transfer (file, send->transfer);
  g_ptr_array_add (self->sends, send);
  try (send);
}

void
chat_directs_remove (ChatDirects *self,
                     ChatMessage *message)
{
  Send *send;

  g_return_if_fail (CHAT_IS_DIRECTS (self));

  send = find (self, message);
  if (send != NULL)
    end (send, CHAT_TRANSFER_FAILED);
}

void
chat_directs_init_send (ChatDirects *self)
{
  self->sends = g_ptr_array_new_with_free_func ((GDestroyNotify) send_unref);
  self->patience_ms = PATIENCE_MS;
}

void
chat_directs_set_patience (ChatDirects *self,
                           guint        patience_ms)
{
  g_return_if_fail (CHAT_IS_DIRECTS (self));

  self->patience_ms = patience_ms;
}

void
chat_directs_listen_send (ChatDirects *self)
{
  g_signal_connect_object (self->connection->session, "notify::state",
                           G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connection->caps, "changed", G_CALLBACK (caps_changed_cb), self,
                           G_CONNECT_DEFAULT);
}

void
chat_directs_clear_send (ChatDirects *self)
{
  for (guint i = 0; i < self->sends->len; i++)
    stop (g_ptr_array_index (self->sends, i));
  g_ptr_array_set_size (self->sends, 0);
}
