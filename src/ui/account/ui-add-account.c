/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog that adds another account. */
#define G_LOG_DOMAIN "ui-add-account"

#include "ui-add-account.h"

#include <glib/gi18n.h>

struct _UiAddAccount
{
  AdwWindow     parent_instance;

  UiFirstStart *page; /* borrowed: a child */
};

G_DEFINE_FINAL_TYPE (UiAddAccount, ui_add_account, ADW_TYPE_WINDOW)

static void
ui_add_account_class_init (UiAddAccountClass *klass)
{
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0,
                                       "window.close", NULL);
}

static void
ui_add_account_init (UiAddAccount *self)
{
  gtk_window_set_title (GTK_WINDOW (self), _("Add account"));
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 440, 640);
  gtk_widget_set_size_request (GTK_WIDGET (self), 340, 400);
  self->page = g_object_new (UI_TYPE_FIRST_START, NULL);
  adw_window_set_content (ADW_WINDOW (self), GTK_WIDGET (self->page));
  g_signal_connect_object (self->page, "done", G_CALLBACK (gtk_window_close), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
ui_add_account_new (ChatClient *client,
                    GSettings  *settings)
{
  UiAddAccount *self = NULL;

  g_return_val_if_fail (CHAT_IS_CLIENT (client), NULL);

  self = g_object_new (UI_TYPE_ADD_ACCOUNT, NULL);
  ui_first_start_set_client (self->page, client, settings);
  gtk_widget_grab_focus (GTK_WIDGET (self->page));
  return GTK_WIDGET (self);
}

UiFirstStart *
ui_add_account_get_page (UiAddAccount *self)
{
  g_return_val_if_fail (UI_IS_ADD_ACCOUNT (self), NULL);

  return self->page;
}
