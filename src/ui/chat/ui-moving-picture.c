/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture that moves. */
#define G_LOG_DOMAIN "ui-moving-picture"

#include "ui-moving-picture.h"

#include "base-place.h"
#include "ui-texture-cache.h"

/* So that several of them still take little memory */
#define MAX_WIDTH  240
#define MAX_HEIGHT 200
#define MAX_FRAMES 60

struct _UiMovingPicture
{
  GObject       parent_instance;

  GtkWidget    *widget;   /* borrowed: owns us */
  GCancellable *decoding; /* (nullable) */
  ChatPicture  *picture;  /* (nullable): all that it shows */
  GPtrArray    *frames;   /* (nullable) owned GdkTexture: of that */
  guint         frame;
  guint         source;
};

G_DEFINE_FINAL_TYPE (UiMovingPicture, ui_moving_picture, G_TYPE_OBJECT)

static gboolean
play_cb (gpointer user_data)
{
  UiMovingPicture *self = user_data;

  self->frame = (self->frame + 1) % self->frames->len;
  self->source = g_timeout_add (chat_picture_get_time (self->picture, self->frame), play_cb, self);
  gtk_widget_queue_draw (self->widget);
  return G_SOURCE_REMOVE;
}

void
ui_moving_picture_play (UiMovingPicture *self)
{
  g_return_if_fail (UI_IS_MOVING_PICTURE (self));

  if (self->frames != NULL && self->source == 0 && gtk_widget_get_mapped (self->widget))
    self->source = g_timeout_add (chat_picture_get_time (self->picture, self->frame), play_cb,
                                  self);
}

void
ui_moving_picture_stop (UiMovingPicture *self)
{
  g_return_if_fail (UI_IS_MOVING_PICTURE (self));

  g_clear_handle_id (&self->source, g_source_remove);
}

static void
decoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(UiMovingPicture) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatPicture) picture =
    chat_pictures_decode_finish (CHAT_PICTURES (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->decoding);
  if (picture == NULL || chat_picture_get_n_frames (picture) < 2)
    return;

  self->frames = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < chat_picture_get_n_frames (picture); i++)
    g_ptr_array_add (self->frames, ui_texture_new (picture, i));
  self->picture = g_steal_pointer (&picture);
  self->frame = 0;
  ui_moving_picture_play (self);
}

void
ui_moving_picture_load (UiMovingPicture *self,
                        ChatPictures    *pictures,
                        const char      *path,
                        const char      *type)
{
  static const ChatPictureSize size = { MAX_WIDTH, MAX_HEIGHT, FALSE, MAX_FRAMES };
  g_autoptr(GFile) place = NULL;
  gboolean moves = FALSE;

  g_return_if_fail (UI_IS_MOVING_PICTURE (self));
  g_return_if_fail (path != NULL);

  g_object_get (gtk_widget_get_settings (self->widget), "gtk-enable-animations", &moves, NULL);
  if (!moves || self->decoding != NULL || self->frames != NULL
      || (g_strcmp0 (type, "image/gif") != 0 && g_strcmp0 (type, "image/webp") != 0))
    return;

  self->decoding = g_cancellable_new ();
  place = base_place_to_file (path);
  chat_pictures_decode_file_async (pictures, place, &size, self->decoding, decoded_cb,
                                   g_object_ref (self));
}

void
ui_moving_picture_forget (UiMovingPicture *self)
{
  g_return_if_fail (UI_IS_MOVING_PICTURE (self));

  g_cancellable_cancel (self->decoding);
  g_clear_object (&self->decoding);
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->frames, g_ptr_array_unref);
  g_clear_pointer (&self->picture, chat_picture_free);
}

GdkTexture *
ui_moving_picture_get_texture (UiMovingPicture *self)
{
  g_return_val_if_fail (UI_IS_MOVING_PICTURE (self), NULL);

  return self->frames != NULL ? g_ptr_array_index (self->frames, self->frame) : NULL;
}

static void
ui_moving_picture_dispose (GObject *object)
{
  ui_moving_picture_forget (UI_MOVING_PICTURE (object));

  G_OBJECT_CLASS (ui_moving_picture_parent_class)->dispose (object);
}

static void
ui_moving_picture_class_init (UiMovingPictureClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_moving_picture_dispose;
}

static void
ui_moving_picture_init (UiMovingPicture *self)
{
}

UiMovingPicture *
ui_moving_picture_new (GtkWidget *widget)
{
  UiMovingPicture *self = g_object_new (UI_TYPE_MOVING_PICTURE, NULL);

  self->widget = widget;
  return self;
}
