/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of the server's archive is read: what becomes a message, what is said about others, and
 * what is neither. */
#define G_LOG_DOMAIN "chat-history"

#include "chat-history-step.h"

#include "archive-delivery.h"
#include "archive-retraction.h"
#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-inbox-private.h"
#include "chat-inbox-room-row.h"
#include "chat-room-private.h"
#include "chat-room.h"
#include "xmpp-mam.h"
#include "xmpp-message.h"

/* How long the main loop may be kept by it at a time. */
#define SLICE_US 2000

ChatHistoryStep *
chat_history_step_new (ChatHistoryKind  kind,
                       GCancellable    *session)
{
  ChatHistoryStep *self = g_new0 (ChatHistoryStep, 1);

  self->kind = kind;
  self->session = g_object_ref (session);
  self->answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
chat_history_step_free (ChatHistoryStep *self)
{
  if (self == NULL)
    return;

  g_object_unref (self->session);
  g_free (self->before_id);
  g_free (self->after_id);
  g_free (self->below_id);
  g_free (self->with);
  g_free (self->bound_id);
  g_clear_object (&self->room);
  g_clear_pointer ((XmppMamPage **) &self->page, xmpp_mam_page_free);
  g_clear_pointer ((ArchiveDelivery **) &self->delivery, archive_delivery_unref);
  g_clear_pointer (&self->receipts, g_ptr_array_unref);
  g_hash_table_unref (self->answered);
  g_free (self);
}

static const XmppForwarded *
get_item (const ChatHistoryStep *self,
          guint                  i)
{
  return g_ptr_array_index (((XmppMamPage *) self->page)->messages, i);
}

static guint
get_n_items (const ChatHistoryStep *self)
{
  return self->page != NULL ? ((XmppMamPage *) self->page)->messages->len : 0;
}

/* A server that has nothing on that side says so, or should: nobody asks for ever. */
gboolean
chat_history_step_is_complete (const ChatHistoryStep *self)
{
  return self->page == NULL || ((XmppMamPage *) self->page)->complete || get_n_items (self) == 0;
}

const char *
chat_history_step_get_first (const ChatHistoryStep *self)
{
  return get_n_items (self) > 0 ? get_item (self, 0)->archive_id : NULL;
}

const char *
chat_history_step_get_last (const ChatHistoryStep *self)
{
  guint n_items = get_n_items (self);

  return n_items > 0 ? get_item (self, n_items - 1)->archive_id : NULL;
}

gint64
chat_history_step_get_time (const ChatHistoryStep *self)
{
  return get_n_items (self) > 0 ? get_item (self, 0)->stamp_us : 0;
}

gint64
chat_history_step_get_clock (const ChatHistoryStep *self)
{
  guint n_items = get_n_items (self);
  gint64 stamp_us = n_items > 0 ? get_item (self, n_items - 1)->stamp_us : 0;

  /* An archive may have been filled from elsewhere, with anything. */
  return stamp_us <= g_get_real_time () + CHAT_CLOCKS_APART_US ? stamp_us : 0;
}

gboolean
chat_history_step_holds (const ChatHistoryStep *self,
                         const char            *id)
{
  for (guint i = 0; i < get_n_items (self); i++)
    if (g_strcmp0 (get_item (self, i)->archive_id, id) == 0)
      return TRUE;

  return FALSE;
}

GHashTable *
chat_history_step_dup_ids (const ChatHistoryStep *self)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < get_n_items (self); i++)
    g_hash_table_add (ids, g_strdup (get_item (self, i)->archive_id));
  return ids;
}

gboolean
chat_history_step_is_stable (const ChatHistoryStep *self)
{
  const XmppMamPage *page = self->page;

  return page == NULL || !page->is_unstable;
}

/* Where what the server says of the ends is not what came, something is missing in between. */
gboolean
chat_history_step_is_sound (const ChatHistoryStep *self)
{
  const XmppMamPage *page = self->page;

  return (page->first == NULL
          || g_strcmp0 (page->first, chat_history_step_get_first (self)) == 0)
         && (page->last == NULL
             || g_strcmp0 (page->last, chat_history_step_get_last (self)) == 0);
}

char *
chat_history_step_make_key (const char *with,
                            const char *id)
{
  return g_strconcat (with, "\n", id, NULL);
}

/* The server's own, in which it is asked as well. */
static gint64
get_stamp (const XmppForwarded *item)
{
  gint64 now_us = g_get_real_time ();

  return item->stamp_us != 0 ? MIN (item->stamp_us, now_us + CHAT_CLOCKS_APART_US) : now_us;
}

