/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that a person sends straight to a contact, and those that a contact offers. */
#define G_LOG_DOMAIN "chat-conversation"

#include "chat-conversation.h"

#include "archive-file.h"
#include "base-file-name.h"
#include "chat-connection.h"
#include "chat-conversation-private.h"
#include "chat-directs.h"
#include "chat-error.h"
#include "chat-outbox.h"

#define ATTRIBUTES \
  G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE "," \
  G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME "," \
  G_FILE_ATTRIBUTE_ACCESS_CAN_READ

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
queue_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatConversation *self = g_task_get_source_object (task);
  GError *error = NULL;
  ChatMessage *message = chat_outbox_queue_finish (CHAT_OUTBOX (object), result, &error);

  if (message == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  chat_conversation_note_queued (self, message);
  g_task_return_pointer (task, message, g_object_unref);
}

/* As the archive keeps it: text alone. */
static char *
dup_place (GFile *file)
{
  g_autofree char *path = g_file_is_native (file) ? g_file_get_path (file) : NULL;

  if (path != NULL && g_utf8_validate (path, -1, NULL))
    return g_steal_pointer (&path);
  return g_file_get_uri (file);
}

static void
info_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatConversation *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = g_file_query_info_finish (G_FILE (object), result, &error);
  g_autoptr(ArchiveFile) file = NULL;
  const char *content_type;

  if (info == NULL || g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR
      || (g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_ACCESS_CAN_READ)
          && !g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_ACCESS_CAN_READ)))
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_NO_FILE, "%s",
                               error != NULL ? error->message : "Not a file that can be read");
      return;
    }

  /* Nobody waits for a contact to come: who gets it must be there, as must be who sends it. */
  if (!chat_conversation_can_send_direct (self))
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_NO_DIRECT, "Nobody takes it");
      return;
    }

  file = archive_file_new ();
  file->direct = ARCHIVE_DIRECT_OFFERED;
  file->path = dup_place (G_FILE (object));
  file->name = base_file_name_clean (g_file_info_get_display_name (info));
  file->size_bytes = g_file_info_get_size (info);
  content_type = g_file_info_get_content_type (info);
  file->type = content_type != NULL ? g_content_type_get_mime_type (content_type) : NULL;
  chat_outbox_queue_file_async (self->outbox, self->id, chat_conversation_get_address (self),
                                self->kind, file, NULL, NULL, queue_cb, g_object_ref (task));
}

void
chat_conversation_send_direct_async (ChatConversation    *self,
                                     const char          *path,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GFile) file = NULL;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (path != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_conversation_send_direct_async);
  if (self->contact != NULL && chat_contact_get_blocked (self->contact))
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_BLOCKED, "The contact is blocked");
      return;
    }

  file = path[0] == G_DIR_SEPARATOR ? g_file_new_for_path (path) : g_file_new_for_uri (path);
  g_file_query_info_async (file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT,
                           cancellable, info_cb, g_steal_pointer (&task));
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
