/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture in place of the icon of its file: easier to know by itself than by its name. Nobody
 * waits for those that are not looked at any more. */
#define G_LOG_DOMAIN "ui-file-icon"

#include "ui-file-icon.h"

#include "ui-texture-cache.h"

typedef struct {
  GWeakRef icon;
  int      side;
} Load;

static void
decoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autofree Load *load = user_data;
  g_autoptr(GtkImage) icon = g_weak_ref_get (&load->icon);
  g_autoptr(ChatPicture) picture =
    chat_pictures_decode_finish (CHAT_PICTURES (object), result, NULL);
  g_autoptr(GdkTexture) texture = picture != NULL ? ui_texture_new (picture, 0) : NULL;

  g_weak_ref_clear (&load->icon);
  if (icon == NULL || texture == NULL)
    return;

  gtk_image_set_pixel_size (icon, load->side);
  gtk_image_set_from_paintable (icon, GDK_PAINTABLE (texture));
}

void
ui_file_icon_load (GtkImage     *icon,
                   ChatPictures *pictures,
                   GFile        *file,
                   int           side)
{
  guint pixels;
  ChatPictureSize size;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Load *load;

  g_return_if_fail (GTK_IS_IMAGE (icon));

  pixels = (guint) side * (guint) gtk_widget_get_scale_factor (GTK_WIDGET (icon));
  size = (ChatPictureSize) { pixels, pixels, TRUE, 1 };
  load = g_new0 (Load, 1);
  g_weak_ref_init (&load->icon, icon);
  load->side = side;
  g_signal_connect_object (icon, "destroy", G_CALLBACK (g_cancellable_cancel), cancellable,
                           G_CONNECT_SWAPPED);
  chat_pictures_decode_file_async (pictures, file, &size, cancellable, decoded_cb, load);
}
