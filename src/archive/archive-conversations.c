/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conversations: the list with last messages and unread counts, drafts, what was read. */
#define G_LOG_DOMAIN "archive-conversations"

#include "archive-conversations.h"

#include "archive-columns.h"
#include "archive-entity.h"
#include "archive-error.h"
#include "archive-pages.h"
#include "archive-place.h"
#include "archive-request.h"

#define MAX_DRAFT_BYTES (1024 * 1024)

/* What is asked, by whichever function. */
typedef struct {
  gint64                   id;    /* of an account or a conversation */
  char                    *text;  /* (nullable) an address, a draft */
  ArchiveConversationKind  kind;
  const char              *sql;   /* (nullable) what to run with ?1 the id and ?2 the value */
  gint64                   value;
} Question;

#define SELECT_CONVERSATIONS \
  "SELECT c.id, c.account_id, e.address, c.kind, c.pinned, c.muted_until_us, c.archived, " \
  "c.draft, c.draft_us, c.created_us, c.read_sort_us, (SELECT m.id FROM message m " \
  "WHERE m.conversation_id = c.id AND m.corrects IS NULL " \
  "ORDER BY m.sort_us DESC, m.id DESC LIMIT 1) AS last_id " \
  "FROM conversation c CROSS JOIN entity e ON e.id = c.entity_id "

static void
question_free (Question *question)
{
  g_free (question->text);
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

static ArchiveConversation *
read_conversation (ArchiveConnection  *connection,
                   ArchiveStatement   *row,
                   GError            **error)
{
  g_autoptr(ArchiveConversation) conversation = g_new0 (ArchiveConversation, 1);
  gint64 last_id = archive_statement_get_number (row, 11);

  conversation->id = archive_statement_get_number (row, 0);
  conversation->account_id = archive_statement_get_number (row, 1);
  conversation->address = archive_statement_dup_text (row, 2);
  conversation->kind = archive_columns_load_with_kind (archive_statement_get_number (row, 3));
  conversation->pinned = (guint) archive_statement_get_number (row, 4);
  conversation->muted_until_us = archive_statement_get_number (row, 5);
  conversation->archived = archive_statement_get_number (row, 6) != 0;
  conversation->draft = archive_statement_dup_text (row, 7);
  conversation->draft_us = archive_statement_get_number (row, 8);
  conversation->created_us = archive_statement_get_number (row, 9);
  conversation->read_sort_us = archive_statement_get_number (row, 10);

  if (!archive_pages_count_unread (connection, conversation->id, conversation->read_sort_us,
                                   &conversation->unread, &conversation->mentions, error))
    return NULL;

  if (last_id != 0 &&
      (conversation->last = archive_columns_load_message (connection, last_id, error)) == NULL)
    return NULL;

  return g_steal_pointer (&conversation);
}

static int
compare_newest_first (gconstpointer a,
                      gconstpointer b)
{
  const ArchiveConversation *first = *(ArchiveConversation *const *) a;
  const ArchiveConversation *second = *(ArchiveConversation *const *) b;
  gint64 first_us = first->last != NULL ? first->last->sort_us : first->created_us;
  gint64 second_us = second->last != NULL ? second->last->sort_us : second->created_us;

  return first_us < second_us ? 1 : first_us > second_us ? -1 : 0;
}

static gpointer
load_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  static const char sql[] = SELECT_CONVERSATIONS "WHERE ?1 IN (c.account_id, 0)";
  Question *question = arguments;
  g_autoptr(GPtrArray) conversations =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_conversation_free);
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return NULL;

  archive_statement_bind_number (row, 1, question->id);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    {
      ArchiveConversation *conversation = read_conversation (connection, row, error);

      if (conversation == NULL)
        return NULL;
      g_ptr_array_add (conversations, conversation);
    }

  if (step == ARCHIVE_STEP_ERROR)
    return NULL;

  g_ptr_array_sort (conversations, compare_newest_first);
  return g_steal_pointer (&conversations);
}

/**
 * archive_conversations_load_async:
 * @database: an archive
 * @account_id: whose; 0: all accounts'
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Reads all conversations with their last messages and unread counts.
 */
