/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Avatars (XEP-0084, XEP-0153): who has which, and their bytes. */
#define G_LOG_DOMAIN "archive-avatars"

#include "archive-avatars.h"

#include "archive-columns.h"
#include "archive-error.h"
#include "archive-request.h"

#define MAX_KEY_BYTES 4096

/* What is asked, by whichever function. */
typedef struct {
  gint64  account_id;
  char   *address; /* (nullable) */
  char   *hash;    /* (nullable) */
  char   *type;    /* (nullable) */
  GBytes *bytes;   /* (nullable) */
  guint   n_kept;
} Question;

static void
question_free (Question *question)
{
  g_free (question->address);
  g_free (question->hash);
  g_free (question->type);
  g_clear_pointer (&question->bytes, g_bytes_unref);
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

/**
 * archive_avatar_free:
 * @self: (nullable) (transfer full): an avatar
 */
void
archive_avatar_free (ArchiveAvatar *self)
{
  if (self == NULL)
    return;

  g_free (self->hash);
  g_free (self->type);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

static gpointer
load_avatars_job (ArchiveConnection  *connection,
                  gpointer            arguments,
                  GError            **error)
{
  static const char sql[] = "SELECT address, hash FROM avatar_owner WHERE account_id = ?1";
  const Question *question = arguments;
  g_autoptr(GHashTable) hashes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return NULL;

  archive_statement_bind_number (row, 1, question->account_id);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    g_hash_table_insert (hashes, archive_statement_dup_text (row, 0),
                         archive_statement_dup_text (row, 1));
  return step == ARCHIVE_STEP_DONE ? g_steal_pointer (&hashes) : NULL;
}

/**
 * archive_avatars_load_async:
 * @database: an archive
 * @account_id: as seen by which account
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Reads who has which avatar.
 */
void
archive_avatars_load_async (ArchiveDatabase     *database,
                            gint64               account_id,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  question = g_new0 (Question, 1);
  question->account_id = account_id;
  ask (archive_request_new (database, archive_avatars_load_async, cancellable, callback,
                              user_data),
       question, ARCHIVE_JOB_READ, load_avatars_job, (GDestroyNotify) g_hash_table_unref);
}

/**
 * archive_avatars_load_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable) (element-type utf8 utf8): hashes by addresses
 */
GHashTable *
archive_avatars_load_finish (ArchiveDatabase  *database,
                             GAsyncResult     *result,
                             GError          **error)
{
  return archive_request_finish (database, result, archive_avatars_load_async, error);
}

static gpointer
assign_avatar_job (ArchiveConnection  *connection,
                   gpointer            arguments,
                   GError            **error)
{
  static const char assign_sql[] =
    "INSERT INTO avatar_owner (account_id, address, hash) VALUES (?1, ?2, ?3) "
    "ON CONFLICT (account_id, address) DO UPDATE SET hash = ?3";
  static const char remove_sql[] =
    "DELETE FROM avatar_owner WHERE account_id = ?1 AND address = ?2";
  const Question *question = arguments;
  g_autoptr(ArchiveStatement) statement = NULL;

  if (!archive_columns_check_text (question->hash, MAX_KEY_BYTES, error) ||
      !archive_columns_check_text (question->address, MAX_KEY_BYTES, error) ||
      (statement = archive_connection_prepare (connection,
                                               question->hash != NULL ? assign_sql : remove_sql,
                                               error)) == NULL)
    return NULL;

  archive_statement_bind_number (statement, 1, question->account_id);
  archive_statement_bind_text (statement, 2, question->address);
  if (question->hash != NULL)
    archive_statement_bind_text (statement, 3, question->hash);
  archive_statement_run (statement, error);
  return NULL;
}

/**
 * archive_avatars_assign_async:
 * @database: an archive
 * @account_id: as seen by which account
 * @address: who
 * @hash: (nullable): which avatar; its bytes may come later. NULL: none
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Notes who has which avatar.
 */
void
archive_avatars_assign_async (ArchiveDatabase     *database,
                              gint64               account_id,
                              const char          *address,
                              const char          *hash,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (address != NULL);

  question = g_new0 (Question, 1);
  question->account_id = account_id;
  question->address = g_strdup (address);
  question->hash = g_strdup (hash);
  ask (archive_request_new (database, archive_avatars_assign_async, cancellable, callback,
                              user_data),
       question, ARCHIVE_JOB_WRITE, assign_avatar_job, NULL);
}

/**
 * archive_avatars_assign_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_CONSTRAINT where there is no such account, …
 *
 * Returns: whether it was stored
 */
gboolean
archive_avatars_assign_finish (ArchiveDatabase  *database,
                               GAsyncResult     *result,
                               GError          **error)
{
  return archive_request_settle (database, result, archive_avatars_assign_async, error);
}

static gpointer
get_avatar_job (ArchiveConnection  *connection,
                gpointer            arguments,
                GError            **error)
{
  static const char sql[] = "SELECT type, bytes FROM avatar WHERE hash = ?1";
  const Question *question = arguments;
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveAvatar *avatar;
  gconstpointer data;

  if (row == NULL)
    return NULL;

  archive_statement_bind_text (row, 1, question->hash);
  switch (archive_statement_step (row, error))
    {
    case ARCHIVE_STEP_ROW:
      break;
    case ARCHIVE_STEP_DONE:
      g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_NOT_FOUND,
                           "There is no such avatar");
      return NULL;
    case ARCHIVE_STEP_ERROR:
    default:
      return NULL;
    }

  avatar = g_new0 (ArchiveAvatar, 1);
  avatar->hash = g_strdup (question->hash);
  avatar->type = archive_statement_dup_text (row, 0);
  data = sqlite3_column_blob (row, 1);
  avatar->bytes = g_bytes_new (data, (gsize) sqlite3_column_bytes (row, 1));
  return avatar;
}

/**
 * archive_avatars_get_async:
 * @database: an archive
 * @hash: which
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Reads the bytes of an avatar.
 */
void
archive_avatars_get_async (ArchiveDatabase     *database,
                           const char          *hash,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (hash != NULL);

  question = g_new0 (Question, 1);
  question->hash = g_strdup (hash);
  ask (archive_request_new (database, archive_avatars_get_async, cancellable, callback,
                              user_data),
       question, ARCHIVE_JOB_READ, get_avatar_job, (GDestroyNotify) archive_avatar_free);
}

/**
 * archive_avatars_get_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_NOT_FOUND, …
 *
 * Returns: (transfer full) (nullable): the avatar; the bytes are as they came, not checked
 */
ArchiveAvatar *
archive_avatars_get_finish (ArchiveDatabase  *database,
                            GAsyncResult     *result,
                            GError          **error)
{
  return archive_request_finish (database, result, archive_avatars_get_async, error);
}

static gpointer
store_avatar_job (ArchiveConnection  *connection,
                  gpointer            arguments,
                  GError            **error)
{
  static const char sql[] =
    "INSERT INTO avatar (hash, type, bytes) VALUES (?1, ?2, ?3) "
    "ON CONFLICT (hash) DO UPDATE SET type = ?2, bytes = ?3";
  const Question *question = arguments;
  g_autoptr(ArchiveStatement) statement = NULL;

  if (g_bytes_get_size (question->bytes) > ARCHIVE_AVATAR_MAX_BYTES)
    {
      g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_INVALID, "An avatar is too large");
      return NULL;
    }

  if (!archive_columns_check_text (question->hash, MAX_KEY_BYTES, error) ||
      !archive_columns_check_text (question->type, MAX_KEY_BYTES, error) ||
      (statement = archive_connection_prepare (connection, sql, error)) == NULL)
    return NULL;

  archive_statement_bind_text (statement, 1, question->hash);
  archive_statement_bind_text (statement, 2, question->type);
  archive_statement_bind_bytes (statement, 3, question->bytes);
  archive_statement_run (statement, error);
  return NULL;
}

