/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether somebody sits at the machine: told by the desktop's idle monitor, by X11 or by logind,
 * never polled. Signals: "idle" (guint seconds: 0 when back, gboolean locked), "asleep"
 * (gboolean). */
#define DESKTOP_TYPE_IDLE (desktop_idle_get_type ())
G_DECLARE_FINAL_TYPE (DesktopIdle, desktop_idle, DESKTOP, IDLE, GObject)

DesktopIdle *desktop_idle_new        (void) G_GNUC_WARN_UNUSED_RESULT;
void         desktop_idle_set_limits (DesktopIdle *self,
                                      guint        away_s,
                                      guint        extended_away_s); /* 0: never */

G_END_DECLS
