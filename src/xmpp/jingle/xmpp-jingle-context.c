/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all files of an account have in common. */
#include "xmpp-jingle-context.h"

#define MAX_FAILURES 256

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
  self->failures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
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
  g_hash_table_unref (self->failures);
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

/**
 * xmpp_jingle_context_note_failure:
 * @self: a context
 * @peer: a full address
 *
 * No connection came about with @peer, as things are.
 */
void
xmpp_jingle_context_note_failure (XmppJingleContext *self,
                                  XmppAddress       *peer)
{
  if (g_hash_table_size (self->failures) < MAX_FAILURES)
    g_hash_table_add (self->failures, g_strdup (xmpp_address_get_full (peer)));
}

/**
 * xmpp_jingle_context_has_failed:
 * @self: a context
 * @peer: a full address
 *
 * Returns: whether it is not worth trying again
 */
gboolean
xmpp_jingle_context_has_failed (XmppJingleContext *self,
                                XmppAddress       *peer)
{
  return g_hash_table_contains (self->failures, xmpp_address_get_full (peer));
}

/**
 * xmpp_jingle_context_forget_failures:
 * @self: a context
 *
 * Things are no longer as they were.
 */
void
xmpp_jingle_context_forget_failures (XmppJingleContext *self)
{
  g_hash_table_remove_all (self->failures);
}
