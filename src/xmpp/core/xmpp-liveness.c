/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks a silent server whether it is still there: XEP-0199, 4.2. TCP alone takes minutes to
 * notice. */
#define G_LOG_DOMAIN "xmpp-session"

#include "xmpp-liveness.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"

struct _XmppLiveness
{
  XmppStream       *stream;
  guint             idle_ms;
  guint             ping_ms;
  XmppLivenessFunc  dead;
  gpointer          user_data;  /* borrowed */
  GSource          *timer;
  gint64            asked_us;   /* 0: nothing is asked */
};

static gboolean timer_cb (gpointer user_data);

static void
set_timer (XmppLiveness *self,
           gint64        end_us)
{
  gint64 wait_ms = (end_us - g_get_monotonic_time ()) / 1000 + 1;

  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);

  self->timer = g_timeout_source_new ((guint) CLAMP (wait_ms, 0, G_MAXINT));
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static gint64
in_us (guint ms)
{
  return ms * G_GINT64_CONSTANT (1000);
}

static void
ask (XmppLiveness *self)
{
  g_autoptr(XmppElement) iq = xmpp_element_new_iq ("get", NULL);
  g_autofree char *id = g_uuid_string_random ();

  xmpp_element_set_attribute (iq, "id", id);
  xmpp_element_add_child (iq, "ping", XMPP_NS_PING);
  self->asked_us = g_get_monotonic_time ();
  set_timer (self, self->asked_us + in_us (self->ping_ms));
  xmpp_stream_send (self->stream, iq, NULL);
}

/* Whatever was heard shows that the server is there: an answer, an error, anything. */
static gboolean
timer_cb (gpointer user_data)
{
  XmppLiveness *self = user_data;
  gint64 heard_us = xmpp_stream_get_heard_time (self->stream);
  g_autoptr(GError) error = NULL;

  if (self->asked_us != 0 && heard_us < self->asked_us)
    {
      error = g_error_new_literal (XMPP_ERROR, XMPP_ERROR_TIMEOUT, "The server does not answer");
      self->dead (error, self->user_data);
    }
  else if (g_get_monotonic_time () - heard_us >= in_us (self->idle_ms))
    {
      ask (self);
    }
  else
    {
      self->asked_us = 0;
      set_timer (self, heard_us + in_us (self->idle_ms));
    }
  return G_SOURCE_REMOVE;
}

/**
 * xmpp_liveness_new:
 * @stream: (transfer none): a stream on which stanzas flow
 * @limits: how long the server may be silent
 * @dead: (scope notified): called once, when it is gone; it frees @self
 * @user_data: for @dead
 *
 * Returns: (transfer full): a watch over @stream
 */
XmppLiveness *
xmpp_liveness_new (XmppStream              *stream,
                   const XmppSessionLimits *limits,
                   XmppLivenessFunc         dead,
                   gpointer                 user_data)
{
  XmppLiveness *self = g_new0 (XmppLiveness, 1);

  self->stream = g_object_ref (stream);
  self->idle_ms = limits->idle_ms;
  self->ping_ms = limits->ping_ms;
  self->dead = dead;
  self->user_data = user_data;
  set_timer (self, g_get_monotonic_time () + in_us (self->idle_ms));
  return self;
}

/**
 * xmpp_liveness_free:
 * @self: (transfer full): a watch
 *
 * Ends the watch.
 */
void
xmpp_liveness_free (XmppLiveness *self)
{
  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  g_clear_object (&self->stream);
  g_free (self);
}

/**
 * xmpp_liveness_check_now:
 * @self: a watch
 *
 * Asks at once: the network has changed, or the machine woke up.
 */
void
xmpp_liveness_check_now (XmppLiveness *self)
{
  g_return_if_fail (self != NULL);

  if (self->asked_us == 0)
    ask (self);
}
