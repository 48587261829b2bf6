/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A room in a list of rooms. */
#define G_LOG_DOMAIN "ui-channel-row"

#include "ui-channel-row.h"

#include "base-text.h"
#include "ui-room-words.h"
#include "ui-template.h"

#include <glib/gi18n.h>

struct _UiChannelRow
{
  GtkWidget     parent_instance;

  ChatChannel  *channel; /* (nullable) */
  GSignalGroup *signals;

  GtkWidget    *name;
  GtkWidget    *description;
  GtkWidget    *address;
  GtkWidget    *activity;
  GtkWidget    *locked;
  GtkWidget    *count;
};

G_DEFINE_FINAL_TYPE (UiChannelRow, ui_channel_row, GTK_TYPE_WIDGET)

static void
update (UiChannelRow *self)
{
  const char *description = chat_channel_get_description (self->channel);
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  int n = chat_channel_get_n_occupants (self->channel);
  g_autofree char *clean = NULL;
  g_autofree char *count = NULL;
  g_autofree char *activity = NULL;
  g_autofree char *sentence = NULL;

  if (description != NULL)
    clean = base_text_clean (description, BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI);
  if (n >= 0)
    count = g_strdup_printf (ngettext ("%u person", "%u people", (guint) n), (guint) n);
  gtk_label_set_text (GTK_LABEL (self->name), chat_channel_get_name (self->channel));
  gtk_label_set_text (GTK_LABEL (self->description), clean != NULL ? clean : "");
  gtk_widget_set_visible (self->description, clean != NULL && *clean != '\0');
  gtk_label_set_text (GTK_LABEL (self->address), chat_channel_get_address (self->channel));
  gtk_widget_set_visible (self->locked, chat_channel_needs_password (self->channel));
  gtk_label_set_text (GTK_LABEL (self->count), count != NULL ? count : "");

  if (chat_channel_get_activity (self->channel) >= 0)
    activity = ui_room_words_activity (chat_channel_get_activity (self->channel));
  gtk_label_set_text (GTK_LABEL (self->activity), activity != NULL ? activity : "");
  gtk_widget_set_visible (self->activity, activity != NULL);

  sentence = g_strdup_printf ("%s, %s%s%s%s%s%s%s", chat_channel_get_name (self->channel),
                              chat_channel_get_address (self->channel),
                              count != NULL ? ", " : "", count != NULL ? count : "",
                              activity != NULL ? ", " : "", activity != NULL ? activity : "",
                              clean != NULL ? ", " : "", clean != NULL ? clean : "");
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    sentence, -1);
}

static void
ui_channel_row_dispose (GObject *object)
{
  UiChannelRow *self = UI_CHANNEL_ROW (object);

  g_clear_object (&self->signals);
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_CHANNEL_ROW);
  g_clear_object (&self->channel);

  G_OBJECT_CLASS (ui_channel_row_parent_class)->dispose (object);
}

static void
ui_channel_row_class_init (UiChannelRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_channel_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-channel-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UiChannelRow, name);
  gtk_widget_class_bind_template_child (widget_class, UiChannelRow, description);
  gtk_widget_class_bind_template_child (widget_class, UiChannelRow, address);
  gtk_widget_class_bind_template_child (widget_class, UiChannelRow, activity);
  gtk_widget_class_bind_template_child (widget_class, UiChannelRow, locked);
  gtk_widget_class_bind_template_child (widget_class, UiChannelRow, count);
  gtk_widget_class_set_css_name (widget_class, "channelrow");
}

static void
ui_channel_row_init (UiChannelRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (CHAT_TYPE_CHANNEL);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (update), self);
}

GtkWidget *
ui_channel_row_new (void)
{
  return g_object_new (UI_TYPE_CHANNEL_ROW, NULL);
}

void
ui_channel_row_set_channel (UiChannelRow *self,
                            ChatChannel  *channel)
{
  g_return_if_fail (UI_IS_CHANNEL_ROW (self));

  if (!g_set_object (&self->channel, channel))
    return;

  g_signal_group_set_target (self->signals, channel);
  if (channel != NULL)
    update (self);
}
