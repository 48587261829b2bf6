/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an account has to send: stored, sent in order, and known to have reached the server.
 *
 *   queued in the archive → written to the session → acknowledged by the server → sent
 *
 * What was not acknowledged when the session is lost, or the program ends, may have arrived or not.
 * Where the server has an archive it waits until that has been caught up with, and is dropped when
 * it is found there. The rest is written again, under the id that it had: whoever got it the first
 * time knows it by that (XEP-0359, 3.2). While a session may be resumed it is the session that
 * writes it again. */
#define G_LOG_DOMAIN "chat-outbox"

#include "chat-outbox.h"

#include "archive-error.h"
#include "archive-messages.h"
#include "archive-outbox.h"
#include "chat-connection.h"
#include "chat-error.h"
#include "chat-message.h"
#include "chat-message-private.h"
#include "chat-outbox-private.h"
#include "chat-preview.h"
#include "chat-preview-private.h"
#include "chat-store.h"
#include "xmpp-error.h"
#include "xmpp-messaging.h"
#include "xmpp-session.h"

/* The condition under which it is stored that the server does not take so much */
#define TOO_LARGE "too-large"

/* So that a thousand messages neither stall the windows nor pile up in the session. */
#define WRITE_AT_ONCE      50
#define MAX_UNACKNOWLEDGED 500

/* There may be room on the disk by then. */
#define NOTE_AGAIN_S 1

/* An archive that does not answer keeps nobody from writing. */
#define PATIENCE_MS (30 * 1000)

G_DEFINE_FINAL_TYPE (ChatOutbox, chat_outbox, G_TYPE_OBJECT)

static void
item_free (ChatOutboxItem *item)
{
  g_clear_object (&item->message);
  xmpp_address_unref (item->address);
  g_free (item->body);
  g_free (item->link);
  g_free (item->thread);
  g_free (item->replace_id);
  g_free (item->person);
  g_clear_pointer (&item->files, g_ptr_array_unref);
  g_free (item);
}

static guint placing_signal;
static guint sent_signal;

static GList *
find_item (ChatOutbox *self,
           gint64      id)
{
  return g_hash_table_lookup (self->links, &id);
}

static void
remove_link (ChatOutbox *self,
             GList      *link)
{
  ChatOutboxItem *item = link->data;
  gint64 id = chat_message_get_id (item->message);

  if (item->serial != 0)
    self->n_unacknowledged--;
  g_hash_table_remove (self->links, &id);
  g_queue_delete_link (&self->items, link);
  chat_outbox_let_files_go (self, item);
  item_free (item);
}

/* Refused, or delivered before the server said to have it: nothing is left to do for it. */
static void
changed_cb (ChatStore   *store,
            ChatMessage *message,
            gboolean     moved,
            ChatOutbox  *self)
{
  GList *link;

  if (!chat_message_is_outgoing (message)
      || chat_message_get_own_state (message) == CHAT_MESSAGE_QUEUED)
    return;

  link = find_item (self, chat_message_get_id (message));
  if (link != NULL)
    remove_link (self, link);
}

static void note_sent (ChatOutbox *self,
                       GArray     *ids);

/* What is about to be noted: that the server has these. */
typedef struct {
  ChatOutbox *outbox;
  GArray     *ids; /* of gint64 */
} Noting;

static gboolean
note_again_cb (gpointer user_data)
{
  ChatOutbox *self = user_data;

  self->note_source = 0;
  note_sent (self, g_array_new (FALSE, FALSE, sizeof (gint64)));
  return G_SOURCE_REMOVE;
}

