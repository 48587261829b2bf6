/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-resolver.h"
#include "xmpp-sasl-credentials.h"
#include "xmpp-session-config.h"
#include "xmpp-stream.h"
#include "xmpp-tls.h"

G_BEGIN_DECLS

/**
 * XmppPhase:
 * @XMPP_PHASE_IDLE: not begun
 * @XMPP_PHASE_CONNECTING: DNS, TCP
 * @XMPP_PHASE_OPENING: a stream in clear, to ask for STARTTLS and nothing else
 * @XMPP_PHASE_UPGRADING: STARTTLS was asked for
 * @XMPP_PHASE_SECURING: the TLS handshake
 * @XMPP_PHASE_IDENTIFYING: a stream inside TLS
 * @XMPP_PHASE_AUTHENTICATING: SASL
 * @XMPP_PHASE_RESTARTING: a stream of our own
 * @XMPP_PHASE_BINDING: a resource was asked for
 * @XMPP_PHASE_ESTABLISHING: a session of RFC 3921 was asked for, where an old server insists
 * @XMPP_PHASE_DONE: stanzas may flow
 * @XMPP_PHASE_FAILED: it came to nothing
 */
typedef enum {
  XMPP_PHASE_IDLE,
  XMPP_PHASE_CONNECTING,
  XMPP_PHASE_OPENING,
  XMPP_PHASE_UPGRADING,
  XMPP_PHASE_SECURING,
  XMPP_PHASE_IDENTIFYING,
  XMPP_PHASE_AUTHENTICATING,
  XMPP_PHASE_RESTARTING,
  XMPP_PHASE_BINDING,
  XMPP_PHASE_ESTABLISHING,
  XMPP_PHASE_DONE,
  XMPP_PHASE_FAILED,
} XmppPhase;

/**
 * XmppNegotiationSetup:
 * @address: the account's bare address
 * @credentials: who signs in; %NULL to stop before SASL, for registration
 * @traffic: (nullable): as in #XmppStreamFuncs
 * @phase_changed: (nullable): a new phase has begun
 * @owner: for both
 *
 * What a negotiation works with. All borrowed in the call; objects are referenced.
 */
typedef struct {
  XmppAddress             *address;
  const XmppSessionConfig *config;
  const XmppSessionLimits *limits;
  XmppTls                 *tls;
  XmppSaslCredentials     *credentials;
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
void              xmpp_negotiation_run_async     (XmppNegotiation      *self,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
XmppStream       *xmpp_negotiation_run_finish    (XmppNegotiation      *self,
                                                  GAsyncResult         *result,
                                                  GError              **error)
                                                  G_GNUC_WARN_UNUSED_RESULT;

XmppAddress      *xmpp_negotiation_get_address   (XmppNegotiation *self); /* (nullable) */
XmppElement      *xmpp_negotiation_get_features  (XmppNegotiation *self); /* (nullable) */
const XmppTarget *xmpp_negotiation_get_target    (XmppNegotiation *self); /* (nullable) */
const char       *xmpp_negotiation_get_mechanism (XmppNegotiation *self); /* (nullable) */
const char       *xmpp_negotiation_get_binding   (XmppNegotiation *self); /* (nullable) */

G_END_DECLS
