/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program with windows: one main window over the model, which goes on when it is closed. */
#define G_LOG_DOMAIN "app-application"

#include "app-application.h"

#include "app-core.h"
#include "charla-config.h"
#include "chat-error.h"
#include "ui-about.h"
#include "ui-preferences.h"
#include "ui-window.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

struct _AppApplication
{
  AdwApplication    parent_instance;

  AppCore          *core;
  UiWindow         *window;  /* (nullable), weak: GTK owns it */
  GPtrArray        *links;   /* owned char *: to open once the model is ready */
  guint             signals[2];
  gboolean          started; /* the model is there, or failed for good */
  gboolean          stopping;
};

G_DEFINE_FINAL_TYPE (AppApplication, app_application, ADW_TYPE_APPLICATION)

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
stop (AppApplication *self)
{
  if (self->stopping)
    return;

  self->stopping = TRUE;
  if (self->window != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->window), FALSE); /* gone at once for the person */
  app_core_stop_async (self->core, stopped_cb, g_object_ref (self));
}

static gboolean
signal_cb (gpointer user_data)
{
  stop (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
close_request_cb (GtkWindow      *window,
                  AppApplication *self)
{
  GListModel *accounts = chat_client_get_accounts (app_core_get_client (self->core));

  if (self->stopping)
    return FALSE;
  if (!g_settings_get_boolean (app_core_get_settings (self->core), "run-in-background")
      || g_list_model_get_n_items (accounts) == 0)
    {
      stop (self);
      return TRUE;
    }
  return FALSE;
}

static void
open_links (AppApplication *self)
{
  if (!self->started || self->window == NULL)
    return;

  for (guint i = 0; i < self->links->len; i++)
    ui_window_open_link (self->window, g_ptr_array_index (self->links, i));
  g_ptr_array_set_size (self->links, 0);
}

static void
show_window (AppApplication *self)
{
  if (self->stopping)
    return;

  if (self->window == NULL)
    {
      g_set_weak_pointer (&self->window,
                          ui_window_new (GTK_APPLICATION (self), app_core_get_client (self->core),
                                         app_core_get_settings (self->core)));
      g_signal_connect_object (self->window, "close-request", G_CALLBACK (close_request_cb),
                               self, 0);
    }
  gtk_window_present (GTK_WINDOW (self->window));
  open_links (self);
}

static void
open_link (AppApplication *self,
           const char     *link)
{
  g_ptr_array_add (self->links, g_strdup (link));
  show_window (self);
}

static void
open_conversation_cb (DesktopNotifier  *notifier,
                      ChatConversation *conversation,
                      AppApplication   *self)
{
  show_window (self);
  if (self->window != NULL)
    ui_window_show_conversation (self->window, conversation);
}

static void
open_requests_cb (DesktopNotifier *notifier,
                  ChatAccount     *account,
                  AppApplication  *self)
{
  show_window (self);
  if (self->window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->window), "win.show-contacts", NULL);
}

static void
door_open_cb (DesktopDoor    *door,
              const char     *link,
              AppApplication *self)
{
  if (link[0] != '\0')
    open_link (self, link);
  else
    show_window (self);
}

static void
started_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(AppApplication) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  GtkWidget *dialog;

  self->started = TRUE;
  if (app_core_start_finish (APP_CORE (object), result, &error))
    {
      open_links (self);
      return;
    }

  text = chat_error_to_text (error);
  g_printerr ("charla: %s\n", text);
  show_window (self);
  dialog = adw_message_dialog_new (GTK_WINDOW (self->window), _("Charla cannot start"), text);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "quit", _("_Quit"));
  g_signal_connect_object (dialog, "response", G_CALLBACK (stop), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
preferences_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  AppApplication *self = user_data;
  const char *page = parameter != NULL ? g_variant_get_string (parameter, NULL) : NULL;

  show_window (self);
  ui_preferences_present (GTK_WINDOW (self->window), app_core_get_client (self->core),
                          app_core_get_settings (self->core), page);
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  AppApplication *self = user_data;

  ui_about_present (GTK_WINDOW (self->window));
}

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  stop (user_data);
}

