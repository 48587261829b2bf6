/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Idleness, lock and sleep, from Mutter's idle monitor, the screen saver and logind over D-Bus; and
 * idleness from X11 where there is no Mutter. */
#define G_LOG_DOMAIN "desktop-idle"

#include "desktop-idle.h"

#include "desktop-x11-idle.h"

#define MONITOR "org.gnome.Mutter.IdleMonitor"
#define MONITOR_PATH "/org/gnome/Mutter/IdleMonitor/Core"
#define LOGIN "org.freedesktop.login1"
#define LOGIN_PATH "/org/freedesktop/login1"
#define N_LIMITS 2

struct _DesktopIdle
{
  GObject          parent_instance;

  GCancellable    *cancellable;
  DesktopX11Idle  *x11;
  GDBusConnection *session;             /* (nullable) */
  GDBusConnection *system;              /* (nullable) */
  GArray          *session_signals;     /* guint subscriptions */
  GArray          *system_signals;
  guint            monitor_watch;       /* of the name */
  gboolean         has_monitor;
  guint            limits[N_LIMITS];    /* seconds; 0: never */
  guint            watches[N_LIMITS];   /* Mutter's ids; 0: none */
  guint            active_watch;
  guint            idle_s;
  guint            hint_timer;          /* from logind's hint to our limits */
  gint64           hint_since;          /* monotonic µs; 0: not idle */
  gboolean         locked;
};

G_DEFINE_FINAL_TYPE (DesktopIdle, desktop_idle, G_TYPE_OBJECT)

enum {
  SIGNAL_IDLE,
  SIGNAL_ASLEEP,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
set_idle (DesktopIdle *self,
          guint        idle_s)
{
  if (self->idle_s == idle_s)
    return;

  self->idle_s = idle_s;
  g_signal_emit (self, signals[SIGNAL_IDLE], 0, idle_s, self->locked);
}

static void
set_locked (DesktopIdle *self,
            gboolean     locked)
{
  if (self->locked == locked)
    return;

  self->locked = locked;
  g_signal_emit (self, signals[SIGNAL_IDLE], 0, self->idle_s, locked);
}

static void
subscribe (DesktopIdle         *self,
           GDBusConnection     *bus,
           GArray              *into,
           const char          *interface,
           const char          *signal,
           const char          *path,
           GDBusSignalCallback  callback)
{
  guint id = g_dbus_connection_signal_subscribe (bus, NULL, interface, signal, path, NULL,
                                                 G_DBUS_SIGNAL_FLAGS_NONE, callback, self, NULL);

  g_array_append_val (into, id);
}

static void
watch_added_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = NULL;
  guint *where = user_data;

  answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  if (answer != NULL)
    g_variant_get (answer, "(u)", where);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("No idle watch: %s", error->message);
}

/* @where lies in @self, which cancels the call before it goes; a cancelled call writes nothing. */
static void
add_watch (DesktopIdle *self,
           const char  *method,
           GVariant    *parameters,
           guint       *where)
{
  g_dbus_connection_call (self->session, MONITOR, MONITOR_PATH, MONITOR, method, parameters,
                          G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1,
                          self->cancellable, watch_added_cb, where);
}

