/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rows of one conversation share. */
#define G_LOG_DOMAIN "ui-message-list"

#include "ui-message-context.h"

#include "ui-message-body.h"

#include <glib/gi18n.h>

void
ui_message_context_init (UiMessageContext *self)
{
  self->clock = ui_clock_new ();
  self->pictures = ui_picture_cache_new ();
  self->expanded = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->unfolded = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

void
ui_message_context_clear (UiMessageContext *self)
{
  g_clear_object (&self->clock);
  g_clear_object (&self->conversation);
  g_clear_object (&self->pictures);
  g_clear_object (&self->peer);
  g_clear_object (&self->room);
  g_clear_object (&self->notes);
  g_clear_pointer (&self->expanded, g_hash_table_unref);
  g_clear_pointer (&self->unfolded, g_hash_table_unref);
}

void
ui_message_context_set_conversation (UiMessageContext *self,
                                     ChatConversation *conversation)
{
  ChatPeer *peer = NULL;
  ChatRoom *room = NULL;
  ChatNotes *notes = NULL;

  if (conversation != NULL)
    {
      peer = chat_conversation_get_peer (conversation);
      notes = chat_conversation_get_notes (conversation);
    }
  if (CHAT_IS_ROOM (peer))
    room = CHAT_ROOM (peer);
  g_set_object (&self->conversation, conversation);
  g_set_object (&self->peer, peer);
  g_set_object (&self->room, room);
  g_set_object (&self->notes, notes);
}

char *
ui_message_context_dup_top (const UiMessageContext *self)
{
  g_autofree char *name = NULL;

  switch (self->top)
    {
    case UI_MESSAGE_TOP_OFFLINE:
      return g_strdup (self->room != NULL && !chat_room_comes_back (self->room)
                       ? _("Older messages come once you are in this room")
                       : _("Older messages come when you are online again"));
    case UI_MESSAGE_TOP_COMING:
      return g_strdup ("\xc2\xa0"); /* a line without words: a space that is none */
    case UI_MESSAGE_TOP_START:
      if (self->peer == NULL)
        return NULL;
      name = ui_message_body_isolate (chat_peer_get_name (self->peer));
      return g_strdup_printf (self->room != NULL
                              /* Translators: %s is the name of a room */
                              ? _("This is where the history of %s begins")
                              /* Translators: %s is a name */
                              : _("This is where your conversation with %s begins"), name);
    case UI_MESSAGE_TOP_OPEN:
    default:
      return NULL;
    }
}

void
ui_message_context_reset (UiMessageContext *self)
{
  self->first_unread = 0;
  self->top = UI_MESSAGE_TOP_OPEN;
  g_hash_table_remove_all (self->expanded);
  g_hash_table_remove_all (self->unfolded);
}

void
ui_message_context_turn_fold (UiMessageContext *self,
                              gint64            message_id)
{
  if (!g_hash_table_remove (self->unfolded, &message_id))
    g_hash_table_add (self->unfolded, g_memdup2 (&message_id, sizeof message_id));
}
