/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person does with a conversation's messages: write, send again, delete. */
#define G_LOG_DOMAIN "chat-conversation"

#include "chat-conversation.h"

#include "archive-conversations.h"
#include "chat-composing.h"
#include "chat-conversation-private.h"
#include "chat-directs.h"
#include "chat-error.h"
#include "chat-files-sweep.h"
#include "chat-message-private.h"
#include "chat-outbox.h"
#include "chat-store.h"
#include "chat-timeline-private.h"

void
chat_conversation_set_composing (ChatConversation *self,
                                 gboolean          composing)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  if (composing)
    chat_conversation_note_typed (self);
  if (self->composing != NULL)
    chat_composing_set (self->composing, composing);
}

void
chat_conversation_note_queued (ChatConversation *self,
                               ChatMessage      *message)
{
  g_autoptr(GPtrArray) messages = g_ptr_array_new ();

  if (self->id == 0)
    chat_conversation_set_id (self, chat_message_get_conversation_id (message));
  g_ptr_array_add (messages, message);
  chat_conversation_add (self, messages, 0);
  chat_conversation_mark_read (self);
}

static void
queue_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatConversation *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatMessage) message = NULL;

  message = chat_outbox_queue_finish (CHAT_OUTBOX (object), result, &error);
  if (message == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  chat_conversation_note_queued (self, message);
  g_task_return_pointer (task, g_steal_pointer (&message), g_object_unref);
}

void
chat_conversation_queue_file (ChatConversation *self,
                              gconstpointer     file,
                              GTask            *task)
{
  chat_outbox_queue_file_async (self->outbox, self->id, chat_conversation_get_address (self),
                                self->kind, file, NULL, NULL, queue_cb, task);
}

static gboolean
is_blank (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      return FALSE;

  return TRUE;
}

char *
chat_conversation_dup_sendable (ChatConversation *self,
                                const char       *body,
                                GTask            *task)
{
  g_autofree char *text = g_utf8_make_valid (body, -1);

  if (is_blank (text))
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_FAILED, "There is nothing to send");
  else if (self->contact != NULL && chat_contact_get_blocked (self->contact))
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_BLOCKED, "The contact is blocked");
  else
    return g_steal_pointer (&text);

  return NULL;
}

void
chat_conversation_send_async (ChatConversation    *self,
                              const char          *body,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(ChatPreview) preview = NULL;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (body != NULL);

  preview = chat_conversation_take_preview (self, body);
  chat_conversation_send_preview_async (self, body, preview, cancellable, callback, user_data);
}

void
chat_conversation_send_preview_async (ChatConversation    *self,
                                      const char          *body,
                                      ChatPreview         *preview,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (body != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_conversation_send_async);
  text = chat_conversation_dup_sendable (self, body, task);
  if (text == NULL)
    return;

  if (self->composing != NULL)
    chat_composing_note_sent (self->composing);
  chat_outbox_queue_async (self->outbox, self->id, chat_conversation_get_address (self),
                           self->kind, text, preview, NULL, queue_cb, g_steal_pointer (&task));
}

ChatMessage *
chat_conversation_send_finish (ChatConversation  *self,
                               GAsyncResult      *result,
                               GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
chat_conversation_retry (ChatConversation *self,
                         ChatMessage      *message)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  chat_outbox_retry (self->outbox, message);
}

/* The last message was deleted; another one is looked for. */
typedef struct {
  ChatConversation *conversation;
  gint64            deleted_id;
} Replacement;

static void
replacement_free (Replacement *replacement)
{
  g_object_unref (replacement->conversation);
  g_free (replacement);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Replacement, replacement_free)

static void
last_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Replacement) replacement = user_data;
  ChatConversation *self = replacement->conversation;
  g_autoptr(ChatPage) page = chat_store_page_finish (CHAT_STORE (object), result, NULL);
  ChatMessage *last = NULL;

  /* What has come since the page was read is newer. */
  if (page == NULL || self->last == NULL
      || chat_message_get_id (self->last) != replacement->deleted_id)
    return;

  if (page->messages->len > 0)
    last = g_ptr_array_index (page->messages, page->messages->len - 1);
  chat_conversation_set_last (self, last);
}

void
chat_conversation_note_removed (ChatConversation *self,
                                gint64            message_id)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  for (guint i = 0; i < self->timelines->len; i++)
    chat_timeline_remove (g_ptr_array_index (self->timelines, i), message_id);
  if (self->edited != NULL && chat_message_get_id (self->edited) == message_id)
    chat_conversation_set_edit (self, NULL, NULL);
  if (self->last != NULL && chat_message_get_id (self->last) == message_id)
    {
      Replacement *replacement = g_new0 (Replacement, 1);

      replacement->conversation = g_object_ref (self);
      replacement->deleted_id = message_id;
      chat_store_page_async (self->store, self->id, CHAT_PAGE_NEWEST, 0, 0, 1, NULL, last_cb,
                             replacement);
    }
}

static void
remove_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (chat_store_remove_finish (CHAT_STORE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
chat_conversation_delete_message_async (ChatConversation    *self,
                                        ChatMessage         *message,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_conversation_delete_message_async);
  chat_outbox_remove (self->outbox, message);
  chat_store_remove_async (self->store, message, NULL, remove_cb, g_steal_pointer (&task));
}

gboolean
chat_conversation_delete_message_finish (ChatConversation  *self,
                                         GAsyncResult      *result,
                                         GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
clear_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatConversation *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (!archive_conversations_clear_finish (ARCHIVE_DATABASE (object), result, &error))
    {
      g_task_return_error (task, chat_error_translate (g_steal_pointer (&error)));
      return;
    }

  chat_files_sweep (self->store);
  chat_outbox_remove_all (self->outbox, self->id);
  chat_directs_remove_all (self->directs, self->id);
  for (guint i = 0; i < self->timelines->len; i++)
    chat_timeline_clear (g_ptr_array_index (self->timelines, i));
  chat_conversation_emit_files (self, NULL);
  g_clear_pointer (&self->marker_id, g_free);
  chat_conversation_set_last (self, NULL);
  chat_conversation_set_unread (self, 0);
  g_task_return_boolean (task, TRUE);
}

void
chat_conversation_clear_async (ChatConversation    *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  ArchiveDatabase *database;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_conversation_clear_async);
  database = chat_store_get_database (self->store);
  if (database == NULL)
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_STORAGE, "The archive is not open");
  else if (self->id == 0)
    g_task_return_boolean (task, TRUE);
  else
    archive_conversations_clear_async (database, self->id, NULL, clear_cb,
                                       g_steal_pointer (&task));
}

gboolean
chat_conversation_clear_finish (ChatConversation  *self,
                                GAsyncResult      *result,
                                GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
