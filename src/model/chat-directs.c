/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that go straight from one to the other: XEP-0234. */
#define G_LOG_DOMAIN "chat-directs"

#include "chat-directs.h"

#include "archive-row.h"
#include "chat-connection.h"
#include "chat-directs-private.h"
#include "chat-store.h"
#include "xmpp-address.h"
#include "xmpp-jingle-files.h"
#include "xmpp-roster.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (ChatDirects, chat_directs, G_TYPE_OBJECT)

static void
chat_directs_dispose (GObject *object)
{
  ChatDirects *self = CHAT_DIRECTS (object);

  chat_directs_clear_send (self);
  chat_directs_clear_unseen (self);
  chat_directs_clear_receive (self);
  chat_directs_clear_refused (self);
  g_clear_object (&self->decoder);
  g_clear_object (&self->connection);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (chat_directs_parent_class)->dispose (object);
}

static void
chat_directs_finalize (GObject *object)
{
  ChatDirects *self = CHAT_DIRECTS (object);

  g_clear_pointer (&self->sends, g_ptr_array_unref);
  g_clear_pointer (&self->receives, g_ptr_array_unref);
  chat_directs_free_look (self);
  g_hash_table_unref (self->writers);

  G_OBJECT_CLASS (chat_directs_parent_class)->finalize (object);
}

static void
chat_directs_class_init (ChatDirectsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_directs_dispose;
  G_OBJECT_CLASS (klass)->finalize = chat_directs_finalize;

  g_signal_new ("offered", CHAT_TYPE_DIRECTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                1, G_TYPE_POINTER);
}

static void
chat_directs_init (ChatDirects *self)
{
  chat_directs_init_send (self);
  chat_directs_init_receive (self);
  chat_directs_init_look (self);
  self->writers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

ChatDirects *
chat_directs_new (ChatStore      *store,
                  ChatConnection *connection)
{
  ChatDirects *self;

  g_return_val_if_fail (CHAT_IS_STORE (store), NULL);
  g_return_val_if_fail (CHAT_IS_CONNECTION (connection), NULL);

  self = g_object_new (CHAT_TYPE_DIRECTS, NULL);
  self->store = g_object_ref (store);
  self->connection = g_object_ref (connection);
  chat_directs_listen_send (self);
  chat_directs_listen (self);
  return self;
}

XmppAddress *
chat_directs_find_peer (ChatDirects *self,
                        XmppAddress *bare)
{
  if (!chat_connection_is_online (self->connection))
    return NULL;

  return xmpp_jingle_files_find_peer (self->connection->jingle, bare,
                                      g_hash_table_lookup (self->writers,
                                                           xmpp_address_get_bare (bare)));
}

ChatReach
chat_directs_get_reach (ChatDirects *self,
                        const char  *address)
{
  g_autoptr(XmppAddress) bare = NULL;
  g_autoptr(XmppAddress) peer = NULL;

  g_return_val_if_fail (CHAT_IS_DIRECTS (self), CHAT_REACH_NONE);

  bare = xmpp_address_parse (address, NULL);
  if (bare == NULL)
    return CHAT_REACH_NONE;

  peer = chat_directs_find_peer (self, bare);
  if (peer != NULL)
    return CHAT_REACH_NOW;

  if (chat_connection_is_online (self->connection)
      && xmpp_jingle_files_is_refused (self->connection->jingle, bare))
    return CHAT_REACH_NONE;

  return CHAT_REACH_LATER;
}

/* RFC 6121, 5.1. Nobody but who is on the list can fill the memory with that. */
void
chat_directs_note_writer (ChatDirects *self,
                          const char  *address,
                          const char  *resource)
{
  g_autoptr(XmppAddress) bare = NULL;

  g_return_if_fail (CHAT_IS_DIRECTS (self));

  bare = xmpp_address_parse (address, NULL);
  if (bare != NULL && resource != NULL && strlen (resource) <= CHAT_DIRECTS_MAX_RESOURCE_BYTES
      && xmpp_roster_get_item (self->connection->roster, bare) != NULL)
    g_hash_table_replace (self->writers, g_strdup (xmpp_address_get_bare (bare)),
                          g_strdup (resource));
}
