/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all files of an account have in common. */
#include "xmpp-jingle-context.h"

#define MAX_FAILURES 256

typedef struct {
  XmppElement         *stanza;
  guint                timeout_s;
  GAsyncReadyCallback  callback;  /* (nullable): it is no request */
  gpointer             user_data;
} Saying;

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
  g_queue_init (&self->waiting);
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

  g_warn_if_fail (g_queue_is_empty (&self->waiting));
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

static void
say (XmppJingleContext   *self,
     XmppElement         *stanza,
     guint                timeout_s,
     GAsyncReadyCallback  callback,
     gpointer             user_data)
{
  if (callback != NULL)
    xmpp_session_send_iq_async (self->session, stanza, timeout_s, NULL, callback, user_data);
  else
    xmpp_session_send (self->session, stanza);
}

/* What is said later must not overtake what waits: blocks have an order. */
static void
say_or_wait (XmppJingleContext   *self,
             XmppElement         *stanza,
             guint                timeout_s,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  Saying *saying;

  if (xmpp_jingle_context_is_online (self) && g_queue_is_empty (&self->waiting))
    {
      say (self, stanza, timeout_s, callback, user_data);
      return;
    }

  saying = g_new (Saying, 1);
  *saying = (Saying) { stanza, timeout_s, callback, user_data };
  g_queue_push_tail (&self->waiting, saying);
}

/**
 * xmpp_jingle_context_send:
 * @self: a context
 * @stanza: (transfer full): what to say
 *
 * Says it, now or when the outage is over.
 */
void
xmpp_jingle_context_send (XmppJingleContext *self,
                          XmppElement       *stanza)
{
  if (self->session != NULL)
    say_or_wait (self, stanza, 0, NULL, NULL);
  else
    xmpp_element_unref (stanza);
}

/**
 * xmpp_jingle_context_request:
 * @self: a context, of a session
 * @iq: (transfer full): what to ask
 * @timeout_s: how long the answer may take; 0: as usual
 * @callback: called with the session
 * @user_data: for @callback
 *
 * Asks, now or when the outage is over.
 */
void
xmpp_jingle_context_request (XmppJingleContext   *self,
                             XmppElement         *iq,
                             guint                timeout_s,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (self->session != NULL);

  say_or_wait (self, iq, timeout_s, callback, user_data);
}

/**
 * xmpp_jingle_context_flush:
 * @self: a context, of a session
 *
 * Says what has waited. Where the session is lost, requests hear that now.
 */
void
xmpp_jingle_context_flush (XmppJingleContext *self)
{
  Saying *saying = NULL;

  g_return_if_fail (self->session != NULL);

  while ((saying = g_queue_pop_head (&self->waiting)) != NULL)
    {
      say (self, saying->stanza, saying->timeout_s, saying->callback, saying->user_data);
      g_free (saying);
    }
}
