/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a contact hears of our typing (XEP-0085): only who wants it, and may know that we are
 * here. */
#define G_LOG_DOMAIN "chat-composing"

#include "chat-composing.h"

#include "chat-connection.h"
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

void
chat_composing_free (ChatComposing *self)
{
  g_clear_handle_id (&self->pause_source, g_source_remove);
  g_clear_object (&self->connection);
  g_free (self->address);
  g_free (self);
}

/* XEP-0085, 5.1: before a reply nobody is bothered but who is known to understand. */
static gboolean
may_tell (ChatComposing *self)
{
  if (!self->connection->policy.send_typing || self->peer == PEER_WANTS_NONE
      || !chat_connection_is_online (self->connection)
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
  chat_connection_send_typing (self->connection, self->address, typing);
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
  if (!chat_connection_is_online (self->connection))
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
  self->told = CHAT_TYPING_IDLE;
}

void
chat_composing_note_peer (ChatComposing *self,
                          gboolean       has_state)
{
  g_return_if_fail (self != NULL);

  self->peer = has_state ? PEER_WANTS_STATES : PEER_WANTS_NONE;
}
