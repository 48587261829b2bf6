/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of windows share. */
#include "ui-test.h"

#include "ui-item-watch.h"
#include "ui-names.h"

#ifdef __has_feature
#if __has_feature (address_sanitizer)
#define HAS_LEAK_CHECK
#endif
#elif defined __SANITIZE_ADDRESS__
#define HAS_LEAK_CHECK
#endif

#ifdef HAS_LEAK_CHECK
#include <sanitizer/lsan_interface.h>

/* GLib moves its table of quarks once there are more than 2048 and leaves the old one to whoever
 * still reads it. That was made by a constructor of GLib's, before which only this runs. */
static void
ignore_early_leaks (int    argc,
                    char **argv,
                    char **environment)
{
  __lsan_disable ();
}

__attribute__ ((section (".preinit_array"), used))
static void (*const preinit) (int, char **, char **) = ignore_early_leaks;

__attribute__ ((constructor))
static void
heed_leaks (void)
{
  __lsan_enable ();
}
#endif

void
ui_test_init (int    *argc,
              char ***argv)
{
  g_autoptr(GtkCssProvider) style = NULL;

  gtk_test_init (argc, argv, NULL);
  adw_init ();
  ui_names_install ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  style = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (style, "/im/charla/Charla/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

GSettings *
ui_test_new_settings (void)
{
  GSettings *settings = g_settings_new ("im.charla.Charla");
  g_autoptr(GSettingsSchema) schema = NULL;
  g_auto(GStrv) keys = NULL;

  g_object_get (settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (gsize i = 0; keys[i] != NULL; i++)
    g_settings_reset (settings, keys[i]);
  return settings;
}

void
ui_test_settle (void)
{
  /* One that waits for a timer may return with nothing done. */
  while (g_main_context_iteration (NULL, ui_item_watch_n_resting () > 0)
         || ui_item_watch_n_resting () > 0)
    ;
}

gpointer
ui_test_child (gpointer    widget,
               const char *id)
{
  GObject *child = gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), id);

  g_assert_nonnull (child);
  return child;
}

static const char *
get_text (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (GTK_IS_BUTTON (widget))
    return gtk_button_get_label (GTK_BUTTON (widget));
  if (ADW_IS_PREFERENCES_ROW (widget))
    return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));
  if (ADW_IS_STATUS_PAGE (widget))
    return adw_status_page_get_title (ADW_STATUS_PAGE (widget));
  return NULL;
}

gpointer
ui_test_find (gpointer    root,
              GType       type,
              const char *text)
{
  GtkWidget *child = gtk_widget_get_first_child (root);

  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type)
      && (text == NULL || g_strcmp0 (get_text (root), text) == 0))
    return root;

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      gpointer found = ui_test_find (child, type, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

guint
ui_test_count (gpointer root,
               GType    type)
{
  guint count = G_TYPE_CHECK_INSTANCE_TYPE (root, type) && gtk_widget_get_mapped (root) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (root);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    count += ui_test_count (child, type);
  return count;
}

gboolean
ui_test_press (gpointer    widget,
               const char *key)
{
  g_autoptr(GtkShortcutTrigger) trigger = gtk_shortcut_trigger_parse_string (key);
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);
      GListModel *shortcuts = NULL;

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;

      shortcuts = G_LIST_MODEL (controller);
      for (guint j = 0; j < g_list_model_get_n_items (shortcuts); j++)
        {
          g_autoptr(GtkShortcut) shortcut = g_list_model_get_item (shortcuts, j);

          if (gtk_shortcut_trigger_equal (gtk_shortcut_get_trigger (shortcut), trigger))
            return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                                 gtk_shortcut_get_arguments (shortcut));
        }
    }
  return FALSE;
}

gboolean
ui_test_type_key (gpointer widget,
                  guint    keyval)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean handled = FALSE;

  for (guint i = 0; !handled && i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0, 0, &handled);
    }
  return handled;
}

void
ui_test_click (gpointer button)
{
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

gpointer
ui_test_find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type) && gtk_widget_get_visible (GTK_WIDGET (window)))
        return window; /* GTK keeps it */
    }
  return NULL;
}

void
ui_test_answer (gpointer    window,
                const char *response)
{
  gpointer dialog = ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG);

  g_assert_nonnull (dialog);
  if (window != NULL)
    g_assert_true (gtk_window_get_transient_for (dialog) == window);
  adw_message_dialog_response (dialog, response);
  gtk_window_destroy (dialog);
  ui_test_settle ();
}
