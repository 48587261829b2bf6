/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-element.h"
#include "xmpp-exchange.h"
#include "xmpp-negotiation.h"
#include "xmpp-sasl-prompt.h"
#include "xmpp-session-config.h"
#include "xmpp-trust.h"

G_BEGIN_DECLS

#define XMPP_TYPE_LINK (xmpp_link_get_type ())
G_DECLARE_FINAL_TYPE (XmppLink, xmpp_link, XMPP, LINK, GObject)

typedef struct _XmppLinkFuncs XmppLinkFuncs;

/**
 * XmppLinkFuncs:
 * @state_changed: the state is another one
 * @up: stanzas flow, of the session of before or of a new one; also when nobody is signed in, to
 *   register
 * @down: the session is over, for a reason or, stopped, without one; we were online, or
 *   registering. Not as long as it may be resumed
 * @acknowledged: the server has everything up to a serial
 * @element: a child of the stream, borrowed, whole or only its attributes
 * @traffic: what goes over the wire: an element or text
 *
 * Whom the link serves.
 */
struct _XmppLinkFuncs {
  void (*state_changed) (gpointer      owner);
  void (*up)            (gboolean      is_resumed,
                         gpointer      owner);
  void (*down)          (gboolean      was_online,
                         const GError *reason,
                         gpointer      owner);
  void (*acknowledged)  (guint64       serial,
                         gpointer      owner);
  void (*element)       (XmppElement  *element,
                         gboolean      is_whole,
                         gpointer      owner);
  void (*traffic)       (gboolean      sent,
                         XmppElement  *element,
                         const char   *text,
                         gpointer      owner);
};

XmppLink         *xmpp_link_new            (XmppAddress         *bare_address,
                                            const XmppLinkFuncs *funcs,
                                            gpointer             owner) G_GNUC_WARN_UNUSED_RESULT;
void              xmpp_link_disown         (XmppLink *self);
void              xmpp_link_set_config     (XmppLink                *self,
                                            const XmppSessionConfig *config);
void              xmpp_link_set_limits     (XmppLink                *self,
                                            const XmppSessionLimits *limits);
void              xmpp_link_set_prompt     (XmppLink       *self,
                                            XmppSaslPrompt *prompt);
void              xmpp_link_set_trust      (XmppLink  *self,
                                            XmppTrust *trust);
void              xmpp_link_set_token_store (XmppLink       *self,
                                            XmppTokenStore *store);

void              xmpp_link_start          (XmppLink *self,
                                            gboolean  unregistered);
void              xmpp_link_stop_async     (XmppLink            *self,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean          xmpp_link_stop_finish    (XmppLink      *self,
                                            GAsyncResult  *result,
                                            GError       **error);
void              xmpp_link_revoke_async   (XmppLink            *self,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean          xmpp_link_revoke_finish  (XmppLink      *self,
                                            GAsyncResult  *result,
                                            GError       **error);
guint64           xmpp_link_send           (XmppLink     *self,
                                            XmppElement  *stanza,
                                            gboolean      tracked,
                                            GError      **error);
XmppExchange     *xmpp_link_get_exchange   (XmppLink *self);
void              xmpp_link_check          (XmppLink *self);
gboolean          xmpp_link_suspend        (XmppLink *self);
void              xmpp_link_set_hurried    (XmppLink *self,
                                            gboolean  hurried);
void              xmpp_link_lose           (XmppLink     *self,
                                            const GError *error);

XmppSessionState  xmpp_link_get_state      (XmppLink *self);
gboolean          xmpp_link_is_suspended   (XmppLink *self);
const GError     *xmpp_link_get_error      (XmppLink *self);      /* (nullable) */
gint64            xmpp_link_get_retry_time (XmppLink *self);      /* 0: none */
XmppAddress      *xmpp_link_get_address    (XmppLink *self);
XmppElement      *xmpp_link_get_features   (XmppLink *self);      /* (nullable) */
void              xmpp_link_get_info       (XmppLink        *self,
                                            XmppSessionInfo *info);

G_END_DECLS
