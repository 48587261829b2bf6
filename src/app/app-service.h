/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The program without windows: charla --headless. */
#define APP_TYPE_SERVICE (app_service_get_type ())
G_DECLARE_FINAL_TYPE (AppService, app_service, APP, SERVICE, GApplication)

AppService *app_service_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
