/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages that are handed on. What is said is said anew, in the person's own name: nothing tells
 * who wrote it (XEP-0297 would). A file that is somewhere on the web stays where it is: it is told
 * of once more, with all that was told of it (XEP-0447), and costs nothing. One that is not is
 * uploaded from here. */
#define G_LOG_DOMAIN "chat-forward"

#include "chat-forward.h"

#include "archive-file.h"
#include "base-file-name.h"
#include "base-place.h"
#include "chat-conversation-private.h"
#include "chat-error.h"
#include "chat-file-private.h"
#include "chat-message-private.h"
#include "chat-outbox.h"

#include <string.h>

struct _ChatForward
{
  GObject      parent_instance;

  ChatMessage *message;
  ChatFile    *file;    /* (nullable) */
  char        *summary; /* of it */
};

G_DEFINE_FINAL_TYPE (ChatForward, chat_forward, G_TYPE_OBJECT)

/* What is sent to each conversation, in that order. */
typedef struct {
  char        *body;
  ChatPreview *preview; /* (nullable) */
  GPtrArray   *files;   /* (nullable): owned ArchiveFile */
  gint64       size;    /* of what has to be uploaded; -1: nothing has */
} Piece;

/* All of that, and how. */
typedef struct {
  GPtrArray      *pieces; /* owned Piece */
  ChatForwardWay  way;
} Plan;

/* Of one run. */
typedef struct {
  GPtrArray   *conversations;
  Plan        *plan;      /* (nullable): not made yet */
  char        *comment;   /* (nullable) */
  GPtrArray   *results;   /* owned ChatForwarded */
  guint        at;        /* of @conversations */
  guint        piece;     /* of the plan's, that is next there */
  guint        n_words;   /* how many of those are the comment */
  ChatMessage *message;   /* (nullable): the first of the others, as it was sent there */
} Sending;

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_free (piece->body);
  g_clear_object (&piece->preview);
  g_clear_pointer (&piece->files, g_ptr_array_unref);
  g_free (piece);
}

static Piece *
piece_new (const char *body)
{
  Piece *piece = g_new0 (Piece, 1);

  piece->body = g_strdup (body);
  piece->size = -1;
  return piece;
}

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  g_ptr_array_unref (plan->pieces);
  g_free (plan);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Plan, plan_free)

static void
forwarded_free (gpointer data)
{
  ChatForwarded *forwarded = data;

  g_clear_object (&forwarded->conversation);
  g_clear_object (&forwarded->message);
  g_clear_error (&forwarded->error);
  g_free (forwarded);
}

static void
sending_free (gpointer data)
{
  Sending *sending = data;

  g_ptr_array_unref (sending->conversations);
  g_clear_pointer (&sending->plan, plan_free);
  g_clear_pointer (&sending->results, g_ptr_array_unref);
  g_clear_object (&sending->message);
  g_free (sending->comment);
  g_free (sending);
}

/* What it says now, as whoever hands it on would write it: an address that is all of it stands in
 * no text. */
static char *
dup_text (ChatMessage *message)
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

gboolean
chat_forward_is_possible (ChatMessage *message)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (CHAT_IS_MESSAGE (message), FALSE);

  text = dup_text (message);
  return g_strstrip (text)[0] != '\0' || chat_message_get_file (message) != NULL;
}

static void
chat_forward_finalize (GObject *object)
{
  ChatForward *self = CHAT_FORWARD (object);

  g_clear_object (&self->message);
  g_clear_object (&self->file);
  g_free (self->summary);

  G_OBJECT_CLASS (chat_forward_parent_class)->finalize (object);
}

static void
chat_forward_class_init (ChatForwardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_forward_finalize;
}

static void
chat_forward_init (ChatForward *self)
{
}

ChatForward *
chat_forward_new (ChatMessage *message,
                  ChatFile    *file)
{
  ChatForward *self;
  const char *name;

  g_return_val_if_fail (CHAT_IS_MESSAGE (message), NULL);
  g_return_val_if_fail (file == NULL || CHAT_IS_FILE (file), NULL);

  name = file != NULL ? chat_file_get_name (file) : NULL;
  self = g_object_new (CHAT_TYPE_FORWARD, NULL);
  self->message = g_object_ref (message);
  g_set_object (&self->file, file);
  self->summary = g_strdup (name != NULL ? name : chat_message_get_summary (message));
  return self;
}

const char *
chat_forward_get_summary (ChatForward *self)
{
  g_return_val_if_fail (CHAT_IS_FORWARD (self), NULL);

  return self->summary;
}

