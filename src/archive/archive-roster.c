/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The roster as the server had it last, with its version (RFC 6121, 2.6). */
#define G_LOG_DOMAIN "archive-roster"

#include "archive-roster.h"

#include "archive-columns.h"
#include "archive-error.h"
#include "archive-request.h"

#define MAX_FIELD_BYTES (64 * 1024)

/* An enum's value → the number that is stored, which never changes. */
static const int stored_subscriptions[] = {
  [ARCHIVE_SUBSCRIPTION_NONE] = 1,
  [ARCHIVE_SUBSCRIPTION_TO]   = 2,
  [ARCHIVE_SUBSCRIPTION_FROM] = 3,
  [ARCHIVE_SUBSCRIPTION_BOTH] = 4,
};

typedef struct {
  gint64      account_id;
  char       *version;  /* (nullable) */
  GPtrArray  *items;    /* (nullable) ArchiveRosterItem */
  char      **removed;  /* (nullable) */
  gboolean    replaces; /* nothing but these items remains */
} Change;

static void
change_free (Change *change)
{
  g_free (change->version);
  g_clear_pointer (&change->items, g_ptr_array_unref);
  g_strfreev (change->removed);
  g_free (change);
}

/**
 * archive_roster_item_new:
 * @address: the contact's bare address
 *
 * Returns: (transfer full): an item
 */
ArchiveRosterItem *
archive_roster_item_new (const char *address)
{
  ArchiveRosterItem *self = g_new0 (ArchiveRosterItem, 1);

  self->address = g_strdup (address);
  return self;
}

/**
 * archive_roster_item_free:
 * @self: (nullable) (transfer full): an item
 */
void
archive_roster_item_free (ArchiveRosterItem *self)
{
  if (self == NULL)
    return;

  g_free (self->address);
  g_free (self->name);
  g_strfreev (self->groups);
  g_free (self);
}

/**
 * archive_roster_free:
 * @self: (nullable) (transfer full): a roster
 */
void
archive_roster_free (ArchiveRoster *self)
{
  if (self == NULL)
    return;

  g_free (self->version);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_free (self);
}

static ArchiveSubscription
load_subscription (gint64 stored)
{
  for (gsize i = 0; i < G_N_ELEMENTS (stored_subscriptions); i++)
    if (stored_subscriptions[i] == stored)
      return (ArchiveSubscription) i;
  return ARCHIVE_SUBSCRIPTION_NONE;
}

static void
set_groups (ArchiveRosterItem *item,
            GStrvBuilder      *builder)
{
  g_auto(GStrv) groups = g_strv_builder_end (builder);

  if (groups[0] != NULL)
    item->groups = g_steal_pointer (&groups);
}

/* One row for each group of each item, one with NULL for an item without any. */
static gboolean
read_items (ArchiveConnection  *connection,
            gint64              account_id,
            GPtrArray          *items,
            GError            **error)
{
  static const char sql[] =
    "SELECT i.id, i.address, i.name, i.subscription, i.ask, i.approved, g.name "
    "FROM roster_item i LEFT JOIN roster_group g ON g.item_id = i.id "
    "WHERE i.account_id = ?1 ORDER BY i.address, i.id, g.id";
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  g_autoptr(GStrvBuilder) groups = g_strv_builder_new ();
  ArchiveRosterItem *item = NULL;
  ArchiveStep step;
  gint64 id = 0;

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, account_id);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    {
      g_autofree char *group = archive_statement_dup_text (row, 6);

      if (item == NULL || archive_statement_get_number (row, 0) != id)
        {
          if (item != NULL)
            set_groups (item, groups);
          id = archive_statement_get_number (row, 0);
          item = archive_roster_item_new (NULL);
          item->address = archive_statement_dup_text (row, 1);
          item->name = archive_statement_dup_text (row, 2);
          item->subscription = load_subscription (archive_statement_get_number (row, 3));
          item->ask = archive_statement_get_number (row, 4) != 0;
          item->approved = archive_statement_get_number (row, 5) != 0;
          g_ptr_array_add (items, item);
        }
      if (group != NULL)
        g_strv_builder_add (groups, group);
    }

  if (item != NULL)
    set_groups (item, groups);
  return step == ARCHIVE_STEP_DONE;
}

