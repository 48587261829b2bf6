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

#include <string.h>

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

/* What is on its way there */
typedef struct {
  char        *text; /* (nullable): goes before it */
  ArchiveFile *file; /* (nullable): not read yet */
} Direct;

static void
direct_free (gpointer data)
{
  Direct *direct = data;

  g_free (direct->text);
  archive_file_free (direct->file);
  g_free (direct);
}

static void
text_sent_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  ChatConversation *self = CHAT_CONVERSATION (object);
  g_autoptr(GTask) task = user_data;
  const Direct *direct = g_task_get_task_data (task);
  g_autoptr(ArchiveFile) file = archive_file_copy (direct->file);
  GError *error = NULL;
  g_autoptr(ChatMessage) message = chat_conversation_send_finish (self, result, &error);

  if (message == NULL)
    g_task_return_error (task, error);
  else
    chat_conversation_queue_file (self, file, g_steal_pointer (&task));
}

/* Whether it can go was looked at before: whoever tries it once more does not say the text
 * twice. */
static void
chosen_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatConversation *self = g_task_get_source_object (task);
  Direct *direct = g_task_get_task_data (task);
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
  if (direct->text == NULL)
    {
      chat_conversation_queue_file (self, file, g_steal_pointer (&task));
      return;
    }

  direct->file = g_steal_pointer (&file);
  chat_conversation_send_async (self, direct->text, g_task_get_cancellable (task), text_sent_cb,
                                g_object_ref (task));
}

void
chat_conversation_send_direct_async (ChatConversation    *self,
                                     const char          *path,
                                     const char          *text,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Direct *direct;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (path != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_conversation_send_direct_async);
  if (self->contact != NULL && chat_contact_get_blocked (self->contact))
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_BLOCKED, "The contact is blocked");
      return;
    }

  direct = g_new0 (Direct, 1);
  if (text != NULL && text[strspn (text, " \t\r\n")] != '\0')
    direct->text = g_strdup (text);
  g_task_set_task_data (task, direct, direct_free);
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
