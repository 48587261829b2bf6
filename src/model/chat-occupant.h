/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

typedef struct {
  char *title;
  char *color; /* "#rrggbb" */
} ChatHat;

/* Somebody in a room. A ChatPeer, whose address is that of the room with the nick. One object for
 * as long as somebody holds it; it follows changes of nick, and is told to be gone (present:
 * FALSE).
 *
 * Properties besides those of ChatPeer (all notify): role (ChatRole), affiliation
 * (ChatAffiliation), status (nullable), present (bool), look-alike (bool: the nick looks like
 * that of another). */
#define CHAT_TYPE_OCCUPANT (chat_occupant_get_type ())
G_DECLARE_FINAL_TYPE (ChatOccupant, chat_occupant, CHAT, OCCUPANT, GObject)

const char      *chat_occupant_get_nick         (ChatOccupant *self);
/* (nullable) bare: who it really is, where the room tells it */
const char      *chat_occupant_get_real_address (ChatOccupant *self);
/* (nullable): as the archive names authors: 'o:' and an occupant-id, 'j:' and a bare address */
const char      *chat_occupant_get_author       (ChatOccupant *self);
ChatRole         chat_occupant_get_role         (ChatOccupant *self);
ChatAffiliation  chat_occupant_get_affiliation  (ChatOccupant *self);
const char      *chat_occupant_get_status       (ChatOccupant *self);
const GPtrArray *chat_occupant_get_hats         (ChatOccupant *self); /* (nullable) of ChatHat */
gboolean         chat_occupant_is_self          (ChatOccupant *self);
gboolean         chat_occupant_is_present       (ChatOccupant *self);
gboolean         chat_occupant_is_look_alike    (ChatOccupant *self);
/* The avatar is fetched from others only while somebody looks: once for each look, one look away */
void             chat_occupant_look             (ChatOccupant *self);
void             chat_occupant_look_away        (ChatOccupant *self);

G_END_DECLS