/* Without that they would be taken for unsent until the program ends, and then be sent again. */
static void
note_later (ChatOutbox *self,
            GArray     *ids)
{
  if (self->unnoted == NULL)
    self->unnoted = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_vals (self->unnoted, ids->data, ids->len);
  if (self->note_source == 0)
    self->note_source = g_timeout_add_seconds (NOTE_AGAIN_S, note_again_cb, self);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autofree Noting *noting = user_data;
  g_autoptr(ChatOutbox) self = noting->outbox;
  g_autoptr(GArray) ids = noting->ids;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) changes = NULL;

  changes = archive_messages_set_state_finish (ARCHIVE_DATABASE (object), result, &error);
  if (changes == NULL)
    {
      g_warning ("What was sent could not be noted: %s", error->message);
      if (g_error_matches (error, ARCHIVE_ERROR, ARCHIVE_ERROR_FULL)
          || g_error_matches (error, ARCHIVE_ERROR, ARCHIVE_ERROR_IO))
        note_later (self, ids);
      return;
    }

  chat_store_apply (self->store, changes, NULL);
  g_signal_emit (self, sent_signal, 0);
}

/* Takes @ids. Those that could not be noted come first: they would stand after what was sent after
 * them. */
static void
note_sent (ChatOutbox *self,
           GArray     *ids)
{
  g_autoptr(GArray) unnoted = g_steal_pointer (&self->unnoted);
  g_autoptr(GArray) owned = ids;
  ArchiveDatabase *database = chat_store_get_database (self->store);
  Noting *noting;

  if (unnoted != NULL)
    g_array_prepend_vals (ids, unnoted->data, unnoted->len);
  g_clear_handle_id (&self->note_source, g_source_remove);

  if (ids->len == 0 || database == NULL)
    return;

  /* They stand after all that has come until now. */
  g_signal_emit (self, placing_signal, 0);
  noting = g_new0 (Noting, 1);
  noting->outbox = g_object_ref (self);
  noting->ids = g_steal_pointer (&owned);
  archive_messages_set_state_async (database, (const gint64 *) (gpointer) noting->ids->data,
                                    noting->ids->len, ARCHIVE_STATE_SENT, NULL, NULL, NULL,
                                    sent_cb, noting);
}

/* The server has everything that was written up to @serial. */
static void
confirm (ChatOutbox *self,
         guint64     serial)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GList *link = self->items.head;

  while (link != NULL)
    {
      ChatOutboxItem *item = link->data;
      GList *next = link->next;

      if (item->serial != 0 && item->serial <= serial)
        {
          gint64 id = chat_message_get_id (item->message);

          g_array_append_val (ids, id);
          remove_link (self, link);
        }
      link = next;
    }

  note_sent (self, g_steal_pointer (&ids));
}

static void
acknowledged_cb (ChatOutbox *self,
                 guint64     serial)
{
  confirm (self, serial);
  chat_outbox_schedule (self);
}

/* What is not sent, and why: about to be noted. */
typedef struct {
  ChatOutbox           *outbox;
  const char           *condition;
  ChatConversationKind  kind;
} GivingUp;

static void
given_up_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autofree GivingUp *giving_up = user_data;
  g_autoptr(ChatOutbox) self = giving_up->outbox;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = chat_error_delivery_text (giving_up->kind, giving_up->condition, NULL);
  g_autoptr(GArray) changes =
    archive_messages_set_state_finish (ARCHIVE_DATABASE (object), result, &error);

  if (changes != NULL)
    chat_store_apply (self->store, changes, text);
  else
    g_warning ("That a message is not sent could not be noted: %s", error->message);
}

/* It is not tried again by itself. @condition: static */
static void
give_up (ChatOutbox *self,
         GList      *link,
         const char *condition)
{
  ChatOutboxItem *item = link->data;
  gint64 id = chat_message_get_id (item->message);
  ChatConversationKind kind = item->kind;
  ArchiveDatabase *database = chat_store_get_database (self->store);
  GivingUp *giving_up;

  remove_link (self, link);
  if (database == NULL)
    return;

  giving_up = g_new0 (GivingUp, 1);
  giving_up->outbox = g_object_ref (self);
  giving_up->condition = condition;
  giving_up->kind = kind;
  archive_messages_set_state_async (database, &id, 1, ARCHIVE_STATE_FAILED, condition, NULL, NULL,
                                    given_up_cb, giving_up);
}

