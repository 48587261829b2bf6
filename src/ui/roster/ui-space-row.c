/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One workspace in the strip beside the chats. */
#define G_LOG_DOMAIN "ui-space-row"

#include "ui-space-row.h"

#include "ui-avatar.h"
#include "ui-template.h"

#include <glib/gi18n.h>

#define MOST_SHOWN 99

struct _UiSpaceRow
{
  GtkWidget   parent_instance;

  ChatClient *client;
  ChatSpace  *space; /* (nullable): all chats */

  GtkWidget  *avatar;
  GtkWidget  *all;
  GtkWidget  *badge;
};

G_DEFINE_FINAL_TYPE (UiSpaceRow, ui_space_row, GTK_TYPE_WIDGET)

/* (transfer full): "Work, 3 unread" */
static char *
dup_sentence (const char *name,
              guint       unread)
{
  if (unread == 0)
    return g_strdup (name);

  /* Translators: the name of a workspace, and how many messages in it are unread. */
  return g_strdup_printf (g_dngettext (NULL, "%1$s, %2$u unread", "%1$s, %2$u unread", unread),
                          name, unread);
}

/* The list's own widget around the row is what has the focus and is read out. */
static void
update (UiSpaceRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  guint unread = self->space != NULL ? chat_space_get_unread (self->space)
                                     : chat_client_get_unread (self->client);
  const char *name = self->space != NULL ? chat_space_get_name (self->space) : _("All chats");
  g_autofree char *sentence = dup_sentence (name, unread);
  g_autofree char *number = g_strdup_printf (unread > MOST_SHOWN ? "%u+" : "%u",
                                             MIN (unread, MOST_SHOWN));

  gtk_label_set_label (GTK_LABEL (self->badge), number);
  gtk_widget_set_visible (self->badge, unread > 0);
  gtk_widget_set_visible (self->all, self->space == NULL);
  gtk_widget_set_visible (self->avatar, self->space != NULL);
  if (self->space != NULL)
    {
      ui_avatar_set_name (UI_AVATAR (self->avatar), name);
      ui_avatar_set_color (UI_AVATAR (self->avatar), chat_space_get_color (self->space));
    }
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    sentence, -1);
}

static gboolean
takes (UiSpaceRow       *self,
       ChatConversation *conversation)
{
  return self->space != NULL
         && g_str_equal (chat_conversation_get_account_address (conversation),
                         chat_space_get_account_address (self->space));
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         UiSpaceRow    *self)
{
  ChatConversation *conversation = g_value_get_object (value);

  if (conversation == NULL || !takes (self, conversation))
    return FALSE;

  return gtk_widget_activate_action (GTK_WIDGET (self), "space.put", "(sss)",
                                     chat_conversation_get_account_address (conversation),
                                     chat_conversation_get_address (conversation),
                                     chat_space_get_id (self->space));
}

static void
ui_space_row_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ui_space_row_parent_class)->root (widget);
  update (UI_SPACE_ROW (widget));
}

static void
ui_space_row_dispose (GObject *object)
{
  UiSpaceRow *self = UI_SPACE_ROW (object);

  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_SPACE_ROW);
  g_clear_object (&self->space);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_space_row_parent_class)->dispose (object);
}

static void
ui_space_row_class_init (UiSpaceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_space_row_dispose;
  widget_class->root = ui_space_row_root;

  g_type_ensure (UI_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-space-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UiSpaceRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, UiSpaceRow, all);
  gtk_widget_class_bind_template_child (widget_class, UiSpaceRow, badge);
  gtk_widget_class_set_css_name (widget_class, "spacerow");
}

static void
ui_space_row_init (UiSpaceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ui_space_row_new (ChatClient *client,
                  ChatSpace  *space)
{
  UiSpaceRow *self = g_object_new (UI_TYPE_SPACE_ROW, NULL);
  GtkDropTarget *target;

  self->client = g_object_ref (client);
  self->space = space != NULL ? g_object_ref (space) : NULL;
  g_signal_connect_object (space != NULL ? G_OBJECT (space) : G_OBJECT (client), "notify::unread",
                           G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  if (space != NULL)
    {
      g_signal_connect_object (space, "notify::name", G_CALLBACK (update), self,
                               G_CONNECT_SWAPPED);
      target = gtk_drop_target_new (CHAT_TYPE_CONVERSATION, GDK_ACTION_MOVE);
      g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
      gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
    }
  update (self);
  return GTK_WIDGET (self);
}

ChatSpace *
ui_space_row_get_space (UiSpaceRow *self)
{
  g_return_val_if_fail (UI_IS_SPACE_ROW (self), NULL);

  return self->space;
}
