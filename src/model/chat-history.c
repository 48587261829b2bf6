/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's archive of one account, fetched into ours.
 *
 *   ASLEEP ─ online, not resumed ─→ BEGINNING ─ what is held is known, the server has an archive,
 *   copies come ─→ CATCHING_UP ─ all newer than what was held before is here ─→ FILLING ─ all older
 *   is here ─→ IDLE
 *
 * The newest page is asked for first, then back to the newest thing that was held before this
 * connection: what comes live meanwhile is newer than all of it, and hides no gap. Every page says
 * what it lies next to, and is stored together with what is held then, so that a start after any
 * end goes on where the last one was. */
#define G_LOG_DOMAIN "chat-history"

#include "chat-history.h"

#include "archive-history.h"
#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-conversations.h"
#include "chat-history-private.h"
#include "chat-inbox-private.h"
#include "chat-inbox.h"
#include "chat-outbox.h"
#include "chat-room.h"
#include "chat-store.h"
#include "xmpp-carbons.h"
#include "xmpp-mam.h"
#include "xmpp-server-info.h"
#include "xmpp-session.h"

/* After messages of our own the archive is asked where they stand, once it is quiet. */
#define VERIFY_QUIET_MS 5000
#define VERIFY_MOST_MS  20000

/* A server under load writes its archive later than it delivers. */
#define UNSETTLED_QUIETS 6

/* It goes on taking what a lost connection has brought while it answers the next one: for so many
 * of its answers, within bounds. */
#define SURE_ANSWERS     10
#define SURE_QUIETS_MOST 4

G_DEFINE_FINAL_TYPE (ChatHistory, chat_history, G_TYPE_OBJECT)

static guint caught_up_signal;

void
chat_history_set_state (ChatHistory      *self,
                        ChatHistoryState  state)
{
  self->state = state;
  if (self->room != NULL)
    ; /* what the account remembers is about its own archive */
  else if (state == CHAT_HISTORY_FILLING)
    chat_account_note_older (self->account, TRUE);
  else if (state >= CHAT_HISTORY_IDLE)
    chat_account_note_older (self->account, FALSE);
  chat_history_tell_older (self);
}

static gboolean
verify_cb (gpointer user_data)
{
  ChatHistory *self = user_data;

  self->verify_source = 0;
  self->verify_until_us = 0;
  self->is_verify_due |= chat_tail_is_unplaced (chat_history_get_tail (self));
  chat_history_go_on (self);
  return G_SOURCE_REMOVE;
}

static void
verify_soon (ChatHistory *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (self->session == NULL || self->state == CHAT_HISTORY_ABSENT)
    return;

  if (self->verify_until_us == 0)
    self->verify_until_us = now_us + VERIFY_MOST_MS * 1000;
  if (self->verify_source != 0 && now_us + self->quiet_ms * 1000 > self->verify_until_us)
    return;

  g_clear_handle_id (&self->verify_source, g_source_remove);
  self->verify_source = g_timeout_add (self->quiet_ms, verify_cb, self);
}

/* Ours, from here: nobody tells its id. */
static void
sent_cb (ChatHistory *self)
{
  chat_tail_note (chat_inbox_get_tail (self->inbox), NULL, g_get_monotonic_time (), 0, 0,
                  CHAT_TAIL_OWN);
  verify_soon (self);
}

/* Beginning and ending. */

void
chat_history_check_ready (ChatHistory *self)
{
  ChatConnection *connection = self->account->connection;
  gboolean is_ready = self->room != NULL ? self->has_support
                                         : xmpp_server_info_is_ready (connection->server_info);

  if (self->state != CHAT_HISTORY_BEGINNING || self->ranges == NULL
      || (!is_ready && (self->room != NULL
                        || xmpp_server_info_get_account (connection->server_info) == NULL)))
    return;

  if (self->room == NULL)
    chat_inbox_set_waiting (self->inbox, FALSE);
  if ((chat_history_get_support (self) & XMPP_MAM_ARCHIVE) == 0)
    {
      /* There is no hurry: only what may have been sent already waits for it. */
      if (is_ready)
        chat_history_set_absent (self);
      return;
    }
  if (self->room == NULL && !xmpp_carbons_is_settled (connection->carbons))
    return;

  chat_history_set_state (self, CHAT_HISTORY_CATCHING_UP);
  chat_history_begin_run (self, NULL, chat_history_get_range (self, 0),
                          (chat_history_get_support (self) & XMPP_MAM_EXTENDED) == 0);
  chat_history_want_turn (self);
  chat_history_go_on (self);
}

