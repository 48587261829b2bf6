/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks a silent server whether it is still there: TCP alone takes minutes to notice. And says
 * something to one that would take us for gone: XEP-0478, 3.1. One timer, at most once in the
 * silence that is allowed. */
#define G_LOG_DOMAIN "xmpp-session"

#include "xmpp-liveness.h"

#include "xmpp-error.h"

/* With reason to doubt, an answer is awaited for only that part of the usual time: to resume
 * in vain costs less than to trust what is dead. */
#define DOUBT_PART 10

/* More makes no difference: the server is asked more often. */
#define MOST_QUIET_S (24 * 60 * 60)

struct _XmppLiveness
{
  XmppStream              *stream;
  guint                    idle_ms;
  guint                    quiet_ms;   /* how long we may be silent; 0: for ever */
  guint                    answer_ms;
  const XmppLivenessFuncs *funcs;
  gpointer                 user_data;  /* borrowed */
  GSource                 *timer;
  gint64                   asked_us;   /* 0: nothing is asked */
  gint64                   end_us;     /* when the answer must have come */
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

static gboolean
is_waiting (XmppLiveness *self)
{
  return self->asked_us != 0 && xmpp_stream_get_heard_time (self->stream) < self->asked_us;
}

static gboolean
is_quiet (XmppLiveness *self,
          gint64        now_us)
{
  return self->quiet_ms != 0
         && now_us - xmpp_stream_get_sent_time (self->stream) >= in_us (self->quiet_ms);
}

/* @spoke_us: when we have said something */
static void
set_next_timer (XmppLiveness *self,
                gint64        spoke_us)
{
  gint64 end_us = is_waiting (self)
                    ? self->end_us
                    : xmpp_stream_get_heard_time (self->stream) + in_us (self->idle_ms);

  if (self->quiet_ms != 0)
    end_us = MIN (end_us, spoke_us + in_us (self->quiet_ms));
  set_timer (self, end_us);
}

/* Something is asked, and shall be answered within that time. Returns whether that is news. */
static gboolean
expect_answer (XmppLiveness *self,
               guint         answer_ms)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 end_us = now_us + in_us (answer_ms);
  gboolean waits = is_waiting (self);

  if (waits && self->end_us <= end_us)
    return FALSE;

  if (!waits)
    self->asked_us = now_us;
  self->end_us = end_us;
  set_next_timer (self, now_us);
  return TRUE;
}

/* Whatever was heard shows that the server is there: an answer, an error, anything. */
static gboolean
timer_cb (gpointer user_data)
{
  XmppLiveness *self = user_data;
  gint64 now_us = g_get_monotonic_time ();
  gint64 heard_us = xmpp_stream_get_heard_time (self->stream);
  g_autoptr(GError) error = NULL;

  if (is_waiting (self) && now_us >= self->end_us)
    {
      error = g_error_new_literal (XMPP_ERROR, XMPP_ERROR_TIMEOUT, "The server does not answer");
      self->funcs->dead (error, self->user_data);
    }
  else if (is_waiting (self) && is_quiet (self, now_us))
    {
      set_next_timer (self, now_us);
      self->funcs->ask (self->user_data);
    }
  else if (is_quiet (self, now_us) || now_us - heard_us >= in_us (self->idle_ms))
    {
      self->asked_us = 0;
      expect_answer (self, self->answer_ms);
      self->funcs->ask (self->user_data);
    }
  else
    {
      set_next_timer (self, xmpp_stream_get_sent_time (self->stream));
    }
  return G_SOURCE_REMOVE;
}

/**
 * xmpp_liveness_new:
 * @stream: (transfer none): a stream on which stanzas flow
 * @limits: how long the server may be silent
 * @funcs: what to call; static
 * @user_data: for @funcs
 *
 * Returns: (transfer full): a watch over @stream
 */
XmppLiveness *
xmpp_liveness_new (XmppStream              *stream,
                   const XmppSessionLimits *limits,
                   const XmppLivenessFuncs *funcs,
                   gpointer                 user_data)
{
  XmppLiveness *self = g_new0 (XmppLiveness, 1);

  self->stream = g_object_ref (stream);
  self->idle_ms = limits->idle_ms;
  self->answer_ms = limits->ping_ms;
  self->funcs = funcs;
  self->user_data = user_data;
  set_timer (self, g_get_monotonic_time () + in_us (self->idle_ms));
  return self;
}

/**
 * xmpp_liveness_set_quiet:
 * @self: a watch
 * @quiet_s: after how many seconds of our silence the server takes us for gone; 0: never
 *
 * Says something well before that: XEP-0478, 3.1.
 */
void
xmpp_liveness_set_quiet (XmppLiveness *self,
                         guint         quiet_s)
{
  g_return_if_fail (self != NULL);

  /* Not as often as somebody who says "1" would have it. */
  self->quiet_ms = quiet_s == 0 ? 0 : MAX (MIN (quiet_s, MOST_QUIET_S) * 750,
                                           self->answer_ms / DOUBT_PART);
  set_next_timer (self, xmpp_stream_get_sent_time (self->stream));
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
 * xmpp_liveness_note_asked:
 * @self: a watch
 *
 * Somebody else has asked the server something that it must answer.
 */
void
xmpp_liveness_note_asked (XmppLiveness *self)
{
  g_return_if_fail (self != NULL);

  expect_answer (self, self->answer_ms);
}

/**
 * xmpp_liveness_check_now:
 * @self: a watch
 *
 * Asks at once, and is less patient: the network has changed, or the machine woke up.
 */
void
xmpp_liveness_check_now (XmppLiveness *self)
{
  g_return_if_fail (self != NULL);

  if (expect_answer (self, self->answer_ms / DOUBT_PART))
    self->funcs->ask (self->user_data);
}
