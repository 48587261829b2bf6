/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

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
 * @XMPP_PHASE_CONTINUING: the same on the old stream, after SASL2
 * @XMPP_PHASE_RESUMING: the session of a lost connection was asked for
 * @XMPP_PHASE_BINDING: a resource was asked for
 * @XMPP_PHASE_ESTABLISHING: a session of RFC 3921 was asked for, where an old server insists
 * @XMPP_PHASE_DONE: stanzas may flow
 * @XMPP_PHASE_FAILED: it came to nothing
 *
 * Where a negotiation stands.
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
  XMPP_PHASE_CONTINUING,
  XMPP_PHASE_RESUMING,
  XMPP_PHASE_BINDING,
  XMPP_PHASE_ESTABLISHING,
  XMPP_PHASE_DONE,
  XMPP_PHASE_FAILED,
} XmppPhase;

const char *xmpp_phase_get_name    (XmppPhase phase);
gboolean    xmpp_phase_may_precede (XmppPhase phase,
                                    XmppPhase next);
gboolean    xmpp_phase_is_timed    (XmppPhase phase);

G_END_DECLS
