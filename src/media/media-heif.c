/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HEIF and AVIF without what they tell of whoever made them: ISO/IEC 23008-12, and the items of
 * ISO/IEC 14496-12, 8.11. An item is a part of the file, or several, named in one table and found
 * in another one; those that are no picture are overwritten, and everything else stays where the
 * tables say it is. */
#define G_LOG_DOMAIN "media"

#include "media-heif.h"

#include "media-blanks.h"

#include <string.h>

#define MAX_ITEMS   65536
/* Of all items together: an extent may take no room in the table, and there may be many. */
#define MAX_EXTENTS 1000000

#define BOX(text) \
  ((guint32) (text)[0] << 24 | (guint32) (text)[1] << 16 | (guint32) (text)[2] << 8 \
   | (guint32) (text)[3])

/* Where the bytes of an item are: 8.11.3.1 */
enum { IN_FILE, IN_BOX, IN_ITEM };

/* Bytes that are read one after the other; what is beyond their end is 0, and has_failed. */
typedef struct {
  const guint8 *bytes;
  gsize         size;
  gsize         at;
  gsize         n_header;   /* of a box: bytes before these */
  gboolean      has_failed;
} Reader;

typedef struct {
  const guint8 *meta;
  gint64        begin;   /* of that, in the file */
  gint64        length;  /* of the file */
  GArray       *blanks;
  GHashTable   *telling; /* of the numbers of items: what they are */
  Reader        data;    /* "idat" */
  guint         n_extents;
  gboolean      is_sound;
} Heif;

static guint64
read_number (Reader *reader,
             gsize   n_bytes)
{
  guint64 number = 0;

  if (n_bytes > reader->size - reader->at)
    {
      reader->at = reader->size;
      reader->has_failed = TRUE;
      return 0;
    }

  for (gsize i = 0; i < n_bytes; i++)
    number = number << 8 | reader->bytes[reader->at++];
  return number;
}

/* FALSE: there is none. @box: (out): what is in it; @type: (out) */
static gboolean
read_box (Reader  *reader,
          Reader  *box,
          guint32 *type)
{
  gsize begin = reader->at;
  guint64 size;

  if (reader->size - reader->at < 8)
    return FALSE;

  size = read_number (reader, 4);
  *type = (guint32) read_number (reader, 4);
  if (size == 1)
    size = read_number (reader, 8);
  else if (size == 0)
    size = reader->size - begin;
  if (reader->has_failed || size < reader->at - begin || size > reader->size - begin)
    {
      reader->has_failed = TRUE;
      return FALSE;
    }

  *box = (Reader) { .bytes = reader->bytes + reader->at, .n_header = reader->at - begin,
                    .size = (gsize) size - (reader->at - begin) };
  reader->at = begin + (gsize) size;
  return TRUE;
}

/* A box with nothing in it, in the place of another one: its length stays, in front of its name or
 * behind. */
static void
blank_box (Heif         *heif,
           const Reader *box)
{
  const guint8 *name = box->bytes - box->n_header + 4;
  guint8 head[12] = "free";
  gsize n_head = box->n_header - 4;

  memcpy (head + 4, name + 4, n_head - 4);
  media_blanks_add (heif->blanks, heif->begin + (name - heif->meta),
                    (gint64) (n_head + box->size), head, n_head);
}

