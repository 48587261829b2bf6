/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a message that is handed on becomes. A file that is somewhere on the web stays where it is:
 * it is told of once more, with all that was told of it (XEP-0447), and costs nothing. One that is
 * not, or is there no more, is uploaded from here.
 *
 *   its server is asked, where there is reason to → what is sent → whether what has to be uploaded
 *   is here */
#define G_LOG_DOMAIN "chat-forward"

#include "chat-forward-plan.h"

#include "archive-file.h"
#include "base-file-name.h"
#include "base-place.h"
#include "chat-file-private.h"
#include "chat-forward-ask.h"

#include <string.h>

/* What is younger is still there: no server keeps files for less. */
#define DOUBT_US G_TIME_SPAN_DAY

typedef struct {
  ChatMessage *message;
  ChatFile    *file; /* (nullable) */
} Planning;

static void
planning_free (gpointer data)
{
  Planning *planning = data;

  g_object_unref (planning->message);
  g_clear_object (&planning->file);
  g_free (planning);
}

static void
piece_free (gpointer data)
{
  ChatForwardPiece *piece = data;

  g_free (piece->body);
  g_clear_object (&piece->preview);
  g_clear_pointer (&piece->files, g_ptr_array_unref);
  g_free (piece);
}

ChatForwardPiece *
chat_forward_piece_new (const char *body)
{
  ChatForwardPiece *piece = g_new0 (ChatForwardPiece, 1);

  piece->body = g_strdup (body);
  piece->size = -1;
  return piece;
}

void
chat_forward_plan_free (ChatForwardPlan *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->pieces);
  g_free (self);
}

/* An address that is all of it stands in no text. */
char *
chat_forward_plan_dup_text (ChatMessage *message)
{
  const char *body = chat_message_get_body (message);
  const char *url = chat_message_get_url (message);

  switch (chat_message_get_kind (message))
    {
    case CHAT_MESSAGE_ACTION:
      return g_strconcat ("/me ", body, NULL);
    case CHAT_MESSAGE_LINK:
      if (url == NULL || strstr (body, url) != NULL)
        return g_strdup (body);
      return body[0] != '\0' ? g_strdup_printf ("%s\n%s", body, url) : g_strdup (url);
    case CHAT_MESSAGE_TEXT:
    case CHAT_MESSAGE_FILE:
      return g_strdup (body);
    case CHAT_MESSAGE_UNREADABLE:
    case CHAT_MESSAGE_NOTICE:
    case CHAT_MESSAGE_RETRACTED:
    default:
      return g_strdup ("");
    }
}

/* Whether others get it where it is */
static gboolean
is_elsewhere (ChatFile *file)
{
  return chat_file_get_url (file) != NULL && !chat_file_is_gone (file);
}

/* As it was told of. */
static ArchiveFile *
repeat_file (ChatFile *file)
{
  ArchiveFile *row = archive_file_copy (chat_file_get_row (file));

  row->direct = ARCHIVE_DIRECT_NONE;
  return row;
}

/* As one that is sent from this machine for the first time: what it will be is not known. What
 * was made smaller for the server lies here as it was before; what went straight went as it is. */
static ArchiveFile *
renew_file (ChatFile *file)
{
  const ArchiveFile *old = chat_file_get_row (file);
  ArchiveFile *row = archive_file_new ();

  row->path = g_strdup (old->path);
  row->name = base_file_name_clean (old->name);
  row->type = g_strdup (old->type);
  row->size_bytes = old->size_bytes;
  row->length_ms = old->length_ms;
  row->fit = old->direct == ARCHIVE_DIRECT_NONE ? old->fit : 0;
  return row;
}

static GPtrArray *
dup_files (const Planning *planning)
{
  GListModel *files = chat_message_get_files (planning->message);
  guint n_files = files != NULL ? g_list_model_get_n_items (files) : 0;
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);

  if (planning->file != NULL)
    g_ptr_array_add (all, g_object_ref (planning->file));
  for (guint i = 0; planning->file == NULL && i < n_files; i++)
    g_ptr_array_add (all, g_list_model_get_item (files, i));
  return all;
}

