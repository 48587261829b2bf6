/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of an account's rooms are caught up with now: fifty rooms at sign-in shall not ask the
 * server, nor write to the disk, all at the same time. */
#define G_LOG_DOMAIN "chat-history"

#include "chat-history-queue.h"

#include "chat-account-private.h"
#include "chat-conversation.h"
#include "chat-conversations.h"
#include "chat-outbox.h"
#include "chat-rooms.h"
#include "chat-store.h"

#define MAX_RUNNING 2

struct _ChatHistoryQueue
{
  GObject            parent_instance;

  ChatStore         *store;
  ChatInbox         *inbox;
  ChatConversations *conversations;
  GHashTable        *histories; /* owned char *, of a room → owned ChatHistory */
  GQueue             waiting;   /* borrowed ChatHistory */
  GQueue             running;   /* borrowed ChatHistory */
  guint              source;
};

G_DEFINE_FINAL_TYPE (ChatHistoryQueue, chat_history_queue, G_TYPE_OBJECT)

static gboolean
start_cb (gpointer user_data)
{
  ChatHistoryQueue *self = user_data;

  self->source = 0;
  while (self->running.length < MAX_RUNNING && self->waiting.length > 0)
    {
      g_autoptr(ChatHistory) history = g_object_ref (g_queue_pop_head (&self->waiting));

      g_queue_push_tail (&self->running, history);
      chat_history_take_turn (history);
    }
  return G_SOURCE_REMOVE;
}

static void
start_soon (ChatHistoryQueue *self)
{
  if (self->source == 0 && self->running.length < MAX_RUNNING && self->waiting.length > 0)
    self->source = g_idle_add_full (G_PRIORITY_DEFAULT, start_cb, self, NULL);
}

/* Who looks at a room waits for it. */
static gboolean
is_looked_at (ChatHistoryQueue *self,
              ChatHistory      *history)
{
  ChatConversation *conversation =
    chat_conversations_find (self->conversations, chat_inbox_get_account (self->inbox)->address,
                             chat_room_get_address (chat_history_get_room (history)));

  return conversation != NULL && chat_conversation_get_active (conversation);
}

/* What may have been said there waits for it. */
static gboolean
has_to_say (ChatHistoryQueue *self,
            ChatHistory      *history)
{
  ChatAccount *account = chat_inbox_get_account (self->inbox);
  const char *room = chat_room_get_address (chat_history_get_room (history));

  return chat_outbox_get_unsure_time (account->outbox, room) != 0;
}

void
chat_history_queue_enter (ChatHistoryQueue *self,
                          ChatHistory      *history)
{
  g_return_if_fail (CHAT_IS_HISTORY_QUEUE (self));
  g_return_if_fail (CHAT_IS_HISTORY (history));

  if (g_queue_find (&self->waiting, history) != NULL
      || g_queue_find (&self->running, history) != NULL)
    return;

  if (is_looked_at (self, history) || has_to_say (self, history))
    g_queue_push_head (&self->waiting, history);
  else
    g_queue_push_tail (&self->waiting, history);
  start_soon (self);
}

void
chat_history_queue_hurry (ChatHistoryQueue *self,
                          ChatHistory      *history)
{
  g_return_if_fail (CHAT_IS_HISTORY_QUEUE (self));

  if (g_queue_remove (&self->waiting, history))
    g_queue_push_head (&self->waiting, history);
}

void
chat_history_queue_leave (ChatHistoryQueue *self,
                          ChatHistory      *history)
{
  g_return_if_fail (CHAT_IS_HISTORY_QUEUE (self));

  g_queue_remove (&self->waiting, history);
  g_queue_remove (&self->running, history);
  start_soon (self);
}

static void
close_history (gpointer data)
{
  ChatHistory *history = data;

  chat_history_close (history);
  g_object_unref (history);
}

