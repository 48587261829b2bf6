/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How messages come to wait in the outbox: written, corrected (XEP-0308), tried again. What has no
 * row on the disk does not wait. */
#define G_LOG_DOMAIN "chat-outbox"

#include "chat-outbox.h"

#include "archive-error.h"
#include "archive-messages.h"
#include "archive-outbox.h"
#include "chat-connection.h"
#include "chat-error.h"
#include "chat-message.h"
#include "chat-message-private.h"
#include "chat-outbox-private.h"
#include "chat-preview-private.h"
#include "chat-store.h"
#include "xmpp-address.h"

#include <string.h>

/* Servers end the stream of who sends a stanza of more than 64 KiB or 256 KiB; escaping needs
 * room. */
#define MAX_BODY_BYTES (48 * 1024)

static void
insert_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatOutbox *self = g_task_get_source_object (task);
  GPtrArray *rows = g_task_get_task_data (task);
  ArchiveMessage *row = g_ptr_array_index (rows, 0);
  const ArchiveInserted *stored;
  g_autoptr(GPtrArray) messages = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) inserted = NULL;

  inserted = archive_messages_insert_finish (ARCHIVE_DATABASE (object), result, &error);
  if (inserted == NULL)
    {
      g_task_return_error (task, chat_error_translate (g_steal_pointer (&error)));
      return;
    }

  stored = &g_array_index (inserted, ArchiveInserted, 0);
  row->id = stored->id;
  row->conversation_id = stored->conversation_id;
  row->sort_us = stored->sort_us;
  messages = chat_store_wrap (self->store, rows);
  chat_outbox_add (self, rows, FALSE);
  g_task_return_pointer (task, g_ptr_array_steal_index (messages, 0), g_object_unref);
}

static ArchiveMessage *
new_row (ChatOutbox              *self,
         gint64                   conversation_id,
         const char              *address,
         ArchiveConversationKind  kind,
         const char              *body,
         ChatPreview             *preview) /* (nullable) */
{
  ArchiveMessage *row = archive_message_new ();

  row->account_id = self->account_id;
  row->conversation_id = conversation_id;
  row->with = g_strdup (address);
  row->with_kind = kind;
  row->sender = g_strdup (xmpp_address_get_bare (self->connection->address));
  row->direction = ARCHIVE_OUTGOING;
  row->kind = ARCHIVE_MESSAGE_TEXT;
  row->state = ARCHIVE_STATE_QUEUED;
  if (kind != ARCHIVE_CONVERSATION_ROOM)
    row->flags = ARCHIVE_FLAG_RECEIPT_WANTED | ARCHIVE_FLAG_MARKABLE;
  row->time_us = g_get_real_time ();
  row->ids.message = g_uuid_string_random ();
  row->ids.origin = g_strdup (row->ids.message);
  row->body = g_strdup (body);
  if (preview != NULL && chat_preview_is_for (preview, body))
    row->link = chat_preview_store (preview);
  return row;
}

/* What can be stored; else @task has its error. */
static gboolean
check (ChatOutbox *self,
       const char *body,
       GTask      *task)
{
  if (strlen (body) > MAX_BODY_BYTES)
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_TOO_LARGE, "The text is too long");
  else if (self->account_id == 0 || chat_store_get_database (self->store) == NULL)
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_STORAGE, "The archive is not open");
  else
    return TRUE;

  return FALSE;
}

/* Takes @task. @preview: (nullable), @files: (nullable) of ArchiveFile */
static void
queue (ChatOutbox           *self,
       gint64                conversation_id,
       const char           *address,
       ChatConversationKind  kind,
       const char           *body,
       ChatPreview          *preview,
       GPtrArray            *files,
       GTask                *task)
{
  static const ArchiveConversationKind kinds[] = {
    [CHAT_CONVERSATION_CHAT] = ARCHIVE_CONVERSATION_CHAT,
    [CHAT_CONVERSATION_ROOM] = ARCHIVE_CONVERSATION_ROOM,
    [CHAT_CONVERSATION_PRIVATE] = ARCHIVE_CONVERSATION_PRIVATE,
  };
  g_autoptr(GTask) owned = task;
  GPtrArray *rows;
  ArchiveMessage *row;

  if (!check (self, body, task))
    return;

  if (kind == CHAT_CONVERSATION_PRIVATE)
    chat_outbox_note_person (self, address);
  row = new_row (self, conversation_id, address, kinds[kind], body, preview);
  if (files != NULL)
    {
      row->kind = ARCHIVE_MESSAGE_FILE;
      if (((ArchiveFile *) g_ptr_array_index (files, 0))->direct != ARCHIVE_DIRECT_NONE)
        row->flags = 0; /* nothing of it is a message to anybody else */
      row->files = archive_files_copy (files);
    }
  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_ptr_array_add (rows, row);
  g_task_set_task_data (task, rows, (GDestroyNotify) g_ptr_array_unref);
  archive_messages_insert_async (chat_store_get_database (self->store), rows, ARCHIVE_PLACE_END,
                                 NULL, insert_cb, g_steal_pointer (&owned));
}

void
chat_outbox_queue_async (ChatOutbox           *self,
                         gint64                conversation_id,
                         const char           *address,
                         ChatConversationKind  kind,
                         const char           *body,
                         ChatPreview          *preview,
                         GCancellable         *cancellable,
                         GAsyncReadyCallback   callback,
                         gpointer              user_data)
{
  GTask *task;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (address != NULL && body != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_outbox_queue_async);
  queue (self, conversation_id, address, kind, body, preview, NULL, task);
}

