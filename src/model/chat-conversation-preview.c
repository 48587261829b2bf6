/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of a link in the text that is being written to a conversation. */
#define G_LOG_DOMAIN "chat-conversation"

#include "chat-conversation.h"

#include "archive-settings.h"
#include "chat-connection.h"
#include "chat-conversation-private.h"
#include "chat-downloads.h"
#include "chat-previewer.h"
#include "chat-store.h"

/* A text that is stored longer after the last key than this was not typed: it came from a link, or
 * from a notification. */
#define TYPED_US (2 * G_USEC_PER_SEC)

/* Of a conversation; stored where the person wants none */
#define KEY "preview-links"
#define OFF "0"

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ChatConversation) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) settings =
    archive_settings_load_finish (ARCHIVE_DATABASE (object), result, &error);

  if (settings == NULL)
    g_warning ("The settings of a conversation could not be read: %s", error->message);
  else if (self->previews == CHAT_PREVIEWS_UNKNOWN)
    self->previews = g_strcmp0 (g_hash_table_lookup (settings, KEY), OFF) == 0
                     ? CHAT_PREVIEWS_OFF : CHAT_PREVIEWS_ON;
}

ChatPreviewer *
chat_conversation_get_previewer (ChatConversation *self)
{
  ArchiveDatabase *database;

  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), NULL);

  if (self->previewer != NULL)
    return self->previewer;

  self->previewer = chat_previewer_new (chat_downloads_get_web (self->downloads));
  database = chat_store_get_database (self->store);
  if (self->id == 0)
    self->previews = CHAT_PREVIEWS_ON;
  else if (database != NULL)
    archive_settings_load_async (database, ARCHIVE_SCOPE_CONVERSATION, self->id, NULL, loaded_cb,
                                 g_object_ref (self));
  return self->previewer;
}

gboolean
chat_conversation_can_preview (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), FALSE);

  return self->id != 0 && self->previews != CHAT_PREVIEWS_UNKNOWN
         && self->connection->policy.preview_links && chat_conversation_is_known (self);
}

gboolean
chat_conversation_get_previews (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), FALSE);

  return self->previews == CHAT_PREVIEWS_ON;
}

void
chat_conversation_set_previews (ChatConversation *self,
                                gboolean          previews)
{
  ArchiveDatabase *database;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  self->previews = previews ? CHAT_PREVIEWS_ON : CHAT_PREVIEWS_OFF;
  if (!previews && self->previewer != NULL)
    chat_previewer_dismiss (self->previewer);
  database = chat_store_get_database (self->store);
  if (database != NULL && self->id != 0)
    archive_settings_set_async (database, ARCHIVE_SCOPE_CONVERSATION, self->id, KEY,
                                previews ? NULL : OFF, NULL, NULL, NULL);
}

/* The site hears that somebody asks, before anything is sent: not for strangers, nor for a room
 * where nobody knows who reads it. */
static gboolean
may_ask (ChatConversation *self)
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
  ChatPreviewer *previewer;

  if (self->previewer == NULL && !may_ask (self))
    return;

  previewer = chat_conversation_get_previewer (self);
  chat_previewer_set_text (previewer, self->draft != NULL ? self->draft : "",
                           may_ask (self) && self->previews == CHAT_PREVIEWS_ON);
}

ChatPreview *
chat_conversation_take_preview (ChatConversation *self,
                                const char       *body)
{
  return self->previewer != NULL ? chat_previewer_take (self->previewer, body) : NULL;
}
