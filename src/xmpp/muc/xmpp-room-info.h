/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-disco-info.h"
#include "xmpp-mention.h"
#include "xmpp-muc-user.h"

G_BEGIN_DECLS

/**
 * XmppRoomFeatures:
 *
 * What a room is and can do: XEP-0045, 15.3 and 16.2, and what came after. Whether something is so
 * that both of a pair leave out (open, unmoderated…) is not known, and taken for the usual.
 */
typedef enum {
  XMPP_ROOM_MEMBERS_ONLY       = 1 << 0,
  XMPP_ROOM_PASSWORD           = 1 << 1,
  XMPP_ROOM_HIDDEN             = 1 << 2,  /* it stands in no list */
  XMPP_ROOM_PERSISTENT         = 1 << 3,  /* it stays when the last one has left */
  XMPP_ROOM_MODERATED          = 1 << 4,  /* visitors may not speak */
  XMPP_ROOM_NON_ANONYMOUS      = 1 << 5,  /* everybody sees everybody's address */
  XMPP_ROOM_ARCHIVE            = 1 << 6,  /* XEP-0313 */
  XMPP_ROOM_OCCUPANT_IDS       = 1 << 7,  /* XEP-0421 */
  XMPP_ROOM_STANZA_IDS         = 1 << 8,  /* XEP-0359 */
  XMPP_ROOM_STABLE_IDS         = 1 << 9,  /* our messages come back with the id they had */
  XMPP_ROOM_SELF_PING          = 1 << 10, /* XEP-0410 */
  XMPP_ROOM_MODERATION         = 1 << 11, /* XEP-0425 */
  XMPP_ROOM_MODERATION_0       = 1 << 12, /* XEP-0425 0.2 */
  XMPP_ROOM_AFFILIATIONS       = 1 << 13, /* XEP-0463 */
  XMPP_ROOM_AVATAR             = 1 << 14, /* it takes a picture: XEP-0486 */
  XMPP_ROOM_HATS               = 1 << 15, /* XEP-0317 */
  XMPP_ROOM_CHANGES_SUBJECT    = 1 << 16, /* everybody who may speak may change it */
  XMPP_ROOM_MEMBERS_INVITE     = 1 << 17, /* members may invite others */
  XMPP_ROOM_TOMBSTONES         = 1 << 18, /* its archive says where something was taken back */
  XMPP_ROOM_REGISTRATION       = 1 << 19, /* it takes members by a form: XEP-0045, 7.10 */
} XmppRoomFeatures;

/**
 * XmppMentioners:
 * @XMPP_MENTIONERS_ANY: the room does not say
 *
 * Who may mention somebody: XEP-0513, 3.6.
 */
typedef enum {
  XMPP_MENTIONERS_ANY,
  XMPP_MENTIONERS_PARTICIPANTS,
  XMPP_MENTIONERS_MODERATORS,
  XMPP_MENTIONERS_NONE,
} XmppMentioners;

/**
 * XmppRoomInfo:
 *
 * What a room says about itself to whoever asks: XEP-0045, 6.4. Immutable; shared by reference.
 */
typedef struct {
  XmppRoomFeatures  features;
  char             *name;          /* (nullable) */
  char             *description;   /* (nullable) */
  char             *subject;       /* (nullable) */
  char             *language;      /* (nullable) */
  char             *logs;          /* (nullable): the place of public logs, unchecked */
  char            **contacts;      /* never NULL: addresses, unchecked */
  char            **avatar_hashes; /* never NULL: SHA-1 of the room's picture: XEP-0486 */
  int               n_occupants;   /* less than 0: not told */
  guint             slow_mode_s;   /* between two messages of one person; 0: none: XEP-0500 */
  double            activity;      /* messages an hour; less than 0: not told: XEP-0502 */
  XmppMentioners    mentioners[XMPP_MENTION_N_KINDS]; /* by XmppMentionKind */
  guint             most_mentions; /* in one message; G_MAXUINT: not told */
} XmppRoomInfo;

/* NULL for what is no room */
XmppRoomInfo *xmpp_room_info_read   (XmppDiscoInfo      *disco) G_GNUC_WARN_UNUSED_RESULT;
XmppRoomInfo *xmpp_room_info_ref    (XmppRoomInfo       *self);
void          xmpp_room_info_unref  (XmppRoomInfo       *self);
/* @self: NULL: nothing is known */
gboolean      xmpp_room_info_has    (const XmppRoomInfo *self,
                                     XmppRoomFeatures    feature);
/* @self: likewise; @role: of whoever does it; XMPP_ROLE_NONE: not known */
gboolean      xmpp_room_info_may_mention (const XmppRoomInfo *self,
                                          XmppMentionKind     kind,
                                          XmppRole            role);
guint         xmpp_room_info_get_most_mentions (const XmppRoomInfo *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppRoomInfo, xmpp_room_info_unref)

G_END_DECLS
