/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the rows of a table on pages that nothing leads to, because the page above them is
 * damaged. */
#define G_LOG_DOMAIN "archive-carve"

#include "archive-carve.h"

#include <string.h>

#include "archive-pagefile.h"

#define LEAF_HEADER       8
#define MAX_COLUMNS       64
#define MAX_PAYLOAD_BYTES (16 * 1024 * 1024)

/* What a column of a STRICT table may hold. */
typedef enum {
  SHAPE_ROWID,  /* stored as nothing, because it is the key */
  SHAPE_NUMBER,
  SHAPE_NUMBER_OR_NULL,
  SHAPE_TEXT,
  SHAPE_TEXT_OR_NULL,
  SHAPE_BYTES,
} Shape;

typedef struct {
  const ArchivePagefile *file;
  sqlite3               *handle;
  sqlite3_stmt          *insert;
  Shape                  shapes[MAX_COLUMNS];
  gsize                  n_columns;
  guint64                n_rows;
} Carving;

static gboolean
read_shapes (Carving            *carving,
             ArchiveConnection  *target,
             const char         *table,
             GString            *insert)
{
  g_autofree char *sql = g_strdup_printf (
    "SELECT name, type, \"notnull\", pk FROM pragma_table_info ('%s') ORDER BY cid", table);
  sqlite3_stmt *row = NULL;

  if (sqlite3_prepare_v2 (archive_connection_get_handle (target), sql, -1, &row,
                          NULL) != SQLITE_OK)
    return FALSE;

  while (carving->n_columns < MAX_COLUMNS && sqlite3_step (row) == SQLITE_ROW)
    {
      const char *type = (const char *) sqlite3_column_text (row, 1);
      gboolean nullable = sqlite3_column_int (row, 2) == 0;
      Shape shape = g_str_equal (type, "INTEGER") ? (nullable ? SHAPE_NUMBER_OR_NULL : SHAPE_NUMBER)
                  : g_str_equal (type, "TEXT") ? (nullable ? SHAPE_TEXT_OR_NULL : SHAPE_TEXT)
                  : SHAPE_BYTES;

      if (sqlite3_column_int (row, 3) != 0)
        shape = SHAPE_ROWID;
      carving->shapes[carving->n_columns++] = shape;
      g_string_append_printf (insert, "%s?", carving->n_columns > 1 ? ", " : "");
    }

  sqlite3_finalize (row);
  return carving->n_columns > 0;
}

/* The types are those of the record format: 0 NULL, 1 to 6 numbers by size, 8 and 9 the numbers 0
 * and 1, from 12 on bytes and text with their lengths. */
static gboolean
fits (Shape   shape,
      guint64 type)
{
  gboolean is_number = (type >= 1 && type <= 6) || type == 8 || type == 9;
  gboolean is_text = type >= 13 && type % 2 == 1;

  switch (shape)
    {
    case SHAPE_ROWID:
      return type == 0;
    case SHAPE_NUMBER:
      return is_number;
    case SHAPE_NUMBER_OR_NULL:
      return is_number || type == 0;
    case SHAPE_TEXT:
      return is_text;
    case SHAPE_TEXT_OR_NULL:
      return is_text || type == 0;
    case SHAPE_BYTES:
      return type == 0 || type >= 12;
    default:
      g_assert_not_reached ();
    }
}

static gsize
get_length (guint64 type)
{
  static const gsize lengths[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0 };

  return type < G_N_ELEMENTS (lengths) ? lengths[type] : (gsize) ((type - 12) / 2);
}

static gint64
get_number (const guint8 *at,
            guint64       type)
{
  guint64 number = type < 8 && (at[0] & 0x80) != 0 ? G_MAXUINT64 : 0;

  if (type >= 8)
    return (gint64) type - 8;
  for (gsize i = 0; i < get_length (type); i++)
    number = number << 8 | at[i];
  return (gint64) number;
}

/* How much of a payload is on the leaf itself (section 1.6 of the file format). */
static gsize
get_local_length (gsize page_size,
                  gsize length)
{
  gsize min = (page_size - 12) * 32 / 255 - 23;
  gsize local = min + (length - min) % (page_size - 4);

  if (length <= page_size - 35)
    return length;
  return local <= page_size - 35 ? local : min;
}

/* Puts together what lies on the leaf and on the pages that it goes on to. */
static GByteArray *
gather_payload (const Carving *carving,
                const guint8  *at,
                const guint8  *end,
                gsize          length)
{
  const ArchivePagefile *file = carving->file;
  gsize local = get_local_length (file->page_size, length);
  g_autoptr(GByteArray) payload = g_byte_array_new ();
  guint32 next;

  if (length > MAX_PAYLOAD_BYTES || local + (local < length ? 4 : 0) > (gsize) (end - at))
    return NULL;

  g_byte_array_append (payload, at, (guint) local);
  next = local < length ? archive_pagefile_get_32 (at + local) : 0;
  while (payload->len < length)
    {
      const guint8 *page = archive_pagefile_get_page (file, next);

      if (page == NULL)
        return NULL;
      next = archive_pagefile_get_32 (page);
      g_byte_array_append (payload, page + 4,
                           (guint) MIN (file->page_size - 4, length - payload->len));
    }

  return g_steal_pointer (&payload);
}

