/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-room.h"

G_BEGIN_DECLS

typedef struct _ChatFaces ChatFaces;
typedef struct _ChatOccupants ChatOccupants;

/* How many changes at once are told one by one */
#define CHAT_OCCUPANTS_SINGLE_MAX 64

/* @room: (nullable): nobody is in it; @faces: (nullable): their pictures */
ChatOccupants *chat_occupants_new (XmppRoom  *room,
                                   ChatFaces *faces) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
