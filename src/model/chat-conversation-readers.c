/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who has read a message of ours, in a small private room: XEP-0333, 4.3. */
#define G_LOG_DOMAIN "chat-conversation"

#include "chat-conversation.h"

#include "archive-markers.h"
#include "chat-conversation-private.h"
#include "chat-error.h"
#include "chat-message-private.h"
#include "chat-room-private.h"

static void
reader_free (gpointer data)
{
  ChatReader *reader = data;

  g_free (reader->address);
  g_free (reader->name);
  g_free (reader);
}

/* Who has a real address there that all can see is called as they call themselves now. */
static char *
dup_name (ChatConversation *self,
          const char       *address)
{
  XmppRoom *xmpp = chat_room_get_xmpp_room (self->room);
  g_autoptr(GPtrArray) occupants = xmpp != NULL ? xmpp_room_get_occupants (xmpp) : NULL;

  for (guint i = 0; occupants != NULL && i < occupants->len; i++)
    {
      const XmppOccupant *occupant = g_ptr_array_index (occupants, i);

      if (occupant->real_address != NULL
          && g_str_equal (xmpp_address_get_bare (occupant->real_address), address))
        return g_strdup (occupant->nick);
    }

  return g_strdup (address);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatConversation *self = g_task_get_source_object (task);
  ChatMessage *message = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) markers =
    archive_markers_load_finish (ARCHIVE_DATABASE (object), result, &error);
  g_autoptr(GPtrArray) readers = g_ptr_array_new_with_free_func (reader_free);

  if (markers == NULL)
    {
      g_task_return_error (task, chat_error_translate (error));
      return;
    }

  for (guint i = 0; i < markers->len; i++)
    {
      const ArchiveMarker *marker = g_ptr_array_index (markers, i);
      ChatReader *reader;

      if (marker->sort_us < chat_message_get_sort (message))
        continue;

      reader = g_new0 (ChatReader, 1);
      reader->address = g_strdup (marker->sender);
      reader->name = dup_name (self, marker->sender);
      g_ptr_array_add (readers, reader);
    }

  g_task_return_pointer (task, g_steal_pointer (&readers), (GDestroyNotify) g_ptr_array_unref);
}

void
chat_conversation_load_readers_async (ChatConversation    *self,
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
  g_task_set_source_tag (task, chat_conversation_load_readers_async);
  g_task_set_task_data (task, g_object_ref (message), g_object_unref);
  database = chat_conversation_get_database (self);
  if (self->kind != CHAT_CONVERSATION_ROOM || !chat_message_is_outgoing (message)
      || chat_message_get_archive_id (message) == NULL || database == NULL)
    {
      g_task_return_pointer (task, g_ptr_array_new_with_free_func (reader_free),
                             (GDestroyNotify) g_ptr_array_unref);
      return;
    }

  archive_markers_load_async (database, self->id, cancellable, loaded_cb,
                              g_steal_pointer (&task));
}

GPtrArray *
chat_conversation_load_readers_finish (ChatConversation  *self,
                                       GAsyncResult      *result,
                                       GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
