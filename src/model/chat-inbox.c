/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one way in: session → judged → one archive transaction → timelines → notification and
 * receipts.
 *
 * What arrives in one turn of the main loop is one transaction, and while one is under way what
 * comes gathers for the next. Nothing is shown or answered before it is stored. When storing
 * fails it is tried again; when too much waits, the account goes offline, so that its server
 * keeps the rest. */
#define G_LOG_DOMAIN "chat-inbox"

#include "chat-inbox.h"

#include "archive-messages.h"
#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-conversation-private.h"
#include "chat-conversations.h"
#include "chat-error.h"
#include "chat-inbox-row.h"
#include "chat-message-private.h"
#include "chat-outbox.h"
#include "chat-store.h"
#include "xmpp-error.h"
#include "xmpp-messaging.h"
#include "xmpp-namespaces.h"
#include "xmpp-roster.h"
#include "xmpp-server-info.h"

#include <string.h>

#define MAX_BATCH       1000
#define MAX_WAITING     10000
#define MAX_WAITING_BYTES (32 * 1024 * 1024)

/* Storing is tried again after a second, then more rarely. */
#define RETRY_FIRST_S 1
#define RETRY_MOST_S  30

struct _ChatInbox
{
  GObject            parent_instance;

  ChatStore         *store;
  ChatAccount       *account;
  ChatConversations *conversations;

  GPtrArray         *rows;         /* owned ArchiveMessage: wait to be stored */
  GPtrArray         *receipts;     /* owned XmppMessage (nullable): for the row at the same place */
  gsize              n_bytes;      /* bodies that wait */
  guint              store_source;
  guint              retry_s;
  guint              n_single;     /* rows that are to be stored one by one: one of them is bad */
  guint              n_storing;    /* transactions under way: one, but when the program ends */
  gboolean           is_closed;    /* the account is gone */
  gboolean           is_choked;    /* the account was sent offline */
};

G_DEFINE_FINAL_TYPE (ChatInbox, chat_inbox, G_TYPE_OBJECT)

static guint message_signal;

/* Rows of one transaction. */
typedef struct {
  ChatInbox *inbox;
  GPtrArray *rows;
  GPtrArray *receipts;
} Batch;

static void schedule (ChatInbox *self);

static void
free_receipt (gpointer receipt)
{
  if (receipt != NULL)
    xmpp_message_free (receipt);
}

static GPtrArray *
new_rows (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
}

static GPtrArray *
new_receipts (void)
{
  return g_ptr_array_new_with_free_func (free_receipt);
}

