/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that came straight from somebody, and are offered once more. */
#define G_LOG_DOMAIN "archive-files"

#include "archive-files-had.h"

#include "archive-request.h"

typedef struct {
  char        *account;
  char        *sender;
  ArchiveFile *file;
  gint64       since_us;
} Had;

static void
had_free (gpointer data)
{
  Had *had = data;

  g_free (had->account);
  g_free (had->sender);
  archive_file_free (had->file);
  g_free (had);
}

static gpointer
find_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  /* In this order: what came of late in one conversation is little. */
  static const char sql[] =
    "SELECT f.path FROM conversation c CROSS JOIN message m CROSS JOIN file f "
    "WHERE c.account_id = (SELECT id FROM account WHERE address = ?1) "
    "AND c.entity_id = (SELECT id FROM entity WHERE address = ?2) AND c.kind = 1 "
    "AND m.conversation_id = c.id AND m.sort_us >= ?3 AND m.direction = 1 AND m.kind = 3 "
    "AND f.message = m.id AND f.direct > 0 AND f.path IS NOT NULL AND f.name IS ?4 "
    "AND f.size_bytes = ?5 AND f.sha256 = ?6 AND f.offer_id = ?7 ORDER BY m.sort_us DESC LIMIT 1";
  const Had *had = arguments;
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);

  if (row == NULL)
    return NULL;

  archive_statement_bind_text (row, 1, had->account);
  archive_statement_bind_text (row, 2, had->sender);
  archive_statement_bind_number (row, 3, had->since_us);
  archive_statement_bind_text (row, 4, had->file->name);
  archive_statement_bind_number (row, 5, had->file->size_bytes);
  archive_statement_bind_text (row, 6, had->file->sha256);
  archive_statement_bind_text (row, 7, had->file->offer_id);
  return archive_statement_step (row, error) == ARCHIVE_STEP_ROW
         ? archive_statement_dup_text (row, 0) : NULL;
}

/**
 * archive_files_find_had_async:
 * @database: an archive
 * @account: the address of an account
 * @sender: the bare address of a contact
 * @file: what is offered: name, size, hash and what its sender calls it
 * @since_us: when it came at the earliest
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Finds what has come straight from the same contact by an earlier offer of the same (XEP-0234).
 * The same file, sent twice, is two.
 */
void
archive_files_find_had_async (ArchiveDatabase     *database,
                              const char          *account,
                              const char          *sender,
                              const ArchiveFile   *file,
                              gint64               since_us,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;
  Had *had;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (file->sha256 != NULL && file->offer_id != NULL);

  had = g_new0 (Had, 1);
  had->account = g_strdup (account);
  had->sender = g_strdup (sender);
  had->file = archive_file_copy (file);
  had->since_us = since_us;
  task = archive_request_new (database, archive_files_find_had_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, had, had_free);
  archive_request_run (database, task, ARCHIVE_JOB_READ, find_job, g_free);
}

/**
 * archive_files_find_had_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable): its path; %NULL, without an error: it has not come
 */
char *
archive_files_find_had_finish (ArchiveDatabase  *database,
                               GAsyncResult     *result,
                               GError          **error)
{
  return archive_request_finish (database, result, archive_files_find_had_async, error);
}