void
archive_conversations_load_async (ArchiveDatabase     *database,
                                  gint64               account_id,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  question = g_new0 (Question, 1);
  question->id = account_id;
  ask (archive_request_new (database, archive_conversations_load_async, cancellable, callback,
                              user_data),
       question, ARCHIVE_JOB_READ, load_job, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * archive_conversations_load_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveConversation): newest message first
 */
GPtrArray *
archive_conversations_load_finish (ArchiveDatabase  *database,
                                   GAsyncResult     *result,
                                   GError          **error)
{
  return archive_request_finish (database, result, archive_conversations_load_async, error);
}

static gboolean
run_update (ArchiveConnection  *connection,
            const char         *sql,
            gint64              id,
            gint64              value,
            const char         *text,
            GError            **error)
{
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, id);
  archive_statement_bind_number (statement, 2, value);
  if (sqlite3_bind_parameter_count (statement) > 2)
    archive_statement_bind_text (statement, 3, text);
  if (!archive_statement_run (statement, error))
    return FALSE;

  if (sqlite3_changes (archive_connection_get_handle (connection)) > 0)
    return TRUE;

  g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_NOT_FOUND,
                       "There is no such conversation");
  return FALSE;
}

static gpointer
ensure_job (ArchiveConnection  *connection,
            gpointer            arguments,
            GError            **error)
{
  static const char sql[] = SELECT_CONVERSATIONS "WHERE c.id = ?1";
  Question *question = arguments;
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  gboolean is_new = FALSE;
  gint64 id = 0;

  if (row == NULL ||
      !archive_entity_intern_conversation (connection, question->id, question->text,
                                           question->kind, &id, &is_new, error))
    return NULL;

  archive_statement_bind_number (row, 1, id);
  if (archive_statement_step (row, error) != ARCHIVE_STEP_ROW)
    return NULL;

  return read_conversation (connection, row, error);
}

/**
 * archive_conversations_ensure_async:
 * @database: an archive
 * @account_id: whose
 * @address: with whom: a bare address, or the occupant's full one for private messages
 * @kind: what it is; a conversation that was taken for a chat becomes this
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Finds a conversation, or makes it.
 */
void
archive_conversations_ensure_async (ArchiveDatabase         *database,
                                    gint64                   account_id,
                                    const char              *address,
                                    ArchiveConversationKind  kind,
                                    GCancellable            *cancellable,
                                    GAsyncReadyCallback      callback,
                                    gpointer                 user_data)
{
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (address != NULL);
  g_return_if_fail (kind <= ARCHIVE_CONVERSATION_PRIVATE);

  question = g_new0 (Question, 1);
  question->id = account_id;
  question->text = g_strdup (address);
  question->kind = kind;
  ask (archive_request_new (database, archive_conversations_ensure_async, cancellable, callback,
                              user_data),
       question, ARCHIVE_JOB_WRITE, ensure_job, (GDestroyNotify) archive_conversation_free);
}

/**
 * archive_conversations_ensure_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_CONSTRAINT where there is no such account, %ARCHIVE_ERROR_FULL, …
 *
 * Returns: (transfer full) (nullable): the conversation
 */
ArchiveConversation *
archive_conversations_ensure_finish (ArchiveDatabase  *database,
                                     GAsyncResult     *result,
                                     GError          **error)
{
  return archive_request_finish (database, result, archive_conversations_ensure_async, error);
}

static gpointer
update_job (ArchiveConnection  *connection,
            gpointer            arguments,
            GError            **error)
{
  Question *question = arguments;

  if (archive_columns_check_text (question->text, MAX_DRAFT_BYTES, error))
    run_update (connection, question->sql, question->id, question->value, question->text, error);
  return NULL;
}

static void
update (ArchiveDatabase     *database,
        gpointer             source_tag,
        gint64               conversation_id,
        const char          *sql,
        gint64               value,
        const char          *text,
        GCancellable        *cancellable,
        GAsyncReadyCallback  callback,
        gpointer             user_data)
{
  Question *question = g_new0 (Question, 1);

  question->id = conversation_id;
  question->sql = sql;
  question->value = value;
  question->text = g_strdup (text);
  ask (archive_request_new (database, source_tag, cancellable, callback, user_data),
       question, ARCHIVE_JOB_WRITE, update_job, NULL);
}