static gpointer
load_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  static const char sql[] = "SELECT roster_version FROM account WHERE id = ?1";
  const gint64 *account_id = arguments;
  g_autoptr(ArchiveRoster) roster = g_new0 (ArchiveRoster, 1);
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return NULL;

  archive_statement_bind_number (row, 1, *account_id);
  if ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ERROR)
    return NULL;
  if (step == ARCHIVE_STEP_ROW)
    roster->version = archive_statement_dup_text (row, 0);

  roster->items = g_ptr_array_new_with_free_func ((GDestroyNotify) archive_roster_item_free);
  return read_items (connection, *account_id, roster->items, error) ? g_steal_pointer (&roster)
                                                                   : NULL;
}

/**
 * archive_roster_load_async:
 * @database: an archive
 * @account_id: whose
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Reads the roster as it was last stored.
 */
void
archive_roster_load_async (ArchiveDatabase     *database,
                           gint64               account_id,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  task = archive_request_new (database, archive_roster_load_async, cancellable, callback,
                                user_data);
  g_task_set_task_data (task, g_memdup2 (&account_id, sizeof account_id), g_free);
  archive_request_run (database, task, ARCHIVE_JOB_READ, load_job,
                        (GDestroyNotify) archive_roster_free);
}

/**
 * archive_roster_load_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable): the roster; empty where there is no such account
 */
ArchiveRoster *
archive_roster_load_finish (ArchiveDatabase  *database,
                            GAsyncResult     *result,
                            GError          **error)
{
  return archive_request_finish (database, result, archive_roster_load_async, error);
}

