/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The middle of a picture, or of a frame of a film, in a square; until it is here, of the small one
 * that came along. */
#define G_LOG_DOMAIN "ui-media-square"

#include "ui-media-square.h"

#include "ui-drag-file.h"
#include "chat-player.h"
#include "ui-open-file.h"
#include "ui-texture-cache.h"
#include "ui-thumbnail.h"

#include <glib/gi18n.h>

#define MARGIN 4 /* px around the sign in the corner */

struct _UiMediaSquare
{
  GtkWidget     parent_instance;

  ChatFile     *file;        /* (nullable) */
  GdkTexture   *texture;     /* (nullable): once it is decoded */
  gboolean      is_small;    /* that is what came along, for its place */
  GCancellable *cancellable; /* (nullable): while it is */
  int           side;

  GtkWidget    *icon;
  GtkWidget    *film;        /* the sign that what is not here is one */
};

G_DEFINE_FINAL_TYPE (UiMediaSquare, ui_media_square, GTK_TYPE_WIDGET)

static void
stop (UiMediaSquare *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static gboolean
is_film (UiMediaSquare *self)
{
  return self->file != NULL && chat_file_get_kind (self->file) == CHAT_FILE_VIDEO;
}

static gboolean
is_absent (UiMediaSquare *self)
{
  return self->file != NULL && chat_file_get_path (self->file) == NULL;
}

/* What is not here yet, and a film, have a sign over their picture. */
static void
show_icon (UiMediaSquare *self,
           const char    *name)
{
  gboolean is_over = self->texture != NULL && (is_film (self) || is_absent (self));

  if (is_absent (self))
    name = "folder-download-symbolic";
  else if (is_over)
    name = "media-playback-start-symbolic";
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), name);
  if (is_over)
    gtk_widget_add_css_class (self->icon, "over-film");
  else
    gtk_widget_remove_css_class (self->icon, "over-film");
  if (is_over)
    gtk_widget_add_css_class (self->film, "over-film");
  else
    gtk_widget_remove_css_class (self->film, "over-film");
  gtk_widget_set_child_visible (self->icon, self->texture == NULL || is_over);
  gtk_widget_set_child_visible (self->film, is_film (self) && is_absent (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* @texture: (nullable) (transfer full) */
static void
set_texture (UiMediaSquare *self,
             GdkTexture    *texture,
             gboolean       is_small)
{
  g_clear_object (&self->texture);
  self->texture = texture;
  self->is_small = is_small;
}

static void
small_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(UiMediaSquare) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = ui_thumbnail_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  if (texture != NULL)
    set_texture (self, g_steal_pointer (&texture), TRUE);
  show_icon (self, NULL);
}

static void
decoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(UiMediaSquare) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatPicture) picture =
    chat_pictures_decode_finish (CHAT_PICTURES (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* something else is shown, or nothing */

  g_clear_object (&self->cancellable);
  set_texture (self, picture != NULL ? ui_texture_new (picture, 0) : NULL, FALSE);
  show_icon (self, "image-missing-symbolic");
}

static void
show_poster (UiMediaSquare  *self,
             const ChatLook *look)
{
  const ChatPicture *poster = chat_look_get_poster (look);

  if (poster != NULL)
    set_texture (self, ui_texture_new (poster, 0), FALSE);
  show_icon (self, "video-x-generic-symbolic");
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(UiMediaSquare) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatLook) look = chat_player_look_finish (CHAT_PLAYER (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  if (look != NULL)
    show_poster (self, look);
}

static void
load_film (UiMediaSquare *self,
           ChatPlayer    *player)
{
  const char *path = chat_file_get_path (self->file);
  const ChatLook *known = chat_player_get_look (player, path);
  guint side = (guint) (self->side * gtk_widget_get_scale_factor (GTK_WIDGET (self)) * 3);

  if (known != NULL)
    {
      show_poster (self, known);
      return;
    }

  self->cancellable = g_cancellable_new ();
  chat_player_look_async (player, path, side, side, self->cancellable, looked_cb,
                          g_object_ref (self));
}

static void
load (UiMediaSquare *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  UiTextureCache *cache = ui_texture_cache_for_widget (widget);
  ChatPictureSize size = { .is_crop = TRUE, .max_frames = 1 };
  g_autoptr(GFile) place = self->file != NULL ? ui_open_file_dup_place (self->file) : NULL;

  if (self->file == NULL || cache == NULL || self->cancellable != NULL
      || (self->texture != NULL && (!self->is_small || place == NULL))
      || !gtk_widget_get_mapped (widget))
    return;

  if (place == NULL)
    {
      self->cancellable = g_cancellable_new ();
      ui_thumbnail_load_async (self->file, ui_texture_cache_get_pictures (cache),
                               self->cancellable, small_cb, g_object_ref (self));
      return;
    }
  if (is_film (self))
    {
      load_film (self, chat_pictures_get_player (ui_texture_cache_get_pictures (cache)));
      return;
    }

  /* With some room: a wide window stretches it. */
  size.width = size.height = (guint) (self->side * gtk_widget_get_scale_factor (widget) * 3 / 2);
  self->cancellable = g_cancellable_new ();
  chat_pictures_decode_file_async (ui_texture_cache_get_pictures (cache), place, &size,
                                   self->cancellable, decoded_cb, g_object_ref (self));
}

static void
place_cb (UiMediaSquare *self)
{
  stop (self);
  if (!self->is_small)
    g_clear_object (&self->texture);
  show_icon (self, is_film (self) ? "video-x-generic-symbolic" : "image-x-generic-symbolic");
  load (self);
}

/* What came along has come after it. */
static void
thumbnail_cb (UiMediaSquare *self)
{
  if (is_absent (self))
    place_cb (self);
}

static void
ui_media_square_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ui_media_square_parent_class)->map (widget);
  load (UI_MEDIA_SQUARE (widget));
}

