/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A film in a message, or by itself. */
#define G_LOG_DOMAIN "ui-film-view"

#include "ui-film-view.h"

#include "base-text.h"
#include "ui-duration.h"
#include "ui-picture-place.h"
#include "ui-playback.h"
#include "ui-small-picture.h"
#include "ui-texture-cache.h"
#include "ui-volume.h"
#include "ui-wave.h"

#include <glib/gi18n.h>

#define MAX_WIDTH    UI_PICTURE_PLACE_WIDTH
#define MAX_HEIGHT   UI_PICTURE_PLACE_UPRIGHT
#define LARGE_WIDTH  1920
#define LARGE_HEIGHT 1080
#define NAME_CHARS   120

/* What is around a film goes when it plays and nobody moves. */
#define HIDE_MS      2500

struct _UiFilmView
{
  GtkWidget     parent_instance;

  ChatPlayer   *player;
  UiPlayback   *playback;
  ChatFile     *file;        /* (nullable) */
  gboolean      is_large;
  guint         full_width;  /* px as it is to be seen; 0: not known */
  guint         full_height;
  UiSmallPicture *small;     /* what came along with it, until it is seen itself */
  gboolean      is_pointed;  /* the pointer moved over it not long ago */
  guint         hide;        /* source */

  GtkWidget    *overlay;
  GtkWidget    *picture;
  GtkWidget    *begin;       /* the large button in its middle */
  GtkWidget    *length;
  GtkWidget    *controls;
  GtkWidget    *button;
  GtkWidget    *line;
  GtkWidget    *time;
  GtkWidget    *volume;
  GtkWidget    *enlarge;
};

G_DEFINE_FINAL_TYPE (UiFilmView, ui_film_view, GTK_TYPE_WIDGET)

enum {
  SIGNAL_FAILED,
  SIGNAL_ENLARGE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
get_fit (UiFilmView *self,
         guint      *width,
         guint      *height)
{
  guint scale = (guint) gtk_widget_get_scale_factor (GTK_WIDGET (self));

  *width = self->is_large ? LARGE_WIDTH : MAX_WIDTH * scale;
  *height = self->is_large ? LARGE_HEIGHT : MAX_HEIGHT * scale;
}

static void
set_text (GtkWidget  *label,
          const char *text)
{
  if (g_strcmp0 (text, gtk_label_get_text (GTK_LABEL (label))) != 0)
    gtk_label_set_text (GTK_LABEL (label), text);
}

/* A film that is upright has no room for all of it. */
static void
show_volume (UiFilmView *self)
{
  gboolean is_muted = chat_player_get_volume (self->player) == 0;

  gtk_widget_set_visible (self->time, self->is_large || !is_muted
                                      || self->full_width > self->full_height);
}

static void
show_time (UiFilmView *self)
{
  gint64 position = ui_playback_get_position (self->playback);
  gint64 duration = ui_playback_get_duration (self->playback);
  g_autofree char *all = duration >= 0 ? ui_duration_format (duration) : NULL;
  g_autofree char *text = ui_playback_dup_time (self->playback);

  set_text (self->time, text);
  set_text (self->length, all != NULL ? all : "");
  ui_wave_set_position (UI_WAVE (self->line), position, duration);
}

/* Who uses the keyboard sees what it acts on. */
static gboolean
has_focus_within (UiFilmView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return (gtk_widget_get_state_flags (self->controls) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0
         && gtk_root_get_focus (root) != NULL
         && (!GTK_IS_WINDOW (root) || gtk_window_get_focus_visible (GTK_WINDOW (root)));
}

/* One of the two is there, or both; the keyboard stays with it. */
static void
show_buttons (UiFilmView *self,
              gboolean    begins,
              gboolean    has_controls)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean is_lost = (focus == self->begin && !begins)
                     || (focus != NULL && !has_controls
                         && gtk_widget_is_ancestor (focus, self->controls));

  if (begins)
    gtk_widget_set_visible (self->begin, TRUE);
  if (has_controls)
    gtk_widget_set_visible (self->controls, TRUE);
  if (is_lost)
    gtk_widget_grab_focus (begins ? self->begin : self->button);
  gtk_widget_set_visible (self->begin, begins);
  gtk_widget_set_visible (self->controls, has_controls);
}

/* What is as it was is left alone: this may be in the middle of a layout. */
static void
show_state (UiFilmView *self)
{
  ChatPlayerState state = ui_playback_get_state (self->playback);
  gboolean plays = state == CHAT_PLAYER_PLAYING;
  gboolean is_begun = plays || (state == CHAT_PLAYER_PAUSED
                                && ui_playback_get_position (self->playback) > 0);

  show_buttons (self, !plays, self->is_large || is_begun);
  gtk_widget_set_visible (self->length, !is_begun && !self->is_large
                                        && ui_playback_get_duration (self->playback) >= 0);
  gtk_widget_set_opacity (self->controls,
                          !plays || self->is_pointed || has_focus_within (self) ? 1 : 0);
  show_time (self);
  show_volume (self);
  ui_playback_show (self->playback);
}

static void
failed_cb (UiFilmView *self,
           const char  *codec) /* (nullable) */
{
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, codec);
}

