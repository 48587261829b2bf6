/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog that starts a chat. */
#define G_LOG_DOMAIN "ui-new-chat"

#include "ui-new-chat.h"

#include "chat-error.h"
#include "ui-address.h"
#include "ui-contact-row.h"
#include "ui-live-list.h"
#include "ui-match.h"
#include "ui-tab-stop.h"

#include <glib/gi18n.h>

struct _UiNewChat
{
  AdwWindow   parent_instance;

  ChatClient *client;
  UiLiveList *list;

  GtkWidget  *start;
  GtkWidget  *entry;
  GtkWidget  *accounts;
  GtkWidget  *problem;
  GtkWidget  *view;
};

G_DEFINE_FINAL_TYPE (UiNewChat, ui_new_chat, ADW_TYPE_WINDOW)

enum {
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static int
compare (gconstpointer a,
         gconstpointer b)
{
  ChatContact *first = *(ChatContact *const *) a;
  ChatContact *second = *(ChatContact *const *) b;

  return g_utf8_collate (chat_contact_get_name (first), chat_contact_get_name (second));
}

static void
collect (GPtrArray   *found,
         ChatAccount *account,
         UiMatch     *match)
{
  GListModel *model = chat_account_get_contacts (account);
  guint n_items = chat_account_get_enabled (account) ? g_list_model_get_n_items (model) : 0;

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(ChatContact) contact = g_list_model_get_item (model, i);

      if (chat_contact_get_in_list (contact) && ui_match_contact (match, contact))
        g_ptr_array_add (found, g_steal_pointer (&contact));
    }
}

static void
changed_cb (UiNewChat *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *address = ui_address_parse (text);
  g_autoptr(UiMatch) match = ui_match_new (text);
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *accounts = chat_client_get_accounts (self->client);
  const char *problem = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(ChatAccount) account = g_list_model_get_item (accounts, i);

      collect (found, account, match);
    }
  g_ptr_array_sort (found, compare);

  if (strchr (text, '@') != NULL)
    problem = _("This is not an address yet. It should look like name@example.org.");
  else if (match != NULL)
    problem = _("No contact has this name. You can write to any address.");
  else
    problem = _("No contacts yet. You can write to any address, like name@example.org.");
  gtk_label_set_text (GTK_LABEL (self->problem), problem);
  gtk_widget_set_visible (self->problem, found->len == 0 && address == NULL);
  gtk_widget_set_sensitive (self->start, address != NULL || (match != NULL && found->len > 0));
  ui_live_list_take_items (self->list, g_steal_pointer (&found));
}

static void
open_chat (UiNewChat   *self,
           ChatAccount *account,
           const char  *address)
{
  g_autoptr(GError) error = NULL;
  ChatConversation *conversation = NULL;

  conversation = chat_client_get_conversation (self->client, account, address, &error);
  if (conversation == NULL)
    {
      g_autofree char *text = chat_error_to_text (error);

      gtk_label_set_text (GTK_LABEL (self->problem), text);
      gtk_widget_show (self->problem);
      return;
    }

  g_signal_emit (self, signals[CHOSEN], 0, conversation);
  gtk_window_close (GTK_WINDOW (self));
}

static void
open_contact (UiNewChat   *self,
              ChatContact *contact)
{
  ChatAccount *account = NULL;

  account = chat_client_get_account (self->client, chat_contact_get_account_address (contact));
  if (account != NULL)
    open_chat (self, account, chat_contact_get_address (contact));
}

static void
start_cb (UiNewChat *self)
{
  ChatAccount *account = ui_address_get_account (GTK_DROP_DOWN (self->accounts));
  g_autofree char *address = NULL;

  changed_cb (self);
  address = ui_address_parse (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  if (address != NULL && account != NULL)
    open_chat (self, account, address);
  else if (ui_live_list_get_length (self->list) > 0)
    open_contact (self, ui_live_list_peek (self->list, 0));
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          UiNewChat                *self)
{
  gtk_list_item_set_child (item, ui_contact_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         UiNewChat                *self)
{
  ui_contact_row_set_contact (UI_CONTACT_ROW (gtk_list_item_get_child (item)),
                              gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           UiNewChat                *self)
{
  ui_contact_row_set_contact (UI_CONTACT_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
activate_cb (GtkListView *view,
             guint        position,
             UiNewChat   *self)
{
  ChatContact *contact = ui_live_list_peek (self->list, position);

  if (contact != NULL)
    open_contact (self, contact);
}

static void
ui_new_chat_dispose (GObject *object)
{
  UiNewChat *self = UI_NEW_CHAT (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), UI_TYPE_NEW_CHAT);
  g_clear_object (&self->list);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_new_chat_parent_class)->dispose (object);
}

static void
ui_new_chat_class_init (UiNewChatClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_new_chat_dispose;

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_CONVERSATION);

  g_type_ensure (UI_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-new-chat.ui");
  gtk_widget_class_bind_template_child (widget_class, UiNewChat, start);
  gtk_widget_class_bind_template_child (widget_class, UiNewChat, entry);
  gtk_widget_class_bind_template_child (widget_class, UiNewChat, accounts);
  gtk_widget_class_bind_template_child (widget_class, UiNewChat, problem);
  gtk_widget_class_bind_template_child (widget_class, UiNewChat, view);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ui_new_chat_init (UiNewChat *self)
{
  self->list = ui_live_list_new (CHAT_TYPE_CONTACT);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_view_set_model (GTK_LIST_VIEW (self->view), GTK_SELECTION_MODEL (self->list));
}

GtkWidget *
ui_new_chat_new (ChatClient *client)
{
  UiNewChat *self = NULL;

  g_return_val_if_fail (CHAT_IS_CLIENT (client), NULL);

  self = g_object_new (UI_TYPE_NEW_CHAT, NULL);
  self->client = g_object_ref (client);
  ui_address_list_accounts (GTK_DROP_DOWN (self->accounts), client, NULL);
  changed_cb (self);
  gtk_widget_grab_focus (self->entry);
  return GTK_WIDGET (self);
}