static GPtrArray *
dup_links (const ChatOutboxItem *item)
{
  g_autoptr(ChatPreview) preview = item->link != NULL ? chat_preview_parse (item->link) : NULL;

  return preview != NULL ? chat_preview_write (preview) : NULL;
}

static guint64
write_item (ChatOutbox      *self,
            ChatOutboxItem  *item,
            GError         **error)
{
  gboolean is_room = item->kind == CHAT_CONVERSATION_ROOM;
  g_autoptr(XmppMessage) message =
    xmpp_message_new (is_room ? XMPP_MESSAGE_GROUPCHAT : XMPP_MESSAGE_CHAT, item->address);

  message->id = g_strdup (chat_message_get_message_id (item->message));
  message->origin_id = g_strdup (message->id);
  message->body = g_strdup (item->body);
  message->links = dup_links (item);
  message->thread = g_strdup (item->thread);
  message->replace_id = g_strdup (item->replace_id);
  if (item->files != NULL)
    chat_outbox_write_files (item, message);
  /* Of all who are in a room nobody shall answer. */
  message->wants_receipt = !is_room;
  message->is_markable = !is_room;
  if (is_room)
    message->mentions = chat_outbox_make_mentions (self, item);
  if (item->kind == CHAT_CONVERSATION_PRIVATE)
    message->muc_user = xmpp_muc_user_new ();
  if (item->kind == CHAT_CONVERSATION_CHAT && self->connection->policy.send_typing
      && chat_connection_may_tell (self->connection, xmpp_address_get_bare (item->address)))
    message->chat_state = XMPP_CHAT_STATE_ACTIVE;

  /* Nor shall it tell those in a room whose it is. */
  if (item->is_unsure && item->kind == CHAT_CONVERSATION_CHAT)
    {
      XmppAddress *own = xmpp_session_get_address (self->connection->session);

      /* XEP-0198, 4: it is not as new as it looks to whoever has not got it. */
      message->delay_time_us = chat_message_get_time (item->message);
      message->delay_from = own != NULL ? xmpp_address_dup_bare (own) : NULL;
    }
  g_debug ("%s: writes %s%s", xmpp_address_get_bare (self->connection->address), message->id,
           item->is_unsure ? " again" : "");
  return xmpp_messaging_send_tracked (self->connection->messaging, message, error);
}

/* Whether it has to wait, or something to the same address that was written before it. */
static gboolean
has_to_wait (ChatOutbox           *self,
             const ChatOutboxItem *item,
             GHashTable           *waiting) /* borrowed addresses */
{
  const char *address = xmpp_address_get_full (item->address);
  gboolean is_room = item->kind == CHAT_CONVERSATION_ROOM;

  if (!chat_outbox_is_heard (self, item)
      || (item->is_unsure && !is_room && self->wait_source != 0))
    g_hash_table_add (waiting, (gpointer) address);

  return g_hash_table_contains (waiting, address);
}

static gboolean
write_cb (gpointer user_data)
{
  ChatOutbox *self = user_data;
  g_autoptr(GHashTable) waiting = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_written = 0;
  gboolean is_done = TRUE;

  for (GList *link = self->items.head, *next = NULL; link != NULL; link = next)
    {
      ChatOutboxItem *item = link->data;
      const char *refusal = NULL;
      g_autoptr(GError) error = NULL;

      next = link->next;
      if (item->serial != 0 || item->is_uploading || has_to_wait (self, item, waiting))
        continue;
      if (n_written == WRITE_AT_ONCE || self->n_unacknowledged >= MAX_UNACKNOWLEDGED)
        {
          is_done = self->n_unacknowledged >= MAX_UNACKNOWLEDGED;
          break;
        }

      refusal = chat_outbox_check_person (self, item);
      if (refusal != NULL)
        {
          give_up (self, link, refusal);
          continue;
        }

      item->serial = write_item (self, item, &error);
      if (item->serial != 0)
        {
          self->n_unacknowledged++;
          n_written++;
          chat_outbox_note_said (self, item);
        }
      else if (g_error_matches (error, XMPP_ERROR, XMPP_ERROR_TOO_LARGE))
        give_up (self, link, TOO_LARGE); /* XEP-0478, 4: the server would end the stream */
      else
        break;
    }

  if (!is_done)
    return G_SOURCE_CONTINUE;

  self->write_source = 0;
  return G_SOURCE_REMOVE;
}

