/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sound in a message. */
#define G_LOG_DOMAIN "ui-sound-view"

#include "ui-sound-view.h"

#include "base-text.h"
#include "ui-duration.h"
#include "ui-file-words.h"
#include "ui-playback.h"
#include "ui-wave.h"

#include <glib/gi18n.h>

#define NAME_CHARS 120

struct _UiSoundView
{
  GtkWidget     parent_instance;

  ChatPlayer   *player;
  UiPlayback   *playback;
  ChatFile     *file;      /* (nullable) */
  GListModel   *messages;  /* (nullable) */
  GSignalGroup *of_file;

  GtkWidget    *box;
  GtkWidget    *button;
  GtkWidget    *dot;       /* nobody has listened to it */
  GtkWidget    *name;
  GtkWidget    *wave;
  GtkWidget    *time;
  GtkWidget    *speed;
};

G_DEFINE_FINAL_TYPE (UiSoundView, ui_sound_view, GTK_TYPE_WIDGET)

static guint failed_signal;

static void
show_time (UiSoundView *self)
{
  gint64 position = ui_playback_get_position (self->playback);
  gint64 duration = ui_playback_get_duration (self->playback);
  ChatPlayerState state = ui_playback_get_state (self->playback);
  gboolean is_begun = state == CHAT_PLAYER_PLAYING || (position > 0 && state != CHAT_PLAYER_ENDED);
  /* Before it is played its length is what counts. */
  g_autofree char *text = is_begun || duration < 0 ? ui_playback_dup_time (self->playback)
                                                   : ui_duration_format (duration);

  if (g_strcmp0 (text, gtk_label_get_text (GTK_LABEL (self->time))) != 0)
    gtk_label_set_text (GTK_LABEL (self->time), text);
  ui_wave_set_position (UI_WAVE (self->wave), state == CHAT_PLAYER_ENDED ? 0 : position, duration);
}

/* What is as it was is left alone: this may be in the middle of a layout. */
static void
show_state (UiSoundView *self)
{
  guint speed = chat_player_get_speed (self->player);
  /* Translators: how fast a sound is played: 1×, 1.5×, 2× */
  g_autofree char *times = g_strdup_printf (_("%g×"), speed / 100.0);
  g_autofree char *label = g_strdup_printf (_("Speed: %s"), times);

  if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (self->speed)), times) != 0)
    {
      gtk_button_set_label (GTK_BUTTON (self->speed), times);
      gtk_widget_set_direction (gtk_button_get_child (GTK_BUTTON (self->speed)), GTK_TEXT_DIR_LTR);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->speed), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      label, -1);
    }
  show_time (self);
  ui_playback_show (self->playback);
}

static void
failed_cb (UiSoundView *self,
           const char  *codec) /* (nullable) */
{
  g_signal_emit (self, failed_signal, 0, codec);
}

/* How it sounds. */

