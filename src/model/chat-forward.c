/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages that are handed on. What is said is said anew, in the person's own name: nothing tells
 * who wrote it (XEP-0297 would). What that comes to is in chat-forward-plan.c; here it is sent. */
#define G_LOG_DOMAIN "chat-forward"

#include "chat-forward.h"

#include "chat-conversation-private.h"
#include "chat-downloads.h"
#include "chat-error.h"
#include "chat-forward-plan.h"
#include "chat-message-private.h"
#include "chat-outbox.h"
#include "chat-text.h"
#include "chat-web.h"

/* More is not shown of it. */
#define MAX_SUMMARY_CHARS 200

struct _ChatForward
{
  GObject      parent_instance;

  ChatMessage *message;
  ChatFile    *file;    /* (nullable) */
  char        *summary; /* of it */
  ChatWeb     *web;     /* (nullable): by which its server is asked for the file; once */
  GHashTable  *halves;  /* owned ChatConversation → owned Half: what is there, of what broke off */
};

G_DEFINE_FINAL_TYPE (ChatForward, chat_forward, G_TYPE_OBJECT)

/* What is in a conversation already: trying once more does not say it twice. */
typedef struct {
  gboolean     has_words; /* the comment */
  guint        n_pieces;  /* of the plan's */
  ChatMessage *message;   /* (nullable): the first of those */
} Half;

/* Of one run. */
typedef struct {
  GPtrArray   *conversations;
  ChatForwardPlan *plan;  /* (nullable): not made yet */
  char        *comment;   /* (nullable) */
  GPtrArray   *results;   /* owned ChatForwarded */
  guint        at;        /* of @conversations */
  guint        piece;     /* of the plan's, that is next there */
  guint        n_words;   /* how many of those are the comment */
  ChatMessage *message;   /* (nullable): the first of the others, as it was sent there */
} Sending;

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
half_free (gpointer data)
{
  Half *half = data;

  g_clear_object (&half->message);
  g_free (half);
}

static void
sending_free (gpointer data)
{
  Sending *sending = data;

  g_ptr_array_unref (sending->conversations);
  g_clear_pointer (&sending->plan, chat_forward_plan_free);
  g_clear_pointer (&sending->results, g_ptr_array_unref);
  g_clear_object (&sending->message);
  g_free (sending->comment);
  g_free (sending);
}

gboolean
chat_forward_is_possible (ChatMessage *message)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (CHAT_IS_MESSAGE (message), FALSE);

  text = chat_forward_plan_dup_text (message);
  return g_strstrip (text)[0] != '\0' || chat_message_get_file (message) != NULL;
}

static void
chat_forward_finalize (GObject *object)
{
  ChatForward *self = CHAT_FORWARD (object);

  g_clear_object (&self->message);
  g_clear_object (&self->file);
  g_clear_object (&self->web);
  g_hash_table_unref (self->halves);
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
  self->halves = g_hash_table_new_full (NULL, NULL, g_object_unref, half_free);
}

