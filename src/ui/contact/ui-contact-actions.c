/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with a contact. */
#define G_LOG_DOMAIN "ui-contact-actions"

#include "ui-contact-actions.h"

#include "chat-error.h"
#include "ui-add-contact.h"
#include "ui-confirm.h"
#include "ui-groups.h"

#include <glib/gi18n.h>

struct _UiContactActions
{
  GObject             parent_instance;

  ChatClient         *client;
  AdwToastOverlay    *toasts; /* weak */
  GSimpleActionGroup *group;
};

G_DEFINE_FINAL_TYPE (UiContactActions, ui_contact_actions, G_TYPE_OBJECT)

/* One thing to do with one contact, from the question to the answer of the server. */
typedef struct {
  UiContactActions *self;
  ChatAccount      *account;
  ChatContact      *contact;
  char             *done; /* (nullable): what to say when it was done */
  GtkWidget        *input; /* borrowed: of the dialog; only while that is there */
} Job;

static Job *
job_new (UiContactActions *self,
         ChatAccount      *account,
         ChatContact      *contact)
{
  Job *job = g_new0 (Job, 1);

  job->self = g_object_ref (self);
  job->account = g_object_ref (account);
  job->contact = g_object_ref (contact);
  return job;
}

static void
job_free (Job *job)
{
  g_object_unref (job->self);
  g_object_unref (job->account);
  g_object_unref (job->contact);
  g_free (job->done);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

static void
job_closure_free (gpointer  data,
                  GClosure *closure)
{
  job_free (data);
}

static void
say (UiContactActions *self,
     const char       *text)
{
  if (self->toasts != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->toasts), "win.say", "s", text);
}

static void
job_done_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Job) job = user_data;
  g_autoptr(GError) error = NULL;

  if (!chat_account_finish (CHAT_ACCOUNT (object), result, &error))
    {
      g_autofree char *text = chat_error_to_text (error);

      say (job->self, text);
    }
  else if (job->done != NULL)
    {
      say (job->self, job->done);
    }
}

/* (nullable): both, borrowed */
static gboolean
find (UiContactActions  *self,
      GVariant          *target,
      ChatAccount      **account,
      ChatContact      **contact)
{
  const char *account_address = NULL;
  const char *address = NULL;

  g_variant_get (target, "(&s&s)", &account_address, &address);
  *account = chat_client_get_account (self->client, account_address);
  *contact = *account != NULL ? chat_account_get_contact (*account, address) : NULL;
  return *contact != NULL;
}

static void
approve_cb (GSimpleAction *action,
            GVariant      *target,
            gpointer       user_data)
{
  UiContactActions *self = user_data;
  ChatAccount *account = NULL;
  ChatContact *contact = NULL;
  Job *job = NULL;

  if (!find (self, target, &account, &contact))
    return;

  job = job_new (self, account, contact);
  job->done = g_strdup_printf (_("%s is now your contact"), chat_contact_get_name (contact));
  chat_account_answer_request_async (account, contact, TRUE, NULL, job_done_cb, job);
}

static void
deny_cb (GSimpleAction *action,
         GVariant      *target,
         gpointer       user_data)
{
  UiContactActions *self = user_data;
  ChatAccount *account = NULL;
  ChatContact *contact = NULL;

  if (find (self, target, &account, &contact))
    chat_account_answer_request_async (account, contact, FALSE, NULL, job_done_cb,
                                       job_new (self, account, contact));
}

static void
ask_presence_cb (GSimpleAction *action,
                 GVariant      *target,
                 gpointer       user_data)
{
  UiContactActions *self = user_data;
  ChatAccount *account = NULL;
  ChatContact *contact = NULL;
  g_autofree char *text = NULL;

  if (!find (self, target, &account, &contact))
    return;

  chat_account_ask_presence (account, contact);
  text = g_strdup_printf (_("%s was asked"), chat_contact_get_name (contact));
  say (self, text);
}

static void
unblock_cb (GSimpleAction *action,
            GVariant      *target,
            gpointer       user_data)
{
  UiContactActions *self = user_data;
  ChatAccount *account = NULL;
  ChatContact *contact = NULL;
  Job *job = NULL;

  if (!find (self, target, &account, &contact))
    return;

  job = job_new (self, account, contact);
  job->done = g_strdup_printf (_("%s is no longer blocked"), chat_contact_get_name (contact));
  chat_account_block_async (account, contact, FALSE, FALSE, NULL, job_done_cb, job);
}

