/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a change of the network means to a link, and what sleeping does. */
#define G_LOG_DOMAIN "xmpp-session"

#include "xmpp-link.h"

#include "xmpp-error.h"
#include "xmpp-link-private.h"

/* After a change, whatever of a negotiation has not got on by then hangs on the network before. */
#define MOVE_ON_MS 1000

/* Nothing is doubted any more. */
void
xmpp_link_clear_doubt (XmppLink *self)
{
  if (self->doubt != NULL)
    g_source_destroy (self->doubt);
  g_clear_pointer (&self->doubt, g_source_unref);
}

static gboolean
doubt_cb (gpointer user_data)
{
  XmppLink *self = user_data;

  xmpp_link_clear_doubt (self);
  if (self->negotiating != NULL
      && xmpp_negotiation_hangs_since (self->negotiation, self->doubt_us))
    {
      g_debug ("Connecting anew over the network that there is now");
      xmpp_link_negotiate_anew (self);
    }
  return G_SOURCE_REMOVE;
}

static void
doubt_negotiation (XmppLink *self)
{
  xmpp_link_clear_doubt (self);
  self->doubt_us = g_get_monotonic_time ();
  self->doubt = g_timeout_source_new (MOVE_ON_MS);
  g_source_set_callback (self->doubt, doubt_cb, self, NULL);
  g_source_attach (self->doubt, g_main_context_get_thread_default ());
}

static gboolean
lose_stranded (XmppLink *self)
{
  g_autoptr(GError) error = NULL;

  if (self->stream == NULL || !xmpp_stream_is_stranded (self->stream))
    return FALSE;

  error = g_error_new_literal (XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "The network is another one");
  xmpp_link_lose (self, error);
  if (self->state == XMPP_SESSION_WAITING)
    xmpp_link_start (self, self->is_unregistered);
  return TRUE;
}

/**
 * xmpp_link_check:
 * @self: a link
 *
 * There is reason to doubt whatever there is: the network has changed, or the machine woke up.
 * Comes back at once when it waited; what hangs is begun anew, and a server that does not answer
 * soon is taken for gone.
 */
void
xmpp_link_check (XmppLink *self)
{
  g_return_if_fail (XMPP_IS_LINK (self));

  if (self->negotiating != NULL)
    doubt_negotiation (self);
  else if (self->state == XMPP_SESSION_WAITING)
    {
      xmpp_retry_forget (self->retry);
      xmpp_link_start (self, self->is_unregistered);
    }
  else if (!lose_stranded (self))
    xmpp_exchange_check_now (self->exchange);
}

/**
 * xmpp_link_suspend:
 * @self: a link
 *
 * The machine is about to sleep: lets go of the connection without a good-bye, so that the server
 * keeps the session from now on and not from when it finds us gone. It is waiting until
 * xmpp_link_check(), or until a network comes.
 *
 * Returns: whether that can be; a session that cannot be resumed is better stopped
 */
gboolean
xmpp_link_suspend (XmppLink *self)
{
  g_autoptr(GError) error = NULL;

  g_return_val_if_fail (XMPP_IS_LINK (self), FALSE);

  if (!self->has_session
      || !xmpp_stream_management_can_resume (xmpp_exchange_get_management (self->exchange)))
    return FALSE;

  error = g_error_new_literal (XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "The machine sleeps");
  xmpp_link_cancel_negotiation (self);
  if (self->state != XMPP_SESSION_WAITING)
    xmpp_link_lose (self, error);
  xmpp_retry_cancel (self->retry);
  return self->has_session;
}
