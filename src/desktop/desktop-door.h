/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-client.h"

G_BEGIN_DECLS

/* The D-Bus door (im.charla.Charla1): the same capabilities as the windows, for the command line,
 * bots and tests. Calls that come before the model is ready wait for it. Signals: "open" (char
 * *link): show it; who has windows connects to it; "quit". */
#define DESKTOP_TYPE_DOOR (desktop_door_get_type ())
G_DECLARE_FINAL_TYPE (DesktopDoor, desktop_door, DESKTOP, DOOR, GObject)

DesktopDoor *desktop_door_new       (ChatClient       *client) G_GNUC_WARN_UNUSED_RESULT;
gboolean     desktop_door_export    (DesktopDoor      *self,
                                     GDBusConnection  *connection,
                                     GError          **error);
void         desktop_door_unexport  (DesktopDoor      *self);
/* The model could not be opened: answer everything with this. */
void         desktop_door_set_error (DesktopDoor      *self,
                                     const GError     *error);

G_END_DECLS
