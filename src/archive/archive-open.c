/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens the archive's file: permissions, the lock, the check for damage, migrations. */
#define G_LOG_DOMAIN "archive-open"

#include "archive-open.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "archive-error.h"
#include "archive-index.h"
#include "archive-schema.h"

#define N_READERS 2

/* Files beside the archive. The first tells size and time of the file as a clean end left it: while
 * they are still the same, nothing but a failing disk can have damaged it, and the check is saved.
 * The second says that damage was met; the third is locked by the process that uses the archive. */
#define CLEAN_SUFFIX   "-clean"
#define DAMAGED_SUFFIX "-damaged"
#define LOCK_SUFFIX    "-lock"

typedef enum {
  FILE_NEW,
  FILE_PRESENT,
  FILE_EMPTIED,
} FileKind;

static void
set_io_error (GError     **error,
              const char  *path,
              int          number)
{
  g_set_error (error, ARCHIVE_ERROR,
               number == ENOSPC || number == EDQUOT ? ARCHIVE_ERROR_FULL : ARCHIVE_ERROR_IO,
               "%s: %s", path, g_strerror (number));
}

/* The file is for the user alone. SQLite gives its log the permissions of the file. */
static gboolean
make_private (const char  *path,
              GError     **error)
{
  int file;

  if ((file = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)) < 0 || fchmod (file, 0600) != 0)
    {
      set_io_error (error, path, errno);
      if (file >= 0)
        g_close (file, NULL);
      return FALSE;
    }

  return g_close (file, error);
}

/* The folder is for the user alone where it is made here. */
static gboolean
make_folder (const char  *path,
             GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;

  set_io_error (error, folder, errno);
  return FALSE;
}

static gboolean
take_lock (const char  *path,
           int         *lock,
           GError     **error)
{
  g_autofree char *lock_path = g_strconcat (path, LOCK_SUFFIX, NULL);

  *lock = g_open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (*lock < 0)
    {
      set_io_error (error, lock_path, errno);
      return FALSE;
    }

  if (flock (*lock, LOCK_EX | LOCK_NB) == 0)
    return TRUE;

  if (errno == EWOULDBLOCK)
    g_set_error (error, ARCHIVE_ERROR, ARCHIVE_ERROR_BUSY, "%s: in use by another process", path);
  else
    set_io_error (error, lock_path, errno);
  return FALSE;
}

/* What a clean end notes: changes whenever the file does, or is another one in its stead: clocks of
 * file systems may stand for some milliseconds. Nothing while a log lies beside it. */
static char *
describe_file (const char *path)
{
  g_autofree char *log_path = g_strconcat (path, "-wal", NULL);
  GStatBuf file;
  GStatBuf log;

  if (g_stat (path, &file) != 0 || (g_stat (log_path, &log) == 0 && log.st_size > 0))
    return NULL;

  return g_strdup_printf ("%" G_GUINT64_FORMAT " %" G_GOFFSET_FORMAT
                          " %" G_GINT64_FORMAT ".%09ld\n", (guint64) file.st_ino,
                          (goffset) file.st_size, (gint64) file.st_mtim.tv_sec,
                          (long) file.st_mtim.tv_nsec);
}

static gboolean
is_beside (const char *path,
          const char *suffix)
{
  g_autofree char *note_path = g_strconcat (path, suffix, NULL);

  return g_file_test (note_path, G_FILE_TEST_EXISTS);
}

static void
drop_note (const char *path,
           const char *suffix)
{
  g_autofree char *note_path = g_strconcat (path, suffix, NULL);

  g_unlink (note_path);
}

static void
write_note (const char *path,
            const char *suffix,
            const char *text)
{
  g_autofree char *note_path = g_strconcat (path, suffix, NULL);
  g_autoptr(GError) error = NULL;

  if (!g_file_set_contents_full (note_path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error))
    g_debug ("Noting: %s", error->message);
}

static gboolean
is_as_left (const char *path)
{
  g_autofree char *note_path = g_strconcat (path, CLEAN_SUFFIX, NULL);
  g_autofree char *present = describe_file (path);
  g_autofree char *noted = NULL;

  return present != NULL && g_file_get_contents (note_path, &noted, NULL, NULL) &&
         strcmp (present, noted) == 0;
}

/**
 * archive_open_note_clean:
 * @path: the file, which nothing has open any more
 *
 * Notes that it was closed in order, so that opening it can do without reading all of it.
 */
void
archive_open_note_clean (const char *path)
{
  g_autofree char *description = describe_file (path);

  if (description != NULL)
    write_note (path, CLEAN_SUFFIX, description);
}

/**
 * archive_open_note_damaged:
 * @path: the file
 *
 * Notes that damage was met, so that opening it looks into everything.
 */
void
archive_open_note_damaged (const char *path)
{
  write_note (path, DAMAGED_SUFFIX, "\n");
}

/* An empty file is what a first start leaves that was cut short, unless it held more before. */
static FileKind
classify (const char *path)
{
  GStatBuf file;

  if (g_stat (path, &file) != 0)
    return FILE_NEW;
  if (file.st_size > 0)
    return FILE_PRESENT;
  return is_beside (path, CLEAN_SUFFIX) ? FILE_EMPTIED : FILE_NEW;
}

