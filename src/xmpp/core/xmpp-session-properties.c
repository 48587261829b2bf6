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
 * xmpp_session_set_token_store:
 * @self: a session
 * @store: (nullable): where tokens are kept; not referenced, outlives @self
 *
 * Sets where tokens are kept that sign us in without a password, XEP-0484. Without one, none is
 * asked for.
 */
void
xmpp_session_set_token_store (XmppSession    *self,
                              XmppTokenStore *store)
{
  g_return_if_fail (XMPP_IS_SESSION (self));

  xmpp_link_set_token_store (self->link, store);
}

static void
revoked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (xmpp_link_revoke_finish (XMPP_LINK (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * xmpp_session_revoke_async:
 * @self: a session that is offline
 * @cancellable: (nullable): to give up
 * @callback: (scope async): called when the server knows, or cannot be told
 * @user_data: for @callback
 *
 * Tells the server, over a connection for that alone, that the token that signs us in without a
 * password shall not be good any more, and forgets it.
 */
void
xmpp_session_revoke_async (XmppSession         *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (XMPP_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_session_revoke_async);
  xmpp_link_revoke_async (self->link, cancellable, revoked_cb, g_steal_pointer (&task));
}

/**
 * xmpp_session_revoke_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location for %XMPP_ERROR_NOT_AUTHORIZED when there was no token, for another error
 *   of the domain %XMPP_ERROR, or a cancellation
 *
 * Returns: whether the server has heard of it
 */
gboolean
xmpp_session_revoke_finish (XmppSession   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
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
