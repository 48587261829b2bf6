/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages: read by page, id and what others call them. */
#define G_LOG_DOMAIN "archive-messages-read"

#include "archive-columns.h"
#include "archive-messages.h"
#include "archive-pages.h"
#include "archive-request.h"

/* What is asked, by whichever function. */
typedef struct {
  gint64           id;     /* of a message or a conversation */
  ArchivePageKind  kind;
  ArchivePosition  position;
  guint            limit;
  char            *text;   /* (nullable) a remote id */
  char            *sender; /* (nullable) */
} Question;

static void
question_free (Question *question)
{
  g_free (question->text);
  g_free (question->sender);
  g_free (question);
}

static void
ask (GTask          *task,
     Question       *question,
     ArchiveJobFunc  func,
     GDestroyNotify  free_result)
{
  ArchiveDatabase *database = g_task_get_source_object (task);

  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  archive_request_run (database, task, ARCHIVE_JOB_READ, func, free_result);
}

static gpointer
page_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  Question *question = arguments;

  return archive_pages_load (connection, question->id, question->kind, question->position,
                             question->limit, error);
}

/**
 * archive_messages_page_async:
 * @database: an archive
 * @conversation_id: a conversation
 * @kind: which messages
 * @position: and where; need not be that of a message
 * @limit: how many at most; 1000 is the most
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Reads some messages of a conversation. Sees what was stored before; of what was only asked to be
 * stored, not necessarily.
 */
void
archive_messages_page_async (ArchiveDatabase     *database,
                             gint64               conversation_id,
                             ArchivePageKind      kind,
                             ArchivePosition      position,
                             guint                limit,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  question = g_new0 (Question, 1);
  question->id = conversation_id;
  question->kind = kind;
  question->position = position;
  question->limit = limit;
  ask (archive_request_new (database, archive_messages_page_async, cancellable, callback,
                              user_data),
       question, page_job, (GDestroyNotify) archive_page_free);
}

/**
 * archive_messages_page_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable): the page, oldest first; empty where there is no such
 * conversation
 */
ArchivePage *
archive_messages_page_finish (ArchiveDatabase  *database,
                              GAsyncResult     *result,
                              GError          **error)
{
  return archive_request_finish (database, result, archive_messages_page_async, error);
}

static gpointer
count_job (ArchiveConnection  *connection,
           gpointer            arguments,
           GError            **error)
{
  Question *question = arguments;
  g_autofree ArchiveCounts *counts = g_new0 (ArchiveCounts, 1);

  return archive_pages_count (connection, question->id, question->position, counts, error)
           ? g_steal_pointer (&counts) : NULL;
}

/**
 * archive_messages_count_async:
 * @database: an archive
 * @conversation_id: a conversation
 * @position: a place in it
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Counts the messages of a conversation, those before a place, and the unread ones.
 */
void
archive_messages_count_async (ArchiveDatabase     *database,
                              gint64               conversation_id,
                              ArchivePosition      position,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  question = g_new0 (Question, 1);
  question->id = conversation_id;
  question->position = position;
  ask (archive_request_new (database, archive_messages_count_async, cancellable, callback,
                              user_data),
       question, count_job, g_free);
}

/**
 * archive_messages_count_finish:
 * @database: an archive
 * @result: what the callback got
 * @counts: (out caller-allocates): all 0 where there is no such conversation
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: whether they were counted
 */
gboolean
archive_messages_count_finish (ArchiveDatabase  *database,
                               GAsyncResult     *result,
                               ArchiveCounts    *counts,
                               GError          **error)
{
  g_autofree ArchiveCounts *found =
    archive_request_finish (database, result, archive_messages_count_async, error);

  if (found != NULL)
    *counts = *found;
  return found != NULL;
}

static gpointer
get_job (ArchiveConnection  *connection,
         gpointer            arguments,
         GError            **error)
{
  Question *question = arguments;

  return archive_columns_load_message (connection, question->id, error);
}

/**
 * archive_messages_get_async:
 * @database: an archive
 * @id: a message
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Reads one message.
 */
void
archive_messages_get_async (ArchiveDatabase     *database,
                            gint64               id,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  question = g_new0 (Question, 1);
  question->id = id;
  ask (archive_request_new (database, archive_messages_get_async, cancellable, callback,
                              user_data),
       question, get_job, (GDestroyNotify) archive_message_free);
}

/**
 * archive_messages_get_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_NOT_FOUND, …
 *
 * Returns: (transfer full) (nullable): the message
 */
ArchiveMessage *
archive_messages_get_finish (ArchiveDatabase  *database,
                             GAsyncResult     *result,
                             GError          **error)
{
  return archive_request_finish (database, result, archive_messages_get_async, error);
}

static gpointer
find_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  Question *question = arguments;

  return archive_pages_find (connection, question->id, question->text, question->sender, error);
}

/**
 * archive_messages_find_async:
 * @database: an archive
 * @conversation_id: a conversation
 * @remote_id: an id attribute, an origin-id or a stanza-id
 * @sender: (nullable): who wrote it; NULL is not to be relied on where others may use the same id
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Finds the message that a correction, an answer or an error speaks of.
 */
void
archive_messages_find_async (ArchiveDatabase     *database,
                             gint64               conversation_id,
                             const char          *remote_id,
                             const char          *sender,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (remote_id != NULL);

  question = g_new0 (Question, 1);
  question->id = conversation_id;
  question->text = g_strdup (remote_id);
  question->sender = g_strdup (sender);
  ask (archive_request_new (database, archive_messages_find_async, cancellable, callback,
                              user_data),
       question, find_job, (GDestroyNotify) archive_message_free);
}

/**
 * archive_messages_find_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_NOT_FOUND, …
 *
 * Returns: (transfer full) (nullable): the newest such message
 */
ArchiveMessage *
archive_messages_find_finish (ArchiveDatabase  *database,
                              GAsyncResult     *result,
                              GError          **error)
{
  return archive_request_finish (database, result, archive_messages_find_async, error);
}
