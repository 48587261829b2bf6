/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The archive of a room: it can be asked while we are in the room, a few rooms at a time. What was
 * said before we came in for the first time, or far back, is fetched when somebody scrolls there.
 */
#define G_LOG_DOMAIN "chat-history"

#include "chat-history.h"

#include "archive-delivery.h"
#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-conversation-private.h"
#include "chat-conversations.h"
#include "chat-history-private.h"
#include "chat-history-queue.h"
#include "chat-inbox-private.h"
#include "chat-outbox.h"
#include "chat-room-private.h"
#include "chat-room.h"
#include "xmpp-error.h"
#include "xmpp-mam.h"

#define MAX_EMPTY_PAGES 20

/* A room that could not say what its archive can do is asked once more. */
#define ASK_AGAIN_S 60

/* Whose turn it is. */

void
chat_history_end_turn (ChatHistory *self)
{
  self->has_turn = FALSE;
  if (self->queue != NULL)
    chat_history_queue_leave (self->queue, self);
}

void
chat_history_want_turn (ChatHistory *self)
{
  if (self->room == NULL || self->has_turn)
    return;

  if (self->queue != NULL)
    chat_history_queue_enter (self->queue, self);
  else
    self->has_turn = TRUE;
}

void
chat_history_set_queue (ChatHistory      *self,
                        ChatHistoryQueue *queue)
{
  g_return_if_fail (CHAT_IS_HISTORY (self));

  g_set_weak_pointer (&self->queue, queue);
}

void
chat_history_take_turn (ChatHistory *self)
{
  g_return_if_fail (CHAT_IS_HISTORY (self));

  self->has_turn = TRUE;
  chat_history_go_on (self);
}

ChatRoom *
chat_history_get_room (ChatHistory *self)
{
  g_return_val_if_fail (CHAT_IS_HISTORY (self), NULL);

  return self->room;
}

/* Coming in and leaving. */

gboolean
chat_history_is_shut (const GError *error)
{
  return g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_FORBIDDEN)
         || g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_NOT_ALLOWED)
         || g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_NOT_AUTHORIZED);
}

void
chat_history_shut_room (ChatHistory *self)
{
  XmppRoom *xmpp = chat_room_get_xmpp_room (self->room);

  g_debug ("The archive of %s does not let us read it", self->owner);
  /* That begins anew; what may have been said there before waits for what the room tells. */
  if (xmpp != NULL && !xmpp_room_has_shut_archive (xmpp))
    xmpp_room_shut_archive (xmpp);
  else
    chat_history_set_absent (self);
}

static void
ask_support (ChatHistory *self);

static gboolean
ask_again_cb (gpointer user_data)
{
  ChatHistory *self = user_data;

  self->retry_source = 0;
  ask_support (self);
  return G_SOURCE_REMOVE;
}

static void
support_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ChatHistory) self = user_data;
  g_autoptr(GError) error = NULL;
  XmppMamSupport support = xmpp_mam_get_support_finish (XMPP_MAM (object), result, &error);

  if (self->state != CHAT_HISTORY_BEGINNING || self->has_support
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (chat_history_is_shut (error))
    {
      chat_history_shut_room (self);
      return;
    }

  /* Not to be told is no answer. */
  if (error != NULL && !g_error_matches (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED))
    {
      g_debug ("What the archive of %s can do is not known: %s", self->owner, error->message);
      if (self->retry_source == 0)
        self->retry_source = g_timeout_add_seconds (ASK_AGAIN_S, ask_again_cb, self);
      return;
    }

  self->support = support;
  self->has_support = TRUE;
  chat_history_check_ready (self);
}

static void
ask_support (ChatHistory *self)
{
  g_autoptr(XmppAddress) archive = xmpp_address_parse (self->owner, NULL);

  xmpp_mam_ask_support_async (self->account->connection->mam, archive, self->session, support_cb,
                              g_object_ref (self));
}

