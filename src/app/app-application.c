/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program with windows: one main window over the model, which goes on when it is closed. */
#define G_LOG_DOMAIN "app-application"

#include "app-application.h"

#include "app-core.h"
#include "app-door.h"
#include "charla-config.h"
#include "chat-error.h"
#include "ui-about.h"
#include "ui-attention.h"
#include "ui-names.h"
#include "ui-popovers.h"
#include "ui-preferences.h"
#include "ui-window.h"

#include <glib/gi18n.h>

struct _AppApplication
{
  AdwApplication    parent_instance;

  AppCore          *core;
  UiWindow         *window;  /* (nullable), weak: GTK owns it */
  UiAttention      *attention; /* (nullable): from startup on */
  GPtrArray        *links;   /* owned char *: to open once the model is ready */
  gboolean          started; /* the model is there, or failed for good */
};

G_DEFINE_FINAL_TYPE (AppApplication, app_application, ADW_TYPE_APPLICATION)

/* The windows go at once for the person; what is to be sent and written may take a moment. */
static void
stopping_cb (AppCore        *core,
             AppApplication *self)
{
  GList *windows = g_list_copy_deep (gtk_application_get_windows (GTK_APPLICATION (self)),
                                     (GCopyFunc) g_object_ref, NULL);

  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
  g_list_free_full (windows, g_object_unref);
}

static gboolean
close_request_cb (GtkWindow      *window,
                  AppApplication *self)
{
  GListModel *accounts = chat_client_get_accounts (app_core_get_client (self->core));

  if (!g_settings_get_boolean (app_core_get_settings (self->core), "run-in-background")
      || g_list_model_get_n_items (accounts) == 0)
    app_core_stop (self->core);
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
compact_cb (GSettings  *settings,
            const char *key,
            GtkWidget  *window)
{
  if (g_settings_get_boolean (settings, "compact"))
    gtk_widget_add_css_class (window, "compact");
  else
    gtk_widget_remove_css_class (window, "compact");
}

static void
make_window (AppApplication *self)
{
  GSettings *settings = app_core_get_settings (self->core);

  g_set_weak_pointer (&self->window,
                      ui_window_new (GTK_APPLICATION (self), app_core_get_client (self->core),
                                     settings));
  g_signal_connect_object (self->window, "close-request", G_CALLBACK (close_request_cb), self, 0);
  g_signal_connect_object (settings, "changed::compact", G_CALLBACK (compact_cb), self->window, 0);
  compact_cb (settings, "compact", GTK_WIDGET (self->window));
}

static void
show_window (AppApplication *self)
{
  if (app_core_is_stopping (self->core))
    return;

  if (self->window == NULL)
    make_window (self);
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
  if (self->window == NULL)
    return;
  dialog = adw_message_dialog_new (GTK_WINDOW (self->window), _("Charla cannot start"), text);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "quit", _("_Quit"));
  g_signal_connect_object (dialog, "response", G_CALLBACK (app_core_stop), self->core,
                           G_CONNECT_SWAPPED);
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
  if (self->window == NULL)
    return;
  ui_preferences_present (GTK_WINDOW (self->window), app_core_get_client (self->core),
                          app_core_get_settings (self->core), page);
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  AppApplication *self = user_data;

  show_window (self);
  if (self->window != NULL)
    ui_about_present (GTK_WINDOW (self->window));
}

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  app_core_stop (APP_APPLICATION (user_data)->core);
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

static gboolean
scheme_to_style (GValue   *value,
                 GVariant *variant,
                 gpointer  user_data)
{
  const char *scheme = g_variant_get_string (variant, NULL);

  g_value_set_enum (value, g_str_equal (scheme, "dark") ? ADW_COLOR_SCHEME_FORCE_DARK
                           : g_str_equal (scheme, "light") ? ADW_COLOR_SCHEME_FORCE_LIGHT
                                                           : ADW_COLOR_SCHEME_DEFAULT);
  return TRUE;
}

static void
attention_cb (AppApplication *self)
{
  app_core_set_watched (self->core, ui_attention_get_given (self->attention));
}