static void
batch_free (Batch *batch)
{
  g_object_unref (batch->inbox);
  g_ptr_array_unref (batch->rows);
  g_ptr_array_unref (batch->receipts);
  g_free (batch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Batch, batch_free)

static gsize
count_bytes (const ArchiveMessage *row)
{
  return sizeof *row + (row->body != NULL ? strlen (row->body) : 0);
}

/* After storing. */

static void
send_receipt (ChatInbox        *self,
              ChatConversation *conversation,
              XmppMessage      *receipt)
{
  ChatConnection *connection = self->account->connection;
  g_autofree char *id = NULL;

  /* XEP-0184, 8: who may not see our presence shall not learn it from an answer. */
  if (!connection->policy.send_receipts || !chat_conversation_may_answer (conversation))
    return;

  id = xmpp_messaging_send (connection->messaging, receipt);
  if (id == NULL)
    g_debug ("A receipt was not sent: not online");
}

static void
note_learnt (ChatInbox             *self,
             const ArchiveInserted *inserted)
{
  g_autoptr(GArray) changes = g_array_new (FALSE, FALSE, sizeof (ArchiveChange));
  const ArchiveChange change = {
    .id = inserted->id,
    .conversation_id = inserted->conversation_id,
    .sort_us = inserted->sort_us,
    .state = inserted->state,
  };

  g_array_append_val (changes, change);
  chat_store_apply (self->store, changes, NULL);
}

static ChatConversation *
find_conversation (ChatInbox             *self,
                   const ArchiveInserted *inserted,
                   const ArchiveMessage  *row)
{
  ChatConversation *conversation =
    chat_conversations_find_id (self->conversations, inserted->conversation_id);

  if (conversation == NULL)
    conversation = chat_conversations_ensure (self->conversations, self->account, row->with,
                                              inserted->conversation_id);
  return conversation;
}

static void
show (ChatInbox        *self,
      ChatConversation *conversation,
      GPtrArray        *rows) /* of ArchiveMessage, new ones of this conversation */
{
  g_autoptr(ChatConversation) kept = g_object_ref (conversation);
  g_autoptr(GPtrArray) messages = chat_store_wrap (self->store, rows);
  gboolean notify =
    !chat_conversation_get_active (conversation) && !chat_conversation_get_muted (conversation);
  guint n_unread = 0;

  for (guint i = 0; i < messages->len; i++)
    n_unread += !chat_message_is_outgoing (g_ptr_array_index (messages, i));

  chat_conversation_add (conversation, messages, n_unread);
  for (guint i = 0; i < messages->len; i++)
    {
      ChatMessage *message = g_ptr_array_index (messages, i);

      g_signal_emit (self, message_signal, 0, conversation, message,
                     notify && !chat_message_is_outgoing (message));
    }
}

/* Every conversation hears of all its new messages at once. */
static void
take_stored (ChatInbox *self,
             Batch     *batch,
             GArray    *stored)
{
  g_autoptr(GHashTable) fresh = g_hash_table_new_full (NULL, NULL, NULL,
                                                       (GDestroyNotify) g_ptr_array_unref);
  g_autoptr(GPtrArray) order = g_ptr_array_new ();

  for (guint i = 0; i < batch->rows->len; i++)
    {
      ArchiveMessage *row = g_ptr_array_index (batch->rows, i);
      const ArchiveInserted *inserted = &g_array_index (stored, ArchiveInserted, i);
      XmppMessage *receipt = g_ptr_array_index (batch->receipts, i);
      ChatConversation *conversation = find_conversation (self, inserted, row);
      GPtrArray *rows;

      if (inserted->outcome == ARCHIVE_OUTCOME_LEARNT)
        note_learnt (self, inserted);
      if (conversation == NULL || inserted->outcome != ARCHIVE_OUTCOME_NEW)
        continue;

      row->id = inserted->id;
      row->conversation_id = inserted->conversation_id;
      row->sort_us = inserted->sort_us;
      row->state = inserted->state;
      rows = g_hash_table_lookup (fresh, conversation);
      if (rows == NULL)
        {
          rows = g_ptr_array_new ();
          g_hash_table_insert (fresh, conversation, rows);
          g_ptr_array_add (order, conversation);
        }
      g_ptr_array_add (rows, row);
      if (receipt != NULL)
        send_receipt (self, conversation, receipt);
    }

  for (guint i = 0; i < order->len; i++)
    show (self, g_ptr_array_index (order, i),
          g_hash_table_lookup (fresh, g_ptr_array_index (order, i)));
}

/* Storing. */

static gboolean
store_again_cb (gpointer user_data)
{
  ChatInbox *self = user_data;

  self->store_source = 0;
  schedule (self);
  return G_SOURCE_REMOVE;
}

/* They go to the front of what waits, in their order. */
static void
put_back (ChatInbox *self,
          Batch     *batch)
{
  g_autoptr(GPtrArray) rows = g_steal_pointer (&self->rows);
  g_autoptr(GPtrArray) receipts = g_steal_pointer (&self->receipts);

  self->rows = g_ptr_array_ref (batch->rows);
  self->receipts = g_ptr_array_ref (batch->receipts);
  for (guint i = 0; i < batch->rows->len; i++)
    self->n_bytes += count_bytes (g_ptr_array_index (batch->rows, i));
  g_ptr_array_extend_and_steal (self->rows, g_steal_pointer (&rows));
  g_ptr_array_extend_and_steal (self->receipts, g_steal_pointer (&receipts));
}

static void
take_failure (ChatInbox    *self,
              Batch        *batch,
              const GError *error)
{
  gboolean is_bad = g_error_matches (error, ARCHIVE_ERROR, ARCHIVE_ERROR_INVALID)
                    || g_error_matches (error, ARCHIVE_ERROR, ARCHIVE_ERROR_CONSTRAINT);

  if (g_error_matches (error, ARCHIVE_ERROR, ARCHIVE_ERROR_CLOSED))
    return; /* the account goes, or the program */

  if (is_bad && batch->rows->len == 1)
    {
      g_warning ("A message that no archive takes is dropped: %s", error->message);
      self->n_single -= self->n_single > 0;
      schedule (self);
      return;
    }

  put_back (self, batch);
  if (is_bad)
    {
      self->n_single = batch->rows->len;
      schedule (self);
      return;
    }

  g_warning ("Messages could not be stored, they wait: %s", error->message);
  self->retry_s = CLAMP (2 * self->retry_s, RETRY_FIRST_S, RETRY_MOST_S);
  g_clear_handle_id (&self->store_source, g_source_remove);
  self->store_source = g_timeout_add_seconds (self->retry_s, store_again_cb, self);
}

static void
set_choked (ChatInbox *self,
            gboolean   choked)
{
  if (self->is_choked == choked)
    return;

  g_debug ("%s", choked ? "Too much waits to be stored" : "Everything is stored again");
  self->is_choked = choked;
  chat_account_set_choked (self->account, choked);
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Batch) batch = user_data;
  ChatInbox *self = batch->inbox;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) stored = NULL;

  self->n_storing--;
  stored = archive_messages_insert_finish (ARCHIVE_DATABASE (object), result, &error);
  if (self->is_closed)
    return;
  if (stored == NULL)
    {
      take_failure (self, batch, error);
      return;
    }

  self->retry_s = 0;
  self->n_single -= MIN (self->n_single, batch->rows->len);
  take_stored (self, batch, stored);
  schedule (self);
  if (self->rows->len == 0)
    set_choked (self, FALSE);
}

