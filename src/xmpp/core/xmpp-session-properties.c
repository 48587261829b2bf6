/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a session is told before it connects, and what it tells of its connection. */
#include "xmpp-session.h"

#include "xmpp-session-private.h"

/**
 * xmpp_session_set_config:
 * @self: a session
 * @config: what is not in the address; copied
 *
 * Sets where and how to connect, from the next connection on.
 */
void
xmpp_session_set_config (XmppSession             *self,
                         const XmppSessionConfig *config)
{
  g_return_if_fail (XMPP_IS_SESSION (self));

  xmpp_link_set_config (self->link, config);
}

/**
 * xmpp_session_set_limits:
 * @self: a session
 * @limits: time limits; copied
 *
 * Sets how patient the session is, from the next connection on.
 */
void
xmpp_session_set_limits (XmppSession             *self,
                         const XmppSessionLimits *limits)
{
  g_return_if_fail (XMPP_IS_SESSION (self));

  xmpp_link_set_limits (self->link, limits);
}

/**
 * xmpp_session_set_prompt:
 * @self: a session
 * @prompt: (nullable): where passwords come from; not referenced, outlives @self
 *
 * Sets whom to ask for the password, when one is needed.
 */
void
xmpp_session_set_prompt (XmppSession    *self,
                         XmppSaslPrompt *prompt)
{
  g_return_if_fail (XMPP_IS_SESSION (self));

  xmpp_link_set_prompt (self->link, prompt);
}

/**
 * xmpp_session_set_trust:
 * @self: a session
 * @trust: (nullable): who decides about certificates that do not verify; not referenced, outlives
 *   @self
 *
 * Sets the judge. Without one, they are refused.
 */
void
xmpp_session_set_trust (XmppSession *self,
                        XmppTrust   *trust)
{
  g_return_if_fail (XMPP_IS_SESSION (self));

  xmpp_link_set_trust (self->link, trust);
}

/**
 * xmpp_session_get_state:
 * @self: a session
 *
 * Returns: the state
 */
XmppSessionState
xmpp_session_get_state (XmppSession *self)
{
  g_return_val_if_fail (XMPP_IS_SESSION (self), XMPP_SESSION_OFFLINE);

  return xmpp_link_get_state (self->link);
}

/**
 * xmpp_session_get_error:
 * @self: a session
 *
 * Returns: (nullable): why it is not online: of the domain %XMPP_ERROR
 */
const GError *
xmpp_session_get_error (XmppSession *self)
{
  g_return_val_if_fail (XMPP_IS_SESSION (self), NULL);

  return xmpp_link_get_error (self->link);
}

/**
 * xmpp_session_get_retry_time:
 * @self: a session
 *
 * Returns: when it tries again, as g_get_monotonic_time() counts; 0 when it does not
 */
gint64
xmpp_session_get_retry_time (XmppSession *self)
{
  g_return_val_if_fail (XMPP_IS_SESSION (self), 0);

  return xmpp_link_get_retry_time (self->link);
}

/**
 * xmpp_session_get_address:
 * @self: a session
 *
 * Returns: the full address once bound, before that the bare one
 */
XmppAddress *
xmpp_session_get_address (XmppSession *self)
{
  g_return_val_if_fail (XMPP_IS_SESSION (self), NULL);

  return xmpp_link_get_address (self->link);
}

/**
 * xmpp_session_get_stream_features:
 * @self: a session
 *
 * Returns: (nullable): what the server offered on this stream; %NULL when there is none
 */
XmppElement *
xmpp_session_get_stream_features (XmppSession *self)
{
  g_return_val_if_fail (XMPP_IS_SESSION (self), NULL);

  return xmpp_link_get_features (self->link);
}

/**
 * xmpp_session_get_info:
 * @self: a session
 * @info: (out caller-allocates): what was negotiated; empty when there is no stream
 *
 * All of @info is good until the next change of state.
 */
void
xmpp_session_get_info (XmppSession     *self,
                       XmppSessionInfo *info)
{
  g_return_if_fail (XMPP_IS_SESSION (self));

  xmpp_link_get_info (self->link, info);
}
