/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listening to a voice message before it is sent. */
#define G_LOG_DOMAIN "ui-voice-preview"

#include "ui-voice-preview.h"

#include "ui-duration.h"
#include "ui-playback.h"
#include "ui-wave.h"

#include <glib/gi18n.h>

#define N_PEAKS 100

struct _UiVoicePreview
{
  GtkWidget   parent_instance;

  ChatPlayer *player;     /* (nullable) */
  UiPlayback *playback;   /* (nullable): as long as there is no player */
  gboolean    has_levels; /* of what was recorded just now */

  GtkWidget  *button;
  GtkWidget  *time;
  GtkWidget  *wave;
};

G_DEFINE_FINAL_TYPE (UiVoicePreview, ui_voice_preview, GTK_TYPE_WIDGET)

/* (nullable) borrowed */
static const char *
get_path (UiVoicePreview *self)
{
  return self->playback != NULL ? ui_playback_get_path (self->playback) : NULL;
}

static gboolean
is_playing (UiVoicePreview *self)
{
  return get_path (self) != NULL
         && ui_playback_get_state (self->playback) == CHAT_PLAYER_PLAYING;
}

/* Until it is played, its length is what counts. */
static void
show_time (UiVoicePreview *self)
{
  gboolean has_ended = ui_playback_get_state (self->playback) == CHAT_PLAYER_ENDED;
  gint64 position_ms = has_ended ? 0 : ui_playback_get_position (self->playback);
  gint64 duration_ms = ui_playback_get_duration (self->playback);
  g_autofree char *text =
    ui_duration_format (position_ms > 0 || is_playing (self) ? position_ms : duration_ms);

  if (g_strcmp0 (text, gtk_label_get_text (GTK_LABEL (self->time))) != 0)
    gtk_label_set_text (GTK_LABEL (self->time), text);
  ui_wave_set_position (UI_WAVE (self->wave), position_ms, duration_ms);
}

static void
show_state (UiVoicePreview *self)
{
  show_time (self);
  ui_playback_show (self->playback);
}

static void
clicked_cb (UiVoicePreview *self)
{
  if (is_playing (self))
    chat_player_pause (self->player);
  else if (get_path (self) != NULL)
    chat_player_play (self->player, get_path (self), NULL);
}

/* The loudest of what a peak stands for */
static void
show_levels (UiVoicePreview *self,
             const guint8   *levels,
             gsize           n_levels)
{
  guint8 peaks[N_PEAKS] = { 0 };
  gsize n_peaks = MIN (n_levels, N_PEAKS);

  for (gsize i = 0; i < n_levels; i++)
    {
      gsize peak = i * n_peaks / n_levels;

      peaks[peak] = MAX (peaks[peak], levels[i]);
    }
  ui_wave_set_peaks (UI_WAVE (self->wave), peaks, (guint) n_peaks);
}

/* What is from before a restart shows how loud it is as soon as that is known. */
static void
show_look (UiVoicePreview *self,
           const ChatLook *look)
{
  guint n_peaks = 0;
  const guint8 *peaks = chat_look_get_peaks (look, &n_peaks);

  if (!self->has_levels)
    ui_wave_set_peaks (UI_WAVE (self->wave), peaks, n_peaks);
  show_time (self);
}

static void
clear (UiVoicePreview *self)
{
  g_autofree char *path = g_strdup (get_path (self));

  if (path == NULL)
    return;

  ui_playback_set_path (self->playback, NULL, 0, 1, 1);
  /* The next one has the same place. */
  chat_player_forget (self->player, path);
}

void
ui_voice_preview_set_voice (UiVoicePreview *self,
                            ChatVoice      *voice)
{
  const char *path = voice != NULL ? chat_voice_get_path (voice) : NULL;
  const guint8 *levels;
  gsize n_levels = 0;

  g_return_if_fail (UI_IS_VOICE_PREVIEW (self));

  if (g_strcmp0 (get_path (self), path) == 0)
    return;

  clear (self);
  if (path == NULL || self->playback == NULL)
    return;

  ui_playback_set_path (self->playback, path, chat_voice_get_length (voice), 1, 1);
  levels = chat_voice_get_levels (voice, &n_levels);
  self->has_levels = levels != NULL;
  ui_wave_set_peaks (UI_WAVE (self->wave), NULL, 0);
  if (levels != NULL)
    show_levels (self, levels, n_levels);
  show_state (self);
}

void
ui_voice_preview_set_player (UiVoicePreview *self,
                             ChatPlayer     *player)
{
  g_return_if_fail (UI_IS_VOICE_PREVIEW (self));
  g_return_if_fail (self->player == NULL);

  self->player = g_object_ref (player);
  self->playback = ui_playback_new (GTK_WIDGET (self), player, &(const UiPlaybackParts) {
    .button = self->button,
    .wave = self->wave,
    .state = G_CALLBACK (show_state),
    .time = G_CALLBACK (show_time),
    .looked = G_CALLBACK (show_look),
  });
}

static void
ui_voice_preview_unmap (GtkWidget *widget)
{
  UiVoicePreview *self = UI_VOICE_PREVIEW (widget);

  GTK_WIDGET_CLASS (ui_voice_preview_parent_class)->unmap (widget);
  /* What was not sent is not to be heard by whoever is beside who cannot see it. */
  if (is_playing (self))
    chat_player_pause (self->player);
}

static void
ui_voice_preview_dispose (GObject *object)
{
  UiVoicePreview *self = UI_VOICE_PREVIEW (object);

  clear (self);
  g_clear_object (&self->playback);
  g_clear_object (&self->player);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_pointer (&self->time, gtk_widget_unparent);
  g_clear_pointer (&self->wave, gtk_widget_unparent);

  G_OBJECT_CLASS (ui_voice_preview_parent_class)->dispose (object);
}

static void
ui_voice_preview_class_init (UiVoicePreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_voice_preview_dispose;
  widget_class->unmap = ui_voice_preview_unmap;
  gtk_widget_class_set_css_name (widget_class, "voicepreview");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
ui_voice_preview_init (UiVoicePreview *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  self->button = gtk_button_new ();
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "circular");
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));

  self->wave = ui_wave_new ();
  gtk_widget_set_hexpand (self->wave, TRUE);
  gtk_widget_set_valign (self->wave, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->wave), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Position"), -1);
  gtk_widget_set_parent (self->wave, GTK_WIDGET (self));

  self->time = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->time, "numeric");
  gtk_widget_set_parent (self->time, GTK_WIDGET (self));
}
