/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program without windows: the same model and the same door, no display. */
#define G_LOG_DOMAIN "app-service"

#include "app-service.h"

#include "app-core.h"
#include "charla-config.h"
#include "chat-error.h"

#include <glib/gi18n.h>

struct _AppService
{
  GApplication  parent_instance;

  AppCore      *core;
};

G_DEFINE_FINAL_TYPE (AppService, app_service, G_TYPE_APPLICATION)

static void
started_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GApplication) app = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (app_core_start_finish (APP_CORE (object), result, &error))
    return;

  /* The door stays open and says it to everybody who asks. */
  text = chat_error_to_text (error);
  g_printerr ("charla: %s\n", text);
  if (g_application_get_dbus_connection (app) == NULL)
    app_core_stop (APP_CORE (object));
}

static void
app_service_activate (GApplication *app)
{
  /* It runs already: that is all there is to it. */
}

static void
app_service_startup (GApplication *app)
{
  G_APPLICATION_CLASS (app_service_parent_class)->startup (app);

  if (g_application_get_dbus_connection (app) == NULL)
    g_printerr ("charla: %s\n",
                _("There is no D-Bus session bus, so no command will reach this Charla. "
                  "It stays connected until it is ended."));
  app_core_start_async (APP_SERVICE (app)->core, NULL, started_cb, g_object_ref (app));
}

static int
app_service_handle_local_options (GApplication *app,
                                  GVariantDict *options)
{
  g_autoptr(GError) error = NULL;

  if (!g_application_register (app, NULL, &error))
    {
      g_printerr ("charla: %s\n", error->message);
      return 1;
    }
  if (!g_application_get_is_remote (app))
    return -1;

  g_printerr ("charla: %s\n", _("Charla is running already."));
  return 0;
}

static gboolean
app_service_dbus_register (GApplication     *app,
                           GDBusConnection  *connection,
                           const char       *path,
                           GError          **error)
{
  return G_APPLICATION_CLASS (app_service_parent_class)->dbus_register (app, connection, path,
                                                                        error)
         && app_core_export (APP_SERVICE (app)->core, connection, error);
}

static void
app_service_dbus_unregister (GApplication    *app,
                             GDBusConnection *connection,
                             const char      *path)
{
  /* Called once more while the application is finalized, when the core has gone already. */
  if (APP_SERVICE (app)->core != NULL)
    app_core_unexport (APP_SERVICE (app)->core);
  G_APPLICATION_CLASS (app_service_parent_class)->dbus_unregister (app, connection, path);
}

static void
app_service_finalize (GObject *object)
{
  g_clear_object (&APP_SERVICE (object)->core);

  G_OBJECT_CLASS (app_service_parent_class)->finalize (object);
}

static void
app_service_class_init (AppServiceClass *klass)
{
  GApplicationClass *app_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_service_finalize;
  app_class->activate = app_service_activate;
  app_class->startup = app_service_startup;
  app_class->handle_local_options = app_service_handle_local_options;
  app_class->dbus_register = app_service_dbus_register;
  app_class->dbus_unregister = app_service_dbus_unregister;
}

static void
app_service_init (AppService *self)
{
  self->core = app_core_new (G_APPLICATION (self));
}

AppService *
app_service_new (void)
{
  return g_object_new (APP_TYPE_SERVICE, "application-id", CHARLA_ID, NULL);
}
