/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of messages once they are stored: shown, counted, told, answered. */
#define G_LOG_DOMAIN "chat-inbox"

#include "chat-inbox.h"

#include "archive-delivery.h"
#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-conversation-private.h"
#include "chat-conversations.h"
#include "chat-error.h"
#include "chat-inbox-private.h"
#include "chat-outbox.h"
#include "chat-message-private.h"
#include "chat-room-private.h"
#include "chat-store.h"
#include "chat-thumbnails.h"
#include "xmpp-messaging.h"

void
chat_inbox_send_receipt (ChatInbox        *self,
                         ChatConversation *conversation,
                         gpointer          receipt)
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

/* What the server's archive calls it. */
static void
note_id (ChatInbox             *self,
         const ArchiveInserted *inserted,
         const ArchiveMessage  *row)
{
  ChatMessage *message =
    row->ids.stanza != NULL ? chat_store_find (self->store, inserted->id) : NULL;

  if (message != NULL && chat_message_get_archive_id (message) == NULL)
    chat_message_set_archive_id (message, row->ids.stanza);
}

static ChatConversation *
find_conversation (ChatInbox             *self,
                   const ArchiveInserted *inserted,
                   const ArchiveMessage  *row)
{
  static const ChatConversationKind kinds[] = {
    [ARCHIVE_CONVERSATION_CHAT] = CHAT_CONVERSATION_CHAT,
    [ARCHIVE_CONVERSATION_ROOM] = CHAT_CONVERSATION_ROOM,
    [ARCHIVE_CONVERSATION_PRIVATE] = CHAT_CONVERSATION_PRIVATE,
  };
  ChatConversation *conversation =
    chat_conversations_find_id (self->conversations, inserted->conversation_id);

  /* The archive has made a room of what was taken for a chat. */
  if (conversation == NULL
      || (row->with_kind != ARCHIVE_CONVERSATION_CHAT
          && chat_conversation_get_kind (conversation) == CHAT_CONVERSATION_CHAT))
    conversation = chat_conversations_ensure (self->conversations, self->account, row->with,
                                              kinds[row->with_kind], inserted->conversation_id);
  return conversation;
}

gboolean
chat_inbox_is_loud (ChatConversation *conversation,
                    ChatMessage      *message)
{
  ChatRoom *room = chat_conversation_get_kind (conversation) == CHAT_CONVERSATION_ROOM
                     ? chat_conversation_get_room (conversation) : NULL;

  if (chat_message_is_outgoing (message))
    return FALSE;

  return room == NULL
         || (chat_message_get_kind (message) != CHAT_MESSAGE_NOTICE
             && chat_room_is_loud (room, chat_message_is_mention (message)));
}

static void
show_live (ChatInbox        *self,
           ChatConversation *conversation,
           GPtrArray        *rows) /* of ArchiveMessage, new ones of this conversation */
{
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

      chat_inbox_tell (self, conversation, message,
                       notify && chat_inbox_is_loud (conversation, message));
      chat_thumbnails_take (self->thumbnails, conversation, message, g_ptr_array_index (rows, i));
    }
}

/* Of thousands that nobody looks at no objects are made, but for the newest one. */
static void
show_history (ChatInbox        *self,
              ChatConversation *conversation,
              GPtrArray        *rows)
{
  g_autoptr(GPtrArray) newest = g_ptr_array_new ();
  g_autoptr(GPtrArray) messages = NULL;

  if (!chat_conversation_is_shown (conversation))
    g_ptr_array_add (newest, g_ptr_array_index (rows, rows->len - 1));
  messages = chat_store_wrap (self->store, newest->len > 0 ? newest : rows);
  chat_conversation_add_history (conversation, messages);
}

/* Every conversation hears of all its new messages at once. */
static void
show (ChatInbox           *self,
      const ChatDelivered *what,
      GPtrArray           *order,  /* of ChatConversation */
      GHashTable          *fresh)  /* ChatConversation → GPtrArray of ArchiveMessage */
{
  for (guint i = 0; i < order->len; i++)
    {
      g_autoptr(ChatConversation) conversation = g_object_ref (g_ptr_array_index (order, i));
      GPtrArray *rows = g_hash_table_lookup (fresh, conversation);

      if (what->is_live)
        show_live (self, conversation, rows);
      else
        show_history (self, conversation, rows);
    }
}

