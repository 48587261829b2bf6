/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What arrives in a conversation and what was read of it: XEP-0333, XEP-0085. */
#define G_LOG_DOMAIN "chat-conversation"

#include "chat-conversation.h"

#include "archive-conversations.h"
#include "chat-composing.h"
#include "chat-connection.h"
#include "chat-conversation-private.h"
#include "chat-message-private.h"
#include "chat-room-private.h"
#include "chat-timeline-private.h"
#include "xmpp-session.h"

/* Who stops typing without a word has gone for coffee. */
#define TYPING_TIMEOUT_S 45

static gboolean
typing_timeout_cb (gpointer user_data)
{
  ChatConversation *self = user_data;

  self->typing_source = 0;
  chat_conversation_set_typing (self, CHAT_TYPING_IDLE);
  return G_SOURCE_REMOVE;
}

void
chat_conversation_set_typing (ChatConversation *self,
                              ChatTyping        typing)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  g_clear_handle_id (&self->typing_source, g_source_remove);
  if (typing == CHAT_TYPING_COMPOSING || typing == CHAT_TYPING_PAUSED)
    self->typing_source = g_timeout_add_seconds (TYPING_TIMEOUT_S, typing_timeout_cb, self);
  if (self->typing == typing)
    return;

  self->typing = typing;
  chat_conversation_notify (self, CHAT_CONVERSATION_PROP_TYPING);
}

void
chat_conversation_set_active (ChatConversation *self,
                              gboolean          active)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  if (self->is_active == (active != FALSE))
    return;

  self->is_active = active != FALSE;
  if (self->is_active)
    chat_conversation_mark_read (self);
  else
    chat_conversation_flush (self);
  chat_conversation_notify (self, CHAT_CONVERSATION_PROP_ACTIVE);
}

static void send_marker (ChatConversation *self);

static void
online_cb (ChatConversation *self)
{
  g_clear_signal_handler (&self->online_handler, self->connection->session);
  send_marker (self);
}

/* XEP-0333, 4.3: nobody has to ask for it where all who are there know one another. Outside, it
 * waits. */
static void
send_room_marker (ChatConversation *self)
{
  if (chat_room_get_state (self->room) != CHAT_ROOM_JOINED
      || !chat_connection_is_online (self->connection))
    return;

  if (chat_room_shares_reading (self->room)
      && (chat_room_get_rights (self->room) & CHAT_ROOM_MAY_SPEAK) != 0)
    chat_connection_send_displayed (self->connection, chat_conversation_get_address (self),
                                    self->kind, self->marker_id);
  g_clear_pointer (&self->marker_id, g_free);
}

/* XEP-0333, 5: only the newest one, to who asked for it and may know that we are here. Offline, it
 * waits. */
static void
send_marker (ChatConversation *self)
{
  if (self->marker_id == NULL || !self->connection->policy.send_markers
      || self->kind == CHAT_CONVERSATION_PRIVATE)
    return;

  if (self->kind == CHAT_CONVERSATION_ROOM)
    {
      send_room_marker (self);
      return;
    }

  if (!chat_connection_is_online (self->connection))
    {
      if (self->online_handler == 0)
        self->online_handler = g_signal_connect_data (self->connection->session, "online",
                                                      G_CALLBACK (online_cb), self, NULL,
                                                      G_CONNECT_SWAPPED | G_CONNECT_AFTER);
      return;
    }

  if (chat_connection_may_tell (self->connection, chat_conversation_get_address (self)))
    chat_connection_send_displayed (self->connection, chat_conversation_get_address (self),
                                    self->kind, self->marker_id);
  g_clear_pointer (&self->marker_id, g_free);
}

void
chat_conversation_mark_read (ChatConversation *self)
{
  ArchiveDatabase *database;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  if (self->opening->len > 0)
    {
      self->is_mark_wanted = TRUE;
      return;
    }

  self->is_mark_wanted = FALSE;
  if (self->unread == 0 && self->read_sort_us >= self->newest_sort_us)
    return;

  self->read_sort_us = self->newest_sort_us;
  database = chat_conversation_get_database (self);
  if (database != NULL)
    archive_conversations_mark_read_async (database, self->id, self->read_sort_us, NULL, NULL,
                                           NULL);
  chat_conversation_set_unread (self, 0);
  send_marker (self);
  chat_conversation_emit_read (self);
}

void
chat_conversation_come_back (ChatConversation *self)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  if (self->unread == 0)
    send_marker (self);
}

/* XEP-0333, 4.3: a room's own id alone is sure to be that of one message. */
const char *
chat_conversation_get_marker_id (ChatConversation *self,
                                 ChatMessage      *message)
{
  if (self->kind != CHAT_CONVERSATION_ROOM)
    return chat_message_get_marker_id (message);

  return !chat_message_is_outgoing (message)
         && chat_message_get_kind (message) != CHAT_MESSAGE_NOTICE
           ? chat_message_get_archive_id (message) : NULL;
}

static void
note_places (ChatConversation *self,
             GPtrArray        *messages)
{
  for (guint i = 0; i < messages->len; i++)
    {
      ChatMessage *message = g_ptr_array_index (messages, i);
      const char *marker_id = chat_conversation_get_marker_id (self, message);

      if (chat_message_get_state (message) != CHAT_MESSAGE_QUEUED)
        self->newest_sort_us = MAX (self->newest_sort_us, chat_message_get_sort (message));
      self->has_written |= chat_message_is_outgoing (message);
      if (marker_id != NULL)
        {
          g_free (self->marker_id);
          self->marker_id = g_strdup (marker_id);
        }
    }
}

