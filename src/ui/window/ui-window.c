/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main window. */
#define G_LOG_DOMAIN "ui-window"

#include "ui-window.h"

#include "chat-error.h"
#include "ui-add-account.h"
#include "ui-client-scope.h"
#include "ui-content.h"
#include "ui-details.h"
#include "ui-link-question.h"
#include "ui-panes.h"
#include "ui-salvaged.h"
#include "ui-sidebar.h"
#include "ui-start-page.h"
#include "ui-toast.h"
#include "ui-window-keys.h"
#include "ui-window-private.h"

static void client_scope_iface_init (UiClientScopeInterface *iface);
static void texture_scope_iface_init (UiTextureScopeInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UiWindow, ui_window, ADW_TYPE_APPLICATION_WINDOW,
                               G_IMPLEMENT_INTERFACE (UI_TYPE_CLIENT_SCOPE,
                                                      client_scope_iface_init)
                               G_IMPLEMENT_INTERFACE (UI_TYPE_TEXTURE_SCOPE,
                                                      texture_scope_iface_init))

enum {
  PROP_CLIENT = 1,
  PROP_CONVERSATION,
  PROP_SETTINGS,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static ChatClient *
get_client (UiClientScope *scope)
{
  return UI_WINDOW (scope)->client;
}

static void
client_scope_iface_init (UiClientScopeInterface *iface)
{
  iface->get_client = get_client;
}

static UiTextureCache *
get_texture_cache (UiTextureScope *scope)
{
  return UI_WINDOW (scope)->textures;
}

static void
texture_scope_iface_init (UiTextureScopeInterface *iface)
{
  iface->get_texture_cache = get_texture_cache;
}

/* Each pane has the buttons of the window where it is at its edge. */
static void
layout_cb (UiWindow *self)
{
  gboolean folded = ui_panes_get_folded (UI_PANES (self->panes));
  gboolean beside = ui_panes_get_show_details (UI_PANES (self->panes))
                    && !ui_panes_get_details_folded (UI_PANES (self->panes));

  ui_sidebar_set_end_buttons (UI_SIDEBAR (self->sidebar), folded);
  ui_content_set_place (UI_CONTENT (self->content), folded, !beside);
  if (self->details != NULL)
    ui_details_set_alone (UI_DETAILS (self->details), folded);
}

static void
details_close_cb (UiWindow *self)
{
  ui_panes_set_show_details (UI_PANES (self->panes), FALSE);
}

static void
update_details (UiWindow *self)
{
  if (self->details == NULL && ui_panes_get_show_details (UI_PANES (self->panes)))
    {
      self->details = ui_details_new (self->client, self->clock);
      g_signal_connect_object (self->details, "close", G_CALLBACK (details_close_cb), self,
                               G_CONNECT_SWAPPED);
      g_object_set (self->panes, "details", self->details, NULL);
      layout_cb (self);
    }
  if (self->details != NULL)
    ui_details_set_conversation (UI_DETAILS (self->details), self->conversation);
}

static void
details_cb (UiWindow *self)
{
  update_details (self);
  /* Over the conversation they are looked at and closed again; beside it they stay. */
  if (!ui_panes_get_details_folded (UI_PANES (self->panes)) && self->conversation != NULL)
    g_settings_set_boolean (self->settings, "show-details",
                            ui_panes_get_show_details (UI_PANES (self->panes)));
  layout_cb (self);
}

static void
restore_details (UiWindow *self)
{
  gboolean beside = !ui_panes_get_details_folded (UI_PANES (self->panes));

  ui_panes_set_show_details (UI_PANES (self->panes),
                             beside && self->conversation != NULL
                             && g_settings_get_boolean (self->settings, "show-details"));
}

static void
details_folded_cb (UiWindow *self)
{
  restore_details (self);
  layout_cb (self);
}

/* What the window is about: nothing yet, how to sign in, or chats. */
static void
update_page (UiWindow *self)
{
  gboolean needed = ui_start_page_get_needed (UI_START_PAGE (self->start));
  gboolean fade = !needed && ui_start_page_is_first_start (UI_START_PAGE (self->start));

  gtk_stack_set_visible_child_full (GTK_STACK (self->stack), needed ? "start" : "main",
                                    fade ? GTK_STACK_TRANSITION_TYPE_CROSSFADE
                                         : GTK_STACK_TRANSITION_TYPE_NONE);
}

static void
accounts_changed_cb (UiWindow *self)
{
  ChatConversation *conversation = self->conversation;

  if (conversation != NULL
      && chat_client_get_account (self->client,
                                  chat_conversation_get_account_address (conversation)) == NULL)
    ui_window_show_conversation (self, NULL);
}

static void
salvaged_cb (ChatClient *client,
             const char *kept_path,
             guint64     n_messages,
             UiWindow   *self)
{
  ui_salvaged_tell (GTK_WINDOW (self), kept_path, n_messages);
}

static void
open_conversation_cb (UiSidebar        *sidebar,
                      ChatConversation *conversation,
                      gint64            message,
                      UiWindow         *self)
{
  ui_window_show_conversation (self, conversation);
  if (message != 0)
    ui_conversation_page_go_to_message (ui_content_get_page (UI_CONTENT (self->content)),
                                        message);
}

void
ui_window_open_chat (UiWindow    *self,
                     ChatAccount *account,
                     const char  *address)
{
  g_autoptr(GError) error = NULL;
  ChatConversation *conversation = NULL;

  conversation = chat_client_get_conversation (self->client, account, address, &error);
  if (conversation != NULL)
    {
      ui_window_show_conversation (self, conversation);
    }
  else
    {
      g_autofree char *text = chat_error_to_text (error);

      ui_window_say (self, text);
    }
}

static void
open_contact_cb (UiSidebar   *sidebar,
                 ChatContact *contact,
                 UiWindow    *self)
{
  ChatAccount *account = NULL;

  account = chat_client_get_account (self->client, chat_contact_get_account_address (contact));
  if (account != NULL)
    ui_window_open_chat (self, account, chat_contact_get_address (contact));
}

ChatAccount *
ui_window_get_account (UiWindow *self)
{
  GListModel *model = chat_client_get_accounts (self->client);

  if (self->conversation != NULL)
    return chat_client_get_account (self->client,
                                    chat_conversation_get_account_address (self->conversation));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(ChatAccount) account = g_list_model_get_item (model, i);

      if (chat_account_get_enabled (account))
        return account; /* the list keeps it */
    }
  return NULL;
}

