/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that a person sends to a conversation. */
#define G_LOG_DOMAIN "chat-conversation"

#include "chat-conversation.h"

#include "archive-file.h"
#include "chat-card.h"
#include "chat-chosen.h"
#include "chat-connection.h"
#include "chat-conversation-private.h"
#include "chat-directs.h"
#include "chat-downloads.h"
#include "chat-error.h"
#include "media-kind.h"
#include "xmpp-server-info.h"
#include "xmpp-upload.h"

/* What is known already must not wait for the server's word. */
gboolean
chat_conversation_check_size (ChatConversation  *self,
                              gint64             size,
                              GError           **error)
{
  XmppUpload *upload = self->connection->upload;
  gint64 max_size = xmpp_upload_get_max_size (upload);

  if (!chat_connection_is_online (self->connection)
      || !xmpp_server_info_is_ready (self->connection->server_info))
    return TRUE;

  if (xmpp_upload_get_service (upload) == NULL)
    g_set_error (error, CHAT_ERROR, CHAT_ERROR_NO_UPLOAD, "No place for files");
  else if (max_size > 0 && size > max_size)
    g_set_error (error, CHAT_ERROR, CHAT_ERROR_TOO_LARGE, "More than the server takes");
  else
    return TRUE;

  return FALSE;
}

/* A file that is about to be stored with its message. */
typedef struct {
  char        *caption; /* (nullable) */
  guint        fit;     /* px; 0: it is sent as it is */
  ArchiveFile *file;    /* (nullable): known by now */
} Sending;

static void
sending_free (gpointer data)
{
  Sending *sending = data;

  g_free (sending->caption);
  archive_file_free (sending->file);
  g_free (sending);
}

static void
caption_queued_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatConversation *self = CHAT_CONVERSATION (object);
  const Sending *sending = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(ChatMessage) message = chat_conversation_send_finish (self, result, &error);

  if (message != NULL)
    chat_conversation_queue_file (self, sending->file, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

static void
chosen_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatConversation *self = g_task_get_source_object (task);
  Sending *sending = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(ArchiveFile) file = chat_chosen_read_finish (result, &error);

  if (file == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* How much is left of one that is sent smaller is not known yet. */
  if (sending->fit == 0 && !chat_conversation_check_size (self, file->size_bytes, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  file->fit = sending->fit;
  /* Programs that know no more than XEP-0066 (Conversations, Gajim 1, Dino 0.4) show a file where
   * its URL is all that is said, and a line of text where it is not: words are a message of their
   * own. */
  if (sending->caption != NULL && *sending->caption != '\0')
    {
      sending->file = g_steal_pointer (&file);
      chat_conversation_send_async (self, sending->caption, NULL, caption_queued_cb,
                                    g_steal_pointer (&task));
    }
  else
    {
      chat_conversation_queue_file (self, file, g_steal_pointer (&task));
    }
}

void
chat_conversation_send_smaller_async (ChatConversation    *self,
                                      const char          *path,
                                      guint                fit,
                                      const char          *caption,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Sending *sending;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (path != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_conversation_send_smaller_async);
  if (self->contact != NULL && chat_contact_get_blocked (self->contact))
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_BLOCKED, "The contact is blocked");
      return;
    }

  sending = g_new0 (Sending, 1);
  sending->fit = fit;
  sending->caption = caption != NULL ? g_strstrip (g_utf8_make_valid (caption, -1)) : NULL;
  g_task_set_task_data (task, sending, sending_free);
  chat_chosen_read_async (path, cancellable, chosen_cb, g_steal_pointer (&task));
}

void
chat_conversation_send_file_async (ChatConversation    *self,
                                   const char          *path,
                                   const char          *caption,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  chat_conversation_send_smaller_async (self, path, 0, caption, cancellable, callback, user_data);
}

static void
check_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  ChatConversation *self = source;
  ChatFileTraits traits = CHAT_FILE_PLAIN;

  if (self->connection->policy.clean_pictures && media_kind_tells (task_data, cancellable))
    traits |= CHAT_FILE_TELLS;
  if (media_kind_file_shrinks (task_data, cancellable))
    traits |= CHAT_FILE_SHRINKS;
  g_task_return_int (task, traits);
}

void
chat_conversation_check_file_async (ChatConversation    *self,
                                    GFile               *file,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_conversation_check_file_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, check_thread);
}

ChatFileTraits
chat_conversation_check_file_finish (ChatConversation *self,
                                     GAsyncResult     *result)
{
  gssize traits;

  g_return_val_if_fail (g_task_is_valid (result, self), CHAT_FILE_PLAIN);

  traits = g_task_propagate_int (G_TASK (result), NULL);
  return traits > 0 ? (ChatFileTraits) traits : CHAT_FILE_PLAIN;
}

/* Whom one knows, and a group whose people know one another: not strangers, nor rooms where anybody
 * comes. */
gboolean
chat_conversation_is_known (ChatConversation *self)
{
  const int private_room = CHAT_ROOM_MEMBERS_ONLY | CHAT_ROOM_SHOWS_ADDRESSES;

  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), FALSE);

  switch (self->kind)
    {
    case CHAT_CONVERSATION_CHAT:
      return self->contact != NULL && chat_contact_get_in_list (self->contact)
             && !chat_contact_get_blocked (self->contact);
    case CHAT_CONVERSATION_ROOM:
      return ((int) chat_room_get_features (self->room) & private_room) == private_room;
    case CHAT_CONVERSATION_PRIVATE:
    default:
      return FALSE;
    }
}

gboolean
chat_conversation_is_from_known (ChatConversation *self,
                                 ChatMessage      *message)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (message), FALSE);

  return chat_message_is_outgoing (message) || chat_conversation_is_known (self);
}

/* What is shown in its place. */
static gboolean
is_shown (ChatFile *file)
{
  ChatFileKind kind = chat_file_get_kind (file);

  return kind == CHAT_FILE_PICTURE || kind == CHAT_FILE_AUDIO || chat_card_is_promised (file);
}

void
chat_conversation_fetch_file (ChatConversation *self,
                              ChatMessage      *message,
                              ChatFile         *file,
                              gboolean          is_asked)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (CHAT_IS_FILE (file));

  if (chat_file_is_direct (file))
    {
      if (is_asked)
        chat_directs_accept (self->directs, message);
      return;
    }

  if (!is_asked
      && (chat_file_get_path (file) != NULL || chat_file_get_transfer (file) != NULL
          || !self->connection->policy.fetch_files
          || !chat_conversation_is_from_known (self, message)
          || !is_shown (file)))
    return;

  chat_downloads_fetch (self->downloads, message, file, is_asked);
}
