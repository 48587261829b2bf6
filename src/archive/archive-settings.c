/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of an account or of a conversation: keys and values. */
#define G_LOG_DOMAIN "archive-settings"

#include "archive-settings.h"

#include "archive-columns.h"
#include "archive-request.h"

#define MAX_VALUE_BYTES (256 * 1024)

static const struct {
  const char *load;
  const char *set;
  const char *unset;
} statements[] = {
  [ARCHIVE_SCOPE_ACCOUNT] = {
    "SELECT key, value FROM account_setting WHERE account_id = ?1",
    "INSERT INTO account_setting (account_id, key, value) VALUES (?1, ?2, ?3) "
    "ON CONFLICT (account_id, key) DO UPDATE SET value = ?3",
    "DELETE FROM account_setting WHERE account_id = ?1 AND key = ?2",
  },
  [ARCHIVE_SCOPE_CONVERSATION] = {
    "SELECT key, value FROM conversation_setting WHERE conversation_id = ?1",
    "INSERT INTO conversation_setting (conversation_id, key, value) VALUES (?1, ?2, ?3) "
    "ON CONFLICT (conversation_id, key) DO UPDATE SET value = ?3",
    "DELETE FROM conversation_setting WHERE conversation_id = ?1 AND key = ?2",
  },
};

typedef struct {
  ArchiveScope  scope;
  gint64        owner_id;
  char         *key;   /* (nullable) */
  char         *value; /* (nullable) */
} Setting;

static void
setting_free (Setting *setting)
{
  g_free (setting->key);
  g_free (setting->value);
  g_free (setting);
}

static gpointer
load_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  Setting *setting = arguments;
  g_autoptr(GHashTable) settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(ArchiveStatement) row =
    archive_connection_prepare (connection, statements[setting->scope].load, error);
  ArchiveStep step;

  if (row == NULL)
    return NULL;

  archive_statement_bind_number (row, 1, setting->owner_id);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    g_hash_table_insert (settings, archive_statement_dup_text (row, 0),
                         archive_statement_dup_text (row, 1));
  return step == ARCHIVE_STEP_DONE ? g_steal_pointer (&settings) : NULL;
}

/**
 * archive_settings_load_async:
 * @database: an archive
 * @scope: what the owner is
 * @owner_id: the owner
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Reads all settings of an account or a conversation.
 */
void
archive_settings_load_async (ArchiveDatabase     *database,
                             ArchiveScope         scope,
                             gint64               owner_id,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  Setting *setting;
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (scope <= ARCHIVE_SCOPE_CONVERSATION);

  setting = g_new0 (Setting, 1);
  setting->scope = scope;
  setting->owner_id = owner_id;
  task = archive_request_new (database, archive_settings_load_async, cancellable, callback,
                                user_data);
  g_task_set_task_data (task, setting, (GDestroyNotify) setting_free);
  archive_request_run (database, task, ARCHIVE_JOB_READ, load_job,
                        (GDestroyNotify) g_hash_table_unref);
}

/**
 * archive_settings_load_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable) (element-type utf8 utf8): values by their keys
 */
GHashTable *
archive_settings_load_finish (ArchiveDatabase  *database,
                              GAsyncResult     *result,
                              GError          **error)
{
  return archive_request_finish (database, result, archive_settings_load_async, error);
}

static gpointer
set_job (ArchiveConnection  *connection,
         gpointer            arguments,
         GError            **error)
{
  Setting *setting = arguments;
  const char *sql = setting->value != NULL ? statements[setting->scope].set
                                           : statements[setting->scope].unset;
  g_autoptr(ArchiveStatement) statement = NULL;

  if (!archive_columns_check_text (setting->key, MAX_VALUE_BYTES, error) ||
      !archive_columns_check_text (setting->value, MAX_VALUE_BYTES, error) ||
      (statement = archive_connection_prepare (connection, sql, error)) == NULL)
    return NULL;

  archive_statement_bind_number (statement, 1, setting->owner_id);
  archive_statement_bind_text (statement, 2, setting->key);
  if (setting->value != NULL)
    archive_statement_bind_text (statement, 3, setting->value);
  archive_statement_run (statement, error);
  return NULL;
}

/**
 * archive_settings_set_async:
 * @database: an archive
 * @scope: what the owner is
 * @owner_id: the owner
 * @key: which setting
 * @value: (nullable): its value; NULL takes it away
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Changes one setting.
 */
void
archive_settings_set_async (ArchiveDatabase     *database,
                            ArchiveScope         scope,
                            gint64               owner_id,
                            const char          *key,
                            const char          *value,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  Setting *setting;
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (scope <= ARCHIVE_SCOPE_CONVERSATION);
  g_return_if_fail (key != NULL);

  setting = g_new0 (Setting, 1);
  setting->scope = scope;
  setting->owner_id = owner_id;
  setting->key = g_strdup (key);
  setting->value = g_strdup (value);
  task = archive_request_new (database, archive_settings_set_async, cancellable, callback,
                                user_data);
  g_task_set_task_data (task, setting, (GDestroyNotify) setting_free);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, set_job, NULL);
}

/**
 * archive_settings_set_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_CONSTRAINT where there is no such owner, %ARCHIVE_ERROR_INVALID, …
 *
 * Returns: whether it was stored
 */
gboolean
archive_settings_set_finish (ArchiveDatabase  *database,
                             GAsyncResult     *result,
                             GError          **error)
{
  return archive_request_settle (database, result, archive_settings_set_async, error);
}