/* From the main loop, so that messages that are sent together go out together. */
void
chat_outbox_schedule (ChatOutbox *self)
{
  if (self->write_source != 0 || self->items.length == 0
      || !chat_connection_is_online (self->connection))
    return;

  self->write_source = g_idle_add_full (G_PRIORITY_DEFAULT, write_cb, self, NULL);
}

static void
forget_written (ChatOutbox *self)
{
  g_clear_handle_id (&self->write_source, g_source_remove);
  g_clear_handle_id (&self->wait_source, g_source_remove);
  self->n_unacknowledged = 0;
  for (GList *link = self->items.head; link != NULL; link = link->next)
    {
      ChatOutboxItem *item = link->data;

      item->is_unsure |= item->serial != 0;
      item->serial = 0;
    }
}

static gboolean
wait_cb (gpointer user_data)
{
  ChatOutbox *self = user_data;

  /* While nothing can be heard nobody can answer. */
  if (!chat_connection_is_online (self->connection))
    return G_SOURCE_CONTINUE;

  g_debug ("The server's archive does not answer: messages that it may have are sent again");
  self->wait_source = 0;
  chat_outbox_schedule (self);
  return G_SOURCE_REMOVE;
}

/* A session that is resumed before the archive has answered goes on waiting for it. */
static void
online_cb (ChatOutbox *self,
           gboolean    resumed)
{
  gboolean waits = !resumed || self->wait_source != 0;

  chat_outbox_find_persons (self);
  g_clear_handle_id (&self->wait_source, g_source_remove);
  if (waits)
    self->wait_source = g_timeout_add (self->patience_ms, wait_cb, self);
  chat_outbox_schedule (self);
}

static void
offline_cb (ChatOutbox *self)
{
  forget_written (self);
  chat_outbox_forget_rooms (self);
}

/* There may be room by now: what was not noted would be asked for, or sent, once more. */
static void
note_at_end (ChatOutbox *self)
{
  g_autoptr(GArray) ids = g_steal_pointer (&self->unnoted);
  ArchiveDatabase *database = self->store != NULL ? chat_store_get_database (self->store) : NULL;

  g_clear_handle_id (&self->note_source, g_source_remove);
  if (ids != NULL && ids->len > 0 && database != NULL)
    archive_messages_set_state_async (database, (const gint64 *) (gpointer) ids->data, ids->len,
                                      ARCHIVE_STATE_SENT, NULL, NULL, NULL, NULL, NULL);
}

static void
chat_outbox_dispose (GObject *object)
{
  ChatOutbox *self = CHAT_OUTBOX (object);

  forget_written (self);
  chat_outbox_clear_rooms (self);
  note_at_end (self);
  g_hash_table_remove_all (self->links);
  g_queue_clear_full (&self->items, (GDestroyNotify) item_free);
  g_clear_object (&self->uploads);
  g_clear_object (&self->directs);
  g_clear_object (&self->connection);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (chat_outbox_parent_class)->dispose (object);
}

static void
chat_outbox_finalize (GObject *object)
{
  g_hash_table_unref (CHAT_OUTBOX (object)->links);

  G_OBJECT_CLASS (chat_outbox_parent_class)->finalize (object);
}

