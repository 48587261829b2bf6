/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-element.h"

G_BEGIN_DECLS

/**
 * XmppRetractionKind:
 * @XMPP_RETRACTION_BY_AUTHOR: who wrote a message takes it back: XEP-0424. The author is whoever
 *   sends it, and has to be that of the message
 * @XMPP_RETRACTION_BY_ROOM: a room takes it away: XEP-0425. Only the room itself may say so
 * @XMPP_RETRACTION_TOMBSTONE: what stands in an archive in place of a message that is gone; only
 *   the archive itself may say so
 *
 * What happens to which message.
 */
typedef enum {
  XMPP_RETRACTION_BY_AUTHOR,
  XMPP_RETRACTION_BY_ROOM,
  XMPP_RETRACTION_TOMBSTONE,
} XmppRetractionKind;

/**
 * XmppRetraction:
 *
 * A message is taken back. A pure reading: nothing in it is trusted.
 */
typedef struct {
  XmppRetractionKind  kind;
  char               *id;           /* (nullable) of a tombstone alone: which message: in a room
                                     * its stanza-id, else its own id */
  XmppAddress        *by;           /* (nullable): which moderator */
  char               *by_occupant_id; /* (nullable): likewise */
  char               *reason;       /* (nullable): why, for people */
  gint64              time_us;      /* of a tombstone: when it was taken back; 0: not told */
} XmppRetraction;

/* @message: a message stanza; NULL where it takes nothing back */
XmppRetraction *xmpp_retraction_read  (XmppElement          *message) G_GNUC_WARN_UNUSED_RESULT;
XmppRetraction *xmpp_retraction_new   (const char           *id) G_GNUC_WARN_UNUSED_RESULT;
XmppRetraction *xmpp_retraction_copy  (const XmppRetraction *self) G_GNUC_WARN_UNUSED_RESULT;
void            xmpp_retraction_free  (XmppRetraction       *self);
/* Adds one by the author to a message that is built */
void            xmpp_retraction_write (const XmppRetraction *self,
                                       XmppElement          *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppRetraction, xmpp_retraction_free)

G_END_DECLS