void
chat_outbox_queue_file_async (ChatOutbox           *self,
                              gint64                conversation_id,
                              const char           *address,
                              ChatConversationKind  kind,
                              gconstpointer         file,
                              const char           *caption,
                              GCancellable         *cancellable,
                              GAsyncReadyCallback   callback,
                              gpointer              user_data)
{
  g_autoptr(GPtrArray) files = archive_files_new ();

  g_return_if_fail (file != NULL);

  g_ptr_array_add (files, archive_file_copy (file));
  chat_outbox_queue_files_async (self, conversation_id, address, kind, files, caption, cancellable,
                                 callback, user_data);
}

void
chat_outbox_queue_files_async (ChatOutbox           *self,
                               gint64                conversation_id,
                               const char           *address,
                               ChatConversationKind  kind,
                               GPtrArray            *files,
                               const char           *caption,
                               GCancellable         *cancellable,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data)
{
  GTask *task;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (address != NULL && files != NULL && files->len > 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_outbox_queue_files_async);
  queue (self, conversation_id, address, kind, caption != NULL ? caption : "", NULL, files, task);
}

ChatMessage *
chat_outbox_queue_finish (ChatOutbox    *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* A correction on its way into the archive. */
typedef struct {
  ChatMessage *message;
  char        *id; /* of the correction */
} Correcting;

static void
correcting_free (Correcting *correcting)
{
  g_clear_object (&correcting->message);
  g_free (correcting->id);
  g_free (correcting);
}

/* One that had failed waits again. */
static void
note_queued (ChatOutbox *self,
             GPtrArray  *rows) /* of ArchiveMessage */
{
  g_autoptr(GArray) changes = g_array_new (FALSE, FALSE, sizeof (ArchiveChange));

  for (guint i = 0; i < rows->len; i++)
    {
      const ArchiveMessage *row = g_ptr_array_index (rows, i);
      const ArchiveChange change = {
        .id = row->id,
        .conversation_id = row->conversation_id,
        .sort_us = row->sort_us,
        .state = row->state,
      };

      g_array_append_val (changes, change);
    }
  chat_store_apply (self->store, changes, NULL);
}

static void
corrected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatOutbox *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(ArchiveCorrected) corrected = NULL;
  g_autoptr(GPtrArray) shown = NULL;
  g_autoptr(GPtrArray) messages = NULL;

  corrected = archive_outbox_correct_finish (ARCHIVE_DATABASE (object), result, &error);
  if (corrected == NULL && g_error_matches (error, ARCHIVE_ERROR, ARCHIVE_ERROR_INVALID))
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_CANNOT_EDIT, "%s", error->message);
      return;
    }
  if (corrected == NULL)
    {
      g_task_return_error (task, chat_error_translate (g_steal_pointer (&error)));
      return;
    }

  shown = g_ptr_array_new ();
  g_ptr_array_add (shown, corrected->original != NULL
                            ? corrected->original
                            : g_ptr_array_index (corrected->queued, corrected->queued->len - 1));
  note_queued (self, corrected->queued);
  messages = chat_store_wrap (self->store, shown);
  chat_store_correct (self->store, shown);
  chat_outbox_add (self, corrected->queued, FALSE);
  g_task_return_pointer (task, g_ptr_array_steal_index (messages, 0), g_object_unref);
}

void
chat_outbox_correct_async (ChatOutbox          *self,
                           ChatMessage         *message,
                           const char          *body,
                           ChatPreview         *preview,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(ArchiveMessage) row = NULL;
  Correcting *correcting;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message) && body != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_outbox_correct_async);
  if (!check (self, body, task))
    return;

  row = new_row (self, chat_message_get_conversation_id (message), NULL,
                 ARCHIVE_CONVERSATION_CHAT, body, preview);
  correcting = g_new0 (Correcting, 1);
  correcting->message = g_object_ref (message);
  correcting->id = g_strdup (row->ids.message);
  g_task_set_task_data (task, correcting, (GDestroyNotify) correcting_free);
  archive_outbox_correct_async (chat_store_get_database (self->store), row,
                                chat_message_get_id (message), NULL, corrected_cb,
                                g_steal_pointer (&task));
}

ChatMessage *
chat_outbox_correct_finish (ChatOutbox    *self,
                            GAsyncResult  *result,
                            char         **id,
                            GError       **error)
{
  const Correcting *correcting;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  correcting = g_task_get_task_data (G_TASK (result));
  if (id != NULL)
    *id = correcting != NULL ? g_strdup (correcting->id) : NULL;
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
retry_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ChatOutbox) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ArchiveRetried) retried = NULL;

  retried = archive_outbox_retry_finish (ARCHIVE_DATABASE (object), result, &error);
  if (retried == NULL)
    {
      g_warning ("A message could not be queued again: %s", error->message);
      return;
    }

  chat_store_apply (self->store, retried->changes, NULL);
  chat_outbox_add (self, retried->queued, FALSE);
}

void
chat_outbox_retry (ChatOutbox  *self,
                   ChatMessage *message)
{
  ArchiveDatabase *database;
  gint64 unsent_id;
  gint64 ids[2];
  gsize n_ids = 0;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  database = chat_store_get_database (self->store);
  unsent_id = chat_message_get_unsent_id (message);
  /* Who is to get the correction of a message that came back has to get that first. But never after
   * a correction that got through: its first text would be the last word. */
  if (chat_message_get_own_state (message) == CHAT_MESSAGE_FAILED
      && (chat_message_get_state (message) == CHAT_MESSAGE_FAILED || unsent_id != 0))
    ids[n_ids++] = chat_message_get_id (message);
  if (unsent_id != 0)
    ids[n_ids++] = unsent_id;
  if (database != NULL && n_ids > 0)
    archive_outbox_retry_async (database, ids, n_ids, NULL, retry_cb, g_object_ref (self));
}
