/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The middle of the window: header bar and conversation. */
#define G_LOG_DOMAIN "ui-content"

#include "ui-content.h"

#include "ui-conversation-menu.h"
#include "ui-template.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _UiContent
{
  GtkWidget           parent_instance;

  ChatClient         *client;   /* (nullable) */
  GSettings          *settings; /* (nullable) */
  UiConversationPage *page;     /* (nullable) borrowed, a child: made for the first conversation */
  gboolean            show_details;
  gboolean            alone; /* there is no side bar beside it */

  GtkWidget          *header;
  GtkWidget          *back;
  GtkWidget          *conversation_menu;
  GtkWidget          *details_button;
  GtkWidget          *find_button;
  GtkWidget          *stack;
};

G_DEFINE_FINAL_TYPE (UiContent, ui_content, GTK_TYPE_WIDGET)

enum {
  PROP_SHOW_DETAILS = 1,
  N_PROPS,
};

enum {
  DETAILS,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
page_details_cb (UiContent *self)
{
  g_signal_emit (self, signals[DETAILS], 0);
}

static gboolean
page_uri_cb (UiConversationPage *page,
             const char         *uri,
             UiContent          *self)
{
  return g_ascii_strncasecmp (uri, "xmpp:", 5) == 0
         && gtk_widget_activate_action (GTK_WIDGET (self), "win.open-link", "s", uri);
}

static void
page_error_cb (UiConversationPage *page,
               const char         *text,
               UiContent          *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.say", "s", text);
}

/* From a submenu, GTK would leave the keyboard nowhere. */
static void
menu_closed_cb (UiContent *self)
{
  gtk_widget_grab_focus (self->conversation_menu);
}

/* Made when it is opened: what it offers depends on how the conversation is. */
static void
make_menu (GtkMenuButton *button,
           gpointer       user_data)
{
  UiContent *self = user_data;
  ChatConversation *conversation = NULL;
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) find = g_menu_new ();
  g_autoptr(GMenuModel) rest = NULL;

  if (self->page != NULL)
    conversation = ui_conversation_page_get_conversation (self->page);
  if (conversation == NULL)
    return;

  g_menu_append (find, _("_Find in the conversation"), "win.find");
  rest = ui_conversation_menu_new (conversation, chat_client_get_spaces (self->client), TRUE);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (find));
  g_menu_append_section (menu, NULL, rest);
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
  g_signal_connect_object (gtk_menu_button_get_popover (button), "closed",
                           G_CALLBACK (menu_closed_cb), self, G_CONNECT_SWAPPED);
}

/* In a narrow window the name needs the room; the menu has both. */
static void
update_buttons (UiContent *self)
{
  gboolean shown = !self->alone && gtk_widget_get_visible (self->conversation_menu);

  gtk_widget_set_visible (self->details_button, shown);
  gtk_widget_set_visible (self->find_button, shown);
}

static void
ui_content_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  UiContent *self = UI_CONTENT (object);

  switch (prop_id)
    {
    case PROP_SHOW_DETAILS:
      g_value_set_boolean (value, self->show_details);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_content_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  UiContent *self = UI_CONTENT (object);

  switch (prop_id)
    {
    case PROP_SHOW_DETAILS:
      if (self->show_details != g_value_get_boolean (value))
        {
          self->show_details = g_value_get_boolean (value);
          g_object_notify_by_pspec (object, pspec);
        }
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_content_dispose (GObject *object)
{
  UiContent *self = UI_CONTENT (object);

  self->page = NULL;
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_CONTENT);
  g_clear_object (&self->settings);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_content_parent_class)->dispose (object);
}

static void
ui_content_class_init (UiContentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ui_content_get_property;
  object_class->set_property = ui_content_set_property;
  object_class->dispose = ui_content_dispose;

  props[PROP_SHOW_DETAILS] =
    g_param_spec_boolean ("show-details", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[DETAILS] = g_signal_new ("details", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-content.ui");
  gtk_widget_class_bind_template_child (widget_class, UiContent, header);
  gtk_widget_class_bind_template_child (widget_class, UiContent, back);
  gtk_widget_class_bind_template_child (widget_class, UiContent, conversation_menu);
  gtk_widget_class_bind_template_child (widget_class, UiContent, details_button);
  gtk_widget_class_bind_template_child (widget_class, UiContent, find_button);
  gtk_widget_class_bind_template_child (widget_class, UiContent, stack);
}

static void
ui_content_init (UiContent *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
make_page (UiContent *self)
{
  self->page = UI_CONVERSATION_PAGE (ui_conversation_page_new (self->client));
  gtk_stack_add_named (GTK_STACK (self->stack), GTK_WIDGET (self->page), "conversation");
  gtk_widget_insert_action_group (GTK_WIDGET (self), "conversation",
                                  ui_conversation_page_get_actions (self->page));
  g_settings_bind (self->settings, "compact", self->page, "compact", G_SETTINGS_BIND_GET);
  g_settings_bind (self->settings, "enter-sends", self->page, "enter-sends", G_SETTINGS_BIND_GET);
  g_settings_bind (self->settings, "original-photos", self->page, "original-photos",
                   G_SETTINGS_BIND_DEFAULT);
  g_object_bind_property (self->page, "search-mode", self->find_button, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (self->page, "details", G_CALLBACK (page_details_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->page, "activate-uri", G_CALLBACK (page_uri_cb), self, 0);
  g_signal_connect_object (self->page, "error", G_CALLBACK (page_error_cb), self, 0);
}

void
ui_content_set_client (UiContent  *self,
                       ChatClient *client,
                       GSettings  *settings)
{
  g_return_if_fail (UI_IS_CONTENT (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  self->settings = g_object_ref (settings);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->conversation_menu), make_menu,
                                         self, NULL);
  ui_content_set_conversation (self, NULL);
}

void
ui_content_set_conversation (UiContent        *self,
                             ChatConversation *conversation)
{
  gboolean any = conversation != NULL;
  GtkWidget *title = NULL;

  g_return_if_fail (UI_IS_CONTENT (self));
  g_return_if_fail (self->client != NULL);

  if (any && self->page == NULL)
    make_page (self);
  if (self->page != NULL)
    ui_conversation_page_set_conversation (self->page, conversation);
  title = any ? ui_conversation_page_get_title_widget (self->page)
              : adw_window_title_new ("", NULL);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (self->header), title);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), any ? "conversation" : "none");
  gtk_widget_set_visible (self->conversation_menu, any);
  update_buttons (self);
}

UiConversationPage *
ui_content_get_page (UiContent *self)
{
  g_return_val_if_fail (UI_IS_CONTENT (self), NULL);

  return self->page;
}

void
ui_content_set_place (UiContent *self,
                      gboolean   alone,
                      gboolean   at_end)
{
  g_return_if_fail (UI_IS_CONTENT (self));

  self->alone = alone;
  update_buttons (self);
  gtk_widget_set_visible (self->back, alone);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (self->header), alone);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (self->header), at_end);
}