static void
open_address_cb (UiSidebar  *sidebar,
                 const char *address,
                 UiWindow   *self)
{
  ChatAccount *account = ui_window_get_account (self);

  if (account != NULL)
    ui_window_open_chat (self, account, address);
}

static void
content_details_cb (UiWindow *self)
{
  ui_panes_set_show_details (UI_PANES (self->panes), TRUE);
}

static UiConversationPage *
get_page (UiWindow *self)
{
  return ui_content_get_page (UI_CONTENT (self->content));
}

static gboolean
ui_window_close_request (GtkWindow *window)
{
  UiWindow *self = UI_WINDOW (window);
  int width = 0;
  int height = 0;

  gtk_window_get_default_size (window, &width, &height);
  g_settings_set_int (self->settings, "window-width", width);
  g_settings_set_int (self->settings, "window-height", height);
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (window));

  return GTK_WINDOW_CLASS (ui_window_parent_class)->close_request (window);
}

static void
ui_window_constructed (GObject *object)
{
  UiWindow *self = UI_WINDOW (object);

  G_OBJECT_CLASS (ui_window_parent_class)->constructed (object);

  g_assert (self->client != NULL && self->settings != NULL);
  self->textures = ui_texture_cache_new (chat_client_get_pictures (self->client));

  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));

  self->conversation_actions = ui_conversation_actions_new (self->client,
                                                            ADW_TOAST_OVERLAY (self->toasts));
  self->contact_actions = ui_contact_actions_new (self->client, ADW_TOAST_OVERLAY (self->toasts));
  self->room_actions = ui_room_actions_new (self->client, ADW_TOAST_OVERLAY (self->toasts));
  self->account_actions = ui_account_actions_new (self->client, self->settings, self->toasts);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "chat",
                                  ui_conversation_actions_get_group (self->conversation_actions));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "contact",
                                  ui_contact_actions_get_group (self->contact_actions));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "room",
                                  ui_room_actions_get_group (self->room_actions));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "account",
                                  ui_account_actions_get_group (self->account_actions));

  ui_start_page_set_client (UI_START_PAGE (self->start), self->client, self->settings);
  ui_sidebar_set_client (UI_SIDEBAR (self->sidebar), self->client, self->settings, self->clock);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "space",
                                  ui_sidebar_get_space_actions (UI_SIDEBAR (self->sidebar)));
  ui_content_set_client (UI_CONTENT (self->content), self->client, self->settings);

  g_signal_connect_object (self->client, "salvaged", G_CALLBACK (salvaged_cb), self, 0);
  g_signal_connect_object (chat_client_get_accounts (self->client), "items-changed",
                           G_CALLBACK (accounts_changed_cb), self, G_CONNECT_SWAPPED);
  update_page (self);
  layout_cb (self);
}

