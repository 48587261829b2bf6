/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was read on this device, and other devices of the account do not know yet: kept by
 * archive_conversations_mark_read_async(), so that it is told even after a start without a
 * network. */
#define G_LOG_DOMAIN "archive-displayed"

#include "archive-displayed.h"

#include "archive-columns.h"
#include "archive-request.h"

typedef struct {
  gint64      id;           /* of the account, or of the conversation */
  gint64      read_sort_us;
  GHashTable *known;        /* (nullable) owned address → owned id */
} Question;

static void
question_free (Question *question)
{
  g_clear_pointer (&question->known, g_hash_table_unref);
  g_free (question);
}

/**
 * archive_displayed_free:
 * @self: (nullable) (transfer full): what was read
 */
void
archive_displayed_free (ArchiveDisplayed *self)
{
  if (self == NULL)
    return;

  g_free (self->address);
  g_free (self->stanza_id);
  g_free (self);
}

/* Of who has a nick in a room nobody knows elsewhere who it is. Thousands of own messages may stand
 * after what others wrote: nothing is told of these then. */
static GPtrArray *
load_untold (ArchiveConnection  *connection,
             gint64              account_id,
             GError            **error)
{
  static const char sql[] =
    "SELECT c.id, e.address, c.read_sort_us, "
    "(SELECT m.stanza_id FROM message m WHERE m.conversation_id = c.id "
    "AND m.sort_us <= c.read_sort_us AND m.direction = " ARCHIVE_STORED_INCOMING " "
    "AND m.stanza_id IS NOT NULL AND m.corrects IS NULL ORDER BY m.sort_us DESC LIMIT 1), "
    "c.kind = " ARCHIVE_STORED_ROOM " "
    "FROM conversation_setting s JOIN conversation c ON c.id = s.conversation_id "
    "JOIN entity e ON e.id = c.entity_id "
    "WHERE s.key = '" ARCHIVE_KEY_UNTOLD "' AND c.account_id = ?1 "
    "AND c.kind <> " ARCHIVE_STORED_PRIVATE;
  g_autoptr(GPtrArray) all =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_displayed_free);
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return NULL;

  archive_statement_bind_number (row, 1, account_id);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    {
      ArchiveDisplayed *one;

      if (archive_statement_get_text (row, 3) == NULL)
        continue;

      one = g_new0 (ArchiveDisplayed, 1);
      one->conversation_id = archive_statement_get_number (row, 0);
      one->address = archive_statement_dup_text (row, 1);
      one->read_sort_us = archive_statement_get_number (row, 2);
      one->stanza_id = archive_statement_dup_text (row, 3);
      one->is_room = archive_statement_get_number (row, 4) != 0;
      g_ptr_array_add (all, one);
    }

  return step == ARCHIVE_STEP_DONE ? g_steal_pointer (&all) : NULL;
}

static gboolean
find_place (ArchiveConnection  *connection,
            gint64              conversation_id,
            const char         *stanza_id,
            gint64             *sort_us,
            GError            **error)
{
  static const char sql[] =
    "SELECT sort_us FROM message WHERE conversation_id = ?1 AND stanza_id = ?2";
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, conversation_id);
  archive_statement_bind_text (row, 2, stanza_id);
  step = archive_statement_step (row, error);
  *sort_us = step == ARCHIVE_STEP_ROW ? archive_statement_get_number (row, 0) : 0;
  return step != ARCHIVE_STEP_ERROR;
}

static gboolean
settle (ArchiveConnection  *connection,
        gint64              conversation_id,
        gint64              read_sort_us,
        GError            **error)
{
  static const char sql[] =
    "DELETE FROM conversation_setting WHERE conversation_id = ?1 "
    "AND key = '" ARCHIVE_KEY_UNTOLD "' "
    "AND EXISTS (SELECT 1 FROM conversation WHERE id = ?1 AND read_sort_us <= ?2)";
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, conversation_id);
  archive_statement_bind_number (statement, 2, read_sort_us);
  return archive_statement_run (statement, error);
}

