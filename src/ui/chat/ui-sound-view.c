/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sound in a message. */
#define G_LOG_DOMAIN "ui-sound-view"

#include "ui-sound-view.h"

#include "base-text.h"
#include "ui-duration.h"
#include "ui-wave.h"

#include <glib/gi18n.h>

#define NAME_CHARS 120
#define LONG_MS    (10 * 60 * 1000)

struct _UiSoundView
{
  GtkWidget     parent_instance;

  ChatPlayer   *player;
  ChatFile     *file;      /* (nullable) */
  char         *path;      /* (nullable): of that */
  GListModel   *messages;  /* (nullable) */
  GCancellable *looking;   /* (nullable) */
  guint         tick;      /* while it plays */

  GtkWidget    *box;
  GtkWidget    *button;
  GtkWidget    *name;
  GtkWidget    *wave;
  GtkWidget    *time;
  GtkWidget    *speed;
};

G_DEFINE_FINAL_TYPE (UiSoundView, ui_sound_view, GTK_TYPE_WIDGET)

static guint failed_signal;

static gint64
get_duration (UiSoundView *self)
{
  gint64 duration = chat_player_get_duration (self->player, self->path);

  if (duration >= 0)
    return duration;

  return chat_file_get_length (self->file) > 0 ? chat_file_get_length (self->file) : -1;
}

static void
show_time (UiSoundView *self)
{
  gint64 position = chat_player_get_position (self->player, self->path);
  gint64 duration = get_duration (self);
  ChatPlayerState state = chat_player_get_state (self->player, self->path);
  g_autofree char *now = ui_duration_format (position);
  g_autofree char *all = duration >= 0 ? ui_duration_format (duration) : NULL;
  g_autofree char *text = NULL;

  /* Before it is played its length is what counts. */
  if (all == NULL)
    text = g_steal_pointer (&now);
  else if (state == CHAT_PLAYER_ENDED || (position == 0 && state != CHAT_PLAYER_PLAYING))
    text = g_steal_pointer (&all);
  else
    /* Translators: how far a sound was played, and how long it is: 0:12 / 1:30 */
    text = g_strdup_printf (_("%s / %s"), now, all);
  if (g_strcmp0 (text, gtk_label_get_text (GTK_LABEL (self->time))) != 0)
    gtk_label_set_text (GTK_LABEL (self->time), text);
  ui_wave_set_position (UI_WAVE (self->wave), state == CHAT_PLAYER_ENDED ? 0 : position, duration);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  show_time (UI_SOUND_VIEW (widget));
  return G_SOURCE_CONTINUE;
}

static void
stop_tick (UiSoundView *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
}