static void
block_response_cb (AdwMessageDialog *dialog,
                   const char       *response,
                   gpointer          user_data)
{
  Job *job = user_data;
  gboolean report = FALSE;
  Job *next = NULL;

  if (!g_str_equal (response, "yes"))
    return;

  if (job->input != NULL)
    report = gtk_check_button_get_active (GTK_CHECK_BUTTON (job->input));
  next = job_new (job->self, job->account, job->contact);
  next->done = g_strdup_printf (_("%s is blocked"), chat_contact_get_name (job->contact));
  chat_account_block_async (job->account, job->contact, TRUE, report, NULL, job_done_cb, next);
}

static void
block_cb (GSimpleAction *action,
          GVariant      *target,
          gpointer       user_data)
{
  UiContactActions *self = user_data;
  ChatAccount *account = NULL;
  ChatContact *contact = NULL;
  g_autofree char *heading = NULL;
  AdwMessageDialog *dialog = NULL;
  Job *job = NULL;

  if (!find (self, target, &account, &contact))
    return;

  heading = g_strdup_printf (_("Block %s?"), chat_contact_get_name (contact));
  dialog = ui_confirm_new (GTK_WIDGET (self->toasts), heading,
                           _("They can no longer write to you, nor see whether you are online. "
                             "They are not told."), _("_Block"));
  job = job_new (self, account, contact);
  if (chat_account_has_feature (account, "report"))
    {
      job->input = gtk_check_button_new_with_mnemonic (_("_Report as spam to the server"));
      gtk_widget_set_halign (job->input, GTK_ALIGN_CENTER);
      adw_message_dialog_set_extra_child (dialog, job->input);
    }
  g_signal_connect_data (dialog, "response", G_CALLBACK (block_response_cb), job,
                         job_closure_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
remove_response_cb (AdwMessageDialog *dialog,
                    const char       *response,
                    gpointer          user_data)
{
  Job *job = user_data;
  Job *next = NULL;

  if (!g_str_equal (response, "yes"))
    return;

  next = job_new (job->self, job->account, job->contact);
  next->done = g_strdup_printf (_("%s was removed"), chat_contact_get_name (job->contact));
  chat_account_remove_contact_async (job->account, job->contact, NULL, job_done_cb, next);
}

static void
remove_cb (GSimpleAction *action,
           GVariant      *target,
           gpointer       user_data)
{
  UiContactActions *self = user_data;
  ChatAccount *account = NULL;
  ChatContact *contact = NULL;
  g_autofree char *heading = NULL;
  AdwMessageDialog *dialog = NULL;

  if (!find (self, target, &account, &contact))
    return;

  heading = g_strdup_printf (_("Remove %s?"), chat_contact_get_name (contact));
  dialog = ui_confirm_new (GTK_WIDGET (self->toasts), heading,
                           _("You will no longer see whether they are online, nor they whether "
                             "you are. The chat with them stays."), _("_Remove"));
  g_signal_connect_data (dialog, "response", G_CALLBACK (remove_response_cb),
                         job_new (self, account, contact), job_closure_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
rename_response_cb (AdwMessageDialog *dialog,
                    const char       *response,
                    gpointer          user_data)
{
  Job *job = user_data;
  g_autofree char *name = NULL;

  if (!g_str_equal (response, "rename"))
    return;

  name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (job->input))));
  chat_account_set_contact_async (job->account, job->contact, *name != '\0' ? name : NULL,
                                  chat_contact_get_groups (job->contact), NULL, job_done_cb,
                                  job_new (job->self, job->account, job->contact));
}

static void
rename_cb (GSimpleAction *action,
           GVariant      *target,
           gpointer       user_data)
{
  UiContactActions *self = user_data;
  ChatAccount *account = NULL;
  ChatContact *contact = NULL;
  g_autofree char *heading = NULL;
  AdwMessageDialog *dialog = NULL;
  const char *given = NULL;
  Job *job = NULL;

  if (!find (self, target, &account, &contact))
    return;

  heading = g_strdup_printf (_("Rename %s"), chat_contact_get_name (contact));
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
    ui_confirm_get_window (GTK_WIDGET (self->toasts)), heading,
    _("Only you see this name. Leave it empty to use the one they chose.")));
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "rename", _("_Rename"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "rename", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "rename");
  adw_message_dialog_set_close_response (dialog, "cancel");

  given = chat_contact_get_given_name (contact);
  job = job_new (self, account, contact);
  job->input = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (job->input), 200);
  gtk_entry_set_activates_default (GTK_ENTRY (job->input), TRUE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (job->input), chat_contact_get_name (contact));
  gtk_editable_set_text (GTK_EDITABLE (job->input), given != NULL ? given : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (job->input), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Name"), -1);
  adw_message_dialog_set_extra_child (dialog, job->input);
  g_signal_connect_data (dialog, "response", G_CALLBACK (rename_response_cb), job,
                         job_closure_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (job->input);
}

static void
groups_cb (GSimpleAction *action,
           GVariant      *target,
           gpointer       user_data)
{
  UiContactActions *self = user_data;
  ChatAccount *account = NULL;
  ChatContact *contact = NULL;
  GtkWindow *window = NULL;

  if (!find (self, target, &account, &contact))
    return;

  window = GTK_WINDOW (ui_groups_new (account, contact));
  gtk_window_set_transient_for (window, ui_confirm_get_window (GTK_WIDGET (self->toasts)));
  gtk_window_present (window);
}

static void
copy_address_cb (GSimpleAction *action,
                 GVariant      *target,
                 gpointer       user_data)
{
  UiContactActions *self = user_data;
  const char *address = NULL;

  g_variant_get_child (target, 1, "&s", &address);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self->toasts)), address);
  say (self, _("Address copied"));
}