/* What has to be done. */

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
  row->fit = 0;
  return row;
}

/* As one that is sent from this machine for the first time: what it will be is not known. */
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
  /* What was fetched, or has been sent, is as small as it was to be. */
  row->fit = old->url == NULL && old->direct == ARCHIVE_DIRECT_NONE ? old->fit : 0;
  return row;
}

static void
add_files (ChatForward *self,
           Plan        *plan,
           const char  *caption)
{
  GListModel *files = chat_message_get_files (self->message);
  guint n_files = files != NULL ? g_list_model_get_n_items (files) : 0;
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  Piece *piece = NULL;
  gboolean is_one = TRUE;

  if (self->file != NULL)
    g_ptr_array_add (all, g_object_ref (self->file));
  for (guint i = 0; self->file == NULL && i < n_files; i++)
    g_ptr_array_add (all, g_list_model_get_item (files, i));
  for (guint i = 0; i < all->len; i++)
    is_one &= is_elsewhere (g_ptr_array_index (all, i));

  /* One message has all of them, or, as they are uploaded one by one, each its own. */
  for (guint i = 0; i < all->len; i++)
    {
      ChatFile *file = g_ptr_array_index (all, i);

      if (piece == NULL || !is_one)
        {
          piece = piece_new (i == 0 ? caption : "");
          piece->files = archive_files_new ();
          g_ptr_array_add (plan->pieces, piece);
        }
      g_ptr_array_add (piece->files, is_elsewhere (file) ? repeat_file (file) : renew_file (file));
      if (!is_elsewhere (file))
        plan->way = chat_file_get_path (file) != NULL ? MAX (plan->way, CHAT_FORWARD_COPY)
                                                      : CHAT_FORWARD_MISSING;
    }
}

static Plan *
make_plan (ChatForward *self)
{
  Plan *plan = g_new0 (Plan, 1);
  g_autofree char *text = dup_text (self->message);
  ChatPreview *preview = chat_message_get_preview (self->message);

  plan->way = CHAT_FORWARD_READY;
  plan->pieces = g_ptr_array_new_with_free_func (piece_free);
  if (self->file != NULL || chat_message_get_file (self->message) != NULL)
    add_files (self, plan, self->file != NULL ? "" : text);
  else if (chat_forward_is_possible (self->message))
    {
      Piece *piece = piece_new (text);

      g_set_object (&piece->preview, preview);
      g_ptr_array_add (plan->pieces, piece);
    }
  else
    plan->way = CHAT_FORWARD_NOTHING;
  return plan;
}

/* Whether what is to be uploaded is there, and how large it is by now. */
static void
look_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  g_autoptr(Plan) plan = data;

  for (guint i = 0; i < plan->pieces->len; i++)
    {
      Piece *piece = g_ptr_array_index (plan->pieces, i);
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

  g_task_return_pointer (task, g_steal_pointer (&plan), plan_free);
}

static void
look (ChatForward         *self,
      GCancellable        *cancellable,
      GAsyncReadyCallback  callback,
      gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, look);
  g_task_set_task_data (task, make_plan (self), NULL); /* the thread takes it */
  g_task_run_in_thread (task, look_in_thread);
}

static Plan *
look_finish (GAsyncResult  *result,
             GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
chat_forward_check_async (ChatForward         *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_return_if_fail (CHAT_IS_FORWARD (self));

  look (self, cancellable, callback, user_data);
}

ChatForwardWay
chat_forward_check_finish (ChatForward  *self,
                           GAsyncResult *result)
{
  g_autoptr(Plan) plan = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), CHAT_FORWARD_NOTHING);

  plan = look_finish (result, NULL);
  return plan != NULL ? plan->way : CHAT_FORWARD_NOTHING;
}

/* Sending. */

static void go_on (GTask *task);

static void
note (Sending     *sending,
      ChatMessage *message, /* (nullable) (transfer full) */
      GError      *error)   /* (nullable) (transfer full) */
{
  ChatForwarded *forwarded = g_new0 (ChatForwarded, 1);

  forwarded->conversation = g_object_ref (g_ptr_array_index (sending->conversations, sending->at));
  forwarded->message = message;
  forwarded->error = error;
  g_ptr_array_add (sending->results, forwarded);
}

static void
next_conversation (Sending *sending)
{
  g_clear_object (&sending->message);
  sending->at++;
  sending->piece = 0;
}