static void
chat_outbox_class_init (ChatOutboxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_outbox_dispose;
  G_OBJECT_CLASS (klass)->finalize = chat_outbox_finalize;

  placing_signal = g_signal_new ("placing", CHAT_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  sent_signal = g_signal_new ("sent", CHAT_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);
}

static void
chat_outbox_init (ChatOutbox *self)
{
  g_queue_init (&self->items);
  self->links = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->patience_ms = PATIENCE_MS;
  chat_outbox_init_rooms (self);
}

ChatOutbox *
chat_outbox_new (ChatStore      *store,
                 ChatConnection *connection)
{
  ChatOutbox *self = NULL;

  g_return_val_if_fail (CHAT_IS_STORE (store), NULL);
  g_return_val_if_fail (CHAT_IS_CONNECTION (connection), NULL);

  self = g_object_new (CHAT_TYPE_OUTBOX, NULL);
  self->store = g_object_ref (store);
  self->connection = g_object_ref (connection);
  g_signal_connect_object (store, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (connection->session, "online", G_CALLBACK (online_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connection->session, "offline", G_CALLBACK (offline_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connection->session, "acknowledged", G_CALLBACK (acknowledged_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/* As the archive has it: what is tried again may be read after what was written since. */
static void
insert_item (ChatOutbox     *self,
             ChatOutboxItem *item)
{
  GList *before = self->items.tail;
  gint64 id = chat_message_get_id (item->message);
  GList *link;

  while (before != NULL
         && chat_message_compare (((ChatOutboxItem *) before->data)->message, item->message) > 0)
    before = before->prev;
  if (before != NULL)
    g_queue_insert_after (&self->items, before, item);
  else
    g_queue_push_head (&self->items, item);
  link = before != NULL ? before->next : self->items.head;
  g_hash_table_insert (self->links, g_memdup2 (&id, sizeof id), link);
}

void
chat_outbox_add (ChatOutbox *self,
                 GPtrArray  *rows,
                 gboolean    unsure)
{
  static const ChatConversationKind kinds[] = {
    [ARCHIVE_CONVERSATION_CHAT] = CHAT_CONVERSATION_CHAT,
    [ARCHIVE_CONVERSATION_ROOM] = CHAT_CONVERSATION_ROOM,
    [ARCHIVE_CONVERSATION_PRIVATE] = CHAT_CONVERSATION_PRIVATE,
  };
  g_autoptr(GPtrArray) messages = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));

  messages = chat_store_wrap (self->store, rows);
  for (guint i = 0; i < rows->len; i++)
    {
      const ArchiveMessage *row = g_ptr_array_index (rows, i);
      g_autoptr(XmppAddress) address = xmpp_address_parse (row->with, NULL);
      const char *body;
      ChatOutboxItem *item;

      /* An address was one when the message was written; an archive can be damaged since. */
      if (address == NULL || find_item (self, row->id) != NULL
          || chat_message_get_own_state (g_ptr_array_index (messages, i)) != CHAT_MESSAGE_QUEUED)
        continue;

      item = g_new0 (ChatOutboxItem, 1);
      item->message = g_object_ref (g_ptr_array_index (messages, i));
      item->kind = kinds[row->with_kind];
      item->address = item->kind == CHAT_CONVERSATION_PRIVATE ? g_steal_pointer (&address)
                                                              : xmpp_address_dup_bare (address);
      body = row->correction.first_body != NULL ? row->correction.first_body : row->body;
      item->body = g_strdup (body != NULL ? body : "");
      item->link = g_strdup (row->correction.first_body != NULL ? row->correction.first_link
                                                                : row->link);
      item->thread = g_strdup (row->thread);
      item->replace_id = g_strdup (row->replace_id);
      item->is_unsure = unsure;
      chat_outbox_find_person (self, item);
      insert_item (self, item);
      if (row->files != NULL)
        chat_outbox_take_files (self, item, row);
    }

  chat_outbox_schedule (self);
}

static void
load_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(ChatOutbox) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = NULL;

  rows = archive_outbox_load_finish (ARCHIVE_DATABASE (object), result, &error);
  if (rows == NULL)
    g_warning ("What was left unsent could not be read: %s", error->message);
  else
    chat_outbox_add (self, rows, TRUE);
}

void
chat_outbox_start (ChatOutbox *self,
                   gint64      account_id)
{
  g_return_if_fail (CHAT_IS_OUTBOX (self));

  /* An account may be stored just as the program ends. */
  if (chat_store_get_database (self->store) == NULL)
    return;

  self->account_id = account_id;
  archive_outbox_load_async (chat_store_get_database (self->store), account_id, NULL, load_cb,
                             g_object_ref (self));
}

void
chat_outbox_set_patience (ChatOutbox *self,
                          guint       patience_ms)
{
  g_return_if_fail (CHAT_IS_OUTBOX (self));

  self->patience_ms = patience_ms;
}

void
chat_outbox_go_on (ChatOutbox *self)
{
  g_return_if_fail (CHAT_IS_OUTBOX (self));

  g_clear_handle_id (&self->wait_source, g_source_remove);
  chat_outbox_schedule (self);
}

static gboolean
is_of (const ChatOutboxItem *item,
       const char           *room) /* (nullable) */
{
  if (room == NULL)
    return item->kind != CHAT_CONVERSATION_ROOM;

  return item->kind == CHAT_CONVERSATION_ROOM
         && g_str_equal (xmpp_address_get_bare (item->address), room);
}

gint64
chat_outbox_get_unsure_time (ChatOutbox *self,
                             const char *room)
{
  gint64 oldest_us = 0;

  g_return_val_if_fail (CHAT_IS_OUTBOX (self), 0);

  for (GList *link = self->items.head; link != NULL; link = link->next)
    {
      const ChatOutboxItem *item = link->data;
      gint64 time_us = chat_message_get_time (item->message);

      if (item->is_unsure && is_of (item, room) && (oldest_us == 0 || time_us < oldest_us))
        oldest_us = time_us;
    }

  return oldest_us;
}

void
chat_outbox_note_coming (ChatOutbox *self,
                         const char *room)
{
  g_return_if_fail (CHAT_IS_OUTBOX (self));

  if (room != NULL)
    chat_outbox_wait_for_rooms (self);
  else if (self->wait_source != 0)
    {
      g_source_remove (self->wait_source);
      self->wait_source = g_timeout_add (self->patience_ms, wait_cb, self);
    }
}

void
chat_outbox_note_arrived (ChatOutbox *self,
                          const char *from,
                          const char *message_id)
{
  g_return_if_fail (CHAT_IS_OUTBOX (self));

  for (GList *link = self->items.head; link != NULL; link = link->next)
    {
      const ChatOutboxItem *item = link->data;

      if (item->serial == 0
          || g_strcmp0 (chat_message_get_message_id (item->message), message_id) != 0
          || !g_str_equal (xmpp_address_get_full (item->address), from))
        continue;

      confirm (self, item->serial);
      return;
    }
}

void
chat_outbox_remove (ChatOutbox  *self,
                    ChatMessage *message)
{
  GList *link;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  link = self->items.head;
  while (link != NULL)
    {
      const ChatOutboxItem *item = link->data;
      GList *next = link->next;

      if (item->message == message
          || chat_message_get_corrects_row (item->message) == chat_message_get_id (message))
        remove_link (self, link);
      link = next;
    }
}

void
chat_outbox_remove_all (ChatOutbox *self,
                        gint64      conversation_id)
{
  GList *link;

  g_return_if_fail (CHAT_IS_OUTBOX (self));

  link = self->items.head;
  while (link != NULL)
    {
      ChatOutboxItem *item = link->data;
      GList *next = link->next;

      if (chat_message_get_conversation_id (item->message) == conversation_id)
        remove_link (self, link);
      link = next;
    }
}
