/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was missed while nobody was there. */
#define G_LOG_DOMAIN "chat-history"

#include "chat-history-news.h"

#include "archive-delivery.h"
#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-conversation-private.h"
#include "chat-conversations.h"
#include "chat-inbox-private.h"
#include "chat-inbox.h"
#include "chat-message-private.h"
#include "chat-store.h"
#include "xmpp-displayed-sync.h"
#include "xmpp-message.h"

/* Who comes back after a year is not told of every single message. */
#define MAX_NEWS 1000

typedef struct {
  ChatMessage *message;
  XmppMessage *receipt; /* (nullable) */
} Item;

struct _ChatHistoryNews
{
  ChatStore         *store;
  ChatInbox         *inbox;
  ChatConversations *conversations;
  GQueue             items;    /* owned Item, oldest first */
  GHashTable        *answered; /* owned char *, see chat_history_step_make_key() */
  guint              source;   /* nobody waits longer than that; 0: nothing waits */
};

/* What other devices have read is no news, but they may not be heard of. */
#define PATIENCE_S 3

static void tell_when_known (ChatHistoryNews *self);

static void
item_free (Item *item)
{
  g_object_unref (item->message);
  if (item->receipt != NULL)
    xmpp_message_free (item->receipt);
  g_free (item);
}

static XmppDisplayedSync *
get_sync (ChatHistoryNews *self)
{
  return chat_inbox_get_account (self->inbox)->connection->displayed_sync;
}

ChatHistoryNews *
chat_history_news_new (ChatStore         *store,
                       ChatInbox         *inbox,
                       ChatConversations *conversations)
{
  ChatHistoryNews *self = g_new0 (ChatHistoryNews, 1);

  self->store = g_object_ref (store);
  self->inbox = g_object_ref (inbox);
  self->conversations = g_object_ref (conversations);
  self->answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->items);
  g_signal_connect_swapped (inbox, "idle", G_CALLBACK (tell_when_known), self);
  g_signal_connect_swapped (get_sync (self), "settled", G_CALLBACK (tell_when_known), self);
  return self;
}

void
chat_history_news_clear (ChatHistoryNews *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_queue_clear_full (&self->items, (GDestroyNotify) item_free);
  g_hash_table_remove_all (self->answered);
}

void
chat_history_news_free (ChatHistoryNews *self)
{
  chat_history_news_clear (self);
  g_signal_handlers_disconnect_by_data (self->inbox, self);
  g_signal_handlers_disconnect_by_data (get_sync (self), self);
  g_hash_table_unref (self->answered);
  g_object_unref (self->store);
  g_object_unref (self->inbox);
  g_object_unref (self->conversations);
  g_free (self);
}

/* What is the newest text of another one is no news itself. */
static void
drop_hidden (ChatHistoryNews *self,
             GArray          *hidden)
{
  for (guint i = 0; i < hidden->len; i++)
    for (GList *link = self->items.head; link != NULL; link = link->next)
      {
        Item *item = link->data;

        if (chat_message_get_id (item->message)
            == g_array_index (hidden, ArchiveHidden, i).id)
          {
            g_queue_delete_link (&self->items, link);
            item_free (item);
            break;
          }
      }
}

static void
add (ChatHistoryNews *self,
     ArchiveMessage  *row,
     XmppMessage     *receipt) /* (nullable) */
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new ();
  g_autoptr(GPtrArray) messages = NULL;
  Item *item = g_new0 (Item, 1);

  g_ptr_array_add (rows, row);
  messages = chat_store_wrap (self->store, rows);
  item->message = g_object_ref (g_ptr_array_index (messages, 0));
  item->receipt = receipt != NULL ? xmpp_message_copy (receipt) : NULL;
  g_queue_push_head (&self->items, item);
}

/* From the end: the newest ones are kept. */
void
chat_history_news_add (ChatHistoryNews       *self,
                       const ChatHistoryStep *step,
                       gconstpointer          delivered)
{
  const ArchiveDelivery *delivery = step->delivery;
  GArray *inserted = ((const ArchiveDelivered *) delivered)->inserted;
  GArray *hidden = ((const ArchiveDelivered *) delivered)->hidden;
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, step->answered);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (self->answered, g_strdup (key));

  for (guint i = inserted->len; i > 0 && self->items.length < MAX_NEWS; i--)
    {
      const ArchiveInserted *one = &g_array_index (inserted, ArchiveInserted, i - 1);

      if (one->outcome == ARCHIVE_OUTCOME_NEW && one->corrects == 0)
        add (self, g_ptr_array_index (delivery->messages, i - 1),
             g_ptr_array_index (step->receipts, i - 1));
    }
  drop_hidden (self, hidden);
}

static void
answer (ChatHistoryNews  *self,
        const Item       *item,
        ChatConversation *conversation)
{
  g_autofree char *key = NULL;

  if (item->receipt == NULL)
    return;

  key = chat_history_step_make_key (chat_conversation_get_address (conversation),
                                    item->receipt->received_id);
  if (!g_hash_table_contains (self->answered, key))
    chat_inbox_send_receipt (self->inbox, conversation, item->receipt);
}

/* conversation → the last of its messages that is unread */
static GHashTable *
find_last_unread (ChatHistoryNews *self)
{
  GHashTable *last = g_hash_table_new (NULL, NULL);

  for (GList *link = self->items.head; link != NULL; link = link->next)
    {
      const Item *item = link->data;
      ChatConversation *conversation =
        chat_conversations_find_id (self->conversations,
                                    chat_message_get_conversation_id (item->message));

      if (conversation != NULL && !chat_message_is_outgoing (item->message)
          && chat_conversation_is_unread (conversation, chat_message_get_sort (item->message)))
        g_hash_table_insert (last, conversation, link->data);
    }

  return last;
}

static void
tell (ChatHistoryNews *self,
      const Item      *item,
      GHashTable      *last)
{
  g_autoptr(ChatConversation) conversation = NULL;
  gboolean notify;

  conversation = chat_conversations_find_id (self->conversations,
                                             chat_message_get_conversation_id (item->message));
  if (conversation == NULL)
    return;

  g_object_ref (conversation);
  notify = g_hash_table_lookup (last, conversation) == item
           && chat_inbox_is_loud (conversation, item->message)
           && !chat_conversation_get_active (conversation)
           && !chat_conversation_get_muted (conversation);
  answer (self, item, conversation);
  chat_inbox_tell (self->inbox, conversation, item->message, notify);
}

static void
tell_all (ChatHistoryNews *self)
{
  g_autoptr(GHashTable) last = find_last_unread (self);
  GQueue items = self->items;

  g_queue_init (&self->items);
  for (GList *link = items.head; link != NULL; link = link->next)
    tell (self, link->data, last);
  g_queue_clear_full (&items, (GDestroyNotify) item_free);
  g_hash_table_remove_all (self->answered);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  ChatHistoryNews *self = user_data;

  self->source = 0;
  tell_all (self);
  return G_SOURCE_REMOVE;
}

static void
tell_when_known (ChatHistoryNews *self)
{
  if (self->source == 0 || !xmpp_displayed_sync_is_settled (get_sync (self))
      || !chat_inbox_is_idle (self->inbox))
    return;

  g_clear_handle_id (&self->source, g_source_remove);
  tell_all (self);
}

void
chat_history_news_tell (ChatHistoryNews *self)
{
  if (self->source == 0)
    self->source = g_timeout_add_seconds (PATIENCE_S, out_of_patience_cb, self);
  tell_when_known (self);
}
