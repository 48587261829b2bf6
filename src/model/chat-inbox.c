/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one way in: session → judged → one archive transaction → timelines → notification and
 * receipts.
 *
 * What arrives in one turn of the main loop is one transaction. While one is under way, or more
 * comes than anybody can read, it gathers for the next. Nothing is shown or answered before it is
 * stored, and nothing is acknowledged to the server either (XEP-0198). When storing fails it is
 * tried again; when too much waits, the account goes offline, so that its server keeps the rest. */
#define G_LOG_DOMAIN "chat-inbox"

#include "chat-inbox.h"

#include "archive-delivery.h"
#include "archive-error.h"
#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-conversation-private.h"
#include "chat-conversations.h"
#include "chat-inbox-private.h"
#include "chat-outbox.h"
#include "chat-readers.h"
#include "chat-store.h"
#include "chat-thumbnails.h"
#include "xmpp-carbons.h"
#include "xmpp-messaging.h"
#include "xmpp-namespaces.h"
#include "xmpp-roster.h"
#include "xmpp-server-info.h"
#include "xmpp-session.h"

#include <string.h>

#define MAX_BATCH       1000
#define MAX_WAITING     10000
#define MAX_WAITING_BYTES (32 * 1024 * 1024)

/* A burst is stored, shown and answered in strides: faster nobody reads, and every stride costs a
 * transaction, a picture and an acknowledgement. When no more than so many came within one, it is
 * no burst and nothing waits; when so many wait, they do not wait any longer. */
#define STRIDE_MS   400
#define STRIDE_FEW  10
#define STRIDE_MANY 500

/* Storing is tried again after a second, then more rarely. */
#define RETRY_FIRST_S 1
#define RETRY_MOST_S  30

G_DEFINE_FINAL_TYPE (ChatInbox, chat_inbox, G_TYPE_OBJECT)

static guint idle_signal;
static guint message_signal;
static guint unplaced_signal;

/* What waits to be stored: one of the three. */
typedef struct {
  char           *owner;   /* a GRefString: address of the archive that has it: ours, or a room's */
  ArchiveMessage *row;     /* (nullable) */
  ArchiveMark    *mark;    /* (nullable) */
  ArchiveRetraction *retraction; /* (nullable) */
  XmppMessage    *receipt; /* (nullable): the answer to @row */
  guint64         number;  /* in the order in which they came */
  guint64         hold;    /* the server keeps it until then; 0: it does not */
  gint64          came_us; /* monotonic */
  gboolean        is_own;  /* @owner is our own account */
  gboolean        is_judged; /* it is known what the ids of @row are worth */
} Entry;

/* Entries of one transaction. */
typedef struct {
  ChatInbox       *inbox;
  GPtrArray       *entries;  /* owned Entry; the delivery has their contents */
  ArchiveDelivery *delivery; /* (nullable): they have them back */
} Batch;

static void schedule (ChatInbox *self);

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  if (entry == NULL)
    return; /* taken out */

  archive_message_free (entry->row);
  archive_mark_free (entry->mark);
  g_clear_pointer (&entry->retraction, archive_retraction_free);
  if (entry->receipt != NULL)
    xmpp_message_free (entry->receipt);
  g_ref_string_release (entry->owner);
  g_free (entry);
}

static GPtrArray *
new_entries (void)
{
  return g_ptr_array_new_with_free_func (entry_free);
}

static gsize
count_bytes (const Entry *entry)
{
  return sizeof *entry
         + (entry->row != NULL && entry->row->body != NULL ? strlen (entry->row->body) : 0);
}

/* The newest one first: while an older one is held the server is told nothing, so that it is told
 * once. */
static void
release (ChatInbox *self,
         GPtrArray *entries)
{
  for (guint i = entries->len; i > 0 && self->account->connection != NULL; i--)
    {
      Entry *entry = g_ptr_array_index (entries, i - 1);

      if (entry->hold != 0)
        xmpp_session_release (self->account->connection->session, entry->hold);
      entry->hold = 0;
    }
}

static void
lend (Batch *batch,
      Entry *entry)
{
  if (entry->row != NULL)
    g_ptr_array_add (batch->delivery->messages, entry->row);
  if (entry->mark != NULL)
    g_ptr_array_add (batch->delivery->marks, entry->mark);
  if (entry->retraction != NULL)
    g_ptr_array_add (batch->delivery->retractions, entry->retraction);
}

