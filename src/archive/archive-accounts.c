/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user's accounts, without their passwords. */
#define G_LOG_DOMAIN "archive-accounts"

#include "archive-accounts.h"

#include "archive-columns.h"
#include "archive-entity.h"
#include "archive-error.h"
#include "archive-index.h"
#include "archive-request.h"

#define MAX_FIELD_BYTES  (64 * 1024)
#define MAX_CERTIFICATES 100

/* An enum's value → the number that is stored, which never changes. */
static const int stored_tls[] = {
  [ARCHIVE_TLS_AUTO]     = 1,
  [ARCHIVE_TLS_STARTTLS] = 2,
  [ARCHIVE_TLS_DIRECT]   = 3,
  [ARCHIVE_TLS_WEBSOCKET] = 4,
};

/**
 * archive_account_new:
 *
 * Returns: (transfer full): an account that has nothing set
 */
ArchiveAccount *
archive_account_new (void)
{
  return g_new0 (ArchiveAccount, 1);
}

/**
 * archive_account_copy:
 * @self: an account
 *
 * Returns: (transfer full): a copy with strings of its own
 */
ArchiveAccount *
archive_account_copy (const ArchiveAccount *self)
{
  ArchiveAccount *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (ArchiveAccount, 1);
  *copy = *self;
  copy->address = g_strdup (self->address);
  copy->color = g_strdup (self->color);
  copy->host = g_strdup (self->host);
  copy->ca_file = g_strdup (self->ca_file);
  copy->client_certificate = g_strdup (self->client_certificate);
  copy->resource = g_strdup (self->resource);
  copy->mechanism = g_strdup (self->mechanism);
  copy->show = g_strdup (self->show);
  copy->status = g_strdup (self->status);
  copy->proxy = g_strdup (self->proxy);
  copy->certificates = g_strdupv (self->certificates);
  return copy;
}

/**
 * archive_account_free:
 * @self: (nullable) (transfer full): an account
 */
void
archive_account_free (ArchiveAccount *self)
{
  if (self == NULL)
    return;

  g_free (self->address);
  g_free (self->color);
  g_free (self->host);
  g_free (self->ca_file);
  g_free (self->client_certificate);
  g_free (self->resource);
  g_free (self->mechanism);
  g_free (self->show);
  g_free (self->status);
  g_free (self->proxy);
  g_strfreev (self->certificates);
  g_free (self);
}

static ArchiveTlsMode
load_tls (gint64 stored)
{
  for (gsize i = 0; i < G_N_ELEMENTS (stored_tls); i++)
    if (stored_tls[i] == stored)
      return (ArchiveTlsMode) i;
  return ARCHIVE_TLS_AUTO;
}

static gboolean
read_certificates (ArchiveConnection  *connection,
                   ArchiveAccount     *account,
                   GError            **error)
{
  static const char sql[] =
    "SELECT sha256 FROM account_certificate WHERE account_id = ?1 ORDER BY id";
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;
  guint n = 0;

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, account->id);
  for (; (step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW; n++)
    {
      g_autofree char *sha256 = archive_statement_dup_text (row, 0);

      g_strv_builder_add (builder, sha256);
    }

  if (n > 0)
    account->certificates = g_strv_builder_end (builder);
  return step == ARCHIVE_STEP_DONE;
}

static ArchiveAccount *
read_account (ArchiveStatement *row)
{
  ArchiveAccount *account = archive_account_new ();

  account->id = archive_statement_get_number (row, 0);
  account->address = archive_statement_dup_text (row, 1);
  account->enabled = archive_statement_get_number (row, 2) != 0;
  account->position = (guint) archive_statement_get_number (row, 3);
  account->color = archive_statement_dup_text (row, 4);
  account->host = archive_statement_dup_text (row, 5);
  account->port = (guint16) archive_statement_get_number (row, 6);
  account->tls = load_tls (archive_statement_get_number (row, 7));
  account->ca_file = archive_statement_dup_text (row, 8);
  account->client_certificate = archive_statement_dup_text (row, 9);
  account->resource = archive_statement_dup_text (row, 10);
  account->allow_plain = archive_statement_get_number (row, 11) != 0;
  account->mechanism = archive_statement_dup_text (row, 12);
  account->show = archive_statement_dup_text (row, 13);
  account->status = archive_statement_dup_text (row, 14);
  account->proxy = archive_statement_dup_text (row, 15);
  return account;
}