/* @is_news: whether the others are to be told. XEP-0490, 5.1: it only moves forward. */
static gboolean
compare (ArchiveConnection  *connection,
         ArchiveDisplayed   *one,
         const char         *known, /* (nullable) */
         gboolean           *is_news,
         GError            **error)
{
  gint64 known_us = 0;
  gint64 place_us = 0;

  *is_news = TRUE;
  if (known == NULL)
    return TRUE;

  if (!find_place (connection, one->conversation_id, known, &known_us, error) ||
      !find_place (connection, one->conversation_id, one->stanza_id, &place_us, error))
    return FALSE;

  one->is_unsure = known_us == 0;
  *is_news = known_us == 0 || known_us < place_us;
  return *is_news || settle (connection, one->conversation_id, one->read_sort_us, error);
}

static gpointer
load_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  const Question *question = arguments;
  g_autoptr(GPtrArray) all = load_untold (connection, question->id, error);

  for (guint i = all != NULL ? all->len : 0; i > 0; i--)
    {
      ArchiveDisplayed *one = g_ptr_array_index (all, i - 1);
      gboolean is_news = FALSE;

      if (!compare (connection, one, g_hash_table_lookup (question->known, one->address), &is_news,
                    error))
        return NULL;
      if (!is_news)
        g_ptr_array_remove_index_fast (all, i - 1);
    }

  return g_steal_pointer (&all);
}

static GHashTable *
copy_known (GHashTable *known)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer address;
  gpointer id;

  g_hash_table_iter_init (&iter, known);
  while (g_hash_table_iter_next (&iter, &address, &id))
    g_hash_table_insert (copy, g_strdup (address), g_strdup (id));

  return copy;
}

/**
 * archive_displayed_load_async:
 * @database: an archive
 * @account_id: an account
 * @known: what the other devices know: address of a conversation to the archive's id of the message
 *   up to which it is read; copied
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Finds what was read on this device and the others do not know of. What they know of already is
 * settled. Messages of which our server's archive has not told its id can be told of only later.
 */
void
archive_displayed_load_async (ArchiveDatabase     *database,
                              gint64               account_id,
                              GHashTable          *known,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (known != NULL);

  task = archive_request_new (database, archive_displayed_load_async, cancellable, callback,
                              user_data);
  question = g_new0 (Question, 1);
  question->id = account_id;
  question->known = copy_known (known);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, load_job,
                       (GDestroyNotify) g_ptr_array_unref);
}

/**
 * archive_displayed_load_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveDisplayed): what is to be told
 */
GPtrArray *
archive_displayed_load_finish (ArchiveDatabase  *database,
                               GAsyncResult     *result,
                               GError          **error)
{
  return archive_request_finish (database, result, archive_displayed_load_async, error);
}

static gpointer
settle_job (ArchiveConnection  *connection,
            gpointer            arguments,
            GError            **error)
{
  const Question *question = arguments;

  settle (connection, question->id, question->read_sort_us, error);
  return NULL;
}

/**
 * archive_displayed_settle_async:
 * @database: an archive
 * @conversation_id: a conversation
 * @read_sort_us: of what was told
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Notes that the other devices know of it. What was read since is to be told still.
 */
void
archive_displayed_settle_async (ArchiveDatabase     *database,
                                gint64               conversation_id,
                                gint64               read_sort_us,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  GTask *task;
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  task = archive_request_new (database, archive_displayed_settle_async, cancellable, callback,
                              user_data);
  question = g_new0 (Question, 1);
  question->id = conversation_id;
  question->read_sort_us = read_sort_us;
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, settle_job, NULL);
}

/**
 * archive_displayed_settle_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_FULL, …
 *
 * Returns: whether it was stored
 */
gboolean
archive_displayed_settle_finish (ArchiveDatabase  *database,
                                 GAsyncResult     *result,
                                 GError          **error)
{
  return archive_request_settle (database, result, archive_displayed_settle_async, error);
}