/**
 * archive_avatars_store_async:
 * @database: an archive
 * @hash: of @bytes, checked by the caller
 * @type: (nullable): their media type, as it was claimed
 * @bytes: the image, at most ARCHIVE_AVATAR_MAX_BYTES
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Stores the bytes of an avatar.
 */
void
archive_avatars_store_async (ArchiveDatabase     *database,
                             const char          *hash,
                             const char          *type,
                             GBytes              *bytes,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (hash != NULL && bytes != NULL);

  question = g_new0 (Question, 1);
  question->hash = g_strdup (hash);
  question->type = g_strdup (type);
  question->bytes = g_bytes_ref (bytes);
  ask (archive_request_new (database, archive_avatars_store_async, cancellable, callback,
                              user_data),
       question, ARCHIVE_JOB_WRITE, store_avatar_job, NULL);
}

/**
 * archive_avatars_store_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_INVALID where it is too large, …
 *
 * Returns: whether it was stored
 */
gboolean
archive_avatars_store_finish (ArchiveDatabase  *database,
                              GAsyncResult     *result,
                              GError          **error)
{
  return archive_request_settle (database, result, archive_avatars_store_async, error);
}

static gpointer
prune_avatars_job (ArchiveConnection  *connection,
                   gpointer            arguments,
                   GError            **error)
{
  static const char sql[] =
    "DELETE FROM avatar WHERE hash NOT IN (SELECT hash FROM avatar_owner)";

  archive_connection_execute (connection, sql, error);
  return NULL;
}

