/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the main window can be told to do: its actions "win.*". */
#define G_LOG_DOMAIN "ui-window"

#include "ui-window.h"

#include "ui-about.h"
#include "ui-content.h"
#include "ui-new-chat.h"
#include "ui-panes.h"
#include "ui-preferences.h"
#include "ui-sidebar.h"
#include "ui-window-private.h"

static void
message_action (GtkWidget  *widget,
                const char *name,
                GVariant   *target)
{
  UiWindow *self = UI_WINDOW (widget);
  const char *account_address = NULL;
  const char *address = NULL;
  ChatAccount *account = NULL;

  g_variant_get (target, "(&s&s)", &account_address, &address);
  account = chat_client_get_account (self->client, account_address);
  if (account != NULL)
    ui_window_open_chat (self, account, address);
}

static void
show_details_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *target)
{
  UiWindow *self = UI_WINDOW (widget);

  message_action (widget, name, target);
  if (self->conversation != NULL)
    ui_panes_set_show_details (UI_PANES (self->panes), TRUE);
}

static void
details_action (GtkWidget  *widget,
                const char *name,
                GVariant   *target)
{
  UiWindow *self = UI_WINDOW (widget);

  if (self->conversation != NULL)
    ui_panes_set_show_details (UI_PANES (self->panes),
                               !ui_panes_get_show_details (UI_PANES (self->panes)));
}

static void
leave_action (GtkWidget  *widget,
              const char *name,
              GVariant   *target)
{
  UiWindow *self = UI_WINDOW (widget);
  const char *account = NULL;
  const char *address = NULL;

  g_variant_get (target, "(&s&s)", &account, &address);
  if (self->conversation != NULL
      && chat_client_find_conversation (self->client, account, address) == self->conversation)
    ui_window_show_conversation (self, NULL);
}

static void
new_chat_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *target)
{
  UiWindow *self = UI_WINDOW (widget);
  GtkWidget *dialog = NULL;

  if (ui_window_get_account (self) == NULL)
    return;

  dialog = ui_new_chat_new (self->client);
  g_signal_connect_object (dialog, "chosen", G_CALLBACK (ui_window_show_conversation), self,
                           G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *target)
{
  UiWindow *self = UI_WINDOW (widget);

  ui_panes_set_show_content (UI_PANES (self->panes), FALSE);
  ui_sidebar_search (UI_SIDEBAR (self->sidebar));
}

static void
find_action (GtkWidget  *widget,
             const char *name,
             GVariant   *target)
{
  UiWindow *self = UI_WINDOW (widget);

  if (self->conversation != NULL)
    ui_conversation_page_set_search_mode (ui_content_get_page (UI_CONTENT (self->content)), TRUE);
}

static void
toggle_view_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *target)
{
  UiWindow *self = UI_WINDOW (widget);

  ui_panes_set_show_content (UI_PANES (self->panes), FALSE);
  ui_sidebar_toggle_view (UI_SIDEBAR (self->sidebar));
}

/* Where requests are, for who is told of one elsewhere. */
static void
show_contacts_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *target)
{
  UiWindow *self = UI_WINDOW (widget);

  ui_panes_set_show_content (UI_PANES (self->panes), FALSE);
  ui_sidebar_show_contacts (UI_SIDEBAR (self->sidebar));
}

/* Escape: the nearest thing that is open is left. */
static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *target)
{
  UiWindow *self = UI_WINDOW (widget);
  UiPanes *panes = UI_PANES (self->panes);

  if (ui_panes_get_show_details (panes) && ui_panes_get_details_folded (panes))
    ui_panes_set_show_details (panes, FALSE);
  else if (ui_panes_get_folded (panes) && ui_panes_get_show_content (panes))
    ui_panes_set_show_content (panes, FALSE);
  else if (ui_sidebar_stop_search (UI_SIDEBAR (self->sidebar)))
    return;
  else if (self->conversation != NULL)
    ui_conversation_page_focus_composer (ui_content_get_page (UI_CONTENT (self->content)));
}

static void
step_action (GtkWidget  *widget,
             const char *name,
             GVariant   *target)
{
  UiWindow *self = UI_WINDOW (widget);
  ChatConversation *conversation = NULL;

  conversation = ui_sidebar_step (UI_SIDEBAR (self->sidebar), g_variant_get_int32 (target));
  if (conversation != NULL)
    ui_window_show_conversation (self, conversation);
}

static void
nth_chat_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *target)
{
  UiWindow *self = UI_WINDOW (widget);
  ChatConversation *conversation = NULL;

  conversation = ui_sidebar_peek (UI_SIDEBAR (self->sidebar),
                                  (guint) g_variant_get_int32 (target) - 1);
  if (conversation != NULL)
    ui_window_show_conversation (self, conversation);
}

static void
open_link_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *target)
{
  ui_window_open_link (UI_WINDOW (widget), g_variant_get_string (target, NULL));
}

static void
say_action (GtkWidget  *widget,
            const char *name,
            GVariant   *target)
{
  ui_window_say (UI_WINDOW (widget), g_variant_get_string (target, NULL));
}

static void
add_account_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *target)
{
  gtk_widget_activate_action (widget, "account.add", NULL);
}

static void
preferences_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *target)
{
  UiWindow *self = UI_WINDOW (widget);

  ui_preferences_present (GTK_WINDOW (self), self->client, self->settings,
                          g_variant_get_string (target, NULL));
}

static void
shortcuts_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *target)
{
  gtk_widget_activate_action (widget, "win.preferences", "s", "shortcuts");
}

static void
about_action (GtkWidget  *widget,
              const char *name,
              GVariant   *target)
{
  ui_about_present (GTK_WINDOW (widget));
}

void
ui_window_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.about", NULL, about_action);
  gtk_widget_class_install_action (widget_class, "win.add-account", NULL, add_account_action);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "win.details", NULL, details_action);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "win.leave", "(ss)", leave_action);
  gtk_widget_class_install_action (widget_class, "win.message", "(ss)", message_action);
  gtk_widget_class_install_action (widget_class, "win.new-chat", NULL, new_chat_action);
  gtk_widget_class_install_action (widget_class, "win.nth-chat", "i", nth_chat_action);
  gtk_widget_class_install_action (widget_class, "win.open-link", "s", open_link_action);
  gtk_widget_class_install_action (widget_class, "win.preferences", "s", preferences_action);
  gtk_widget_class_install_action (widget_class, "win.say", "s", say_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.shortcuts", NULL, shortcuts_action);
  gtk_widget_class_install_action (widget_class, "win.show-contacts", NULL, show_contacts_action);
  gtk_widget_class_install_action (widget_class, "win.show-details", "(ss)", show_details_action);
  gtk_widget_class_install_action (widget_class, "win.step", "i", step_action);
  gtk_widget_class_install_action (widget_class, "win.toggle-view", NULL, toggle_view_action);
}
