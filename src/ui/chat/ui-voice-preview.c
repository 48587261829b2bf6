/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listening to a voice message before it is sent. */
#define G_LOG_DOMAIN "ui-voice-preview"

#include "ui-voice-preview.h"

#include "ui-duration.h"
#include "ui-wave.h"

#include <glib/gi18n.h>

#define N_PEAKS 100

struct _UiVoicePreview
{
  GtkWidget     parent_instance;

  ChatPlayer   *player;  /* (nullable) */
  char         *path;    /* (nullable): there is none */
  gint64        length_ms;
  GCancellable *looking; /* (nullable) */
  guint         tick;    /* while it plays */

  GtkWidget    *button;
  GtkWidget    *time;
  GtkWidget    *wave;
};

G_DEFINE_FINAL_TYPE (UiVoicePreview, ui_voice_preview, GTK_TYPE_WIDGET)

static gboolean
is_playing (UiVoicePreview *self)
{
  return self->path != NULL && self->player != NULL
         && chat_player_get_state (self->player, self->path) == CHAT_PLAYER_PLAYING;
}

/* Until it is played, its length is what counts. */
static void
show_time (UiVoicePreview *self)
{
  gboolean has_ended = chat_player_get_state (self->player, self->path) == CHAT_PLAYER_ENDED;
  gint64 position_ms = has_ended ? 0 : chat_player_get_position (self->player, self->path);
  g_autofree char *text =
    ui_duration_format (position_ms > 0 || is_playing (self) ? position_ms : self->length_ms);

  gtk_label_set_text (GTK_LABEL (self->time), text);
  ui_wave_set_position (UI_WAVE (self->wave), position_ms, self->length_ms);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  show_time (UI_VOICE_PREVIEW (widget));
  return G_SOURCE_CONTINUE;
}

static void
stop_tick (UiVoicePreview *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
}

static void
show_state (UiVoicePreview *self)
{
  gboolean plays = is_playing (self);
  const char *action = plays ? _("Pause") : _("Listen");

  gtk_button_set_icon_name (GTK_BUTTON (self->button), plays ? "media-playback-pause-symbolic"
                                                             : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->button, action);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  action, -1);
  show_time (self);
  if (!plays)
    stop_tick (self);
  else if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

static void
changed_cb (ChatPlayer     *player,
            const char     *path,
            UiVoicePreview *self)
{
  if (self->path != NULL && g_strcmp0 (path, self->path) == 0)
    show_state (self);
}

static void
clicked_cb (UiVoicePreview *self)
{
  if (is_playing (self))
    chat_player_pause (self->player);
  else if (self->path != NULL && self->player != NULL)
    chat_player_play (self->player, self->path, NULL);
}

static void
seek_cb (UiVoicePreview *self,
         double          fraction)
{
  if (self->path != NULL)
    chat_player_seek (self->player, self->path, (gint64) (fraction * (double) self->length_ms));
}

static void
step_cb (UiVoicePreview *self,
         int             seconds)
{
  if (self->path != NULL)
    chat_player_seek (self->player, self->path,
                      chat_player_get_position (self->player, self->path) + seconds * 1000);
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

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(UiVoicePreview) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatLook) look = chat_player_look_finish (CHAT_PLAYER (object), result, &error);
  guint n_peaks = 0;
  const guint8 *peaks = look != NULL ? chat_look_get_peaks (look, &n_peaks) : NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->looking);
  if (self->path != NULL)
    ui_wave_set_peaks (UI_WAVE (self->wave), peaks, n_peaks);
}

static void
clear (UiVoicePreview *self)
{
  stop_tick (self);
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  /* The next one has the same place. */
  if (self->path != NULL && self->player != NULL)
    chat_player_forget (self->player, self->path);
  g_clear_pointer (&self->path, g_free);
}

void
ui_voice_preview_set_voice (UiVoicePreview *self,
                            ChatVoice      *voice)
{
  const char *path = voice != NULL ? chat_voice_get_path (voice) : NULL;
  const guint8 *levels;
  gsize n_levels = 0;

  g_return_if_fail (UI_IS_VOICE_PREVIEW (self));

  if (g_strcmp0 (self->path, path) == 0)
    return;

  clear (self);
  if (path == NULL || self->player == NULL)
    return;

  self->path = g_strdup (path);
  self->length_ms = chat_voice_get_length (voice);
  levels = chat_voice_get_levels (voice, &n_levels);
  ui_wave_set_peaks (UI_WAVE (self->wave), NULL, 0);
  if (levels != NULL)
    show_levels (self, levels, n_levels);
  else
    {
      self->looking = g_cancellable_new ();
      chat_player_look_async (self->player, path, 1, 1, self->looking, looked_cb,
                              g_object_ref (self));
    }
  show_state (self);
}

void
ui_voice_preview_set_player (UiVoicePreview *self,
                             ChatPlayer     *player)
{
  g_return_if_fail (UI_IS_VOICE_PREVIEW (self));
  g_return_if_fail (self->player == NULL);

  self->player = g_object_ref (player);
  g_signal_connect_object (player, "changed", G_CALLBACK (changed_cb), self, 0);
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
  g_signal_connect_object (self->wave, "seek", G_CALLBACK (seek_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->wave, "step", G_CALLBACK (step_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->wave, GTK_WIDGET (self));

  self->time = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->time, "numeric");
  gtk_widget_set_parent (self->time, GTK_WIDGET (self));
}

GtkWidget *
ui_voice_preview_new (void)
{
  return g_object_new (UI_TYPE_VOICE_PREVIEW, NULL);
}
