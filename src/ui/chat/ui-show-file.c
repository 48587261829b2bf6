/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of a message is clicked. */
#define G_LOG_DOMAIN "ui-show-file"

#include "ui-show-file.h"

#include "chat-file.h"
#include "ui-forward.h"
#include "ui-open-file.h"
#include "ui-picture-viewer.h"
#include "ui-texture-cache.h"

/* Where what is shown comes from. */
typedef struct {
  ChatConversation *conversation;
  GPtrArray        *messages; /* owned ChatMessage: of each of @files */
  GListStore       *files;
} Source;

static void
source_free (gpointer  data,
             GClosure *closure)
{
  Source *source = data;

  g_object_unref (source->conversation);
  g_ptr_array_unref (source->messages);
  g_object_unref (source->files);
  g_free (source);
}

static void
add_pictures (Source      *source,
              ChatMessage *message)
{
  GListModel *files = chat_message_get_files (message);
  guint n_files = files != NULL ? g_list_model_get_n_items (files) : 0;

  for (guint i = 0; i < n_files; i++)
    {
      g_autoptr(ChatFile) file = g_list_model_get_item (files, i);

      if (chat_file_get_kind (file) != CHAT_FILE_PICTURE)
        continue;

      g_list_store_append (source->files, file);
      g_ptr_array_add (source->messages, g_object_ref (message));
    }
}

/* One of ours that is gone was where the person has it: nothing is put in its place. */
static gboolean
can_fetch_cb (UiPictureViewer *viewer,
              ChatFile        *file,
              Source          *source)
{
  guint at = 0;

  return g_list_store_find (source->files, file, &at)
         && !chat_message_is_outgoing (g_ptr_array_index (source->messages, at));
}

static void
fetch_cb (UiPictureViewer *viewer,
          ChatFile        *file,
          Source          *source)
{
  guint at = 0;

  if (g_list_store_find (source->files, file, &at))
    chat_conversation_fetch_file (source->conversation, g_ptr_array_index (source->messages, at),
                                  file, TRUE);
}

static void
forward_cb (UiPictureViewer *viewer,
            ChatFile        *file,
            Source          *source)
{
  guint at = 0;

  if (g_list_store_find (source->files, file, &at))
    ui_forward_present (GTK_WIDGET (viewer), source->conversation,
                        g_ptr_array_index (source->messages, at), file);
}

void
ui_show_file (GtkWidget        *from,
              ChatConversation *conversation,
              GListModel       *messages,
              ChatMessage      *message,
              ChatFile         *file)
{
  UiTextureCache *textures = ui_texture_cache_for_widget (from);
  guint n_messages = messages != NULL ? g_list_model_get_n_items (messages) : 0;
  UiPictureViewer *viewer;
  Source *source;
  guint at = 0;

  if (chat_file_get_kind (file) != CHAT_FILE_PICTURE || chat_file_get_path (file) == NULL
      || textures == NULL || conversation == NULL)
    {
      ui_open_file (from, conversation, message, file);
      return;
    }

  source = g_new0 (Source, 1);
  source->conversation = g_object_ref (conversation);
  source->messages = g_ptr_array_new_with_free_func (g_object_unref);
  source->files = g_list_store_new (CHAT_TYPE_FILE);
  for (guint i = 0; i < n_messages; i++)
    {
      g_autoptr(ChatMessage) other = g_list_model_get_item (messages, i);

      add_pictures (source, other);
    }
  if (!g_list_store_find (source->files, file, &at))
    {
      at = g_list_model_get_n_items (G_LIST_MODEL (source->files));
      g_list_store_append (source->files, file);
      g_ptr_array_add (source->messages, g_object_ref (message));
    }

  viewer = ui_picture_viewer_present (from, ui_texture_cache_get_pictures (textures),
                                      G_LIST_MODEL (source->files), at);
  g_signal_connect (viewer, "can-fetch", G_CALLBACK (can_fetch_cb), source);
  g_signal_connect (viewer, "forward", G_CALLBACK (forward_cb), source);
  g_signal_connect_data (viewer, "fetch", G_CALLBACK (fetch_cb), source, source_free, 0);
}
