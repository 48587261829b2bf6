/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One connection to the archive's file: how it is opened, its statements, its transactions. */
#define G_LOG_DOMAIN "archive-connection"

#include "archive-connection.h"

#include "archive-error.h"

/* A row longer than this is not a message, an avatar or the like. */
#define MAX_VALUE_BYTES (16 * 1024 * 1024)

/* Between two looks at the cancellable; some tenths of a millisecond. */
#define STEPS_BETWEEN_LOOKS 20000

#define BUSY_TIMEOUT_MS 5000
#define MEMORY_MAX      20000

struct _ArchiveConnection
{
  sqlite3               *handle;
  ArchiveConnectionMode  mode;
  GHashTable            *statements;  /* SQL text by its address → owned sqlite3_stmt */
  ArchiveMemory          memory;
  GCancellable          *cancellable; /* (nullable) borrowed: the job that is being run owns it */
  gboolean               durable;     /* commits wait until the disk has them */
};

/* synchronous = NORMAL is enough for whatever can be had again from the server: after the death of
 * the process all that was committed is there, after a power cut the last transactions may be
 * missing, the file is whole in either case. A transaction that holds a queued message is the
 * exception, see archive_connection_begin(). secure_delete: what the user deletes is not to be
 * found in the file. */
static const char writer_setup[] =
  "PRAGMA page_size = 4096;"
  "PRAGMA journal_mode = WAL;"
  "PRAGMA synchronous = NORMAL;"
  "PRAGMA foreign_keys = ON;"
  "PRAGMA secure_delete = ON;"
  "PRAGMA temp_store = MEMORY;"
  "PRAGMA cache_size = -4000;"
  "PRAGMA wal_autocheckpoint = 1000;"
  "PRAGMA journal_size_limit = 4194304;";

static const char reader_setup[] =
  "PRAGMA query_only = ON;"
  "PRAGMA temp_store = MEMORY;"
  "PRAGMA cache_size = -1000;";

/* writable_schema here means: go on, although an entry of the schema is damaged. */
static const char rescuer_setup[] =
  "PRAGMA query_only = ON;"
  "PRAGMA cell_size_check = ON;"
  "PRAGMA writable_schema = ON;";

static int
progress_cb (gpointer user_data)
{
  ArchiveConnection *self = user_data;

  return g_cancellable_is_cancelled (self->cancellable);
}