static void
add_files (ChatForwardPlan *plan,
           GPtrArray       *files,
           const char      *caption)
{
  ChatForwardPiece *piece = NULL;
  gboolean is_one = TRUE;

  for (guint i = 0; i < files->len; i++)
    is_one &= is_elsewhere (g_ptr_array_index (files, i));

  /* One message has all of them, or, as they are uploaded one by one, each its own. */
  for (guint i = 0; i < files->len; i++)
    {
      ChatFile *file = g_ptr_array_index (files, i);

      if (piece == NULL || !is_one)
        {
          piece = chat_forward_piece_new (i == 0 ? caption : "");
          piece->files = archive_files_new ();
          g_ptr_array_add (plan->pieces, piece);
        }
      g_ptr_array_add (piece->files, is_elsewhere (file) ? repeat_file (file) : renew_file (file));
      if (!is_elsewhere (file))
        plan->way = chat_file_get_path (file) != NULL ? MAX (plan->way, CHAT_FORWARD_COPY)
                                                      : CHAT_FORWARD_MISSING;
    }
}

static ChatForwardPlan *
make_plan (const Planning *planning)
{
  ChatForwardPlan *plan = g_new0 (ChatForwardPlan, 1);
  g_autoptr(GPtrArray) files = dup_files (planning);
  g_autofree char *text = chat_forward_plan_dup_text (planning->message);
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  plan->way = CHAT_FORWARD_READY;
  plan->pieces = g_ptr_array_new_with_free_func (piece_free);
  if (files->len > 0)
    {
      add_files (plan, files, planning->file != NULL ? "" : text);
    }
  else if (stripped[0] != '\0')
    {
      ChatForwardPiece *piece = chat_forward_piece_new (text);

      g_set_object (&piece->preview, chat_message_get_preview (planning->message));
      g_ptr_array_add (plan->pieces, piece);
    }
  else
    {
      plan->way = CHAT_FORWARD_NOTHING;
    }
  return plan;
}

/* Whether what is to be uploaded is there, and how large it is by now. */
static void
look_in_thread (GTask        *work,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  g_autoptr(ChatForwardPlan) plan = data;

  for (guint i = 0; i < plan->pieces->len; i++)
    {
      ChatForwardPiece *piece = g_ptr_array_index (plan->pieces, i);
      ArchiveFile *file = piece->files != NULL ? g_ptr_array_index (piece->files, 0) : NULL;
      g_autoptr(GFile) place = NULL;
      g_autoptr(GFileInfo) info = NULL;

      if (file == NULL || file->url != NULL || file->path == NULL)
        continue;

      place = base_place_to_file (file->path);
      info = g_file_query_info (place,
                                G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                                G_FILE_QUERY_INFO_NONE, cancellable, NULL);
      if (info == NULL || g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
        {
          plan->way = CHAT_FORWARD_MISSING;
          continue;
        }

      file->size_bytes = g_file_info_get_size (info);
      piece->size = file->fit == 0 ? file->size_bytes : 0;
    }

  g_task_return_pointer (work, g_steal_pointer (&plan), (GDestroyNotify) chat_forward_plan_free);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  ChatForwardPlan *plan = g_task_propagate_pointer (G_TASK (result), &error);

  if (plan != NULL)
    g_task_return_pointer (task, plan, (GDestroyNotify) chat_forward_plan_free);
  else
    g_task_return_error (task, error);
}

static void
look (GTask *task) /* (transfer full) */
{
  g_autoptr(GTask) work = g_task_new (NULL, g_task_get_cancellable (task), looked_cb, task);

  g_task_set_source_tag (work, look);
  g_task_set_task_data (work, make_plan (g_task_get_task_data (task)), NULL); /* it takes it */
  g_task_run_in_thread (work, look_in_thread);
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  chat_forward_ask_finish (result);
  look (user_data);
}

void
chat_forward_plan_async (ChatMessage         *message,
                         ChatFile            *file,
                         ChatWeb             *web,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GPtrArray) files = NULL;
  Planning *planning;
  GTask *task;

  g_return_if_fail (CHAT_IS_MESSAGE (message));

  task = g_task_new (NULL, cancellable, callback, user_data);
  planning = g_new0 (Planning, 1);
  planning->message = g_object_ref (message);
  g_set_object (&planning->file, file);
  g_task_set_source_tag (task, chat_forward_plan_async);
  g_task_set_task_data (task, planning, planning_free);
  files = dup_files (planning);
  if (web != NULL && chat_message_get_time (message) < g_get_real_time () - DOUBT_US)
    chat_forward_ask_async (web, files, cancellable, asked_cb, task);
  else
    look (task);
}

ChatForwardPlan *
chat_forward_plan_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, chat_forward_plan_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
