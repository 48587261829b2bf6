/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog that adds somebody to the contact list. */
#define G_LOG_DOMAIN "ui-add-contact"

#include "ui-add-contact.h"

#include "chat-error.h"
#include "ui-address.h"

#include <glib/gi18n.h>

struct _UiAddContact
{
  AdwWindow     parent_instance;

  GCancellable *cancellable;

  GtkWidget    *add;
  GtkWidget    *address;
  GtkWidget    *name;
  GtkWidget    *accounts;
  GtkWidget    *problem;
};

G_DEFINE_FINAL_TYPE (UiAddContact, ui_add_contact, ADW_TYPE_WINDOW)

static void
show_problem (UiAddContact *self,
              const char   *text) /* (nullable) */
{
  gtk_label_set_text (GTK_LABEL (self->problem), text != NULL ? text : "");
  gtk_widget_set_visible (self->problem, text != NULL);
  if (text != NULL)
    gtk_widget_add_css_class (self->address, "error");
  else
    gtk_widget_remove_css_class (self->address, "error");
}

static void
changed_cb (UiAddContact *self)
{
  g_autofree char *address = NULL;

  address = ui_address_parse (gtk_editable_get_text (GTK_EDITABLE (self->address)));
  show_problem (self, NULL);
  gtk_widget_set_sensitive (self->add, address != NULL);
}

static void
added_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(UiAddContact) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (chat_account_finish (CHAT_ACCOUNT (object), result, &error))
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  text = chat_error_to_text (error);
  show_problem (self, text);
  gtk_widget_set_sensitive (self->add, TRUE);
}

static gboolean
is_contact (ChatAccount *account,
            const char  *address)
{
  GListModel *model = chat_account_get_contacts (account);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(ChatContact) contact = g_list_model_get_item (model, i);

      if (chat_contact_get_in_list (contact)
          && g_strcmp0 (chat_contact_get_address (contact), address) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
add_cb (UiAddContact *self)
{
  ChatAccount *account = ui_address_get_account (GTK_DROP_DOWN (self->accounts));
  g_autofree char *address = NULL;
  g_autofree char *name = NULL;

  address = ui_address_parse (gtk_editable_get_text (GTK_EDITABLE (self->address)));
  name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
  if (account == NULL)
    {
      show_problem (self, _("No account is switched on."));
    }
  else if (address == NULL)
    {
      show_problem (self, _("This is not an address. It should look like name@example.org."));
    }
  else if (is_contact (account, address))
    {
      show_problem (self, _("They are in your contact list already."));
    }
  else
    {
      gtk_widget_set_sensitive (self->add, FALSE);
      chat_account_add_contact_async (account, address, *name != '\0' ? name : NULL, NULL,
                                      self->cancellable, added_cb, g_object_ref (self));
    }
}

static void
ui_add_contact_dispose (GObject *object)
{
  UiAddContact *self = UI_ADD_CONTACT (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), UI_TYPE_ADD_CONTACT);

  G_OBJECT_CLASS (ui_add_contact_parent_class)->dispose (object);
}

static void
ui_add_contact_finalize (GObject *object)
{
  g_object_unref (UI_ADD_CONTACT (object)->cancellable);

  G_OBJECT_CLASS (ui_add_contact_parent_class)->finalize (object);
}

static void
ui_add_contact_class_init (UiAddContactClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_add_contact_dispose;
  object_class->finalize = ui_add_contact_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-add-contact.ui");
  gtk_widget_class_bind_template_child (widget_class, UiAddContact, add);
  gtk_widget_class_bind_template_child (widget_class, UiAddContact, address);
  gtk_widget_class_bind_template_child (widget_class, UiAddContact, name);
  gtk_widget_class_bind_template_child (widget_class, UiAddContact, accounts);
  gtk_widget_class_bind_template_child (widget_class, UiAddContact, problem);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ui_add_contact_init (UiAddContact *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ui_add_contact_new (ChatClient *client,
                    const char *account,
                    const char *address,
                    const char *name)
{
  UiAddContact *self = NULL;

  g_return_val_if_fail (CHAT_IS_CLIENT (client), NULL);

  self = g_object_new (UI_TYPE_ADD_CONTACT, NULL);
  ui_address_list_accounts (GTK_DROP_DOWN (self->accounts), client, account);
  gtk_editable_set_text (GTK_EDITABLE (self->address), address != NULL ? address : "");
  gtk_editable_set_text (GTK_EDITABLE (self->name), name != NULL ? name : "");
  gtk_widget_grab_focus (address != NULL && *address != '\0' ? self->name : self->address);
  return GTK_WIDGET (self);
}