static void
take_back (Batch *batch)
{
  g_ptr_array_set_free_func (batch->delivery->messages, NULL);
  g_ptr_array_set_free_func (batch->delivery->marks, NULL);
  g_ptr_array_set_free_func (batch->delivery->retractions, NULL);
  g_ptr_array_set_size (batch->delivery->messages, 0);
  g_ptr_array_set_size (batch->delivery->marks, 0);
  g_ptr_array_set_size (batch->delivery->retractions, 0);
  g_clear_pointer (&batch->delivery, archive_delivery_unref);
}

static void
batch_free (Batch *batch)
{
  for (guint i = 0; batch->delivery != NULL && i < batch->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (batch->entries, i);

      entry->row = NULL;
      entry->mark = NULL;
      entry->retraction = NULL;
    }
  release (batch->inbox, batch->entries);
  g_ptr_array_unref (batch->entries);
  archive_delivery_unref (batch->delivery);
  g_object_unref (batch->inbox);
  g_free (batch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Batch, batch_free)

/* Storing. */

static gboolean
store_again_cb (gpointer user_data)
{
  ChatInbox *self = user_data;

  self->store_source = 0;
  schedule (self);
  return G_SOURCE_REMOVE;
}

static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  const Entry *const *one = a;
  const Entry *const *other = b;

  return ((*one)->number > (*other)->number) - ((*one)->number < (*other)->number);
}

/* They wait again, each in its place: of several transactions that were under way this may be the
 * last to fail. */
static void
put_back (ChatInbox *self,
          Batch     *batch)
{
  take_back (batch);
  for (guint i = 0; i < batch->entries->len; i++)
    self->n_bytes += count_bytes (g_ptr_array_index (batch->entries, i));
  g_ptr_array_extend_and_steal (self->entries, g_steal_pointer (&batch->entries));
  batch->entries = new_entries ();
  g_ptr_array_sort (self->entries, compare_entries);
}

static void
take_failure (ChatInbox    *self,
              Batch        *batch,
              const GError *error)
{
  gboolean is_bad = g_error_matches (error, ARCHIVE_ERROR, ARCHIVE_ERROR_INVALID)
                    || g_error_matches (error, ARCHIVE_ERROR, ARCHIVE_ERROR_CONSTRAINT);
  guint n_entries = batch->entries->len;

  if (g_error_matches (error, ARCHIVE_ERROR, ARCHIVE_ERROR_CLOSED))
    return; /* the account goes, or the program */

  if (is_bad && n_entries == 1)
    {
      g_warning ("A message that no archive takes is dropped: %s", error->message);
      self->n_single -= self->n_single > 0;
      schedule (self);
      return;
    }

  put_back (self, batch);
  if (is_bad)
    {
      self->n_single = n_entries;
      schedule (self);
      return;
    }

  g_warning ("Messages could not be stored, they wait: %s", error->message);
  self->retry_s = CLAMP (2 * self->retry_s, RETRY_FIRST_S, RETRY_MOST_S);
  g_clear_handle_id (&self->store_source, g_source_remove);
  self->is_striding = FALSE;
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

/* What the server's archive has of it goes on with what is held of that. What was delayed on its
 * way to us does not stand at its end: corrections as well, of which nobody is told. */
static void
note_tail (ChatInbox              *self,
           GPtrArray              *rows,     /* of Entry, those with a row */
           Batch                  *batch,
           const ArchiveDelivered *delivered)
{
  ArchiveDelivery *delivery = batch->delivery;
  ChatTail *tail = chat_inbox_get_tail_of (self, delivery->owner);
  gboolean is_unplaced = FALSE;
  gboolean is_room = tail != &self->tail;

  if (delivery->held_id != NULL && delivered->is_extended)
    chat_tail_settle (tail, delivery->held_id);
  else if (delivery->held_id != NULL)
    {
      /* It stands before the end of what is held, or that is gone. */
      chat_tail_doubt (tail, delivery->held_id);
      is_unplaced = !is_room;
    }

  for (guint i = 0; i < delivered->inserted->len; i++)
    {
      const ArchiveInserted *one = &g_array_index (delivered->inserted, ArchiveInserted, i);
      const ArchiveMessage *row = g_ptr_array_index (delivery->messages, i);
      const Entry *entry = g_ptr_array_index (rows, i);
      /* What was kept for us somewhere comes later than it was archived. A room gives back what we
       * say in its place among all others. */
      gboolean is_delayed = (row->flags & ARCHIVE_FLAG_DELAYED) != 0;
      gboolean is_own = row->direction == ARCHIVE_OUTGOING;
      ChatTailKind kind = is_room      ? CHAT_TAIL_NEXT
                          : is_delayed ? CHAT_TAIL_DELAYED
                          : is_own     ? CHAT_TAIL_OWN
                                       : CHAT_TAIL_NEXT;
      gboolean is_next = is_room ? one->id != 0 && !is_delayed
                                 : one->outcome == ARCHIVE_OUTCOME_NEW;

      if (!is_next || delivery->floor_us != tail->floor_us)
        continue;

      chat_tail_note (tail, row->ids.stanza, entry->came_us, row->time_us, one->sort_us,
                      kind);
      is_unplaced |= kind != CHAT_TAIL_NEXT;
    }

  if (is_unplaced)
    g_signal_emit (self, unplaced_signal, 0);
}

static void
take_stored (ChatInbox        *self,
             Batch            *batch,
             ArchiveDelivered *delivered)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new ();
  g_autoptr(GPtrArray) receipts = g_ptr_array_new ();
  const ChatDelivered what = { batch->delivery, delivered, receipts, TRUE };

  for (guint i = 0; i < batch->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (batch->entries, i);

      if (entry->row == NULL)
        continue;

      g_ptr_array_add (rows, entry);
      g_ptr_array_add (receipts, entry->receipt);
    }

  note_tail (self, rows, batch, delivered);
  chat_inbox_show_delivered (self, &what);
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Batch) batch = user_data;
  ChatInbox *self = batch->inbox;
  g_autoptr(GError) error = NULL;
  g_autoptr(ArchiveDelivered) delivered = NULL;

  self->n_storing--;
  delivered = archive_deliver_finish (ARCHIVE_DATABASE (object), result, &error);
  if (self->is_closed)
    return;
  if (delivered == NULL)
    {
      take_failure (self, batch, error);
      return;
    }

  self->retry_s = 0;
  self->n_single -= MIN (self->n_single, batch->entries->len);
  take_stored (self, batch, delivered);
  schedule (self);
  if (self->entries->len == 0)
    set_choked (self, FALSE);
  if (chat_inbox_is_idle (self))
    g_signal_emit (self, idle_signal, 0);
}