static gpointer
load_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  static const char sql[] =
    "SELECT id, address, enabled, position, color, host, port, tls, ca_file, client_certificate, "
    "resource, allow_plain, mechanism, show, status, proxy FROM account ORDER BY position, id";
  g_autoptr(GPtrArray) accounts =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_account_free);
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return NULL;

  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    {
      ArchiveAccount *account = read_account (row);

      g_ptr_array_add (accounts, account);
      if (!read_certificates (connection, account, error))
        return NULL;
    }

  return step == ARCHIVE_STEP_DONE ? g_steal_pointer (&accounts) : NULL;
}

/**
 * archive_accounts_load_async:
 * @database: an archive
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Reads all accounts.
 */
void
archive_accounts_load_async (ArchiveDatabase     *database,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  archive_request_run (database,
                        archive_request_new (database, archive_accounts_load_async, cancellable,
                                               callback, user_data),
                        ARCHIVE_JOB_READ, load_job, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * archive_accounts_load_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveAccount): the accounts, by position
 */
GPtrArray *
archive_accounts_load_finish (ArchiveDatabase  *database,
                              GAsyncResult     *result,
                              GError          **error)
{
  return archive_request_finish (database, result, archive_accounts_load_async, error);
}

static gboolean
check_account (const ArchiveAccount  *account,
               GError               **error)
{
  const char *const fields[] = {
    account->address, account->color, account->host, account->ca_file,
    account->client_certificate, account->resource, account->mechanism, account->show,
    account->status, account->proxy,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (!archive_columns_check_text (fields[i], MAX_FIELD_BYTES, error))
      return FALSE;

  if (account->certificates != NULL && g_strv_length (account->certificates) > MAX_CERTIFICATES)
    {
      g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_INVALID, "Too many certificates");
      return FALSE;
    }

  return TRUE;
}

static gboolean
write_certificates (ArchiveConnection     *connection,
                    gint64                 id,
                    const ArchiveAccount  *account,
                    GError               **error)
{
  static const char delete_sql[] = "DELETE FROM account_certificate WHERE account_id = ?1";
  static const char insert_sql[] =
    "INSERT OR IGNORE INTO account_certificate (account_id, sha256) VALUES (?1, ?2)";
  g_autoptr(ArchiveStatement) clear = archive_connection_prepare (connection, delete_sql, error);
  g_autoptr(ArchiveStatement) add = archive_connection_prepare (connection, insert_sql, error);

  if (clear == NULL || add == NULL)
    return FALSE;

  archive_statement_bind_number (clear, 1, id);
  archive_statement_bind_number (add, 1, id);
  if (!archive_statement_run (clear, error))
    return FALSE;

  for (gsize i = 0; account->certificates != NULL && account->certificates[i] != NULL; i++)
    {
      archive_statement_bind_text (add, 2, account->certificates[i]);
      if (!archive_statement_run (add, error))
        return FALSE;
    }

  return TRUE;
}

static gpointer
save_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  static const char add_sql[] =
    "INSERT INTO account (id, address, enabled, position, color, host, port, tls, ca_file, "
    "client_certificate, resource, allow_plain, mechanism, show, status, proxy) "
    "VALUES (nullif (?1, 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16) "
    "RETURNING id";
  static const char change_sql[] =
    "UPDATE account SET address = ?2, enabled = ?3, position = ?4, color = ?5, host = ?6, "
    "port = ?7, tls = ?8, ca_file = ?9, client_certificate = ?10, resource = ?11, "
    "allow_plain = ?12, mechanism = ?13, show = ?14, status = ?15, "
    "proxy = ?16 WHERE id = ?1 RETURNING id";
  const ArchiveAccount *account = arguments;
  g_autoptr(ArchiveStatement) row = NULL;
  gint64 id;

  if (!check_account (account, error) ||
      (row = archive_connection_prepare (connection, account->id == 0 ? add_sql : change_sql,
                                         error)) == NULL)
    return NULL;

  archive_statement_bind_number (row, 1, account->id);
  archive_statement_bind_text (row, 2, account->address);
  archive_statement_bind_number (row, 3, account->enabled);
  archive_statement_bind_number (row, 4, account->position);
  archive_statement_bind_text (row, 5, account->color);
  archive_statement_bind_text (row, 6, account->host);
  archive_statement_bind_number (row, 7, account->port);
  archive_statement_bind_number (row, 8, stored_tls[account->tls]);
  archive_statement_bind_text (row, 9, account->ca_file);
  archive_statement_bind_text (row, 10, account->client_certificate);
  archive_statement_bind_text (row, 11, account->resource);
  archive_statement_bind_number (row, 12, account->allow_plain);
  archive_statement_bind_text (row, 13, account->mechanism);
  archive_statement_bind_text (row, 14, account->show);
  archive_statement_bind_text (row, 15, account->status);
  archive_statement_bind_text (row, 16, account->proxy);
  switch (archive_statement_step (row, error))
    {
    case ARCHIVE_STEP_ROW:
      break;
    case ARCHIVE_STEP_DONE:
      g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_NOT_FOUND,
                           "There is no such account");
      return NULL;
    case ARCHIVE_STEP_ERROR:
    default:
      return NULL;
    }

  id = archive_statement_get_number (row, 0);
  return write_certificates (connection, id, account, error) ? g_memdup2 (&id, sizeof id) : NULL;
}

