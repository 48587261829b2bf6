/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Idleness on the X display of the test, where xdotool is the person. */
#include "desktop-idle.h"
#include "desktop-x11-idle.h"

#include <signal.h>

typedef struct {
  guint idle_s;
  guint n_told;
} Heard;

static void
idle_cb (gpointer  idle,
         guint     idle_s,
         Heard    *heard)
{
  heard->idle_s = idle_s;
  heard->n_told++;
}

static void
session_idle_cb (DesktopIdle *idle,
                 guint        idle_s,
                 gboolean     locked,
                 Heard       *heard)
{
  idle_cb (idle, idle_s, heard);
}

static void
wait_for_idle (Heard *heard,
               guint  idle_s)
{
  while (heard->idle_s != idle_s)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_display (DesktopX11Idle *idle,
                  gboolean        works)
{
  while (desktop_x11_idle_get_works (idle) != works)
    g_main_context_iteration (NULL, TRUE);
}

/* Until the thread that connects has said what it found: it keeps a reference. Nothing wakes the main
 * loop when that goes. */
static void
wait_for_thread (DesktopX11Idle *idle)
{
  while (g_atomic_int_get (&G_OBJECT (idle)->ref_count) > 1)
    g_main_context_iteration (NULL, FALSE);
}

static void
move_mouse (void)
{
  g_autoptr(GError) error = NULL;
  int status = -1;

  g_spawn_command_line_sync ("xdotool mousemove_relative 1 0", NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static void
test_away_and_back (void)
{
  g_autoptr(DesktopX11Idle) idle = desktop_x11_idle_new ();
  Heard heard = { 0 };

  g_signal_connect (idle, "idle", G_CALLBACK (idle_cb), &heard);
  wait_for_display (idle, TRUE);
  move_mouse ();
  desktop_x11_idle_set_limits (idle, 1, 2);
  wait_for_idle (&heard, 1);
  wait_for_idle (&heard, 2);
  move_mouse ();
  wait_for_idle (&heard, 0);
  g_assert_cmpuint (heard.n_told, ==, 3);

  /* And once more: the alarms go off only once, so they have to be set again. */
  wait_for_idle (&heard, 1);
  move_mouse ();
  wait_for_idle (&heard, 0);
}

static void
test_limits_change (void)
{
  g_autoptr(DesktopX11Idle) idle = desktop_x11_idle_new ();
  Heard heard = { 0 };

  g_signal_connect (idle, "idle", G_CALLBACK (idle_cb), &heard);
  desktop_x11_idle_set_limits (idle, 3600, 0);
  wait_for_display (idle, TRUE);
  move_mouse ();
  desktop_x11_idle_set_limits (idle, 0, 1);
  wait_for_idle (&heard, 1);
  desktop_x11_idle_set_limits (idle, 0, 0);
  move_mouse ();
  wait_for_idle (&heard, 0);
}

/* What the program uses: where nothing better tells, X does. */
static void
test_session (void)
{
  g_autoptr(DesktopIdle) idle = desktop_idle_new ();
  Heard heard = { 0 };

  g_signal_connect (idle, "idle", G_CALLBACK (session_idle_cb), &heard);
  desktop_idle_set_limits (idle, 1, 3600);
  wait_for_idle (&heard, 1);
  move_mouse ();
  wait_for_idle (&heard, 0);
}

static void
test_no_display (gconstpointer data)
{
  g_autofree char *display = g_strdup (g_getenv ("DISPLAY"));
  g_autoptr(DesktopX11Idle) idle = NULL;

  if (data == NULL)
    g_unsetenv ("DISPLAY");
  else
    g_setenv ("DISPLAY", data, TRUE);
  idle = desktop_x11_idle_new ();
  desktop_x11_idle_set_limits (idle, 1, 2);
  wait_for_thread (idle);
  g_assert_false (desktop_x11_idle_get_works (idle));
  g_setenv ("DISPLAY", display, TRUE);
}

static void
test_wayland (void)
{
  g_autoptr(DesktopX11Idle) idle = NULL;

  g_setenv ("WAYLAND_DISPLAY", "wayland-0", TRUE);
  idle = desktop_x11_idle_new ();
  wait_for_thread (idle);
  g_assert_false (desktop_x11_idle_get_works (idle));
  g_unsetenv ("WAYLAND_DISPLAY");
}

/* The display goes away beneath it. */
static void
test_display_ends (void)
{
  g_autofree char *display = g_strdup (g_getenv ("DISPLAY"));
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) server = NULL;
  g_autoptr(GDataInputStream) output = NULL;
  g_autoptr(DesktopX11Idle) idle = NULL;
  g_autofree char *number = NULL;
  g_autofree char *name = NULL;

  server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                             &error, "Xvfb", "-displayfd", "1", "-nolisten", "tcp", NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server));
  number = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (number);

  name = g_strconcat (":", number, NULL);
  g_setenv ("DISPLAY", name, TRUE);
  idle = desktop_x11_idle_new ();
  desktop_x11_idle_set_limits (idle, 3600, 0);
  wait_for_display (idle, TRUE);
  g_subprocess_send_signal (server, SIGTERM);
  wait_for_display (idle, FALSE);
  desktop_x11_idle_set_limits (idle, 1, 2);
  g_subprocess_wait (server, NULL, &error);
  g_assert_no_error (error);
  g_setenv ("DISPLAY", display, TRUE);
}

int
main (int    argc,
      char **argv)
{
  /* No logind: it could tell of this machine's own people. */
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_getenv ("DBUS_SESSION_BUS_ADDRESS"), TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/x11-idle/away-and-back", test_away_and_back);
  g_test_add_func ("/x11-idle/limits-change", test_limits_change);
  g_test_add_func ("/x11-idle/session", test_session);
  g_test_add_data_func ("/x11-idle/no-display", NULL, test_no_display);
  g_test_add_data_func ("/x11-idle/wrong-display", ":54321", test_no_display);
  g_test_add_func ("/x11-idle/wayland", test_wayland);
  g_test_add_func ("/x11-idle/display-ends", test_display_ends);
  return g_test_run ();
}