static gboolean
trusts_ids (ChatInbox *self)
{
  return xmpp_server_info_account_supports (self->account->connection->server_info,
                                            XMPP_NS_STANZA_ID);
}

static void
add_held (ChatInbox       *self,
          ArchiveDelivery *delivery)
{
  ChatTail *tail = chat_inbox_get_tail_of (self, delivery->owner);
  ChatTailHeld held;

  delivery->floor_us = tail->floor_us;
  if (self->n_storing > 0 || !chat_tail_get_held (tail, &held))
    return;

  delivery->held_after = g_strdup (held.after);
  delivery->held_id = g_strdup (held.id);
  delivery->held_us = held.time_us;
  delivery->held_sort_us = held.sort_us;
}

/* Takes @entry, which waits no more. */
static void
load (ChatInbox *self,
      Batch     *batch,
      Entry     *entry)
{
  self->n_bytes -= count_bytes (entry);
  if (entry->row != NULL && !entry->is_judged && !trusts_ids (self))
    g_clear_pointer (&entry->row->ids.stanza, g_free);
  g_ptr_array_add (batch->entries, entry);
  lend (batch, entry);
}

/* What came first, and what else belongs to the same archive. */
static void
store (ChatInbox       *self,
       ArchiveDatabase *database)
{
  const Entry *first = g_ptr_array_index (self->entries, 0);
  guint n_most = self->n_single > 0 ? 1 : MAX_BATCH;
  GPtrArray *others = new_entries ();
  Batch *batch = g_new0 (Batch, 1);

  batch->inbox = g_object_ref (self);
  batch->entries = new_entries ();
  batch->delivery = archive_delivery_new (self->account->record.id, first->owner);
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_steal_pointer (&g_ptr_array_index (self->entries, i));

      if (batch->entries->len < n_most && g_str_equal (entry->owner, batch->delivery->owner))
        load (self, batch, entry);
      else
        g_ptr_array_add (others, entry);
    }
  g_ptr_array_unref (self->entries);
  self->entries = others;

  add_held (self, batch->delivery);
  self->stored_us = g_get_monotonic_time ();
  self->n_storing++;
  archive_deliver_async (database, batch->delivery, NULL, stored_cb, batch);
}

