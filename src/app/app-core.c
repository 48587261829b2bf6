/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds the model and what serves it from below the windows, and joins them with the settings. */
#define G_LOG_DOMAIN "app-core"

#include "app-core.h"

#include "charla-config.h"
#include "desktop-idle.h"
#include "desktop-keyring.h"

#include <glib-unix.h>

struct _AppCore
{
  GObject          parent_instance;

  GApplication    *app;      /* borrowed: it owns us */
  GSettings       *settings; /* (nullable) */
  ChatClient      *client;
  DesktopDoor     *door;
  DesktopNotifier *notifier; /* (nullable) */
  DesktopIdle     *idle;     /* (nullable) */
  guint            signals[2];
  gboolean         has_windows;
  gboolean         is_watched;   /* somebody looks at them */
  gboolean         is_away;      /* nobody has touched the machine for a while */
  gboolean         is_stopping;
};

G_DEFINE_FINAL_TYPE (AppCore, app_core, G_TYPE_OBJECT)

static guint stopping_signal;

GSettings *
app_core_open_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, CHARLA_ID, TRUE);
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

static void
apply_policy (AppCore *self)
{
  ChatPolicy policy = CHAT_POLICY_INIT;

  if (self->settings != NULL)
    {
      policy.send_typing = g_settings_get_boolean (self->settings, "send-typing");
      policy.send_receipts = g_settings_get_boolean (self->settings, "send-receipts");
      policy.send_markers = g_settings_get_boolean (self->settings, "send-markers");
      policy.send_idle = g_settings_get_boolean (self->settings, "send-idle");
      policy.answer_version = g_settings_get_boolean (self->settings, "answer-version");
      policy.preview_links = g_settings_get_boolean (self->settings, "preview-links");
      policy.clean_pictures = g_settings_get_boolean (self->settings, "clean-pictures");
      policy.show_address = g_settings_get_boolean (self->settings, "show-address");
      policy.fetch_files = g_settings_get_boolean (self->settings, "fetch-files");
      policy.fetch_max_bytes =
        (gint64) g_settings_get_uint (self->settings, "fetch-limit") * 1000 * 1000;
      policy.away_after_s = g_settings_get_uint (self->settings, "away-after") * 60;
      policy.extended_away_after_s =
        g_settings_get_uint (self->settings, "extended-away-after") * 60;
    }

  chat_client_set_policy (self->client, &policy);
  if (self->idle != NULL)
    desktop_idle_set_limits (self->idle, policy.away_after_s, policy.extended_away_after_s);
}

static void
apply_words (AppCore *self)
{
  g_auto(GStrv) words = NULL;

  if (self->settings != NULL)
    words = g_settings_get_strv (self->settings, "alert-words");
  chat_client_set_keywords (self->client, (const char *const *) words);
}

static void
setting_changed_cb (GSettings  *settings,
                    const char *key,
                    AppCore    *self)
{
  if (g_str_has_prefix (key, "send-") || g_str_has_prefix (key, "answer-")
      || g_str_has_prefix (key, "fetch-") || g_str_has_prefix (key, "clean-")
      || g_str_has_suffix (key, "away-after"))
    apply_policy (self);
  else if (g_str_equal (key, "alert-words"))
    apply_words (self);
}

/* Without windows nobody ever looks, but a program may want to hear everything. */
static void
update_active (AppCore *self)
{
  if (self->has_windows)
    chat_client_set_active (self->client, self->is_watched && !self->is_away);
}

static void
idle_cb (DesktopIdle *idle,
         guint        idle_s,
         gboolean     locked,
         AppCore     *self)
{
  self->is_away = idle_s > 0 || locked;
  chat_client_set_idle (self->client, idle_s, locked);
  update_active (self);
}

static void
asleep_cb (DesktopIdle *idle,
           gboolean     asleep,
           AppCore     *self)
{
  chat_client_set_asleep (self->client, asleep);
}

static gboolean
unix_signal_cb (gpointer user_data)
{
  app_core_stop (user_data);
  return G_SOURCE_CONTINUE;
}

static void
started_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  AppCore *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (chat_client_start_finish (self->client, result, &error))
    g_task_return_boolean (task, TRUE);
  else
    {
      desktop_door_set_error (self->door, error);
      g_task_return_error (task, g_steal_pointer (&error));
    }
}

