/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The XML console of an account. */
#define G_LOG_DOMAIN "ui-console"

#include "ui-console.h"

#include "chat-console.h"
#include "chat-error.h"
#include "ui-console-row.h"
#include "ui-timeline-view.h"
#include "ui-toast.h"

#include <glib/gi18n.h>
#include <string.h>

struct _UiConsole
{
  AdwWindow        parent_instance;

  ChatClient      *client;
  ChatConsole     *console;
  GtkFilterListModel *shown;   /* what the filter lets through */
  GtkCustomFilter *filter;     /* of @shown */
  GHashTable      *expanded;   /* owned guint64: numbers of lines that are shown whole */
  char            *wanted;     /* (nullable): text that is looked for */

  GtkWidget       *toasts;
  GtkWidget       *title;
  GtkWidget       *pause;
  GtkWidget       *clear;
  GtkWidget       *copy;
  GtkWidget       *kind;
  GtkWidget       *search;
  GtkWidget       *stack;
  GtkWidget       *scroller;
  GtkWidget       *view;
  GtkWidget       *input;
  GtkWidget       *send;
};

G_DEFINE_FINAL_TYPE (UiConsole, ui_console, ADW_TYPE_WINDOW)

enum {
  PROP_CLIENT = 1,
  PROP_ACCOUNT,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* In the order of the choice in the .ui file, after "everything" */
static const ChatConsoleKind kinds[] = {
  CHAT_CONSOLE_MESSAGE, CHAT_CONSOLE_PRESENCE, CHAT_CONSOLE_REQUEST, CHAT_CONSOLE_CONNECTION,
};

static void
say (UiConsole  *self,
     const char *text)
{
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts),
                               ui_toast_new (self->toasts, text, NULL));
}

/* Filtering. */

/* As XML is: letters of other scripts have to be just so. */
static gboolean
contains (const char *text,
          const char *wanted)
{
  gsize length = strlen (wanted);

  for (; *text != '\0'; text++)
    if (g_ascii_strncasecmp (text, wanted, length) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_shown (gpointer item,
          gpointer user_data)
{
  UiConsole *self = user_data;
  guint kind = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->kind));

  if (kind > 0 && kind <= G_N_ELEMENTS (kinds)
      && chat_console_line_get_kind (item) != kinds[kind - 1])
    return FALSE;

  return self->wanted == NULL || contains (chat_console_line_get_xml (item), self->wanted);
}

static void
update_page (UiConsole *self)
{
  gboolean any = self->shown != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->shown)) > 0;
  gboolean heard = self->console != NULL
                   && g_list_model_get_n_items (G_LIST_MODEL (self->console)) > 0;

  gtk_widget_set_sensitive (self->copy, any);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack),
                                    any ? "lines" : heard ? "filtered" : "empty");
}

static void
filter_cb (UiConsole *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));

  g_free (self->wanted);
  self->wanted = text[0] != '\0' ? g_strdup (text) : NULL;
  if (self->filter != NULL)
    gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

/* Rows. */

static void
expand_cb (UiConsole       *self,
           ChatConsoleLine *line)
{
  guint64 number = chat_console_line_get_number (line);

  g_hash_table_add (self->expanded, g_memdup2 (&number, sizeof number));
  ui_timeline_view_rebind (UI_TIMELINE_VIEW (self->view));
}

static GtkWidget *
create_row (gpointer user_data)
{
  GtkWidget *row = ui_console_row_new ();

  g_signal_connect_object (row, "expand", G_CALLBACK (expand_cb), user_data, G_CONNECT_SWAPPED);
  return row;
}

static void
bind_row (GtkWidget *row,
          GObject   *item,
          guint      position,
          gpointer   user_data)
{
  UiConsole *self = user_data;
  guint64 number = chat_console_line_get_number (CHAT_CONSOLE_LINE (item));

  ui_console_row_bind (UI_CONSOLE_ROW (row), CHAT_CONSOLE_LINE (item),
                       g_hash_table_contains (self->expanded, &number));
}

static void
unbind_row (GtkWidget *row,
            gpointer   user_data)
{
  ui_console_row_unbind (UI_CONSOLE_ROW (row));
}