static gboolean
is_sound (ArchiveConnection  *connection,
          GError            **error)
{
  static const char sql[] = "PRAGMA quick_check (1)";
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);
  const char *verdict;

  if (statement == NULL || archive_statement_step (statement, error) != ARCHIVE_STEP_ROW)
    return FALSE;

  verdict = archive_statement_get_text (statement, 0);
  if (g_strcmp0 (verdict, "ok") == 0)
    return TRUE;

  g_set_error (error, ARCHIVE_ERROR, ARCHIVE_ERROR_DAMAGED, "%s", verdict);
  return FALSE;
}

/* Looks at a file that is there, without changing it: is it one of ours, and is it whole? */
static gboolean
inspect (const char  *path,
         gboolean     whole,
         GError     **error)
{
  g_autoptr(ArchiveConnection) connection = NULL;
  int version = 0;

  connection = archive_connection_open (path, ARCHIVE_CONNECTION_RESCUER, error);
  if (connection == NULL || !archive_schema_get_version (connection, &version, error))
    return FALSE;

  if (version > archive_schema_get_latest ())
    {
      g_set_error (error, ARCHIVE_ERROR, ARCHIVE_ERROR_TOO_NEW,
                   "%s has version %d, only %d is known", path, version,
                   archive_schema_get_latest ());
      return FALSE;
    }

  return !whole || is_sound (connection, error);
}

static gboolean
open_connections (ArchiveOpened  *self,
                  const char     *path,
                  GError        **error)
{
  g_clear_pointer (&self->writer, archive_connection_free);
  g_ptr_array_set_size (self->readers, 0);

  self->writer = archive_connection_open (path, ARCHIVE_CONNECTION_WRITER, error);
  if (self->writer == NULL ||
      !archive_schema_migrate (self->writer, archive_schema_get_latest (), error))
    return FALSE;

  for (guint i = 0; i < N_READERS; i++)
    {
      ArchiveConnection *reader = archive_connection_open (path, ARCHIVE_CONNECTION_READER, error);

      if (reader == NULL)
        return FALSE;
      g_ptr_array_add (self->readers, reader);
    }

  return TRUE;
}

/* Damage was met at run time, but the file is in order: then it is the search index, which can be
 * made again from the messages. */
static gboolean
renew_index (ArchiveOpened  *self,
             const char     *path,
             GError        **error)
{
  if (!archive_index_rebuild (self->writer, error))
    return FALSE;

  drop_note (path, DAMAGED_SUFFIX);
  return TRUE;
}

static gboolean
open_or_salvage (ArchiveOpened  *self,
                 const char     *path,
                 FileKind        kind,
                 GError        **error)
{
  gboolean suspect = is_beside (path, DAMAGED_SUFFIX);
  gboolean check = suspect || !is_as_left (path);
  g_autoptr(GError) reason = NULL;

  /* From here on only a clean end writes it again. */
  drop_note (path, CLEAN_SUFFIX);

  if (kind == FILE_EMPTIED)
    g_set_error (&reason, ARCHIVE_ERROR, ARCHIVE_ERROR_DAMAGED, "%s is empty", path);
  else if ((kind == FILE_NEW || inspect (path, check, &reason)) &&
           open_connections (self, path, &reason) &&
           (!suspect || renew_index (self, path, &reason)))
    return TRUE;

  if (!g_error_matches (reason, ARCHIVE_ERROR, ARCHIVE_ERROR_DAMAGED))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }

  g_debug ("Salvaging: %s", reason->message);
  g_clear_pointer (&self->writer, archive_connection_free);
  g_ptr_array_set_size (self->readers, 0);
  g_clear_pointer (&self->salvage, archive_salvage_free);
  self->salvage = archive_salvage_run (path, error);
  if (self->salvage == NULL || !open_connections (self, path, error))
    return FALSE;

  drop_note (path, DAMAGED_SUFFIX);
  return TRUE;
}

/**
 * archive_open:
 * @path: the file; made where there is none, with its folder
 * @error: where to say why it failed
 *
 * Opens the archive. Unless the last end was clean, all of the file is checked (measured: 1.5 s
 * for a gigabyte in memory), and a damaged one is put aside and salvaged. Takes its time: not for
 * the main thread.
 *
 * Returns: (transfer full) (nullable): the connections
 */
ArchiveOpened *
archive_open (const char  *path,
              GError     **error)
{
  g_autoptr(ArchiveOpened) self = g_new0 (ArchiveOpened, 1);
  FileKind kind;

  self->lock = -1;
  self->readers = g_ptr_array_new_with_free_func ((GDestroyNotify) archive_connection_free);

  if (!make_folder (path, error) || !take_lock (path, &self->lock, error) ||
      !archive_salvage_resume (path, &self->salvage, error))
    return NULL;

  kind = classify (path);
  if (!make_private (path, error) || !open_or_salvage (self, path, kind, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * archive_opened_free:
 * @self: what archive_open() gave, less what was stolen from it
 */
void
archive_opened_free (ArchiveOpened *self)
{
  g_clear_pointer (&self->writer, archive_connection_free);
  g_clear_pointer (&self->readers, g_ptr_array_unref);
  g_clear_pointer (&self->salvage, archive_salvage_free);
  if (self->lock >= 0)
    g_close (self->lock, NULL);
  g_free (self);
}
