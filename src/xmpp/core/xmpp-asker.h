/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-stream-management.h"
#include "xmpp-stream.h"

G_BEGIN_DECLS

/**
 * XmppAsker:
 *
 * Asks the server what of that which was sent it has.
 */
typedef struct _XmppAsker XmppAsker;

/**
 * XmppAskerFuncs:
 * @asked: the server was asked something that it must answer
 * @acknowledged: the server has everything up to a serial
 */
typedef struct {
  void (*asked)        (gpointer user_data);
  void (*acknowledged) (guint64  serial,
                        gpointer user_data);
} XmppAskerFuncs;

XmppAsker *xmpp_asker_new         (XmppStreamManagement *management,
                                   const XmppAskerFuncs *funcs,
                                   gpointer              user_data) G_GNUC_WARN_UNUSED_RESULT;
void       xmpp_asker_free        (XmppAsker   *self);
void       xmpp_asker_start       (XmppAsker   *self,
                                   XmppStream  *stream,
                                   XmppAddress *address,
                                   guint        n_sent);
void       xmpp_asker_stop        (XmppAsker   *self);
void       xmpp_asker_forget      (XmppAsker   *self);

void       xmpp_asker_note_sent   (XmppAsker   *self,
                                   guint64      serial,
                                   gboolean     tracked);
void       xmpp_asker_ask         (XmppAsker   *self);
void       xmpp_asker_consider    (XmppAsker   *self);
void       xmpp_asker_take_answer (XmppAsker   *self,
                                   guint64      serial);
gboolean   xmpp_asker_take_pong   (XmppAsker   *self,
                                   XmppElement *iq);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppAsker, xmpp_asker_free)

G_END_DECLS
