/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The head of a group in the contact list. */
#define G_LOG_DOMAIN "ui-group-row"

#include "ui-group-row.h"

#include "ui-template.h"

#include <glib/gi18n.h>

struct _UiGroupRow
{
  GtkWidget     parent_instance;

  UiRosterItem *item; /* (nullable) */
  GSignalGroup *signals;

  GtkWidget    *arrow;
  GtkWidget    *name;
  GtkWidget    *count;
};

G_DEFINE_FINAL_TYPE (UiGroupRow, ui_group_row, GTK_TYPE_WIDGET)

static const char *
get_name (UiRosterItem *item)
{
  const char *group = ui_roster_item_get_group (item);

  /* Translators: the head of those contacts that are in no group. */
  return *group != '\0' ? group : _("Other contacts");
}

static void
update (UiGroupRow *self)
{
  gboolean folded = ui_roster_item_get_folded (self->item);
  guint online = ui_roster_item_get_online (self->item);
  guint total = ui_roster_item_get_total (self->item);
  g_autofree char *count = g_strdup_printf ("%u/%u", online, total);
  g_autofree char *sentence = NULL;
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_label_set_text (GTK_LABEL (self->name), get_name (self->item));
  gtk_label_set_text (GTK_LABEL (self->count), count);
  /* The theme turns it round from right to left. */
  gtk_image_set_from_icon_name (GTK_IMAGE (self->arrow),
                                folded ? "pan-end-symbolic" : "pan-down-symbolic");

  /* Translators: the head of a group: its name, how many are online, how many there are. */
  sentence = g_strdup_printf (_("Group %s, %u of %u online"), get_name (self->item), online, total);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
  if (parent != NULL)
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (parent),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
      gtk_accessible_update_state (GTK_ACCESSIBLE (parent),
                                   GTK_ACCESSIBLE_STATE_EXPANDED, !folded, -1);
    }
}

static void
ui_group_row_dispose (GObject *object)
{
  UiGroupRow *self = UI_GROUP_ROW (object);

  g_clear_object (&self->signals);
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_GROUP_ROW);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (ui_group_row_parent_class)->dispose (object);
}

static void
ui_group_row_class_init (UiGroupRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_group_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-group-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UiGroupRow, arrow);
  gtk_widget_class_bind_template_child (widget_class, UiGroupRow, name);
  gtk_widget_class_bind_template_child (widget_class, UiGroupRow, count);
  gtk_widget_class_set_css_name (widget_class, "grouprow");
}

static void
ui_group_row_init (UiGroupRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (UI_TYPE_ROSTER_ITEM);
  g_signal_group_connect_swapped (self->signals, "changed", G_CALLBACK (update), self);
}

GtkWidget *
ui_group_row_new (void)
{
  return g_object_new (UI_TYPE_GROUP_ROW, NULL);
}

UiRosterItem *
ui_group_row_get_item (UiGroupRow *self)
{
  g_return_val_if_fail (UI_IS_GROUP_ROW (self), NULL);

  return self->item;
}

void
ui_group_row_set_item (UiGroupRow   *self,
                       UiRosterItem *item)
{
  g_return_if_fail (UI_IS_GROUP_ROW (self));
  g_return_if_fail (item == NULL || UI_IS_ROSTER_ITEM (item));

  if (!g_set_object (&self->item, item))
    return;

  g_signal_group_set_target (self->signals, item);
  if (item != NULL)
    update (self);
}