static void
ui_window_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  UiWindow *self = UI_WINDOW (object);

  switch (prop_id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, self->client);
      break;
    case PROP_CONVERSATION:
      g_value_set_object (value, self->conversation);
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_window_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  UiWindow *self = UI_WINDOW (object);

  switch (prop_id)
    {
    case PROP_CLIENT:
      self->client = g_value_dup_object (value);
      break;
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_window_dispose (GObject *object)
{
  UiWindow *self = UI_WINDOW (object);
  static const char *const groups[] = { "chat", "contact", "account", "room", "space" };

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    gtk_widget_insert_action_group (GTK_WIDGET (self), groups[i], NULL);
  self->details = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), UI_TYPE_WINDOW);
  g_clear_object (&self->conversation_actions);
  g_clear_object (&self->contact_actions);
  g_clear_object (&self->room_actions);
  g_clear_object (&self->account_actions);
  g_clear_object (&self->titles);
  g_clear_object (&self->conversation);
  g_clear_object (&self->textures);
  g_clear_object (&self->clock);
  g_clear_object (&self->settings);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, UiWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, UiWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, UiWindow, start);
  gtk_widget_class_bind_template_child (widget_class, UiWindow, panes);
  gtk_widget_class_bind_template_child (widget_class, UiWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, UiWindow, content);
}

static void
ui_window_class_init (UiWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags construct = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = ui_window_constructed;
  object_class->get_property = ui_window_get_property;
  object_class->set_property = ui_window_set_property;
  object_class->dispose = ui_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = ui_window_close_request;

  props[PROP_CLIENT] =
    g_param_spec_object ("client", NULL, NULL, CHAT_TYPE_CLIENT, construct);
  props[PROP_CONVERSATION] =
    g_param_spec_object ("conversation", NULL, NULL, CHAT_TYPE_CONVERSATION,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_SETTINGS] =
    g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS, construct);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (UI_TYPE_CONTENT);
  g_type_ensure (UI_TYPE_PANES);
  g_type_ensure (UI_TYPE_SIDEBAR);
  g_type_ensure (UI_TYPE_START_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, layout_cb);
  gtk_widget_class_bind_template_callback (widget_class, content_details_cb);
  gtk_widget_class_bind_template_callback (widget_class, details_cb);
  gtk_widget_class_bind_template_callback (widget_class, details_folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_conversation_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_contact_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_address_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_page);
  ui_window_actions_install (widget_class);
  ui_window_keys_install (widget_class);
}

static void
ui_window_init (UiWindow *self)
{
  self->clock = ui_clock_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->titles = g_binding_group_new ();
  g_binding_group_bind (self->titles, "title", self, "title", G_BINDING_SYNC_CREATE);
}

UiWindow *
ui_window_new (GtkApplication *app,
               ChatClient     *client,
               GSettings      *settings)
{
  g_return_val_if_fail (app == NULL || GTK_IS_APPLICATION (app), NULL);
  g_return_val_if_fail (CHAT_IS_CLIENT (client), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  return g_object_new (UI_TYPE_WINDOW,
                       "application", app,
                       "client", client,
                       "settings", settings,
                       NULL);
}

ChatConversation *
ui_window_get_conversation (UiWindow *self)
{
  g_return_val_if_fail (UI_IS_WINDOW (self), NULL);

  return self->conversation;
}

void
ui_window_show_conversation (UiWindow         *self,
                             ChatConversation *conversation)
{
  gboolean any = conversation != NULL;

  g_return_if_fail (UI_IS_WINDOW (self));
  g_return_if_fail (conversation == NULL || CHAT_IS_CONVERSATION (conversation));

  if (g_set_object (&self->conversation, conversation))
    {
      ui_content_set_conversation (UI_CONTENT (self->content), conversation);
      update_details (self);
      ui_sidebar_choose (UI_SIDEBAR (self->sidebar), conversation);
      g_binding_group_set_source (self->titles, conversation);
      if (!any)
        gtk_window_set_title (GTK_WINDOW (self), "Charla");
      if (!any || !ui_panes_get_details_folded (UI_PANES (self->panes)))
        restore_details (self);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONVERSATION]);
    }

  if (any && chat_conversation_get_archived (conversation))
    chat_conversation_set_archived (conversation, FALSE);
  ui_panes_set_show_content (UI_PANES (self->panes), any);
  if (any)
    ui_conversation_page_focus_composer (get_page (self));
}

void
ui_window_open_link (UiWindow   *self,
                     const char *uri)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatLink) link = NULL;

  g_return_if_fail (UI_IS_WINDOW (self));
  g_return_if_fail (uri != NULL);

  link = chat_link_parse (uri, &error);
  if (link == NULL)
    {
      g_autofree char *text = chat_error_to_text (error);

      ui_window_say (self, text);
      return;
    }
  ui_link_question_ask (GTK_WINDOW (self), self->client, self->settings,
                        ui_window_get_account (self), uri, link);
}

void
ui_window_say (UiWindow   *self,
               const char *text)
{
  g_return_if_fail (UI_IS_WINDOW (self));
  g_return_if_fail (text != NULL);

  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts),
                               ui_toast_new (self->toasts, text, NULL));
}