static const GActionEntry actions[] = {
  { .name = "preferences", .activate = preferences_action },
  { .name = "preferences-page", .activate = preferences_action, .parameter_type = "s" },
  { .name = "about", .activate = about_action },
  { .name = "quit", .activate = quit_action },
};

static void
app_application_activate (GApplication *app)
{
  show_window (APP_APPLICATION (app));
}

static void
app_application_open (GApplication  *app,
                      GFile        **files,
                      int            n_files,
                      const char    *hint)
{
  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *uri = g_file_get_uri (files[i]);

      open_link (APP_APPLICATION (app), uri);
    }
}

static void
app_application_startup (GApplication *app)
{
  AppApplication *self = APP_APPLICATION (app);
  static const char *const quit_keys[] = { "<Control>q", NULL };
  static const char *const preferences_keys[] = { "<Control>comma", NULL };

  G_APPLICATION_CLASS (app_application_parent_class)->startup (app);

  gtk_window_set_default_icon_name (CHARLA_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (app), actions, G_N_ELEMENTS (actions), self);
  gtk_application_set_accels_for_action (GTK_APPLICATION (app), "app.quit", quit_keys);
  gtk_application_set_accels_for_action (GTK_APPLICATION (app), "app.preferences",
                                         preferences_keys);

  /* It ends by stop() alone, so that nothing is cut off. */
  g_application_hold (app);
  self->signals[0] = g_unix_signal_add (SIGTERM, signal_cb, self);
  self->signals[1] = g_unix_signal_add (SIGINT, signal_cb, self);

  app_core_start_async (self->core, NULL, started_cb, g_object_ref (self));
  g_signal_connect_object (app_core_get_notifier (self->core), "open",
                           G_CALLBACK (open_conversation_cb), self, 0);
  g_signal_connect_object (app_core_get_notifier (self->core), "open-requests",
                           G_CALLBACK (open_requests_cb), self, 0);
}

static gboolean
app_application_dbus_register (GApplication     *app,
                               GDBusConnection  *connection,
                               const char       *path,
                               GError          **error)
{
  AppApplication *self = APP_APPLICATION (app);

  return G_APPLICATION_CLASS (app_application_parent_class)->dbus_register (app, connection, path,
                                                                            error)
         && desktop_door_export (app_core_get_door (self->core), connection, error);
}

static void
app_application_dbus_unregister (GApplication    *app,
                                 GDBusConnection *connection,
                                 const char      *path)
{
  AppApplication *self = APP_APPLICATION (app);

  /* Called once more while the application is finalized, when the core has gone already. */
  if (self->core != NULL)
    desktop_door_unexport (app_core_get_door (self->core));
  G_APPLICATION_CLASS (app_application_parent_class)->dbus_unregister (app, connection, path);
}

static void
app_application_finalize (GObject *object)
{
  AppApplication *self = APP_APPLICATION (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->signals); i++)
    g_clear_handle_id (&self->signals[i], g_source_remove);
  g_clear_weak_pointer (&self->window);
  g_clear_pointer (&self->links, g_ptr_array_unref);
  g_clear_object (&self->core);

  G_OBJECT_CLASS (app_application_parent_class)->finalize (object);
}

static void
app_application_class_init (AppApplicationClass *klass)
{
  GApplicationClass *app_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_application_finalize;
  app_class->activate = app_application_activate;
  app_class->open = app_application_open;
  app_class->startup = app_application_startup;
  app_class->dbus_register = app_application_dbus_register;
  app_class->dbus_unregister = app_application_dbus_unregister;
}

static void
app_application_init (AppApplication *self)
{
  self->links = g_ptr_array_new_with_free_func (g_free);
  self->core = app_core_new ();
  g_signal_connect_object (app_core_get_door (self->core), "open", G_CALLBACK (door_open_cb),
                           self, 0);
  g_signal_connect_object (app_core_get_door (self->core), "quit", G_CALLBACK (stop), self,
                           G_CONNECT_SWAPPED);
}

AppApplication *
app_application_new (void)
{
  return g_object_new (APP_TYPE_APPLICATION,
                       "application-id", CHARLA_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/im/charla/Charla",
                       NULL);
}
