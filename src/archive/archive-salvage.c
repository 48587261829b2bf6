/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a new archive of what can be read of a damaged one, which is put aside and kept. */
#define G_LOG_DOMAIN "archive-salvage"

#include "archive-salvage.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "archive-carve.h"
#include "archive-error.h"
#include "archive-index.h"
#include "archive-repair.h"
#include "archive-rescue.h"
#include "archive-schema.h"

/* The new file while it is filled, and when it is whole: then it has only to take its place. */
#define FILLING_SUFFIX   ".salvaging"
#define SALVAGED_SUFFIX  ".salvaged"
#define REPAIRED_SUFFIX  ".repaired"

static const char *const log_suffixes[] = { "", "-wal", "-shm" };

/**
 * archive_salvage_free:
 * @self: (nullable) (transfer full): a report
 */
void
archive_salvage_free (ArchiveSalvage *self)
{
  if (self == NULL)
    return;

  g_free (self->kept_path);
  g_free (self);
}

static void
remove_database (const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (log_suffixes); i++)
    {
      g_autofree char *part = g_strconcat (path, log_suffixes[i], NULL);

      g_unlink (part);
    }
}

static gboolean
move (const char  *from,
      const char  *to,
      GError     **error)
{
  if (g_rename (from, to) == 0 || errno == ENOENT)
    return TRUE;

  g_set_error (error, ARCHIVE_ERROR, ARCHIVE_ERROR_IO, "%s: %s", from, g_strerror (errno));
  return FALSE;
}

/* Opens the damaged file, or, where SQLite will not have it at all, a copy with its head mended. */
static ArchiveConnection *
open_damaged (const char *path,
              const char *repaired_path,
              int        *version)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ArchiveConnection) connection = NULL;
  gint64 n_tables = 0;

  for (int attempt = 0; attempt < 2; attempt++)
    {
      if (attempt > 0 && !archive_repair_copy (path, repaired_path, &error))
        break;

      connection = archive_connection_open (attempt > 0 ? repaired_path : path,
                                            ARCHIVE_CONNECTION_RESCUER, &error);
      if (connection != NULL && archive_schema_get_version (connection, version, &error) &&
          archive_connection_get_number (connection,
                                         "SELECT count (*) FROM sqlite_schema WHERE type = 'table'",
                                         &n_tables, &error) && n_tables > 0)
        return g_steal_pointer (&connection);

      g_debug ("Opening the damaged file: %s", error != NULL ? error->message : "no tables");
      g_clear_error (&error);
      g_clear_pointer (&connection, archive_connection_free);
    }

  return NULL;
}

static char **
list_tables (ArchiveConnection  *connection,
             GError            **error)
{
  static const char sql[] =
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' "
    "AND name NOT LIKE 'message!_search%' ESCAPE '!' ORDER BY rowid";
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return NULL;

  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    g_strv_builder_add (builder, archive_statement_get_text (row, 0));
  return step == ARCHIVE_STEP_DONE ? g_strv_builder_end (builder) : NULL;
}

/* What refers to a row that was lost. Messages are never left out: for whom or what they lack, a
 * name is put that says so. Anything else that lacks what it belongs to goes. */
static const char *const mend_sql[] = {
  "INSERT INTO account (address, enabled, position, port, tls, allow_plain) "
  "SELECT 'lost@salvaged.invalid', 0, 0, 0, 1, 0 "
  "WHERE NOT EXISTS (SELECT 1 FROM account) AND EXISTS (SELECT 1 FROM message)",
  "INSERT INTO account (id, address, enabled, position, port, tls, allow_plain) "
  "SELECT DISTINCT account_id, 'lost-' || account_id || '@salvaged.invalid', 0, 0, 0, 1, 0 "
  "FROM conversation WHERE account_id NOT IN (SELECT id FROM account)",
  "INSERT INTO entity (id, address) "
  "SELECT DISTINCT sender_id, 'lost-' || sender_id || '@salvaged.invalid' FROM message "
  "WHERE sender_id NOT IN (SELECT id FROM entity)",
  "INSERT INTO entity (id, address) "
  "SELECT DISTINCT entity_id, 'lost-' || entity_id || '@salvaged.invalid' FROM conversation "
  "WHERE entity_id NOT IN (SELECT id FROM entity)",
  "INSERT OR IGNORE INTO conversation (id, account_id, entity_id, kind, created_us) "
  "SELECT m.conversation_id, (SELECT min (id) FROM account), max (m.sender_id), 1, min (m.time_us) "
  "FROM message m JOIN entity e ON e.id = m.sender_id "
  "WHERE m.direction = 1 AND instr (e.address, '/') = 0 "
  "AND m.conversation_id NOT IN (SELECT id FROM conversation) GROUP BY m.conversation_id",
  "INSERT OR IGNORE INTO entity (address) "
  "SELECT DISTINCT 'lost-conversation-' || conversation_id || '@salvaged.invalid' FROM message "
  "WHERE conversation_id NOT IN (SELECT id FROM conversation)",
  "INSERT INTO conversation (id, account_id, entity_id, kind, created_us) "
  "SELECT m.conversation_id, (SELECT min (id) FROM account), "
  "(SELECT id FROM entity WHERE address = "
  "'lost-conversation-' || m.conversation_id || '@salvaged.invalid'), 1, min (m.time_us) "
  "FROM message m WHERE m.conversation_id NOT IN (SELECT id FROM conversation) "
  "GROUP BY m.conversation_id",
};

