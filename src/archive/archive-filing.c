/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of messages: stored beside them, and read along with them in one column, so that a page
 * of messages is one question. */
#define G_LOG_DOMAIN "archive-files"

#include "archive-filing.h"

#include "archive-error.h"

#include <string.h>

#define MAX_FIELD_BYTES (64 * 1024)

/* What is between files, and between what is known of one: see ARCHIVE_FILING_COLUMN */
#define BETWEEN_FILES  "\x1e"
#define BETWEEN_FIELDS "\x1f"

enum {
  FIELD_POSITION,
  FIELD_DIRECT,
  FIELD_URL,
  FIELD_PATH,
  FIELD_NAME,
  FIELD_TYPE,
  FIELD_SIZE,
  FIELD_WIDTH,
  FIELD_HEIGHT,
  FIELD_SHA256,
  FIELD_LENGTH,
  FIELD_THUMBNAIL,
  FIELD_FIT,
  FIELD_HEARD,
  FIELD_OFFER,
  N_FIELDS,
};

static gboolean
check_field (const char  *text,
             GError     **error)
{
  if (text == NULL)
    return TRUE;

  if (strlen (text) <= MAX_FIELD_BYTES && g_utf8_validate (text, -1, NULL)
      && strpbrk (text, BETWEEN_FILES BETWEEN_FIELDS) == NULL)
    return TRUE;

  g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_INVALID,
                       "What is said of a file cannot be stored");
  return FALSE;
}

/**
 * archive_filing_check:
 * @files: (nullable) (element-type ArchiveFile): files that are to be stored
 * @error: %ARCHIVE_ERROR_INVALID
 *
 * Returns: whether they may be: not too many, in UTF-8 of bearable length, without separators
 */
