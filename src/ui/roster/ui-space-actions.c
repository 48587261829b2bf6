/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with workspaces. */
#define G_LOG_DOMAIN "ui-space-actions"

#include "ui-space-actions.h"

#include "chat-error.h"
#include "ui-ask-text.h"
#include "ui-confirm.h"
#include "ui-find-spaces.h"

#include <glib/gi18n.h>

struct _UiSpaceActions
{
  GObject             parent_instance;

  ChatClient         *client;
  GtkWidget          *widget;  /* weak */
  GSimpleActionGroup *group;
  char               *account; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (UiSpaceActions, ui_space_actions, G_TYPE_OBJECT)

enum {
  SHOW,
  SHOW_NTH,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What a question is about, until it is answered. */
typedef struct {
  UiSpaceActions *self;
  ChatAccount    *account;
  ChatSpace      *space;   /* (nullable): one that is yet to be made */
  char           *address; /* of the chat that goes into it; "" is none */
} Question;

static Question *
question_new (UiSpaceActions *self,
              ChatAccount    *account,
              ChatSpace      *space,
              const char     *address)
{
  Question *question = g_new0 (Question, 1);

  question->self = g_object_ref (self);
  question->account = g_object_ref (account);
  question->space = space != NULL ? g_object_ref (space) : NULL;
  question->address = g_strdup (address);
  return question;
}

static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->self);
  g_object_unref (question->account);
  g_clear_object (&question->space);
  g_free (question->address);
  g_free (question);
}

static void
say (UiSpaceActions *self,
     const GError   *error)
{
  g_autofree char *text = chat_error_to_text (error);

  if (self->widget != NULL)
    gtk_widget_activate_action (self->widget, "win.say", "s", text);
}

/* (nullable) borrowed: "" is the one that is meant where nobody says it. */
static ChatAccount *
find_account (UiSpaceActions *self,
              const char     *address)
{
  GListModel *accounts = chat_client_get_accounts (self->client);
  ChatAccount *found = NULL;

  if (*address == '\0' && self->account != NULL)
    address = self->account;
  if (*address != '\0' && (found = chat_client_get_account (self->client, address)) != NULL)
    return found;

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(ChatAccount) account = g_list_model_get_item (accounts, i);

      if (chat_account_get_enabled (account))
        return account; /* the list keeps it */
    }
  return NULL;
}

/* @account: (out). (nullable) borrowed */
static ChatSpace *
find_space (UiSpaceActions  *self,
            GVariant        *target,
            ChatAccount    **account)
{
  const char *address = NULL;
  const char *id = NULL;

  g_variant_get (target, "(&s&s)", &address, &id);
  *account = chat_client_get_account (self->client, address);
  return *account != NULL ? chat_spaces_find (chat_account_get_spaces (*account), id) : NULL;
}

static void
ask_name (UiSpaceActions *self,
          ChatAccount    *account,
          ChatSpace      *space,   /* (nullable) */
          const char     *address,
          GCallback       callback)
{
  gboolean is_one_of_many =
    g_list_model_get_n_items (chat_client_get_accounts (self->client)) > 1;
  g_autofree char *body = NULL;
  AdwMessageDialog *dialog;

  if (space == NULL && is_one_of_many)
    /* Translators: the address of an account. */
    body = g_strdup_printf (_("For chats of %s"), chat_account_get_address (account));
  dialog = ui_ask_text_new (self->widget,
                            space != NULL ? _("Rename workspace") : _("New workspace"),
                            body, _("Name"), space != NULL ? chat_space_get_name (space) : NULL,
                            space != NULL ? _("_Rename") : _("_Create"));
  g_signal_connect_data (dialog, "response", callback,
                         question_new (self, account, space, address), question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
new_response_cb (AdwMessageDialog *dialog,
                 const char       *response,
                 gpointer          user_data)
{
  Question *question = user_data;
  ChatSpaces *spaces = chat_account_get_spaces (question->account);
  g_autofree char *name = ui_ask_text_dup (dialog);
  g_autoptr(GError) error = NULL;
  ChatSpace *space;

  if (!g_str_equal (response, "yes"))
    return;

  space = chat_spaces_create (spaces, name, &error);
  if (space == NULL
      || (*question->address != '\0'
          && !chat_spaces_move_chat (spaces, space, question->address, &error)))
    say (question->self, error);
  if (space != NULL)
    g_signal_emit (question->self, signals[SHOW], 0, space);
}

static void
new_cb (GSimpleAction *action,
        GVariant      *target,
        gpointer       user_data)
{
  UiSpaceActions *self = user_data;
  const char *account = NULL;
  const char *address = NULL;
  ChatAccount *found;

  g_variant_get (target, "(&s&s)", &account, &address);
  found = find_account (self, account);
  if (found != NULL)
    ask_name (self, found, NULL, address, G_CALLBACK (new_response_cb));
}

static void
rename_response_cb (AdwMessageDialog *dialog,
                    const char       *response,
                    gpointer          user_data)
{
  Question *question = user_data;
  g_autofree char *name = ui_ask_text_dup (dialog);
  g_autoptr(GError) error = NULL;

  if (g_str_equal (response, "yes")
      && !chat_spaces_rename (chat_account_get_spaces (question->account), question->space, name,
                              &error))
    say (question->self, error);
}

static void
rename_cb (GSimpleAction *action,
           GVariant      *target,
           gpointer       user_data)
{
  ChatAccount *account = NULL;
  ChatSpace *space = find_space (user_data, target, &account);

  if (space != NULL)
    ask_name (user_data, account, space, "", G_CALLBACK (rename_response_cb));
}

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(UiSpaceActions) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!chat_spaces_finish (CHAT_SPACES (object), result, &error))
    say (self, error);
}