static void
store (ChatInbox       *self,
       ArchiveDatabase *database)
{
  guint n_rows = MIN (self->rows->len, self->n_single > 0 ? 1 : MAX_BATCH);
  Batch *batch;

  batch = g_new0 (Batch, 1);
  batch->inbox = g_object_ref (self);
  batch->rows = new_rows ();
  batch->receipts = new_receipts ();
  for (guint i = 0; i < n_rows; i++)
    {
      self->n_bytes -= count_bytes (g_ptr_array_index (self->rows, i));
      g_ptr_array_add (batch->rows, g_steal_pointer (&g_ptr_array_index (self->rows, i)));
      g_ptr_array_add (batch->receipts, g_steal_pointer (&g_ptr_array_index (self->receipts, i)));
    }
  g_ptr_array_remove_range (self->rows, 0, n_rows);
  g_ptr_array_remove_range (self->receipts, 0, n_rows);

  self->n_storing++;
  archive_messages_insert_async (database, batch->rows, ARCHIVE_PLACE_END, NULL, stored_cb, batch);
}

static gboolean
store_cb (gpointer user_data)
{
  ChatInbox *self = user_data;
  ArchiveDatabase *database = chat_store_get_database (self->store);

  self->store_source = 0;
  if (database != NULL)
    store (self, database);
  return G_SOURCE_REMOVE;
}

static void
schedule (ChatInbox *self)
{
  if (self->store_source != 0 || self->n_storing > 0 || self->rows->len == 0)
    return;

  /* As urgent as reading, so that both take turns: what one read brought is one transaction. */
  self->store_source = g_idle_add_full (G_PRIORITY_DEFAULT, store_cb, self, NULL);
}

/* Coming in. */

static void
acknowledged_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(ChatInbox) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) changes = NULL;

  changes = archive_messages_acknowledge_finish (ARCHIVE_DATABASE (object), result, &error);
  if (changes != NULL)
    chat_store_apply (self->store, changes, NULL);
  else
    g_debug ("A receipt could not be noted: %s", error->message);
}

/* Only what we sent to just this address can be acknowledged by it. */
static void
take_acknowledgement (ChatInbox    *self,
                      XmppAddress  *from,
                      const char   *id,
                      ArchiveState  state)
{
  ArchiveDatabase *database = chat_store_get_database (self->store);

  if (database == NULL || id == NULL || id[0] == '\0')
    return;

  /* First what was sent first, so that the order stays. */
  chat_outbox_note_arrived (self->account->outbox, xmpp_address_get_bare (from), id);
  archive_messages_acknowledge_async (database, self->account->record.id,
                                      xmpp_address_get_bare (from), id, state,
                                      state == ARCHIVE_STATE_DISPLAYED, NULL, acknowledged_cb,
                                      g_object_ref (self));
}

