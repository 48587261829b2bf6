/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The side bar. */
#define G_LOG_DOMAIN "ui-sidebar"

#include "ui-sidebar.h"

#include "ui-account-banners.h"
#include "ui-chat-list.h"
#include "ui-contact-list.h"
#include "ui-invitations.h"
#include "ui-jump-list.h"
#include "ui-presence-button.h"
#include "ui-space-actions.h"
#include "ui-space-strip.h"
#include "ui-template.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _UiSidebar
{
  GtkWidget     parent_instance;

  GSettings      *settings;      /* (nullable) */
  UiSpaceActions *space_actions; /* (nullable) */

  GtkWidget    *header;
  GtkWidget    *search;
  GtkWidget    *banners;
  GtkWidget    *invitations;
  GtkWidget    *pages;
  GtkWidget    *views;
  GtkWidget    *spaces;
  GtkWidget    *chats;
  GtkWidget    *contacts;
  GtkStackPage *contacts_page;
  GtkWidget    *found;
  GtkWidget    *presence;
};

G_DEFINE_FINAL_TYPE (UiSidebar, ui_sidebar, GTK_TYPE_WIDGET)

enum {
  OPEN_CONVERSATION,
  OPEN_CONTACT,
  OPEN_ADDRESS,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
shows_contacts (UiSidebar *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->views)), "contacts") == 0;
}

static gboolean
shows_found (UiSidebar *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->pages)), "found") == 0;
}

/* Among contacts the entry narrows the list; elsewhere it finds everything. */
static void
search_changed_cb (UiSidebar *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  gboolean contacts = shows_contacts (self);
  gboolean finding = !contacts && *text != '\0';

  ui_contact_list_set_filter (UI_CONTACT_LIST (self->contacts), contacts ? text : NULL);
  ui_jump_list_set_query (UI_JUMP_LIST (self->found), finding ? text : NULL);
  gtk_stack_set_visible_child_name (GTK_STACK (self->pages), finding ? "found" : "views");
}