/**
 * archive_avatars_prune_async:
 * @database: an archive
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Drops the avatars that nobody has any more.
 */
void
archive_avatars_prune_async (ArchiveDatabase     *database,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  archive_request_run (database,
                        archive_request_new (database, archive_avatars_prune_async, cancellable,
                                               callback, user_data),
                        ARCHIVE_JOB_WRITE, prune_avatars_job, NULL);
}

/**
 * archive_avatars_prune_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_FULL, …
 *
 * Returns: whether it was done
 */
gboolean
archive_avatars_prune_finish (ArchiveDatabase  *database,
                              GAsyncResult     *result,
                              GError          **error)
{
  return archive_request_settle (database, result, archive_avatars_prune_async, error);
}

static gpointer
trim_avatars_job (ArchiveConnection  *connection,
                  gpointer            arguments,
                  GError            **error)
{
  static const char sql[] =
    "DELETE FROM avatar WHERE id IN (SELECT id FROM avatar WHERE hash NOT IN "
    "(SELECT hash FROM avatar_owner) ORDER BY id DESC LIMIT -1 OFFSET ?1)";
  const Question *question = arguments;
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return NULL;

  archive_statement_bind_number (statement, 1, question->n_kept);
  archive_statement_run (statement, error);
  return NULL;
}

/**
 * archive_avatars_trim_async:
 * @database: an archive
 * @n_kept: how many may stay of which it is not noted who has them
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Drops the avatars that nobody is noted to have, but for the newest.
 */
void
archive_avatars_trim_async (ArchiveDatabase     *database,
                            guint                n_kept,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  question = g_new0 (Question, 1);
  question->n_kept = n_kept;
  ask (archive_request_new (database, archive_avatars_trim_async, cancellable, callback,
                              user_data),
       question, ARCHIVE_JOB_WRITE, trim_avatars_job, NULL);
}

/**
 * archive_avatars_trim_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_FULL, …
 *
 * Returns: whether it was done
 */
gboolean
archive_avatars_trim_finish (ArchiveDatabase  *database,
                             GAsyncResult     *result,
                             GError          **error)
{
  return archive_request_settle (database, result, archive_avatars_trim_async, error);
}
