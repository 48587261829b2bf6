/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a link is told before it connects, and what it tells of its connection. */
#include "xmpp-link.h"

#include "xmpp-link-private.h"

/**
 * xmpp_link_set_config:
 * @self: a link
 * @config: what is not in the address; copied
 *
 * Takes effect with the next connection.
 */
void
xmpp_link_set_config (XmppLink                *self,
                      const XmppSessionConfig *config)
{
  g_return_if_fail (XMPP_IS_LINK (self));
  g_return_if_fail (config != NULL);

  xmpp_session_config_clear (&self->config);
  xmpp_session_config_copy (&self->config, config);
  xmpp_sasl_credentials_set_accepted (self->credentials, config->accepted);
  g_clear_object (&self->tls);
}

/**
 * xmpp_link_set_limits:
 * @self: a link
 * @limits: time limits
 *
 * Takes effect with the next connection.
 */
void
xmpp_link_set_limits (XmppLink                *self,
                      const XmppSessionLimits *limits)
{
  g_return_if_fail (XMPP_IS_LINK (self));
  g_return_if_fail (limits != NULL);

  self->limits = *limits;
}

/**
 * xmpp_link_set_prompt:
 * @self: a link
 * @prompt: (nullable): where passwords come from; not referenced
 *
 * Sets whom to ask.
 */
void
xmpp_link_set_prompt (XmppLink       *self,
                      XmppSaslPrompt *prompt)
{
  g_return_if_fail (XMPP_IS_LINK (self));

  xmpp_sasl_credentials_set_prompt (self->credentials, prompt);
}

/**
 * xmpp_link_set_trust:
 * @self: a link
 * @trust: (nullable): who decides about certificates; not referenced
 *
 * Sets the judge.
 */
void
xmpp_link_set_trust (XmppLink  *self,
                     XmppTrust *trust)
{
  g_return_if_fail (XMPP_IS_LINK (self));

  self->trust = trust;
  if (self->tls != NULL)
    xmpp_tls_set_trust (self->tls, trust);
}

/**
 * xmpp_link_set_token_store:
 * @self: a link
 * @store: (nullable): where tokens are kept; not referenced
 *
 * Sets what does without passwords, XEP-0484.
 */
void
xmpp_link_set_token_store (XmppLink       *self,
                           XmppTokenStore *store)
{
  g_return_if_fail (XMPP_IS_LINK (self));

  xmpp_fast_set_store (xmpp_sasl_credentials_get_fast (self->credentials), store);
}

/**
 * xmpp_link_get_state:
 * @self: a link
 *
 * Returns: the state
 */
XmppSessionState
xmpp_link_get_state (XmppLink *self)
{
  g_return_val_if_fail (XMPP_IS_LINK (self), XMPP_SESSION_OFFLINE);

  return self->state;
}

/**
 * xmpp_link_is_suspended:
 * @self: a link
 *
 * Returns: whether there is a session, but no stream for it now
 */
gboolean
xmpp_link_is_suspended (XmppLink *self)
{
  g_return_val_if_fail (XMPP_IS_LINK (self), FALSE);

  return self->has_session && self->state != XMPP_SESSION_ONLINE;
}

/**
 * xmpp_link_get_error:
 * @self: a link
 *
 * Returns: (nullable): why it is not online
 */
const GError *
xmpp_link_get_error (XmppLink *self)
{
  g_return_val_if_fail (XMPP_IS_LINK (self), NULL);

  return self->error;
}

/**
 * xmpp_link_get_retry_time:
 * @self: a link
 *
 * Returns: when it tries again, monotonic, in microseconds; 0 when it does not
 */
gint64
xmpp_link_get_retry_time (XmppLink *self)
{
  g_return_val_if_fail (XMPP_IS_LINK (self), 0);

  return xmpp_retry_get_time (self->retry);
}

/**
 * xmpp_link_get_address:
 * @self: a link
 *
 * Returns: the full address while there is one, else the bare one
 */
XmppAddress *
xmpp_link_get_address (XmppLink *self)
{
  XmppAddress *bound = NULL;

  g_return_val_if_fail (XMPP_IS_LINK (self), NULL);

  if (self->negotiation != NULL)
    bound = xmpp_negotiation_get_address (self->negotiation);
  if (bound == NULL && self->has_session)
    bound = xmpp_exchange_get_address (self->exchange);
  return bound != NULL ? bound : self->bare;
}

/**
 * xmpp_link_get_features:
 * @self: a link
 *
 * Returns: (nullable): what the first stream of the session offered
 */
XmppElement *
xmpp_link_get_features (XmppLink *self)
{
  g_return_val_if_fail (XMPP_IS_LINK (self), NULL);

  return self->stream != NULL ? xmpp_exchange_get_features (self->exchange) : NULL;
}

/**
 * xmpp_link_get_info:
 * @self: a link
 * @info: (out caller-allocates): what was negotiated
 *
 * Good until the next change of state.
 */
void
xmpp_link_get_info (XmppLink        *self,
                    XmppSessionInfo *info)
{
  XmppStreamManagement *management = NULL;
  GTlsConnection *tls = NULL;

  g_return_if_fail (XMPP_IS_LINK (self));
  g_return_if_fail (info != NULL);

  *info = (XmppSessionInfo) { 0 };
  info->weaker = xmpp_sasl_credentials_get_weaker (self->credentials);
  if (self->stream == NULL)
    return;

  xmpp_negotiation_get_info (self->negotiation, info);
  tls = xmpp_stream_get_tls (self->stream);
  info->tls_version = tls != NULL ? xmpp_tls_get_version (tls) : NULL;
  info->cipher = self->cipher;
  management = xmpp_exchange_get_management (self->exchange);
  info->stream_management = xmpp_stream_management_is_enabled (management);
  info->resumable = xmpp_stream_management_can_resume (management);
  info->resumed = xmpp_stream_management_is_resumed (management);
}

/**
 * xmpp_link_get_exchange:
 * @self: a link
 *
 * Returns: what passes over it
 */
XmppExchange *
xmpp_link_get_exchange (XmppLink *self)
{
  g_return_val_if_fail (XMPP_IS_LINK (self), NULL);

  return self->exchange;
}
