/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was said last in a conversation, as lists show it. */
#define G_LOG_DOMAIN "chat-conversation"

#include "chat-conversation.h"

#include "chat-conversation-private.h"
#include "chat-message-private.h"
#include "chat-text.h"

#define MAX_PREVIEW_CHARS 200

/* @last is shown in the list; NULL: there is nothing any more. */
void
chat_conversation_set_last (ChatConversation *self,
                            ChatMessage      *last)
{
  g_autofree char *line = last != NULL ? chat_message_dup_line (last, FALSE) : NULL;
  g_autofree char *preview =
    line != NULL ? chat_text_clean_line (line, MAX_PREVIEW_CHARS) : NULL;

  if (self->notes != NULL && last == NULL)
    chat_notes_clear (self->notes);
  else if (self->notes != NULL && last != self->last)
    chat_notes_follow (self->notes, chat_message_get_id (last), chat_message_get_time (last));

  g_object_freeze_notify (G_OBJECT (self));
  g_set_object (&self->last, last);
  if (g_strcmp0 (self->preview, preview) != 0)
    {
      g_free (self->preview);
      self->preview = g_steal_pointer (&preview);
      chat_conversation_notify (self, CHAT_CONVERSATION_PROP_PREVIEW);
    }
  chat_conversation_notify (self, CHAT_CONVERSATION_PROP_PREVIEW_NAME);
  chat_conversation_notify (self, CHAT_CONVERSATION_PROP_PREVIEW_OUTGOING);
  chat_conversation_notify (self, CHAT_CONVERSATION_PROP_PREVIEW_KIND);
  chat_conversation_notify (self, CHAT_CONVERSATION_PROP_PREVIEW_STATE);
  chat_conversation_notify (self, CHAT_CONVERSATION_PROP_LAST_TIME);
  g_object_thaw_notify (G_OBJECT (self));
}

const char *
chat_conversation_get_preview_name (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), NULL);

  if (self->kind != CHAT_CONVERSATION_ROOM || self->last == NULL
      || chat_message_is_outgoing (self->last)
      || chat_message_get_kind (self->last) == CHAT_MESSAGE_NOTICE)
    return NULL;

  return chat_message_get_sender_name (self->last);
}

const char *
chat_conversation_get_preview (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), NULL);

  return self->preview;
}

gboolean
chat_conversation_get_preview_outgoing (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), FALSE);

  return self->last != NULL && chat_message_is_outgoing (self->last);
}

ChatMessageKind
chat_conversation_get_preview_kind (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), CHAT_MESSAGE_TEXT);

  return self->last != NULL ? chat_message_get_kind (self->last) : CHAT_MESSAGE_TEXT;
}

ChatMessageState
chat_conversation_get_preview_state (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), CHAT_MESSAGE_RECEIVED);

  return self->last != NULL ? chat_message_get_state (self->last) : CHAT_MESSAGE_RECEIVED;
}

gint64
chat_conversation_get_last_time (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), 0);

  return self->last != NULL ? chat_message_get_time (self->last) : 0;
}
