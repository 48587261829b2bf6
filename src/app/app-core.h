/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-client.h"
#include "desktop-door.h"
#include "desktop-notifier.h"

G_BEGIN_DECLS

/* Everything that lives as long as the program, with windows or without: built here, once. */
#define APP_TYPE_CORE (app_core_get_type ())
G_DECLARE_FINAL_TYPE (AppCore, app_core, APP, CORE, GObject)

AppCore         *app_core_new          (void) G_GNUC_WARN_UNUSED_RESULT;
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
void             app_core_stop_async   (AppCore             *self,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
gboolean         app_core_stop_finish  (AppCore             *self,
                                        GAsyncResult        *result,
                                        GError             **error);

G_END_DECLS
