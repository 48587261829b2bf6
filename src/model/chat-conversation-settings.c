/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people set for a conversation: pinned, muted, put away, and the text they have begun. */
#define G_LOG_DOMAIN "chat-conversation"

#include "chat-conversation.h"

#include "archive-conversations.h"
#include "chat-conversation-private.h"
#include "chat-store.h"

/* Drafts change with every key; the archive hears of it once the fingers rest. */
#define DRAFT_DELAY_MS 1000

static gboolean
unmute_cb (gpointer user_data)
{
  ChatConversation *self = user_data;

  self->mute_source = 0;
  chat_conversation_set_muted_until (self, 0);
  return G_SOURCE_REMOVE;
}

void
chat_conversation_update_muted (ChatConversation *self)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  gboolean is_muted = self->muted_until_s > now_s;

  g_clear_handle_id (&self->mute_source, g_source_remove);
  /* Timers stand still while the computer sleeps: this one may have been late. */
  if (!is_muted && self->muted_until_s != 0)
    {
      chat_conversation_set_muted_until (self, 0);
      return;
    }
  if (is_muted && self->muted_until_s - now_s < G_MAXUINT / 2000)
    self->mute_source = g_timeout_add_seconds ((guint) (self->muted_until_s - now_s), unmute_cb,
                                               self);
  if (self->is_muted != is_muted)
    {
      self->is_muted = is_muted;
      chat_conversation_notify (self, CHAT_CONVERSATION_PROP_MUTED);
    }
}

ArchiveDatabase *
chat_conversation_get_database (ChatConversation *self)
{
  self->is_unsaved |= self->id == 0;
  return self->id != 0 ? chat_store_get_database (self->store) : NULL;
}

static void
save_draft (ChatConversation *self)
{
  ArchiveDatabase *database = chat_conversation_get_database (self);

  if (database != NULL)
    archive_conversations_set_draft_async (database, self->id, self->draft, NULL, NULL, NULL);
}

static void
save_pinned (ChatConversation *self)
{
  ArchiveDatabase *database = chat_conversation_get_database (self);

  if (database != NULL)
    archive_conversations_set_pinned_async (database, self->id, self->is_pinned ? 1 : 0, NULL,
                                            NULL, NULL);
}

static void
save_muted (ChatConversation *self)
{
  ArchiveDatabase *database = chat_conversation_get_database (self);
  gint64 until_us = self->muted_until_s > G_MAXINT64 / G_USEC_PER_SEC
                      ? G_MAXINT64 : self->muted_until_s * G_USEC_PER_SEC;

  if (database != NULL)
    archive_conversations_set_muted_async (database, self->id, until_us, NULL, NULL, NULL);
}

static void
save_archived (ChatConversation *self)
{
  ArchiveDatabase *database = chat_conversation_get_database (self);

  if (database != NULL)
    archive_conversations_set_archived_async (database, self->id, self->is_archived, NULL, NULL,
                                              NULL);
}

static gboolean
save_draft_cb (gpointer user_data)
{
  ChatConversation *self = user_data;

  self->draft_source = 0;
  save_draft (self);
  return G_SOURCE_REMOVE;
}

void
chat_conversation_flush (ChatConversation *self)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  if (self->draft_source != 0)
    {
      g_clear_handle_id (&self->draft_source, g_source_remove);
      save_draft (self);
    }
}

static void
set_pinned (ChatConversation *self,
            gboolean          pinned)
{
  self->is_pinned = pinned != FALSE;
  save_pinned (self);
  chat_conversation_notify (self, CHAT_CONVERSATION_PROP_PINNED);
}

void
chat_conversation_set_pinned (ChatConversation *self,
                              gboolean          pinned)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  if (self->is_pinned == (pinned != FALSE))
    return;

  set_pinned (self, pinned);
  chat_conversation_emit_shared_set (self, CHAT_SHARED_PINNED);
}

static void
set_muted_until (ChatConversation *self,
                 gint64            until_s)
{
  self->muted_until_s = until_s;
  save_muted (self);
  chat_conversation_notify (self, CHAT_CONVERSATION_PROP_MUTED_UNTIL);
  chat_conversation_update_muted (self);
}

void
chat_conversation_set_muted_until (ChatConversation *self,
                                   gint64            until_s)
{
  gint64 before_s;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  before_s = self->muted_until_s;
  if (before_s == MAX (until_s, 0))
    return;

  set_muted_until (self, MAX (until_s, 0));
  /* A while is nothing that others know: XEP-0492. */
  if ((before_s == G_MAXINT64) != (until_s == G_MAXINT64))
    chat_conversation_emit_shared_set (self, CHAT_SHARED_MUTED);
}

void
chat_conversation_follow_shared (ChatConversation *self,
                                 ChatShared        what,
                                 gboolean          set)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  /* Muted for a while stays so: it is to end by itself. */
  if (chat_conversation_get_shared (self, what) == (set != FALSE))
    return;

  if (what == CHAT_SHARED_PINNED)
    set_pinned (self, set);
  else
    set_muted_until (self, set ? G_MAXINT64 : 0);
}

gboolean
chat_conversation_get_shared (ChatConversation *self,
                              ChatShared        what)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), FALSE);

  return what == CHAT_SHARED_PINNED ? self->is_pinned : self->muted_until_s == G_MAXINT64;
}

void
chat_conversation_set_archived (ChatConversation *self,
                                gboolean          archived)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  if (self->is_archived == (archived != FALSE))
    return;

  self->is_archived = archived != FALSE;
  save_archived (self);
  chat_conversation_notify (self, CHAT_CONVERSATION_PROP_ARCHIVED);
}

void
chat_conversation_set_draft (ChatConversation *self,
                             const char       *draft)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  if (draft != NULL && draft[0] == '\0')
    draft = NULL;
  if (g_strcmp0 (self->draft, draft) == 0)
    return;

  g_free (self->draft);
  self->draft = g_strdup (draft);
  if (self->draft_source == 0)
    self->draft_source = g_timeout_add (DRAFT_DELAY_MS, save_draft_cb, self);
  chat_conversation_note_draft (self);
  /* What was sent must not be found once more, to be sent again. */
  if (draft == NULL)
    chat_conversation_flush (self);
  chat_conversation_notify (self, CHAT_CONVERSATION_PROP_DRAFT);
}

void
chat_conversation_add_to_draft (ChatConversation *self,
                                const char       *text)
{
  g_autofree char *both = NULL;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (text != NULL);

  both = self->draft != NULL ? g_strconcat (self->draft, "\n", text, NULL) : g_strdup (text);
  chat_conversation_set_draft (self, both);
}

void
chat_conversation_set_edit (ChatConversation *self,
                            ChatMessage      *message,
                            const char       *text)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (message == NULL || text != NULL);

  g_set_object (&self->edited, message);
  g_free (self->edit);
  self->edit = message != NULL ? g_strdup (text) : NULL;
}

ChatMessage *
chat_conversation_get_edit (ChatConversation  *self,
                            const char       **text)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), NULL);

  if (text != NULL)
    *text = self->edit;
  return self->edited;
}

void
chat_conversation_set_id (ChatConversation *self,
                          gint64            id)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (id > 0);

  if (self->id == id)
    return;

  self->id = id;
  chat_conversation_notify (self, CHAT_CONVERSATION_PROP_ID);
  if (self->is_unsaved)
    {
      self->is_unsaved = FALSE;
      save_pinned (self);
      save_muted (self);
      save_archived (self);
      save_draft (self);
    }
  chat_conversation_open_waiting (self);
}
