/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small pictures that come along with files. */
#define G_LOG_DOMAIN "ui-thumbnail"

#include "ui-thumbnail.h"

#include <string.h>

/* px */
#define MAX_SIDE  128
#define SOFT_SIDE 48 /* what is larger is shown as it is */

/* Three times over the same distance is as good as a curve. */
#define FACTOR   4
#define RADIUS   (FACTOR / 2)
#define N_ROUNDS 3

/* @n values, each @step bytes behind the other, become the middle of their neighbours'. */
static void
soften_line (guint8 *values,
             int     n,
             int     step,
             guint8 *line)
{
  guint sum = 0;

  for (int i = 0; i < n; i++)
    line[i] = values[i * step];
  for (int i = -RADIUS; i <= RADIUS; i++)
    sum += line[CLAMP (i, 0, n - 1)];
  for (int i = 0; i < n; i++)
    {
      values[i * step] = (guint8) (sum / (2 * RADIUS + 1));
      sum += line[MIN (i + RADIUS + 1, n - 1)];
      sum -= line[MAX (i - RADIUS, 0)];
    }
}

static void
soften (guint8 *pixels,
        int     width,
        int     height,
        int     n_channels)
{
  g_autofree guint8 *line = g_malloc ((gsize) MAX (width, height));

  for (int round = 0; round < N_ROUNDS; round++)
    {
      for (int y = 0; y < height; y++)
        for (int channel = 0; channel < n_channels; channel++)
          soften_line (pixels + y * width * n_channels + channel, width, n_channels, line);
      for (int x = 0; x < width; x++)
        for (int channel = 0; channel < n_channels; channel++)
          soften_line (pixels + x * n_channels + channel, height, width * n_channels, line);
    }
}

static GdkTexture *
make_texture (const ChatPicture *picture)
{
  int n_channels = chat_picture_get_has_alpha (picture) ? 4 : 3;
  int width = (int) chat_picture_get_width (picture);
  int height = (int) chat_picture_get_height (picture);
  int factor = MAX (width, height) <= SOFT_SIDE ? FACTOR : 1;
  gsize n_bytes = (gsize) (width * factor) * (gsize) (height * factor) * (gsize) n_channels;
  const guint8 *from = g_bytes_get_data (chat_picture_get_frame (picture, 0), NULL);
  guint8 *to = g_malloc (n_bytes);
  g_autoptr(GBytes) bytes = g_bytes_new_take (to, n_bytes);

  for (int y = 0; y < height * factor; y++)
    for (int x = 0; x < width * factor; x++)
      memcpy (to + (y * width * factor + x) * n_channels,
              from + (y / factor * width + x / factor) * n_channels, (gsize) n_channels);
  if (factor > 1)
    soften (to, width * factor, height * factor, n_channels);
  return gdk_memory_texture_new (width * factor, height * factor,
                                 n_channels == 4 ? GDK_MEMORY_R8G8B8A8 : GDK_MEMORY_R8G8B8, bytes,
                                 (gsize) (width * factor * n_channels));
}

static void
decoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(ChatPicture) picture =
    chat_pictures_decode_finish (CHAT_PICTURES (object), result, &error);

  if (picture != NULL)
    g_task_return_pointer (task, make_texture (picture), g_object_unref);
  else
    g_task_return_error (task, error);
}

void
ui_thumbnail_load_async (ChatFile            *file,
                         ChatPictures        *pictures,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  static const ChatPictureSize size = { MAX_SIDE, MAX_SIDE, FALSE, 0 };
  g_autoptr(GTask) task = NULL;
  g_autoptr(GBytes) picture = NULL;
  g_autoptr(ChatPicture) colors = NULL;

  g_return_if_fail (CHAT_IS_FILE (file));
  g_return_if_fail (CHAT_IS_PICTURES (pictures));

  task = g_task_new (file, cancellable, callback, user_data);
  g_task_set_source_tag (task, ui_thumbnail_load_async);
  picture = chat_file_dup_thumbnail (file);
  colors = picture == NULL ? chat_file_dup_colors (file) : NULL;
  if (picture == NULL)
    g_task_return_pointer (task, colors != NULL ? make_texture (colors) : NULL, g_object_unref);
  else
    chat_pictures_decode_async (pictures, picture, &size, cancellable, decoded_cb,
                                g_steal_pointer (&task));
}

GdkTexture *
ui_thumbnail_load_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ui_thumbnail_load_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
ui_thumbnail_exists (ChatFile *file)
{
  g_autoptr(GBytes) picture = NULL;
  g_autoptr(ChatPicture) colors = NULL;

  g_return_val_if_fail (CHAT_IS_FILE (file), FALSE);

  picture = chat_file_dup_thumbnail (file);
  colors = picture == NULL ? chat_file_dup_colors (file) : NULL;
  return picture != NULL || colors != NULL;
}
