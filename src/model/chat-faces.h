/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "xmpp-occupant.h"

G_BEGIN_DECLS

typedef struct _ChatAvatars ChatAvatars;

/* How long somebody in a room is not asked again for a picture: after one came, after none did */
#define CHAT_FACES_PAUSE_S 60
#define CHAT_FACES_RETRY_S 600

/* The pictures of those who are in a room: that of a contact where it is known who it is, else the
 * one whose hash the room tells, asked for while somebody looks at who has it. */
#define CHAT_TYPE_FACES (chat_faces_get_type ())
G_DECLARE_FINAL_TYPE (ChatFaces, chat_faces, CHAT, FACES, GObject)

/* Whether somebody may be asked now; @occupant NULL: whether anybody may */
typedef gboolean (*ChatFacesGate) (gpointer            user_data,
                                   const XmppOccupant *occupant);
/* @is_here: there is a picture to be seen; else it may be another one: chat_faces_get_hash() */
typedef void (*ChatFacesFunc) (gpointer who,
                               gboolean is_here);

/* @own_address: bare: who we are */
ChatFaces  *chat_faces_new       (ChatAvatars        *avatars,
                                  const char         *own_address) G_GNUC_WARN_UNUSED_RESULT;
/* @gate: (nullable): nobody is asked any more */
void        chat_faces_set_gate  (ChatFaces          *self,
                                  ChatFacesGate       gate,
                                  gpointer            user_data);
/* (nullable): which picture somebody has */
const char *chat_faces_get_hash  (ChatFaces          *self,
                                  const XmppOccupant *occupant);
/* (nullable) borrowed: if it is here; nothing is loaded for it */
GBytes     *chat_faces_peek      (ChatFaces          *self,
                                  const char         *hash);
/* Somebody looks at @who, a GObject, until chat_faces_look_away(); or there is news of it.
 * @occupant: (nullable): whom to ask; NULL: it has gone. @hash: (nullable): its picture */
void        chat_faces_look      (ChatFaces          *self,
                                  gpointer            who,
                                  XmppOccupant       *occupant,
                                  const char         *hash,
                                  ChatFacesFunc       func);
void        chat_faces_look_away (ChatFaces          *self,
                                  gpointer            who);
/* One can ask again */
void        chat_faces_resume    (ChatFaces          *self);

G_END_DECLS
