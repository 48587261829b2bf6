/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-session-config.h"
#include "xmpp-stream-management.h"
#include "xmpp-stream.h"

G_BEGIN_DECLS

/**
 * XmppExchange:
 *
 * The stanzas of a session, over one stream after another: sends them, learns what of it the
 * server has, says what we have, and notices when nobody is there any more.
 */
typedef struct _XmppExchange XmppExchange;

/**
 * XmppExchangeFuncs:
 * @acknowledged: the server has everything up to a serial
 * @failed: the stream is of no use: it is dead, or the server cannot count
 * @expired: a session that was kept cannot be resumed any more
 */
typedef struct {
  void (*acknowledged) (guint64       serial,
                        gpointer      user_data);
  void (*failed)       (const GError *error,
                        gpointer      user_data);
  void (*expired)      (gpointer      user_data);
} XmppExchangeFuncs;

XmppExchange         *xmpp_exchange_new            (const XmppExchangeFuncs *funcs,
                                                    gpointer                 user_data)
                                                    G_GNUC_WARN_UNUSED_RESULT;
void                  xmpp_exchange_free           (XmppExchange *self);
XmppStreamManagement *xmpp_exchange_get_management (XmppExchange *self);

XmppAddress          *xmpp_exchange_get_address    (XmppExchange *self); /* (nullable) */
XmppElement          *xmpp_exchange_get_features   (XmppExchange *self); /* (nullable) */

void                  xmpp_exchange_tell           (XmppExchange *self);
void                  xmpp_exchange_start          (XmppExchange            *self,
                                                    XmppStream              *stream,
                                                    XmppAddress             *address,
                                                    XmppElement             *features,
                                                    const XmppSessionLimits *limits);
void                  xmpp_exchange_say_goodbye    (XmppExchange *self);
gboolean              xmpp_exchange_suspend        (XmppExchange *self,
                                                    const GError *error);
void                  xmpp_exchange_end            (XmppExchange *self);

guint64               xmpp_exchange_send           (XmppExchange  *self,
                                                    XmppElement   *stanza,
                                                    gboolean       tracked,
                                                    GError       **error);
gboolean              xmpp_exchange_take           (XmppExchange *self,
                                                    XmppElement  *element);
void                  xmpp_exchange_note_handled   (XmppExchange *self,
                                                    XmppElement  *element);
void                  xmpp_exchange_check_now      (XmppExchange *self);
gboolean              xmpp_exchange_is_active      (XmppExchange *self);
void                  xmpp_exchange_note_inactive  (XmppExchange *self);
void                  xmpp_exchange_set_active     (XmppExchange *self,
                                                    gboolean      active);
guint64               xmpp_exchange_hold           (XmppExchange *self);
void                  xmpp_exchange_release        (XmppExchange *self,
                                                    guint64       hold);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppExchange, xmpp_exchange_free)

G_END_DECLS