static void
frame_cb (ChatPlayer *player,
          const char *path,
          GBytes     *pixels,
          guint       width,
          guint       height,
          UiFilmView *self)
{
  g_autoptr(GdkTexture) texture = NULL;

  if (g_strcmp0 (path, ui_playback_get_path (self->playback)) != 0
      || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  texture = gdk_memory_texture_new ((int) width, (int) height, GDK_MEMORY_B8G8R8A8_PREMULTIPLIED,
                                    pixels, (gsize) width * 4);
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
}

/* How it looks. */

static void
show_look (UiFilmView     *self,
           const ChatLook *look)
{
  const ChatPicture *poster = chat_look_get_poster (look);

  /* By itself it can as well be heard only. */
  if (chat_look_get_full_width (look) == 0
      && (!self->is_large || !chat_look_get_has_sound (look)
          || chat_look_get_missing (look) != NULL))
    {
      failed_cb (self, chat_look_get_missing (look));
      return;
    }

  if (poster != NULL && gtk_picture_get_paintable (GTK_PICTURE (self->picture)) == NULL)
    {
      g_autoptr(GdkTexture) texture = ui_texture_new (poster, 0);

      gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
    }
  /* What it is counts, not what was said of it. */
  if (self->full_width != chat_look_get_full_width (look)
      || self->full_height != chat_look_get_full_height (look))
    {
      self->full_width = chat_look_get_full_width (look);
      self->full_height = chat_look_get_full_height (look);
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
  show_state (self);
}

/* In its place until then: what came along, where whoever shows it has not got it. */

/* How it looks itself is about to be shown. */
static gboolean
is_known (UiFilmView *self)
{
  const char *path = ui_playback_get_path (self->playback);
  const ChatLook *look = path != NULL ? chat_player_get_look (self->player, path) : NULL;

  return look != NULL && chat_look_get_poster (look) != NULL;
}

static void
set_thumbnail (UiFilmView *self,
               GdkTexture *thumbnail) /* (nullable) */
{
  ui_small_picture_set_texture (self->small, thumbnail);
  if (thumbnail == NULL && self->file != NULL && !self->is_large && !is_known (self))
    ui_small_picture_load (self->small, self->file);
}

static void
ui_film_view_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  UiFilmView *self = UI_FILM_VIEW (widget);

  if (!self->is_large && gtk_picture_get_paintable (GTK_PICTURE (self->picture)) == NULL)
    ui_picture_place_snapshot_film (widget, snapshot, ui_small_picture_get_texture (self->small),
                                    self->full_width,
                                    self->full_height);
  else
    gtk_snapshot_append_color (snapshot, &(const GdkRGBA) { 0, 0, 0, 1 },
                               &GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                                    (float) gtk_widget_get_height (widget)));
  GTK_WIDGET_CLASS (ui_film_view_parent_class)->snapshot (widget, snapshot);
}

/* What is clicked. */

void
ui_film_view_toggle (UiFilmView *self)
{
  const char *path;
  guint width;
  guint height;

  g_return_if_fail (UI_IS_FILM_VIEW (self));

  path = ui_playback_get_path (self->playback);
  if (path == NULL)
    return;

  get_fit (self, &width, &height);
  if (ui_playback_get_state (self->playback) == CHAT_PLAYER_PLAYING)
    chat_player_pause (self->player);
  else
    chat_player_play_film (self->player, path, width, height);
}

