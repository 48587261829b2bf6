/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of messages, the newest that were seen. */
#define G_LOG_DOMAIN "ui-picture-cache"

#include "ui-picture-cache.h"

#include "base-place.h"
#include "ui-texture-cache.h"

#define MAX_BYTES (48 * 1024 * 1024)

#define ATTRIBUTES \
  G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_TIME_MODIFIED "," \
  G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC "," G_FILE_ATTRIBUTE_UNIX_INODE

struct _UiPictureCache
{
  GObject     parent_instance;

  GHashTable *kept;    /* owned key → owned Kept */
  GQueue      order;   /* borrowed Kept: the one that was seen last at the end */
  gsize       n_bytes;
};

typedef struct {
  char       *key;
  char       *stamp;       /* of the file that it was decoded from */
  GdkTexture *texture;
  guint       full_width;
  guint       full_height;
  gsize       n_bytes;
  GList       link;    /* in the order */
} Kept;

typedef struct {
  ChatPictures *pictures;
  char         *key;
  char         *stamp;       /* (nullable) until it is known */
  guint         width;
  guint         height;
  guint         full_width;
  guint         full_height;
} Load;

G_DEFINE_FINAL_TYPE (UiPictureCache, ui_picture_cache, G_TYPE_OBJECT)

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_object_unref (kept->texture);
  g_free (kept->key);
  g_free (kept->stamp);
  g_free (kept);
}

static void
load_free (gpointer data)
{
  Load *load = data;

  g_object_unref (load->pictures);
  g_free (load->key);
  g_free (load->stamp);
  g_free (load);
}

static char *
make_key (const char *path,
          guint       width,
          guint       height)
{
  return g_strdup_printf ("%ux%u %s", width, height, path);
}

/* A file that was written anew, or another one that now has its path, has another one. */
static char *
make_stamp (GFileInfo *info)
{
  return g_strdup_printf (
    "%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT ".%06u %" G_GINT64_FORMAT,
    g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_UNIX_INODE),
    g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED),
    g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC),
    g_file_info_get_size (info));
}

static void
drop (UiPictureCache *self,
      Kept           *kept)
{
  g_queue_unlink (&self->order, &kept->link);
  self->n_bytes -= kept->n_bytes;
  g_hash_table_remove (self->kept, kept->key);
}

static void
keep (UiPictureCache *self,
      Load           *load,
      GdkTexture     *texture)
{
  Kept *kept = g_hash_table_lookup (self->kept, load->key);

  if (kept != NULL)
    drop (self, kept);

  kept = g_new0 (Kept, 1);
  kept->key = g_strdup (load->key);
  kept->stamp = g_strdup (load->stamp);
  kept->texture = g_object_ref (texture);
  kept->full_width = load->full_width;
  kept->full_height = load->full_height;
  kept->n_bytes = (gsize) gdk_texture_get_width (texture) * (gsize) gdk_texture_get_height (texture)
                  * 4;
  kept->link.data = kept;
  g_hash_table_insert (self->kept, kept->key, kept);
  g_queue_push_tail_link (&self->order, &kept->link);
  self->n_bytes += kept->n_bytes;
  while (self->n_bytes > MAX_BYTES && self->order.length > 1)
    drop (self, g_queue_peek_head (&self->order));
}

GdkTexture *
ui_picture_cache_lookup (UiPictureCache *self,
                         const char     *path,
                         guint           width,
                         guint           height)
{
  g_autofree char *key = make_key (path, width, height);
  Kept *kept;

  g_return_val_if_fail (UI_IS_PICTURE_CACHE (self), NULL);

  kept = g_hash_table_lookup (self->kept, key);
  if (kept == NULL)
    return NULL;

  g_queue_unlink (&self->order, &kept->link);
  g_queue_push_tail_link (&self->order, &kept->link);
  return kept->texture;
}

static void
decoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  UiPictureCache *self = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatPicture) picture =
    chat_pictures_decode_finish (CHAT_PICTURES (object), result, &error);
  GdkTexture *texture;

  if (picture == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  load->full_width = chat_picture_get_full_width (picture);
  load->full_height = chat_picture_get_full_height (picture);
  texture = ui_texture_new (picture, 0);
  keep (self, load, texture);
  g_task_return_pointer (task, texture, g_object_unref);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  UiPictureCache *self = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = g_file_query_info_finish (G_FILE (object), result, &error);
  const ChatPictureSize size = { load->width, load->height, FALSE, 0 };
  Kept *kept = g_hash_table_lookup (self->kept, load->key);

  if (info == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  load->stamp = make_stamp (info);
  if (kept != NULL && g_str_equal (kept->stamp, load->stamp))
    {
      load->full_width = kept->full_width;
      load->full_height = kept->full_height;
      g_task_return_pointer (task, g_object_ref (kept->texture), g_object_unref);
      return;
    }

  chat_pictures_decode_file_async (load->pictures, G_FILE (object), &size,
                                   g_task_get_cancellable (task), decoded_cb, task);
  g_steal_pointer (&task);
}

void
ui_picture_cache_load_async (UiPictureCache      *self,
                             ChatPictures        *pictures,
                             const char          *path,
                             guint                width,
                             guint                height,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GFile) file = NULL;
  GTask *task;
  Load *load;

  g_return_if_fail (UI_IS_PICTURE_CACHE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ui_picture_cache_load_async);
  load = g_new0 (Load, 1);
  load->pictures = g_object_ref (pictures);
  load->key = make_key (path, width, height);
  load->width = width;
  load->height = height;
  g_task_set_task_data (task, load, load_free);
  file = base_place_to_file (path);
  g_file_query_info_async (file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT,
                           cancellable, looked_cb, task);
}

GdkTexture *
ui_picture_cache_load_finish (UiPictureCache  *self,
                              GAsyncResult    *result,
                              guint           *full_width,
                              guint           *full_height,
                              GError         **error)
{
  Load *load;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  load = g_task_get_task_data (G_TASK (result));
  *full_width = load->full_width;
  *full_height = load->full_height;
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ui_picture_cache_finalize (GObject *object)
{
  UiPictureCache *self = UI_PICTURE_CACHE (object);

  while (self->order.length > 0)
    drop (self, g_queue_peek_head (&self->order));
  g_hash_table_unref (self->kept);

  G_OBJECT_CLASS (ui_picture_cache_parent_class)->finalize (object);
}

static void
ui_picture_cache_class_init (UiPictureCacheClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ui_picture_cache_finalize;
}

static void
ui_picture_cache_init (UiPictureCache *self)
{
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, kept_free);
  g_queue_init (&self->order);
}

UiPictureCache *
ui_picture_cache_new (void)
{
  return g_object_new (UI_TYPE_PICTURE_CACHE, NULL);
}
