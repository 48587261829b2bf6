/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What others hear of our typing (XEP-0085): a contact who wants it, and may know that we are
 * here; in a room all, where they are few. */
#define G_LOG_DOMAIN "chat-composing"

#include "chat-composing.h"

#include "chat-connection.h"
#include "chat-room.h"
#include "chat-room-private.h"
#include "xmpp-namespaces.h"

/* Fingers that rest that long have paused. */
#define PAUSE_S 6

typedef enum {
  PEER_UNKNOWN,
  PEER_WANTS_STATES,
  PEER_WANTS_NONE,
} Peer;

struct _ChatComposing
{
  ChatConnection *connection;
  ChatRoom       *room;    /* (nullable): it is a room that hears of it */
  char           *address;
  guint           pause_source;
  ChatTyping      told; /* what was said last */
  Peer            peer;
};

ChatComposing *
chat_composing_new (ChatConnection *connection,
                    const char     *address)
{
  ChatComposing *self;

  g_return_val_if_fail (CHAT_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  self = g_new0 (ChatComposing, 1);
  self->connection = g_object_ref (connection);
  self->address = g_strdup (address);
  self->told = CHAT_TYPING_IDLE;
  return self;
}

ChatComposing *
chat_composing_new_for_room (ChatConnection *connection,
                             ChatRoom       *room)
{
  ChatComposing *self;

  g_return_val_if_fail (CHAT_IS_ROOM (room), NULL);

  self = chat_composing_new (connection, chat_room_get_address (room));
  self->room = g_object_ref (room);
  return self;
}

void
chat_composing_free (ChatComposing *self)
{
  g_clear_handle_id (&self->pause_source, g_source_remove);
  g_clear_object (&self->connection);
  g_clear_object (&self->room);
  g_free (self->address);
  g_free (self);
}

static gboolean
is_heard (ChatComposing *self)
{
  return chat_connection_is_online (self->connection)
         && (self->room == NULL
             || (chat_room_is_small (self->room)
                 && (chat_room_get_rights (self->room) & CHAT_ROOM_MAY_SPEAK) != 0));
}

/* XEP-0085, 5.1: before a reply nobody is bothered but who is known to understand. */
static gboolean
may_tell (ChatComposing *self)
{
  if (!self->connection->policy.send_typing || !is_heard (self))
    return FALSE;
  if (self->room != NULL)
    return TRUE; /* all who are there see us there */
  if (self->peer == PEER_WANTS_NONE
      || !chat_connection_may_tell (self->connection, self->address))
    return FALSE;

  return self->peer == PEER_WANTS_STATES
         || chat_connection_peer_supports (self->connection, self->address, XMPP_NS_CHAT_STATES);
}

static void
tell (ChatComposing *self,
      ChatTyping     typing)
{
  if (self->told == typing || !may_tell (self))
    return;

  self->told = typing;
  chat_connection_send_typing (self->connection, self->address,
                               self->room != NULL ? CHAT_CONVERSATION_ROOM : CHAT_CONVERSATION_CHAT,
                               typing);
}

static gboolean
pause_cb (gpointer user_data)
{
  ChatComposing *self = user_data;

  self->pause_source = 0;
  tell (self, CHAT_TYPING_PAUSED);
  return G_SOURCE_REMOVE;
}

void
chat_composing_set (ChatComposing *self,
                    gboolean       composing)
{
  g_return_if_fail (self != NULL);

  g_clear_handle_id (&self->pause_source, g_source_remove);
  if (!is_heard (self))
    self->told = CHAT_TYPING_IDLE; /* whatever was said is forgotten there */
  if (composing)
    {
      self->pause_source = g_timeout_add_seconds (PAUSE_S, pause_cb, self);
      tell (self, CHAT_TYPING_COMPOSING);
    }
  else
    tell (self, CHAT_TYPING_IDLE);
}

void
chat_composing_note_sent (ChatComposing *self)
{
  g_return_if_fail (self != NULL);

  g_clear_handle_id (&self->pause_source, g_source_remove);
  if (self->room != NULL)
    tell (self, CHAT_TYPING_IDLE);
  self->told = CHAT_TYPING_IDLE;
}

void
chat_composing_note_peer (ChatComposing *self,
                          gboolean       has_state)
{
  g_return_if_fail (self != NULL);

  self->peer = has_state ? PEER_WANTS_STATES : PEER_WANTS_NONE;
}
