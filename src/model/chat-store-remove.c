/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages are deleted here. */
#define G_LOG_DOMAIN "chat-store"

#include "chat-store.h"

#include "archive-messages.h"
#include "chat-error.h"
#include "chat-files-sweep.h"
#include "chat-message-private.h"
#include "chat-message.h"

static void
remove_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatStore *self = g_task_get_source_object (task);
  ChatMessage *message = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!archive_messages_delete_finish (ARCHIVE_DATABASE (object), result, &error))
    {
      g_task_return_error (task, chat_error_translate (g_steal_pointer (&error)));
      return;
    }

  chat_store_hide (self, chat_message_get_conversation_id (message),
                   chat_message_get_id (message));
  chat_files_sweep (self);
  g_task_return_boolean (task, TRUE);
}

void
chat_store_remove_async (ChatStore           *self,
                         ChatMessage         *message,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  ArchiveDatabase *database;
  gint64 id;

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_store_remove_async);
  g_task_set_task_data (task, g_object_ref (message), g_object_unref);
  database = chat_store_get_database (self);
  if (database == NULL)
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_STORAGE, "The archive is not open");
      return;
    }

  id = chat_message_get_id (message);
  archive_messages_delete_async (database, &id, 1, cancellable, remove_cb,
                                 g_steal_pointer (&task));
}

gboolean
chat_store_remove_finish (ChatStore     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