/* Its place is at the end, but whoever hands something on has not read what is there. */
static void
show (ChatConversation *conversation,
      ChatMessage      *message)
{
  g_autoptr(GPtrArray) messages = g_ptr_array_new ();

  if (conversation->id == 0)
    chat_conversation_set_id (conversation, chat_message_get_conversation_id (message));
  g_ptr_array_add (messages, message);
  chat_conversation_add (conversation, messages, 0);
}

static void
queued_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Sending *sending = g_task_get_task_data (task);
  GError *error = NULL;
  ChatMessage *message = chat_outbox_queue_finish (CHAT_OUTBOX (object), result, &error);

  if (message == NULL)
    {
      note (sending, NULL, error);
      next_conversation (sending);
      go_on (g_steal_pointer (&task));
      return;
    }

  show (g_ptr_array_index (sending->conversations, sending->at), message);
  if (sending->piece == sending->n_words)
    sending->message = g_object_ref (message);
  g_object_unref (message);
  if (++sending->piece == sending->plan->pieces->len)
    {
      note (sending, g_steal_pointer (&sending->message), NULL);
      next_conversation (sending);
    }
  go_on (g_steal_pointer (&task));
}

/* Why none of it can be sent there; nothing of it is then. */
static gboolean
check_conversation (ChatConversation  *conversation,
                    const Plan        *plan,
                    GError           **error)
{
  if (conversation->contact != NULL && chat_contact_get_blocked (conversation->contact))
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_BLOCKED, "The contact is blocked");
      return FALSE;
    }

  for (guint i = 0; i < plan->pieces->len; i++)
    {
      const Piece *piece = g_ptr_array_index (plan->pieces, i);

      if (piece->size >= 0 && !chat_conversation_check_size (conversation, piece->size, error))
        return FALSE;
    }
  return TRUE;
}

/* Takes @task. One conversation after the other, each whole. */
static void
go_on (GTask *task)
{
  g_autoptr(GTask) owned = task;
  Sending *sending = g_task_get_task_data (task);

  while (sending->at < sending->conversations->len)
    {
      ChatConversation *to = g_ptr_array_index (sending->conversations, sending->at);
      const Piece *piece = g_ptr_array_index (sending->plan->pieces, sending->piece);
      GError *error = NULL;

      if (sending->piece == 0 && !check_conversation (to, sending->plan, &error))
        {
          note (sending, NULL, error);
          next_conversation (sending);
          continue;
        }

      if (piece->files != NULL)
        chat_outbox_queue_files_async (to->outbox, to->id, chat_conversation_get_address (to),
                                       to->kind, piece->files, piece->body, NULL, queued_cb,
                                       g_steal_pointer (&owned));
      else
        chat_outbox_queue_async (to->outbox, to->id, chat_conversation_get_address (to), to->kind,
                                 piece->body, piece->preview, NULL, queued_cb,
                                 g_steal_pointer (&owned));
      return;
    }

  g_task_return_pointer (task, g_steal_pointer (&sending->results),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Sending *sending = g_task_get_task_data (task);
  GError *error = NULL;

  sending->plan = look_finish (result, &error);
  if (sending->plan == NULL)
    g_task_return_error (task, error);
  else if (sending->plan->way == CHAT_FORWARD_NOTHING)
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_CANNOT_FORWARD, "It says nothing");
  else if (sending->plan->way == CHAT_FORWARD_MISSING)
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_FILE_MISSING, "The file is nowhere");
  else
    {
      if (sending->comment != NULL)
        g_ptr_array_insert (sending->plan->pieces, 0, piece_new (sending->comment));
      sending->n_words = sending->comment != NULL ? 1 : 0;
      go_on (g_steal_pointer (&task));
    }
}

void
chat_forward_send_async (ChatForward         *self,
                         GPtrArray           *conversations,
                         const char          *comment,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *text = NULL;
  Sending *sending;

  g_return_if_fail (CHAT_IS_FORWARD (self));
  g_return_if_fail (conversations != NULL);

  text = comment != NULL ? g_strstrip (g_utf8_make_valid (comment, -1)) : NULL;
  sending = g_new0 (Sending, 1);
  sending->conversations = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < conversations->len; i++)
    g_ptr_array_add (sending->conversations, g_object_ref (conversations->pdata[i]));
  sending->results = g_ptr_array_new_with_free_func (forwarded_free);
  if (text != NULL && text[0] != '\0')
    sending->comment = g_steal_pointer (&text);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_forward_send_async);
  g_task_set_task_data (task, sending, sending_free);
  look (self, cancellable, looked_cb, g_steal_pointer (&task));
}

GPtrArray *
chat_forward_send_finish (ChatForward   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
