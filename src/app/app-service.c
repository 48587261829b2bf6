/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program without windows: the same model and the same door, no display. */
#define G_LOG_DOMAIN "app-service"

#include "app-service.h"

#include "app-core.h"
#include "charla-config.h"
#include "chat-error.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

struct _AppService
{
  GApplication  parent_instance;

  AppCore      *core;
  guint         signals[2];
  gboolean      started;
  gboolean      stopping;
};

G_DEFINE_FINAL_TYPE (AppService, app_service, G_TYPE_APPLICATION)

static void
stopped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GApplication) app = user_data;
  g_autoptr(GError) error = NULL;

  if (!app_core_stop_finish (APP_CORE (object), result, &error))
    g_warning ("The end was not clean: %s", error->message);
  g_application_quit (app);
}

static void
stop (AppService *self)
{
  if (self->stopping)
    return;

  self->stopping = TRUE;
  app_core_stop_async (self->core, stopped_cb, g_object_ref (self));
}

static gboolean
signal_cb (gpointer user_data)
{
  stop (user_data);
  return G_SOURCE_CONTINUE;
}

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
}

static void
app_service_activate (GApplication *app)
{
  AppService *self = APP_SERVICE (app);

  if (self->started)
    g_printerr ("charla: %s\n", _("Runs without windows. End it with “charla quit” first."));
  self->started = TRUE;
}

static void
app_service_startup (GApplication *app)
{
  AppService *self = APP_SERVICE (app);

  G_APPLICATION_CLASS (app_service_parent_class)->startup (app);

  g_application_hold (app);
  self->signals[0] = g_unix_signal_add (SIGTERM, signal_cb, self);
  self->signals[1] = g_unix_signal_add (SIGINT, signal_cb, self);
  app_core_start_async (self->core, NULL, started_cb, g_object_ref (self));
}

static gboolean
app_service_dbus_register (GApplication     *app,
                           GDBusConnection  *connection,
                           const char       *path,
                           GError          **error)
{
  AppService *self = APP_SERVICE (app);

  return G_APPLICATION_CLASS (app_service_parent_class)->dbus_register (app, connection, path,
                                                                        error)
         && desktop_door_export (app_core_get_door (self->core), connection, error);
}

static void
app_service_dbus_unregister (GApplication    *app,
                             GDBusConnection *connection,
                             const char      *path)
{
  AppService *self = APP_SERVICE (app);

  /* Called once more while the application is finalized, when the core has gone already. */
  if (self->core != NULL)
    desktop_door_unexport (app_core_get_door (self->core));
  G_APPLICATION_CLASS (app_service_parent_class)->dbus_unregister (app, connection, path);
}

static void
app_service_finalize (GObject *object)
{
  AppService *self = APP_SERVICE (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->signals); i++)
    g_clear_handle_id (&self->signals[i], g_source_remove);
  g_clear_object (&self->core);

  G_OBJECT_CLASS (app_service_parent_class)->finalize (object);
}

static void
app_service_class_init (AppServiceClass *klass)
{
  GApplicationClass *app_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_service_finalize;
  app_class->activate = app_service_activate;
  app_class->startup = app_service_startup;
  app_class->dbus_register = app_service_dbus_register;
  app_class->dbus_unregister = app_service_dbus_unregister;
}

static void
app_service_init (AppService *self)
{
  self->core = app_core_new ();
  g_signal_connect_object (app_core_get_door (self->core), "quit", G_CALLBACK (stop), self,
                           G_CONNECT_SWAPPED);
}

AppService *
app_service_new (void)
{
  return g_object_new (APP_TYPE_SERVICE, "application-id", CHARLA_ID, NULL);
}
