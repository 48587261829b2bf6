/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Own messages that are corrected (XEP-0308), and what messages said before. */
#define G_LOG_DOMAIN "chat-conversation"

#include "chat-conversation.h"

#include "archive-annotations.h"
#include "archive-messages.h"
#include "archive-outbox.h"
#include "chat-composing.h"
#include "chat-conversation-private.h"
#include "chat-error.h"
#include "chat-message.h"
#include "chat-message-private.h"
#include "chat-outbox.h"
#include "chat-store.h"
#include "chat-text.h"

/* How far back the last own message is looked for. */
#define LAST_OWN_REACH 100

static ArchiveDatabase *
get_database (ChatConversation *self,
              GTask            *task)
{
  ArchiveDatabase *database = chat_store_get_database (self->store);

  if (database == NULL)
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_STORAGE, "The archive is not open");
  return database;
}

static void
id_free (gpointer id)
{
  g_free (id);
}

static void
corrected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatConversation *self = g_task_get_source_object (task);
  g_autofree char *id = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatMessage) message =
    chat_outbox_correct_finish (CHAT_OUTBOX (object), result, &id, &error);

  if (message == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  /* One that stands for itself: its original is not what it seemed. */
  if (g_strcmp0 (chat_message_get_message_id (message), id) == 0)
    {
      g_autoptr(GPtrArray) messages = g_ptr_array_new ();

      g_ptr_array_add (messages, message);
      chat_conversation_add (self, messages, 0);
    }
  g_task_set_task_data (task, g_steal_pointer (&id), id_free);
  g_task_return_pointer (task, g_steal_pointer (&message), g_object_unref);
}

void
chat_conversation_correct_async (ChatConversation    *self,
                                 ChatMessage         *message,
                                 const char          *body,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  chat_conversation_correct_preview_async (self, message, body, chat_message_get_preview (message),
                                           cancellable, callback, user_data);
}

void
chat_conversation_correct_preview_async (ChatConversation    *self,
                                         ChatMessage         *message,
                                         const char          *body,
                                         ChatPreview         *preview,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));
  g_return_if_fail (body != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_conversation_correct_async);
  text = chat_conversation_dup_sendable (self, body, task);
  if (text == NULL)
    return;

  if (self->composing != NULL)
    chat_composing_note_sent (self->composing);
  chat_outbox_correct_async (self->outbox, message, text, preview, NULL, corrected_cb,
                             g_steal_pointer (&task));
}

ChatMessage *
chat_conversation_correct_finish (ChatConversation  *self,
                                  GAsyncResult      *result,
                                  char             **id,
                                  GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (id != NULL)
    *id = g_strdup (g_task_get_task_data (G_TASK (result)));
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
discarded_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatConversation *self = g_task_get_source_object (task);
  g_autoptr(GPtrArray) rows =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_autoptr(GError) error = NULL;
  ArchiveMessage *row =
    archive_outbox_discard_finish (ARCHIVE_DATABASE (object), result, &error);

  if (row == NULL)
    {
      g_task_return_error (task, chat_error_translate (g_steal_pointer (&error)));
      return;
    }

  g_ptr_array_add (rows, row);
  chat_store_correct (self->store, rows);
  g_task_return_boolean (task, TRUE);
}

void
chat_conversation_discard_unsent_async (ChatConversation    *self,
                                        ChatMessage         *message,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  ArchiveDatabase *database;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_conversation_discard_unsent_async);
  if ((database = get_database (self, task)) != NULL)
    archive_outbox_discard_async (database, chat_message_get_id (message), NULL, discarded_cb,
                                  g_steal_pointer (&task));
}

