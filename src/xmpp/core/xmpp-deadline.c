/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long one step of a task may take. */
#include "xmpp-deadline.h"

struct _XmppDeadline
{
  GCancellable *cancellable;
  GSource      *timer;        /* (nullable): NULL when it is over */
  GSource      *cancelled;    /* (nullable) */
  gboolean      has_passed;
};

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static gboolean
timer_cb (gpointer user_data)
{
  XmppDeadline *self = user_data;

  self->has_passed = TRUE;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  XmppDeadline *self = user_data;

  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static void
attach_source (GSource    **place,
               GTask       *task,
               GSource     *source,
               GSourceFunc  func,
               gpointer     user_data)
{
  *place = source;
  g_source_set_callback (source, func, user_data, NULL);
  g_source_attach (source, g_task_get_context (task));
}

/**
 * xmpp_deadline_new:
 * @task: whose cancellation counts
 * @timeout_ms: how long there is
 *
 * The clock runs from now on.
 *
 * Returns: (transfer full): a deadline, to be freed when the step is over
 */
XmppDeadline *
xmpp_deadline_new (GTask *task,
                   guint  timeout_ms)
{
  XmppDeadline *self = g_new0 (XmppDeadline, 1);
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->cancellable = g_cancellable_new ();
  attach_source (&self->timer, task, g_timeout_source_new (timeout_ms), timer_cb, self);

  /* A source, not a handler of "cancelled": that one could not be taken off from within. */
  if (cancellable != NULL)
    attach_source (&self->cancelled, task, g_cancellable_source_new (cancellable),
                   G_SOURCE_FUNC (cancelled_cb), self);
  return self;
}

/**
 * xmpp_deadline_free:
 * @self: (transfer full): a deadline
 *
 * Stops the clock and cancels nothing.
 */
void
xmpp_deadline_free (XmppDeadline *self)
{
  xmpp_deadline_stop (self);
  g_clear_object (&self->cancellable);
  g_free (self);
}

/**
 * xmpp_deadline_stop:
 * @self: a deadline
 *
 * The step came to its end: nothing is cancelled any more.
 */
void
xmpp_deadline_stop (XmppDeadline *self)
{
  g_return_if_fail (self != NULL);

  clear_source (&self->timer);
  clear_source (&self->cancelled);
}

/**
 * xmpp_deadline_get_cancellable:
 * @self: a deadline
 *
 * Returns: what to pass to the step
 */
GCancellable *
xmpp_deadline_get_cancellable (XmppDeadline *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->cancellable;
}

/**
 * xmpp_deadline_has_passed:
 * @self: a deadline
 *
 * Returns: whether it was time that ended the step
 */
gboolean
xmpp_deadline_has_passed (XmppDeadline *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->has_passed;
}