static gboolean
is_row_busy (GtkWidget *row,
             gpointer   user_data)
{
  return ui_console_row_is_busy (UI_CONSOLE_ROW (row));
}

/* What the buttons do. */

static void
pause_cb (UiConsole *self)
{
  gboolean paused = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->pause));

  chat_console_set_paused (self->console, paused);
  if (paused)
    say (self, _("Paused: what happens now is not recorded"));
}

static void
clear_cb (UiConsole *self)
{
  chat_console_clear (self->console);
  g_hash_table_remove_all (self->expanded);
}

/* All that the filter lets through */
static void
copy_cb (UiConsole *self)
{
  guint n_lines = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  g_autoptr(GString) all = g_string_new (NULL);

  for (guint i = 0; i < n_lines; i++)
    {
      g_autoptr(ChatConsoleLine) line = g_list_model_get_item (G_LIST_MODEL (self->shown), i);
      g_autofree char *text = ui_console_line_dup_text (line);

      g_string_append_printf (all, "%s%s\n", i > 0 ? "\n" : "", text);
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), all->str);
  say (self, _("Copied, without passwords"));
}

static char *
dup_input (UiConsole *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->input));
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
update_send (UiConsole *self)
{
  g_autofree char *text = g_strstrip (dup_input (self));

  gtk_widget_set_sensitive (self->send, text[0] != '\0');
}

static void
send_cb (UiConsole *self)
{
  g_autofree char *text = g_strstrip (dup_input (self));
  g_autoptr(GError) error = NULL;
  g_autofree char *reason = NULL;

  if (text[0] == '\0')
    return;

  if (chat_console_send (self->console, text, &error))
    {
      gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->input)), "", -1);
      return;
    }

  reason = chat_error_to_text (error);
  say (self, reason);
  gtk_widget_grab_focus (self->input);
}

static void
send_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  send_cb (UI_CONSOLE (widget));
}

static void
find_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  gtk_widget_grab_focus (UI_CONSOLE (widget)->search);
}

/* An account that was removed has nothing to tell any more. */
static void
accounts_changed_cb (UiConsole *self)
{
  ChatAccount *account = chat_console_get_account (self->console);

  if (chat_client_get_account (self->client, chat_account_get_address (account)) != account)
    gtk_window_destroy (GTK_WINDOW (self));
}

static void
set_account (UiConsole   *self,
             ChatAccount *account)
{
  self->console = chat_console_new (account);
  self->filter = gtk_custom_filter_new (is_shown, self, NULL);
  self->shown = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->console)),
                                           GTK_FILTER (g_object_ref (self->filter)));
  g_signal_connect_object (self->shown, "items-changed", G_CALLBACK (update_page), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->console, "items-changed", G_CALLBACK (update_page), self,
                           G_CONNECT_SWAPPED);
  ui_timeline_view_set_model (UI_TIMELINE_VIEW (self->view), G_LIST_MODEL (self->shown));
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title),
                                 chat_account_get_address (account));
}

static void
ui_console_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  UiConsole *self = UI_CONSOLE (object);

  switch (prop_id)
    {
    case PROP_CLIENT:
      self->client = g_value_dup_object (value);
      break;
    case PROP_ACCOUNT:
      set_account (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_console_constructed (GObject *object)
{
  UiConsole *self = UI_CONSOLE (object);

  G_OBJECT_CLASS (ui_console_parent_class)->constructed (object);

  g_signal_connect_object (chat_client_get_accounts (self->client), "items-changed",
                           G_CALLBACK (accounts_changed_cb), self, G_CONNECT_SWAPPED);
  update_page (self);
  update_send (self);
}

static void
ui_console_dispose (GObject *object)
{
  UiConsole *self = UI_CONSOLE (object);

  if (self->view != NULL)
    ui_timeline_view_set_model (UI_TIMELINE_VIEW (self->view), NULL);
  self->view = NULL;
  /* The filter asks us. */
  if (self->shown != NULL)
    gtk_filter_list_model_set_model (self->shown, NULL);
  g_clear_object (&self->shown);
  g_clear_object (&self->filter);
  g_clear_object (&self->console);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), UI_TYPE_CONSOLE);

  G_OBJECT_CLASS (ui_console_parent_class)->dispose (object);
}

