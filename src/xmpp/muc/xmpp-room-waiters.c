/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-room-waiters.c: who waits for something that a room does, and hears of it exactly once. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-room-private.h"

static void
source_free (gpointer data)
{
  GSource *source = data;

  g_source_destroy (source);
  g_source_unref (source);
}

/* @func ends @task, which nobody else does then. */
void
xmpp_room_watch_task (GTask                  *task,
                      GCancellableSourceFunc  func)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  GSource *source;

  if (cancellable == NULL)
    return;

  source = g_cancellable_source_new (cancellable);
  g_task_attach_source (task, source, G_SOURCE_FUNC (func));
  g_task_set_task_data (task, source, source_free);
}

/* Takes @error (nullable). */
void
xmpp_room_finish_task (GTask  *task,
                       GError *error)
{
  g_task_set_task_data (task, NULL, NULL);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
joiner_cancelled_cb (GCancellable *cancellable,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = g_object_ref (user_data);
  XmppRoom *self = g_task_get_source_object (task);

  if (g_ptr_array_remove (self->joiners, task))
    g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/* Takes @task. */
void
xmpp_room_add_joiner (XmppRoom *self,
                      GTask    *task)
{
  xmpp_room_watch_task (task, joiner_cancelled_cb);
  g_ptr_array_add (self->joiners, task);
}

/* All that wait now; who comes after them waits for the next time. */
GPtrArray *
xmpp_room_take_joiners (XmppRoom *self)
{
  GPtrArray *joiners = self->joiners;

  self->joiners = g_ptr_array_new_with_free_func (g_object_unref);
  return joiners;
}

void
xmpp_room_finish_joiners (GPtrArray    *joiners,
                          const GError *error)
{
  for (guint i = 0; i < joiners->len; i++)
    xmpp_room_finish_task (g_ptr_array_index (joiners, i),
                           error != NULL ? g_error_copy (error) : NULL);
}