static void
take_chat_state (ChatInbox         *self,
                 const XmppMessage *message)
{
  static const ChatTyping typings[] = {
    [XMPP_CHAT_STATE_NONE] = CHAT_TYPING_IDLE,
    [XMPP_CHAT_STATE_ACTIVE] = CHAT_TYPING_IDLE,
    [XMPP_CHAT_STATE_COMPOSING] = CHAT_TYPING_COMPOSING,
    [XMPP_CHAT_STATE_PAUSED] = CHAT_TYPING_PAUSED,
    [XMPP_CHAT_STATE_INACTIVE] = CHAT_TYPING_IDLE,
    [XMPP_CHAT_STATE_GONE] = CHAT_TYPING_GONE,
  };
  gboolean has_state = message->chat_state != XMPP_CHAT_STATE_NONE;
  ChatConversation *conversation;

  if (message->from == NULL || message->delay_time_us != 0
      || xmpp_address_equal_bare (message->from, self->account->connection->address)
      || (!has_state && message->body == NULL))
    return;

  conversation = chat_conversations_find (self->conversations, self->account->address,
                                          xmpp_address_get_bare (message->from));
  if (conversation != NULL)
    chat_conversation_note_typing (conversation, typings[message->chat_state], has_state);
}

static void
take_notices (ChatInbox         *self,
              const XmppMessage *message)
{
  if (message->from != NULL)
    {
      take_acknowledgement (self, message->from, message->received_id, ARCHIVE_STATE_DELIVERED);
      take_acknowledgement (self, message->from, message->displayed_id, ARCHIVE_STATE_DISPLAYED);
    }
  take_chat_state (self, message);
}

static void
take_message (ChatInbox         *self,
              const XmppMessage *message)
{
  ChatConnection *connection = self->account->connection;
  gboolean trusts_ids =
    xmpp_server_info_account_supports (connection->server_info, XMPP_NS_STANZA_ID);
  ArchiveMessage *row = chat_inbox_row_new (message, connection->address,
                                            self->account->record.id, trusts_ids);
  XmppMessage *receipt = NULL;

  if (message->wants_receipt && message->id != NULL && row->direction == ARCHIVE_INCOMING)
    receipt = xmpp_message_new_receipt (message);

  g_ptr_array_add (self->rows, row);
  g_ptr_array_add (self->receipts, receipt);
  self->n_bytes += count_bytes (row);
  schedule (self);
  if (self->rows->len > MAX_WAITING || self->n_bytes > MAX_WAITING_BYTES)
    set_choked (self, TRUE);
}

/* A message that came back. */
typedef struct {
  ChatInbox *inbox;
  char      *condition; /* (nullable) */
  char      *text;      /* (nullable) */
} Bounce;

static void
bounce_free (Bounce *bounce)
{
  g_object_unref (bounce->inbox);
  g_free (bounce->condition);
  g_free (bounce->text);
  g_free (bounce);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bounce, bounce_free)

static void
failed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Bounce) bounce = user_data;
  g_autofree char *text = chat_error_delivery_text (bounce->condition, bounce->text);
  g_autoptr(GArray) changes = NULL;

  changes = archive_messages_set_state_finish (ARCHIVE_DATABASE (object), result, NULL);
  if (changes != NULL)
    chat_store_apply (bounce->inbox->store, changes, text);
}

static void
bounced_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Bounce) bounce = user_data;
  ArchiveDatabase *database = ARCHIVE_DATABASE (object);
  g_autoptr(ArchiveMessage) row = archive_messages_find_finish (database, result, NULL);
  Bounce *owned;

  if (row == NULL || row->direction != ARCHIVE_OUTGOING)
    {
      g_debug ("What came back is none of ours");
      return;
    }

  owned = g_steal_pointer (&bounce);
  archive_messages_set_state_async (database, &row->id, 1, ARCHIVE_STATE_FAILED, owned->condition,
                                    owned->text, NULL, failed_cb, owned);
}

