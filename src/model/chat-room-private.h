/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-room.h"
#include "xmpp-room.h"

G_BEGIN_DECLS

/* (nullable) borrowed: NULL once the account has gone */
XmppRoom *chat_room_get_xmpp_room (ChatRoom *self);

G_END_DECLS
