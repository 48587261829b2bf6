/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preferences: every switch is bound to its setting, accounts have a group of their own. */
#define G_LOG_DOMAIN "ui-preferences"

#include "ui-preferences.h"

#include "ui-account-list.h"
#include "ui-alert-words.h"
#include "ui-names.h"
#include "ui-shortcut-page.h"

#include <glib/gi18n.h>

/* Around the bar of the pages, and around each name in it */
#define BAR_MARGINS 24
#define NAME_MARGINS 18

struct _UiPreferences
{
  AdwPreferencesWindow  parent_instance;

  UiAccountList        *accounts;
  GtkWidget            *run_in_background;
  GtkWidget            *enter_sends;
  GtkWidget            *away_after;
  GtkWidget            *extended_away_after;
  GtkWidget            *color_scheme;
  GtkWidget            *compact;
  GtkWidget            *notify_messages;
  GtkWidget            *notify_preview;
  GtkWidget            *notify_requests;
  GtkWidget            *notify_sound;
  AdwEntryRow          *alert_words;
  GtkWidget            *too_many_words;
  GtkWidget            *send_typing;
  GtkWidget            *send_receipts;
  GtkWidget            *send_markers;
  GtkWidget            *clean_pictures;
  GtkWidget            *show_address;
  GtkWidget            *preview_links;
  GtkWidget            *send_idle;
  GtkWidget            *answer_version;
  GtkWidget            *fetch_files;
  GtkWidget            *fetch_limit;
  UiShortcutPage       *shortcuts;

  gboolean              only_symbols; /* in the bar of the pages */
};

G_DEFINE_FINAL_TYPE (UiPreferences, ui_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static gboolean
scheme_to_index (GValue   *value,
                 GVariant *variant,
                 gpointer  user_data)
{
  const char *scheme = g_variant_get_string (variant, NULL);

  g_value_set_uint (value, g_str_equal (scheme, "light") ? 1
                           : g_str_equal (scheme, "dark") ? 2 : 0);
  return TRUE;
}

static GVariant *
index_to_scheme (const GValue       *value,
                 const GVariantType *type,
                 gpointer            user_data)
{
  static const char *const schemes[] = { "system", "light", "dark" };
  guint index = g_value_get_uint (value);

  return index < G_N_ELEMENTS (schemes) ? g_variant_new_string (schemes[index]) : NULL;
}

static void
bind_settings (UiPreferences *self,
               GSettings     *settings)
{
  const struct {
    const char *key;
    GtkWidget  *widget;
  } switches[] = {
    { "run-in-background", self->run_in_background },
    { "enter-sends", self->enter_sends },
    { "compact", self->compact },
    { "notify-messages", self->notify_messages },
    { "notify-preview", self->notify_preview },
    { "notify-requests", self->notify_requests },
    { "notify-sound", self->notify_sound },
    { "send-typing", self->send_typing },
    { "send-receipts", self->send_receipts },
    { "send-markers", self->send_markers },
    { "clean-pictures", self->clean_pictures },
    { "show-address", self->show_address },
    { "preview-links", self->preview_links },
    { "send-idle", self->send_idle },
    { "answer-version", self->answer_version },
    { "fetch-files", self->fetch_files },
  };

  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    g_settings_bind (settings, switches[i].key, switches[i].widget, "active",
                     G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "away-after", self->away_after, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "extended-away-after", self->extended_away_after, "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "fetch-limit", self->fetch_limit, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind_with_mapping (settings, "color-scheme", self->color_scheme, "selected",
                                G_SETTINGS_BIND_DEFAULT, scheme_to_index, index_to_scheme,
                                NULL, NULL);
  ui_alert_words_bind (self->alert_words, self->too_many_words, settings);

  /* What goes with the text of notifications says nothing without them. */
  g_object_bind_property (self->notify_messages, "active",
                          gtk_widget_get_ancestor (self->notify_preview, ADW_TYPE_ACTION_ROW),
                          "sensitive", G_BINDING_SYNC_CREATE);
}

/* The labels with the names of the pages in the bar at the foot, which libadwaita shows where the
 * header has no room for them. Those for beside the symbols are of no use there. */
static void
find_names (GtkWidget *widget,
            gboolean   in_bar,
            GPtrArray *names)
{
  in_bar = in_bar || ADW_IS_VIEW_SWITCHER_BAR (widget);
  if (in_bar && gtk_widget_has_css_class (widget, "wide"))
    return;

  if (in_bar && GTK_IS_LABEL (widget))
    g_ptr_array_add (names, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_names (child, in_bar, names);
}

static int
get_longest (GPtrArray *names)
{
  int longest = 0;

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = gtk_label_get_text (names->pdata[i]);
      g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (names->pdata[i], name);
      int width = 0;

      pango_layout_get_pixel_size (layout, &width, NULL);
      longest = MAX (longest, width);
    }
  return longest;
}

/* The bar has two labels for each page, of which one is bold. */
static guint
count_pages (GPtrArray *names)
{
  GtkWidget *last = NULL;
  guint count = 0;

  for (guint i = 0; i < names->len; i++)
    {
      GtkWidget *button = gtk_widget_get_ancestor (names->pdata[i], GTK_TYPE_TOGGLE_BUTTON);

      count += button != last ? 1 : 0;
      last = button;
    }
  return count;
}

static void
update_title (UiPreferences *self)
{
  AdwPreferencesPage *page = NULL;
  const char *title = _("Preferences");

  page = adw_preferences_window_get_visible_page (ADW_PREFERENCES_WINDOW (self));
  if (self->only_symbols && page != NULL)
    title = adw_preferences_page_get_title (page);
  if (g_strcmp0 (gtk_window_get_title (GTK_WINDOW (self)), title) != 0)
    gtk_window_set_title (GTK_WINDOW (self), title);
}

/* Where names would be cut, the bar has the symbols alone, and the title says where one is. */
static void
fit_names (UiPreferences *self,
           int            width)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  guint n_pages = 0;

  find_names (GTK_WIDGET (self), FALSE, names);
  n_pages = count_pages (names);
  if (n_pages == 0)
    return;

  self->only_symbols = get_longest (names) > (width - BAR_MARGINS) / (int) n_pages - NAME_MARGINS;
  for (guint i = 0; i < names->len; i++)
    {
      GtkWidget *button = gtk_widget_get_ancestor (names->pdata[i], GTK_TYPE_TOGGLE_BUTTON);
      const char *name = gtk_label_get_text (names->pdata[i]);

      gtk_widget_set_visible (names->pdata[i], !self->only_symbols);
      gtk_widget_set_tooltip_text (button, self->only_symbols ? name : NULL);
    }
  update_title (self);
}