static void
search_activate_cb (UiSidebar *self)
{
  /* The text may be newer than the list: entries wait a moment before they tell. */
  search_changed_cb (self);
  if (shows_found (self))
    ui_jump_list_activate (UI_JUMP_LIST (self->found));
  else if (shows_contacts (self)
           && *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0')
    ui_contact_list_activate_first (UI_CONTACT_LIST (self->contacts));
}

static gboolean
search_key_cb (GtkEventControllerKey *controller,
               guint                  keyval,
               guint                  keycode,
               GdkModifierType        modifiers,
               UiSidebar             *self)
{
  int step = 0;

  if (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down)
    step = 1;
  else if (keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up)
    step = -1;
  if (step == 0 || (modifiers & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;

  if (shows_found (self))
    ui_jump_list_move (UI_JUMP_LIST (self->found), step);
  else if (step > 0)
    gtk_widget_child_focus (self->pages, GTK_DIR_TAB_FORWARD);
  return GDK_EVENT_STOP;
}

static void
view_changed_cb (UiSidebar *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  search_changed_cb (self);
  g_object_set (self->search, "placeholder-text",
                shows_contacts (self) ? _("Filter contacts…") : _("Search or jump to…"), NULL);
}

static void
chat_activate_cb (UiChatList       *list,
                  ChatConversation *conversation,
                  UiSidebar        *self)
{
  g_signal_emit (self, signals[OPEN_CONVERSATION], 0, conversation, (gint64) 0);
}

static void
space_chosen_cb (UiSpaceStrip *strip,
                 ChatSpace    *space,
                 UiSidebar    *self)
{
  ui_chat_list_set_space (UI_CHAT_LIST (self->chats), space);
  /* Before they are loaded, and when the accounts go, nobody has chosen anything. */
  if (gtk_widget_get_visible (self->spaces))
    g_settings_set_string (self->settings, "sidebar-space",
                           space != NULL ? chat_space_get_id (space) : "");
}

static void
show_chats (UiSidebar *self)
{
  ui_sidebar_stop_search (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->views), "chats");
}

static void
show_space_cb (UiSidebar *self,
               ChatSpace *space)
{
  show_chats (self);
  ui_space_strip_choose (UI_SPACE_STRIP (self->spaces), space);
}

static void
show_nth_space_cb (UiSidebar *self,
                   guint      n)
{
  show_chats (self);
  ui_space_strip_choose_nth (UI_SPACE_STRIP (self->spaces), n);
}

static void
contact_activate_cb (UiContactList *list,
                     ChatContact   *contact,
                     UiSidebar     *self)
{
  g_signal_emit (self, signals[OPEN_CONTACT], 0, contact);
}

static void
found_conversation_cb (UiJumpList       *list,
                       ChatConversation *conversation,
                       gint64            message,
                       UiSidebar        *self)
{
  g_autoptr(ChatConversation) kept = g_object_ref (conversation);

  /* Somebody who looks through messages wants to come back to the others. */
  if (message == 0)
    ui_sidebar_stop_search (self);
  g_signal_emit (self, signals[OPEN_CONVERSATION], 0, kept, message);
}

static void
found_contact_cb (UiJumpList  *list,
                  ChatContact *contact,
                  UiSidebar   *self)
{
  g_autoptr(ChatContact) kept = g_object_ref (contact);

  ui_sidebar_stop_search (self);
  g_signal_emit (self, signals[OPEN_CONTACT], 0, kept);
}

static void
found_address_cb (UiJumpList *list,
                  const char *address,
                  UiSidebar  *self)
{
  g_autofree char *kept = g_strdup (address);

  ui_sidebar_stop_search (self);
  g_signal_emit (self, signals[OPEN_ADDRESS], 0, kept);
}

static void
requests_cb (UiSidebar *self)
{
  UiRoster *roster = ui_contact_list_get_roster (UI_CONTACT_LIST (self->contacts));

  gtk_stack_page_set_needs_attention (self->contacts_page, ui_roster_get_n_requests (roster) > 0);
}

static void
ui_sidebar_dispose (GObject *object)
{
  UiSidebar *self = UI_SIDEBAR (object);

  ui_template_dispose (GTK_WIDGET (object), UI_TYPE_SIDEBAR);
  g_clear_object (&self->space_actions);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (ui_sidebar_parent_class)->dispose (object);
}

static void
ui_sidebar_class_init (UiSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_sidebar_dispose;

  signals[OPEN_CONVERSATION] = g_signal_new ("open-conversation", type, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 2,
                                             CHAT_TYPE_CONVERSATION, G_TYPE_INT64);
  signals[OPEN_CONTACT] = g_signal_new ("open-contact", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, CHAT_TYPE_CONTACT);
  signals[OPEN_ADDRESS] = g_signal_new ("open-address", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (UI_TYPE_ACCOUNT_BANNERS);
  g_type_ensure (UI_TYPE_CHAT_LIST);
  g_type_ensure (UI_TYPE_CONTACT_LIST);
  g_type_ensure (UI_TYPE_INVITATIONS);
  g_type_ensure (UI_TYPE_JUMP_LIST);
  g_type_ensure (UI_TYPE_PRESENCE_BUTTON);
  g_type_ensure (UI_TYPE_SPACE_STRIP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, UiSidebar, header);
  gtk_widget_class_bind_template_child (widget_class, UiSidebar, search);
  gtk_widget_class_bind_template_child (widget_class, UiSidebar, banners);
  gtk_widget_class_bind_template_child (widget_class, UiSidebar, invitations);
  gtk_widget_class_bind_template_child (widget_class, UiSidebar, pages);
  gtk_widget_class_bind_template_child (widget_class, UiSidebar, views);
  gtk_widget_class_bind_template_child (widget_class, UiSidebar, spaces);
  gtk_widget_class_bind_template_child (widget_class, UiSidebar, chats);
  gtk_widget_class_bind_template_child (widget_class, UiSidebar, contacts);
  gtk_widget_class_bind_template_child (widget_class, UiSidebar, contacts_page);
  gtk_widget_class_bind_template_child (widget_class, UiSidebar, found);
  gtk_widget_class_bind_template_child (widget_class, UiSidebar, presence);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, ui_sidebar_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, view_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, space_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, chat_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, contact_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, found_conversation_cb);
  gtk_widget_class_bind_template_callback (widget_class, found_contact_cb);
  gtk_widget_class_bind_template_callback (widget_class, found_address_cb);
  gtk_widget_class_set_css_name (widget_class, "sidebar");
}

static void
ui_sidebar_init (UiSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  /* Letters typed in a list go to the entry. */
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->search), self->pages);
}