/**
 * archive_accounts_save_async:
 * @database: an archive
 * @account: what to store; copied. Id 0 adds an account, another replaces what is known of that one
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller, when it is on the disk
 * @user_data: for @callback
 *
 * Adds an account, or changes one.
 */
void
archive_accounts_save_async (ArchiveDatabase      *database,
                             const ArchiveAccount *account,
                             GCancellable         *cancellable,
                             GAsyncReadyCallback   callback,
                             gpointer              user_data)
{
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (account != NULL && account->address != NULL);
  g_return_if_fail (account->tls <= ARCHIVE_TLS_WEBSOCKET);

  task = archive_request_new (database, archive_accounts_save_async, cancellable, callback,
                                user_data);
  g_task_set_task_data (task, archive_account_copy (account),
                        (GDestroyNotify) archive_account_free);
  archive_request_run (database, task, ARCHIVE_JOB_DURABLE, save_job, g_free);
}

/**
 * archive_accounts_save_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_CONSTRAINT where another account has the address, %ARCHIVE_ERROR_NOT_FOUND
 *   where it is to be changed and is not there, %ARCHIVE_ERROR_INVALID, …
 *
 * Returns: the account's id; 0 where it failed
 */
gint64
archive_accounts_save_finish (ArchiveDatabase  *database,
                              GAsyncResult     *result,
                              GError          **error)
{
  g_autofree gint64 *id =
    archive_request_finish (database, result, archive_accounts_save_async, error);

  return id != NULL ? *id : 0;
}

static gpointer
delete_job (ArchiveConnection  *connection,
            gpointer            arguments,
            GError            **error)
{
  static const char sql[] = "DELETE FROM account WHERE id = ?1";
  const gint64 *id = arguments;
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return NULL;

  archive_statement_bind_number (statement, 1, *id);
  if (archive_index_remove_account (connection, *id, error) &&
      archive_statement_run (statement, error))
    archive_entity_tidy (connection, error);
  return NULL;
}

/**
 * archive_accounts_delete_async:
 * @database: an archive
 * @account_id: an account
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller, when nothing of it is left in the
 *   file, the search index or the log
 * @user_data: for @callback
 *
 * Deletes an account with its conversations, messages, contacts and settings.
 */
void
archive_accounts_delete_async (ArchiveDatabase     *database,
                               gint64               account_id,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  task = archive_request_new (database, archive_accounts_delete_async, cancellable, callback,
                                user_data);
  g_task_set_task_data (task, g_memdup2 (&account_id, sizeof account_id), g_free);
  archive_request_run (database, task, ARCHIVE_JOB_ERASE, delete_job, NULL);
}

/**
 * archive_accounts_delete_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_FULL, …
 *
 * Returns: whether it is gone
 */
gboolean
archive_accounts_delete_finish (ArchiveDatabase  *database,
                                GAsyncResult     *result,
                                GError          **error)
{
  return archive_request_settle (database, result, archive_accounts_delete_async, error);
}
