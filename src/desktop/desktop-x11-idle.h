/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether somebody types or moves the mouse on the X display, where there is one: told by alarms on
 * the server's own IDLETIME counter, never polled. Without X, or under Wayland, where X does not
 * hear everything, it stays silent. Signal: "idle" (guint seconds: 0 when back). */
#define DESKTOP_TYPE_X11_IDLE (desktop_x11_idle_get_type ())
G_DECLARE_FINAL_TYPE (DesktopX11Idle, desktop_x11_idle, DESKTOP, X11_IDLE, GObject)

DesktopX11Idle *desktop_x11_idle_new        (void) G_GNUC_WARN_UNUSED_RESULT;
void            desktop_x11_idle_set_limits (DesktopX11Idle *self,
                                             guint           away_s,
                                             guint           extended_away_s); /* 0: never */
/* Whether there is such a display and it counts; it takes a moment to know. */
gboolean        desktop_x11_idle_get_works  (DesktopX11Idle *self);

G_END_DECLS