static void
ui_preferences_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  fit_names (UI_PREFERENCES (widget), width);
  GTK_WIDGET_CLASS (ui_preferences_parent_class)->size_allocate (widget, width, height, baseline);
}

static void
ui_preferences_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), UI_TYPE_PREFERENCES);

  G_OBJECT_CLASS (ui_preferences_parent_class)->dispose (object);
}

static void
ui_preferences_class_init (UiPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_preferences_dispose;
  widget_class->size_allocate = ui_preferences_size_allocate;

  g_type_ensure (UI_TYPE_ACCOUNT_LIST);
  g_type_ensure (UI_TYPE_SHORTCUT_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, accounts);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, run_in_background);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, enter_sends);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, away_after);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, extended_away_after);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, color_scheme);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, compact);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, notify_messages);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, notify_preview);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, notify_requests);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, notify_sound);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, alert_words);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, too_many_words);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, send_typing);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, send_receipts);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, send_markers);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, clean_pictures);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, show_address);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, preview_links);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, send_idle);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, answer_version);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, fetch_files);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, fetch_limit);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, shortcuts);
}

static void
ui_preferences_init (UiPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ui_names_set_search (GTK_WIDGET (self), _("Search the preferences"));
  g_signal_connect (self, "notify::visible-page", G_CALLBACK (update_title), NULL);
}

UiPreferences *
ui_preferences_new (ChatClient *client,
                    GSettings  *settings)
{
  UiPreferences *self = g_object_new (UI_TYPE_PREFERENCES, NULL);

  bind_settings (self, settings);
  ui_shortcut_page_set_settings (self->shortcuts, settings);
  ui_account_list_set_client (self->accounts, client);
  return self;
}

void
ui_preferences_present (GtkWindow  *parent,
                        ChatClient *client,
                        GSettings  *settings,
                        const char *page)
{
  UiPreferences *self = ui_preferences_new (client, settings);

  gtk_window_set_transient_for (GTK_WINDOW (self), parent);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  if (page != NULL)
    adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (self), page);
  gtk_window_present (GTK_WINDOW (self));
}