static void
state_cb (ChatHistory *self)
{
  XmppRoom *xmpp = chat_room_get_xmpp_room (self->room);
  gboolean is_joined = chat_room_get_state (self->room) == CHAT_ROOM_JOINED;

  if (is_joined == (self->session != NULL) || self->is_closed)
    return;

  self->has_support = FALSE;
  if (!is_joined)
    {
      chat_outbox_end_stay (self->account->outbox, self->owner);
      chat_history_end (self);
      return;
    }

  chat_history_begin (self);
  if (self->session == NULL)
    return;

  /* What it has said of its archive is remembered elsewhere as well. */
  if (xmpp != NULL && xmpp_room_has_shut_archive (xmpp))
    {
      self->support = XMPP_MAM_NONE;
      self->has_support = TRUE;
      chat_history_check_ready (self);
    }
  else
    ask_support (self);
}

/* What was sent before we came in, and has got through, is here now. */
void
chat_history_judge_lost (ChatHistory *self)
{
  const ArchiveRange *top = chat_history_get_range (self, 0);
  ChatConversation *conversation =
    chat_conversations_find (self->conversations, self->account->address, self->owner);

  if (self->room != NULL && top != NULL && conversation != NULL
      && chat_conversation_get_id (conversation) != 0)
    chat_outbox_judge (self->account->outbox, self->owner, chat_conversation_get_id (conversation),
                       top->first_sort_us, self->begun_real_us);
}

void
chat_history_listen_room (ChatHistory *self)
{
  g_signal_connect_object (self->room, "notify::state", G_CALLBACK (state_cb), self,
                           G_CONNECT_SWAPPED);
  state_cb (self);
}

/* What is older. */

static ChatOlder
judge (ChatHistory *self)
{
  const ArchiveRange *top = chat_history_get_range (self, 0);
  gboolean has_archive = (chat_room_get_features (self->room) & CHAT_ROOM_ARCHIVED) != 0;

  switch (self->state)
    {
    case CHAT_HISTORY_ASLEEP:
    case CHAT_HISTORY_BEGINNING:
      return has_archive ? CHAT_OLDER_OFFLINE : CHAT_OLDER_NONE;
    case CHAT_HISTORY_CATCHING_UP:
      return self->is_wanted ? CHAT_OLDER_COMING : CHAT_OLDER_THERE;
    case CHAT_HISTORY_FILLING:
      if (top == NULL || top->at_start)
        return CHAT_OLDER_NONE;
      return self->is_wanted ? CHAT_OLDER_COMING : CHAT_OLDER_THERE;
    case CHAT_HISTORY_IDLE:
    case CHAT_HISTORY_ABSENT:
    default:
      return CHAT_OLDER_NONE;
    }
}

void
chat_history_tell_room (ChatHistory *self)
{
  const ArchiveRange *top = chat_history_get_range (self, 0);
  ChatConversation *conversation =
    chat_conversations_find (self->conversations, self->account->address, self->owner);

  if (conversation != NULL)
    chat_conversation_set_older (conversation, judge (self), top != NULL ? top->first_sort_us : 0);
}

void
chat_history_look_at_room (ChatHistory *self,
                           gboolean     wants_more)
{
  if (self->queue != NULL && self->state == CHAT_HISTORY_CATCHING_UP && !self->has_turn)
    chat_history_queue_hurry (self->queue, self);
  if (wants_more && judge (self) == CHAT_OLDER_THERE)
    {
      self->is_wanted = TRUE;
      self->n_empty = 0;
      chat_history_go_on (self);
    }
  chat_history_tell_room (self);
}

/* Pages without anything to be seen are passed over, but not for ever. */
void
chat_history_note_filled (ChatHistory   *self,
                          gconstpointer  stored)
{
  const ArchiveDelivered *delivered = stored;
  gboolean is_new = FALSE;

  for (guint i = 0; i < delivered->inserted->len; i++)
    is_new |=
      g_array_index (delivered->inserted, ArchiveInserted, i).outcome == ARCHIVE_OUTCOME_NEW;
  self->is_wanted = self->is_wanted && !is_new && ++self->n_empty < MAX_EMPTY_PAGES;
  chat_history_tell_room (self);
}