static void
drop_watches (DesktopIdle *self)
{
  for (guint i = 0; i < N_LIMITS; i++)
    if (self->watches[i] != 0)
      {
        g_dbus_connection_call (self->session, MONITOR, MONITOR_PATH, MONITOR, "RemoveWatch",
                                g_variant_new ("(u)", self->watches[i]), NULL,
                                G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
        self->watches[i] = 0;
      }
}

static void
add_watches (DesktopIdle *self)
{
  if (!self->has_monitor)
    return;

  drop_watches (self);
  for (guint i = 0; i < N_LIMITS; i++)
    if (self->limits[i] > 0)
      add_watch (self, "AddIdleWatch",
                 g_variant_new ("(t)", (guint64) self->limits[i] * 1000), &self->watches[i]);
}

static void
watch_fired_cb (GDBusConnection *bus,
                const char      *sender,
                const char      *path,
                const char      *interface,
                const char      *signal,
                GVariant        *parameters,
                gpointer         user_data)
{
  DesktopIdle *self = user_data;
  guint id = 0;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(u)")))
    return;

  g_variant_get (parameters, "(u)", &id);
  if (id == 0)
    return;
  if (id == self->active_watch)
    {
      self->active_watch = 0;
      set_idle (self, 0);
      return;
    }

  for (guint i = 0; i < N_LIMITS; i++)
    if (id == self->watches[i])
      {
        if (self->active_watch == 0)
          add_watch (self, "AddUserActiveWatch", NULL, &self->active_watch);
        set_idle (self, self->limits[i]);
      }
}

static void
monitor_appeared_cb (GDBusConnection *bus,
                     const char      *name,
                     const char      *owner,
                     gpointer         user_data)
{
  DesktopIdle *self = user_data;

  self->has_monitor = TRUE;
  self->active_watch = 0;
  for (guint i = 0; i < N_LIMITS; i++)
    self->watches[i] = 0;
  add_watches (self);
}

static void
monitor_vanished_cb (GDBusConnection *bus,
                     const char      *name,
                     gpointer         user_data)
{
  DesktopIdle *self = user_data;

  self->has_monitor = FALSE;
}

static void
screen_saver_cb (GDBusConnection *bus,
                 const char      *sender,
                 const char      *path,
                 const char      *interface,
                 const char      *signal,
                 GVariant        *parameters,
                 gpointer         user_data)
{
  gboolean active = FALSE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;

  g_variant_get (parameters, "(b)", &active);
  set_locked (user_data, active);
}

static gboolean
hint_timer_cb (gpointer user_data)
{
  DesktopIdle *self = user_data;
  guint idle_s = (guint) ((g_get_monotonic_time () - self->hint_since) / G_USEC_PER_SEC);
  guint reached = 0, next = 0;

  for (guint i = 0; i < N_LIMITS; i++)
    if (self->limits[i] > 0 && self->limits[i] <= idle_s)
      reached = MAX (reached, self->limits[i]);
    else if (self->limits[i] > 0 && (next == 0 || self->limits[i] < next))
      next = self->limits[i];

  self->hint_timer = next > 0 ? g_timeout_add_seconds (next - idle_s, hint_timer_cb, self) : 0;
  if (reached > 0)
    set_idle (self, reached);
  return G_SOURCE_REMOVE;
}

static void
session_changed_cb (GDBusConnection *bus,
                    const char      *sender,
                    const char      *path,
                    const char      *interface,
                    const char      *signal,
                    GVariant        *parameters,
                    gpointer         user_data)
{
  DesktopIdle *self = user_data;
  g_autoptr(GVariant) changed = NULL;
  const char *of = NULL;
  gboolean value;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;

  g_variant_get (parameters, "(&s@a{sv}as)", &of, &changed, NULL);
  if (g_strcmp0 (of, LOGIN ".Session") != 0)
    return;
  if (g_variant_lookup (changed, "LockedHint", "b", &value))
    set_locked (self, value);
  if (!self->has_monitor && !desktop_x11_idle_get_works (self->x11)
      && g_variant_lookup (changed, "IdleHint", "b", &value))
    {
      g_clear_handle_id (&self->hint_timer, g_source_remove);
      self->hint_since = value ? g_get_monotonic_time () : 0;
      if (value)
        hint_timer_cb (self);
      else
        set_idle (self, 0);
    }
}

static void
x11_idle_cb (DesktopX11Idle *x11,
             guint           idle_s,
             DesktopIdle    *self)
{
  if (!self->has_monitor)
    set_idle (self, idle_s);
}

static void
sleep_cb (GDBusConnection *bus,
          const char      *sender,
          const char      *path,
          const char      *interface,
          const char      *signal,
          GVariant        *parameters,
          gpointer         user_data)
{
  gboolean asleep = FALSE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;

  g_variant_get (parameters, "(b)", &asleep);
  g_signal_emit (user_data, signals[SIGNAL_ASLEEP], 0, asleep);
}

static void
session_path_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GError) error = NULL;
  DesktopIdle *self = user_data;
  const char *path = NULL;

  answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  if (answer == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_debug ("No login session: %s", error->message);
      return;
    }

  g_variant_get (answer, "(&o)", &path);
  subscribe (self, self->system, self->system_signals, "org.freedesktop.DBus.Properties",
             "PropertiesChanged", path, session_changed_cb);
}

