/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-client.h"

G_BEGIN_DECLS

/* Turns the model's changes into the signal Event of im.charla.Charla1, for whoever was added.
 * Signal: "empty": the last of them has left the bus. */
#define DESKTOP_TYPE_DOOR_EVENTS (desktop_door_events_get_type ())
G_DECLARE_FINAL_TYPE (DesktopDoorEvents, desktop_door_events, DESKTOP, DOOR_EVENTS, GObject)

DesktopDoorEvents *desktop_door_events_new (ChatClient      *client,
                                            GDBusConnection *connection,
                                            const char      *path) G_GNUC_WARN_UNUSED_RESULT;
gboolean           desktop_door_events_add (DesktopDoorEvents *self,
                                            const char        *name);

G_END_DECLS
