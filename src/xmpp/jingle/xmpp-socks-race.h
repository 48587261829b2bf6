/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-proxy.h"
#include "xmpp-socks-candidate.h"

G_BEGIN_DECLS

/**
 * XmppSocksRace:
 *
 * Tries candidates until one of them works: XEP-0260, 2.3 and 4.
 */
typedef struct _XmppSocksRace XmppSocksRace;

/**
 * XmppSocksRaceFunc:
 * @candidate: (nullable): the one that works; %NULL: none does
 * @connection: (nullable) (transfer none): to it
 * @user_data: what xmpp_socks_race_new() was given
 */
typedef void (*XmppSocksRaceFunc) (XmppSocksCandidate *candidate,
                                   GSocketConnection  *connection,
                                   gpointer            user_data);

/* @candidates: borrowed; @func is called once, later */
XmppSocksRace *xmpp_socks_race_new   (GPtrArray         *candidates,
                                      const XmppProxy   *way,
                                      const char        *destination,
                                      gboolean           local,
                                      XmppSocksRaceFunc  func,
                                      gpointer           user_data) G_GNUC_WARN_UNUSED_RESULT;
/* Those with no more than that need no trying any more */
void           xmpp_socks_race_limit (XmppSocksRace     *self,
                                      guint32            priority);
void           xmpp_socks_race_free  (XmppSocksRace     *self);

G_END_DECLS
