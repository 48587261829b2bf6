/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages: stored, brought on and deleted. */
#define G_LOG_DOMAIN "archive-messages"

#include "archive-messages.h"

#include "archive-arrange.h"
#include "archive-columns.h"
#include "archive-correction.h"
#include "archive-entity.h"
#include "archive-forgotten.h"
#include "archive-index.h"
#include "archive-insert.h"
#include "archive-request.h"
#include "archive-state.h"

/* What is asked, by whichever function. */
typedef struct {
  GPtrArray    *messages; /* (nullable) */
  ArchivePlace  place;
  GArray       *ids;      /* (nullable) gint64 */
  gint64        account_id;
  ArchiveState  state;
  char         *text;     /* (nullable) an error's text, a remote id */
  char         *name;     /* (nullable) an error's condition, an address */
  gboolean      up_to;
} Question;

static void
question_free (Question *question)
{
  g_clear_pointer (&question->messages, g_ptr_array_unref);
  g_clear_pointer (&question->ids, g_array_unref);
  g_free (question->text);
  g_free (question->name);
  g_free (question);
}

static void
ask (GTask           *task,
     Question        *question,
     ArchiveJobFlags  flags,
     ArchiveJobFunc   func,
     GDestroyNotify   free_result)
{
  ArchiveDatabase *database = g_task_get_source_object (task);

  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  archive_request_run (database, task, flags, func, free_result);
}

static GArray *
copy_ids (const gint64 *ids,
          gsize         n_ids)
{
  GArray *copy = g_array_sized_new (FALSE, FALSE, sizeof (gint64), (guint) n_ids);

  if (n_ids > 0)
    g_array_append_vals (copy, ids, (guint) n_ids);
  return copy;
}

static gpointer
insert_job (ArchiveConnection  *connection,
            gpointer            arguments,
            GError            **error)
{
  Question *question = arguments;
  g_autoptr(GPtrArray) corrected =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_autoptr(GArray) hidden = g_array_new (FALSE, FALSE, sizeof (ArchiveHidden));
  ArchiveCorrections corrections = { corrected, hidden };
  g_autoptr(GArray) inserted = NULL;
  g_autoptr(GArray) items = NULL;

  for (guint i = 0; i < question->messages->len; i++)
    if (!archive_columns_check_message (g_ptr_array_index (question->messages, i), error))
      return NULL;

  items = archive_insert_prepare (connection, question->messages, NULL, error);
  if (items == NULL || (question->place == ARCHIVE_PLACE_HISTORY &&
                        !archive_arrange_items (connection, items, error)))
    return NULL;

  inserted = archive_insert_items (connection, items, 0, error);
  if (inserted == NULL ||
      !archive_correction_settle (connection, question->messages, inserted, &corrections, error))
    return NULL;

  return g_steal_pointer (&inserted);
}

/**
 * archive_messages_insert_async:
 * @database: an archive
 * @messages: (element-type ArchiveMessage): in the order in which they came; not to be changed
 *   until the callback
 * @place: where in their conversations they go
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller, when they are committed: all or
 *   none
 * @user_data: for @callback
 *
 * Stores messages, each once: a message is the row with the same stanza-id, else the one of the
 * same author with the same origin-id, else the one of the same author with the same id attribute
 * within a day (and, unless encrypted, the same body). Such a row learns the ids that it lacks,
 * the state that the copy proves, and the text where it could not be decrypted before.
 * Conversations are made as needed. A correction (XEP-0308) of a message of the same author stands
 * in its stead.
 *
 * An outgoing message in state queued is on the disk when the callback comes, even if the power
 * fails.
 */
void
archive_messages_insert_async (ArchiveDatabase     *database,
                               GPtrArray           *messages,
                               ArchivePlace         place,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  ArchiveJobFlags flags = ARCHIVE_JOB_WRITE;
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (messages != NULL);

  for (guint i = 0; i < messages->len; i++)
    {
      const ArchiveMessage *message = g_ptr_array_index (messages, i);

      if (message->state == ARCHIVE_STATE_QUEUED)
        flags = ARCHIVE_JOB_DURABLE;
    }

  question = g_new0 (Question, 1);
  question->messages = g_ptr_array_ref (messages);
  question->place = place;
  ask (archive_request_new (database, archive_messages_insert_async, cancellable, callback,
                              user_data),
       question, flags, insert_job, (GDestroyNotify) g_array_unref);
}

/**
 * archive_messages_insert_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_INVALID where a message lacks something or is too long,
 *   %ARCHIVE_ERROR_CONSTRAINT where there is no such account or conversation, %ARCHIVE_ERROR_FULL,
 *   …
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveInserted): what became of each, in order
 */
GArray *
archive_messages_insert_finish (ArchiveDatabase  *database,
                                GAsyncResult     *result,
                                GError          **error)
{
  return archive_request_finish (database, result, archive_messages_insert_async, error);
}

static gpointer
set_state_job (ArchiveConnection  *connection,
               gpointer            arguments,
               GError            **error)
{
  Question *question = arguments;
  g_autoptr(GArray) changes = archive_changes_new ();

  for (guint i = 0; i < question->ids->len; i++)
    if (!archive_state_set (connection, g_array_index (question->ids, gint64, i), question->state,
                            question->name, question->text, changes, error))
      return NULL;

  return g_steal_pointer (&changes);
}

/**
 * archive_messages_set_state_async:
 * @database: an archive
 * @ids: outgoing messages, in the order in which they were sent
 * @n_ids: how many
 * @state: the state that they have reached
 * @error_condition: (nullable): why they failed (RFC 6120, 8.3.3)
 * @error_text: (nullable): and what was said about it
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * States only move on, see #ArchiveState; what may not follow is left as it is. A message that
 * leaves the queue goes to the end of its conversation.
 */
