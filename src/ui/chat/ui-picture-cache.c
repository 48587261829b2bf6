/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of messages, the newest that were seen. */
#define G_LOG_DOMAIN "ui-picture-cache"

#include "ui-picture-cache.h"

#include "ui-texture-cache.h"

#define MAX_BYTES (48 * 1024 * 1024)

struct _UiPictureCache
{
  GObject     parent_instance;

  GHashTable *kept;    /* owned key → owned Kept */
  GQueue      order;   /* borrowed Kept: the one that was seen last at the end */
  gsize       n_bytes;
};

typedef struct {
  char       *key;
  GdkTexture *texture;
  gsize       n_bytes;
  GList       link;    /* in the order */
} Kept;

typedef struct {
  char *key;
  guint full_width;
  guint full_height;
} Load;

G_DEFINE_FINAL_TYPE (UiPictureCache, ui_picture_cache, G_TYPE_OBJECT)

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_object_unref (kept->texture);
  g_free (kept->key);
  g_free (kept);
}

static void
load_free (gpointer data)
{
  Load *load = data;

  g_free (load->key);
  g_free (load);
}

static char *
make_key (const char *path,
          guint       width,
          guint       height)
{
  return g_strdup_printf ("%ux%u %s", width, height, path);
}

static void
drop_oldest (UiPictureCache *self)
{
  GList *link = g_queue_pop_head_link (&self->order);
  Kept *kept = link->data;

  self->n_bytes -= kept->n_bytes;
  g_hash_table_remove (self->kept, kept->key);
}

static void
keep (UiPictureCache *self,
      const char     *key,
      GdkTexture     *texture)
{
  Kept *kept;

  if (g_hash_table_contains (self->kept, key))
    return;

  kept = g_new0 (Kept, 1);
  kept->key = g_strdup (key);
  kept->texture = g_object_ref (texture);
  kept->n_bytes = (gsize) gdk_texture_get_width (texture) * (gsize) gdk_texture_get_height (texture)
                  * 4;
  kept->link.data = kept;
  g_hash_table_insert (self->kept, kept->key, kept);
  g_queue_push_tail_link (&self->order, &kept->link);
  self->n_bytes += kept->n_bytes;
  while (self->n_bytes > MAX_BYTES && self->order.length > 1)
    drop_oldest (self);
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
  keep (self, load->key, texture);
  g_task_return_pointer (task, texture, g_object_unref);
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
  const ChatPictureSize size = { width, height, FALSE, 0 };
  g_autoptr(GFile) file = NULL;
  GTask *task;
  Load *load;

  g_return_if_fail (UI_IS_PICTURE_CACHE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ui_picture_cache_load_async);
  load = g_new0 (Load, 1);
  load->key = make_key (path, width, height);
  g_task_set_task_data (task, load, load_free);
  file = path[0] == G_DIR_SEPARATOR ? g_file_new_for_path (path) : g_file_new_for_uri (path);
  chat_pictures_decode_file_async (pictures, file, &size, cancellable, decoded_cb, task);
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
    drop_oldest (self);
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