/* What is decoded, and how it is put together: ISO/IEC 23008-12, 6.6, and the codecs' own names */
static gboolean
is_picture (guint32 type)
{
  static const char *const pictures[] = {
    "hvc1", "hev1", "lhv1", "av01", "avc1", "svc1", "vvc1", "evc1", "jpeg", "j2k1", "unci", "grid",
    "iovl", "iden", "tmap", "mski",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    if (type == BOX (pictures[i]))
      return TRUE;

  return FALSE;
}

/* 8.11.6: before version 2 there were no pictures yet, but texts. */
static void
read_entry (Heif   *heif,
            Reader *entry)
{
  guint version = (guint) read_number (entry, 1);
  guint32 item;
  guint32 type = 0;

  read_number (entry, 3);
  item = (guint32) read_number (entry, version >= 3 ? 4 : 2);
  read_number (entry, 2);
  if (version >= 2)
    type = (guint32) read_number (entry, 4);
  if (entry->has_failed || g_hash_table_size (heif->telling) >= MAX_ITEMS)
    heif->is_sound = FALSE;
  else if (!is_picture (type))
    g_hash_table_insert (heif->telling, GUINT_TO_POINTER (item), GUINT_TO_POINTER (type));
}

static void
read_entries (Heif   *heif,
              Reader *table)
{
  guint version = (guint) read_number (table, 1);
  Reader entry;
  guint32 type;

  read_number (table, 3);
  read_number (table, version == 0 ? 2 : 4);
  while (read_box (table, &entry, &type))
    if (type == BOX ("infe"))
      read_entry (heif, &entry);
  heif->is_sound &= !table->has_failed;
}

/* An Exif with nothing in it, where there is room for one: some programs mind if there is none. */
static void
blank_extent (Heif    *heif,
              guint32  type,
              gint64   begin,
              gint64   size)
{
  static const guint8 exif[] = { 0, 0, 0, 0, 'M', 'M', 0, '*', 0, 0, 0, 8 };
  gboolean fits = type == BOX ("Exif") && size >= 4 + 8 + 2 + 4;

  media_blanks_add (heif->blanks, begin, size, fits ? exif : NULL, fits ? sizeof exif : 0);
}

/* @method: where @offset counts from */
static void
find_extent (Heif    *heif,
             guint32  type,
             guint    method,
             guint64  offset,
             guint64  size)
{
  guint64 room = method == IN_BOX ? heif->data.size : (guint64) heif->length;

  if (offset > room || method > IN_BOX || (method == IN_BOX && heif->data.bytes == NULL))
    {
      heif->is_sound = FALSE;
      return;
    }

  /* All that is there */
  if (size == 0 || size > room - offset)
    size = room - offset;
  if (method == IN_BOX)
    offset += (guint64) (heif->begin + (heif->data.bytes - heif->meta));
  if (size > 0)
    blank_extent (heif, type, (gint64) offset, (gint64) size);
}

/* How many bytes the numbers of the table have: 8.11.3.2 */
typedef struct {
  guint version;
  gsize n_offset;
  gsize n_size;
  gsize n_base;
  gsize n_index;
} Widths;

static void
find_item (Heif         *heif,
           Reader       *table,
           const Widths *widths)
{
  guint32 item = (guint32) read_number (table, widths->version >= 2 ? 4 : 2);
  guint method = widths->version > 0 ? (guint) read_number (table, 2) & 15 : IN_FILE;
  gboolean is_elsewhere = read_number (table, 2) != 0;
  guint64 base = read_number (table, widths->n_base);
  guint n_extents = (guint) read_number (table, 2);
  gpointer type = NULL;
  gboolean is_telling = g_hash_table_lookup_extended (heif->telling, GUINT_TO_POINTER (item), NULL,
                                                      &type);

  heif->n_extents += n_extents;
  if (heif->n_extents > MAX_EXTENTS)
    {
      heif->is_sound = FALSE;
      return;
    }

  for (guint i = 0; i < n_extents && !table->has_failed; i++)
    {
      guint64 offset;
      guint64 size;

      read_number (table, widths->n_index);
      offset = read_number (table, widths->n_offset);
      size = read_number (table, widths->n_size);
      if (!is_telling || table->has_failed || is_elsewhere)
        continue;

      if (base > G_MAXINT64 || offset > G_MAXINT64 || size > G_MAXINT64)
        heif->is_sound = FALSE;
      else
        find_extent (heif, GPOINTER_TO_UINT (type), method, base + offset, size);
    }
}

static void
find_items (Heif   *heif,
            Reader *table)
{
  Widths widths = { .version = (guint) read_number (table, 1) };
  guint bits;
  guint64 n_items;

  read_number (table, 3);
  bits = (guint) read_number (table, 2);
  widths.n_offset = bits >> 12 & 15;
  widths.n_size = bits >> 8 & 15;
  widths.n_base = bits >> 4 & 15;
  widths.n_index = widths.version > 0 ? bits & 15 : 0;
  n_items = read_number (table, widths.version >= 2 ? 4 : 2);
  if (MAX (MAX (widths.n_offset, widths.n_size), MAX (widths.n_base, widths.n_index)) > 8
      || widths.version > 2)
    heif->is_sound = FALSE;
  for (guint64 i = 0; i < n_items && heif->is_sound && !table->has_failed; i++)
    find_item (heif, table, &widths);
  heif->is_sound &= !table->has_failed;
}

/* ISO/IEC 23008-12, 6.5: when it was taken, what somebody has written to it, how it was held */
static void
clean_properties (Heif   *heif,
                  Reader *properties)
{
  static const char *const telling[] = {
    "udes", "crtt", "mdft", "cmin", "cmex", "uuid", "free", "skip",
  };
  Reader box;
  guint32 type;

  while (read_box (properties, &box, &type))
    for (gsize i = 0; i < G_N_ELEMENTS (telling); i++)
      if (type == BOX (telling[i]))
        blank_box (heif, &box);
  heif->is_sound &= !properties->has_failed;
}

static void
clean_property_boxes (Heif   *heif,
                      Reader *boxes)
{
  Reader box;
  guint32 type;

  while (read_box (boxes, &box, &type))
    if (type == BOX ("ipco"))
      clean_properties (heif, &box);
  heif->is_sound &= !boxes->has_failed;
}

/**
 * media_heif_clean:
 * @meta: what is in the box "meta" at the top of a picture
 * @size: bytes of that
 * @begin: where it is in the file
 * @length: of the file
 * @blanks: where to add what is to be overwritten
 *
 * Returns: whether all of it was found
 */
gboolean
media_heif_clean (const guint8 *meta,
                  gsize         size,
                  gint64        begin,
                  gint64        length,
                  GArray       *blanks)
{
  g_autoptr(GHashTable) telling = g_hash_table_new (NULL, NULL);
  Heif heif = { .meta = meta, .begin = begin, .length = length, .blanks = blanks,
                .telling = telling, .is_sound = TRUE };
  Reader reader = { .bytes = meta, .size = size };
  Reader locations = { 0 };
  Reader box;
  guint32 type;

  read_number (&reader, 4); /* version and flags */
  while (read_box (&reader, &box, &type))
    {
      if (type == BOX ("iinf"))
        read_entries (&heif, &box);
      else if (type == BOX ("iloc"))
        locations = box;
      else if (type == BOX ("idat"))
        heif.data = box;
      else if (type == BOX ("iprp"))
        clean_property_boxes (&heif, &box);
      else if (type == BOX ("xml ") || type == BOX ("bxml") || type == BOX ("uuid")
               || type == BOX ("udta") || type == BOX ("free") || type == BOX ("skip"))
        blank_box (&heif, &box);
    }
  if (reader.has_failed)
    return FALSE;

  if (locations.bytes != NULL)
    find_items (&heif, &locations);
  return heif.is_sound;
}
