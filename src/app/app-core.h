/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-client.h"
#include "desktop-door.h"
#include "desktop-notifier.h"

G_BEGIN_DECLS

/* Everything that lives as long as the program, with windows or without: built here, once. Signal:
 * "stopping": the end has begun. */
#define APP_TYPE_CORE (app_core_get_type ())
G_DECLARE_FINAL_TYPE (AppCore, app_core, APP, CORE, GObject)

/* (nullable): they are not installed */
GSettings       *app_core_open_settings (void) G_GNUC_WARN_UNUSED_RESULT;

/* @app: owns the core, and is held until its end */
AppCore         *app_core_new          (GApplication *app) G_GNUC_WARN_UNUSED_RESULT;
ChatClient      *app_core_get_client   (AppCore *self);
DesktopDoor     *app_core_get_door     (AppCore *self);
DesktopNotifier *app_core_get_notifier (AppCore *self); /* (nullable): from start on */
GSettings       *app_core_get_settings (AppCore *self); /* (nullable): not installed */

void             app_core_start_async  (AppCore             *self,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
gboolean         app_core_start_finish (AppCore             *self,
                                        GAsyncResult        *result,
                                        GError             **error);
/* With windows: whether somebody looks at them. Without, it is not called. */
void             app_core_set_watched  (AppCore             *self,
                                        gboolean             watched);
/* Signs out, closes the archive, then quits the application. The way in which the program ends:
 * also on "charla quit", SIGTERM and SIGINT. */
void             app_core_stop         (AppCore             *self);
gboolean         app_core_is_stopping  (AppCore             *self);

/* Opens the D-Bus door on @connection, and closes it. */
gboolean         app_core_export       (AppCore             *self,
                                        GDBusConnection     *connection,
                                        GError             **error);
void             app_core_unexport     (AppCore             *self);

G_END_DECLS
