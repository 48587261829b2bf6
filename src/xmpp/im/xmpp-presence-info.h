/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-element.h"

G_BEGIN_DECLS

/**
 * XmppShow:
 *
 * RFC 6121, 4.7.2.1, from the least to the most available.
 */
typedef enum {
  XMPP_SHOW_OFFLINE,
  XMPP_SHOW_EXTENDED_AWAY,
  XMPP_SHOW_AWAY,
  XMPP_SHOW_DO_NOT_DISTURB,
  XMPP_SHOW_ONLINE,
  XMPP_SHOW_CHAT,
} XmppShow;

/**
 * XmppCapsHash:
 *
 * One hash of what a resource can do. @algorithm is a name of XEP-0300 ("sha-1", "sha-256").
 */
typedef struct {
  char *algorithm;
  char *value; /* base64 */
} XmppCapsHash;

/**
 * XmppPresenceInfo:
 *
 * What one resource says about itself. Immutable; share it by reference.
 */
typedef struct {
  XmppAddress *address;         /* full, or bare where the peer has no resources */
  XmppShow     show;
  char        *status;          /* (nullable) */
  int          priority;
  gint64       delay_time_us;   /* when it was sent, since 1970; 0: now. XEP-0203 */
  gint64       idle_since_us;   /* since 1970; 0: unknown. XEP-0319 */
  char        *photo_hash;      /* (nullable): not known, "": no picture. XEP-0153 */
  char        *caps_node;       /* (nullable) XEP-0115 */
  XmppCapsHash caps;            /* members NULL without. XEP-0115 */
  XmppCapsHash caps2;           /* members NULL without. XEP-0390 */
  GError      *error;           /* (nullable): why the contact cannot be asked */
  gint64       received_us;     /* monotonic */
} XmppPresenceInfo;

/* @address: whose it is, already checked; NULL when the stanza tells nothing about availability */
XmppPresenceInfo *xmpp_presence_info_parse  (XmppElement      *stanza,
                                             XmppAddress      *address) G_GNUC_WARN_UNUSED_RESULT;
XmppPresenceInfo *xmpp_presence_info_ref    (XmppPresenceInfo *self);
void              xmpp_presence_info_unref  (XmppPresenceInfo *self);
/* > 0 when @self is the better one to reach the person by */
int               xmpp_presence_info_compare (const XmppPresenceInfo *self,
                                              const XmppPresenceInfo *other);

/* What <show/> is called on the wire; NULL for online and offline */
const char       *xmpp_show_get_name        (XmppShow          show);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppPresenceInfo, xmpp_presence_info_unref)

G_END_DECLS
