/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

#define XMPP_SOCKS_MAX_CANDIDATES 16

/**
 * XmppSocksKind:
 *
 * How somebody can be reached: XEP-0260, 2.2.
 */
typedef enum {
  XMPP_SOCKS_DIRECT,
  XMPP_SOCKS_ASSISTED,
  XMPP_SOCKS_TUNNEL,
  XMPP_SOCKS_PROXY,
} XmppSocksKind;

/**
 * XmppSocksCandidate:
 *
 * A place where bytes may go through: XEP-0260, 2.2. One that a peer names is a name and no more.
 */
typedef struct {
  char          *cid;
  char          *host;     /* a name or an address */
  guint16        port;     /* never 0 */
  char          *jid;      /* of the peer, or of a proxy */
  guint32        priority;
  XmppSocksKind  kind;
  gboolean       is_near;  /* we know that it may be on this very machine */
} XmppSocksCandidate;

XmppSocksCandidate *xmpp_socks_candidate_new   (XmppSocksKind       kind,
                                                guint               local_preference,
                                                const char         *host,
                                                guint16             port,
                                                const char         *jid)
  G_GNUC_WARN_UNUSED_RESULT;
void                xmpp_socks_candidate_free  (XmppSocksCandidate *self);
/* All that <transport/> names are added, up to the limit; none twice */
void                xmpp_socks_candidates_read (GPtrArray          *candidates,
                                                XmppElement        *transport);
void                xmpp_socks_candidate_write (const XmppSocksCandidate *self,
                                                XmppElement        *transport);
XmppSocksCandidate *xmpp_socks_candidates_find (GPtrArray          *candidates,
                                                const char         *cid); /* (nullable) borrowed */
char               *xmpp_socks_destination     (const char         *sid,
                                                const char         *offerer,
                                                const char         *connecter)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