gboolean
archive_filing_check (GPtrArray  *files,
                      GError    **error)
{
  if (files == NULL)
    return TRUE;

  if (files->len > ARCHIVE_FILES_MAX)
    {
      g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_INVALID, "Too many files");
      return FALSE;
    }

  for (guint i = 0; i < files->len; i++)
    {
      const ArchiveFile *file = g_ptr_array_index (files, i);

      if (!check_field (file->url, error) || !check_field (file->path, error)
          || !check_field (file->name, error) || !check_field (file->type, error)
          || !check_field (file->sha256, error) || !check_field (file->thumbnail, error)
          || !check_field (file->offer_id, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
write_file (ArchiveConnection  *connection,
            gint64              message_id,
            guint               position,
            const ArchiveFile  *file,
            GError            **error)
{
  static const char sql[] =
    "INSERT INTO file (message, position, url, path, name, type, size_bytes, width, height, "
    "sha256, length_ms, thumbnail, direct, fit, heard, offer_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, "
    "nullif (?7, -1), ?8, ?9, ?10, nullif (?11, 0), ?12, nullif (?13, 0), ?14, ?15, ?16)";
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, message_id);
  archive_statement_bind_number (statement, 2, position);
  archive_statement_bind_text (statement, 3, file->url);
  archive_statement_bind_text (statement, 4, file->path);
  archive_statement_bind_text (statement, 5, file->name);
  archive_statement_bind_text (statement, 6, file->type);
  archive_statement_bind_number (statement, 7, MAX (file->size_bytes, -1));
  archive_statement_bind_number (statement, 8, file->width);
  archive_statement_bind_number (statement, 9, file->height);
  archive_statement_bind_text (statement, 10, file->sha256);
  archive_statement_bind_number (statement, 11, MAX (file->length_ms, 0));
  archive_statement_bind_text (statement, 12, file->thumbnail);
  archive_statement_bind_number (statement, 13, file->direct);
  archive_statement_bind_number (statement, 14, file->fit);
  archive_statement_bind_number (statement, 15, file->is_heard != FALSE);
  archive_statement_bind_text (statement, 16, file->offer_id);
  return archive_statement_run (statement, error);
}

/**
 * archive_filing_add:
 * @connection: the writer, in a transaction
 * @message_id: a message that has no files yet
 * @files: (nullable) (element-type ArchiveFile): its files
 * @error: %ARCHIVE_ERROR_INVALID, or whatever SQLite has to say
 *
 * Returns: whether they were stored
 */
gboolean
archive_filing_add (ArchiveConnection  *connection,
                    gint64              message_id,
                    GPtrArray          *files,
                    GError            **error)
{
  if (!archive_filing_check (files, error))
    return FALSE;

  for (guint i = 0; files != NULL && i < files->len; i++)
    if (!write_file (connection, message_id, i, g_ptr_array_index (files, i), error))
      return FALSE;

  return TRUE;
}

/**
 * archive_filing_replace:
 * @connection: the writer, in a transaction
 * @message_id: a message
 * @files: (element-type ArchiveFile): its files, in place of those that it had
 * @error: %ARCHIVE_ERROR_INVALID, or whatever SQLite has to say
 *
 * Returns: whether they were stored
 */
gboolean
archive_filing_replace (ArchiveConnection  *connection,
                        gint64              message_id,
                        GPtrArray          *files,
                        GError            **error)
{
  return archive_filing_check (files, error)
         && archive_connection_run (connection, "DELETE FROM file WHERE message = ?1", message_id,
                                    error)
         && archive_filing_add (connection, message_id, files, error);
}

static char *
dup_field (const char *field)
{
  return *field != '\0' ? g_strdup (field) : NULL;
}

static gint64
read_number (const char *field)
{
  return g_ascii_strtoll (field, NULL, 10);
}

/* A later version may have written more. */
static ArchiveDirect
read_direct (gint64 number)
{
  return number >= ARCHIVE_DIRECT_NONE && number <= ARCHIVE_DIRECT_FAILED
         ? (ArchiveDirect) number : ARCHIVE_DIRECT_FAILED;
}

/**
 * archive_filing_read:
 * @column: (nullable): what ARCHIVE_FILING_COLUMN gave
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveFile): the files of the message, in
 *   order; %NULL where it has none
 */
GPtrArray *
archive_filing_read (const char *column)
{
  g_auto(GStrv) rows = NULL;
  g_autoptr(GPtrArray) files = NULL;
  guint n_rows;

  if (column == NULL)
    return NULL;

  rows = g_strsplit (column, BETWEEN_FILES, ARCHIVE_FILES_MAX);
  n_rows = g_strv_length (rows);
  files = archive_files_new ();
  g_ptr_array_set_size (files, (int) n_rows);
  for (guint i = 0; i < n_rows; i++)
    {
      g_auto(GStrv) fields = g_strsplit (rows[i], BETWEEN_FIELDS, N_FIELDS);
      ArchiveFile *file;
      guint64 position;

      if (g_strv_length (fields) != N_FIELDS)
        return NULL; /* damaged */

      position = (guint64) read_number (fields[FIELD_POSITION]);
      if (position >= n_rows || g_ptr_array_index (files, position) != NULL)
        return NULL;

      file = archive_file_new ();
      file->direct = read_direct (read_number (fields[FIELD_DIRECT]));
      file->url = dup_field (fields[FIELD_URL]);
      file->path = dup_field (fields[FIELD_PATH]);
      file->name = dup_field (fields[FIELD_NAME]);
      file->type = dup_field (fields[FIELD_TYPE]);
      file->size_bytes = read_number (fields[FIELD_SIZE]);
      file->width = (guint) read_number (fields[FIELD_WIDTH]);
      file->height = (guint) read_number (fields[FIELD_HEIGHT]);
      file->sha256 = dup_field (fields[FIELD_SHA256]);
      file->length_ms = read_number (fields[FIELD_LENGTH]);
      file->thumbnail = dup_field (fields[FIELD_THUMBNAIL]);
      file->fit = (guint) read_number (fields[FIELD_FIT]);
      file->is_heard = read_number (fields[FIELD_HEARD]) != 0;
      file->offer_id = dup_field (fields[FIELD_OFFER]);
      g_ptr_array_index (files, position) = file;
    }

  return g_steal_pointer (&files);
}