static void
begun_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ChatHistory) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) ranges = NULL;
  gint64 floor_us = 0;

  ranges = archive_history_begin_finish (ARCHIVE_DATABASE (object), result, &floor_us, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL)
    return;

  if (ranges == NULL)
    {
      g_warning ("What is held of the server's archive could not be read: %s", error->message);
      if (self->room == NULL)
        chat_inbox_set_waiting (self->inbox, FALSE);
      chat_history_set_absent (self);
      return;
    }

  self->ranges = g_steal_pointer (&ranges);
  chat_tail_begin (chat_history_get_tail (self), floor_us);
  chat_history_check_ready (self);
}

void
chat_history_end (ChatHistory *self)
{
  chat_history_end_turn (self);
  if (self->session != NULL)
    g_cancellable_cancel (self->session);
  g_clear_object (&self->session);
  chat_history_clear_looks (self);
  chat_history_set_state (self, CHAT_HISTORY_ASLEEP);
  self->asking = NULL;
  self->looking = NULL;
  g_clear_pointer (&self->looked, chat_history_step_free);
  g_clear_pointer (&self->arrived, chat_history_step_free);
  self->n_behind = 0;
  if (!self->is_reading && !self->is_storing)
    g_clear_pointer (&self->working, chat_history_step_free);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_clear_handle_id (&self->verify_source, g_source_remove);
  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->verify_until_us = 0;
  self->is_verify_due = FALSE;
  self->is_wanted = FALSE;
  self->settled_us = 0;
  self->slowest_us = 0;
  self->holds_outbox = FALSE;
  self->server_ahead_us = 0;
  self->retry_s = 0;
  chat_history_news_clear (self->news);
}

void
chat_history_begin (ChatHistory *self)
{
  ArchiveDatabase *database = chat_store_get_database (self->store);

  if (database == NULL)
    return;

  chat_history_end (self);
  self->session = g_cancellable_new ();
  self->begun_us = g_get_monotonic_time ();
  self->begun_real_us = g_get_real_time ();
  chat_history_set_state (self, CHAT_HISTORY_BEGINNING);
  g_clear_pointer (&self->ranges, g_ptr_array_unref);
  if (self->room != NULL)
    chat_inbox_hurry (self->inbox); /* what came before is stored as such */
  else
    {
      chat_inbox_begin_session (self->inbox);
      chat_inbox_set_waiting (self->inbox, TRUE);
    }
  archive_history_begin_async (database, self->account->record.id, self->owner, self->session,
                               begun_cb, g_object_ref (self));
}

static void
online_cb (ChatHistory *self,
           gboolean     resumed)
{
  if (!resumed || self->session == NULL)
    chat_history_begin (self);
}

static void
offline_cb (ChatHistory *self)
{
  chat_history_end (self);
  chat_inbox_set_waiting (self->inbox, FALSE);
}

static void
chat_history_dispose (GObject *object)
{
  ChatHistory *self = CHAT_HISTORY (object);

  if (self->news != NULL)
    chat_history_end (self);
  g_clear_pointer (&self->working, chat_history_step_free);
  g_clear_pointer (&self->news, chat_history_news_free);
  g_clear_weak_pointer (&self->queue);
  g_clear_object (&self->room);
  g_clear_object (&self->conversations);
  g_clear_object (&self->account);
  g_clear_object (&self->inbox);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (chat_history_parent_class)->dispose (object);
}

static void
chat_history_finalize (GObject *object)
{
  ChatHistory *self = CHAT_HISTORY (object);

  g_clear_pointer (&self->ranges, g_ptr_array_unref);
  g_clear_pointer (&self->newest_ids, g_hash_table_unref);
  g_queue_clear (&self->wanted);
  g_clear_pointer (&self->looks, g_hash_table_unref);
  g_clear_pointer (&self->owner, g_free);
  g_clear_pointer (&self->oldest_id, g_free);
  g_clear_pointer (&self->below_id, g_free);

  G_OBJECT_CLASS (chat_history_parent_class)->finalize (object);
}

