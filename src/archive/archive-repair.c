/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives a copy of a database a new head: SQLite opens it although its first page is lost. */
#define G_LOG_DOMAIN "archive-repair"

#include "archive-repair.h"

#include <gio/gio.h>
#include <string.h>

#include "archive-pagefile.h"

#define LEAF_HEADER        8
#define INTERIOR_HEADER    12
#define SCHEMA_COLUMNS     5

/* A cell of an interior page with its pointer, at its longest. */
#define INTERIOR_CELL 15

/* A page of the schema's table that is not its first one. */
typedef struct {
  guint32 page;
  gint64  last_rowid;
} SchemaLeaf;

static void
put_16 (guint8 *at,
        guint   value)
{
  at[0] = (guint8) (value >> 8);
  at[1] = (guint8) value;
}

static void
put_32 (guint8  *at,
        guint32  value)
{
  put_16 (at, value >> 16);
  put_16 (at + 2, value & 0xffff);
}

static gsize
put_varint (guint8  *at,
            guint64  value)
{
  guint8 bytes[9];
  gsize n = 0;

  do
    {
      bytes[n++] = (guint8) ((value & 0x7f) | 0x80);
      value >>= 7;
    }
  while (value != 0 && n < 8);

  bytes[0] &= 0x7f;
  for (gsize i = 0; i < n; i++)
    at[i] = bytes[n - 1 - i];
  return n;
}

static gboolean
is_kind (const guint8 *text,
         gsize         length)
{
  static const char *const kinds[] = { "table", "index", "trigger", "view" };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (length == strlen (kinds[i]) && memcmp (text, kinds[i], length) == 0)
      return TRUE;
  return FALSE;
}

/* Whether a cell is a row of the schema: kind, name, table, root page, SQL. */
static gboolean
is_schema_cell (const guint8 *at,
                const guint8 *end,
                gint64       *rowid)
{
  const guint8 *header_end;
  guint64 types[SCHEMA_COLUMNS];
  guint64 number;
  gsize length;

  if ((length = archive_pagefile_get_varint (at, end, &number)) == 0)
    return FALSE;
  at += length;
  if ((length = archive_pagefile_get_varint (at, end, (guint64 *) rowid)) == 0)
    return FALSE;
  at += length;
  if ((length = archive_pagefile_get_varint (at, end, &number)) == 0 ||
      number > (guint64) (end - at))
    return FALSE;
  header_end = at + number;
  at += length;

  for (gsize i = 0; i < SCHEMA_COLUMNS; i++)
    {
      if ((length = archive_pagefile_get_varint (at, header_end, &types[i])) == 0)
        return FALSE;
      at += length;
    }

  return at == header_end && types[0] >= 13 && types[0] % 2 == 1 && types[1] >= 13 &&
         types[1] % 2 == 1 && types[2] >= 13 && types[2] % 2 == 1 && types[3] <= 9 &&
         (types[0] - 13) / 2 <= (guint64) (end - at) && is_kind (at, (gsize) ((types[0] - 13) / 2));
}

/* Whether a page holds rows of the schema and nothing else. */
static gboolean
is_schema_leaf (const guint8 *page,
                gsize         page_size,
                gsize         offset,
                gint64       *last_rowid)
{
  guint n_cells = archive_pagefile_get_16 (page + offset + 3);

  if (page[offset] != ARCHIVE_PAGEFILE_LEAF || n_cells == 0 ||
      offset + LEAF_HEADER + 2 * (gsize) n_cells > page_size)
    return FALSE;

  for (guint i = 0; i < n_cells; i++)
    {
      guint cell = archive_pagefile_get_16 (page + offset + LEAF_HEADER + 2 * (gsize) i);

      if (cell >= page_size || !is_schema_cell (page + cell, page + page_size, last_rowid))
        return FALSE;
    }

  return TRUE;
}

static int
compare_leaves (gconstpointer a,
                gconstpointer b)
{
  const SchemaLeaf *first = a;
  const SchemaLeaf *second = b;

  return first->last_rowid < second->last_rowid ? -1 : first->last_rowid > second->last_rowid;
}

static GArray *
find_schema (const ArchivePagefile *file)
{
  GArray *leaves = g_array_new (FALSE, FALSE, sizeof (SchemaLeaf));
  gsize max = (file->page_size - ARCHIVE_PAGEFILE_HEADER - INTERIOR_HEADER) / INTERIOR_CELL;

  for (gsize number = 2; number <= file->n_pages && leaves->len < max; number++)
    {
      SchemaLeaf leaf = { .page = (guint32) number };

      if (is_schema_leaf (archive_pagefile_get_page (file, number), file->page_size, 0,
                          &leaf.last_rowid))
        g_array_append_val (leaves, leaf);
    }

  g_array_sort (leaves, compare_leaves);
  return leaves;
}