ChatForward *
chat_forward_new (ChatConversation *conversation,
                  ChatMessage      *message,
                  ChatFile         *file)
{
  g_autofree char *line = NULL;
  ChatForward *self;

  g_return_val_if_fail (conversation == NULL || CHAT_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (CHAT_IS_MESSAGE (message), NULL);
  g_return_val_if_fail (file == NULL || CHAT_IS_FILE (file), NULL);

  self = g_object_new (CHAT_TYPE_FORWARD, NULL);
  self->message = g_object_ref (message);
  g_set_object (&self->file, file);
  line = file != NULL ? chat_message_dup_file_line (message, file)
                      : chat_message_dup_line (message, FALSE);
  self->summary = chat_text_clean_line (line, MAX_SUMMARY_CHARS);
  if (conversation != NULL && conversation->downloads != NULL)
    self->web = g_object_ref (chat_downloads_get_web (conversation->downloads));
  return self;
}

const char *
chat_forward_get_summary (ChatForward *self)
{
  g_return_val_if_fail (CHAT_IS_FORWARD (self), NULL);

  return self->summary;
}

/* Nobody is asked twice. */
static ChatForwardPlan *
take_plan (ChatForward   *self,
           GAsyncResult  *result,
           GError       **error)
{
  ChatForwardPlan *made = chat_forward_plan_finish (result, error);

  if (made != NULL)
    g_clear_object (&self->web);
  return made;
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(ChatForwardPlan) plan = take_plan (g_task_get_source_object (task), result, &error);

  if (plan != NULL)
    g_task_return_int (task, plan->way);
  else
    g_task_return_error (task, error);
}

void
chat_forward_check_async (ChatForward         *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_FORWARD (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_forward_check_async);
  chat_forward_plan_async (self->message, self->file, self->web, cancellable, checked_cb,
                           g_steal_pointer (&task));
}

ChatForwardWay
chat_forward_check_finish (ChatForward  *self,
                           GAsyncResult *result)
{
  gssize way;

  g_return_val_if_fail (g_task_is_valid (result, self), CHAT_FORWARD_NOTHING);

  way = g_task_propagate_int (G_TASK (result), NULL);
  return way > 0 ? (ChatForwardWay) way : CHAT_FORWARD_NOTHING;
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

/* Of what a run before has left in this conversation: where to go on. */
static void
take_half (ChatForward *self,
           Sending     *sending)
{
  const Half *half =
    g_hash_table_lookup (self->halves, g_ptr_array_index (sending->conversations, sending->at));

  if (half == NULL)
    return;

  if (sending->piece < sending->n_words && half->has_words)
    sending->piece = sending->n_words;
  if (sending->piece == sending->n_words)
    {
      sending->piece += MIN (half->n_pieces, sending->plan->pieces->len - sending->piece - 1);
      g_set_object (&sending->message, half->message);
    }
}

/* It has broken off; @sending->piece is the one that is not there. */
static void
keep_half (ChatForward *self,
           Sending     *sending)
{
  ChatConversation *conversation = g_ptr_array_index (sending->conversations, sending->at);
  const Half *before = g_hash_table_lookup (self->halves, conversation);
  ChatMessage *first =
    sending->message != NULL || before == NULL ? sending->message : before->message;
  Half *half = g_new0 (Half, 1);

  half->has_words = (before != NULL && before->has_words)
                    || (sending->n_words > 0 && sending->piece >= sending->n_words);
  half->n_pieces = MAX (before != NULL ? before->n_pieces : 0,
                        sending->piece - MIN (sending->piece, sending->n_words));
  g_set_object (&half->message, first);
  g_hash_table_insert (self->halves, g_object_ref (conversation), half);
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
  ChatForward *self = g_task_get_source_object (task);
  Sending *sending = g_task_get_task_data (task);
  GError *error = NULL;
  ChatMessage *message = chat_outbox_queue_finish (CHAT_OUTBOX (object), result, &error);

  if (message == NULL)
    {
      keep_half (self, sending);
      note (sending, NULL, error);
      next_conversation (sending);
      go_on (g_steal_pointer (&task));
      return;
    }

  show (g_ptr_array_index (sending->conversations, sending->at), message);
  if (sending->piece == sending->n_words)
    sending->message = g_object_ref (message);
  g_object_unref (message);
  sending->piece++;
  take_half (self, sending);
  if (sending->piece >= sending->plan->pieces->len)
    {
      g_hash_table_remove (self->halves, g_ptr_array_index (sending->conversations, sending->at));
      note (sending, g_steal_pointer (&sending->message), NULL);
      next_conversation (sending);
    }
  go_on (g_steal_pointer (&task));
}

/* Why none of it can be sent there; nothing of it is then. */
static gboolean
check_conversation (ChatConversation       *conversation,
                    const ChatForwardPlan  *plan,
                    GError                **error)
{
  if (conversation->contact != NULL && chat_contact_get_blocked (conversation->contact))
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_BLOCKED, "The contact is blocked");
      return FALSE;
    }

  for (guint i = 0; i < plan->pieces->len; i++)
    {
      const ChatForwardPiece *piece = g_ptr_array_index (plan->pieces, i);

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
      const ChatForwardPiece *piece;
      GError *error = NULL;

      if (sending->piece == 0 && !check_conversation (to, sending->plan, &error))
        {
          note (sending, NULL, error);
          next_conversation (sending);
          continue;
        }

      if (sending->piece == 0)
        take_half (g_task_get_source_object (task), sending);
      piece = g_ptr_array_index (sending->plan->pieces, sending->piece);
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
planned_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Sending *sending = g_task_get_task_data (task);
  GError *error = NULL;

  sending->plan = take_plan (g_task_get_source_object (task), result, &error);
  if (sending->plan == NULL)
    g_task_return_error (task, error);
  else if (sending->plan->way == CHAT_FORWARD_NOTHING)
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_CANNOT_FORWARD, "It says nothing");
  else if (sending->plan->way == CHAT_FORWARD_MISSING)
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_FILE_MISSING, "The file is nowhere");
  else
    {
      if (sending->comment != NULL)
        g_ptr_array_insert (sending->plan->pieces, 0, chat_forward_piece_new (sending->comment));
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
  chat_forward_plan_async (self->message, self->file, self->web, cancellable, planned_cb,
                           g_steal_pointer (&task));
}

GPtrArray *
chat_forward_send_finish (ChatForward   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
