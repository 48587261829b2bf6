/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Idleness on plain X11, from alarms on the IDLETIME counter (X Synchronization Extension 3.1). The
 * connection is one of our own: it works without any toolkit, and when it breaks, nothing else
 * does. */
#define G_LOG_DOMAIN "desktop-x11-idle"

#include "desktop-x11-idle.h"

#include <glib-unix.h>
#include <stdlib.h>
#include <string.h>
#include <xcb/sync.h>
#include <xcb/xcb.h>

#define COUNTER "IDLETIME"
#define N_LIMITS 2

typedef xcb_connection_t XConnection;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XConnection, xcb_disconnect)

struct _DesktopX11Idle
{
  GObject              parent_instance;

  XConnection         *connection;       /* (nullable) */
  guint                source;           /* of what it says */
  guint8               first_event;      /* of the extension */
  xcb_sync_counter_t   counter;
  xcb_sync_alarm_t     idle_alarm;       /* when the next limit is reached */
  xcb_sync_alarm_t     active_alarm;     /* when somebody is back */
  guint                limits[N_LIMITS]; /* seconds; 0: never */
  guint                waited_s;         /* what the idle alarm waits for; 0: nothing */
  guint                idle_s;           /* the limit that was reached */
};

G_DEFINE_FINAL_TYPE (DesktopX11Idle, desktop_x11_idle, G_TYPE_OBJECT)

enum {
  SIGNAL_IDLE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What the thread that connects finds. */
typedef struct {
  XConnection        *connection;
  guint8              first_event;
  xcb_sync_counter_t  counter;
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_clear_pointer (&found->connection, xcb_disconnect);
  g_free (found);
}

static void
set_idle (DesktopX11Idle *self,
          guint           idle_s)
{
  if (self->idle_s == idle_s)
    return;

  self->idle_s = idle_s;
  g_signal_emit (self, signals[SIGNAL_IDLE], 0, idle_s);
}

static void
lose_connection (DesktopX11Idle *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->connection, xcb_disconnect);
  self->idle_alarm = self->active_alarm = XCB_NONE;
}

/* Sets an alarm that goes off once: with a comparison, and without a step, the server switches it
 * off afterwards. It goes off at once where the counter stands there already. */
static void
set_alarm (DesktopX11Idle      *self,
           xcb_sync_alarm_t    *alarm,
           xcb_sync_testtype_t  test,
           gint64               limit_ms)
{
  const guint32 mask = XCB_SYNC_CA_COUNTER | XCB_SYNC_CA_VALUE_TYPE | XCB_SYNC_CA_VALUE
                       | XCB_SYNC_CA_TEST_TYPE | XCB_SYNC_CA_DELTA | XCB_SYNC_CA_EVENTS;
  xcb_sync_create_alarm_value_list_t values = {
    .counter = self->counter,
    .valueType = XCB_SYNC_VALUETYPE_ABSOLUTE,
    .value = { (gint32) (limit_ms >> 32), (guint32) limit_ms },
    .testType = test,
    .events = TRUE,
  };

  if (*alarm != XCB_NONE)
    xcb_sync_destroy_alarm (self->connection, *alarm);
  *alarm = xcb_generate_id (self->connection);
  xcb_sync_create_alarm_aux (self->connection, *alarm, mask, &values);
  xcb_flush (self->connection);
}

/* The alarm is for the next limit above the one that was reached. */
static void
wait_for_next_limit (DesktopX11Idle *self)
{
  guint next = 0;

  for (guint i = 0; i < N_LIMITS; i++)
    if (self->limits[i] > self->idle_s && (next == 0 || self->limits[i] < next))
      next = self->limits[i];

  self->waited_s = next;
  if (next > 0)
    set_alarm (self, &self->idle_alarm, XCB_SYNC_TESTTYPE_POSITIVE_COMPARISON,
               (gint64) next * 1000);
  else if (self->idle_alarm != XCB_NONE)
    {
      xcb_sync_destroy_alarm (self->connection, self->idle_alarm);
      self->idle_alarm = XCB_NONE;
      xcb_flush (self->connection);
    }
}

static void
alarm_went_off (DesktopX11Idle   *self,
                xcb_sync_alarm_t  alarm)
{
  if (alarm == self->idle_alarm && self->waited_s > 0)
    {
      set_alarm (self, &self->active_alarm, XCB_SYNC_TESTTYPE_NEGATIVE_COMPARISON,
                 (gint64) self->waited_s * 1000 - 1);
      set_idle (self, self->waited_s);
      wait_for_next_limit (self);
    }
  else if (alarm == self->active_alarm)
    {
      set_idle (self, 0);
      wait_for_next_limit (self);
    }
}

static gboolean
readable_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  g_autoptr(DesktopX11Idle) self = g_object_ref (user_data);
  xcb_generic_event_t *event = NULL;

  while (self->connection != NULL && (event = xcb_poll_for_event (self->connection)) != NULL)
    {
      if ((event->response_type & 0x7f) == self->first_event + XCB_SYNC_ALARM_NOTIFY)
        {
          const xcb_sync_alarm_notify_event_t *notify = (gpointer) event;

          if (notify->state != XCB_SYNC_ALARMSTATE_DESTROYED)
            alarm_went_off (self, notify->alarm);
        }
      free (event);
    }

  if (self->connection != NULL && xcb_connection_has_error (self->connection) == 0)
    return G_SOURCE_CONTINUE;

  self->source = 0;
  lose_connection (self);
  return G_SOURCE_REMOVE;
}