static gboolean
remove_items (ArchiveConnection  *connection,
              const Change       *change,
              GError            **error)
{
  static const char all_sql[] = "DELETE FROM roster_item WHERE account_id = ?1";
  static const char one_sql[] = "DELETE FROM roster_item WHERE account_id = ?1 AND address = ?2";
  g_autoptr(ArchiveStatement) all = archive_connection_prepare (connection, all_sql, error);
  g_autoptr(ArchiveStatement) one = archive_connection_prepare (connection, one_sql, error);

  if (all == NULL || one == NULL)
    return FALSE;

  archive_statement_bind_number (all, 1, change->account_id);
  archive_statement_bind_number (one, 1, change->account_id);
  if (change->replaces && !archive_statement_run (all, error))
    return FALSE;

  for (gsize i = 0; change->removed != NULL && change->removed[i] != NULL; i++)
    {
      archive_statement_bind_text (one, 2, change->removed[i]);
      if (!archive_statement_run (one, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
write_groups (ArchiveConnection        *connection,
              gint64                    item_id,
              const ArchiveRosterItem  *item,
              GError                  **error)
{
  static const char clear_sql[] = "DELETE FROM roster_group WHERE item_id = ?1";
  static const char add_sql[] =
    "INSERT OR IGNORE INTO roster_group (item_id, name) VALUES (?1, ?2)";
  g_autoptr(ArchiveStatement) clear = archive_connection_prepare (connection, clear_sql, error);
  g_autoptr(ArchiveStatement) add = archive_connection_prepare (connection, add_sql, error);

  if (clear == NULL || add == NULL)
    return FALSE;

  archive_statement_bind_number (clear, 1, item_id);
  archive_statement_bind_number (add, 1, item_id);
  if (!archive_statement_run (clear, error))
    return FALSE;

  for (gsize i = 0; item->groups != NULL && item->groups[i] != NULL; i++)
    {
      if (!archive_columns_check_text (item->groups[i], MAX_FIELD_BYTES, error))
        return FALSE;
      archive_statement_bind_text (add, 2, item->groups[i]);
      if (!archive_statement_run (add, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
write_item (ArchiveConnection        *connection,
            gint64                    account_id,
            const ArchiveRosterItem  *item,
            GError                  **error)
{
  static const char sql[] =
    "INSERT INTO roster_item (account_id, address, name, subscription, ask, approved) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (account_id, address) DO UPDATE SET "
    "name = ?3, subscription = ?4, ask = ?5, approved = ?6 RETURNING id";
  g_autoptr(ArchiveStatement) row = NULL;

  if (item->address == NULL || item->subscription > ARCHIVE_SUBSCRIPTION_BOTH)
    {
      g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_INVALID,
                           "A roster item lacks something");
      return FALSE;
    }

  if (!archive_columns_check_text (item->address, MAX_FIELD_BYTES, error) ||
      !archive_columns_check_text (item->name, MAX_FIELD_BYTES, error) ||
      (row = archive_connection_prepare (connection, sql, error)) == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, account_id);
  archive_statement_bind_text (row, 2, item->address);
  archive_statement_bind_text (row, 3, item->name);
  archive_statement_bind_number (row, 4, stored_subscriptions[item->subscription]);
  archive_statement_bind_number (row, 5, item->ask);
  archive_statement_bind_number (row, 6, item->approved);
  return archive_statement_step (row, error) == ARCHIVE_STEP_ROW &&
         write_groups (connection, archive_statement_get_number (row, 0), item, error);
}

static gboolean
write_version (ArchiveConnection  *connection,
               const Change       *change,
               GError            **error)
{
  static const char sql[] = "UPDATE account SET roster_version = ?2 WHERE id = ?1";
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, change->account_id);
  archive_statement_bind_text (statement, 2, change->version);
  return archive_statement_run (statement, error);
}

static gpointer
change_job (ArchiveConnection  *connection,
            gpointer            arguments,
            GError            **error)
{
  const Change *change = arguments;

  if (!remove_items (connection, change, error))
    return NULL;

  for (guint i = 0; change->items != NULL && i < change->items->len; i++)
    if (!write_item (connection, change->account_id, g_ptr_array_index (change->items, i), error))
      return NULL;

  if (change->replaces || change->version != NULL)
    write_version (connection, change, error);
  return NULL;
}

/**
 * archive_roster_replace_async:
 * @database: an archive
 * @account_id: whose
 * @version: (nullable): the version that the server gave with it
 * @items: (element-type ArchiveRosterItem): the whole roster; not to be changed until the callback
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller, when all is stored: items and
 *   version or nothing
 * @user_data: for @callback
 *
 * Stores the roster in place of the one that was stored.
 */
void
archive_roster_replace_async (ArchiveDatabase     *database,
                              gint64               account_id,
                              const char          *version,
                              GPtrArray           *items,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  Change *change;
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (items != NULL);

  change = g_new0 (Change, 1);
  change->account_id = account_id;
  change->version = g_strdup (version);
  change->items = g_ptr_array_ref (items);
  change->replaces = TRUE;
  task = archive_request_new (database, archive_roster_replace_async, cancellable, callback,
                                user_data);
  g_task_set_task_data (task, change, (GDestroyNotify) change_free);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, change_job, NULL);
}

/**
 * archive_roster_replace_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_CONSTRAINT where there is no such account, %ARCHIVE_ERROR_INVALID, …
 *
 * Returns: whether it was stored
 */
gboolean
archive_roster_replace_finish (ArchiveDatabase  *database,
                               GAsyncResult     *result,
                               GError          **error)
{
  return archive_request_settle (database, result, archive_roster_replace_async, error);
}

/**
 * archive_roster_update_async:
 * @database: an archive
 * @account_id: whose
 * @version: (nullable): the version that came with the push; NULL leaves the one that is stored
 * @items: (nullable) (element-type ArchiveRosterItem): new or changed; not to be changed until the
 *   callback
 * @removed: (nullable): addresses that are gone
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller, when all is stored or nothing
 * @user_data: for @callback
 *
 * Stores what a roster push (RFC 6121, 2.1.6) has changed.
 */
void
archive_roster_update_async (ArchiveDatabase     *database,
                             gint64               account_id,
                             const char          *version,
                             GPtrArray           *items,
                             const char *const   *removed,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  Change *change;
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  change = g_new0 (Change, 1);
  change->account_id = account_id;
  change->version = g_strdup (version);
  change->items = items != NULL ? g_ptr_array_ref (items) : NULL;
  change->removed = g_strdupv ((char **) removed);
  task = archive_request_new (database, archive_roster_update_async, cancellable, callback,
                                user_data);
  g_task_set_task_data (task, change, (GDestroyNotify) change_free);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, change_job, NULL);
}

/**
 * archive_roster_update_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_CONSTRAINT where there is no such account, %ARCHIVE_ERROR_INVALID, …
 *
 * Returns: whether it was stored
 */
gboolean
archive_roster_update_finish (ArchiveDatabase  *database,
                              GAsyncResult     *result,
                              GError          **error)
{
  return archive_request_settle (database, result, archive_roster_update_async, error);
}
