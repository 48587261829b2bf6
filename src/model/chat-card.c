/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What files of contacts and calendars hold. Their senders are believed nothing: it is shown as
 * plain text, and kept nowhere. */
#define G_LOG_DOMAIN "chat-card"

#include "chat-card.h"

#include "base-place.h"
#include "chat-error.h"

#include <string.h>

#define MAX_BYTES (1024 * 1024)

/* What it says to be, or else what it is called. */
static gboolean
is_of_kind (ChatFile *file)
{
  static const char *const types[] = {
    "text/vcard", "text/x-vcard", "text/directory", "text/calendar", "text/x-vcalendar",
  };
  const char *type = chat_file_get_media_type (file);
  const char *name = chat_file_get_name (file);
  gsize length = name != NULL ? strlen (name) : 0;

  for (gsize i = 0; type != NULL && i < G_N_ELEMENTS (types); i++)
    if (g_ascii_strcasecmp (type, types[i]) == 0)
      return TRUE;

  return length > 4 && (g_ascii_strcasecmp (name + length - 4, ".vcf") == 0
                        || g_ascii_strcasecmp (name + length - 4, ".ics") == 0);
}

gboolean
chat_card_is_promised (ChatFile *file)
{
  g_return_val_if_fail (CHAT_IS_FILE (file), FALSE);

  return chat_file_get_size (file) <= MAX_BYTES && is_of_kind (file);
}

gboolean
chat_card_is_in (ChatFile *file)
{
  return chat_card_is_promised (file) && chat_file_get_path (file) != NULL;
}

static void
load_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  const char *path = task_data;
  g_autoptr(GFile) file = base_place_to_file (path);
  g_autoptr(GFileInputStream) stream = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *data = NULL;
  gsize length = 0;

  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, cancellable) == G_FILE_TYPE_REGULAR)
    stream = g_file_read (file, cancellable, &error);
  data = g_malloc (MAX_BYTES);
  if (stream == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (stream), data, MAX_BYTES, &length, cancellable,
                                   &error))
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_NO_FILE, "%s",
                             error != NULL ? error->message : "It is no file");
  else
    g_task_return_pointer (task, base_card_read (data, length), (GDestroyNotify) base_card_free);
}

void
chat_card_load_async (ChatFile            *file,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_FILE (file));
  g_return_if_fail (chat_file_get_path (file) != NULL);

  task = g_task_new (file, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_card_load_async);
  g_task_set_task_data (task, g_strdup (chat_file_get_path (file)), g_free);
  g_task_run_in_thread (task, load_thread);
}

BaseCard *
chat_card_load_finish (ChatFile      *file,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, file), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