void
ui_sidebar_set_client (UiSidebar  *self,
                       ChatClient *client,
                       GSettings  *settings,
                       UiClock    *clock)
{
  g_autofree char *space = NULL;

  g_return_if_fail (UI_IS_SIDEBAR (self));

  self->settings = g_object_ref (settings);
  space = g_settings_get_string (settings, "sidebar-space");
  self->space_actions = ui_space_actions_new (client, GTK_WIDGET (self));
  g_signal_connect_object (self->space_actions, "show", G_CALLBACK (show_space_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->space_actions, "show-nth", G_CALLBACK (show_nth_space_cb), self,
                           G_CONNECT_SWAPPED);
  ui_account_banners_set_client (UI_ACCOUNT_BANNERS (self->banners), client);
  ui_invitations_set_client (UI_INVITATIONS (self->invitations), client);
  ui_chat_list_set_client (UI_CHAT_LIST (self->chats), client, clock);
  ui_space_strip_set_client (UI_SPACE_STRIP (self->spaces), client);
  if (*space != '\0')
    ui_space_strip_want (UI_SPACE_STRIP (self->spaces), space);
  ui_contact_list_set_client (UI_CONTACT_LIST (self->contacts), client, settings);
  ui_jump_list_set_client (UI_JUMP_LIST (self->found), client, clock);
  ui_presence_button_set_client (UI_PRESENCE_BUTTON (self->presence), client);

  g_signal_connect_object (ui_contact_list_get_roster (UI_CONTACT_LIST (self->contacts)),
                           "rebuilt", G_CALLBACK (requests_cb), self, G_CONNECT_SWAPPED);
  requests_cb (self);
  g_settings_bind (settings, "sidebar-view", self->views, "visible-child-name",
                   G_SETTINGS_BIND_DEFAULT);
}

void
ui_sidebar_choose (UiSidebar        *self,
                   ChatConversation *conversation)
{
  g_return_if_fail (UI_IS_SIDEBAR (self));

  if (self->space_actions != NULL && conversation != NULL)
    ui_space_actions_set_account (self->space_actions,
                                  chat_conversation_get_account_address (conversation));
  /* What is open is to be seen in the list. */
  if (conversation != NULL
      && !ui_chat_list_has_space_of (UI_CHAT_LIST (self->chats), conversation))
    ui_space_strip_choose (UI_SPACE_STRIP (self->spaces), NULL);
  ui_chat_list_choose (UI_CHAT_LIST (self->chats), conversation);
}

GActionGroup *
ui_sidebar_get_space_actions (UiSidebar *self)
{
  g_return_val_if_fail (UI_IS_SIDEBAR (self) && self->space_actions != NULL, NULL);

  return ui_space_actions_get_group (self->space_actions);
}

ChatConversation *
ui_sidebar_step (UiSidebar *self,
                 int        step)
{
  g_return_val_if_fail (UI_IS_SIDEBAR (self), NULL);

  return ui_chat_list_step (UI_CHAT_LIST (self->chats), step);
}

ChatConversation *
ui_sidebar_peek (UiSidebar *self,
                 guint      position)
{
  g_return_val_if_fail (UI_IS_SIDEBAR (self), NULL);

  return ui_chat_list_peek (UI_CHAT_LIST (self->chats), position);
}

void
ui_sidebar_search (UiSidebar *self)
{
  g_return_if_fail (UI_IS_SIDEBAR (self));

  gtk_stack_set_visible_child_name (GTK_STACK (self->views), "chats");
  gtk_widget_grab_focus (self->search);
  gtk_editable_select_region (GTK_EDITABLE (self->search), 0, -1);
}

gboolean
ui_sidebar_stop_search (UiSidebar *self)
{
  g_return_val_if_fail (UI_IS_SIDEBAR (self), FALSE);

  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)) == '\0')
    return FALSE;

  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  search_changed_cb (self);
  return TRUE;
}

void
ui_sidebar_toggle_view (UiSidebar *self)
{
  g_return_if_fail (UI_IS_SIDEBAR (self));

  gtk_stack_set_visible_child_name (GTK_STACK (self->views),
                                    shows_contacts (self) ? "chats" : "contacts");
  /* Who changes the view wants to go on there. */
  if (shows_contacts (self))
    ui_contact_list_focus (UI_CONTACT_LIST (self->contacts));
  else
    ui_chat_list_focus (UI_CHAT_LIST (self->chats));
}

void
ui_sidebar_show_contacts (UiSidebar *self)
{
  g_return_if_fail (UI_IS_SIDEBAR (self));

  ui_sidebar_stop_search (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->views), "contacts");
  ui_contact_list_focus (UI_CONTACT_LIST (self->contacts));
}

void
ui_sidebar_set_end_buttons (UiSidebar *self,
                            gboolean   shown)
{
  g_return_if_fail (UI_IS_SIDEBAR (self));

  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (self->header), shown);
}