/* Reading. */

typedef struct {
  ChatHistoryStep *step; /* borrowed: who waits keeps it */
  guint            next;
} Reading;

/* The archive's time is the time; a server on the way may know an earlier one. */
static gint64
get_time (const XmppForwarded *item,
          const XmppMessage   *message)
{
  if (message->delay_time_us != 0
      && (item->time_us == 0 || message->delay_time_us < item->time_us))
    return message->delay_time_us;
  return item->time_us != 0 ? item->time_us : g_get_real_time ();
}

/* Takes @row. */
static void
add_row (ChatHistoryStep     *self,
         const XmppForwarded *item,
         const XmppMessage   *message,
         ArchiveMessage      *row)
{
  ArchiveDelivery *delivery = self->delivery;
  XmppMessage *receipt = NULL;

  row->time_us = get_time (item, message);
  g_free (row->ids.stanza);
  row->ids.stanza = g_strdup (item->archive_id);
  /* Nobody in a room waits for an answer of each. */
  if (self->room == NULL && !self->is_history && message->wants_receipt && message->id != NULL
      && row->direction == ARCHIVE_INCOMING)
    receipt = xmpp_message_new_receipt (message);
  g_ptr_array_add (delivery->messages, row);
  g_ptr_array_add (self->receipts, receipt);
}

static void
take_row (ChatHistoryStep     *self,
          const XmppForwarded *item,
          const XmppMessage   *message,
          ChatAccount         *account)
{
  ArchiveMessage *row = chat_inbox_row_new (message, account->connection->address,
                                            account->record.id, FALSE, CHAT_SOURCE_ARCHIVE);

  add_row (self, item, message, row);
}

/* What is said in private in a room. */
static int
take_private (ChatHistoryStep     *self,
              const XmppForwarded *item,
              ChatInbox           *inbox,
              ChatRoom            *room,
              XmppRoomMessage     *said)
{
  ArchiveMessage *row = said != NULL ? chat_inbox_read_room (inbox, room, said) : NULL;

  if (row == NULL)
    return -1;

  add_row (self, item, said->message, row);
  return (int) ((ArchiveDelivery *) self->delivery)->messages->len - 1;
}

/* What everybody says there. */
static int
take_from_room (ChatHistoryStep     *self,
                const XmppForwarded *item,
                ChatInbox           *inbox)
{
  XmppRoom *xmpp = chat_room_get_xmpp_room (self->room);
  g_autoptr(XmppRoomMessage) said = NULL;
  ArchiveRetraction *retraction;
  ArchiveMessage *row;

  if (xmpp != NULL && item->stanza != NULL)
    said = xmpp_room_read_archived (xmpp, item->stanza, item->time_us, item->archive_id);
  if (said == NULL || said->is_private)
    return -1;

  retraction = chat_inbox_room_row_new_retraction (said);
  if (retraction != NULL)
    g_ptr_array_add (((ArchiveDelivery *) self->delivery)->retractions, retraction);
  row = chat_inbox_read_room (inbox, self->room, said);
  if (row == NULL)
    return -1;

  row->flags &= ~ARCHIVE_FLAG_DELAYED; /* it is the archive's own time */
  add_row (self, item, said->message, row);
  return (int) ((ArchiveDelivery *) self->delivery)->messages->len - 1;
}

/* Returns which message of the delivery it has become; -1: none. */
static int
take_item (ChatHistoryStep     *self,
           const XmppForwarded *item,
           ChatInbox           *inbox)
{
  ChatAccount *account = inbox->account;
  XmppAddress *own = account->connection->address;
  ArchiveDelivery *delivery = self->delivery;
  g_autoptr(XmppMessage) message = NULL;
  g_autoptr(XmppRoomMessage) said = NULL;
  g_autoptr(GError) error = NULL;
  ChatReading reading;
  ChatRoom *room;

  if (self->room != NULL)
    return take_from_room (self, item, inbox);
  if (item->stanza == NULL)
    return -1;

  if (chat_inbox_read_private (inbox, item->stanza, &room, (gpointer *) &said))
    return take_private (self, item, inbox, room, said);

  message = xmpp_message_parse (item->stanza, NULL, &error);
  if (message == NULL)
    {
      g_debug ("An archived message that cannot be read: %s", error->message);
      return -1;
    }

  reading = chat_inbox_row_judge (message, item->stanza, own,
                                  chat_inbox_is_known (inbox, message->from), CHAT_SOURCE_ARCHIVE);
  if (reading == CHAT_READING_NOTHING)
    return -1;

  chat_inbox_row_add_marks (message, own, reading, get_time (item, message), delivery->marks);
  if (message->received_id != NULL && chat_inbox_row_is_own (message, own))
    g_hash_table_add (self->answered, chat_history_step_make_key (
                        xmpp_address_get_bare (chat_inbox_row_get_peer (message, own)),
                        message->received_id));
  if (reading != CHAT_READING_MESSAGE)
    return -1;

  take_row (self, item, message, account);
  return (int) delivery->messages->len - 1;
}

