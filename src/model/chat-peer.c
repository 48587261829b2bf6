/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who or what a conversation is with, as far as lists and titles show it. */
#define G_LOG_DOMAIN "chat-peer"

#include "chat-peer.h"

#include "chat-enums.h"

G_DEFINE_INTERFACE (ChatPeer, chat_peer, G_TYPE_OBJECT)

static void
chat_peer_default_init (ChatPeerInterface *iface)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  g_object_interface_install_property (iface,
                                       g_param_spec_string ("name", NULL, NULL, NULL, flags));
  g_object_interface_install_property (iface,
                                       g_param_spec_string ("color", NULL, NULL, NULL, flags));
  g_object_interface_install_property (iface,
                                       g_param_spec_boxed ("avatar", NULL, NULL, G_TYPE_BYTES,
                                                           flags));
  g_object_interface_install_property (iface,
                                       g_param_spec_enum ("presence", NULL, NULL,
                                                          CHAT_TYPE_PRESENCE,
                                                          CHAT_PRESENCE_OFFLINE, flags));
}

const char *
chat_peer_get_address (ChatPeer *self)
{
  g_return_val_if_fail (CHAT_IS_PEER (self), NULL);

  return CHAT_PEER_GET_IFACE (self)->get_address (self);
}

const char *
chat_peer_get_name (ChatPeer *self)
{
  g_return_val_if_fail (CHAT_IS_PEER (self), NULL);

  return CHAT_PEER_GET_IFACE (self)->get_name (self);
}

const char *
chat_peer_get_color (ChatPeer *self)
{
  g_return_val_if_fail (CHAT_IS_PEER (self), NULL);

  return CHAT_PEER_GET_IFACE (self)->get_color (self);
}

GBytes *
chat_peer_get_avatar (ChatPeer *self)
{
  g_return_val_if_fail (CHAT_IS_PEER (self), NULL);

  return CHAT_PEER_GET_IFACE (self)->get_avatar (self);
}

ChatPresence
chat_peer_get_presence (ChatPeer *self)
{
  g_return_val_if_fail (CHAT_IS_PEER (self), CHAT_PRESENCE_OFFLINE);

  return CHAT_PEER_GET_IFACE (self)->get_presence (self);
}