static void
ui_console_finalize (GObject *object)
{
  UiConsole *self = UI_CONSOLE (object);

  g_clear_pointer (&self->expanded, g_hash_table_unref);
  g_clear_pointer (&self->wanted, g_free);

  G_OBJECT_CLASS (ui_console_parent_class)->finalize (object);
}

static void
ui_console_class_init (UiConsoleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags =
    G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->set_property = ui_console_set_property;
  object_class->constructed = ui_console_constructed;
  object_class->dispose = ui_console_dispose;
  object_class->finalize = ui_console_finalize;

  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, CHAT_TYPE_CLIENT, flags);
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, CHAT_TYPE_ACCOUNT, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_install_action (widget_class, "console.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "console.send", NULL, send_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "console.find",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "console.send", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close",
                                       NULL);

  gtk_widget_class_set_template_from_resource (widget_class, "/im/charla/Charla/ui/ui-console.ui");
  gtk_widget_class_bind_template_child (widget_class, UiConsole, toasts);
  gtk_widget_class_bind_template_child (widget_class, UiConsole, title);
  gtk_widget_class_bind_template_child (widget_class, UiConsole, pause);
  gtk_widget_class_bind_template_child (widget_class, UiConsole, clear);
  gtk_widget_class_bind_template_child (widget_class, UiConsole, copy);
  gtk_widget_class_bind_template_child (widget_class, UiConsole, kind);
  gtk_widget_class_bind_template_child (widget_class, UiConsole, search);
  gtk_widget_class_bind_template_child (widget_class, UiConsole, stack);
  gtk_widget_class_bind_template_child (widget_class, UiConsole, scroller);
  gtk_widget_class_bind_template_child (widget_class, UiConsole, input);
  gtk_widget_class_bind_template_child (widget_class, UiConsole, send);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, pause_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
}

static void
ui_console_init (UiConsole *self)
{
  static const UiTimelineFactory factory = { create_row, bind_row, unbind_row, is_row_busy };

  self->expanded = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->view = ui_timeline_view_new (&factory, self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("What was sent and received"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->view);
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->input)), "changed",
                           G_CALLBACK (update_send), self, G_CONNECT_SWAPPED);
}

UiConsole *
ui_console_new (ChatClient  *client,
                ChatAccount *account)
{
  g_return_val_if_fail (CHAT_IS_CLIENT (client), NULL);
  g_return_val_if_fail (CHAT_IS_ACCOUNT (account), NULL);

  return g_object_new (UI_TYPE_CONSOLE, "client", client, "account", account, NULL);
}

static UiConsole *
find_open (ChatAccount *account)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (UI_IS_CONSOLE (window) && UI_CONSOLE (window)->console != NULL
          && chat_console_get_account (UI_CONSOLE (window)->console) == account)
        return UI_CONSOLE (window); /* GTK keeps it */
    }

  return NULL;
}

static GtkApplication *
find_application (GtkWindow *window)
{
  while (window != NULL && gtk_window_get_application (window) == NULL)
    window = gtk_window_get_transient_for (window);

  return window != NULL ? gtk_window_get_application (window) : NULL;
}

void
ui_console_present (GtkWindow   *near,
                    ChatClient  *client,
                    ChatAccount *account)
{
  UiConsole *self = NULL;

  g_return_if_fail (near == NULL || GTK_IS_WINDOW (near));
  g_return_if_fail (CHAT_IS_ACCOUNT (account));

  self = find_open (account);
  if (self == NULL)
    {
      /* A group of its own: the preferences, from where it is opened, hold up all of theirs. */
      g_autoptr(GtkWindowGroup) group = gtk_window_group_new ();

      self = ui_console_new (client, account);
      gtk_window_group_add_window (group, GTK_WINDOW (self));
      gtk_window_set_application (GTK_WINDOW (self), find_application (near));
    }
  gtk_window_present (GTK_WINDOW (self));
}