static gboolean
read_cb (gpointer user_data)
{
  GTask *task = user_data;
  Reading *reading = g_task_get_task_data (task);
  ChatHistoryStep *self = reading->step;
  ChatInbox *inbox = g_task_get_source_object (task);
  ArchiveDelivery *delivery;
  gint64 until_us = g_get_monotonic_time () + SLICE_US;

  /* Who waits has let the step go. */
  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;

  delivery = self->delivery;
  while (reading->next < get_n_items (self))
    {
      const XmppForwarded *item = get_item (self, reading->next++);
      int message = take_item (self, item, inbox);

      archive_slice_add (delivery->slice, item->archive_id, get_stamp (item), message);
      if (g_get_monotonic_time () > until_us)
        return G_SOURCE_CONTINUE;
    }

  g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

static void
free_receipt (gpointer receipt)
{
  if (receipt != NULL)
    xmpp_message_free (receipt);
}

/* What is not known to be settled yet is asked for once more; but where more pages follow, they go
 * on from the end of this one. Times are the server's: its clock showed that of the last one at
 * least, and what was known of it before has gone on since. Ours only says what is long ago by any
 * clock. */
static gint64
get_settled_time (const ChatHistoryStep *self)
{
  gboolean is_newest = self->kind == CHAT_HISTORY_VERIFY
                         ? chat_history_step_is_complete (self)
                         : self->kind == CHAT_HISTORY_CATCH_UP && self->before_id == NULL;
  gint64 asked_us = g_get_real_time () - (g_get_monotonic_time () - self->asked_us);
  gint64 server_us = MAX (self->server_us, chat_history_step_get_clock (self));

  return is_newest ? MAX (server_us, asked_us - CHAT_CLOCKS_APART_US) - self->unsettled_us : 0;
}

static void
begin (ChatHistoryStep *self,
       ChatInbox       *inbox)
{
  ChatAccount *account = inbox->account;
  ArchiveDelivery *delivery =
    archive_delivery_new (account->record.id, self->room != NULL
                                                ? chat_room_get_address (self->room)
                                                : account->address);
  gboolean is_complete = chat_history_step_is_complete (self);
  gboolean is_partial = self->kind == CHAT_HISTORY_LOOK || self->kind == CHAT_HISTORY_FIND;

  delivery->slice = archive_slice_new ();
  delivery->slice->before_id = g_strdup (is_partial ? self->bound_id : self->before_id);
  delivery->slice->is_partial = is_partial;
  delivery->slice->settled_us = get_settled_time (self);
  if (self->kind == CHAT_HISTORY_VERIFY)
    delivery->slice->after_id = g_strdup (self->after_id);
  else if (is_complete)
    delivery->slice->after_id = g_strdup (self->below_id);
  delivery->slice->at_start = self->kind == CHAT_HISTORY_VERIFY
                                ? self->after_id == NULL
                                : is_complete && self->below_id == NULL && !is_partial;
  delivery->is_history = self->is_history;
  delivery->floor_us = chat_inbox_get_tail_of (inbox, delivery->owner)->floor_us;
  self->delivery = delivery;
  self->receipts = g_ptr_array_new_with_free_func (free_receipt);
}

void
chat_history_step_read_async (ChatHistoryStep     *self,
                              ChatInbox           *inbox,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (inbox, self->session, callback, user_data);
  g_autoptr(GSource) source = g_idle_source_new ();
  Reading *reading = g_new0 (Reading, 1);

  g_task_set_source_tag (task, chat_history_step_read_async);
  reading->step = self;
  g_task_set_task_data (task, reading, g_free);
  begin (self, inbox);

  /* What people do goes first. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_callback (source, read_cb, task, g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

gboolean
chat_history_step_read_finish (ChatInbox    *inbox,
                               GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, inbox), FALSE);

  return g_task_propagate_boolean (G_TASK (result), NULL);
}
