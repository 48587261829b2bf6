/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binding, stepping and reading prepared statements, with SQLite's codes as GErrors. */
#define G_LOG_DOMAIN "archive-statement"

#include "archive-statement.h"

#include <errno.h>
#include <string.h>

#include "archive-error.h"

/* An index may only be wrong if the program is. */
static void
check_bound (ArchiveStatement *self,
             int               code)
{
  if (G_UNLIKELY (code != SQLITE_OK))
    g_error ("%s: %s", sqlite3_sql (self), sqlite3_errstr (code));
}

static gboolean
is_space_error (int number)
{
  return number == ENOSPC || number == EDQUOT || number == EFBIG;
}

/* SQLite knows of ENOSPC alone; a quota and a limit are "disk I/O error" to it. Which it was, the
 * file that was written to remembers: the database, or its log. */
static gboolean
is_out_of_space (sqlite3 *handle,
                 int      code)
{
  sqlite3_file *log = NULL;
  int number = 0;

  if ((code & 0xff) == SQLITE_FULL)
    return TRUE;
  if ((code & 0xff) != SQLITE_IOERR)
    return FALSE;
  if (is_space_error (sqlite3_system_errno (handle)))
    return TRUE;

  if (sqlite3_file_control (handle, "main", SQLITE_FCNTL_LAST_ERRNO, &number) == SQLITE_OK &&
      is_space_error (number))
    return TRUE;

  return sqlite3_file_control (handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
         log != NULL && log->pMethods != NULL &&
         log->pMethods->xFileControl (log, SQLITE_FCNTL_LAST_ERRNO, &number) == SQLITE_OK &&
         is_space_error (number);
}

static int
archive_code (sqlite3 *handle,
              int      code)
{
  if (is_out_of_space (handle, code))
    return ARCHIVE_ERROR_FULL;

  switch (code & 0xff)
    {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ARCHIVE_ERROR_DAMAGED;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ARCHIVE_ERROR_BUSY;
    case SQLITE_CONSTRAINT:
      return ARCHIVE_ERROR_CONSTRAINT;
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
      return ARCHIVE_ERROR_INVALID;
    default:
      return ARCHIVE_ERROR_IO;
    }
}

/**
 * archive_statement_set_error:
 * @handle: the connection on which something failed
 * @error: where to say why
 *
 * Turns the connection's last failure into an %ARCHIVE_ERROR, or %G_IO_ERROR_CANCELLED where it was
 * interrupted. SQLite's text names tables and columns, never what they hold.
 */
void
archive_statement_set_error (sqlite3  *handle,
                             GError  **error)
{
  int code = sqlite3_extended_errcode (handle);

  if ((code & 0xff) == SQLITE_INTERRUPT)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The operation was cancelled");
  else
    g_set_error (error, ARCHIVE_ERROR, archive_code (handle, code), "%s (%d)",
                 sqlite3_errmsg (handle), code);
}

/**
 * archive_statement_bind_number:
 * @self: a statement
 * @place: which parameter, from 1
 * @number: its value
 */
void
archive_statement_bind_number (ArchiveStatement *self,
                               int               place,
                               gint64            number)
{
  check_bound (self, sqlite3_bind_int64 (self, place, number));
}

/**
 * archive_statement_bind_text:
 * @self: a statement
 * @place: which parameter, from 1
 * @text: (nullable): its value; must last as long as the statement is in use. Whoever takes it from
 *   outside has checked its length
 */
void
archive_statement_bind_text (ArchiveStatement *self,
                             int               place,
                             const char       *text)
{
  check_bound (self, sqlite3_bind_text (self, place, text, -1, SQLITE_STATIC));
}

/**
 * archive_statement_bind_bytes:
 * @self: a statement
 * @place: which parameter, from 1
 * @bytes: its value; must last as long as the statement is in use
 */
void
archive_statement_bind_bytes (ArchiveStatement *self,
                              int               place,
                              GBytes           *bytes)
{
  gsize size = 0;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  /* A pointer of NULL would be bound as NULL, which no bytes are not. */
  check_bound (self, sqlite3_bind_blob64 (self, place, data != NULL ? data : "", size,
                                          SQLITE_STATIC));
}

/**
 * archive_statement_step:
 * @self: a statement
 * @error: where to say why it failed
 *
 * Returns: whether there is a row, none (any more), or a failure
 */
ArchiveStep
archive_statement_step (ArchiveStatement  *self,
                        GError           **error)
{
  switch (sqlite3_step (self))
    {
    case SQLITE_ROW:
      return ARCHIVE_STEP_ROW;
    case SQLITE_DONE:
      return ARCHIVE_STEP_DONE;
    default:
      archive_statement_set_error (sqlite3_db_handle (self), error);
      return ARCHIVE_STEP_ERROR;
    }
}

/**
 * archive_statement_run:
 * @self: a statement that gives no rows
 * @error: where to say why it failed
 *
 * Returns: whether it was carried out
 */
gboolean
archive_statement_run (ArchiveStatement  *self,
                       GError           **error)
{
  ArchiveStep step;

  while ((step = archive_statement_step (self, error)) == ARCHIVE_STEP_ROW)
    ;
  sqlite3_reset (self);
  return step == ARCHIVE_STEP_DONE;
}

/**
 * archive_statement_get_number:
 * @self: a statement that stands at a row
 * @column: which, from 0
 *
 * Returns: the number there; 0 where there is none
 */
gint64
archive_statement_get_number (ArchiveStatement *self,
                              int               column)
{
  return sqlite3_column_int64 (self, column);
}

/**
 * archive_statement_get_text:
 * @self: a statement that stands at a row
 * @column: which, from 0
 *
 * Returns: (nullable) (transfer none): the text there, good until the next step
 */
const char *
archive_statement_get_text (ArchiveStatement *self,
                            int               column)
{
  return (const char *) sqlite3_column_text (self, column);
}

/**
 * archive_statement_dup_text:
 * @self: a statement that stands at a row
 * @column: which, from 0
 *
 * What a damaged or foreign file holds need not be UTF-8; what leaves here is.
 *
 * Returns: (nullable) (transfer full): a copy of the text there
 */
char *
archive_statement_dup_text (ArchiveStatement *self,
                            int               column)
{
  const char *text = archive_statement_get_text (self, column);

  if (text == NULL || g_utf8_validate (text, -1, NULL))
    return g_strdup (text);
  return g_utf8_make_valid (text, -1);
}

/**
 * archive_statement_release:
 * @self: (nullable): a statement
 *
 * Ends its use: it holds no lock and no parameter any more.
 */
void
archive_statement_release (ArchiveStatement *self)
{
  if (self == NULL)
    return;

  sqlite3_reset (self);
  sqlite3_clear_bindings (self);
}