static void
system_bus_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  GDBusConnection *bus = g_bus_get_finish (result, &error);
  DesktopIdle *self = user_data;

  if (bus == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_debug ("No system bus: %s", error->message);
      return;
    }

  self->system = bus;
  subscribe (self, bus, self->system_signals, LOGIN ".Manager", "PrepareForSleep", LOGIN_PATH,
             sleep_cb);
  g_dbus_connection_call (bus, LOGIN, LOGIN_PATH, LOGIN ".Manager", "GetSessionByPID",
                          g_variant_new ("(u)", 0), G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable,
                          session_path_cb, self);
}

static void
session_bus_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  GDBusConnection *bus = g_bus_get_finish (result, &error);
  DesktopIdle *self = user_data;

  if (bus == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_debug ("No session bus: %s", error->message);
      return;
    }

  self->session = bus;
  subscribe (self, bus, self->session_signals, MONITOR, "WatchFired", MONITOR_PATH, watch_fired_cb);
  subscribe (self, bus, self->session_signals, "org.gnome.ScreenSaver", "ActiveChanged", NULL,
             screen_saver_cb);
  subscribe (self, bus, self->session_signals, "org.freedesktop.ScreenSaver", "ActiveChanged", NULL,
             screen_saver_cb);
  self->monitor_watch =
    g_bus_watch_name_on_connection (bus, MONITOR, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                    monitor_appeared_cb, monitor_vanished_cb, self, NULL);
}

/**
 * desktop_idle_set_limits:
 * @self: the watcher
 * @away_s: after how many seconds to tell; 0: never
 * @extended_away_s: and when again; 0: never
 */
void
desktop_idle_set_limits (DesktopIdle *self,
                         guint        away_s,
                         guint        extended_away_s)
{
  g_return_if_fail (DESKTOP_IS_IDLE (self));

  if (self->limits[0] == away_s && self->limits[1] == extended_away_s)
    return;

  self->limits[0] = away_s;
  self->limits[1] = extended_away_s;
  add_watches (self);
  desktop_x11_idle_set_limits (self->x11, away_s, extended_away_s);
  if (self->hint_since != 0)
    {
      g_clear_handle_id (&self->hint_timer, g_source_remove);
      hint_timer_cb (self);
    }
}

static void
unsubscribe_all (GDBusConnection *bus,
                 GArray          *from)
{
  for (guint i = 0; bus != NULL && i < from->len; i++)
    g_dbus_connection_signal_unsubscribe (bus, g_array_index (from, guint, i));
  g_array_set_size (from, 0);
}

static void
desktop_idle_dispose (GObject *object)
{
  DesktopIdle *self = DESKTOP_IDLE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->hint_timer, g_source_remove);
  g_clear_handle_id (&self->monitor_watch, g_bus_unwatch_name);
  unsubscribe_all (self->session, self->session_signals);
  unsubscribe_all (self->system, self->system_signals);
  g_clear_object (&self->x11);
  g_clear_object (&self->session);
  g_clear_object (&self->system);

  G_OBJECT_CLASS (desktop_idle_parent_class)->dispose (object);
}

static void
desktop_idle_finalize (GObject *object)
{
  DesktopIdle *self = DESKTOP_IDLE (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->session_signals, g_array_unref);
  g_clear_pointer (&self->system_signals, g_array_unref);

  G_OBJECT_CLASS (desktop_idle_parent_class)->finalize (object);
}

static void
desktop_idle_class_init (DesktopIdleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = desktop_idle_dispose;
  object_class->finalize = desktop_idle_finalize;

  signals[SIGNAL_IDLE] = g_signal_new ("idle", DESKTOP_TYPE_IDLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);
  signals[SIGNAL_ASLEEP] = g_signal_new ("asleep", DESKTOP_TYPE_IDLE, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
desktop_idle_init (DesktopIdle *self)
{
  self->cancellable = g_cancellable_new ();
  self->x11 = desktop_x11_idle_new ();
  g_signal_connect_object (self->x11, "idle", G_CALLBACK (x11_idle_cb), self, 0);
  self->session_signals = g_array_new (FALSE, FALSE, sizeof (guint));
  self->system_signals = g_array_new (FALSE, FALSE, sizeof (guint));
  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, session_bus_cb, self);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, system_bus_cb, self);
}

DesktopIdle *
desktop_idle_new (void)
{
  return g_object_new (DESKTOP_TYPE_IDLE, NULL);
}