/* Messages that came together with what corrects them: nobody sees the first text. */
static void
adopt_corrections (ArchiveDelivery  *delivery,
                   ArchiveDelivered *delivered)
{
  g_autoptr(GHashTable) corrected = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < delivered->corrected->len; i++)
    {
      ArchiveMessage *row = g_ptr_array_index (delivered->corrected, i);

      g_hash_table_insert (corrected, &row->id, row);
    }

  for (guint i = 0; delivered->corrected->len > 0 && i < delivered->inserted->len; i++)
    {
      const ArchiveInserted *inserted = &g_array_index (delivered->inserted, ArchiveInserted, i);
      const ArchiveMessage *now = g_hash_table_lookup (corrected, &inserted->id);
      ArchiveMessage *row = g_ptr_array_index (delivery->messages, i);

      if (now == NULL || inserted->outcome != ARCHIVE_OUTCOME_NEW)
        continue;

      g_free (row->body);
      row->body = g_strdup (now->body);
      g_free (row->oob_url);
      row->oob_url = g_strdup (now->oob_url);
      g_free (row->link);
      row->link = g_strdup (now->link);
      row->flags = now->flags;
      row->correction.state = now->correction.state;
    }
}

static gboolean
is_new (const ArchiveDelivered *delivered,
        gint64                  id)
{
  for (guint i = 0; i < delivered->inserted->len; i++)
    {
      const ArchiveInserted *inserted = &g_array_index (delivered->inserted, ArchiveInserted, i);

      if (inserted->id == id)
        return inserted->outcome == ARCHIVE_OUTCOME_NEW;
    }

  return FALSE;
}

/* Who is spoken to by what was corrected hears of it as of a message, once; not where it is before
 * his eyes. */
static void
tell_corrected (ChatInbox      *self,
                ArchiveMessage *row)
{
  ChatConversation *conversation =
    chat_conversations_find_id (self->conversations, row->conversation_id);
  g_autoptr(GPtrArray) rows = g_ptr_array_new ();
  g_autoptr(GPtrArray) messages = NULL;
  ChatMessage *message;

  if (conversation == NULL || chat_conversation_get_active (conversation)
      || chat_conversation_get_muted (conversation))
    return;

  g_ptr_array_add (rows, row);
  messages = chat_store_wrap (self->store, rows);
  message = g_ptr_array_index (messages, 0);
  if (chat_inbox_is_loud (conversation, message))
    chat_inbox_tell (self, conversation, message, TRUE);
}

static void
take_corrections (ChatInbox           *self,
                  const ChatDelivered *what)
{
  ArchiveDelivered *delivered = what->delivered;

  chat_store_correct (self->store, delivered->corrected);
  for (guint i = 0; what->is_live && i < delivered->corrected->len; i++)
    {
      ArchiveMessage *row = g_ptr_array_index (delivered->corrected, i);

      if (row->is_newly_mention && !is_new (delivered, row->id))
        tell_corrected (self, row);
    }
  for (guint i = 0; i < delivered->hidden->len; i++)
    {
      const ArchiveHidden *hidden = &g_array_index (delivered->hidden, ArchiveHidden, i);

      chat_store_hide (self->store, hidden->conversation_id, hidden->id);
    }
}

