/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A film in a message, or by itself. */
#define G_LOG_DOMAIN "ui-film-view"

#include "ui-film-view.h"

#include "base-text.h"
#include "ui-duration.h"
#include "ui-texture-cache.h"
#include "ui-wave.h"

#include <glib/gi18n.h>

#define MAX_WIDTH    360
#define MAX_HEIGHT   300
#define MIN_WIDTH    200
#define MIN_HEIGHT   110
#define LARGE_WIDTH  1920
#define LARGE_HEIGHT 1080
#define NAME_CHARS   120

/* What is around a film goes when it plays and nobody moves. */
#define HIDE_MS      2500

struct _UiFilmView
{
  GtkWidget     parent_instance;

  ChatPlayer   *player;
  ChatFile     *file;        /* (nullable) */
  char         *path;        /* (nullable): of that */
  gboolean      is_large;
  guint         full_width;  /* px as it is to be seen; 0: not known */
  guint         full_height;
  GCancellable *looking;     /* (nullable) */
  gboolean      is_looked;
  gboolean      is_pointed;  /* the pointer moved over it not long ago */
  guint         hide;        /* source */
  guint         tick;        /* while it plays */

  GtkWidget    *overlay;
  GtkWidget    *picture;
  GtkWidget    *begin;       /* the large button in its middle */
  GtkWidget    *length;
  GtkWidget    *controls;
  GtkWidget    *button;
  GtkWidget    *line;
  GtkWidget    *time;
};

G_DEFINE_FINAL_TYPE (UiFilmView, ui_film_view, GTK_TYPE_WIDGET)

enum {
  SIGNAL_FAILED,
  SIGNAL_ENLARGE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gint64
get_duration (UiFilmView *self)
{
  gint64 duration = chat_player_get_duration (self->player, self->path);

  if (duration >= 0)
    return duration;

  return chat_file_get_length (self->file) > 0 ? chat_file_get_length (self->file) : -1;
}

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
show_time (UiFilmView *self)
{
  gint64 position = chat_player_get_position (self->player, self->path);
  gint64 duration = get_duration (self);
  g_autofree char *now = ui_duration_format (position);
  g_autofree char *all = duration >= 0 ? ui_duration_format (duration) : NULL;
  g_autofree char *text = all != NULL ? g_strdup_printf (_("%s / %s"), now, all) : g_strdup (now);

  if (g_strcmp0 (text, gtk_label_get_text (GTK_LABEL (self->time))) != 0)
    gtk_label_set_text (GTK_LABEL (self->time), text);
  gtk_label_set_text (GTK_LABEL (self->length), all != NULL ? all : "");
  ui_wave_set_position (UI_WAVE (self->line), position, duration);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  show_time (UI_FILM_VIEW (widget));
  return G_SOURCE_CONTINUE;
}

static void
stop_tick (UiFilmView *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
}

static gboolean
has_focus_within (UiFilmView *self)
{
  return (gtk_widget_get_state_flags (self->controls) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0
         && gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self))) != NULL;
}

static void
show_state (UiFilmView *self)
{
  ChatPlayerState state = chat_player_get_state (self->player, self->path);
  gboolean plays = state == CHAT_PLAYER_PLAYING;
  gboolean is_begun = plays || (state == CHAT_PLAYER_PAUSED
                                && chat_player_get_position (self->player, self->path) > 0);
  const char *action = plays ? _("Pause") : _("Play");

  gtk_button_set_icon_name (GTK_BUTTON (self->button), plays ? "media-playback-pause-symbolic"
                                                             : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->button, action);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  action, -1);
  gtk_widget_set_visible (self->begin, !plays);
  gtk_widget_set_visible (self->length, !is_begun && !self->is_large && get_duration (self) >= 0);
  gtk_widget_set_visible (self->controls, self->is_large || is_begun);
  gtk_widget_set_opacity (self->controls,
                          !plays || self->is_pointed || has_focus_within (self) ? 1 : 0);
  show_time (self);
  if (!plays)
    stop_tick (self);
  else if (self->tick == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

static void
changed_cb (ChatPlayer *player,
            const char *path,
            UiFilmView *self)
{
  if (self->path == NULL || g_strcmp0 (path, self->path) != 0)
    return;

  if (chat_player_get_state (player, self->path) == CHAT_PLAYER_FAILED)
    g_signal_emit (self, signals[SIGNAL_FAILED], 0);
  else
    show_state (self);
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

  if (g_strcmp0 (path, self->path) != 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)))
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

  self->is_looked = TRUE;
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

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(UiFilmView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatLook) look = chat_player_look_finish (CHAT_PLAYER (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->looking);
  if (look != NULL && chat_look_get_full_width (look) > 0)
    show_look (self, look);
  else
    g_signal_emit (self, signals[SIGNAL_FAILED], 0);
}

static void
stop_looking (UiFilmView *self)
{
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
}

