/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Idleness, lock and sleep, told by a Mutter and a logind of the test's own on one bus. */
#include "desktop-idle.h"

static const char introspection[] =
  "<node><interface name='org.gnome.Mutter.IdleMonitor'>"
  "<method name='AddIdleWatch'><arg type='t' direction='in'/><arg type='u' direction='out'/></method>"
  "<method name='AddUserActiveWatch'><arg type='u' direction='out'/></method>"
  "<method name='RemoveWatch'><arg type='u' direction='in'/></method>"
  "</interface><interface name='org.freedesktop.login1.Manager'>"
  "<method name='GetSessionByPID'><arg type='u' direction='in'/><arg type='o' direction='out'/></method>"
  "</interface></node>";

typedef struct {
  GDBusConnection *bus;
  guint            objects[2];
  guint            names[2];
  guint            n_owned;
  guint64          intervals[8]; /* of the watches 1, 2, … in ms; 0: of activity */
  guint            n_watches;
  guint            n_removed;
  gboolean         asked_session;
  DesktopIdle     *idle;
  guint            idle_s;
  gboolean         locked;
  guint            n_told;
  int              asleep; /* -1: not told */
} Fixture;

static void
spin_until (Fixture *fx,
            gboolean (*condition) (Fixture *fx))
{
  while (!condition (fx))
    g_main_context_iteration (NULL, TRUE);
}

static void
method_cb (GDBusConnection       *bus,
           const char            *sender,
           const char            *path,
           const char            *interface,
           const char            *method,
           GVariant              *arguments,
           GDBusMethodInvocation *invocation,
           gpointer               user_data)
{
  Fixture *fx = user_data;
  GVariant *answer = NULL;

  if (g_str_equal (method, "GetSessionByPID"))
    {
      fx->asked_session = TRUE;
      answer = g_variant_new ("(o)", "/org/freedesktop/login1/session/one");
    }
  else if (g_str_equal (method, "RemoveWatch"))
    fx->n_removed++;
  else
    {
      g_assert_cmpuint (fx->n_watches + 1, <, G_N_ELEMENTS (fx->intervals));
      fx->n_watches++;
      if (g_str_equal (method, "AddIdleWatch"))
        g_variant_get (arguments, "(t)", &fx->intervals[fx->n_watches]);
      answer = g_variant_new ("(u)", fx->n_watches);
    }
  g_dbus_method_invocation_return_value (invocation, answer);
}

static void
owned_cb (GDBusConnection *bus,
          const char      *name,
          gpointer         user_data)
{
  ((Fixture *) user_data)->n_owned++;
}

static void
idle_cb (DesktopIdle *idle,
         guint        idle_s,
         gboolean     locked,
         Fixture     *fx)
{
  fx->idle_s = idle_s;
  fx->locked = locked;
  fx->n_told++;
}

static void
asleep_cb (DesktopIdle *idle,
           gboolean     asleep,
           Fixture     *fx)
{
  fx->asleep = asleep;
}

static gboolean
both_owned (Fixture *fx)
{
  return fx->n_owned == 2;
}

static gboolean
has_session (Fixture *fx)
{
  return fx->asked_session;
}

static gboolean
has_two_watches (Fixture *fx)
{
  return fx->n_watches >= 2;
}

static gboolean
has_active_watch (Fixture *fx)
{
  return fx->n_watches >= 3;
}

static gboolean
is_idle (Fixture *fx)
{
  return fx->idle_s == 300;
}

static gboolean
is_back (Fixture *fx)
{
  return fx->idle_s == 0;
}

static gboolean
is_locked (Fixture *fx)
{
  return fx->locked;
}

static gboolean
knows_sleep (Fixture *fx)
{
  return fx->asleep >= 0;
}

