/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Own avatars: reads, crops, scales and writes a picture, all off the main thread. */
#define G_LOG_DOMAIN "ui-avatar-file"

#include "ui-avatar-file.h"

#include <glib/gi18n.h>

#define MAX_FILE_BYTES (32 * 1024 * 1024)
#define MAX_PIXELS 12000
#define MAX_PNG_BYTES (64 * 1024)

typedef struct {
  GBytes *png;
  int     size;
} Avatar;

static void
avatar_free (Avatar *avatar)
{
  g_clear_pointer (&avatar->png, g_bytes_unref);
  g_free (avatar);
}

static void
size_prepared_cb (GdkPixbufLoader *loader,
                  int              width,
                  int              height,
                  gpointer         user_data)
{
  /* A size of nothing makes the loader give up before it takes memory for the pixels. */
  if (width > MAX_PIXELS || height > MAX_PIXELS)
    gdk_pixbuf_loader_set_size (loader, 0, 0);
}

static GdkPixbuf *
read_picture (GFile         *file,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr(GFileInputStream) stream = NULL;
  g_autoptr(GdkPixbuf) turned = NULL;
  g_autoptr(GBytes) bytes = NULL;
  gboolean written;

  if ((stream = g_file_read (file, cancellable, error)) == NULL)
    return NULL;
  bytes = g_input_stream_read_bytes (G_INPUT_STREAM (stream), MAX_FILE_BYTES, cancellable, error);
  if (bytes == NULL)
    return NULL;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), NULL);
  written = gdk_pixbuf_loader_write_bytes (loader, bytes, error);
  if (!gdk_pixbuf_loader_close (loader, written ? error : NULL) || !written)
    return NULL;

  /* As the camera was held. */
  turned = gdk_pixbuf_apply_embedded_orientation (gdk_pixbuf_loader_get_pixbuf (loader));
  return g_steal_pointer (&turned);
}

static GdkPixbuf *
square (GdkPixbuf *picture,
        int        size)
{
  int width = gdk_pixbuf_get_width (picture);
  int height = gdk_pixbuf_get_height (picture);
  int side = MIN (width, height);
  g_autoptr(GdkPixbuf) middle =
    gdk_pixbuf_new_subpixbuf (picture, (width - side) / 2, (height - side) / 2, side, side);

  return gdk_pixbuf_scale_simple (middle, size, size, GDK_INTERP_HYPER);
}

static void
load_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  static const int sizes[] = { 256, 192, 128, 96, 64 };
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkPixbuf) picture = read_picture (data, cancellable, &error);
  Avatar *avatar;

  if (picture == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      int side = MIN (gdk_pixbuf_get_width (picture), gdk_pixbuf_get_height (picture));
      int size = MIN (sizes[i], MAX (side, 1));
      g_autoptr(GdkPixbuf) scaled = square (picture, size);
      char *png = NULL;
      gsize length = 0;

      if (scaled == NULL
          || !gdk_pixbuf_save_to_buffer (scaled, &png, &length, "png", &error, "compression", "9",
                                         NULL))
        break;
      if (length > MAX_PNG_BYTES)
        {
          g_free (png);
          continue;
        }

      avatar = g_new0 (Avatar, 1);
      avatar->png = g_bytes_new_take (png, length);
      avatar->size = size;
      g_task_return_pointer (task, avatar, (GDestroyNotify) avatar_free);
      return;
    }

  if (error == NULL)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED,
                                 _("This picture cannot be made small enough."));
  g_task_return_error (task, g_steal_pointer (&error));
}

void
ui_avatar_file_load_async (GFile               *file,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, ui_avatar_file_load_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, load_in_thread);
}

GBytes *
ui_avatar_file_load_finish (GAsyncResult  *result,
                            int           *size,
                            GError       **error)
{
  Avatar *avatar = g_task_propagate_pointer (G_TASK (result), error);
  GBytes *png;

  if (avatar == NULL)
    return NULL;

  *size = avatar->size;
  png = g_steal_pointer (&avatar->png);
  avatar_free (avatar);
  return png;
}