static void
take_bounce (ChatInbox         *self,
             const XmppMessage *message)
{
  ArchiveDatabase *database = chat_store_get_database (self->store);
  ChatConversation *conversation;
  Bounce *bounce;

  conversation = chat_conversations_find (self->conversations, self->account->address,
                                          xmpp_address_get_bare (message->from));
  if (database == NULL || conversation == NULL || chat_conversation_get_id (conversation) == 0)
    return;

  bounce = g_new0 (Bounce, 1);
  bounce->inbox = g_object_ref (self);
  if (message->error != NULL && message->error->domain == XMPP_STANZA_ERROR)
    {
      const char *condition =
        xmpp_stanza_error_get_name ((XmppStanzaError) message->error->code);

      bounce->condition = g_strdup (condition);
      if (g_strcmp0 (message->error->message, condition) != 0)
        bounce->text = g_strdup (message->error->message);
    }
  archive_messages_find_async (database, chat_conversation_get_id (conversation), message->id,
                               self->account->address, NULL, bounced_cb, bounce);
}

static gboolean
is_known (ChatInbox   *self,
          XmppAddress *from)
{
  ChatConnection *connection = self->account->connection;

  return from == NULL || xmpp_roster_get_item (connection->roster, from) != NULL
         || g_str_equal (xmpp_address_get_bare (from),
                         xmpp_address_get_domain (connection->address));
}

static void
message_cb (XmppMessaging *messaging,
            XmppMessage   *message,
            XmppElement   *stanza,
            ChatInbox     *self)
{
  switch (chat_inbox_row_judge (message, stanza, self->account->connection->address,
                                is_known (self, message->from)))
    {
    case CHAT_READING_MESSAGE:
      take_notices (self, message);
      take_message (self, message);
      break;
    case CHAT_READING_NOTICE:
      take_notices (self, message);
      break;
    case CHAT_READING_BOUNCE:
      take_bounce (self, message);
      break;
    case CHAT_READING_NOTHING:
    default:
      break;
    }
}

static void
chat_inbox_dispose (GObject *object)
{
  ChatInbox *self = CHAT_INBOX (object);

  g_clear_handle_id (&self->store_source, g_source_remove);
  g_clear_object (&self->conversations);
  g_clear_object (&self->account);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (chat_inbox_parent_class)->dispose (object);
}

static void
chat_inbox_finalize (GObject *object)
{
  ChatInbox *self = CHAT_INBOX (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->receipts, g_ptr_array_unref);

  G_OBJECT_CLASS (chat_inbox_parent_class)->finalize (object);
}

static void
chat_inbox_class_init (ChatInboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_inbox_dispose;
  object_class->finalize = chat_inbox_finalize;

  message_signal = g_signal_new ("message", CHAT_TYPE_INBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 3, CHAT_TYPE_CONVERSATION, CHAT_TYPE_MESSAGE,
                                 G_TYPE_BOOLEAN);
}

static void
chat_inbox_init (ChatInbox *self)
{
  self->rows = new_rows ();
  self->receipts = new_receipts ();
}

ChatInbox *
chat_inbox_new (ChatStore         *store,
                ChatAccount       *account,
                ChatConversations *conversations)
{
  ChatInbox *self = NULL;

  g_return_val_if_fail (CHAT_IS_STORE (store), NULL);
  g_return_val_if_fail (CHAT_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (CHAT_IS_CONVERSATIONS (conversations), NULL);

  self = g_object_new (CHAT_TYPE_INBOX, NULL);
  self->store = g_object_ref (store);
  self->account = g_object_ref (account);
  self->conversations = g_object_ref (conversations);
  g_signal_connect_object (account->connection->messaging, "message", G_CALLBACK (message_cb),
                           self, G_CONNECT_DEFAULT);
  return self;
}

ChatAccount *
chat_inbox_get_account (ChatInbox *self)
{
  g_return_val_if_fail (CHAT_IS_INBOX (self), NULL);

  return self->account;
}

void
chat_inbox_flush (ChatInbox *self)
{
  ArchiveDatabase *database;

  g_return_if_fail (CHAT_IS_INBOX (self));

  database = chat_store_get_database (self->store);
  g_clear_handle_id (&self->store_source, g_source_remove);
  while (database != NULL && self->rows->len > 0)
    store (self, database);
}

void
chat_inbox_close (ChatInbox *self)
{
  g_return_if_fail (CHAT_IS_INBOX (self));

  self->is_closed = TRUE;
  g_signal_handlers_disconnect_by_data (self->account->connection->messaging, self);
  g_clear_handle_id (&self->store_source, g_source_remove);
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->receipts, 0);
}