static void
emit (Fixture    *fx,
      const char *path,
      const char *interface,
      const char *signal,
      GVariant   *parameters)
{
  g_autoptr(GError) error = NULL;

  g_dbus_connection_emit_signal (fx->bus, NULL, path, interface, signal, parameters, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  static const GDBusInterfaceVTable vtable = { method_cb, NULL, NULL, { NULL } };
  static const char *const names[] = { "org.gnome.Mutter.IdleMonitor", "org.freedesktop.login1" };
  static const char *const paths[] = {
    "/org/gnome/Mutter/IdleMonitor/Core", "/org/freedesktop/login1",
  };
  g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autoptr(GError) error = NULL;

  fx->asleep = -1;
  fx->bus = g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
                                                    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                    | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                    NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      fx->objects[i] = g_dbus_connection_register_object (fx->bus, paths[i], node->interfaces[i],
                                                          &vtable, fx, NULL, &error);
      g_assert_no_error (error);
      fx->names[i] = g_bus_own_name_on_connection (fx->bus, names[i], G_BUS_NAME_OWNER_FLAGS_NONE,
                                                   owned_cb, NULL, fx, NULL);
    }
  spin_until (fx, both_owned);

  fx->idle = desktop_idle_new ();
  g_signal_connect (fx->idle, "idle", G_CALLBACK (idle_cb), fx);
  g_signal_connect (fx->idle, "asleep", G_CALLBACK (asleep_cb), fx);
  desktop_idle_set_limits (fx->idle, 300, 900);
  spin_until (fx, has_two_watches);
  spin_until (fx, has_session);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_assert_finalize_object (fx->idle);
  for (guint i = 0; i < 2; i++)
    {
      g_bus_unown_name (fx->names[i]);
      g_dbus_connection_unregister_object (fx->bus, fx->objects[i]);
    }
  g_dbus_connection_close_sync (fx->bus, NULL, NULL);
  g_clear_object (&fx->bus);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static guint
watch_of (Fixture *fx,
          guint64  interval)
{
  for (guint i = 1; i <= fx->n_watches; i++)
    if (fx->intervals[i] == interval)
      return i;
  g_assert_not_reached ();
}

static void
test_away_and_back (Fixture       *fx,
                    gconstpointer  data)
{
  const char *path = "/org/gnome/Mutter/IdleMonitor/Core";
  const char *name = "org.gnome.Mutter.IdleMonitor";

  /* The answers to both calls are there once a third was asked for. */
  emit (fx, path, name, "WatchFired", g_variant_new ("(u)", 4711));
  while (fx->idle_s == 0)
    {
      emit (fx, path, name, "WatchFired", g_variant_new ("(u)", watch_of (fx, 300 * 1000)));
      g_main_context_iteration (NULL, TRUE);
    }
  spin_until (fx, is_idle);
  spin_until (fx, has_active_watch);
  while (fx->idle_s != 0)
    {
      emit (fx, path, name, "WatchFired", g_variant_new ("(u)", fx->n_watches));
      g_main_context_iteration (NULL, TRUE);
    }
  spin_until (fx, is_back);
}

static void
test_lock (Fixture       *fx,
           gconstpointer  data)
{
  emit (fx, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged",
        g_variant_new ("(s)", "nonsense"));
  emit (fx, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged",
        g_variant_new ("(b)", TRUE));
  spin_until (fx, is_locked);
  g_assert_cmpuint (fx->n_told, ==, 1);
}

static void
test_sleep (Fixture       *fx,
            gconstpointer  data)
{
  emit (fx, "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep",
        g_variant_new ("(b)", TRUE));
  spin_until (fx, knows_sleep);
  g_assert_cmpint (fx->asleep, ==, TRUE);
}

/* It goes while its questions are still on the way. */
static void
test_end_at_once (void)
{
  DesktopIdle *idle = desktop_idle_new ();

  desktop_idle_set_limits (idle, 1, 2);
  g_assert_finalize_object (idle);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_getenv ("DBUS_SESSION_BUS_ADDRESS"), TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/idle/away-and-back", Fixture, NULL, set_up, test_away_and_back, tear_down);
  g_test_add ("/idle/lock", Fixture, NULL, set_up, test_lock, tear_down);
  g_test_add ("/idle/sleep", Fixture, NULL, set_up, test_sleep, tear_down);
  g_test_add_func ("/idle/end-at-once", test_end_at_once);
  return g_test_run ();
}
