/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One contact in the contact list. */
#define G_LOG_DOMAIN "ui-contact-row"

#include "ui-contact-row.h"

#include "ui-avatar.h"
#include "ui-color-mark.h"
#include "ui-presence-dot.h"
#include "ui-template.h"

#include <glib/gi18n.h>

struct _UiContactRow
{
  GtkWidget     parent_instance;

  ChatContact  *contact; /* (nullable) */
  GSignalGroup *signals;
  guint         idle;

  GtkWidget    *avatar;
  GtkWidget    *mark;
  GtkWidget    *name;
  GtkWidget    *status;
  GtkWidget    *blocked;
};

G_DEFINE_FINAL_TYPE (UiContactRow, ui_contact_row, GTK_TYPE_WIDGET)

static const char *
get_status (ChatContact *contact)
{
  const char *status = chat_contact_get_status (contact);

  if (chat_contact_get_asking (contact))
    return _("Asked to see their presence");
  return status != NULL && *status != '\0' ? status : NULL;
}

static char *
dup_sentence (ChatContact *contact)
{
  g_autoptr(GStrvBuilder) parts = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;

  g_strv_builder_add (parts, chat_contact_get_name (contact));
  if (ui_presence_is_known (CHAT_PEER (contact)))
    g_strv_builder_add (parts, ui_presence_to_text (chat_contact_get_presence (contact)));
  if (get_status (contact) != NULL)
    g_strv_builder_add (parts, get_status (contact));
  if (chat_contact_get_blocked (contact))
    g_strv_builder_add (parts, _("blocked"));
  list = g_strv_builder_end (parts);
  return g_strjoinv (", ", list);
}

static void
update (UiContactRow *self)
{
  const char *status = get_status (self->contact);
  g_autofree char *sentence = dup_sentence (self->contact);
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_label_set_text (GTK_LABEL (self->name), chat_contact_get_name (self->contact));
  gtk_label_set_text (GTK_LABEL (self->status), status != NULL ? status : "");
  gtk_widget_set_visible (self->status, status != NULL);
  gtk_widget_set_visible (self->blocked, chat_contact_get_blocked (self->contact));
  if (chat_contact_get_presence (self->contact) == CHAT_PRESENCE_OFFLINE)
    gtk_widget_add_css_class (self->name, "dim-label");
  else
    gtk_widget_remove_css_class (self->name, "dim-label");

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
}

static gboolean
update_idle (gpointer user_data)
{
  UiContactRow *self = user_data;

  self->idle = 0;
  if (self->contact != NULL)
    update (self);
  return G_SOURCE_REMOVE;
}

static void
queue_update (UiContactRow *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_idle, self, NULL);
}

static void
ui_contact_row_dispose (GObject *object)
{
  UiContactRow *self = UI_CONTACT_ROW (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->signals);
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_CONTACT_ROW);
  g_clear_object (&self->contact);

  G_OBJECT_CLASS (ui_contact_row_parent_class)->dispose (object);
}

static void
ui_contact_row_class_init (UiContactRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_contact_row_dispose;

  g_type_ensure (UI_TYPE_AVATAR);
  g_type_ensure (UI_TYPE_COLOR_MARK);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-contact-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UiContactRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, UiContactRow, mark);
  gtk_widget_class_bind_template_child (widget_class, UiContactRow, name);
  gtk_widget_class_bind_template_child (widget_class, UiContactRow, status);
  gtk_widget_class_bind_template_child (widget_class, UiContactRow, blocked);
  gtk_widget_class_set_css_name (widget_class, "contactrow");
}

static void
ui_contact_row_init (UiContactRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (CHAT_TYPE_CONTACT);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (queue_update), self);
}

GtkWidget *
ui_contact_row_new (void)
{
  return g_object_new (UI_TYPE_CONTACT_ROW, NULL);
}

ChatContact *
ui_contact_row_get_contact (UiContactRow *self)
{
  g_return_val_if_fail (UI_IS_CONTACT_ROW (self), NULL);

  return self->contact;
}

void
ui_contact_row_set_contact (UiContactRow *self,
                            ChatContact  *contact)
{
  g_return_if_fail (UI_IS_CONTACT_ROW (self));
  g_return_if_fail (contact == NULL || CHAT_IS_CONTACT (contact));

  if (!g_set_object (&self->contact, contact))
    return;

  g_signal_group_set_target (self->signals, contact);
  ui_avatar_set_peer (UI_AVATAR (self->avatar), (ChatPeer *) contact);
  if (contact != NULL)
    update (self);
}

void
ui_contact_row_set_account_color (UiContactRow *self,
                                  const char   *color)
{
  g_return_if_fail (UI_IS_CONTACT_ROW (self));

  ui_color_mark_set_color (UI_COLOR_MARK (self->mark), color);
  gtk_widget_set_visible (self->mark, color != NULL);
}
