/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The accounts in the preferences. */
#define G_LOG_DOMAIN "ui-account-list"

#include "ui-account-list.h"

#include "ui-account-page.h"
#include "ui-color-mark.h"

#include <glib/gi18n.h>

struct _UiAccountList
{
  AdwPreferencesGroup  parent_instance;

  ChatClient          *client; /* (nullable) */
  GPtrArray           *rows;   /* borrowed GtkWidget, in the order of the accounts */
  GtkWidget           *empty;
};

G_DEFINE_FINAL_TYPE (UiAccountList, ui_account_list, ADW_TYPE_PREFERENCES_GROUP)

static void
state_cb (ChatAccount  *account,
          GParamSpec   *pspec,
          AdwActionRow *row)
{
  const char *text = chat_account_get_error_text (account);

  if (text == NULL)
    text = ui_account_page_get_state_text (chat_account_get_state (account));
  adw_action_row_set_subtitle (row, text);
}

static void
label_cb (ChatAccount       *account,
          GParamSpec        *pspec,
          AdwPreferencesRow *row)
{
  adw_preferences_row_set_title (row, chat_account_get_label (account));
}

static void
open_cb (AdwActionRow *row,
         ChatAccount  *account)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (row));
  UiAccountList *self =
    UI_ACCOUNT_LIST (gtk_widget_get_ancestor (GTK_WIDGET (row), UI_TYPE_ACCOUNT_LIST));

  if (ADW_IS_PREFERENCES_WINDOW (root))
    adw_preferences_window_present_subpage (ADW_PREFERENCES_WINDOW (root),
                                            ui_account_page_new (self->client, account));
}

static GtkWidget *
make_row (ChatAccount *account)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *mark = ui_color_mark_new ();
  GtkWidget *enabled = gtk_switch_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (open_cb), account, 0);

  gtk_widget_set_size_request (mark, 6, 32);
  gtk_widget_set_valign (mark, GTK_ALIGN_CENTER);
  g_object_bind_property (account, "color", mark, "color", G_BINDING_SYNC_CREATE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), mark);

  gtk_widget_set_valign (enabled, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (enabled, _("Sign in with this account"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (enabled), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Sign in with this account"), -1);
  g_object_bind_property (account, "enabled", enabled, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), enabled);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));

  g_signal_connect_object (account, "notify::state", G_CALLBACK (state_cb), row, 0);
  g_signal_connect_object (account, "notify::error-text", G_CALLBACK (state_cb), row, 0);
  g_signal_connect_object (account, "notify::label", G_CALLBACK (label_cb), row, 0);
  state_cb (account, NULL, ADW_ACTION_ROW (row));
  label_cb (account, NULL, ADW_PREFERENCES_ROW (row));
  return row;
}

static void
accounts_changed_cb (GListModel    *accounts,
                     guint          position,
                     guint          removed,
                     guint          added,
                     UiAccountList *self)
{
  /* There are few: all rows anew keeps their order right. */
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(ChatAccount) account = g_list_model_get_item (accounts, i);
      GtkWidget *row = make_row (account);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (self->empty, self->rows->len == 0);
}

static void
add_cb (UiAccountList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWindow *parent = NULL;

  if (GTK_IS_WINDOW (root))
    parent = gtk_window_get_transient_for (GTK_WINDOW (root));
  if (parent == NULL)
    return;

  gtk_widget_activate_action (GTK_WIDGET (parent), "win.add-account", NULL);
  gtk_window_close (GTK_WINDOW (root));
}

void
ui_account_list_set_client (UiAccountList *self,
                            ChatClient    *client)
{
  GListModel *accounts = chat_client_get_accounts (client);

  g_return_if_fail (UI_IS_ACCOUNT_LIST (self) && self->client == NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (accounts_changed_cb), self, 0);
  accounts_changed_cb (accounts, 0, 0, g_list_model_get_n_items (accounts), self);
}

static void
ui_account_list_dispose (GObject *object)
{
  UiAccountList *self = UI_ACCOUNT_LIST (object);

  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_account_list_parent_class)->dispose (object);
}

static void
ui_account_list_finalize (GObject *object)
{
  g_clear_pointer (&UI_ACCOUNT_LIST (object)->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (ui_account_list_parent_class)->finalize (object);
}

static void
ui_account_list_class_init (UiAccountListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_account_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_account_list_finalize;
}

static void
ui_account_list_init (UiAccountList *self)
{
  GtkWidget *add = gtk_button_new ();
  GtkWidget *content = adw_button_content_new ();

  self->rows = g_ptr_array_new ();
  self->empty = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->empty), _("No account yet"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->empty);

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "list-add-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), _("_Add account"));
  adw_button_content_set_use_underline (ADW_BUTTON_CONTENT (content), TRUE);
  gtk_button_set_child (GTK_BUTTON (add), content);
  gtk_widget_add_css_class (add, "flat");
  g_signal_connect_object (add, "clicked", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), add);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("Your accounts"));
}
