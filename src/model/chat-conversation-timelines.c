/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where one looks at a conversation, and how far back what is there goes. */
#define G_LOG_DOMAIN "chat-conversation"

#include "chat-conversation.h"

#include "chat-conversation-private.h"
#include "chat-message-private.h"
#include "chat-room-private.h"
#include "chat-store.h"
#include "chat-timeline-private.h"

static void
timeline_gone_cb (gpointer  data,
                  GObject  *timeline)
{
  ChatConversation *self = data;

  g_ptr_array_remove (self->timelines, timeline);
}

void
chat_conversation_drop_timelines (ChatConversation *self)
{
  for (guint i = 0; i < self->timelines->len; i++)
    g_object_weak_unref (g_ptr_array_index (self->timelines, i), timeline_gone_cb, self);
  g_ptr_array_set_size (self->timelines, 0);
  g_ptr_array_set_size (self->opening, 0);
}

static void
first_unread_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(ChatConversation) self = user_data;
  gint64 first_unread = chat_store_first_unread_finish (CHAT_STORE (object), result);
  g_autoptr(GPtrArray) opening = g_steal_pointer (&self->opening);

  self->opening = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < opening->len; i++)
    chat_timeline_open (g_ptr_array_index (opening, i), self->id, first_unread);

  if (self->is_mark_wanted)
    chat_conversation_mark_read (self);
}

void
chat_conversation_open_waiting (ChatConversation *self)
{
  if (self->opening->len > 0 && self->id != 0)
    chat_store_first_unread_async (self->store, self->id, NULL, first_unread_cb,
                                   g_object_ref (self));
}

ChatTimeline *
chat_conversation_open_timeline (ChatConversation *self)
{
  ChatTimeline *timeline = NULL;

  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), NULL);

  timeline = chat_timeline_new (self->store);
  g_ptr_array_add (self->timelines, timeline);
  g_object_weak_ref (G_OBJECT (timeline), timeline_gone_cb, self);
  if (self->kind == CHAT_CONVERSATION_ROOM && chat_conversation_get_room (self) != NULL)
    chat_room_note_speakers (chat_conversation_get_room (self), G_LIST_MODEL (timeline));

  chat_conversation_emit_look (self, FALSE);

  /* What is unread must be known before anybody marks it as read. */
  if (self->unread == 0 && self->id != 0)
    chat_timeline_open (timeline, self->id, 0);
  else
    {
      g_ptr_array_add (self->opening, g_object_ref (timeline));
      if (self->opening->len == 1)
        chat_conversation_open_waiting (self);
    }

  return timeline;
}

ChatOlder
chat_conversation_get_older (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), CHAT_OLDER_NONE);

  return self->older;
}

void
chat_conversation_set_older (ChatConversation *self,
                             ChatOlder         older,
                             gint64            below_us)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  self->older_below_us = below_us;
  if (self->older == older)
    return;

  self->older = older;
  chat_conversation_notify (self, CHAT_CONVERSATION_PROP_OLDER);
}

/* What is here below a gap does not hide it: the gap is asked for as soon as it is reached. */
void
chat_conversation_load_older (ChatConversation *self,
                              ChatTimeline     *timeline)
{
  g_autoptr(ChatMessage) oldest = NULL;
  gboolean has_older;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (CHAT_IS_TIMELINE (timeline));

  oldest = g_list_model_get_item (G_LIST_MODEL (timeline), 0);
  has_older = chat_timeline_get_has_older (timeline);
  if (self->older == CHAT_OLDER_THERE && !chat_timeline_get_loading (timeline)
      && (!has_older || (oldest != NULL && chat_message_get_sort (oldest) < self->older_below_us)))
    chat_conversation_emit_look (self, TRUE);
  if (has_older)
    chat_timeline_load_older (timeline);
}