static gboolean
store_cb (gpointer user_data)
{
  ChatInbox *self = user_data;
  ArchiveDatabase *database = chat_store_get_database (self->store);

  self->store_source = 0;
  self->is_striding = FALSE;
  if (database != NULL && self->entries->len > 0)
    store (self, database);
  return G_SOURCE_REMOVE;
}

static void
count_came (ChatInbox *self)
{
  gint64 passed_us = g_get_monotonic_time () - self->counted_us;

  if (passed_us >= STRIDE_MS * 1000)
    {
      self->n_came_before = passed_us < 2 * STRIDE_MS * 1000 ? self->n_came : 0;
      self->n_came = 0;
      self->counted_us += passed_us;
    }
  self->n_came++;
}

/* What is left of the stride in ms. */
static guint
get_rest_ms (ChatInbox *self)
{
  gint64 passed_ms = (g_get_monotonic_time () - self->stored_us) / 1000;

  if (MAX (self->n_came, self->n_came_before) <= STRIDE_FEW || self->entries->len >= STRIDE_MANY
      || passed_ms >= STRIDE_MS)
    return 0;

  return (guint) (STRIDE_MS - passed_ms);
}

static void
schedule (ChatInbox *self)
{
  gboolean is_over = self->is_striding && self->entries->len >= STRIDE_MANY;
  guint rest_ms;

  if ((self->store_source != 0 && !is_over) || self->n_storing > 0 || self->entries->len == 0
      || self->is_waiting)
    return;

  g_clear_handle_id (&self->store_source, g_source_remove);
  rest_ms = get_rest_ms (self);
  self->is_striding = rest_ms > 0;
  /* As urgent as reading, so that both take turns: what one read brought is one transaction. */
  if (self->is_striding)
    self->store_source = g_timeout_add (rest_ms, store_cb, self);
  else
    self->store_source = g_idle_add_full (G_PRIORITY_DEFAULT, store_cb, self, NULL);
}

/* Coming in. */

/* Takes @entry. */
static void
add_entry (ChatInbox  *self,
           Entry      *entry,
           const char *room) /* (nullable) */
{
  entry->owner = g_ref_string_new_intern (room != NULL ? room : self->account->address);
  entry->is_own = room == NULL;
  entry->came_us = g_get_monotonic_time ();
  if (entry->row != NULL && (!entry->is_own || !self->is_waiting))
    {
      if (entry->is_own && !trusts_ids (self))
        g_clear_pointer (&entry->row->ids.stanza, g_free);
      entry->is_judged = TRUE;
    }
  entry->number = ++self->last_number;
  if (self->account->connection != NULL)
    entry->hold = xmpp_session_hold (self->account->connection->session);
  g_ptr_array_add (self->entries, entry);
  self->n_bytes += count_bytes (entry);
  count_came (self);
  schedule (self);
  if (self->entries->len > MAX_WAITING || self->n_bytes > MAX_WAITING_BYTES)
    set_choked (self, TRUE);
}

void
chat_inbox_add (ChatInbox  *self,
                const char *room,
                gpointer    row,
                gpointer    mark,
                gpointer    receipt)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->row = row;
  entry->mark = mark;
  entry->receipt = receipt;
  add_entry (self, entry, room);
}

void
chat_inbox_add_retraction (ChatInbox  *self,
                           const char *room,
                           gpointer    retraction)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->retraction = retraction;
  add_entry (self, entry, room);
}

static void
chat_inbox_dispose (GObject *object)
{
  ChatInbox *self = CHAT_INBOX (object);

  g_clear_handle_id (&self->store_source, g_source_remove);
  g_clear_object (&self->readers);
  g_clear_object (&self->thumbnails);
  g_clear_object (&self->conversations);
  g_clear_object (&self->account);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (chat_inbox_parent_class)->dispose (object);
}

static void
chat_inbox_finalize (GObject *object)
{
  ChatInbox *self = CHAT_INBOX (object);

  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->told, g_ptr_array_unref);
  g_clear_pointer (&self->room_tails, g_hash_table_unref);
  chat_tail_clear (&self->tail);

  G_OBJECT_CLASS (chat_inbox_parent_class)->finalize (object);
}