static int
open_flags (ArchiveConnectionMode mode)
{
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;

  switch (mode)
    {
    case ARCHIVE_CONNECTION_WRITER:
      return flags | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case ARCHIVE_CONNECTION_READER:
      return flags | SQLITE_OPEN_READONLY;
    case ARCHIVE_CONNECTION_RESCUER:
      return flags | SQLITE_OPEN_READWRITE;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
set_up (ArchiveConnection  *self,
        GError            **error)
{
  gboolean rescuer = self->mode == ARCHIVE_CONNECTION_RESCUER;
  const char *setup = self->mode == ARCHIVE_CONNECTION_WRITER ? writer_setup
                    : self->mode == ARCHIVE_CONNECTION_READER ? reader_setup
                    : rescuer_setup;

  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  sqlite3_limit (self->handle, SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES);
  sqlite3_limit (self->handle, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, !rescuer, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, rescuer, NULL);
  if (self->mode == ARCHIVE_CONNECTION_READER)
    sqlite3_progress_handler (self->handle, STEPS_BETWEEN_LOOKS, progress_cb, self);

  return archive_connection_execute (self, setup, error);
}

/**
 * archive_connection_open:
 * @path: the file
 * @mode: what for
 * @error: where to say why it failed
 *
 * Opens the file as SQLite finds it: no check, no migration.
 *
 * Returns: (transfer full) (nullable): the connection
 */
ArchiveConnection *
archive_connection_open (const char             *path,
                         ArchiveConnectionMode   mode,
                         GError                **error)
{
  g_autoptr(ArchiveConnection) self = g_new0 (ArchiveConnection, 1);

  self->mode = mode;
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sqlite3_finalize);
  self->memory.entities = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->memory.lines = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->memory.heads = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);

  if (sqlite3_open_v2 (path, &self->handle, open_flags (mode), NULL) != SQLITE_OK)
    {
      archive_statement_set_error (self->handle, error);
      return NULL;
    }

  return set_up (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * archive_connection_free:
 * @self: a connection
 *
 * Closes it. The last one of a file copies the log into it and deletes the log.
 */
void
archive_connection_free (ArchiveConnection *self)
{
  g_hash_table_unref (self->statements);
  g_hash_table_unref (self->memory.entities);
  g_hash_table_unref (self->memory.lines);
  g_hash_table_unref (self->memory.heads);
  sqlite3_close (self->handle);
  g_free (self);
}

/**
 * archive_connection_get_handle:
 * @self: a connection
 *
 * Returns: (transfer none): SQLite's own
 */
sqlite3 *
archive_connection_get_handle (ArchiveConnection *self)
{
  return self->handle;
}

/**
 * archive_connection_get_memory:
 * @self: the writer
 *
 * Returns: (transfer none): what it remembers; never more than some thousand entries
 */
ArchiveMemory *
archive_connection_get_memory (ArchiveConnection *self)
{
  if (g_hash_table_size (self->memory.entities) > MEMORY_MAX)
    g_hash_table_remove_all (self->memory.entities);
  if (g_hash_table_size (self->memory.lines) > MEMORY_MAX)
    g_hash_table_remove_all (self->memory.lines);
  return &self->memory;
}

/**
 * archive_connection_set_cancellable:
 * @self: a reader
 * @cancellable: (nullable): ends what is run from now on; not referenced
 */
void
archive_connection_set_cancellable (ArchiveConnection *self,
                                    GCancellable      *cancellable)
{
  self->cancellable = cancellable;
}

/**
 * archive_connection_execute:
 * @self: a connection
 * @sql: one or several statements without parameters; rows are thrown away
 * @error: where to say why it failed
 *
 * Returns: whether all were carried out
 */
gboolean
archive_connection_execute (ArchiveConnection  *self,
                            const char         *sql,
                            GError            **error)
{
  if (sqlite3_exec (self->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;

  archive_statement_set_error (self->handle, error);
  return FALSE;
}

/**
 * archive_connection_prepare:
 * @self: a connection
 * @sql: one statement; a constant, because it is kept by its address
 * @error: where to say why it failed
 *
 * Returns: (transfer none) (nullable): the statement, to be released before it is prepared again
 */
ArchiveStatement *
archive_connection_prepare (ArchiveConnection  *self,
                            const char         *sql,
                            GError            **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);

  if (statement != NULL)
    {
      g_assert (!sqlite3_stmt_busy (statement));
      return statement;
    }

  if (sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement,
                          NULL) != SQLITE_OK)
    {
      archive_statement_set_error (self->handle, error);
      return NULL;
    }

  g_hash_table_insert (self->statements, (gpointer) sql, statement);
  return statement;
}

/**
 * archive_connection_run:
 * @self: the writer
 * @sql: a constant statement with one parameter that gives nothing
 * @id: that parameter
 * @error: where to say why it failed
 *
 * Returns: whether it was carried out
 */
gboolean
archive_connection_run (ArchiveConnection  *self,
                        const char         *sql,
                        gint64              id,
                        GError            **error)
{
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (self, sql, error);

  if (statement == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, id);
  return archive_statement_run (statement, error);
}

/**
 * archive_connection_get_number:
 * @self: a connection
 * @sql: a constant statement without parameters that gives one number
 * @number: (out): it; 0 where there was no row
 * @error: where to say why it failed
 *
 * Returns: whether it was carried out
 */
gboolean
archive_connection_get_number (ArchiveConnection  *self,
                               const char         *sql,
                               gint64             *number,
                               GError            **error)
{
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (self, sql, error);
  ArchiveStep step;

  if (statement == NULL)
    return FALSE;

  step = archive_statement_step (statement, error);
  if (step != ARCHIVE_STEP_ERROR)
    *number = step == ARCHIVE_STEP_ROW ? archive_statement_get_number (statement, 0) : 0;
  return step != ARCHIVE_STEP_ERROR;
}

/**
 * archive_connection_begin:
 * @self: a connection
 * @durable: what is committed must outlast a power cut
 * @error: where to say why it failed
 *
 * Begins a transaction. @durable is for messages that are queued: they exist nowhere else, so the
 * commit waits for the disk.
 *
 * Returns: whether it has begun
 */
gboolean
archive_connection_begin (ArchiveConnection  *self,
                          gboolean            durable,
                          GError            **error)
{
  if (self->mode != ARCHIVE_CONNECTION_WRITER)
    return archive_connection_execute (self, "BEGIN", error);

  /* SQLite refuses to change this within a transaction. */
  if (durable != self->durable &&
      !archive_connection_execute (self, durable ? "PRAGMA synchronous = FULL"
                                                 : "PRAGMA synchronous = NORMAL", error))
    return FALSE;

  self->durable = durable;
  return archive_connection_execute (self, "BEGIN IMMEDIATE", error);
}

/**
 * archive_connection_commit:
 * @self: a connection in a transaction
 * @error: where to say why it failed
 *
 * Returns: whether it was committed; if not, it has been undone
 */
gboolean
archive_connection_commit (ArchiveConnection  *self,
                           GError            **error)
{
  if (archive_connection_execute (self, "COMMIT", error))
    return TRUE;

  archive_connection_roll_back (self);
  return FALSE;
}

/**
 * archive_connection_roll_back:
 * @self: a connection
 *
 * Undoes the transaction, if one is open: SQLite ends it by itself after some errors.
 */
void
archive_connection_roll_back (ArchiveConnection *self)
{
  g_autoptr(GError) error = NULL;

  if (!sqlite3_get_autocommit (self->handle) &&
      !archive_connection_execute (self, "ROLLBACK", &error))
    g_debug ("Rolling back: %s", error->message);

  g_hash_table_remove_all (self->memory.entities);
  g_hash_table_remove_all (self->memory.lines);
  g_hash_table_remove_all (self->memory.heads);
  self->memory.last_id = 0;
  self->memory.past_id = 0;
}

/**
 * archive_connection_checkpoint:
 * @self: the writer, outside of a transaction
 * @error: where to say why it failed
 *
 * Copies the log into the file and empties it, so that nothing that was deleted remains in it.
 *
 * Returns: whether that was done; a reader may stand in the way for now
 */
gboolean
archive_connection_checkpoint (ArchiveConnection  *self,
                               GError            **error)
{
  if (sqlite3_wal_checkpoint_v2 (self->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL,
                                 NULL) == SQLITE_OK)
    return TRUE;

  archive_statement_set_error (self->handle, error);
  return FALSE;
}