/**
 * archive_conversations_set_draft_async:
 * @database: an archive
 * @conversation_id: a conversation
 * @draft: (nullable): what was written and not sent
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Keeps a draft.
 */
void
archive_conversations_set_draft_async (ArchiveDatabase     *database,
                                       gint64               conversation_id,
                                       const char          *draft,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  static const char sql[] = "UPDATE conversation SET draft = ?3, draft_us = ?2 WHERE id = ?1";

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  update (database, archive_conversations_set_draft_async, conversation_id, sql,
          g_get_real_time (), draft, cancellable, callback, user_data);
}

/**
 * archive_conversations_set_draft_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_NOT_FOUND, %ARCHIVE_ERROR_INVALID where it is too long, …
 *
 * Returns: whether it is kept
 */
gboolean
archive_conversations_set_draft_finish (ArchiveDatabase  *database,
                                        GAsyncResult     *result,
                                        GError          **error)
{
  return archive_request_settle (database, result, archive_conversations_set_draft_async, error);
}

/**
 * archive_conversations_set_pinned_async:
 * @database: an archive
 * @conversation_id: a conversation
 * @pinned: 0: not pinned; else its place among the pinned
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Pins a conversation, or lets it go.
 */
void
archive_conversations_set_pinned_async (ArchiveDatabase     *database,
                                        gint64               conversation_id,
                                        guint                pinned,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  static const char sql[] = "UPDATE conversation SET pinned = ?2 WHERE id = ?1";

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  update (database, archive_conversations_set_pinned_async, conversation_id, sql, pinned, NULL,
          cancellable, callback, user_data);
}

/**
 * archive_conversations_set_pinned_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_NOT_FOUND, …
 *
 * Returns: whether it was stored
 */
gboolean
archive_conversations_set_pinned_finish (ArchiveDatabase  *database,
                                         GAsyncResult     *result,
                                         GError          **error)
{
  return archive_request_settle (database, result, archive_conversations_set_pinned_async, error);
}

/**
 * archive_conversations_set_muted_async:
 * @database: an archive
 * @conversation_id: a conversation
 * @until_us: 0: not muted; G_MAXINT64: for ever
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Mutes a conversation until a time.
 */
void
archive_conversations_set_muted_async (ArchiveDatabase     *database,
                                       gint64               conversation_id,
                                       gint64               until_us,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  static const char sql[] = "UPDATE conversation SET muted_until_us = ?2 WHERE id = ?1";

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  update (database, archive_conversations_set_muted_async, conversation_id, sql, until_us, NULL,
          cancellable, callback, user_data);
}

/**
 * archive_conversations_set_muted_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_NOT_FOUND, …
 *
 * Returns: whether it was stored
 */
gboolean
archive_conversations_set_muted_finish (ArchiveDatabase  *database,
                                        GAsyncResult     *result,
                                        GError          **error)
{
  return archive_request_settle (database, result, archive_conversations_set_muted_async, error);
}

/**
 * archive_conversations_set_archived_async:
 * @database: an archive
 * @conversation_id: a conversation
 * @archived: whether it is put away
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Puts a conversation away, or takes it back.
 */
void
archive_conversations_set_archived_async (ArchiveDatabase     *database,
                                          gint64               conversation_id,
                                          gboolean             archived,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data)
{
  static const char sql[] = "UPDATE conversation SET archived = ?2 WHERE id = ?1";

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  update (database, archive_conversations_set_archived_async, conversation_id, sql, archived, NULL,
          cancellable, callback, user_data);
}

/**
 * archive_conversations_set_archived_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_NOT_FOUND, …
 *
 * Returns: whether it was stored
 */
gboolean
archive_conversations_set_archived_finish (ArchiveDatabase  *database,
                                           GAsyncResult     *result,
                                           GError          **error)
{
  return archive_request_settle (database, result, archive_conversations_set_archived_async, error);
}