/* What later versions have besides. What stood in the stead of a message that was lost stands for
 * itself. */
static const char mend_later[] =
  "INSERT INTO entity (id, address) "
  "SELECT sender_id, 'lost-' || sender_id || '@salvaged.invalid' FROM ("
  "SELECT sender_id FROM reaction UNION SELECT sender_id FROM marker) "
  "WHERE sender_id NOT IN (SELECT id FROM entity); "
  "UPDATE message SET corrects = NULL WHERE corrects NOT IN (SELECT id FROM message)";

/* What was lost may be in the server's archive: it is to be fetched from there once more. */
static const char forget_ranges[] = "DELETE FROM archive_range";

static gboolean
drop_orphans (ArchiveConnection  *target,
              ArchiveRescue      *rescue,
              GError            **error)
{
  g_autoptr(GPtrArray) deletions = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(ArchiveStatement) row =
    archive_connection_prepare (target, "PRAGMA foreign_key_check", error);
  ArchiveStep step;

  if (row == NULL)
    return FALSE;

  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    g_ptr_array_add (deletions,
                     g_strdup_printf ("DELETE FROM %s WHERE rowid = %" G_GINT64_FORMAT,
                                      archive_statement_get_text (row, 0),
                                      archive_statement_get_number (row, 1)));
  if (step == ARCHIVE_STEP_ERROR)
    return FALSE;

  rescue->complete &= deletions->len == 0;
  for (guint i = 0; i < deletions->len; i++)
    if (!archive_connection_execute (target, g_ptr_array_index (deletions, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
mend (ArchiveConnection  *target,
      ArchiveRescue      *rescue,
      GError            **error)
{
  sqlite3 *handle = archive_connection_get_handle (target);

  for (gsize i = 0; i < G_N_ELEMENTS (mend_sql); i++)
    {
      if (!archive_connection_execute (target, mend_sql[i], error))
        return FALSE;
      rescue->complete &= sqlite3_changes (handle) == 0;
    }

  return drop_orphans (target, rescue, error);
}

/* Whose rows can be told from all others by their columns. */
static const char *const carved_tables[] = { "entity", "message", NULL };

static gboolean
carry_tables (const char         *path,
              ArchiveConnection  *damaged,
              ArchiveConnection  *target,
              ArchiveRescue      *rescue,
              GError            **error)
{
  g_auto(GStrv) tables = list_tables (target, error);

  if (tables == NULL || !archive_connection_execute (target, "PRAGMA foreign_keys = OFF", error) ||
      !archive_connection_begin (target, TRUE, error))
    return FALSE;

  for (gsize i = 0; tables[i] != NULL; i++)
    {
      ArchiveRescue one = { 0 };

      one.complete = damaged != NULL;
      if ((damaged != NULL &&
           !archive_rescue_table (damaged, target, tables[i], &one, error)) ||
          (!one.complete && g_strv_contains (carved_tables, tables[i]) &&
           !archive_carve_table (path, target, tables[i], &one.rows, error)))
        return FALSE;

      rescue->rows += one.rows;
      rescue->complete &= one.complete;
    }

  return mend (target, rescue, error) && archive_connection_commit (target, error);
}

/* A file of an earlier version is first made anew in that version, so that the later steps change
 * its rows as they are meant to. */
static gboolean
fill (const char      *damaged_path,
      const char      *repaired_path,
      const char      *path,
      ArchiveSalvage  *salvage,
      GError         **error)
{
  g_autoptr(ArchiveConnection) damaged = NULL;
  g_autoptr(ArchiveConnection) target = NULL;
  ArchiveRescue rescue = { .complete = TRUE };
  int version = archive_schema_get_latest ();
  gint64 n_messages = 0;

  damaged = open_damaged (damaged_path, repaired_path, &version);
  if (version < 1 || version > archive_schema_get_latest ())
    version = archive_schema_get_latest ();

  target = archive_connection_open (path, ARCHIVE_CONNECTION_WRITER, error);
  if (target == NULL || !archive_schema_migrate (target, version, error) ||
      !carry_tables (damaged_path, damaged, target, &rescue, error) ||
      !archive_schema_migrate (target, archive_schema_get_latest (), error) ||
      !archive_connection_execute (target, mend_later, error) ||
      (!rescue.complete && !archive_connection_execute (target, forget_ranges, error)) ||
      !archive_index_rebuild (target, error) ||
      !archive_connection_get_number (target, "SELECT count (*) FROM message", &n_messages, error))
    return FALSE;

  salvage->complete = rescue.complete;
  salvage->rows = rescue.rows;
  salvage->messages = (guint64) n_messages;
  return archive_connection_checkpoint (target, error);
}

static char *
choose_kept_path (const char *path)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *kept_path = g_strdup_printf ("%s.damaged-%s", path, stamp);

  for (guint i = 2; g_file_test (kept_path, G_FILE_TEST_EXISTS); i++)
    {
      g_free (kept_path);
      kept_path = g_strdup_printf ("%s.damaged-%s-%u", path, stamp, i);
    }

  return g_steal_pointer (&kept_path);
}

/* The old file goes aside with its log, the whole new one takes its place. */
static gboolean
exchange (const char      *path,
          ArchiveSalvage  *salvage,
          GError         **error)
{
  g_autofree char *salvaged_path = g_strconcat (path, SALVAGED_SUFFIX, NULL);

  salvage->kept_path = choose_kept_path (path);
  for (gsize i = 0; i < G_N_ELEMENTS (log_suffixes); i++)
    {
      g_autofree char *from = g_strconcat (path, log_suffixes[i], NULL);
      g_autofree char *to = g_strconcat (salvage->kept_path, log_suffixes[i], NULL);

      if (!move (from, to, error))
        return FALSE;
    }

  return move (salvaged_path, path, error);
}

/**
 * archive_salvage_resume:
 * @path: an archive
 * @salvage: (out) (nullable): what was saved, as far as that is still known; NULL: there was
 *   nothing to resume
 * @error: where to say why it failed
 *
 * Goes on where archive_salvage_run() was killed when the new file was whole, but not yet in its
 * place.
 *
 * Returns: whether the archive can be opened now
 */
gboolean
archive_salvage_resume (const char      *path,
                        ArchiveSalvage **salvage,
                        GError         **error)
{
  g_autoptr(ArchiveSalvage) found = NULL;
  g_autofree char *salvaged_path = g_strconcat (path, SALVAGED_SUFFIX, NULL);

  *salvage = NULL;
  if (!g_file_test (salvaged_path, G_FILE_TEST_EXISTS))
    return TRUE;

  found = g_new0 (ArchiveSalvage, 1);
  if (!exchange (path, found, error))
    return FALSE;

  *salvage = g_steal_pointer (&found);
  return TRUE;
}

/**
 * archive_salvage_run:
 * @path: a damaged file that nothing has open
 * @error: why the new file could not be made; the damaged one is then where it was, as it was
 *
 * Carries every row that can be read into a new file, which takes the place of the damaged one.
 * That one is kept as `PATH.damaged-YYYYMMDD-HHMMSS`, with its log.
 *
 * Returns: (transfer full) (nullable): what was saved
 */
ArchiveSalvage *
archive_salvage_run (const char  *path,
                     GError     **error)
{
  g_autoptr(ArchiveSalvage) salvage = g_new0 (ArchiveSalvage, 1);
  g_autofree char *filling_path = g_strconcat (path, FILLING_SUFFIX, NULL);
  g_autofree char *repaired_path = g_strconcat (path, REPAIRED_SUFFIX, NULL);
  g_autofree char *salvaged_path = g_strconcat (path, SALVAGED_SUFFIX, NULL);
  gboolean done;

  remove_database (filling_path);
  remove_database (repaired_path);
  done = fill (path, repaired_path, filling_path, salvage, error) &&
         move (filling_path, salvaged_path, error) && exchange (path, salvage, error);

  remove_database (filling_path);
  remove_database (repaired_path);
  return done ? g_steal_pointer (&salvage) : NULL;
}
