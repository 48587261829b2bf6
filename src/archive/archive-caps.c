/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What programs can do, by their capabilities (XEP-0115, XEP-0390). */
#define G_LOG_DOMAIN "archive-caps"

#include "archive-caps.h"

#include "archive-columns.h"
#include "archive-request.h"

#define MAX_KEY_BYTES 4096

/* What is asked, by whichever function. */
typedef struct {
  char **keys;  /* (nullable) */
  char  *key;   /* (nullable) */
  char  *disco; /* (nullable) */
} Question;

static void
question_free (Question *question)
{
  g_strfreev (question->keys);
  g_free (question->key);
  g_free (question->disco);
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

static gpointer
load_caps_job (ArchiveConnection  *connection,
               gpointer            arguments,
               GError            **error)
{
  static const char sql[] = "SELECT disco FROM caps WHERE key = ?1";
  const Question *question = arguments;
  g_autoptr(GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (gsize i = 0; question->keys[i] != NULL; i++)
    {
      g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
      ArchiveStep step;

      if (row == NULL)
        return NULL;

      archive_statement_bind_text (row, 1, question->keys[i]);
      step = archive_statement_step (row, error);
      if (step == ARCHIVE_STEP_ERROR)
        return NULL;
      if (step == ARCHIVE_STEP_ROW)
        g_hash_table_insert (found, g_strdup (question->keys[i]),
                             archive_statement_dup_text (row, 0));
    }

  return g_steal_pointer (&found);
}

/**
 * archive_caps_load_async:
 * @database: an archive
 * @keys: verification strings with the name of their hash, as archive_caps_store_async() got them
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Looks up what is known of programs by their capabilities.
 */
void
archive_caps_load_async (ArchiveDatabase     *database,
                         const char *const   *keys,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (keys != NULL);

  question = g_new0 (Question, 1);
  question->keys = g_strdupv ((char **) keys);
  ask (archive_request_new (database, archive_caps_load_async, cancellable, callback, user_data),
       question, ARCHIVE_JOB_READ, load_caps_job, (GDestroyNotify) g_hash_table_unref);
}

/**
 * archive_caps_load_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable) (element-type utf8 utf8): what was stored, for the known keys
 */
GHashTable *
archive_caps_load_finish (ArchiveDatabase  *database,
                          GAsyncResult     *result,
                          GError          **error)
{
  return archive_request_finish (database, result, archive_caps_load_async, error);
}

static gpointer
store_caps_job (ArchiveConnection  *connection,
                gpointer            arguments,
                GError            **error)
{
  static const char store_sql[] = "INSERT OR REPLACE INTO caps (key, disco) VALUES (?1, ?2)";
  static const char prune_sql[] =
    "DELETE FROM caps WHERE id <= (SELECT max (id) FROM caps) - ?1";
  const Question *question = arguments;
  g_autoptr(ArchiveStatement) store = archive_connection_prepare (connection, store_sql, error);
  g_autoptr(ArchiveStatement) prune = archive_connection_prepare (connection, prune_sql, error);

  if (store == NULL || prune == NULL ||
      !archive_columns_check_text (question->key, MAX_KEY_BYTES, error) ||
      !archive_columns_check_text (question->disco, ARCHIVE_CAPS_MAX_BYTES, error))
    return NULL;

  archive_statement_bind_text (store, 1, question->key);
  archive_statement_bind_text (store, 2, question->disco);
  archive_statement_bind_number (prune, 1, ARCHIVE_CAPS_MAX_ROWS);
  if (archive_statement_run (store, error))
    archive_statement_run (prune, error);
  return NULL;
}

/**
 * archive_caps_store_async:
 * @database: an archive
 * @key: a verified verification string with the name of its hash
 * @disco: what it stands for, at most ARCHIVE_CAPS_MAX_BYTES
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Stores what is known of a program. Of all that was ever stored the last ARCHIVE_CAPS_MAX_ROWS
 * stay.
 */
void
archive_caps_store_async (ArchiveDatabase     *database,
                          const char          *key,
                          const char          *disco,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (key != NULL && disco != NULL);

  question = g_new0 (Question, 1);
  question->key = g_strdup (key);
  question->disco = g_strdup (disco);
  ask (archive_request_new (database, archive_caps_store_async, cancellable, callback, user_data),
       question, ARCHIVE_JOB_WRITE, store_caps_job, NULL);
}

/**
 * archive_caps_store_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_INVALID where it is too long, …
 *
 * Returns: whether it was stored
 */
gboolean
archive_caps_store_finish (ArchiveDatabase  *database,
                           GAsyncResult     *result,
                           GError          **error)
{
  return archive_request_settle (database, result, archive_caps_store_async, error);
}