void
ui_film_view_step (UiFilmView *self,
                   int         seconds)
{
  g_return_if_fail (UI_IS_FILM_VIEW (self));

  ui_playback_step (self->playback, seconds);
}

static void
enlarge_cb (UiFilmView *self)
{
  g_signal_emit (self, signals[SIGNAL_ENLARGE], 0);
}

static void
released_cb (GtkGestureClick *gesture,
             int              n_press,
             double           x,
             double           y,
             UiFilmView      *self)
{
  if (n_press == 2)
    g_signal_emit (self, signals[SIGNAL_ENLARGE], 0);
  else if (n_press == 1)
    ui_film_view_toggle (self);
}

static gboolean
has_path (UiFilmView *self)
{
  return ui_playback_get_path (self->playback) != NULL;
}

static gboolean
hide_cb (gpointer user_data)
{
  UiFilmView *self = user_data;

  self->hide = 0;
  self->is_pointed = FALSE;
  if (has_path (self))
    show_state (self);
  return G_SOURCE_REMOVE;
}

static void
motion_cb (GtkEventControllerMotion *controller,
           double                    x,
           double                    y,
           UiFilmView               *self)
{
  g_clear_handle_id (&self->hide, g_source_remove);
  self->hide = g_timeout_add (HIDE_MS, hide_cb, self);
  if (self->is_pointed || !has_path (self))
    return;

  self->is_pointed = TRUE;
  show_state (self);
}

/* For a moment, as if the pointer had moved: what a key has changed is seen. */
void
ui_film_view_show_controls (UiFilmView *self)
{
  g_return_if_fail (UI_IS_FILM_VIEW (self));

  motion_cb (NULL, 0, 0, self);
}

static void
leave_cb (GtkEventControllerMotion *controller,
          UiFilmView               *self)
{
  g_clear_handle_id (&self->hide, g_source_remove);
  self->is_pointed = FALSE;
  if (has_path (self))
    show_state (self);
}

static void
focus_cb (UiFilmView *self)
{
  if (has_path (self))
    show_state (self);
}

void
ui_film_view_set_file (UiFilmView *self,
                       ChatFile   *file,
                       GdkTexture *thumbnail)
{
  const char *path = file != NULL ? chat_file_get_path (file) : NULL;
  const char *called = file != NULL ? chat_file_get_name (file) : NULL;
  guint scale = (guint) gtk_widget_get_scale_factor (GTK_WIDGET (self));
  g_autofree char *name = base_text_truncate_name (called != NULL ? called : _("Video"),
                                                     NAME_CHARS);

  g_return_if_fail (UI_IS_FILM_VIEW (self));

  if (!ui_playback_set_path (self->playback, path, file != NULL ? chat_file_get_length (file) : 0,
                             MAX_WIDTH * scale, MAX_HEIGHT * scale) && self->file == file)
    return;

  g_set_object (&self->file, file);
  self->full_width = self->full_height = 0;
  if (file != NULL)
    chat_file_get_shape (file, &self->full_width, &self->full_height);
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), NULL);
  if (path == NULL)
    {
      set_thumbnail (self, NULL);
      return;
    }

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (self->picture, self->is_large ? NULL : name);
  set_thumbnail (self, thumbnail);
  /* The last thing: whoever hears that it is known to be no film lets go of it. */
  show_state (self);
}

void
ui_film_view_measure (UiFilmView *self,
                      int         room,
                      int        *width,
                      int        *height)
{
  ui_picture_place_measure_film (self->full_width, self->full_height, room, width, height);
}

static void
ui_film_view_unmap (GtkWidget *widget)
{
  UiFilmView *self = UI_FILM_VIEW (widget);

  g_clear_handle_id (&self->hide, g_source_remove);
  self->is_pointed = FALSE;
  GTK_WIDGET_CLASS (ui_film_view_parent_class)->unmap (widget);
}

static void
ui_film_view_dispose (GObject *object)
{
  UiFilmView *self = UI_FILM_VIEW (object);

  g_clear_handle_id (&self->hide, g_source_remove);
  if (self->small != NULL)
    ui_small_picture_stop (self->small);
  g_clear_object (&self->small);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  g_clear_object (&self->playback);
  g_clear_object (&self->player);
  g_clear_object (&self->file);

  G_OBJECT_CLASS (ui_film_view_parent_class)->dispose (object);
}