/* Binds a record's columns, if it has the shape of the table's rows. */
static gboolean
bind_record (Carving          *carving,
             const GByteArray *payload,
             gint64            rowid)
{
  const guint8 *end = payload->data + payload->len;
  const guint8 *type_at = payload->data;
  const guint8 *value_at;
  guint64 header_length = 0;
  gsize n = archive_pagefile_get_varint (type_at, end, &header_length);

  if (n == 0 || header_length > payload->len)
    return FALSE;

  value_at = payload->data + header_length;
  type_at += n;
  for (gsize i = 0; i < carving->n_columns; i++)
    {
      int place = (int) i + 1;
      guint64 type = 0;

      /* A row of before a column was added ends without it. */
      n = archive_pagefile_get_varint (type_at, payload->data + header_length, &type);
      type_at += n;
      if ((n == 0 && type_at != payload->data + header_length) ||
          !fits (carving->shapes[i], type) ||
          get_length (type) > (gsize) (end - value_at))
        return FALSE;

      if (carving->shapes[i] == SHAPE_ROWID)
        sqlite3_bind_int64 (carving->insert, place, rowid);
      else if (type == 0)
        sqlite3_bind_null (carving->insert, place);
      else if (type < 12)
        sqlite3_bind_int64 (carving->insert, place, get_number (value_at, type));
      else if (type % 2 == 1)
        sqlite3_bind_text (carving->insert, place, (const char *) value_at,
                           (int) get_length (type), SQLITE_STATIC);
      else
        sqlite3_bind_blob (carving->insert, place, value_at, (int) get_length (type),
                           SQLITE_STATIC);
      value_at += get_length (type);
    }

  return type_at == payload->data + header_length;
}

static gboolean
carve_cell (Carving       *carving,
            const guint8  *at,
            const guint8  *end,
            GError       **error)
{
  g_autoptr(GByteArray) payload = NULL;
  guint64 length = 0;
  guint64 rowid = 0;
  gsize n;
  int code;

  if ((n = archive_pagefile_get_varint (at, end, &length)) == 0)
    return TRUE;
  at += n;
  if ((n = archive_pagefile_get_varint (at, end, &rowid)) == 0)
    return TRUE;
  at += n;

  if (length > MAX_PAYLOAD_BYTES ||
      (payload = gather_payload (carving, at, end, (gsize) length)) == NULL ||
      !bind_record (carving, payload, (gint64) rowid))
    return TRUE;

  code = sqlite3_step (carving->insert);
  if (code == SQLITE_DONE)
    carving->n_rows += (guint64) sqlite3_changes (carving->handle);
  else if ((code & 0xff) != SQLITE_CONSTRAINT && (code & 0xff) != SQLITE_TOOBIG)
    archive_statement_set_error (carving->handle, error);

  sqlite3_reset (carving->insert);
  return code == SQLITE_DONE || *error == NULL;
}

static gboolean
carve_page (Carving       *carving,
            const guint8  *page,
            GError       **error)
{
  gsize page_size = carving->file->page_size;
  gsize n_cells = archive_pagefile_get_16 (page + 3);

  if (page[0] != ARCHIVE_PAGEFILE_LEAF || LEAF_HEADER + 2 * n_cells > page_size)
    return TRUE;

  for (gsize i = 0; i < n_cells; i++)
    {
      guint cell = archive_pagefile_get_16 (page + LEAF_HEADER + 2 * i);

      if (cell < page_size && !carve_cell (carving, page + cell, page + page_size, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * archive_carve_table:
 * @path: a damaged database
 * @target: where to write, in a transaction; the table is there
 * @table: its name; no other table's rows may have the same columns by kind
 * @n_rows: (inout): goes up by the rows that were found
 * @error: where to say why writing failed
 *
 * Looks at every page of the file by itself, and takes what has the shape of the table's rows and
 * is not there yet. What was deleted does not come back: its pages have been overwritten.
 *
 * Returns: whether all that was found was written
 */
gboolean
archive_carve_table (const char         *path,
                     ArchiveConnection  *target,
                     const char         *table,
                     guint64            *n_rows,
                     GError            **error)
{
  g_autoptr(ArchivePagefile) file = archive_pagefile_open (path, NULL);
  g_autoptr(GError) reason = NULL;
  g_autofree char *sql = NULL;
  GString *insert = g_string_new (NULL);
  Carving carving = { .file = file, .handle = archive_connection_get_handle (target) };

  g_string_printf (insert, "INSERT OR IGNORE INTO %s VALUES (", table);
  if (file == NULL || !read_shapes (&carving, target, table, insert))
    {
      g_string_free (insert, TRUE);
      return TRUE;
    }

  sql = g_string_free (g_string_append_c (insert, ')'), FALSE);
  if (sqlite3_prepare_v2 (carving.handle, sql, -1, &carving.insert, NULL) != SQLITE_OK)
    archive_statement_set_error (carving.handle, &reason);

  for (gsize number = 2; reason == NULL && number <= file->n_pages; number++)
    carve_page (&carving, archive_pagefile_get_page (file, number), &reason);

  sqlite3_finalize (carving.insert);
  *n_rows += carving.n_rows;
  if (reason == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}