static void
app_application_startup (GApplication *app)
{
  AppApplication *self = APP_APPLICATION (app);
  static const char *const quit_keys[] = { "<Control>q", NULL };
  static const char *const preferences_keys[] = { "<Control>comma", NULL };

  /* First of all: a thread opens the archive while GTK finds its feet and the window is made, so
   * that the first frame has the chats. */
  app_core_start_async (self->core, NULL, started_cb, g_object_ref (self));
  g_signal_connect_object (app_core_get_notifier (self->core), "open",
                           G_CALLBACK (open_conversation_cb), self, 0);
  g_signal_connect_object (app_core_get_notifier (self->core), "open-requests",
                           G_CALLBACK (open_requests_cb), self, 0);
  G_APPLICATION_CLASS (app_application_parent_class)->startup (app);

  gtk_window_set_default_icon_name (CHARLA_ID);
  /* Text that can be copied is not selected only because the keyboard came to it. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);
  ui_names_install ();
  ui_popovers_install ();
  g_action_map_add_action_entries (G_ACTION_MAP (app), actions, G_N_ELEMENTS (actions), self);
  gtk_application_set_accels_for_action (GTK_APPLICATION (app), "app.quit", quit_keys);
  gtk_application_set_accels_for_action (GTK_APPLICATION (app), "app.preferences",
                                         preferences_keys);

  g_settings_bind_with_mapping (app_core_get_settings (self->core), "color-scheme",
                                adw_application_get_style_manager (ADW_APPLICATION (app)),
                                "color-scheme", G_SETTINGS_BIND_GET, scheme_to_style, NULL, NULL,
                                NULL);
  self->attention = ui_attention_new ();
  g_signal_connect_object (self->attention, "notify::given", G_CALLBACK (attention_cb), self,
                           G_CONNECT_SWAPPED);
  attention_cb (self);
}

/* What answers on the bus may be one that was started without windows. */
static gboolean
has_windows (GApplication *app)
{
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GVariant) value = NULL;

  answer = g_dbus_connection_call_sync (g_application_get_dbus_connection (app), APP_DOOR_NAME,
                                        APP_DOOR_PATH, "org.freedesktop.DBus.Properties", "Get",
                                        g_variant_new ("(ss)", APP_DOOR_INTERFACE, "HasWindows"),
                                        G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                        -1, NULL, NULL);
  if (answer == NULL)
    return TRUE; /* on its way down, or hanging: let it speak for itself */

  g_variant_get (answer, "(v)", &value);
  return !g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) || g_variant_get_boolean (value);
}

static int
app_application_handle_local_options (GApplication *app,
                                      GVariantDict *options)
{
  g_autoptr(GError) error = NULL;
  const char *fault = NULL;

  if (app_core_get_settings (APP_APPLICATION (app)->core) == NULL)
    fault = _("The settings of Charla are not installed.");
  else if (!g_application_register (app, NULL, &error))
    fault = error->message;
  else if (g_application_get_is_remote (app) && !has_windows (app))
    fault = _("Charla runs without windows. End it with “charla quit” first.");
  else if (!g_application_get_is_remote (app) && !gtk_init_check ())
    fault = _("There is no display. “charla --headless” does without.");
  if (fault == NULL)
    return -1;

  g_printerr ("charla: %s\n", fault);
  return 1;
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
         && app_core_export (self->core, connection, error);
}

static void
app_application_dbus_unregister (GApplication    *app,
                                 GDBusConnection *connection,
                                 const char      *path)
{
  AppApplication *self = APP_APPLICATION (app);

  /* Called once more while the application is finalized, when the core has gone already. */
  if (self->core != NULL)
    app_core_unexport (self->core);
  G_APPLICATION_CLASS (app_application_parent_class)->dbus_unregister (app, connection, path);
}

static void
app_application_finalize (GObject *object)
{
  AppApplication *self = APP_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->attention);
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
  app_class->handle_local_options = app_application_handle_local_options;
  app_class->dbus_register = app_application_dbus_register;
  app_class->dbus_unregister = app_application_dbus_unregister;
}

static void
app_application_init (AppApplication *self)
{
  self->links = g_ptr_array_new_with_free_func (g_free);
  self->core = app_core_new (G_APPLICATION (self));
  g_signal_connect_object (self->core, "stopping", G_CALLBACK (stopping_cb), self, 0);
  g_signal_connect_object (app_core_get_door (self->core), "open", G_CALLBACK (door_open_cb),
                           self, 0);
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