void
archive_messages_set_state_async (ArchiveDatabase     *database,
                                  const gint64        *ids,
                                  gsize                n_ids,
                                  ArchiveState         state,
                                  const char          *error_condition,
                                  const char          *error_text,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (ids != NULL || n_ids == 0);
  g_return_if_fail (state <= ARCHIVE_STATE_FAILED);

  question = g_new0 (Question, 1);
  question->ids = copy_ids (ids, n_ids);
  question->state = state;
  question->name = g_strdup (error_condition);
  question->text = g_strdup (error_text);
  ask (archive_request_new (database, archive_messages_set_state_async, cancellable, callback,
                              user_data),
       question, state == ARCHIVE_STATE_QUEUED ? ARCHIVE_JOB_DURABLE : ARCHIVE_JOB_WRITE,
       set_state_job, (GDestroyNotify) g_array_unref);
}

/**
 * archive_messages_set_state_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_FULL, …
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveChange): those that did change
 */
GArray *
archive_messages_set_state_finish (ArchiveDatabase  *database,
                                   GAsyncResult     *result,
                                   GError          **error)
{
  return archive_request_finish (database, result, archive_messages_set_state_async, error);
}

static gpointer
acknowledge_job (ArchiveConnection  *connection,
                 gpointer            arguments,
                 GError            **error)
{
  Question *question = arguments;
  g_autoptr(GArray) changes = archive_changes_new ();
  gint64 conversation_id = 0;
  gint64 id = 0;
  gint64 sort_us = 0;

  if (!archive_entity_find_conversation (connection, question->account_id, question->name,
                                         &conversation_id, error) ||
      !archive_state_find_outgoing (connection, conversation_id, question->text, &id, &sort_us,
                                    error))
    return NULL;

  if (id == 0)
    return g_steal_pointer (&changes);

  /* A queued message that is acknowledged was sent before all that is still queued. */
  if ((question->up_to && sort_us < ARCHIVE_SORT_QUEUED &&
       !archive_state_set_seen (connection, conversation_id, sort_us, question->state, changes,
                                error)) ||
      !archive_state_set (connection, id, question->state, NULL, NULL, changes, error))
    return NULL;

  return g_steal_pointer (&changes);
}

/**
 * archive_messages_acknowledge_async:
 * @database: an archive
 * @account_id: whose
 * @with: address of the conversation
 * @remote_id: what a receipt or marker names: an id attribute, an origin-id or a stanza-id
 * @state: what it proves: %ARCHIVE_STATE_SENT, %ARCHIVE_STATE_DELIVERED or %ARCHIVE_STATE_DISPLAYED
 * @up_to: whether it speaks of all outgoing messages before that one, too
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Notes a receipt (XEP-0184) or marker (XEP-0333). Nothing happens where it names no outgoing
 * message of that conversation.
 */
void
archive_messages_acknowledge_async (ArchiveDatabase     *database,
                                    gint64               account_id,
                                    const char          *with,
                                    const char          *remote_id,
                                    ArchiveState         state,
                                    gboolean             up_to,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (with != NULL && remote_id != NULL);
  g_return_if_fail (state >= ARCHIVE_STATE_SENT && state <= ARCHIVE_STATE_DISPLAYED);

  question = g_new0 (Question, 1);
  question->account_id = account_id;
  question->name = g_strdup (with);
  question->text = g_strdup (remote_id);
  question->state = state;
  question->up_to = up_to;
  ask (archive_request_new (database, archive_messages_acknowledge_async, cancellable, callback,
                              user_data),
       question, ARCHIVE_JOB_WRITE, acknowledge_job, (GDestroyNotify) g_array_unref);
}

/**
 * archive_messages_acknowledge_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_FULL, …
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveChange): those that did change
 */
GArray *
archive_messages_acknowledge_finish (ArchiveDatabase  *database,
                                     GAsyncResult     *result,
                                     GError          **error)
{
  return archive_request_finish (database, result, archive_messages_acknowledge_async, error);
}

/* With their corrections, which nobody would see any more. */
static gpointer
delete_job (ArchiveConnection  *connection,
            gpointer            arguments,
            GError            **error)
{
  Question *question = arguments;
  g_autoptr(GArray) ids = copy_ids ((const gint64 *) (gpointer) question->ids->data,
                                    question->ids->len);

  for (guint i = 0; i < question->ids->len; i++)
    if (!archive_correction_list (connection, g_array_index (question->ids, gint64, i), ids,
                                  error))
      return NULL;

  for (guint i = 0; i < ids->len; i++)
    if (!archive_forgotten_delete_message (connection, g_array_index (ids, gint64, i), error))
      return NULL;

  return NULL;
}

/**
 * archive_messages_delete_async:
 * @database: an archive
 * @ids: messages
 * @n_ids: how many
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller, when nothing of them is left in
 *   the file, the search index or the log
 * @user_data: for @callback
 *
 * Deletes messages here; what servers and others hold stays, and is not fetched again.
 */
void
archive_messages_delete_async (ArchiveDatabase     *database,
                               const gint64        *ids,
                               gsize                n_ids,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (ids != NULL || n_ids == 0);

  question = g_new0 (Question, 1);
  question->ids = copy_ids (ids, n_ids);
  ask (archive_request_new (database, archive_messages_delete_async, cancellable, callback,
                              user_data),
       question, ARCHIVE_JOB_ERASE, delete_job, NULL);
}

/**
 * archive_messages_delete_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_FULL, …
 *
 * Returns: whether they are gone; those that were not there count as gone
 */
gboolean
archive_messages_delete_finish (ArchiveDatabase  *database,
                                GAsyncResult     *result,
                                GError          **error)
{
  return archive_request_settle (database, result, archive_messages_delete_async, error);
}