static void
add (ChatHistoryQueue *self,
     ChatRoom         *room)
{
  const char *address = chat_room_get_address (room);
  ChatHistory *history;

  if (g_hash_table_contains (self->histories, address))
    return;

  history = chat_history_new (self->store, self->inbox, self->conversations, room);
  chat_history_set_queue (history, self);
  g_hash_table_insert (self->histories, g_strdup (address), history);
}

static gboolean
is_gone_cb (gpointer key,
            gpointer value,
            gpointer rooms)
{
  return !g_list_store_find (rooms, chat_history_get_room (value), NULL);
}

static void
rooms_cb (ChatHistoryQueue *self,
          guint             position,
          guint             n_removed,
          guint             n_added,
          GListModel       *rooms)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(ChatRoom) room = g_list_model_get_item (rooms, i);

      add (self, room);
    }
  if (n_removed > 0)
    g_hash_table_foreach_remove (self->histories, is_gone_cb, rooms);
}

static void
chat_history_queue_dispose (GObject *object)
{
  ChatHistoryQueue *self = CHAT_HISTORY_QUEUE (object);

  chat_history_queue_close (self);
  g_clear_object (&self->conversations);
  g_clear_object (&self->inbox);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (chat_history_queue_parent_class)->dispose (object);
}

static void
chat_history_queue_finalize (GObject *object)
{
  ChatHistoryQueue *self = CHAT_HISTORY_QUEUE (object);

  g_clear_pointer (&self->histories, g_hash_table_unref);

  G_OBJECT_CLASS (chat_history_queue_parent_class)->finalize (object);
}

static void
chat_history_queue_class_init (ChatHistoryQueueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_history_queue_dispose;
  object_class->finalize = chat_history_queue_finalize;
}

static void
chat_history_queue_init (ChatHistoryQueue *self)
{
  self->histories = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, close_history);
  g_queue_init (&self->waiting);
  g_queue_init (&self->running);
}

ChatHistoryQueue *
chat_history_queue_new (ChatStore         *store,
                        ChatInbox         *inbox,
                        ChatConversations *conversations)
{
  ChatHistoryQueue *self = NULL;
  GListModel *rooms;

  g_return_val_if_fail (CHAT_IS_STORE (store), NULL);
  g_return_val_if_fail (CHAT_IS_INBOX (inbox), NULL);
  g_return_val_if_fail (CHAT_IS_CONVERSATIONS (conversations), NULL);

  self = g_object_new (CHAT_TYPE_HISTORY_QUEUE, NULL);
  self->store = g_object_ref (store);
  self->inbox = g_object_ref (inbox);
  self->conversations = g_object_ref (conversations);
  rooms = chat_rooms_get_list (chat_inbox_get_account (inbox)->rooms);
  g_signal_connect_object (rooms, "items-changed", G_CALLBACK (rooms_cb), self,
                           G_CONNECT_SWAPPED);
  rooms_cb (self, 0, 0, g_list_model_get_n_items (rooms), rooms);
  return self;
}

ChatAccount *
chat_history_queue_get_account (ChatHistoryQueue *self)
{
  g_return_val_if_fail (CHAT_IS_HISTORY_QUEUE (self), NULL);

  return chat_inbox_get_account (self->inbox);
}

ChatHistory *
chat_history_queue_find (ChatHistoryQueue *self,
                         const char       *room)
{
  g_return_val_if_fail (CHAT_IS_HISTORY_QUEUE (self), NULL);

  return g_hash_table_lookup (self->histories, room);
}

void
chat_history_queue_close (ChatHistoryQueue *self)
{
  g_return_if_fail (CHAT_IS_HISTORY_QUEUE (self));

  if (self->inbox != NULL)
    g_signal_handlers_disconnect_by_data (
      chat_rooms_get_list (chat_inbox_get_account (self->inbox)->rooms), self);
  g_hash_table_remove_all (self->histories);
  g_clear_handle_id (&self->source, g_source_remove);
}
