/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody who is known by the nick in a room alone. Whose it is may change: all that is promised
 * is who gets what is said to it now. */
#define G_LOG_DOMAIN "chat-nick"

#include "chat-nick.h"

#include "base-color.h"
#include "chat-enums.h"
#include "chat-room-private.h"
#include "chat-text.h"

#define MAX_NAME_CHARS 80

struct _ChatNick
{
  GObject       parent_instance;

  ChatRoom     *room;
  char         *address;
  char         *nick;
  char         *name;
  ChatPresence  presence;
  char          color[8];
};

static void peer_iface_init (ChatPeerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatNick, chat_nick, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CHAT_TYPE_PEER, peer_iface_init))

enum {
  PROP_NAME = 1,
  PROP_COLOR,
  PROP_AVATAR,
  PROP_PRESENCE,
};

static void
chat_nick_dispose (GObject *object)
{
  g_clear_object (&CHAT_NICK (object)->room);

  G_OBJECT_CLASS (chat_nick_parent_class)->dispose (object);
}

static void
chat_nick_finalize (GObject *object)
{
  ChatNick *self = CHAT_NICK (object);

  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->nick, g_free);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (chat_nick_parent_class)->finalize (object);
}

static void
chat_nick_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  ChatNick *self = CHAT_NICK (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_COLOR:
      g_value_set_string (value, self->color);
      break;
    case PROP_AVATAR:
      g_value_set_boxed (value, NULL);
      break;
    case PROP_PRESENCE:
      g_value_set_enum (value, (int) self->presence);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_nick_class_init (ChatNickClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_nick_dispose;
  object_class->finalize = chat_nick_finalize;
  object_class->get_property = chat_nick_get_property;

  g_object_class_override_property (object_class, PROP_NAME, "name");
  g_object_class_override_property (object_class, PROP_COLOR, "color");
  g_object_class_override_property (object_class, PROP_AVATAR, "avatar");
  g_object_class_override_property (object_class, PROP_PRESENCE, "presence");
}

static void
chat_nick_init (ChatNick *self)
{
  self->presence = CHAT_PRESENCE_OFFLINE;
}

static ChatPresence
find_presence (ChatNick *self)
{
  static const ChatPresence presences[] = {
    [XMPP_SHOW_OFFLINE] = CHAT_PRESENCE_OFFLINE,
    [XMPP_SHOW_ONLINE] = CHAT_PRESENCE_AVAILABLE,
    [XMPP_SHOW_CHAT] = CHAT_PRESENCE_CHATTY,
    [XMPP_SHOW_AWAY] = CHAT_PRESENCE_AWAY,
    [XMPP_SHOW_EXTENDED_AWAY] = CHAT_PRESENCE_EXTENDED_AWAY,
    [XMPP_SHOW_DO_NOT_DISTURB] = CHAT_PRESENCE_DO_NOT_DISTURB,
  };
  XmppRoom *xmpp = self->room->xmpp;
  XmppOccupant *occupant = NULL;

  if (xmpp != NULL && chat_room_get_state (self->room) == CHAT_ROOM_JOINED)
    occupant = xmpp_room_get_occupant (xmpp, self->nick);
  return occupant != NULL ? presences[occupant->show] : CHAT_PRESENCE_OFFLINE;
}

static void
update_cb (ChatNick *self)
{
  ChatPresence presence = find_presence (self);

  if (self->presence == presence)
    return;

  self->presence = presence;
  g_object_notify (G_OBJECT (self), "presence");
}

ChatNick *
chat_nick_new (ChatRoom   *room,
               const char *address,
               const char *nick)
{
  ChatNick *self = NULL;
  XmppRoom *xmpp;

  g_return_val_if_fail (CHAT_IS_ROOM (room), NULL);
  g_return_val_if_fail (address != NULL && nick != NULL, NULL);

  self = g_object_new (CHAT_TYPE_NICK, NULL);
  self->room = g_object_ref (room);
  self->address = g_strdup (address);
  self->nick = g_strdup (nick);
  self->name = chat_text_clean_line (nick, MAX_NAME_CHARS);
  if (self->name == NULL)
    self->name = g_strdup (address);
  base_color_for_text (nick, self->color);
  self->presence = find_presence (self);
  xmpp = chat_room_get_xmpp_room (room);
  if (xmpp != NULL)
    g_signal_connect_object (xmpp, "occupants-changed", G_CALLBACK (update_cb), self,
                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (room, "notify::state", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  return self;
}

ChatRoom *
chat_nick_get_room (ChatNick *self)
{
  g_return_val_if_fail (CHAT_IS_NICK (self), NULL);

  return self->room;
}

static const char *
peer_get_address (ChatPeer *peer)
{
  return CHAT_NICK (peer)->address;
}

static const char *
peer_get_name (ChatPeer *peer)
{
  return CHAT_NICK (peer)->name;
}

static const char *
peer_get_color (ChatPeer *peer)
{
  return CHAT_NICK (peer)->color;
}

static GBytes *
peer_get_avatar (ChatPeer *peer)
{
  return NULL;
}

static ChatPresence
peer_get_presence (ChatPeer *peer)
{
  return CHAT_NICK (peer)->presence;
}

static void
peer_iface_init (ChatPeerInterface *iface)
{
  iface->get_address = peer_get_address;
  iface->get_name = peer_get_name;
  iface->get_color = peer_get_color;
  iface->get_avatar = peer_get_avatar;
  iface->get_presence = peer_get_presence;
}
