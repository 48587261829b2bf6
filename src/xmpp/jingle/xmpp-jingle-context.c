/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all files of an account have in common. */
#include "xmpp-jingle-context.h"

/**
 * xmpp_jingle_context_new:
 * @info: finds the server's proxy
 *
 * Returns: (transfer full): a context without a session
 */
XmppJingleContext *
xmpp_jingle_context_new (XmppServerInfo *info)
{
  XmppJingleContext *self = g_new0 (XmppJingleContext, 1);

  g_ref_count_init (&self->ref_count);
  self->info = g_object_ref (info);
  self->direct = TRUE;
  return self;
}

/**
 * xmpp_jingle_context_ref:
 * @self: a context
 *
 * Returns: (transfer full): @self
 */
XmppJingleContext *
xmpp_jingle_context_ref (XmppJingleContext *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * xmpp_jingle_context_unref:
 * @self: (transfer full): a context
 */
void
xmpp_jingle_context_unref (XmppJingleContext *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;

  g_object_unref (self->info);
  g_free (self->proxy);
  g_free (self->proxy_password);
  g_free (self);
}

/**
 * xmpp_jingle_context_is_online:
 * @self: a context
 *
 * Returns: whether stanzas can be sent, now or after an outage
 */
gboolean
xmpp_jingle_context_is_online (XmppJingleContext *self)
{
  return self->session != NULL
         && xmpp_session_get_state (self->session) == XMPP_SESSION_ONLINE;
}