static void
take_inserted (ChatInbox           *self,
               const ChatDelivered *what)
{
  ArchiveDelivery *delivery = what->delivery;
  ArchiveDelivered *delivered = what->delivered;
  g_autoptr(GHashTable) fresh = g_hash_table_new_full (NULL, NULL, NULL,
                                                       (GDestroyNotify) g_ptr_array_unref);
  g_autoptr(GPtrArray) order = g_ptr_array_new ();

  for (guint i = 0; i < delivery->messages->len; i++)
    {
      ArchiveMessage *row = g_ptr_array_index (delivery->messages, i);
      const ArchiveInserted *inserted = &g_array_index (delivered->inserted, ArchiveInserted, i);
      XmppMessage *receipt = what->receipts != NULL ? g_ptr_array_index (what->receipts, i) : NULL;
      ChatConversation *conversation;
      GPtrArray *rows;

      if (inserted->id == 0)
        continue;

      conversation = find_conversation (self, inserted, row);
      if (inserted->outcome == ARCHIVE_OUTCOME_LEARNT)
        {
          note_id (self, inserted, row);
          note_learnt (self, inserted);
        }
      if (conversation == NULL || inserted->outcome != ARCHIVE_OUTCOME_NEW)
        continue;
      if (receipt != NULL)
        chat_inbox_send_receipt (self, conversation, receipt);

      /* Its original is what people see. */
      if (inserted->corrects != 0)
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
    }

  show (self, what, order, fresh);
}

/* Why a message failed, if the delivery says it. */
static char *
dup_failure (ChatInbox           *self,
             ArchiveDelivery     *delivery,
             const ArchiveChange *change)
{
  ChatMessage *message = chat_store_find (self->store, change->id);
  ChatConversation *conversation =
    chat_conversations_find_id (self->conversations, change->conversation_id);
  const char *id = message != NULL ? chat_message_get_message_id (message) : NULL;

  for (guint i = 0; i < delivery->marks->len; i++)
    {
      const ArchiveMark *mark = g_ptr_array_index (delivery->marks, i);

      if (mark->kind == ARCHIVE_MARK_FAILED && (id == NULL || g_str_equal (mark->remote_id, id))
          && conversation != NULL
          && g_str_equal (mark->with, chat_conversation_get_address (conversation)))
        return chat_error_delivery_text (chat_conversation_get_kind (conversation),
                                         mark->error_condition, mark->error_text);
    }

  return NULL;
}

static void
take_changes (ChatInbox       *self,
              ArchiveDelivery *delivery,
              GArray          *changes)
{
  for (guint i = 0; i < changes->len; i++)
    {
      g_autoptr(GArray) one = g_array_new (FALSE, FALSE, sizeof (ArchiveChange));
      const ArchiveChange *change = &g_array_index (changes, ArchiveChange, i);
      g_autofree char *text = NULL;

      if (change->state == ARCHIVE_STATE_FAILED)
        text = dup_failure (self, delivery, change);
      g_array_append_val (one, *change);
      chat_store_apply (self->store, one, text);
    }
}

/* What a room refused, and is to be said there again. */
static void
take_refused (ChatInbox       *self,
              ArchiveDelivery *delivery)
{
  for (guint i = 0; i < delivery->marks->len; i++)
    {
      const ArchiveMark *mark = g_ptr_array_index (delivery->marks, i);

      if (mark->kind == ARCHIVE_MARK_REFUSED)
        chat_outbox_note_returned (self->account->outbox, mark->with, mark->remote_id);
    }
}

void
chat_inbox_show_delivered (ChatInbox           *self,
                           const ChatDelivered *what)
{
  ArchiveDelivered *delivered = what->delivered;
  const char *owner = ((ArchiveDelivery *) what->delivery)->owner;

  for (guint i = 0; i < delivered->shifts->len; i++)
    {
      const ArchiveShift *shift = &g_array_index (delivered->shifts, ArchiveShift, i);

      chat_conversations_shift (self->conversations, self->account, owner, shift->from_us,
                                shift->by_us);
    }
  adopt_corrections (what->delivery, delivered);
  take_inserted (self, what);
  take_corrections (self, what);
  take_changes (self, what->delivery, delivered->changes);
  take_refused (self, what->delivery);
  for (guint i = 0; i < delivered->reads->len; i++)
    {
      const ArchiveRead *read = &g_array_index (delivered->reads, ArchiveRead, i);
      ChatConversation *conversation =
        chat_conversations_find_id (self->conversations, read->conversation_id);

      if (conversation != NULL)
        chat_conversation_note_read (conversation, read->read_sort_us, read->unread,
                                     read->mentions);
    }
}
