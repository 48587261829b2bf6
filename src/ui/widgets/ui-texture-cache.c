/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small pictures of people: decoded elsewhere, kept by content and size, within bounds. */
#define G_LOG_DOMAIN "ui-texture-cache"

#include "ui-texture-cache.h"

#define MAX_BYTES (2 * 1024 * 1024)
#define MAX_KEPT 300

struct _UiTextureCache
{
  GObject       parent_instance;

  ChatPictures *pictures;
  GHashTable   *kept;     /* owned Key => owned GdkTexture */
  GQueue        order;    /* borrowed Key: oldest first */
};

/* The bytes themselves: who holds them equal, holds them shared mostly. */
typedef struct {
  GBytes *image;
  int     size;
} Key;

typedef struct {
  GBytes *image;
  int     size;
} Job;

G_DEFINE_FINAL_TYPE (UiTextureCache, ui_texture_cache, G_TYPE_OBJECT)
G_DEFINE_INTERFACE (UiTextureScope, ui_texture_scope, GTK_TYPE_WIDGET)

static guint
key_hash (gconstpointer data)
{
  const Key *key = data;

  return (guint) g_bytes_get_size (key->image) * 31 + (guint) key->size;
}

static gboolean
key_equal (gconstpointer a,
           gconstpointer b)
{
  const Key *one = a, *other = b;

  return one->size == other->size
         && (one->image == other->image || g_bytes_equal (one->image, other->image));
}

static void
key_free (gpointer data)
{
  Key *key = data;

  g_bytes_unref (key->image);
  g_free (key);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_bytes_unref (job->image);
  g_free (job);
}

static void
decoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatPicture) picture =
    chat_pictures_decode_finish (CHAT_PICTURES (object), result, &error);

  if (picture == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, ui_texture_new (picture, 0), g_object_unref);
}

static void
keep (UiTextureCache *self,
      GBytes         *image,
      int             size,
      GdkTexture     *texture)
{
  Key *key = g_new0 (Key, 1);

  key->image = g_bytes_ref (image);
  key->size = size;
  if (g_hash_table_contains (self->kept, key))
    {
      key_free (key);
      return;
    }

  g_hash_table_insert (self->kept, key, g_object_ref (texture));
  g_queue_push_tail (&self->order, key);
  if (self->order.length > MAX_KEPT)
    g_hash_table_remove (self->kept, g_queue_pop_head (&self->order));
}

/**
 * ui_texture_cache_lookup:
 * @self: the cache
 * @image: an encoded picture
 * @size: in px
 *
 * Returns: (transfer none) (nullable): its texture, when it is there
 */
GdkTexture *
ui_texture_cache_lookup (UiTextureCache *self,
                         GBytes         *image,
                         int             size)
{
  Key key = { image, size };

  g_return_val_if_fail (UI_IS_TEXTURE_CACHE (self), NULL);

  return g_hash_table_lookup (self->kept, &key);
}

/**
 * ui_texture_new:
 * @picture: a picture
 * @frame: which of it, from 0
 *
 * Returns: (transfer full): the texture of that; its pixels are not copied
 */
GdkTexture *
ui_texture_new (const ChatPicture *picture,
                guint              frame)
{
  gboolean has_alpha = chat_picture_get_has_alpha (picture);
  guint width = chat_picture_get_width (picture);

  return gdk_memory_texture_new ((int) width, (int) chat_picture_get_height (picture),
                                 has_alpha ? GDK_MEMORY_R8G8B8A8 : GDK_MEMORY_R8G8B8,
                                 chat_picture_get_frame (picture, frame),
                                 (gsize) width * (has_alpha ? 4 : 3));
}

/**
 * ui_texture_cache_load_async:
 * @self: the cache
 * @image: an encoded picture
 * @size: px of the square that is made of its middle
 * @cancellable: (nullable): stops waiting for it
 * @callback: called once
 * @user_data: data for @callback
 *
 * Decodes a picture; what is too large in bytes or pixels is refused.
 */
void
ui_texture_cache_load_async (UiTextureCache      *self,
                             GBytes              *image,
                             int                  size,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  ChatPictureSize wanted = { .is_crop = TRUE };
  Job *job;

  g_return_if_fail (UI_IS_TEXTURE_CACHE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ui_texture_cache_load_async);
  if (g_bytes_get_size (image) > MAX_BYTES)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "Too large a picture");
      return;
    }

  job = g_new0 (Job, 1);
  job->image = g_bytes_ref (image);
  job->size = size;
  g_task_set_task_data (task, job, job_free);
  wanted.width = wanted.height = (guint) MAX (size, 1);
  chat_pictures_decode_async (self->pictures, image, &wanted, cancellable, decoded_cb,
                              g_steal_pointer (&task));
}

GdkTexture *
ui_texture_cache_load_finish (GAsyncResult  *result,
                              GError       **error)
{
  UiTextureCache *self = g_task_get_source_object (G_TASK (result));
  Job *job = g_task_get_task_data (G_TASK (result));
  GdkTexture *texture = g_task_propagate_pointer (G_TASK (result), error);

  if (texture != NULL)
    keep (self, job->image, job->size, texture);
  return texture;
}

/**
 * ui_texture_cache_for_widget:
 * @widget: a widget
 *
 * Returns: (transfer none) (nullable): the cache of the window that it is in
 */
UiTextureCache *
ui_texture_cache_for_widget (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  while (root != NULL && !UI_IS_TEXTURE_SCOPE (root))
    root = GTK_IS_WINDOW (root) ? (GtkRoot *) gtk_window_get_transient_for (GTK_WINDOW (root))
                                : NULL;
  return root != NULL
           ? UI_TEXTURE_SCOPE_GET_IFACE (root)->get_texture_cache (UI_TEXTURE_SCOPE (root))
           : NULL;
}

static void
ui_texture_scope_default_init (UiTextureScopeInterface *iface)
{
}

static void
ui_texture_cache_finalize (GObject *object)
{
  UiTextureCache *self = UI_TEXTURE_CACHE (object);

  g_object_unref (self->pictures);
  g_queue_clear (&self->order);
  g_clear_pointer (&self->kept, g_hash_table_unref);

  G_OBJECT_CLASS (ui_texture_cache_parent_class)->finalize (object);
}

static void
ui_texture_cache_class_init (UiTextureCacheClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ui_texture_cache_finalize;
}

static void
ui_texture_cache_init (UiTextureCache *self)
{
  self->kept = g_hash_table_new_full (key_hash, key_equal, key_free, g_object_unref);
  g_queue_init (&self->order);
}

ChatPictures *
ui_texture_cache_get_pictures (UiTextureCache *self)
{
  g_return_val_if_fail (UI_IS_TEXTURE_CACHE (self), NULL);

  return self->pictures;
}

UiTextureCache *
ui_texture_cache_new (ChatPictures *pictures)
{
  UiTextureCache *self = g_object_new (UI_TYPE_TEXTURE_CACHE, NULL);

  self->pictures = g_object_ref (pictures);
  return self;
}
