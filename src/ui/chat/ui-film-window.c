/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of one film. */
#define G_LOG_DOMAIN "ui-film-window"

#include "ui-film-window.h"

#include "ui-film-view.h"

#include <glib/gi18n.h>

#define UPRIGHT_HEIGHT    640
#define UPRIGHT_MIN_WIDTH 360
#define BAR_HEIGHT        47

struct _UiFilmWindow
{
  AdwWindow   parent_instance;

  ChatPlayer *player;
  char       *path;
  GtkWidget  *stack;  /* the film; once it has failed, that it has */
  GtkWidget  *film;
};

G_DEFINE_FINAL_TYPE (UiFilmWindow, ui_film_window, ADW_TYPE_WINDOW)

/* From the whole screen, back to the window first */
static gboolean
close_cb (GtkWidget *widget,
          GVariant  *arguments,
          gpointer   user_data)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (widget)))
    gtk_window_unfullscreen (GTK_WINDOW (widget));
  else
    gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

static void
turn_full (UiFilmWindow *self)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (self)))
    gtk_window_unfullscreen (GTK_WINDOW (self));
  else
    gtk_window_fullscreen (GTK_WINDOW (self));
}

static gboolean
full_cb (GtkWidget *widget,
         GVariant  *arguments,
         gpointer   user_data)
{
  turn_full (UI_FILM_WINDOW (widget));
  return TRUE;
}

static void
step_volume (UiFilmWindow *self,
             int           step)
{
  int volume = (int) chat_player_get_volume (self->player) + step;

  chat_player_set_volume (self->player, (guint) CLAMP (volume, 0, 100));
}

/* A window has uses of its own for the space bar and the arrows: these come before it, but after
 * whatever within it has the keyboard. */
static gboolean
key_cb (UiFilmWindow *self,
        guint         key)
{
  UiFilmView *film = UI_FILM_VIEW (self->film);

  switch (gdk_keyval_to_lower (key))
    {
    case GDK_KEY_space:
    case GDK_KEY_k:
      ui_film_view_toggle (film);
      break;
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      ui_film_view_step (film, key == GDK_KEY_Right ? 5 : -5);
      break;
    case GDK_KEY_j:
      ui_film_view_step (film, -10);
      break;
    case GDK_KEY_l:
      ui_film_view_step (film, 10);
      break;
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      step_volume (self, key == GDK_KEY_Up ? 10 : -10);
      break;
    case GDK_KEY_m:
      chat_player_set_muted (self->player, chat_player_get_volume (self->player) > 0);
      break;
    case GDK_KEY_f:
      turn_full (self);
      break;
    default:
      return FALSE;
    }

  ui_film_view_show_controls (film);
  return TRUE;
}

/* It says so in the place of its picture; the bar stays. */
static void
failed_cb (UiFilmWindow *self,
           const char   *codec) /* (nullable) */
{
  GtkWidget *page = adw_status_page_new ();
  /* Translators: what a video is written in: H.265 (HEVC) */
  g_autofree char *text = codec != NULL
                          ? g_strdup_printf (_("What plays %s is not installed."), codec) : NULL;

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "video-x-generic-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("Cannot be played here"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), text);
  gtk_stack_add_child (GTK_STACK (self->stack), page);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), page);
}

static void
ui_film_window_dispose (GObject *object)
{
  UiFilmWindow *self = UI_FILM_WINDOW (object);

  if (self->player != NULL
      && chat_player_get_state (self->player, self->path) == CHAT_PLAYER_PLAYING)
    chat_player_pause (self->player);
  g_clear_object (&self->player);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (ui_film_window_parent_class)->dispose (object);
}

static void
ui_film_window_class_init (UiFilmWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_film_window_dispose;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, close_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F11, 0, full_cb, NULL);
}

static void
ui_film_window_init (UiFilmWindow *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "picture-viewer");
}

/* One that is upright gets a window that is. */
static void
set_size (UiFilmWindow *self,
          ChatFile     *file)
{
  const ChatLook *look = chat_player_get_look (self->player, self->path);
  guint width = look != NULL ? chat_look_get_full_width (look) : 0;
  guint height = look != NULL ? chat_look_get_full_height (look) : 0;

  if (width == 0 || height == 0)
    chat_file_get_shape (file, &width, &height);
  if (height > width)
    gtk_window_set_default_size (GTK_WINDOW (self),
                                 MAX ((int) ((double) UPRIGHT_HEIGHT * width / height),
                                      UPRIGHT_MIN_WIDTH), UPRIGHT_HEIGHT + BAR_HEIGHT);
  else
    gtk_window_set_default_size (GTK_WINDOW (self), 960, 600);
}

GtkWindow *
ui_film_window_present (GtkWidget  *from,
                        ChatPlayer *player,
                        ChatFile   *file)
{
  UiFilmWindow *self = g_object_new (UI_TYPE_FILM_WINDOW, NULL);
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkRoot *root = gtk_widget_get_root (from);
  const char *name = chat_file_get_name (file) != NULL ? chat_file_get_name (file) : _("Video");

  self->player = g_object_ref (player);
  self->path = g_strdup (chat_file_get_path (file));
  set_size (self, file);
  self->film = ui_film_view_new (player, TRUE);
  self->stack = gtk_stack_new ();
  gtk_stack_add_child (GTK_STACK (self->stack), self->film);
  gtk_widget_set_vexpand (self->stack, TRUE);
  g_signal_connect_object (self->film, "enlarge", G_CALLBACK (turn_full), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->film, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (box, keys);
  gtk_window_set_title (GTK_WINDOW (self), name);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  g_object_bind_property (self, "fullscreened", bar, "visible", G_BINDING_INVERT_BOOLEAN);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), self->stack);
  adw_window_set_content (ADW_WINDOW (self), box);
  if (chat_player_get_state (player, self->path) == CHAT_PLAYER_PLAYING)
    chat_player_pause (player); /* it goes on below, larger */
  ui_film_view_set_file (UI_FILM_VIEW (self->film), file, NULL);
  /* A key is not to press the button that closes it. */
  gtk_window_set_focus (GTK_WINDOW (self), self->film);
  gtk_window_present (GTK_WINDOW (self));
  ui_film_view_toggle (UI_FILM_VIEW (self->film));
  return GTK_WINDOW (self);
}
