/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives a copy of a database a new head: SQLite opens it although its first page is lost. */
#define G_LOG_DOMAIN "archive-repair"

#include "archive-repair.h"

#include <gio/gio.h>
#include <string.h>

#include "archive-error.h"

/* The file format: https://www.sqlite.org/fileformat2.html. Numbers are big-endian. */
#define HEADER_SIZE        100
#define DEFAULT_PAGE_SIZE  4096
#define TYPE_INTERIOR      5
#define TYPE_LEAF          13
#define LEAF_HEADER        8
#define INTERIOR_HEADER    12
#define SCHEMA_COLUMNS     5
#define MAX_SCHEMA_LEAVES  200

/* A page of the schema's table that is not its first one. */
typedef struct {
  guint32 page;
  gint64  last_rowid;
} SchemaLeaf;

typedef struct {
  const guint8 *data;
  gsize         size;
  gsize         page_size;
} Image;

static guint
get_16 (const guint8 *at)
{
  return (guint) (at[0] << 8 | at[1]);
}

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

/* Gives the length of the number, 0 where it would reach beyond the end. */
static gsize
get_varint (const guint8 *at,
            const guint8 *end,
            guint64      *value)
{
  *value = 0;
  for (gsize i = 0; i < 9 && at + i < end; i++)
    {
      if (i == 8)
        {
          *value = *value << 8 | at[i];
          return 9;
        }

      *value = *value << 7 | (at[i] & 0x7f);
      if ((at[i] & 0x80) == 0)
        return i + 1;
    }
  return 0;
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

  if ((length = get_varint (at, end, &number)) == 0)
    return FALSE;
  at += length;
  if ((length = get_varint (at, end, (guint64 *) rowid)) == 0)
    return FALSE;
  at += length;
  if ((length = get_varint (at, end, &number)) == 0 || number > (guint64) (end - at))
    return FALSE;
  header_end = at + number;
  at += length;

  for (gsize i = 0; i < SCHEMA_COLUMNS; i++)
    {
      if ((length = get_varint (at, header_end, &types[i])) == 0)
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
  guint n_cells = get_16 (page + offset + 3);

  if (page[offset] != TYPE_LEAF || n_cells == 0 ||
      offset + LEAF_HEADER + 2 * (gsize) n_cells > page_size)
    return FALSE;

  for (guint i = 0; i < n_cells; i++)
    {
      guint cell = get_16 (page + offset + LEAF_HEADER + 2 * (gsize) i);

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
find_schema (const Image *image)
{
  GArray *leaves = g_array_new (FALSE, FALSE, sizeof (SchemaLeaf));

  for (gsize page = 2; page * image->page_size <= image->size && leaves->len < MAX_SCHEMA_LEAVES;
       page++)
    {
      SchemaLeaf leaf = { .page = (guint32) page };

      if (is_schema_leaf (image->data + (page - 1) * image->page_size, image->page_size, 0,
                          &leaf.last_rowid))
        g_array_append_val (leaves, leaf);
    }

  g_array_sort (leaves, compare_leaves);
  return leaves;
}

static void
write_header (const Image *image,
              guint8      *page)
{
  memset (page, 0, HEADER_SIZE);
  memcpy (page, "SQLite format 3", 16);
  put_16 (page + 16, image->page_size == 65536 ? 1 : (guint) image->page_size);
  page[18] = page[19] = 2; /* with a write-ahead log */
  page[21] = 64;
  page[22] = page[23] = 32;
  put_32 (page + 24, 1);
  put_32 (page + 28, (guint32) (image->size / image->page_size));
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
  guint8 *root = page + HEADER_SIZE;
  gsize content = page_size;

  memset (root, 0, page_size - HEADER_SIZE);
  root[0] = TYPE_INTERIOR;
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

static gsize
guess_page_size (const guint8 *data)
{
  gsize page_size = get_16 (data + 16);

  if (page_size == 1)
    return 65536;
  return page_size >= 512 && (page_size & (page_size - 1)) == 0 ? page_size : DEFAULT_PAGE_SIZE;
}

/* Where the schema's first page still stands, only the hundred bytes before it are made anew. */
static GBytes *
make_first_page (const Image *image)
{
  g_autoptr(GArray) leaves = find_schema (image);
  guint8 *page = g_memdup2 (image->data, image->page_size);
  gint64 last_rowid = 0;
  guint n_cells = get_16 (page + HEADER_SIZE + 3);

  write_header (image, page);
  if (leaves->len > 0 && (page[HEADER_SIZE] != TYPE_INTERIOR || n_cells != leaves->len - 1) &&
      !is_schema_leaf (page, image->page_size, HEADER_SIZE, &last_rowid))
    write_schema_root (page, image->page_size, leaves);
  return g_bytes_new_take (page, image->page_size);
}

static gboolean
write_copy (const Image  *image,
            const char   *copy_path,
            GError      **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (copy_path);
  g_autoptr(GBytes) first = make_first_page (image);
  g_autoptr(GFileOutputStream) stream =
    g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error);
  GOutputStream *output = G_OUTPUT_STREAM (stream);

  return stream != NULL &&
         g_output_stream_write_all (output, g_bytes_get_data (first, NULL), image->page_size, NULL,
                                    NULL, error) &&
         g_output_stream_write_all (output, image->data + image->page_size,
                                    image->size - image->page_size, NULL, NULL, error) &&
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
  g_autoptr(GMappedFile) mapped = g_mapped_file_new (path, FALSE, error);
  Image image = { 0 };

  if (mapped == NULL)
    return FALSE;

  image.data = (const guint8 *) g_mapped_file_get_contents (mapped);
  image.size = g_mapped_file_get_length (mapped);
  if (image.size >= DEFAULT_PAGE_SIZE)
    image.page_size = guess_page_size (image.data);

  if (image.page_size == 0 || image.size < 2 * image.page_size)
    {
      g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_DAMAGED, "Nothing is left");
      return FALSE;
    }

  return write_copy (&image, copy_path, error) && copy_log (path, copy_path, error);
}