static void
ui_media_square_unmap (GtkWidget *widget)
{
  stop (UI_MEDIA_SQUARE (widget));
  GTK_WIDGET_CLASS (ui_media_square_parent_class)->unmap (widget);
}

static GtkSizeRequestMode
ui_media_square_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
ui_media_square_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  UiMediaSquare *self = UI_MEDIA_SQUARE (widget);

  gtk_widget_measure (self->icon, orientation, -1, NULL, NULL, NULL, NULL);
  gtk_widget_measure (self->film, orientation, -1, NULL, NULL, NULL, NULL);
  *minimum = self->side * 2 / 3;
  *natural = self->side;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
    *minimum = *natural = for_size;
}

static void
ui_media_square_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  UiMediaSquare *self = UI_MEDIA_SQUARE (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int side;

  gtk_widget_size_allocate (self->icon, &(const GtkAllocation) { 0, 0, width, height }, -1);
  if (!gtk_widget_get_child_visible (self->film))
    return;

  gtk_widget_measure (self->film, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &side, NULL, NULL);
  gtk_widget_size_allocate (self->film,
                            &(const GtkAllocation) { rtl ? width - side - MARGIN : MARGIN,
                                                     height - side - MARGIN, side, side }, -1);
}

static void
ui_media_square_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  UiMediaSquare *self = UI_MEDIA_SQUARE (widget);
  float side = (float) MAX (gtk_widget_get_width (widget), gtk_widget_get_height (widget));

  if (self->texture != NULL)
    {
      float width = (float) gdk_texture_get_width (self->texture);
      float height = (float) gdk_texture_get_height (self->texture);
      float scale = side / MIN (width, height);

      /* A frame of a film is not square. */
      gtk_snapshot_append_texture (snapshot, self->texture,
                                   &GRAPHENE_RECT_INIT ((side - width * scale) / 2,
                                                        (side - height * scale) / 2, width * scale,
                                                        height * scale));
    }
  GTK_WIDGET_CLASS (ui_media_square_parent_class)->snapshot (widget, snapshot);
}

static void
forget_file (UiMediaSquare *self)
{
  stop (self);
  if (self->file != NULL)
    g_signal_handlers_disconnect_by_data (self->file, self);
  g_clear_object (&self->file);
  set_texture (self, NULL, FALSE);
}

static void
ui_media_square_dispose (GObject *object)
{
  UiMediaSquare *self = UI_MEDIA_SQUARE (object);

  forget_file (self);
  g_clear_pointer (&self->icon, gtk_widget_unparent);
  g_clear_pointer (&self->film, gtk_widget_unparent);

  G_OBJECT_CLASS (ui_media_square_parent_class)->dispose (object);
}

static void
ui_media_square_class_init (UiMediaSquareClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_media_square_dispose;
  widget_class->map = ui_media_square_map;
  widget_class->unmap = ui_media_square_unmap;
  widget_class->get_request_mode = ui_media_square_get_request_mode;
  widget_class->measure = ui_media_square_measure;
  widget_class->size_allocate = ui_media_square_size_allocate;
  widget_class->snapshot = ui_media_square_snapshot;
  gtk_widget_class_set_css_name (widget_class, "mediasquare");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static ChatFile *
get_dragged (GtkWidget *widget)
{
  return UI_MEDIA_SQUARE (widget)->file;
}

static void
ui_media_square_init (UiMediaSquare *self)
{
  self->icon = gtk_image_new ();
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
  self->film = gtk_image_new_from_icon_name ("video-x-generic-symbolic");
  gtk_image_set_pixel_size (GTK_IMAGE (self->film), 16);
  gtk_widget_set_child_visible (self->film, FALSE);
  gtk_widget_set_parent (self->film, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  ui_drag_file_enable (GTK_WIDGET (self), get_dragged);
}

GtkWidget *
ui_media_square_new (int side)
{
  UiMediaSquare *self = g_object_new (UI_TYPE_MEDIA_SQUARE, NULL);

  self->side = side;
  return GTK_WIDGET (self);
}

void
ui_media_square_set_file (UiMediaSquare *self,
                          ChatFile      *file)
{
  const char *name;

  g_return_if_fail (UI_IS_MEDIA_SQUARE (self));

  if (file == self->file)
    return;

  forget_file (self);
  if (file == NULL)
    return;

  self->file = g_object_ref (file);
  g_signal_connect_object (file, "notify::path", G_CALLBACK (place_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (file, "notify::thumbnail", G_CALLBACK (thumbnail_cb), self,
                           G_CONNECT_SWAPPED);
  name = chat_file_get_name (file) != NULL ? chat_file_get_name (file)
         : is_film (self) ? _("Video") : _("Picture");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
  place_cb (self);
}

ChatFile *
ui_media_square_get_file (UiMediaSquare *self)
{
  g_return_val_if_fail (UI_IS_MEDIA_SQUARE (self), NULL);

  return self->file;
}
