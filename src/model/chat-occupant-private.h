/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-occupant.h"

G_BEGIN_DECLS

typedef struct _ChatFaces ChatFaces;
typedef struct _ChatOccupant ChatOccupant;
typedef struct _XmppRoom XmppRoom;

/* (nullable): how the archive names who that is */
char         *chat_occupant_make_author  (const XmppOccupant *occupant) G_GNUC_WARN_UNUSED_RESULT;
ChatOccupant *chat_occupant_new          (XmppOccupant *occupant) G_GNUC_WARN_UNUSED_RESULT;
/* @occupant: what has become of it; NULL: gone */
void          chat_occupant_take_changes (ChatOccupant *self,
                                          XmppOccupant *occupant);
void          chat_occupant_set_alike    (ChatOccupant *self,
                                          gboolean      alike);
/* Follows by itself what the room tells; not to be changed from outside then */
void          chat_occupant_follow       (ChatOccupant *self,
                                          XmppRoom     *room);
/* Once, before anybody looks; @faces: (nullable) */
void          chat_occupant_set_faces    (ChatOccupant *self,
                                          ChatFaces    *faces);

G_END_DECLS