static void
ui_film_view_class_init (UiFilmViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_film_view_dispose;
  widget_class->unmap = ui_film_view_unmap;
  widget_class->snapshot = ui_film_view_snapshot;
  signals[SIGNAL_FAILED] = g_signal_new ("failed", UI_TYPE_FILM_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_ENLARGE] = g_signal_new ("enlarge", UI_TYPE_FILM_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "film");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
button_new (UiFilmView *self,
            const char *icon,
            const char *label,
            GCallback   clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  return button;
}

static void
make_controls (UiFilmView *self)
{
  self->controls = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (self->controls, "controls");
  gtk_widget_set_valign (self->controls, GTK_ALIGN_END);
  self->button = button_new (self, "media-playback-start-symbolic", _("Play"),
                             G_CALLBACK (ui_film_view_toggle));
  gtk_widget_add_css_class (self->button, "flat");
  self->line = ui_wave_new ();
  gtk_widget_set_hexpand (self->line, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->line), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Position"), -1);
  self->time = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->time, "caption");
  gtk_widget_add_css_class (self->time, "numeric");
  gtk_widget_set_direction (self->time, GTK_TEXT_DIR_LTR); /* figures alone */
  self->enlarge = button_new (self, "view-fullscreen-symbolic", _("View large"),
                              G_CALLBACK (enlarge_cb));
  gtk_widget_add_css_class (self->enlarge, "flat");
  gtk_box_append (GTK_BOX (self->controls), self->button);
  gtk_box_append (GTK_BOX (self->controls), self->line);
  gtk_box_append (GTK_BOX (self->controls), self->time);
  gtk_box_append (GTK_BOX (self->controls), self->enlarge);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->controls);
}

static void
add_controllers (UiFilmView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  g_signal_connect_object (click, "released", G_CALLBACK (released_cb), self, 0);
  gtk_widget_add_controller (self->picture, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (motion, "enter", G_CALLBACK (motion_cb), self, 0);
  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, 0);
  g_signal_connect_object (motion, "leave", G_CALLBACK (leave_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_object (focus, "notify::contains-focus", G_CALLBACK (focus_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->controls, focus);
}

static void
ui_film_view_init (UiFilmView *self)
{
  self->small = ui_small_picture_new (GTK_WIDGET (self), NULL);
  self->overlay = gtk_overlay_new ();
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  self->picture = gtk_picture_new ();
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), self->picture);
  self->begin = button_new (self, "media-playback-start-symbolic", _("Play"),
                            G_CALLBACK (ui_film_view_toggle));
  gtk_widget_add_css_class (self->begin, "circular");
  gtk_widget_add_css_class (self->begin, "begin");
  gtk_widget_set_halign (self->begin, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->begin, GTK_ALIGN_CENTER);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->begin);
  self->length = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->length, "length");
  gtk_widget_add_css_class (self->length, "caption");
  gtk_widget_add_css_class (self->length, "numeric");
  gtk_widget_set_can_target (self->length, FALSE);
  gtk_widget_set_halign (self->length, GTK_ALIGN_START);
  gtk_widget_set_valign (self->length, GTK_ALIGN_END);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->length);
  make_controls (self);
  add_controllers (self);
}

GtkWidget *
ui_film_view_new (ChatPlayer *player,
                  gboolean    is_large)
{
  UiFilmView *self = g_object_new (UI_TYPE_FILM_VIEW, NULL);

  self->player = g_object_ref (player);
  self->is_large = is_large;
  self->volume = ui_volume_new (player, is_large);
  gtk_box_insert_child_after (GTK_BOX (self->controls), self->volume, self->time);
  gtk_widget_set_focusable (GTK_WIDGET (self), is_large);
  if (is_large)
    {
      gtk_widget_set_tooltip_text (self->enlarge, _("Full screen (F)"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->enlarge),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, _("Full screen (F)"), -1);
    }
  self->playback = ui_playback_new (GTK_WIDGET (self), player, &(const UiPlaybackParts) {
    .button = self->button,
    .wave = self->line,
    .state = G_CALLBACK (show_state),
    .time = G_CALLBACK (show_time),
    .looked = G_CALLBACK (show_look),
    .failed = G_CALLBACK (failed_cb),
  });
  g_signal_connect_object (player, "volume", G_CALLBACK (show_volume), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (player, "frame", G_CALLBACK (frame_cb), self, 0);
  return GTK_WIDGET (self);
}
