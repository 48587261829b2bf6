/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How loud films are. */
#define G_LOG_DOMAIN "ui-volume"

#include "ui-volume.h"

#include <glib/gi18n.h>

#define STEP         5
#define LOUD         66
#define QUIET        33
#define SCALE_WIDTH  72

struct _UiVolume
{
  GtkWidget   parent_instance;

  ChatPlayer *player;
  gboolean    is_shown;  /* what changes is what we change ourselves */

  GtkWidget  *button;
  GtkWidget  *scale;     /* (nullable) */
};

G_DEFINE_FINAL_TYPE (UiVolume, ui_volume, GTK_TYPE_WIDGET)

static const char *
get_icon (guint volume)
{
  return volume == 0 ? "audio-volume-muted-symbolic"
         : volume < QUIET ? "audio-volume-low-symbolic"
         : volume < LOUD ? "audio-volume-medium-symbolic" : "audio-volume-high-symbolic";
}

static void
show (UiVolume *self)
{
  guint volume = chat_player_get_volume (self->player);
  const char *action = volume > 0 ? _("Mute (M)")
                       : self->scale != NULL ? _("Turn the sound on (M)") : _("Turn the sound on");

  gtk_button_set_icon_name (GTK_BUTTON (self->button), get_icon (volume));
  gtk_widget_set_tooltip_text (self->button, action);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  action, -1);
  if (self->scale == NULL)
    {
      gtk_widget_set_visible (GTK_WIDGET (self), volume == 0);
      return;
    }

  self->is_shown = TRUE;
  gtk_range_set_value (GTK_RANGE (self->scale), volume);
  self->is_shown = FALSE;
}

static void
clicked_cb (UiVolume *self)
{
  chat_player_set_muted (self->player, chat_player_get_volume (self->player) > 0);
}

static void
value_cb (UiVolume *self)
{
  if (!self->is_shown)
    chat_player_set_volume (self->player, (guint) gtk_range_get_value (GTK_RANGE (self->scale)));
}

static void
ui_volume_dispose (GObject *object)
{
  UiVolume *self = UI_VOLUME (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_pointer (&self->scale, gtk_widget_unparent);
  g_clear_object (&self->player);

  G_OBJECT_CLASS (ui_volume_parent_class)->dispose (object);
}

static void
ui_volume_class_init (UiVolumeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_volume_dispose;
  gtk_widget_class_set_css_name (widget_class, "volume");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
ui_volume_init (UiVolume *self)
{
  self->button = gtk_button_new ();
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

GtkWidget *
ui_volume_new (ChatPlayer *player,
               gboolean    has_scale)
{
  UiVolume *self = g_object_new (UI_TYPE_VOLUME, NULL);

  self->player = g_object_ref (player);
  if (has_scale)
    {
      self->scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 100, STEP);
      gtk_widget_set_size_request (self->scale, SCALE_WIDTH, -1);
      gtk_widget_set_tooltip_text (self->scale, _("Volume"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _("Volume"), -1);
      g_signal_connect_object (self->scale, "value-changed", G_CALLBACK (value_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_widget_set_parent (self->scale, GTK_WIDGET (self));
    }
  g_signal_connect_object (player, "volume", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
  return GTK_WIDGET (self);
}