static void
delete_response_cb (AdwMessageDialog *dialog,
                    const char       *response,
                    gpointer          user_data)
{
  Question *question = user_data;
  ChatSpaces *spaces = chat_account_get_spaces (question->account);

  if (!g_str_equal (response, "yes"))
    return;

  if (chat_space_is_shared (question->space))
    chat_spaces_leave_async (spaces, question->space, NULL, done_cb,
                             g_object_ref (question->self));
  else
    chat_spaces_delete (spaces, question->space);
}

static void
delete_cb (GSimpleAction *action,
           GVariant      *target,
           gpointer       user_data)
{
  UiSpaceActions *self = user_data;
  ChatAccount *account = NULL;
  ChatSpace *space = find_space (self, target, &account);
  g_autofree char *heading = NULL;
  AdwMessageDialog *dialog;

  if (space == NULL)
    return;

  heading = g_strdup_printf (chat_space_is_shared (space) ? _("Leave the space “%s”?")
                                                          : _("Delete the workspace “%s”?"),
                             chat_space_get_name (space));
  dialog = ui_confirm_new (self->widget, heading,
                           _("It goes away on all your devices. Its chats stay."),
                           chat_space_is_shared (space) ? _("_Leave") : _("_Delete"));
  g_signal_connect_data (dialog, "response", G_CALLBACK (delete_response_cb),
                         question_new (self, account, space, ""), question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
move (UiSpaceActions *self,
      GVariant       *target,
      int             step)
{
  ChatAccount *account = NULL;
  ChatSpace *space = find_space (self, target, &account);
  GListModel *list;

  if (space == NULL)
    return;

  list = chat_spaces_get_list (chat_account_get_spaces (account));
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(ChatSpace) one = g_list_model_get_item (list, i);

      if (one != space || (i == 0 && step < 0))
        continue;

      chat_spaces_move (chat_account_get_spaces (account), space, i + (guint) step);
      return;
    }
}

static void
up_cb (GSimpleAction *action,
       GVariant      *target,
       gpointer       user_data)
{
  move (user_data, target, -1);
}

static void
down_cb (GSimpleAction *action,
         GVariant      *target,
         gpointer       user_data)
{
  move (user_data, target, 1);
}

static void
put_cb (GSimpleAction *action,
        GVariant      *target,
        gpointer       user_data)
{
  UiSpaceActions *self = user_data;
  const char *account = NULL;
  const char *address = NULL;
  const char *id = NULL;
  g_autoptr(GError) error = NULL;
  ChatAccount *found;
  ChatSpaces *spaces;
  ChatSpace *space;

  g_variant_get (target, "(&s&s&s)", &account, &address, &id);
  if ((found = chat_client_get_account (self->client, account)) == NULL)
    return;

  spaces = chat_account_get_spaces (found);
  space = *id != '\0' ? chat_spaces_find (spaces, id) : NULL;
  if ((space != NULL || *id == '\0') && !chat_spaces_move_chat (spaces, space, address, &error))
    say (self, error);
}

/* @room, @space: (out). (nullable) borrowed: whose it is */
static ChatSpaces *
find_for_all (UiSpaceActions  *self,
              GVariant        *target,
              const char     **room,
              ChatSpace      **space)
{
  const char *account = NULL;
  const char *id = NULL;
  ChatAccount *found;
  ChatSpaces *spaces;

  g_variant_get (target, "(&s&s&s)", &account, room, &id);
  if ((found = chat_client_get_account (self->client, account)) == NULL)
    return NULL;

  spaces = chat_account_get_spaces (found);
  *space = chat_spaces_find (spaces, id);
  return *space != NULL ? spaces : NULL;
}

static void
publish_cb (GSimpleAction *action,
            GVariant      *target,
            gpointer       user_data)
{
  UiSpaceActions *self = user_data;
  const char *address = NULL;
  ChatSpace *space = NULL;
  ChatSpaces *spaces = find_for_all (self, target, &address, &space);
  ChatConversation *conversation;

  if (spaces == NULL)
    return;

  conversation = chat_client_find_conversation (self->client,
                                                chat_space_get_account_address (space), address);
  chat_spaces_publish_room_async (spaces, space, address,
                                  conversation != NULL ? chat_conversation_get_title (conversation)
                                                       : NULL,
                                  NULL, done_cb, g_object_ref (self));
}

static void
withdraw_cb (GSimpleAction *action,
             GVariant      *target,
             gpointer       user_data)
{
  UiSpaceActions *self = user_data;
  const char *address = NULL;
  ChatSpace *space = NULL;
  ChatSpaces *spaces = find_for_all (self, target, &address, &space);

  if (spaces != NULL)
    chat_spaces_withdraw_room_async (spaces, space, address, NULL, done_cb, g_object_ref (self));
}

static void
destroy_response_cb (AdwMessageDialog *dialog,
                     const char       *response,
                     gpointer          user_data)
{
  Question *question = user_data;

  if (g_str_equal (response, "yes"))
    chat_spaces_destroy_async (chat_account_get_spaces (question->account), question->space, NULL,
                               done_cb, g_object_ref (question->self));
}

static void
destroy_cb (GSimpleAction *action,
            GVariant      *target,
            gpointer       user_data)
{
  UiSpaceActions *self = user_data;
  ChatAccount *account = NULL;
  ChatSpace *space = find_space (self, target, &account);
  g_autofree char *heading = NULL;
  AdwMessageDialog *dialog;

  if (space == NULL)
    return;

  heading = g_strdup_printf (_("Destroy the space “%s”?"), chat_space_get_name (space));
  dialog = ui_confirm_new (self->widget, heading,
                           _("It is gone for everybody who is in it. Its rooms stay."),
                           _("_Destroy"));
  g_signal_connect_data (dialog, "response", G_CALLBACK (destroy_response_cb),
                         question_new (self, account, space, ""), question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
joined_cb (UiSpaceActions *self,
           ChatSpace      *space)
{
  g_signal_emit (self, signals[SHOW], 0, space);
}

static void
find_cb (GSimpleAction *action,
         GVariant      *target,
         gpointer       user_data)
{
  UiSpaceActions *self = user_data;
  const char *address = NULL;
  ChatAccount *account;
  GtkWidget *dialog;

  g_variant_get_child (target, 0, "&s", &address);
  if ((account = find_account (self, address)) == NULL || self->widget == NULL)
    return;

  dialog = ui_find_spaces_new (self->client, chat_account_get_address (account));
  g_signal_connect_object (dialog, "joined", G_CALLBACK (joined_cb), self, G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), ui_confirm_get_window (self->widget));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
nth_cb (GSimpleAction *action,
        GVariant      *target,
        gpointer       user_data)
{
  g_signal_emit (user_data, signals[SHOW_NTH], 0, (guint) g_variant_get_int32 (target));
}

static const GActionEntry entries[] = {
  { .name = "new", .activate = new_cb, .parameter_type = "(ss)" },
  { .name = "find", .activate = find_cb, .parameter_type = "(ss)" },
  { .name = "rename", .activate = rename_cb, .parameter_type = "(ss)" },
  { .name = "delete", .activate = delete_cb, .parameter_type = "(ss)" },
  { .name = "up", .activate = up_cb, .parameter_type = "(ss)" },
  { .name = "down", .activate = down_cb, .parameter_type = "(ss)" },
  { .name = "put", .activate = put_cb, .parameter_type = "(sss)" },
  { .name = "publish", .activate = publish_cb, .parameter_type = "(sss)" },
  { .name = "withdraw", .activate = withdraw_cb, .parameter_type = "(sss)" },
  { .name = "destroy", .activate = destroy_cb, .parameter_type = "(ss)" },
  { .name = "nth", .activate = nth_cb, .parameter_type = "i" },
};

static void
ui_space_actions_dispose (GObject *object)
{
  UiSpaceActions *self = UI_SPACE_ACTIONS (object);

  g_clear_object (&self->client);
  g_clear_weak_pointer (&self->widget);
  g_clear_object (&self->group);
  g_clear_pointer (&self->account, g_free);

  G_OBJECT_CLASS (ui_space_actions_parent_class)->dispose (object);
}

static void
ui_space_actions_class_init (UiSpaceActionsClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_space_actions_dispose;

  signals[SHOW] = g_signal_new ("show", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, CHAT_TYPE_SPACE);
  signals[SHOW_NTH] = g_signal_new ("show-nth", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
ui_space_actions_init (UiSpaceActions *self)
{
  self->group = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->group), entries, G_N_ELEMENTS (entries),
                                   self);
}

UiSpaceActions *
ui_space_actions_new (ChatClient *client,
                      GtkWidget  *widget)
{
  UiSpaceActions *self = g_object_new (UI_TYPE_SPACE_ACTIONS, NULL);

  self->client = g_object_ref (client);
  g_set_weak_pointer (&self->widget, widget);
  return self;
}

GActionGroup *
ui_space_actions_get_group (UiSpaceActions *self)
{
  g_return_val_if_fail (UI_IS_SPACE_ACTIONS (self), NULL);

  return G_ACTION_GROUP (self->group);
}

void
ui_space_actions_set_account (UiSpaceActions *self,
                              const char     *account)
{
  g_return_if_fail (UI_IS_SPACE_ACTIONS (self));

  g_free (self->account);
  self->account = g_strdup (account);
}
