/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way to a bound stream as a table: RFC 6120, 3 to 7, XEP-0198, 5, and XEP-0368.
 *
 *   CONNECTING → OPENING → UPGRADING → SECURING → IDENTIFYING → AUTHENTICATING → RESTARTING
 *       │                                 ↑            │        (→ RESUMING) → BINDING
 *       ├──────── direct TLS ─────────────┘            │        (→ ESTABLISHING) → DONE
 *       └──────── WebSocket, which is inside TLS ──────┴→ DONE, to register
 *
 * With SASL2 (XEP-0388) AUTHENTICATING resumes or binds as well, and nothing is restarted:
 *
 *   AUTHENTICATING → CONTINUING → DONE, or as after RESTARTING where the server does not bind
 *                └─→ DONE, resumed
 *
 * Nothing that could be a secret is sent before SECURING is behind us, and no way leads around. */
#include "xmpp-phase.h"

#define TO(phase) (1u << (phase))

/* Who may follow whom; from anywhere it may also fail. CONNECTING again is the next host. */
static const guint successors[] = {
  [XMPP_PHASE_IDLE]           = TO (XMPP_PHASE_CONNECTING),
  [XMPP_PHASE_CONNECTING]     = TO (XMPP_PHASE_OPENING) | TO (XMPP_PHASE_SECURING)
                                | TO (XMPP_PHASE_IDENTIFYING),
  [XMPP_PHASE_OPENING]        = TO (XMPP_PHASE_UPGRADING) | TO (XMPP_PHASE_CONNECTING),
  [XMPP_PHASE_UPGRADING]      = TO (XMPP_PHASE_SECURING) | TO (XMPP_PHASE_CONNECTING),
  [XMPP_PHASE_SECURING]       = TO (XMPP_PHASE_IDENTIFYING) | TO (XMPP_PHASE_CONNECTING),
  [XMPP_PHASE_IDENTIFYING]    = TO (XMPP_PHASE_AUTHENTICATING) | TO (XMPP_PHASE_DONE)
                                | TO (XMPP_PHASE_CONNECTING),
  [XMPP_PHASE_AUTHENTICATING] = TO (XMPP_PHASE_RESTARTING) | TO (XMPP_PHASE_CONTINUING)
                                | TO (XMPP_PHASE_DONE) | TO (XMPP_PHASE_CONNECTING),
  [XMPP_PHASE_CONTINUING]     = TO (XMPP_PHASE_RESUMING) | TO (XMPP_PHASE_BINDING)
                                | TO (XMPP_PHASE_DONE) | TO (XMPP_PHASE_CONNECTING),
  [XMPP_PHASE_RESTARTING]     = TO (XMPP_PHASE_RESUMING) | TO (XMPP_PHASE_BINDING)
                                | TO (XMPP_PHASE_CONNECTING),
  [XMPP_PHASE_RESUMING]       = TO (XMPP_PHASE_BINDING) | TO (XMPP_PHASE_DONE),
  [XMPP_PHASE_BINDING]        = TO (XMPP_PHASE_ESTABLISHING) | TO (XMPP_PHASE_DONE)
                                | TO (XMPP_PHASE_BINDING),
  [XMPP_PHASE_ESTABLISHING]   = TO (XMPP_PHASE_DONE),
  [XMPP_PHASE_DONE]           = 0,
  [XMPP_PHASE_FAILED]         = 0,
};

static const char *const names[] = {
  "idle", "connecting", "opening", "upgrading", "securing", "identifying", "authenticating",
  "restarting", "continuing", "resuming", "binding", "establishing", "done", "failed",
};

G_STATIC_ASSERT (G_N_ELEMENTS (names) == XMPP_PHASE_FAILED + 1);

/**
 * xmpp_phase_get_name:
 * @phase: a phase
 *
 * Returns: what to call it in the log
 */
const char *
xmpp_phase_get_name (XmppPhase phase)
{
  return names[phase];
}

/**
 * xmpp_phase_may_precede:
 * @phase: a phase
 * @next: another one
 *
 * Returns: whether @next may follow it
 */
gboolean
xmpp_phase_may_precede (XmppPhase phase,
                        XmppPhase next)
{
  return next == XMPP_PHASE_FAILED || (successors[phase] & TO (next)) != 0;
}

/**
 * xmpp_phase_is_timed:
 * @phase: a phase
 *
 * Connecting and signing in have limits of their own; the others are a question and an answer.
 *
 * Returns: whether the server has only so much time to answer in it
 */
gboolean
xmpp_phase_is_timed (XmppPhase phase)
{
  return phase > XMPP_PHASE_CONNECTING && phase < XMPP_PHASE_DONE
         && phase != XMPP_PHASE_AUTHENTICATING;
}