static void
add_cb (GSimpleAction *action,
        GVariant      *target,
        gpointer       user_data)
{
  UiContactActions *self = user_data;
  const char *account = NULL;
  const char *address = NULL;
  GtkWindow *window = NULL;

  g_variant_get (target, "(&s&s)", &account, &address);
  window = GTK_WINDOW (ui_add_contact_new (self->client, account, address, NULL));
  gtk_window_set_transient_for (window, ui_confirm_get_window (GTK_WIDGET (self->toasts)));
  gtk_window_present (window);
}

static const GActionEntry entries[] = {
  { .name = "add", .activate = add_cb, .parameter_type = "(ss)" },
  { .name = "approve", .activate = approve_cb, .parameter_type = "(ss)" },
  { .name = "ask-presence", .activate = ask_presence_cb, .parameter_type = "(ss)" },
  { .name = "block", .activate = block_cb, .parameter_type = "(ss)" },
  { .name = "copy-address", .activate = copy_address_cb, .parameter_type = "(ss)" },
  { .name = "deny", .activate = deny_cb, .parameter_type = "(ss)" },
  { .name = "groups", .activate = groups_cb, .parameter_type = "(ss)" },
  { .name = "remove", .activate = remove_cb, .parameter_type = "(ss)" },
  { .name = "rename", .activate = rename_cb, .parameter_type = "(ss)" },
  { .name = "unblock", .activate = unblock_cb, .parameter_type = "(ss)" },
};

static void
ui_contact_actions_dispose (GObject *object)
{
  UiContactActions *self = UI_CONTACT_ACTIONS (object);

  g_clear_object (&self->client);
  g_clear_weak_pointer (&self->toasts);
  g_clear_object (&self->group);

  G_OBJECT_CLASS (ui_contact_actions_parent_class)->dispose (object);
}

static void
ui_contact_actions_class_init (UiContactActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_contact_actions_dispose;
}

static void
ui_contact_actions_init (UiContactActions *self)
{
  self->group = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->group), entries, G_N_ELEMENTS (entries),
                                   self);
}

UiContactActions *
ui_contact_actions_new (ChatClient      *client,
                        AdwToastOverlay *toasts)
{
  UiContactActions *self = g_object_new (UI_TYPE_CONTACT_ACTIONS, NULL);

  self->client = g_object_ref (client);
  g_set_weak_pointer (&self->toasts, toasts);
  return self;
}

GActionGroup *
ui_contact_actions_get_group (UiContactActions *self)
{
  g_return_val_if_fail (UI_IS_CONTACT_ACTIONS (self), NULL);

  return G_ACTION_GROUP (self->group);
}
