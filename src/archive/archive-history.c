/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of servers' archives (XEP-0313) is held here. */
#define G_LOG_DOMAIN "archive-history"

#include "archive-history.h"

#include "archive-order.h"
#include "archive-place.h"
#include "archive-range.h"
#include "archive-request.h"

typedef struct {
  gint64     account_id;
  char      *owner;
  GPtrArray *ranges; /* (nullable) */
} Question;

typedef struct {
  GPtrArray *ranges;
  gint64     floor_us;
} Begun;

static void
question_free (Question *question)
{
  g_free (question->owner);
  g_clear_pointer (&question->ranges, g_ptr_array_unref);
  g_free (question);
}

static void
begun_free (Begun *begun)
{
  g_clear_pointer (&begun->ranges, g_ptr_array_unref);
  g_free (begun);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Begun, begun_free)

/* Room is left below, so that what was missed can go in between. */
static gpointer
begin_job (ArchiveConnection  *connection,
           gpointer            arguments,
           GError            **error)
{
  const Question *question = arguments;
  g_autoptr(Begun) begun = g_new0 (Begun, 1);
  gint64 head_us = 0;
  gint64 line = 0;

  begun->ranges =
    archive_range_load_all (connection, question->account_id, question->owner, error);
  if (begun->ranges == NULL ||
      !archive_place_find_line (connection, question->account_id, question->owner, &line, error) ||
      !archive_place_get_line_head (connection, line, &head_us, error))
    return NULL;

  for (guint i = 0; i < begun->ranges->len; i++)
    head_us = MAX (head_us, ((ArchiveRange *) g_ptr_array_index (begun->ranges, i))->last_sort_us);

  begun->floor_us = MAX (g_get_real_time (), head_us + 2 * ARCHIVE_ORDER_RESERVE_US);
  return g_steal_pointer (&begun);
}

static void
ask (ArchiveDatabase     *database,
     gpointer             source_tag,
     gint64               account_id,
     const char          *owner,
     GPtrArray           *ranges,
     ArchiveJobFunc       func,
     GDestroyNotify       free_result,
     GCancellable        *cancellable,
     GAsyncReadyCallback  callback,
     gpointer             user_data)
{
  GTask *task = archive_request_new (database, source_tag, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->account_id = account_id;
  question->owner = g_strdup (owner);
  question->ranges = ranges != NULL ? g_ptr_array_ref (ranges) : NULL;
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, func, free_result);
}

/**
 * archive_history_begin_async:
 * @database: an archive
 * @account_id: an account
 * @owner: address of the server's archive: the account's own, or a room's
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Reads what of a server's archive is held, once all is stored that was asked to be stored before.
 */
void
archive_history_begin_async (ArchiveDatabase     *database,
                             gint64               account_id,
                             const char          *owner,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (owner != NULL);

  ask (database, archive_history_begin_async, account_id, owner, NULL, begin_job,
       (GDestroyNotify) begun_free, cancellable, callback, user_data);
}

/**
 * archive_history_begin_finish:
 * @database: an archive
 * @result: what the callback got
 * @floor_us: (out): where live messages are to stand from now on
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveRange): what is held, oldest first
 */
GPtrArray *
archive_history_begin_finish (ArchiveDatabase  *database,
                              GAsyncResult     *result,
                              gint64           *floor_us,
                              GError          **error)
{
  g_autoptr(Begun) begun =
    archive_request_finish (database, result, archive_history_begin_async, error);

  if (begun == NULL)
    return NULL;

  *floor_us = begun->floor_us;
  return g_steal_pointer (&begun->ranges);
}

typedef struct {
  gint64 conversation_id;
  gint64 from_us;
} Place;

/* An empty text: there is none. */
static gpointer
find_oldest_job (ArchiveConnection  *connection,
                 gpointer            arguments,
                 GError            **error)
{
  static const char sql[] =
    "SELECT stanza_id FROM message WHERE conversation_id = ?1 AND sort_us >= ?2 "
    "AND stanza_id IS NOT NULL ORDER BY sort_us LIMIT 1";
  const Place *place = arguments;
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);

  if (row == NULL)
    return NULL;

  archive_statement_bind_number (row, 1, place->conversation_id);
  archive_statement_bind_number (row, 2, place->from_us);
  switch (archive_statement_step (row, error))
    {
    case ARCHIVE_STEP_ROW:
      return archive_statement_dup_text (row, 0);
    case ARCHIVE_STEP_DONE:
      return g_strdup ("");
    case ARCHIVE_STEP_ERROR:
    default:
      return NULL;
    }
}

/**
 * archive_history_find_oldest_async:
 * @database: an archive
 * @conversation_id: a conversation
 * @from_us: a place
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Finds from where on a conversation is held at its newest end. What was asked to be stored before
 * counts.
 */
void
archive_history_find_oldest_async (ArchiveDatabase     *database,
                                   gint64               conversation_id,
                                   gint64               from_us,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  const Place place = { conversation_id, from_us };
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  task = archive_request_new (database, archive_history_find_oldest_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, g_memdup2 (&place, sizeof place), g_free);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, find_oldest_job, g_free);
}

/**
 * archive_history_find_oldest_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable): the archive's id of it; %NULL without an error: there is
 *   none
 */
char *
archive_history_find_oldest_finish (ArchiveDatabase  *database,
                                    GAsyncResult     *result,
                                    GError          **error)
{
  g_autofree char *id =
    archive_request_finish (database, result, archive_history_find_oldest_async, error);

  return id != NULL && id[0] != '\0' ? g_steal_pointer (&id) : NULL;
}

static gpointer
set_job (ArchiveConnection  *connection,
         gpointer            arguments,
         GError            **error)
{
  const Question *question = arguments;

  archive_range_save_all (connection, question->account_id, question->owner, question->ranges,
                          error);
  return NULL;
}

/**
 * archive_history_set_async:
 * @database: an archive
 * @account_id: an account
 * @owner: address of the server's archive
 * @ranges: (element-type ArchiveRange): what is held; not to be changed until the callback
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Says anew what of a server's archive is held.
 */
void
archive_history_set_async (ArchiveDatabase     *database,
                           gint64               account_id,
                           const char          *owner,
                           GPtrArray           *ranges,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (owner != NULL && ranges != NULL);

  ask (database, archive_history_set_async, account_id, owner, ranges, set_job, NULL, cancellable,
       callback, user_data);
}

/**
 * archive_history_set_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_FULL, …
 *
 * Returns: whether it was stored
 */
gboolean
archive_history_set_finish (ArchiveDatabase  *database,
                            GAsyncResult     *result,
                            GError          **error)
{
  return archive_request_settle (database, result, archive_history_set_async, error);
}
