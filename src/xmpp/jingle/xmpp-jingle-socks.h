/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-jingle-context.h"

G_BEGIN_DECLS

/**
 * XmppJingleSocksFuncs:
 * @prepared: our own candidates are known: xmpp_jingle_socks_write()
 * @say: the other side is to hear @name in a transport-info; @cid: (nullable): of which candidate
 * @ready: bytes can go over @connection
 * @failed: there is no way
 *
 * What becomes of it. Never called at once.
 */
typedef struct {
  void (*prepared) (gpointer    user_data);
  void (*say)      (const char *name,
                    const char *cid,
                    gpointer    user_data);
  void (*ready)    (GIOStream  *connection,
                    gboolean    is_relayed,
                    gpointer    user_data);
  void (*failed)   (gpointer    user_data);
} XmppJingleSocksFuncs;

#define XMPP_TYPE_JINGLE_SOCKS (xmpp_jingle_socks_get_type ())
G_DECLARE_FINAL_TYPE (XmppJingleSocks, xmpp_jingle_socks, XMPP, JINGLE_SOCKS, GObject)

XmppJingleSocks *xmpp_jingle_socks_new       (XmppJingleContext          *context,
                                              const char                 *peer,
                                              const char                 *sid,
                                              gboolean                    is_initiator,
                                              const XmppJingleSocksFuncs *funcs,
                                              gpointer                    user_data)
  G_GNUC_WARN_UNUSED_RESULT;
/* What the peer says of itself; nothing is done about it yet */
gboolean         xmpp_jingle_socks_read      (XmppJingleSocks *self,
                                              XmppElement     *transport);
/* Looks for our own candidates */
void             xmpp_jingle_socks_prepare   (XmppJingleSocks *self);
/* Whether a connection may come about: once prepared */
gboolean         xmpp_jingle_socks_is_useful (XmppJingleSocks *self);
void             xmpp_jingle_socks_write     (XmppJingleSocks *self,
                                              XmppElement     *content);
void             xmpp_jingle_socks_write_info (XmppJingleSocks *self,
                                               const char      *name,
                                               const char      *cid, /* (nullable) */
                                               XmppElement     *content);
/* Begins to connect: both sides have said yes */
void             xmpp_jingle_socks_run       (XmppJingleSocks *self);
/* A transport-info; FALSE: it makes no sense */
gboolean         xmpp_jingle_socks_take      (XmppJingleSocks *self,
                                              XmppElement     *transport);
/* Nothing is heard of it any more */
void             xmpp_jingle_socks_stop      (XmppJingleSocks *self);

G_END_DECLS