static void
chat_history_class_init (ChatHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_history_dispose;
  object_class->finalize = chat_history_finalize;

  caught_up_signal = g_signal_new ("caught-up", CHAT_TYPE_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
chat_history_init (ChatHistory *self)
{
  self->quiet_ms = VERIFY_QUIET_MS;
}

static void
listen_account (ChatHistory *self)
{
  ChatConnection *connection = self->account->connection;

  g_signal_connect_object (connection->session, "online", G_CALLBACK (online_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connection->session, "offline", G_CALLBACK (offline_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connection->server_info, "changed",
                           G_CALLBACK (chat_history_check_ready), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (connection->server_info, "ready",
                           G_CALLBACK (chat_history_check_ready), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (connection->carbons, "settled",
                           G_CALLBACK (chat_history_check_ready), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->account->outbox, "sent", G_CALLBACK (sent_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inbox, "unplaced", G_CALLBACK (verify_soon), self,
                           G_CONNECT_SWAPPED);
}

ChatHistory *
chat_history_new (ChatStore         *store,
                  ChatInbox         *inbox,
                  ChatConversations *conversations,
                  ChatRoom          *room)
{
  ChatHistory *self = NULL;

  g_return_val_if_fail (CHAT_IS_STORE (store), NULL);
  g_return_val_if_fail (CHAT_IS_INBOX (inbox), NULL);

  self = g_object_new (CHAT_TYPE_HISTORY, NULL);
  self->store = g_object_ref (store);
  self->inbox = g_object_ref (inbox);
  self->account = g_object_ref (chat_inbox_get_account (inbox));
  self->conversations = g_object_ref (conversations);
  self->room = room != NULL ? g_object_ref (room) : NULL;
  self->owner = g_strdup (room != NULL ? chat_room_get_address (room) : self->account->address);
  self->news = chat_history_news_new (store, inbox, conversations);
  chat_history_init_looks (self);
  if (room != NULL)
    chat_history_listen_room (self);
  else
    listen_account (self);
  return self;
}

ChatTail *
chat_history_get_tail (ChatHistory *self)
{
  return chat_inbox_get_tail_of (self->inbox, self->owner);
}

ChatAccount *
chat_history_get_account (ChatHistory *self)
{
  g_return_val_if_fail (CHAT_IS_HISTORY (self), NULL);

  return self->account;
}

void
chat_history_let_outbox_go (ChatHistory *self)
{
  /* A room without an archive says itself when it has told all: the inbox hears it. */
  gboolean is_told_by_room =
    self->room != NULL && self->state == CHAT_HISTORY_ABSENT
    && (chat_room_get_features (self->room) & CHAT_ROOM_ARCHIVED) == 0;

  if (self->room == NULL)
    chat_outbox_go_on (self->account->outbox);
  else if (!is_told_by_room)
    chat_outbox_room_passed (self->account->outbox, self->owner);
}

void
chat_history_note_caught_up (ChatHistory *self)
{
  if (!self->holds_outbox)
    chat_history_let_outbox_go (self);
  g_signal_emit (self, caught_up_signal, 0);
}

gint64
chat_history_get_sure_time (ChatHistory *self)
{
  gint64 quiet_us = (gint64) self->quiet_ms * 1000;

  return self->begun_us + CLAMP (SURE_ANSWERS * self->slowest_us, quiet_us,
                                 SURE_QUIETS_MOST * quiet_us);
}

gint64
chat_history_get_unsettled_us (ChatHistory *self)
{
  return UNSETTLED_QUIETS * (gint64) self->quiet_ms * 1000;
}

gboolean
chat_history_is_caught_up (ChatHistory *self)
{
  g_return_val_if_fail (CHAT_IS_HISTORY (self), FALSE);

  return self->state >= CHAT_HISTORY_FILLING;
}

void
chat_history_set_quiet (ChatHistory *self,
                        guint        quiet_ms)
{
  g_return_if_fail (CHAT_IS_HISTORY (self));

  self->quiet_ms = quiet_ms;
}

void
chat_history_close (ChatHistory *self)
{
  g_return_if_fail (CHAT_IS_HISTORY (self));

  self->is_closed = TRUE;
  chat_history_end (self);
  g_signal_handlers_disconnect_by_data (self->conversations, self);
  if (self->room != NULL)
    g_signal_handlers_disconnect_by_data (self->room, self);
  g_signal_handlers_disconnect_by_data (self->account->connection->session, self);
  g_signal_handlers_disconnect_by_data (self->account->connection->server_info, self);
  g_signal_handlers_disconnect_by_data (self->account->connection->carbons, self);
}
