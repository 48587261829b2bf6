/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-element.h"

G_BEGIN_DECLS

/**
 * XmppAffiliation:
 *
 * What somebody is to a room for good, from the least to the most: XEP-0045, 5.2.
 */
typedef enum {
  XMPP_AFFILIATION_OUTCAST = -1, /* banned */
  XMPP_AFFILIATION_NONE = 0,
  XMPP_AFFILIATION_MEMBER,
  XMPP_AFFILIATION_ADMIN,
  XMPP_AFFILIATION_OWNER,
} XmppAffiliation;

/**
 * XmppRole:
 *
 * What somebody may do while being in a room, from the least to the most: XEP-0045, 5.1.
 */
typedef enum {
  XMPP_ROLE_NONE,                /* not in the room */
  XMPP_ROLE_VISITOR,             /* may not speak where the room is moderated */
  XMPP_ROLE_PARTICIPANT,
  XMPP_ROLE_MODERATOR,
} XmppRole;

/**
 * XmppMucStatus:
 *
 * The status codes of rooms, as bits: XEP-0045, 16.6.2.
 */
typedef enum {
  XMPP_MUC_STATUS_NONE               = 0,
  XMPP_MUC_STATUS_NON_ANONYMOUS      = 1 << 0,  /* 100: all may see everybody's address */
  XMPP_MUC_STATUS_AFFILIATION        = 1 << 1,  /* 101: affiliation changed while not in the room */
  XMPP_MUC_STATUS_SHOWS_ABSENT       = 1 << 2,  /* 102: shows members that are not there, now */
  XMPP_MUC_STATUS_HIDES_ABSENT       = 1 << 3,  /* 103: does not any more */
  XMPP_MUC_STATUS_CONFIG             = 1 << 4,  /* 104: the configuration has changed */
  XMPP_MUC_STATUS_SELF               = 1 << 5,  /* 110: it is about ourselves */
  XMPP_MUC_STATUS_LOGGED             = 1 << 6,  /* 170: is logged in public */
  XMPP_MUC_STATUS_NOT_LOGGED         = 1 << 7,  /* 171 */
  XMPP_MUC_STATUS_NOW_NON_ANONYMOUS  = 1 << 8,  /* 172 */
  XMPP_MUC_STATUS_NOW_SEMI_ANONYMOUS = 1 << 9,  /* 173 */
  XMPP_MUC_STATUS_NOW_ANONYMOUS      = 1 << 10, /* 174, of old */
  XMPP_MUC_STATUS_CREATED            = 1 << 11, /* 201: we have created the room */
  XMPP_MUC_STATUS_NICK_ASSIGNED      = 1 << 12, /* 210: the room has chosen our nick */
  XMPP_MUC_STATUS_BANNED             = 1 << 13, /* 301 */
  XMPP_MUC_STATUS_NICK_CHANGED       = 1 << 14, /* 303 */
  XMPP_MUC_STATUS_KICKED             = 1 << 15, /* 307 */
  XMPP_MUC_STATUS_AFFILIATION_LOST   = 1 << 16, /* 321: removed for a change of affiliation */
  XMPP_MUC_STATUS_MEMBERS_ONLY       = 1 << 17, /* 322: removed, the room is for members now */
  XMPP_MUC_STATUS_SHUTDOWN           = 1 << 18, /* 332: removed, the service goes down */
  XMPP_MUC_STATUS_FAULT              = 1 << 19, /* 333: removed, for a technical reason */
} XmppMucStatus;

/**
 * XmppMucItem:
 *
 * What is said of one person: an <item/>. In lists and in broadcasts.
 */
typedef struct {
  XmppAffiliation  affiliation;
  XmppRole         role;
  XmppAddress     *address;       /* (nullable): who it really is */
  char            *nick;          /* (nullable) */
  char            *reason;        /* (nullable) */
  XmppAddress     *actor;         /* (nullable): who did it */
  char            *actor_nick;    /* (nullable) */
} XmppMucItem;

/**
 * XmppMucUser:
 *
 * A pure reading of <x xmlns='http://jabber.org/protocol/muc#user'/>, unchecked: who may say what
 * is decided by who uses it. Immutable; shared by reference.
 */
typedef struct {
  XmppMucStatus    status;
  XmppMucItem     *item;          /* (nullable): the first one; in @items, too */
  GPtrArray       *items;         /* owned XmppMucItem */
  char            *password;      /* (nullable): of the room that one is invited to */

  gboolean         is_invitation;
  gboolean         is_decline;
  XmppAddress     *inviter;       /* (nullable): who invites, or declines */
  char            *reason;        /* (nullable): of an invitation, a decline, a destruction */
  gboolean         is_continuation; /* it goes on with a conversation of two: XEP-0045, 7.9 */
  char            *thread;        /* (nullable): that conversation's */

  gboolean         is_destroyed;
  XmppAddress     *venue;         /* (nullable): where to go instead */
  char            *venue_password; /* (nullable) */

  gboolean         is_cut;        /* it has more items than are read */
  gboolean         is_versioned;  /* XEP-0463 */
  char            *since;         /* (nullable) */
  char            *until;         /* (nullable) */
} XmppMucUser;

const char  *xmpp_affiliation_get_name (XmppAffiliation  affiliation);
gboolean     xmpp_affiliation_parse    (const char      *name,
                                        XmppAffiliation *affiliation);
const char  *xmpp_role_get_name        (XmppRole         role);
gboolean     xmpp_role_parse           (const char      *name,
                                        XmppRole        *role);

XmppMucItem *xmpp_muc_item_new_affiliation (XmppAddress     *address,
                                            XmppAffiliation  affiliation,
                                            const char      *reason) /* (nullable) */
  G_GNUC_WARN_UNUSED_RESULT;
XmppMucItem *xmpp_muc_item_new_role        (const char      *nick,
                                            XmppRole         role,
                                            const char      *reason) /* (nullable) */
  G_GNUC_WARN_UNUSED_RESULT;
XmppMucItem *xmpp_muc_item_read            (XmppElement     *item) G_GNUC_WARN_UNUSED_RESULT;
void         xmpp_muc_item_free            (XmppMucItem     *self);

/* @parent: a stanza; NULL when it carries none */
XmppMucUser *xmpp_muc_user_read            (XmppElement     *parent) G_GNUC_WARN_UNUSED_RESULT;
/* One that says nothing but that it is for somebody in a room: XEP-0045, 7.5 */
XmppMucUser *xmpp_muc_user_new             (void) G_GNUC_WARN_UNUSED_RESULT;
XmppMucUser *xmpp_muc_user_ref             (XmppMucUser     *self);
void         xmpp_muc_user_unref           (XmppMucUser     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppMucItem, xmpp_muc_item_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppMucUser, xmpp_muc_user_unref)

G_END_DECLS
