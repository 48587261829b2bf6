/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-occupant.h"

G_BEGIN_DECLS

/* Who comes after that is not shown; ourselves always are */
#define XMPP_OCCUPANTS_MAX 20000

/**
 * XmppOccupantChange:
 *
 * What became of one occupant since it was told last. Who came has no @before, who left has no
 * @after. When nicks differ, somebody has changed it.
 */
typedef struct {
  XmppOccupant *before;     /* (nullable) */
  XmppOccupant *after;      /* (nullable) */
  XmppMucStatus status;     /* of who left: kicked, banned, … */
  char         *reason;     /* (nullable): likewise: why, as the room says */
  char         *actor_nick; /* (nullable): likewise: who did it, as the room says */
  char         *farewell;   /* (nullable): what who left has said */
  gboolean      is_unsure;  /* of who left and of who came: under that nick is somebody of whom
                             * nobody can say whether it is the same person, as we were away */
} XmppOccupantChange;

/**
 * XmppOccupantChanges:
 *
 * Everything that has happened to the occupants of a room since it was told last. Who left comes
 * before who came, as somebody may have taken a nick that another one had.
 */
typedef struct {
  GPtrArray *removed; /* owned XmppOccupantChange */
  GPtrArray *changed; /* likewise */
  GPtrArray *added;   /* likewise */
} XmppOccupantChanges;

void                 xmpp_occupant_changes_free   (XmppOccupantChanges *self);

/**
 * XmppOccupants:
 *
 * Who is in a room: each change costs the same in a room of five and of five thousand, and all that
 * happen in one go are told as one.
 */
typedef struct _XmppOccupants XmppOccupants;

XmppOccupants       *xmpp_occupants_new           (void) G_GNUC_WARN_UNUSED_RESULT;
void                 xmpp_occupants_free          (XmppOccupants      *self);

/* Takes @occupant; FALSE when there are too many */
gboolean             xmpp_occupants_put           (XmppOccupants      *self,
                                                   XmppOccupant       *occupant);
/* @user: (nullable), @farewell: (nullable); FALSE when nobody has that nick */
gboolean             xmpp_occupants_remove        (XmppOccupants      *self,
                                                   const char         *nick,
                                                   const XmppMucUser  *user,
                                                   const char         *farewell);
gboolean             xmpp_occupants_rename        (XmppOccupants      *self,
                                                   const char         *nick,
                                                   const char         *new_nick);
void                 xmpp_occupants_clear         (XmppOccupants      *self);
/* From begin to end the room tells all its occupants: whoever is not told is gone */
void                 xmpp_occupants_begin         (XmppOccupants      *self);
void                 xmpp_occupants_end           (XmppOccupants      *self);
/* Whether what stands as occupant-id in presence is one: XEP-0421, 4 */
void                 xmpp_occupants_set_trusted   (XmppOccupants      *self,
                                                   gboolean            trusted);

gboolean             xmpp_occupants_has_changes   (XmppOccupants      *self);
XmppOccupantChanges *xmpp_occupants_take_changes  (XmppOccupants      *self)
  G_GNUC_WARN_UNUSED_RESULT; /* (nullable) */

guint                xmpp_occupants_get_count     (XmppOccupants      *self);
gboolean             xmpp_occupants_is_cut        (XmppOccupants      *self); /* there are more */
XmppOccupant        *xmpp_occupants_get           (XmppOccupants      *self,
                                                   const char         *nick); /* (nullable) */
/* One of those with that id */
XmppOccupant        *xmpp_occupants_get_by_id     (XmppOccupants      *self,
                                                   const char         *occupant_id);
GPtrArray           *xmpp_occupants_get_all       (XmppOccupants      *self)
  G_GNUC_WARN_UNUSED_RESULT; /* owned, in no order */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppOccupantChanges, xmpp_occupant_changes_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppOccupants, xmpp_occupants_free)

G_END_DECLS