gboolean
chat_conversation_discard_unsent_finish (ChatConversation  *self,
                                         GAsyncResult      *result,
                                         GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
message_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  ChatMessage *message = chat_store_get_message_finish (CHAT_STORE (object), result, &error);

  if (message != NULL)
    g_task_return_pointer (task, message, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Read anew through the store, which knows what has changed since. */
static void
load_found (GTask                *task,
            const ArchiveMessage *row,   /* (nullable) */
            GError               *error) /* (transfer full) (nullable): why there is none */
{
  ChatConversation *self = g_task_get_source_object (task);

  if (row == NULL)
    g_task_return_error (task, chat_error_translate (error));
  else
    chat_store_get_message_async (self->store, row->id, g_task_get_cancellable (task), message_cb,
                                  g_object_ref (task));
}

static void
found_own_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(ArchiveMessage) row =
    archive_outbox_find_finish (ARCHIVE_DATABASE (object), result, &error);

  load_found (task, row, error);
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(ArchiveMessage) row =
    archive_messages_find_finish (ARCHIVE_DATABASE (object), result, &error);

  load_found (task, row, error);
}

void
chat_conversation_find_async (ChatConversation    *self,
                              const char          *id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  ArchiveDatabase *database;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_conversation_find_async);
  if ((database = get_database (self, task)) != NULL)
    archive_messages_find_async (database, self->id, id, NULL, cancellable, found_cb,
                                 g_steal_pointer (&task));
}

ChatMessage *
chat_conversation_find_finish (ChatConversation  *self,
                               GAsyncResult      *result,
                               GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
chat_conversation_find_own_async (ChatConversation    *self,
                                  const char          *message_id,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  ArchiveDatabase *database;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (message_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_conversation_find_own_async);
  if ((database = get_database (self, task)) != NULL)
    archive_outbox_find_async (database, self->id, message_id, cancellable, found_own_cb,
                               g_steal_pointer (&task));
}

ChatMessage *
chat_conversation_find_own_finish (ChatConversation  *self,
                                   GAsyncResult      *result,
                                   GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
last_own_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatPage) page = chat_store_page_finish (CHAT_STORE (object), result, &error);

  if (page == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  for (guint i = page->messages->len; i-- > 0;)
    {
      ChatMessage *message = g_ptr_array_index (page->messages, i);

      if (chat_message_can_correct (message))
        {
          g_task_return_pointer (task, g_object_ref (message), g_object_unref);
          return;
        }
    }
  g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_NOT_FOUND, "There is no such message");
}

void
chat_conversation_find_last_own_async (ChatConversation    *self,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_conversation_find_last_own_async);
  chat_store_page_async (self->store, self->id, CHAT_PAGE_NEWEST, 0, 0, LAST_OWN_REACH, cancellable,
                         last_own_cb, g_steal_pointer (&task));
}

ChatMessage *
chat_conversation_find_last_own_finish (ChatConversation  *self,
                                        GAsyncResult      *result,
                                        GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
version_free (gpointer data)
{
  ChatVersion *version = data;

  g_free (version->id);
  g_free (version->body);
  g_free (version);
}

static void
versions_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GPtrArray) versions = g_ptr_array_new_with_free_func (version_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) found =
    archive_annotations_load_finish (ARCHIVE_DATABASE (object), result, &error);
  const ArchiveAnnotations *annotations;

  if (found == NULL)
    {
      g_task_return_error (task, chat_error_translate (g_steal_pointer (&error)));
      return;
    }

  annotations = found->len > 0 ? g_ptr_array_index (found, 0) : NULL;
  for (guint i = 0; annotations != NULL && i < annotations->revisions->len; i++)
    {
      const ArchiveRevision *revision = g_ptr_array_index (annotations->revisions, i);
      ChatVersion *version = g_new0 (ChatVersion, 1);

      version->id = g_strdup (revision->correction_id);
      version->time_us = revision->time_us;
      version->body = chat_text_clean_body (revision->body);
      g_ptr_array_add (versions, version);
    }
  g_task_return_pointer (task, g_steal_pointer (&versions), (GDestroyNotify) g_ptr_array_unref);
}

void
chat_conversation_load_versions_async (ChatConversation    *self,
                                       ChatMessage         *message,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  ArchiveDatabase *database;
  gint64 id;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_conversation_load_versions_async);
  id = chat_message_get_id (message);
  if ((database = get_database (self, task)) != NULL)
    archive_annotations_load_async (database, &id, 1, cancellable, versions_cb,
                                    g_steal_pointer (&task));
}

GPtrArray *
chat_conversation_load_versions_finish (ChatConversation  *self,
                                        GAsyncResult      *result,
                                        GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
