/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-phase.h"
#include "xmpp-resolver.h"
#include "xmpp-sasl-credentials.h"
#include "xmpp-session-config.h"
#include "xmpp-stream-management.h"
#include "xmpp-stream.h"
#include "xmpp-tls.h"

G_BEGIN_DECLS

/**
 * XmppNegotiationSetup:
 * @address: the account's bare address
 * @credentials: who signs in; %NULL to stop before SASL, for registration
 * @stream_management: (nullable): the session's, to resume it or to have a new one counted;
 *   borrowed for good
 * @resumable: (nullable): our full address in the session that it can resume
 * @is_inactive: whether nobody looks, XEP-0352
 * @is_revoking: whether all that is wanted is that the token is good no more, XEP-0484, 3.6
 * @traffic: (nullable): as in #XmppStreamFuncs
 * @phase_changed: (nullable): a new phase has begun
 * @owner: for both
 *
 * What a negotiation works with. The rest is borrowed in the call; objects are referenced.
 */
typedef struct {
  XmppAddress             *address;
  const XmppSessionConfig *config;
  const XmppSessionLimits *limits;
  XmppTls                 *tls;
  XmppSaslCredentials     *credentials;
  XmppStreamManagement    *stream_management;
  XmppAddress             *resumable;
  gboolean                 is_inactive;
  gboolean                 is_revoking;
  void                   (*traffic)       (XmppStream  *stream,
                                           gboolean     sent,
                                           XmppElement *element,
                                           const char  *text,
                                           gpointer     owner);
  void                   (*phase_changed) (XmppPhase    phase,
                                           gpointer     owner);
  gpointer                 owner;
} XmppNegotiationSetup;

#define XMPP_TYPE_NEGOTIATION (xmpp_negotiation_get_type ())
G_DECLARE_FINAL_TYPE (XmppNegotiation, xmpp_negotiation, XMPP, NEGOTIATION, GObject)

XmppNegotiation  *xmpp_negotiation_new           (const XmppNegotiationSetup *setup)
                                                  G_GNUC_WARN_UNUSED_RESULT;
void              xmpp_negotiation_prefer        (XmppNegotiation      *self,
                                                  XmppTarget           *target);
void              xmpp_negotiation_run_async     (XmppNegotiation      *self,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
XmppStream       *xmpp_negotiation_run_finish    (XmppNegotiation      *self,
                                                  GAsyncResult         *result,
                                                  GError              **error)
                                                  G_GNUC_WARN_UNUSED_RESULT;

XmppAddress      *xmpp_negotiation_get_address   (XmppNegotiation *self); /* (nullable) */
void              xmpp_negotiation_get_info      (XmppNegotiation *self,
                                                  XmppSessionInfo *info);
gboolean          xmpp_negotiation_is_resumed    (XmppNegotiation *self);
gboolean          xmpp_negotiation_has_carbons   (XmppNegotiation *self);
gboolean          xmpp_negotiation_is_inactive   (XmppNegotiation *self);
gboolean          xmpp_negotiation_hangs_since   (XmppNegotiation *self,
                                                  gint64           time_us);
XmppElement      *xmpp_negotiation_get_features  (XmppNegotiation *self); /* (nullable) */
const XmppTarget *xmpp_negotiation_get_target    (XmppNegotiation *self); /* (nullable) */
const char       *xmpp_negotiation_get_mechanism (XmppNegotiation *self); /* (nullable) */
const char       *xmpp_negotiation_get_binding   (XmppNegotiation *self); /* (nullable) */

G_END_DECLS