static void
chat_inbox_class_init (ChatInboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_inbox_dispose;
  object_class->finalize = chat_inbox_finalize;

  idle_signal = g_signal_new ("idle", CHAT_TYPE_INBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);
  unplaced_signal = g_signal_new ("unplaced", CHAT_TYPE_INBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  message_signal = g_signal_new ("message", CHAT_TYPE_INBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 3, CHAT_TYPE_CONVERSATION, CHAT_TYPE_MESSAGE,
                                 G_TYPE_BOOLEAN);
}

static void
free_tail (gpointer tail)
{
  chat_tail_clear (tail);
  g_free (tail);
}

static void
chat_inbox_init (ChatInbox *self)
{
  self->entries = new_entries ();
  self->told = g_ptr_array_new_with_free_func (g_object_unref);
  chat_tail_init (&self->tail);
  self->room_tails = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_tail);
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
  self->readers = chat_readers_new (store);
  self->thumbnails = chat_thumbnails_new (store, account->connection);
  chat_inbox_listen (self);
  chat_inbox_listen_rooms (self);
  /* What is not stored when the session is resumed is sent once more (XEP-0198, 5). */
  g_signal_connect_object (account->connection->session, "notify::state",
                           G_CALLBACK (chat_inbox_hurry), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (account->outbox, "placing", G_CALLBACK (chat_inbox_hurry), self,
                           G_CONNECT_SWAPPED);
  return self;
}

ChatAccount *
chat_inbox_get_account (ChatInbox *self)
{
  g_return_val_if_fail (CHAT_IS_INBOX (self), NULL);

  return self->account;
}

void
chat_inbox_tell (ChatInbox        *self,
                 ChatConversation *conversation,
                 ChatMessage      *message,
                 gboolean          notify)
{
  g_return_if_fail (CHAT_IS_INBOX (self));

  g_signal_emit (self, message_signal, 0, conversation, message, notify);
}

void
chat_inbox_set_waiting (ChatInbox *self,
                        gboolean   waiting)
{
  g_return_if_fail (CHAT_IS_INBOX (self));

  self->is_waiting = waiting;
  schedule (self);
}

gboolean
chat_inbox_is_idle (ChatInbox *self)
{
  g_return_val_if_fail (CHAT_IS_INBOX (self), TRUE);

  return self->entries->len == 0 && self->n_storing == 0;
}

void
chat_inbox_flush (ChatInbox *self)
{
  ArchiveDatabase *database;

  g_return_if_fail (CHAT_IS_INBOX (self));

  database = chat_store_get_database (self->store);
  g_clear_handle_id (&self->store_source, g_source_remove);
  self->is_striding = FALSE;
  while (database != NULL && self->entries->len > 0)
    store (self, database);
}

void
chat_inbox_hurry (ChatInbox *self)
{
  g_return_if_fail (CHAT_IS_INBOX (self));

  /* What could not be stored, or of which nobody knows yet what it is worth, waits on. */
  if (self->is_waiting || self->retry_s > 0 || self->n_single > 0)
    return;

  chat_inbox_flush (self);
}

void
chat_inbox_begin_session (ChatInbox *self)
{
  g_return_if_fail (CHAT_IS_INBOX (self));

  /* What is left was held in the session before, which is over: nobody is told of it any more. */
  chat_inbox_hurry (self);
}

ChatTail *
chat_inbox_get_tail_of (ChatInbox  *self,
                        const char *owner)
{
  ChatTail *tail;

  g_return_val_if_fail (CHAT_IS_INBOX (self), NULL);

  if (g_str_equal (owner, self->account->address))
    return &self->tail;

  tail = g_hash_table_lookup (self->room_tails, owner);
  if (tail == NULL)
    {
      tail = g_new (ChatTail, 1);
      chat_tail_init (tail);
      g_hash_table_insert (self->room_tails, g_strdup (owner), tail);
    }
  return tail;
}

ChatTail *
chat_inbox_get_tail (ChatInbox *self)
{
  g_return_val_if_fail (CHAT_IS_INBOX (self), NULL);

  return &self->tail;
}

void
chat_inbox_close (ChatInbox *self)
{
  g_return_if_fail (CHAT_IS_INBOX (self));

  self->is_closed = TRUE;
  g_signal_handlers_disconnect_by_data (self->account->connection->messaging, self);
  g_signal_handlers_disconnect_by_data (self->account->connection->carbons, self);
  g_signal_handlers_disconnect_by_data (self->account->directs, self);
  g_signal_handlers_disconnect_by_data (self->account->connection->session, self);
  g_signal_handlers_disconnect_by_data (self->account->outbox, self);
  chat_inbox_leave_rooms (self);
  g_clear_handle_id (&self->store_source, g_source_remove);
  self->is_striding = FALSE;
  g_ptr_array_set_size (self->entries, 0);
}
