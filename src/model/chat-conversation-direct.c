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

/* Whether we hear that they come online: nobody else is waited for. */
static gboolean
is_seen (ChatConversation *self)
{
  ChatSubscription subscription;

  if (self->contact == NULL)
    return FALSE;

  subscription = chat_contact_get_subscription (self->contact);
  return subscription == CHAT_SUBSCRIPTION_TO || subscription == CHAT_SUBSCRIPTION_BOTH;
}

ChatReach
chat_conversation_get_direct_reach (ChatConversation *self)
{
  ChatReach reach;

  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), CHAT_REACH_NONE);

  if (self->kind != CHAT_CONVERSATION_CHAT)
    return CHAT_REACH_NONE;

  reach = chat_directs_get_reach (self->directs, chat_conversation_get_address (self));
  return reach == CHAT_REACH_LATER && !is_seen (self) ? CHAT_REACH_NONE : reach;
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

  if (chat_conversation_get_direct_reach (self) == CHAT_REACH_NONE)
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

void
chat_conversation_decline_file (ChatConversation *self,
                                ChatMessage      *message)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  chat_directs_decline (self->directs, message);
}