static void
start_looking (UiFilmView *self)
{
  const ChatLook *known;
  guint scale = (guint) gtk_widget_get_scale_factor (GTK_WIDGET (self));

  if (self->path == NULL || self->looking != NULL || self->is_looked
      || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  known = chat_player_get_look (self->player, self->path);
  if (known != NULL)
    {
      show_look (self, known);
      return;
    }

  self->looking = g_cancellable_new ();
  chat_player_look_async (self->player, self->path, MAX_WIDTH * scale, MAX_HEIGHT * scale,
                          self->looking, looked_cb, g_object_ref (self));
}

/* What is clicked. */

void
ui_film_view_toggle (UiFilmView *self)
{
  guint width;
  guint height;

  g_return_if_fail (UI_IS_FILM_VIEW (self));

  if (self->path == NULL)
    return;

  get_fit (self, &width, &height);
  if (chat_player_get_state (self->player, self->path) == CHAT_PLAYER_PLAYING)
    chat_player_pause (self->player);
  else
    chat_player_play_film (self->player, self->path, width, height);
}

void
ui_film_view_step (UiFilmView *self,
                   int         seconds)
{
  g_return_if_fail (UI_IS_FILM_VIEW (self));

  if (self->path != NULL)
    chat_player_seek (self->player, self->path,
                      chat_player_get_position (self->player, self->path) + seconds * 1000);
}

static void
seek_cb (UiFilmView *self,
         double      fraction)
{
  gint64 duration = self->path != NULL ? get_duration (self) : -1;

  if (duration > 0)
    chat_player_seek (self->player, self->path, (gint64) (fraction * (double) duration));
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
hide_cb (gpointer user_data)
{
  UiFilmView *self = user_data;

  self->hide = 0;
  self->is_pointed = FALSE;
  if (self->path != NULL)
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
  if (self->is_pointed || self->path == NULL)
    return;

  self->is_pointed = TRUE;
  show_state (self);
}

static void
leave_cb (GtkEventControllerMotion *controller,
          UiFilmView               *self)
{
  g_clear_handle_id (&self->hide, g_source_remove);
  self->is_pointed = FALSE;
  if (self->path != NULL)
    show_state (self);
}

static void
focus_cb (UiFilmView *self)
{
  if (self->path != NULL)
    show_state (self);
}

void
ui_film_view_set_file (UiFilmView *self,
                       ChatFile   *file)
{
  const char *path = file != NULL ? chat_file_get_path (file) : NULL;
  const char *called = file != NULL ? chat_file_get_name (file) : NULL;
  g_autofree char *name = base_text_truncate (called != NULL ? called : _("Video"), NAME_CHARS);

  g_return_if_fail (UI_IS_FILM_VIEW (self));

  if (self->file == file && g_strcmp0 (self->path, path) == 0)
    return;

  stop_looking (self);
  stop_tick (self);
  g_set_object (&self->file, file);
  g_free (self->path);
  self->path = g_strdup (path);
  self->is_looked = FALSE;
  self->full_width = file != NULL ? chat_file_get_width (file) : 0;
  self->full_height = file != NULL ? chat_file_get_height (file) : 0;
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), NULL);
  if (path == NULL)
    return;

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (self->picture, self->is_large ? NULL : name);
  show_state (self);
  start_looking (self);
}

void
ui_film_view_measure (UiFilmView *self,
                      int         room,
                      int        *width,
                      int        *height)
{
  guint full_width = self->full_width > 0 && self->full_height > 0 ? self->full_width : 16;
  guint full_height = self->full_width > 0 && self->full_height > 0 ? self->full_height : 9;
  double scale = MIN ((double) MIN (MAX_WIDTH, MAX (room, 1)) / full_width,
                      (double) MAX_HEIGHT / full_height);

  /* Small ones are made as large as what is around them needs. */
  if (self->full_width > 0 && full_width * scale > MAX (full_width, MIN_WIDTH))
    scale = MAX ((double) MIN (MIN_WIDTH, room) / full_width, 1);
  *width = CLAMP ((int) (full_width * scale + 0.5), MIN (MIN_WIDTH, room), MAX (room, 1));
  *height = CLAMP ((int) (full_height * scale + 0.5), MIN_HEIGHT, MAX_HEIGHT);
}

static void
ui_film_view_map (GtkWidget *widget)
{
  UiFilmView *self = UI_FILM_VIEW (widget);

  GTK_WIDGET_CLASS (ui_film_view_parent_class)->map (widget);
  if (self->path == NULL)
    return;

  show_state (self);
  start_looking (self);
}

static void
ui_film_view_unmap (GtkWidget *widget)
{
  UiFilmView *self = UI_FILM_VIEW (widget);

  stop_looking (self);
  stop_tick (self);
  g_clear_handle_id (&self->hide, g_source_remove);
  GTK_WIDGET_CLASS (ui_film_view_parent_class)->unmap (widget);
}

static void
ui_film_view_dispose (GObject *object)
{
  UiFilmView *self = UI_FILM_VIEW (object);

  stop_looking (self);
  stop_tick (self);
  g_clear_handle_id (&self->hide, g_source_remove);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  g_clear_object (&self->player);
  g_clear_object (&self->file);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (ui_film_view_parent_class)->dispose (object);
}

static void
ui_film_view_class_init (UiFilmViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_film_view_dispose;
  widget_class->map = ui_film_view_map;
  widget_class->unmap = ui_film_view_unmap;
  signals[SIGNAL_FAILED] = g_signal_new ("failed", UI_TYPE_FILM_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
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
  GtkWidget *enlarge;

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
  g_signal_connect_object (self->line, "seek", G_CALLBACK (seek_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->line, "step", G_CALLBACK (ui_film_view_step), self,
                           G_CONNECT_SWAPPED);
  self->time = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->time, "caption");
  gtk_widget_add_css_class (self->time, "numeric");
  gtk_widget_set_direction (self->time, GTK_TEXT_DIR_LTR); /* figures alone */
  enlarge = button_new (self, "view-fullscreen-symbolic", _("View large"), G_CALLBACK (enlarge_cb));
  gtk_widget_add_css_class (enlarge, "flat");
  gtk_box_append (GTK_BOX (self->controls), self->button);
  gtk_box_append (GTK_BOX (self->controls), self->line);
  gtk_box_append (GTK_BOX (self->controls), self->time);
  gtk_box_append (GTK_BOX (self->controls), enlarge);
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
  g_signal_connect_object (player, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (player, "frame", G_CALLBACK (frame_cb), self, 0);
  return GTK_WIDGET (self);
}
