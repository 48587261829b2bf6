/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

/* Who or what a conversation is with: ChatContact, ChatRoom, or a ChatOccupant in private.
 *
 * Properties (all notify): name (string: never empty), color ("#rrggbb": XEP-0392), avatar (GBytes,
 * nullable: encoded image, loaded when first asked for), presence (ChatPresence; of rooms:
 * AVAILABLE while joined, else OFFLINE). */
#define CHAT_TYPE_PEER (chat_peer_get_type ())
G_DECLARE_INTERFACE (ChatPeer, chat_peer, CHAT, PEER, GObject)

struct _ChatPeerInterface {
  GTypeInterface parent;

  const char  *(*get_address)  (ChatPeer *self);
  const char  *(*get_name)     (ChatPeer *self);
  const char  *(*get_color)    (ChatPeer *self);
  GBytes      *(*get_avatar)   (ChatPeer *self);
  ChatPresence (*get_presence) (ChatPeer *self);
};

const char  *chat_peer_get_address  (ChatPeer *self); /* bare; of occupants with their nick */
const char  *chat_peer_get_name     (ChatPeer *self);
const char  *chat_peer_get_color    (ChatPeer *self);
/* (nullable) borrowed */
GBytes      *chat_peer_get_avatar   (ChatPeer *self);
ChatPresence chat_peer_get_presence (ChatPeer *self);

G_END_DECLS
