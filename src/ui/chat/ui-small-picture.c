/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in the place of a file until that is seen itself. */
#define G_LOG_DOMAIN "ui-small-picture"

#include "ui-small-picture.h"

#include "ui-texture-cache.h"
#include "ui-thumbnail.h"

struct _UiSmallPicture
{
  GObject             parent_instance;

  GtkWidget          *widget;  /* borrowed: owns us */
  UiSmallPictureFunc  loaded;  /* (nullable) */
  GdkTexture         *texture; /* (nullable) */
  GCancellable       *loading; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (UiSmallPicture, ui_small_picture, G_TYPE_OBJECT)

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(UiSmallPicture) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = ui_thumbnail_load_finish (result, &error);

  /* Then the widget may be gone, too. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->loading);
  g_set_object (&self->texture, texture);
  gtk_widget_queue_draw (self->widget);
  if (self->loaded != NULL)
    self->loaded (self->widget);
}

void
ui_small_picture_load (UiSmallPicture *self,
                       ChatFile       *file)
{
  UiTextureCache *window;

  g_return_if_fail (UI_IS_SMALL_PICTURE (self));
  g_return_if_fail (CHAT_IS_FILE (file));

  window = ui_texture_cache_for_widget (self->widget);
  if (window == NULL || self->texture != NULL || self->loading != NULL)
    return;

  self->loading = g_cancellable_new ();
  ui_thumbnail_load_async (file, ui_texture_cache_get_pictures (window), self->loading, loaded_cb,
                           g_object_ref (self));
}

void
ui_small_picture_stop (UiSmallPicture *self)
{
  g_return_if_fail (UI_IS_SMALL_PICTURE (self));

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

void
ui_small_picture_set_texture (UiSmallPicture *self,
                              GdkTexture     *texture)
{
  g_return_if_fail (UI_IS_SMALL_PICTURE (self));

  ui_small_picture_stop (self);
  g_set_object (&self->texture, texture);
}

GdkTexture *
ui_small_picture_get_texture (UiSmallPicture *self)
{
  g_return_val_if_fail (UI_IS_SMALL_PICTURE (self), NULL);

  return self->texture;
}

static void
ui_small_picture_dispose (GObject *object)
{
  ui_small_picture_set_texture (UI_SMALL_PICTURE (object), NULL);

  G_OBJECT_CLASS (ui_small_picture_parent_class)->dispose (object);
}

static void
ui_small_picture_class_init (UiSmallPictureClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_small_picture_dispose;
}

static void
ui_small_picture_init (UiSmallPicture *self)
{
}

UiSmallPicture *
ui_small_picture_new (GtkWidget          *widget,
                      UiSmallPictureFunc  loaded)
{
  UiSmallPicture *self = g_object_new (UI_TYPE_SMALL_PICTURE, NULL);

  self->widget = widget;
  self->loaded = loaded;
  return self;
}