/**
 * app_core_start_async:
 * @self: the core
 * @cancellable: (nullable): stops it
 * @callback: called once the archive is open and the accounts are on their way
 * @user_data: data for @callback
 *
 * Starts everything.
 */
void
app_core_start_async (AppCore             *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, app_core_start_async);

  g_application_hold (self->app);
  self->signals[0] = g_unix_signal_add (SIGTERM, unix_signal_cb, self);
  self->signals[1] = g_unix_signal_add (SIGINT, unix_signal_cb, self);
  self->notifier = desktop_notifier_new (self->client);
  self->idle = desktop_idle_new ();
  g_signal_connect_object (self->idle, "idle", G_CALLBACK (idle_cb), self, 0);
  g_signal_connect_object (self->idle, "asleep", G_CALLBACK (asleep_cb), self, 0);
  if (self->settings != NULL)
    {
      g_settings_bind (self->settings, "notify-messages", self->notifier, "messages",
                       G_SETTINGS_BIND_GET);
      g_settings_bind (self->settings, "notify-requests", self->notifier, "requests",
                       G_SETTINGS_BIND_GET);
      g_settings_bind (self->settings, "notify-preview", self->notifier, "show-text",
                       G_SETTINGS_BIND_GET);
      g_settings_bind (self->settings, "notify-sound", self->notifier, "sound",
                       G_SETTINGS_BIND_GET);
      g_signal_connect_object (self->settings, "changed", G_CALLBACK (setting_changed_cb), self, 0);
    }
  apply_policy (self);
  apply_words (self);
  chat_client_start_async (self->client, cancellable, started_cb, g_steal_pointer (&task));
}

gboolean
app_core_start_finish (AppCore       *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
app_core_set_watched (AppCore  *self,
                      gboolean  watched)
{
  g_return_if_fail (APP_IS_CORE (self));

  self->has_windows = TRUE;
  self->is_watched = watched;
  update_active (self);
}

static void
stopped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GApplication) app = user_data;
  g_autoptr(GError) error = NULL;

  if (!chat_client_stop_finish (CHAT_CLIENT (object), result, &error))
    g_warning ("The end was not clean: %s", error->message);
  g_application_quit (app);
}

void
app_core_stop (AppCore *self)
{
  if (self->is_stopping)
    return;

  self->is_stopping = TRUE;
  g_signal_emit (self, stopping_signal, 0);
  g_clear_object (&self->notifier);
  g_clear_object (&self->idle);
  chat_client_stop_async (self->client, NULL, stopped_cb, g_object_ref (self->app));
}

gboolean
app_core_is_stopping (AppCore *self)
{
  return self->is_stopping;
}

gboolean
app_core_export (AppCore          *self,
                 GDBusConnection  *connection,
                 GError          **error)
{
  return desktop_door_export (self->door, connection, error);
}

void
app_core_unexport (AppCore *self)
{
  desktop_door_unexport (self->door);
}

ChatClient *
app_core_get_client (AppCore *self)
{
  return self->client;
}

DesktopDoor *
app_core_get_door (AppCore *self)
{
  return self->door;
}

DesktopNotifier *
app_core_get_notifier (AppCore *self)
{
  return self->notifier;
}

GSettings *
app_core_get_settings (AppCore *self)
{
  return self->settings;
}

static void
app_core_dispose (GObject *object)
{
  AppCore *self = APP_CORE (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->signals); i++)
    g_clear_handle_id (&self->signals[i], g_source_remove);
  g_clear_object (&self->notifier);
  g_clear_object (&self->idle);
  g_clear_object (&self->door);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (app_core_parent_class)->dispose (object);
}

static void
app_core_class_init (AppCoreClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = app_core_dispose;

  stopping_signal = g_signal_new ("stopping", APP_TYPE_CORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
app_core_init (AppCore *self)
{
  g_autoptr(DesktopKeyring) keyring = desktop_keyring_new ();
  g_autofree char *dir = g_build_filename (g_get_user_data_dir (), "charla", NULL);

  self->settings = app_core_open_settings ();
  self->client = chat_client_new (dir, CHAT_KEYRING (keyring));
  self->door = desktop_door_new (self->client);
  g_signal_connect_object (self->door, "quit", G_CALLBACK (app_core_stop), self,
                           G_CONNECT_SWAPPED);
}

AppCore *
app_core_new (GApplication *app)
{
  AppCore *self = g_object_new (APP_TYPE_CORE, NULL);

  self->app = app;
  return self;
}