static void
write_header (const ArchivePagefile *file,
              guint8                *page)
{
  memset (page, 0, ARCHIVE_PAGEFILE_HEADER);
  memcpy (page, "SQLite format 3", 16);
  put_16 (page + 16, (guint) file->page_size);
  page[18] = page[19] = 2; /* with a write-ahead log */
  page[21] = 64;
  page[22] = page[23] = 32;
  put_32 (page + 24, 1);
  put_32 (page + 28, (guint32) file->n_pages);
  put_32 (page + 40, 1);
  put_32 (page + 44, 4);
  put_32 (page + 56, 1); /* UTF-8 */
  put_32 (page + 92, 1);
}

/* The schema's first page, as the parent of the others. */
static void
write_schema_root (guint8 *page,
                   gsize   page_size,
                   GArray *leaves)
{
  guint8 *root = page + ARCHIVE_PAGEFILE_HEADER;
  gsize content = page_size;

  memset (root, 0, page_size - ARCHIVE_PAGEFILE_HEADER);
  root[0] = ARCHIVE_PAGEFILE_INTERIOR;
  for (guint i = 0; i + 1 < leaves->len; i++)
    {
      const SchemaLeaf *leaf = &g_array_index (leaves, SchemaLeaf, i);
      guint8 cell[4 + 9];
      gsize length = 4 + put_varint (cell + 4, (guint64) leaf->last_rowid);

      put_32 (cell, leaf->page);
      content -= length;
      memcpy (page + content, cell, length);
      put_16 (root + INTERIOR_HEADER + 2 * (gsize) i, (guint) content);
    }

  put_16 (root + 3, leaves->len - 1);
  put_16 (root + 5, (guint) content);
  put_32 (root + 8, g_array_index (leaves, SchemaLeaf, leaves->len - 1).page);
}

/* Where the schema's first page still stands, only the hundred bytes before it are made anew. */
static GBytes *
make_first_page (const ArchivePagefile *file)
{
  g_autoptr(GArray) leaves = find_schema (file);
  guint8 *page = g_memdup2 (file->data, file->page_size);
  gint64 last_rowid = 0;
  guint n_cells = archive_pagefile_get_16 (page + ARCHIVE_PAGEFILE_HEADER + 3);
  gboolean stands =
    (page[ARCHIVE_PAGEFILE_HEADER] == ARCHIVE_PAGEFILE_INTERIOR && n_cells + 1 == leaves->len) ||
    is_schema_leaf (page, file->page_size, ARCHIVE_PAGEFILE_HEADER, &last_rowid);

  write_header (file, page);
  if (leaves->len > 0 && !stands)
    write_schema_root (page, file->page_size, leaves);
  return g_bytes_new_take (page, file->page_size);
}

static gboolean
write_copy (const ArchivePagefile  *file,
            const char             *copy_path,
            GError                **error)
{
  g_autoptr(GFile) copy = g_file_new_for_path (copy_path);
  g_autoptr(GBytes) first = make_first_page (file);
  g_autoptr(GFileOutputStream) stream =
    g_file_replace (copy, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error);
  GOutputStream *output = G_OUTPUT_STREAM (stream);

  return stream != NULL &&
         g_output_stream_write_all (output, g_bytes_get_data (first, NULL), file->page_size, NULL,
                                    NULL, error) &&
         g_output_stream_write_all (output, file->data + file->page_size,
                                    file->size - file->page_size, NULL, NULL, error) &&
         g_output_stream_close (output, NULL, error);
}

static gboolean
copy_log (const char  *path,
          const char  *copy_path,
          GError     **error)
{
  g_autofree char *from_path = g_strconcat (path, "-wal", NULL);
  g_autofree char *to_path = g_strconcat (copy_path, "-wal", NULL);
  g_autoptr(GFile) from = g_file_new_for_path (from_path);
  g_autoptr(GFile) to = g_file_new_for_path (to_path);

  return !g_file_query_exists (from, NULL) ||
         g_file_copy (from, to, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, error);
}

/**
 * archive_repair_copy:
 * @path: a database whose first page is damaged
 * @copy_path: where the copy goes
 * @error: where to say why it failed
 *
 * Copies a database and its log. The header of the copy is made anew; so is the first page of the
 * schema, where it is lost, from the schema's other pages, which are known by what they hold.
 *
 * Returns: whether there is a copy that is worth a try
 */
gboolean
archive_repair_copy (const char  *path,
                     const char  *copy_path,
                     GError     **error)
{
  g_autoptr(ArchivePagefile) file = archive_pagefile_open (path, error);

  return file != NULL && write_copy (file, copy_path, error) && copy_log (path, copy_path, error);
}
