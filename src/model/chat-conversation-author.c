/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one of those in a room has written there: read page by page, as the archive is ordered by
 * time and not by people. */
#define G_LOG_DOMAIN "chat-conversation"

#include "chat-conversation.h"

#include "chat-conversation-private.h"
#include "chat-message-private.h"
#include "chat-store.h"

#define PAGE_LENGTH 200

/* How far back it is read, and how many are found at most. */
#define MAX_PAGES 50
#define MAX_FOUND 1000

typedef struct {
  char      *author;
  GPtrArray *found;   /* owned archive ids */
  guint      n_pages;
} Listing;

static void
listing_free (gpointer data)
{
  Listing *listing = data;

  g_free (listing->author);
  g_clear_pointer (&listing->found, g_ptr_array_unref);
  g_free (listing);
}

static void
take_messages (Listing   *listing,
               GPtrArray *messages)
{
  for (guint i = messages->len; i-- > 0 && listing->found->len < MAX_FOUND;)
    {
      ChatMessage *message = g_ptr_array_index (messages, i);
      const char *archive_id = chat_message_get_archive_id (message);

      if (archive_id != NULL && chat_message_get_kind (message) != CHAT_MESSAGE_RETRACTED
          && g_strcmp0 (chat_message_get_author (message), listing->author) == 0)
        g_ptr_array_add (listing->found, g_strdup (archive_id));
    }
}

static void
page_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatConversation *self = g_task_get_source_object (task);
  Listing *listing = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatPage) page = chat_store_page_finish (CHAT_STORE (object), result, &error);
  ChatMessage *oldest = NULL;

  if (page == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  take_messages (listing, page->messages);
  if (page->messages->len > 0)
    oldest = g_ptr_array_index (page->messages, 0);
  if (oldest == NULL || page->at_start || ++listing->n_pages == MAX_PAGES
      || listing->found->len == MAX_FOUND)
    g_task_return_pointer (task, g_steal_pointer (&listing->found),
                           (GDestroyNotify) g_ptr_array_unref);
  else
    chat_store_page_async (self->store, self->id, CHAT_PAGE_BEFORE, chat_message_get_sort (oldest),
                           chat_message_get_id (oldest), PAGE_LENGTH,
                           g_task_get_cancellable (task), page_cb, g_object_ref (task));
}

void
chat_conversation_list_author_async (ChatConversation    *self,
                                     const char          *author,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Listing *listing;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (author != NULL);

  listing = g_new0 (Listing, 1);
  listing->author = g_strdup (author);
  listing->found = g_ptr_array_new_with_free_func (g_free);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_conversation_list_author_async);
  g_task_set_task_data (task, listing, listing_free);
  chat_store_page_async (self->store, self->id, CHAT_PAGE_NEWEST, 0, 0, PAGE_LENGTH, cancellable,
                         page_cb, g_steal_pointer (&task));
}

GPtrArray *
chat_conversation_list_author_finish (ChatConversation  *self,
                                      GAsyncResult      *result,
                                      GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, chat_conversation_list_author_async),
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