/* The name stands right after its length. xcb_sync_systemcounter_name() is two bytes off: it counts
 * the padding of the struct. */
static gboolean
is_counter (const xcb_sync_systemcounter_t *counter)
{
  const char *name = (const char *) &counter->name_len + sizeof counter->name_len;

  return counter->name_len == strlen (COUNTER) && memcmp (name, COUNTER, strlen (COUNTER)) == 0;
}

static xcb_sync_counter_t
find_counter (XConnection *connection)
{
  xcb_sync_counter_t found = XCB_NONE;
  xcb_sync_list_system_counters_reply_t *counters = NULL;
  xcb_sync_systemcounter_iterator_t i;

  counters = xcb_sync_list_system_counters_reply (
    connection, xcb_sync_list_system_counters (connection), NULL);
  if (counters == NULL)
    return XCB_NONE;

  for (i = xcb_sync_list_system_counters_counters_iterator (counters); i.rem > 0;
       xcb_sync_systemcounter_next (&i))
    if (is_counter (i.data))
      found = i.data->counter;
  free (counters);
  return found;
}

/* In a thread: all of this waits for the server. */
static void
connect_in_thread (GTask        *task,
                   gpointer      source,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  g_autoptr(XConnection) connection = xcb_connect (task_data, NULL);
  const xcb_query_extension_reply_t *extension = NULL;
  xcb_sync_initialize_reply_t *version = NULL;
  xcb_sync_counter_t counter = XCB_NONE;
  Found *found = NULL;

  if (xcb_connection_has_error (connection) == 0)
    extension = xcb_get_extension_data (connection, &xcb_sync_id);
  if (extension != NULL && extension->present)
    version = xcb_sync_initialize_reply (connection, xcb_sync_initialize (connection, 3, 1), NULL);
  if (version != NULL)
    counter = find_counter (connection);
  free (version);
  if (counter == XCB_NONE)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                               "The X display does not count idleness");
      return;
    }

  found = g_new0 (Found, 1);
  found->first_event = extension->first_event;
  found->counter = counter;
  found->connection = g_steal_pointer (&connection);
  g_task_return_pointer (task, found, found_free);
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  DesktopX11Idle *self = DESKTOP_X11_IDLE (object);
  g_autoptr(GError) error = NULL;
  Found *found = g_task_propagate_pointer (G_TASK (result), &error);

  if (found == NULL)
    {
      g_debug ("No idleness from X: %s", error->message);
      return;
    }

  self->connection = g_steal_pointer (&found->connection);
  self->first_event = found->first_event;
  self->counter = found->counter;
  self->source = g_unix_fd_add (xcb_get_file_descriptor (self->connection),
                                G_IO_IN | G_IO_HUP | G_IO_ERR, readable_cb, self);
  found_free (found);
  wait_for_next_limit (self);
}

/**
 * desktop_x11_idle_set_limits:
 * @self: the watcher
 * @away_s: after how many seconds to tell; 0: never
 * @extended_away_s: and when again; 0: never
 */
void
desktop_x11_idle_set_limits (DesktopX11Idle *self,
                             guint           away_s,
                             guint           extended_away_s)
{
  g_return_if_fail (DESKTOP_IS_X11_IDLE (self));

  self->limits[0] = away_s;
  self->limits[1] = extended_away_s;
  if (self->connection != NULL)
    wait_for_next_limit (self);
}

gboolean
desktop_x11_idle_get_works (DesktopX11Idle *self)
{
  g_return_val_if_fail (DESKTOP_IS_X11_IDLE (self), FALSE);

  return self->connection != NULL;
}

static void
desktop_x11_idle_constructed (GObject *object)
{
  DesktopX11Idle *self = DESKTOP_X11_IDLE (object);
  const char *display = g_getenv ("DISPLAY");
  const char *wayland = g_getenv ("WAYLAND_DISPLAY");
  g_autoptr(GTask) task = NULL;

  G_OBJECT_CLASS (desktop_x11_idle_parent_class)->constructed (object);

  /* Xwayland counts only what goes to the windows of X. */
  if (display == NULL || *display == '\0' || (wayland != NULL && *wayland != '\0'))
    return;

  task = g_task_new (self, NULL, connected_cb, NULL);
  g_task_set_source_tag (task, connect_in_thread);
  g_task_set_task_data (task, g_strdup (display), g_free);
  g_task_run_in_thread (task, connect_in_thread);
}

static void
desktop_x11_idle_dispose (GObject *object)
{
  lose_connection (DESKTOP_X11_IDLE (object));

  G_OBJECT_CLASS (desktop_x11_idle_parent_class)->dispose (object);
}

static void
desktop_x11_idle_class_init (DesktopX11IdleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = desktop_x11_idle_constructed;
  object_class->dispose = desktop_x11_idle_dispose;

  signals[SIGNAL_IDLE] = g_signal_new ("idle", DESKTOP_TYPE_X11_IDLE, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
desktop_x11_idle_init (DesktopX11Idle *self)
{
}

DesktopX11Idle *
desktop_x11_idle_new (void)
{
  return g_object_new (DESKTOP_TYPE_X11_IDLE, NULL);
}
