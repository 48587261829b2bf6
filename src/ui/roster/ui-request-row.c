/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A contact request, at the top of the contact list. */
#define G_LOG_DOMAIN "ui-request-row"

#include "ui-request-row.h"

#include "ui-avatar.h"
#include "ui-template.h"

#include <glib/gi18n.h>

struct _UiRequestRow
{
  GtkWidget     parent_instance;

  ChatContact  *contact; /* (nullable) */
  GSignalGroup *signals;

  GtkWidget    *avatar;
  GtkWidget    *name;
  GtkWidget    *address;
  GtkWidget    *text;
  GtkWidget    *approve;
  GtkWidget    *deny;
  GtkWidget    *block;
};

G_DEFINE_FINAL_TYPE (UiRequestRow, ui_request_row, GTK_TYPE_WIDGET)

static void
update (UiRequestRow *self)
{
  const char *text = chat_contact_get_request_text (self->contact);
  const char *address = chat_contact_get_address (self->contact);
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *sentence = NULL;

  gtk_label_set_text (GTK_LABEL (self->name), chat_contact_get_name (self->contact));
  gtk_label_set_text (GTK_LABEL (self->address), address);
  gtk_label_set_text (GTK_LABEL (self->text),
                      text != NULL && *text != '\0' ? text : _("Wants to be your contact."));

  sentence = g_strdup_printf (_("%s, %s, wants to be your contact"),
                              chat_contact_get_name (self->contact), address);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
}

static void
set_target (GtkWidget   *button,
            ChatContact *contact)
{
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)",
                                    chat_contact_get_account_address (contact),
                                    chat_contact_get_address (contact));
}

static void
ui_request_row_dispose (GObject *object)
{
  UiRequestRow *self = UI_REQUEST_ROW (object);

  g_clear_object (&self->signals);
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_REQUEST_ROW);
  g_clear_object (&self->contact);

  G_OBJECT_CLASS (ui_request_row_parent_class)->dispose (object);
}

static void
ui_request_row_class_init (UiRequestRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_request_row_dispose;

  g_type_ensure (UI_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-request-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UiRequestRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, UiRequestRow, name);
  gtk_widget_class_bind_template_child (widget_class, UiRequestRow, address);
  gtk_widget_class_bind_template_child (widget_class, UiRequestRow, text);
  gtk_widget_class_bind_template_child (widget_class, UiRequestRow, approve);
  gtk_widget_class_bind_template_child (widget_class, UiRequestRow, deny);
  gtk_widget_class_bind_template_child (widget_class, UiRequestRow, block);
  gtk_widget_class_set_css_name (widget_class, "requestrow");
}

static void
ui_request_row_init (UiRequestRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (CHAT_TYPE_CONTACT);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (update), self);
}

GtkWidget *
ui_request_row_new (void)
{
  return g_object_new (UI_TYPE_REQUEST_ROW, NULL);
}

ChatContact *
ui_request_row_get_contact (UiRequestRow *self)
{
  g_return_val_if_fail (UI_IS_REQUEST_ROW (self), NULL);

  return self->contact;
}

void
ui_request_row_set_contact (UiRequestRow *self,
                            ChatContact  *contact)
{
  g_return_if_fail (UI_IS_REQUEST_ROW (self));
  g_return_if_fail (contact == NULL || CHAT_IS_CONTACT (contact));

  if (!g_set_object (&self->contact, contact))
    return;

  g_signal_group_set_target (self->signals, contact);
  ui_avatar_set_peer (UI_AVATAR (self->avatar), (ChatPeer *) contact);
  if (contact == NULL)
    return;

  set_target (self->approve, contact);
  set_target (self->deny, contact);
  set_target (self->block, contact);
  update (self);
}
