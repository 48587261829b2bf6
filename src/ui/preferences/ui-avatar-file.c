/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Own avatars: a picture is read, decoded where it can do no harm, cropped, scaled and written, all
 * off the main thread. */
#define G_LOG_DOMAIN "ui-avatar-file"

#include "ui-avatar-file.h"

#include <glib/gi18n.h>

#define MAX_FILE_BYTES (32 * 1024 * 1024)
#define DECODED_SIDE 1024
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

typedef struct {
  ChatPictures *pictures;
  ChatPicture  *picture; /* (nullable) */
} Loading;

static void
loading_free (gpointer data)
{
  Loading *loading = data;

  g_object_unref (loading->pictures);
  g_clear_pointer (&loading->picture, chat_picture_free);
  g_free (loading);
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

/* The picture, whole, as this process may look at it. */
static GdkPixbuf *
new_pixbuf (const ChatPicture *picture)
{
  int width = (int) chat_picture_get_width (picture);
  gboolean has_alpha = chat_picture_get_has_alpha (picture);

  return gdk_pixbuf_new_from_bytes (chat_picture_get_frame (picture, 0), GDK_COLORSPACE_RGB,
                                    has_alpha, 8, width, (int) chat_picture_get_height (picture),
                                    width * (has_alpha ? 4 : 3));
}

static void
write_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  static const int sizes[] = { 256, 192, 128, 96, 64 };
  const Loading *loading = g_task_get_task_data (task);
  g_autoptr(GdkPixbuf) picture = new_pixbuf (loading->picture);
  int side = MIN (gdk_pixbuf_get_width (picture), gdk_pixbuf_get_height (picture));
  g_autoptr(GError) error = NULL;
  Avatar *avatar;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
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

static void
decoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Loading *loading = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  loading->picture = chat_pictures_decode_finish (CHAT_PICTURES (object), result, &error);
  if (loading->picture != NULL)
    g_task_run_in_thread (task, write_in_thread);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s",
                             _("This file is not a picture that can be shown."));
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  static const ChatPictureSize size = { DECODED_SIDE, DECODED_SIDE, FALSE, 0 };
  g_autoptr(GTask) task = user_data;
  const Loading *loading = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes =
    g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);

  if (bytes == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    chat_pictures_decode_async (loading->pictures, bytes, &size, g_task_get_cancellable (task),
                                decoded_cb, g_object_ref (task));
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInputStream) stream = g_file_read_finish (G_FILE (object), result, &error);

  if (stream == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_input_stream_read_bytes_async (G_INPUT_STREAM (stream), MAX_FILE_BYTES, G_PRIORITY_DEFAULT,
                                     g_task_get_cancellable (task), read_cb, g_object_ref (task));
}

void
ui_avatar_file_load_async (GFile               *file,
                           ChatPictures        *pictures,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Loading *loading = g_new0 (Loading, 1);

  g_task_set_source_tag (task, ui_avatar_file_load_async);
  loading->pictures = g_object_ref (pictures);
  g_task_set_task_data (task, loading, loading_free);
  g_file_read_async (file, G_PRIORITY_DEFAULT, cancellable, opened_cb, task);
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
