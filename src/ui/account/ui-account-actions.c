/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an account may need from the person. */
#define G_LOG_DOMAIN "ui-account-actions"

#include "ui-account-actions.h"

#include "ui-add-account.h"
#include "ui-certificate.h"
#include "ui-confirm.h"
#include "ui-console.h"
#include "ui-password.h"
#include "ui-weaker.h"

struct _UiAccountActions
{
  GObject             parent_instance;

  ChatClient         *client;
  GSettings          *settings;
  GtkWidget          *owner; /* weak */
  GSimpleActionGroup *group;
};

G_DEFINE_FINAL_TYPE (UiAccountActions, ui_account_actions, G_TYPE_OBJECT)

static ChatAccount *
find (UiAccountActions *self,
      GVariant         *target)
{
  return chat_client_get_account (self->client, g_variant_get_string (target, NULL));
}

static void
give_password_cb (GSimpleAction *action,
                  GVariant      *target,
                  gpointer       user_data)
{
  UiAccountActions *self = user_data;
  ChatAccount *account = find (self, target);

  if (account != NULL)
    ui_password_present (ui_confirm_get_window (self->owner), account);
}

static void
ask_trust_cb (GSimpleAction *action,
              GVariant      *target,
              gpointer       user_data)
{
  UiAccountActions *self = user_data;
  ChatAccount *account = find (self, target);

  if (account != NULL && chat_account_get_certificate (account) != NULL)
    ui_certificate_present_for_account (ui_confirm_get_window (self->owner), account);
}

static void
ask_weaker_cb (GSimpleAction *action,
               GVariant      *target,
               gpointer       user_data)
{
  UiAccountActions *self = user_data;
  ChatAccount *account = find (self, target);

  if (account != NULL)
    ui_weaker_present (ui_confirm_get_window (self->owner), account);
}

static void
reconnect_cb (GSimpleAction *action,
              GVariant      *target,
              gpointer       user_data)
{
  ChatAccount *account = find (user_data, target);

  if (account != NULL)
    chat_account_reconnect (account);
}

static void
go_online_cb (GSimpleAction *action,
              GVariant      *target,
              gpointer       user_data)
{
  ChatAccount *account = find (user_data, target);

  if (account != NULL)
    chat_account_set_presence (account, CHAT_PRESENCE_AVAILABLE,
                               chat_account_get_status (account));
}

static void
add_cb (GSimpleAction *action,
        GVariant      *target,
        gpointer       user_data)
{
  UiAccountActions *self = user_data;
  GtkWidget *window = ui_add_account_new (self->client, self->settings);

  gtk_window_set_transient_for (GTK_WINDOW (window), ui_confirm_get_window (self->owner));
  gtk_window_present (GTK_WINDOW (window));
}

/* The account of the chat that is open in the window, else the first one; (nullable) */
static ChatAccount *
find_current (UiAccountActions *self)
{
  GtkWindow *window = ui_confirm_get_window (self->owner);
  GListModel *accounts = chat_client_get_accounts (self->client);
  g_autoptr(ChatConversation) conversation = NULL;
  g_autoptr(ChatAccount) first = g_list_model_get_item (accounts, 0);

  if (window != NULL)
    g_object_get (window, "conversation", &conversation, NULL);
  if (conversation != NULL)
    return chat_client_get_account (self->client,
                                    chat_conversation_get_account_address (conversation));

  return first; /* the list keeps it */
}

static void
console_cb (GSimpleAction *action,
            GVariant      *target,
            gpointer       user_data)
{
  UiAccountActions *self = user_data;
  ChatAccount *account = g_variant_get_string (target, NULL)[0] != '\0' ? find (self, target)
                                                                        : find_current (self);

  if (account != NULL)
    ui_console_present (ui_confirm_get_window (self->owner), self->client, account);
}

static const GActionEntry entries[] = {
  { .name = "add", .activate = add_cb },
  { .name = "ask-weaker", .activate = ask_weaker_cb, .parameter_type = "s" },
  { .name = "console", .activate = console_cb, .parameter_type = "s" },
  { .name = "ask-trust", .activate = ask_trust_cb, .parameter_type = "s" },
  { .name = "give-password", .activate = give_password_cb, .parameter_type = "s" },
  { .name = "go-online", .activate = go_online_cb, .parameter_type = "s" },
  { .name = "reconnect", .activate = reconnect_cb, .parameter_type = "s" },
};

static void
ui_account_actions_dispose (GObject *object)
{
  UiAccountActions *self = UI_ACCOUNT_ACTIONS (object);

  g_clear_object (&self->client);
  g_clear_object (&self->settings);
  g_clear_weak_pointer (&self->owner);
  g_clear_object (&self->group);

  G_OBJECT_CLASS (ui_account_actions_parent_class)->dispose (object);
}

static void
ui_account_actions_class_init (UiAccountActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_account_actions_dispose;
}

static void
ui_account_actions_init (UiAccountActions *self)
{
  self->group = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->group), entries, G_N_ELEMENTS (entries),
                                   self);
}

UiAccountActions *
ui_account_actions_new (ChatClient *client,
                        GSettings  *settings,
                        GtkWidget  *owner)
{
  UiAccountActions *self = g_object_new (UI_TYPE_ACCOUNT_ACTIONS, NULL);

  self->client = g_object_ref (client);
  self->settings = g_object_ref (settings);
  g_set_weak_pointer (&self->owner, owner);
  return self;
}

GActionGroup *
ui_account_actions_get_group (UiAccountActions *self)
{
  g_return_val_if_fail (UI_IS_ACCOUNT_ACTIONS (self), NULL);

  return G_ACTION_GROUP (self->group);
}