static void
show_state (UiSoundView *self)
{
  ChatPlayerState state = chat_player_get_state (self->player, self->path);
  gboolean plays = state == CHAT_PLAYER_PLAYING;
  guint speed = chat_player_get_speed (self->player);
  /* Translators: how fast a sound is played: 1×, 1.5×, 2× */
  g_autofree char *times = g_strdup_printf (_("%g×"), speed / 100.0);
  g_autofree char *label = g_strdup_printf (_("Speed: %s"), times);
  const char *action = plays ? _("Pause") : _("Play");

  /* What is as it was is left alone: this may be in the middle of a layout. */
  if (g_strcmp0 (gtk_widget_get_tooltip_text (self->button), action) != 0)
    {
      gtk_button_set_icon_name (GTK_BUTTON (self->button), plays ? "media-playback-pause-symbolic"
                                                                 : "media-playback-start-symbolic");
      gtk_widget_set_tooltip_text (self->button, action);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  action, -1);
  gtk_button_set_label (GTK_BUTTON (self->speed), times);
  gtk_widget_set_direction (gtk_button_get_child (GTK_BUTTON (self->speed)), GTK_TEXT_DIR_LTR);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->speed), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  show_time (self);
  if (!plays)
    stop_tick (self);
  else if (self->tick == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

static void
changed_cb (ChatPlayer  *player,
            const char  *path,
            UiSoundView *self)
{
  if (self->path == NULL)
    return;

  show_state (self); /* the speed is of all */
  if (g_strcmp0 (path, self->path) == 0
      && chat_player_get_state (player, self->path) == CHAT_PLAYER_FAILED)
    g_signal_emit (self, failed_signal, 0);
}

/* How it sounds. */

/* Nobody gave a voice message its name: only what has one of its own shows it. */
static gboolean
has_name (UiSoundView *self)
{
  static const char *const spoken[] = { "audio/aac", "audio/amr", "audio/mp4", "audio/ogg",
                                        "audio/opus", "audio/webm", "audio/x-m4a", NULL };
  const char *type = chat_file_get_media_type (self->file);

  return type == NULL || !g_strv_contains (spoken, type) || get_duration (self) > LONG_MS;
}

static void
show_name (UiSoundView *self)
{
  const char *called = chat_file_get_name (self->file);
  g_autofree char *name = base_text_truncate (called != NULL ? called : _("Sound"), NAME_CHARS);

  gtk_widget_set_tooltip_text (self->name, name);
  gtk_label_set_text (GTK_LABEL (self->name), has_name (self) ? name : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_look (UiSoundView    *self,
           const ChatLook *look)
{
  guint n_peaks = 0;
  const guint8 *peaks = chat_look_get_peaks (look, &n_peaks);

  ui_wave_set_peaks (UI_WAVE (self->wave), peaks, n_peaks);
  show_name (self);
  show_time (self);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(UiSoundView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatLook) look = chat_player_look_finish (CHAT_PLAYER (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->looking);
  if (look != NULL && chat_look_get_has_sound (look))
    show_look (self, look);
  else if (look != NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    g_signal_emit (self, failed_signal, 0);
}

static void
stop_looking (UiSoundView *self)
{
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
}

static void
start_looking (UiSoundView *self)
{
  const ChatLook *known;

  if (self->path == NULL || self->looking != NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  known = chat_player_get_look (self->player, self->path);
  if (known != NULL)
    {
      show_look (self, known);
      return;
    }

  self->looking = g_cancellable_new ();
  chat_player_look_async (self->player, self->path, 1, 1, self->looking, looked_cb,
                          g_object_ref (self));
}

/* What is clicked. */

static void
clicked_cb (UiSoundView *self)
{
  if (self->path == NULL)
    return;

  if (chat_player_get_state (self->player, self->path) == CHAT_PLAYER_PLAYING)
    chat_player_pause (self->player);
  else
    chat_player_play (self->player, self->path, self->messages);
}

static void
speed_cb (UiSoundView *self)
{
  guint speed = chat_player_get_speed (self->player);

  chat_player_set_speed (self->player, speed < 150 ? 150 : speed < 200 ? 200 : 100);
}

static void
seek_cb (UiSoundView *self,
         double       fraction)
{
  gint64 duration = self->path != NULL ? get_duration (self) : -1;

  if (duration > 0)
    chat_player_seek (self->player, self->path, (gint64) (fraction * (double) duration));
}

static void
step_cb (UiSoundView *self,
         int          seconds)
{
  if (self->path != NULL)
    chat_player_seek (self->player, self->path,
                      chat_player_get_position (self->player, self->path) + seconds * 1000);
}

void
ui_sound_view_set_file (UiSoundView *self,
                        ChatFile    *file,
                        GListModel  *messages)
{
  const char *path = file != NULL ? chat_file_get_path (file) : NULL;

  g_return_if_fail (UI_IS_SOUND_VIEW (self));

  g_set_object (&self->messages, messages);
  if (self->file == file && g_strcmp0 (self->path, path) == 0)
    return;

  stop_looking (self);
  stop_tick (self);
  g_set_object (&self->file, file);
  g_free (self->path);
  self->path = g_strdup (path);
  ui_wave_set_peaks (UI_WAVE (self->wave), NULL, 0);
  if (path == NULL)
    return;

  show_name (self);
  show_state (self);
  start_looking (self);
}

static void
ui_sound_view_map (GtkWidget *widget)
{
  UiSoundView *self = UI_SOUND_VIEW (widget);

  GTK_WIDGET_CLASS (ui_sound_view_parent_class)->map (widget);
  if (self->path == NULL)
    return;

  show_state (self);
  start_looking (self);
}

static void
ui_sound_view_unmap (GtkWidget *widget)
{
  stop_looking (UI_SOUND_VIEW (widget));
  stop_tick (UI_SOUND_VIEW (widget));
  GTK_WIDGET_CLASS (ui_sound_view_parent_class)->unmap (widget);
}

static void
ui_sound_view_dispose (GObject *object)
{
  UiSoundView *self = UI_SOUND_VIEW (object);

  stop_looking (self);
  stop_tick (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->player);
  g_clear_object (&self->file);
  g_clear_object (&self->messages);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (ui_sound_view_parent_class)->dispose (object);
}

static void
ui_sound_view_class_init (UiSoundViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_sound_view_dispose;
  widget_class->map = ui_sound_view_map;
  widget_class->unmap = ui_sound_view_unmap;
  failed_signal = g_signal_new ("failed", UI_TYPE_SOUND_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
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
  gtk_box_append (GTK_BOX (below), self->time);
  gtk_box_append (GTK_BOX (below), self->name);
  gtk_box_append (GTK_BOX (below), self->speed);
  gtk_box_append (lines, below);
}

static void
ui_sound_view_init (UiSoundView *self)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

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
  g_signal_connect_object (self->wave, "seek", G_CALLBACK (seek_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->wave, "step", G_CALLBACK (step_cb), self, G_CONNECT_SWAPPED);
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
  g_signal_connect_object (player, "changed", G_CALLBACK (changed_cb), self, 0);
  return GTK_WIDGET (self);
}
