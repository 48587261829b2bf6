/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that a person has chosen to send, as the archive keeps it with its message: where it is,
 * what it is called, and what it seems to be. What is sent of it is seen when it is. */
#define G_LOG_DOMAIN "chat-conversation"

#include "chat-chosen.h"

#include "base-file-name.h"
#include "base-place.h"
#include "chat-error.h"
#include "media-clean.h"
#include "media-length.h"

#define ATTRIBUTES \
  G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE "," \
  G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME "," \
  G_FILE_ATTRIBUTE_STANDARD_EDIT_NAME "," \
  G_FILE_ATTRIBUTE_ACCESS_CAN_READ

/* What is no text is said to be so in the name that is for people to read: behind its end, which
 * then tells no kind any more. */
static const char *
get_name (GFileInfo *info)
{
  const char *name = g_file_info_get_edit_name (info);

  return name != NULL ? name : g_file_info_get_display_name (info);
}

/* The desktop has names of its own for what others know by RFC 5334, 10 and RFC 7845, 9. */
static char *
dup_media_type (const char *content_type) /* (nullable) */
{
  g_autofree char *type = content_type != NULL ? g_content_type_get_mime_type (content_type) : NULL;

  if (type != NULL && g_str_has_prefix (type, "audio/x-") && g_str_has_suffix (type, "+ogg"))
    return g_strdup ("audio/ogg");

  return g_steal_pointer (&type);
}

static void
finish (GTask       *task,
        ArchiveFile *file) /* (transfer full) */
{
  g_task_return_pointer (task, file, (GDestroyNotify) archive_file_free);
}

static void
length_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ArchiveFile *file = archive_file_copy (g_task_get_task_data (task));

  file->length_ms = media_length_read_finish (G_FILE (object), result);
  finish (task, file);
}

/* Its place is seen in its size from the start. */
static void
shape_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  ArchiveFile *file = archive_file_copy (task_data);
  g_autoptr(GFile) place = base_place_to_file (file->path);
  g_autoptr(GFileInputStream) content = g_file_read (place, cancellable, NULL);
  g_autoptr(MediaClean) found =
    content != NULL ? media_clean_new (G_INPUT_STREAM (content), cancellable, NULL) : NULL;

  if (found != NULL)
    {
      file->width = found->width;
      file->height = found->height;
    }
  finish (task, file);
}

static gboolean
is_local_picture (GFile             *place,
                  const ArchiveFile *file)
{
  return file->type != NULL && g_str_has_prefix (file->type, "image/") && g_file_is_native (place);
}

static void
info_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = g_file_query_info_finish (G_FILE (object), result, &error);
  g_autoptr(ArchiveFile) file = NULL;
  gboolean is_picture;

  if (info == NULL || g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR
      || (g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_ACCESS_CAN_READ)
          && !g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_ACCESS_CAN_READ)))
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_NO_FILE, "%s",
                               error != NULL ? error->message : "Not a file that can be read");
      return;
    }

  file = archive_file_new ();
  file->path = base_place_from_file (G_FILE (object));
  file->name = base_file_name_clean (get_name (info));
  file->size_bytes = g_file_info_get_size (info);
  file->type = dup_media_type (g_file_info_get_content_type (info));
  is_picture = is_local_picture (G_FILE (object), file);
  if (!is_picture && (file->type == NULL || !g_str_has_prefix (file->type, "audio/")))
    {
      finish (task, g_steal_pointer (&file));
      return;
    }

  g_task_set_task_data (task, g_steal_pointer (&file), (GDestroyNotify) archive_file_free);
  if (is_picture)
    g_task_run_in_thread (task, shape_thread);
  else
    media_length_read_async (G_FILE (object), NULL, length_cb, g_steal_pointer (&task));
}

void
chat_chosen_read_async (const char          *place,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GFile) file = NULL;

  g_return_if_fail (place != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_chosen_read_async);
  file = base_place_to_file (place);
  g_file_query_info_async (file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT,
                           cancellable, info_cb, g_steal_pointer (&task));
}

ArchiveFile *
chat_chosen_read_finish (GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, chat_chosen_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