static guint
count_mentions (GPtrArray *messages)
{
  guint n_mentions = 0;

  for (guint i = 0; i < messages->len; i++)
    n_mentions += chat_message_is_mention (g_ptr_array_index (messages, i));

  return n_mentions;
}

void
chat_conversation_add (ChatConversation *self,
                       GPtrArray        *messages,
                       guint             n_unread)
{
  ChatMessage *newest;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (messages->len > 0);

  newest = g_ptr_array_index (messages, messages->len - 1);
  note_places (self, messages);
  for (guint i = 0; i < self->timelines->len; i++)
    chat_timeline_add (g_ptr_array_index (self->timelines, i), messages);
  chat_conversation_emit_files (self, messages);

  g_object_freeze_notify (G_OBJECT (self));
  if (self->last == NULL || chat_message_compare (self->last, newest) < 0)
    chat_conversation_set_last (self, newest);
  chat_conversation_set_unread (self, self->unread + n_unread);
  if (n_unread > 0)
    chat_conversation_set_mentions (self, MIN (self->mentions + count_mentions (messages),
                                               self->unread));
  chat_conversation_set_archived (self, FALSE);
  if (self->is_active)
    chat_conversation_mark_read (self);
  g_object_thaw_notify (G_OBJECT (self));
}

/* What is older than what was there says nothing of markers. */
void
chat_conversation_add_history (ChatConversation *self,
                               GPtrArray        *messages)
{
  g_autoptr(GPtrArray) news = g_ptr_array_new ();
  ChatMessage *newest;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (messages->len > 0);

  for (guint i = 0; i < messages->len; i++)
    {
      ChatMessage *message = g_ptr_array_index (messages, i);

      self->has_written |= chat_message_is_outgoing (message);
      if (chat_message_get_sort (message) > self->newest_sort_us)
        g_ptr_array_add (news, message);
    }
  note_places (self, news);
  for (guint i = 0; i < self->timelines->len; i++)
    chat_timeline_add_history (g_ptr_array_index (self->timelines, i), messages);
  chat_conversation_emit_files (self, messages);

  newest = g_ptr_array_index (messages, messages->len - 1);
  if (self->last == NULL || chat_message_compare (self->last, newest) < 0)
    chat_conversation_set_last (self, newest);
}

gboolean
chat_conversation_is_shown (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), FALSE);

  return self->timelines->len > 0;
}

gboolean
chat_conversation_is_unread (ChatConversation *self,
                             gint64            sort_us)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), FALSE);

  return sort_us > self->read_sort_us;
}

static void
marked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ChatConversation) self = user_data;
  guint unread = 0;

  if (archive_conversations_mark_read_finish (ARCHIVE_DATABASE (object), result, &unread, NULL))
    chat_conversation_set_unread (self, unread);
}

void
chat_conversation_note_read (ChatConversation *self,
                             gint64            read_sort_us,
                             guint             unread,
                             guint             mentions)
{
  ArchiveDatabase *database;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  /* We have read on meanwhile: what is unread after that, the archive is about to know. */
  if (read_sort_us < self->read_sort_us)
    {
      database = chat_conversation_get_database (self);
      if (database != NULL)
        archive_conversations_mark_read_async (database, self->id, self->read_sort_us, NULL,
                                               marked_cb, g_object_ref (self));
      return;
    }

  self->read_sort_us = read_sort_us;
  if (unread > self->unread)
    chat_conversation_set_archived (self, FALSE);
  if (unread == 0)
    g_clear_pointer (&self->marker_id, g_free);
  chat_conversation_set_unread (self, unread);
  chat_conversation_set_mentions (self, MIN (mentions, unread));
  if (unread > 0 && self->is_active)
    chat_conversation_mark_read (self);
}

void
chat_conversation_shift (ChatConversation *self,
                         gint64            from_us,
                         gint64            by_us)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  if (self->read_sort_us >= from_us)
    self->read_sort_us += by_us;
  if (self->newest_sort_us >= from_us)
    self->newest_sort_us += by_us;
}

void
chat_conversation_note_change (ChatConversation *self,
                               ChatMessage      *message,
                               gboolean          moved)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  if (chat_message_get_state (message) != CHAT_MESSAGE_QUEUED)
    self->newest_sort_us = MAX (self->newest_sort_us, chat_message_get_sort (message));

  /* Its original is what people see. */
  if (chat_message_get_corrects_row (message) != 0)
    return;

  for (guint i = 0; moved && i < self->timelines->len; i++)
    chat_timeline_move (g_ptr_array_index (self->timelines, i), message);
  if (message == self->last)
    chat_conversation_set_last (self, message); /* it may say something else now */
  else if (self->last != NULL && chat_message_compare (self->last, message) < 0)
    chat_conversation_set_last (self, message);
}

void
chat_conversation_note_typing (ChatConversation *self,
                               ChatTyping        typing,
                               gboolean          has_state)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  if (self->composing != NULL)
    chat_composing_note_peer (self->composing, has_state);
  chat_conversation_set_typing (self, typing);
}

/* Each of them has a time after which they write no more, so that the conversation needs none. */
void
chat_conversation_follow_typists (ChatConversation *self)
{
  g_auto(GStrv) nicks = NULL;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  nicks = chat_room_dup_typists (self->room);
  self->typing = nicks[0] != NULL ? CHAT_TYPING_COMPOSING : CHAT_TYPING_IDLE;
  chat_conversation_notify (self, CHAT_CONVERSATION_PROP_TYPING);
}

gboolean
chat_conversation_may_answer (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), FALSE);

  return self->has_written
         || chat_connection_may_tell (self->connection, chat_conversation_get_address (self));
}
