/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of a link in the text that is being written to a conversation. */
#define G_LOG_DOMAIN "chat-conversation"

#include "chat-conversation.h"

#include "chat-connection.h"
#include "chat-conversation-private.h"
#include "chat-downloads.h"
#include "chat-previewer.h"

/* A text that is stored longer after the last key than this was not typed: it came from a link, or
 * from a notification. */
#define TYPED_US (2 * G_USEC_PER_SEC)

ChatPreviewer *
chat_conversation_get_previewer (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), NULL);

  if (self->previewer == NULL)
    self->previewer = chat_previewer_new (chat_downloads_get_web (self->downloads));
  return self->previewer;
}

/* The site hears that somebody asks, before anything is sent: not for strangers, nor for a room
 * where nobody knows who reads it. */
static gboolean
is_wanted (ChatConversation *self)
{
  return self->connection->policy.preview_links && chat_conversation_is_known (self)
         && chat_connection_is_online (self->connection)
         && g_get_monotonic_time () - self->typed_us < TYPED_US;
}

void
chat_conversation_note_typed (ChatConversation *self)
{
  self->typed_us = g_get_monotonic_time ();
}

void
chat_conversation_note_draft (ChatConversation *self)
{
  const char *text = self->draft != NULL ? self->draft : "";

  if (self->previewer != NULL || is_wanted (self))
    chat_previewer_set_text (chat_conversation_get_previewer (self), text, is_wanted (self));
}

ChatPreview *
chat_conversation_take_preview (ChatConversation *self,
                                const char       *body)
{
  return self->previewer != NULL ? chat_previewer_take (self->previewer, body) : NULL;
}