static void
show_name (UiSoundView *self)
{
  gboolean is_voice = chat_file_is_voice (self->file);
  g_autofree char *name = base_text_truncate_name (ui_file_words_get_name (self->file, _("Sound")),
                                                   NAME_CHARS);

  gtk_widget_set_tooltip_text (self->name, is_voice ? NULL : name);
  gtk_label_set_text (GTK_LABEL (self->name), is_voice ? "" : name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_unheard (UiSoundView *self)
{
  gboolean is_unheard = self->file != NULL && chat_file_get_unheard (self->file);

  gtk_widget_set_visible (self->dot, is_unheard);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  is_unheard ? _("Not listened to yet") : "", -1);
}

static void
show_look (UiSoundView    *self,
           const ChatLook *look)
{
  guint n_peaks = 0;
  const guint8 *peaks = chat_look_get_peaks (look, &n_peaks);

  if (!chat_look_get_has_sound (look))
    {
      failed_cb (self, chat_look_get_missing (look));
      return;
    }

  ui_wave_set_peaks (UI_WAVE (self->wave), peaks, n_peaks);
  show_name (self);
  show_time (self);
}

/* What is clicked. */

static void
clicked_cb (UiSoundView *self)
{
  const char *path = ui_playback_get_path (self->playback);

  if (path == NULL)
    return;

  if (ui_playback_get_state (self->playback) == CHAT_PLAYER_PLAYING)
    chat_player_pause (self->player);
  else
    chat_player_play (self->player, path, self->messages);
}

static void
speed_cb (UiSoundView *self)
{
  guint speed = chat_player_get_speed (self->player);

  chat_player_set_speed (self->player, speed < 150 ? 150 : speed < 200 ? 200 : 100);
}

void
ui_sound_view_set_file (UiSoundView *self,
                        ChatFile    *file,
                        GListModel  *messages)
{
  const char *path = file != NULL ? chat_file_get_path (file) : NULL;

  g_return_if_fail (UI_IS_SOUND_VIEW (self));

  g_set_object (&self->messages, messages);
  if (!ui_playback_set_path (self->playback, path, file != NULL ? chat_file_get_length (file) : 0,
                             1, 1) && self->file == file)
    return;

  g_set_object (&self->file, file);
  g_signal_group_set_target (self->of_file, file);
  ui_wave_set_peaks (UI_WAVE (self->wave), NULL, 0);
  if (path == NULL)
    return;

  show_name (self);
  show_unheard (self);
  show_state (self);
}

static void
ui_sound_view_dispose (GObject *object)
{
  UiSoundView *self = UI_SOUND_VIEW (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->of_file);
  g_clear_object (&self->playback);
  g_clear_object (&self->player);
  g_clear_object (&self->file);
  g_clear_object (&self->messages);

  G_OBJECT_CLASS (ui_sound_view_parent_class)->dispose (object);
}

static void
ui_sound_view_class_init (UiSoundViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_sound_view_dispose;
  failed_signal = g_signal_new ("failed", UI_TYPE_SOUND_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "sound");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
make_words (UiSoundView *self,
            GtkBox      *lines)
{
  GtkWidget *below = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->name = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (self->name), 4);
  gtk_label_set_xalign (GTK_LABEL (self->name), 0);
  gtk_widget_set_hexpand (self->name, TRUE);
  gtk_widget_add_css_class (self->name, "caption");
  gtk_widget_add_css_class (self->name, "dim-label");
  self->time = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->time, "caption");
  gtk_widget_add_css_class (self->time, "numeric");
  gtk_widget_set_direction (self->time, GTK_TEXT_DIR_LTR); /* figures alone */
  self->speed = gtk_button_new ();
  gtk_widget_add_css_class (self->speed, "flat");
  gtk_widget_add_css_class (self->speed, "speed");
  gtk_widget_set_tooltip_text (self->speed, _("How fast it is played"));
  g_signal_connect_object (self->speed, "clicked", G_CALLBACK (speed_cb), self, G_CONNECT_SWAPPED);
  self->dot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->dot, "unheard");
  gtk_widget_set_valign (self->dot, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->dot, FALSE);
  gtk_widget_set_tooltip_text (self->dot, _("Not listened to yet"));
  gtk_box_append (GTK_BOX (below), self->dot);
  gtk_box_append (GTK_BOX (below), self->time);
  gtk_box_append (GTK_BOX (below), self->name);
  gtk_box_append (GTK_BOX (below), self->speed);
  gtk_box_append (lines, below);
}

static void
ui_sound_view_init (UiSoundView *self)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  self->of_file = g_signal_group_new (CHAT_TYPE_FILE);
  g_signal_group_connect_object (self->of_file, "notify::unheard", G_CALLBACK (show_unheard), self,
                                 G_CONNECT_SWAPPED);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  self->button = gtk_button_new ();
  gtk_widget_add_css_class (self->button, "circular");
  gtk_widget_add_css_class (self->button, "play");
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb), self,
                           G_CONNECT_SWAPPED);
  self->wave = ui_wave_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->wave), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Position"), -1);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (lines), self->wave);
  make_words (self, GTK_BOX (lines));
  gtk_box_append (GTK_BOX (self->box), self->button);
  gtk_box_append (GTK_BOX (self->box), lines);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
ui_sound_view_new (ChatPlayer *player)
{
  UiSoundView *self = g_object_new (UI_TYPE_SOUND_VIEW, NULL);

  self->player = g_object_ref (player);
  self->playback = ui_playback_new (GTK_WIDGET (self), player, &(const UiPlaybackParts) {
    .button = self->button,
    .wave = self->wave,
    .state = G_CALLBACK (show_state),
    .time = G_CALLBACK (show_time),
    .looked = G_CALLBACK (show_look),
    .failed = G_CALLBACK (failed_cb),
  });
  return GTK_WIDGET (self);
}
