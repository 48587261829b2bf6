/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that a person sends straight to a contact, and those that a contact offers. */
#define G_LOG_DOMAIN "chat-conversation"

#include "chat-conversation.h"

#include "archive-file.h"
#include "chat-chosen.h"
#include "chat-connection.h"
#include "chat-conversation-private.h"
#include "chat-directs.h"
#include "chat-error.h"

gboolean
chat_conversation_can_send_direct (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), FALSE);

  return self->kind == CHAT_CONVERSATION_CHAT
         && chat_directs_can_send (self->directs, chat_conversation_get_address (self));
}

gboolean
chat_conversation_get_shows_address (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), TRUE);

  return self->connection->policy.show_address;
}

static void
chosen_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatConversation *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(ArchiveFile) file = chat_chosen_read_finish (result, &error);

  if (file == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* Nobody waits for a contact to come: who gets it must be there, as must be who sends it. */
  if (!chat_conversation_can_send_direct (self))
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_NO_DIRECT, "Nobody takes it");
      return;
    }

  file->direct = ARCHIVE_DIRECT_OFFERED;
  chat_conversation_queue_file (self, file, NULL, g_steal_pointer (&task));
}

void
chat_conversation_send_direct_async (ChatConversation    *self,
                                     const char          *path,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (path != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_conversation_send_direct_async);
  if (self->contact != NULL && chat_contact_get_blocked (self->contact))
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_BLOCKED, "The contact is blocked");
      return;
    }

  chat_chosen_read_async (path, cancellable, chosen_cb, g_steal_pointer (&task));
}

ChatMessage *
chat_conversation_send_direct_finish (ChatConversation  *self,
                                      GAsyncResult      *result,
                                      GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
chat_conversation_decline_file (ChatConversation *self,
                                ChatMessage      *message)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  chat_directs_decline (self->directs, message);
}
