/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-room.h"

G_BEGIN_DECLS

/* Whoever has a nick in a room, now or not: with whom one speaks in private there. A ChatPeer. */
#define CHAT_TYPE_NICK (chat_nick_get_type ())
G_DECLARE_FINAL_TYPE (ChatNick, chat_nick, CHAT, NICK, GObject)

/* @address: of the room, with the nick */
ChatNick *chat_nick_new      (ChatRoom   *room,
                              const char *address,
                              const char *nick) G_GNUC_WARN_UNUSED_RESULT;
ChatRoom *chat_nick_get_room (ChatNick   *self);

G_END_DECLS
