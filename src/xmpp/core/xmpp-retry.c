/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When to connect again: after a time that grows, or at once when the network changes. */
#define G_LOG_DOMAIN "xmpp-session"

#include "xmpp-retry.h"

#include "xmpp-backoff.h"

struct _XmppRetry
{
  const XmppRetryFuncs *funcs;
  gpointer              user_data;   /* borrowed */
  GSource              *timer;       /* (nullable) */
  gint64                time_us;     /* 0: nothing is scheduled */
  guint                 n_failures;
  GNetworkMonitor      *network;     /* borrowed: lives as long as the program */
  gulong                network_id;
};

static gboolean
timer_cb (gpointer user_data)
{
  XmppRetry *self = user_data;

  xmpp_retry_cancel (self);
  self->funcs->again (self->user_data);
  return G_SOURCE_REMOVE;
}

static void
network_changed_cb (GNetworkMonitor *network,
                    gboolean         is_available,
                    gpointer         user_data)
{
  XmppRetry *self = user_data;

  if (!is_available)
    return;

  if (self->timer == NULL)
    {
      self->funcs->network_changed (self->user_data);
      return;
    }

  g_debug ("The network has changed");
  xmpp_retry_forget (self);
  xmpp_retry_cancel (self);
  self->funcs->again (self->user_data);
}

/**
 * xmpp_retry_new:
 * @funcs: what to call; static
 * @user_data: for @funcs
 *
 * Returns: (transfer full): a retry with nothing scheduled
 */
XmppRetry *
xmpp_retry_new (const XmppRetryFuncs *funcs,
                gpointer              user_data)
{
  XmppRetry *self = g_new0 (XmppRetry, 1);

  self->funcs = funcs;
  self->user_data = user_data;
  self->network = g_network_monitor_get_default ();
  self->network_id = g_signal_connect (self->network, "network-changed",
                                       G_CALLBACK (network_changed_cb), self);
  return self;
}

/**
 * xmpp_retry_free:
 * @self: (transfer full): a retry
 *
 * Nothing is tried again.
 */
void
xmpp_retry_free (XmppRetry *self)
{
  g_signal_handler_disconnect (self->network, self->network_id);
  xmpp_retry_cancel (self);
  g_free (self);
}

/**
 * xmpp_retry_schedule:
 * @self: a retry with nothing scheduled
 * @first_ms: the most that the first retry waits
 * @most_ms: the most that any retry waits
 *
 * It failed once more: tries again after a while, see xmpp_backoff_get_delay_ms().
 */
void
xmpp_retry_schedule (XmppRetry *self,
                     guint      first_ms,
                     guint      most_ms)
{
  guint delay_ms = xmpp_backoff_get_delay_ms (self->n_failures, first_ms, most_ms,
                                              g_random_double ());

  g_debug ("Trying again in %u ms", delay_ms);
  xmpp_retry_cancel (self);
  self->n_failures++;
  self->time_us = g_get_monotonic_time () + delay_ms * G_GINT64_CONSTANT (1000);
  self->timer = g_timeout_source_new (delay_ms);
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

/**
 * xmpp_retry_cancel:
 * @self: a retry
 *
 * Drops what is scheduled.
 */
void
xmpp_retry_cancel (XmppRetry *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  self->time_us = 0;
}

/**
 * xmpp_retry_forget:
 * @self: a retry
 *
 * Forgets how often it failed: the next failure is the first.
 */
void
xmpp_retry_forget (XmppRetry *self)
{
  self->n_failures = 0;
}

/**
 * xmpp_retry_has_failed:
 * @self: a retry
 *
 * Returns: whether it failed since xmpp_retry_forget()
 */
gboolean
xmpp_retry_has_failed (XmppRetry *self)
{
  return self->n_failures > 0;
}

/**
 * xmpp_retry_get_time:
 * @self: a retry
 *
 * Returns: when it tries again, monotonic, in microseconds; 0 when nothing is scheduled
 */
gint64
xmpp_retry_get_time (XmppRetry *self)
{
  return self->time_us;
}
