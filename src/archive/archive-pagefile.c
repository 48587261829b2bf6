/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A database as pages of bytes, without SQLite. */
#define G_LOG_DOMAIN "archive-pagefile"

#include "archive-pagefile.h"

#include <string.h>

#include "archive-error.h"

#define DEFAULT_PAGE_SIZE 4096

/**
 * archive_pagefile_get_16:
 * @at: two bytes
 *
 * Returns: the number that they are
 */
guint
archive_pagefile_get_16 (const guint8 *at)
{
  return (guint) (at[0] << 8 | at[1]);
}

/**
 * archive_pagefile_get_32:
 * @at: four bytes
 *
 * Returns: the number that they are
 */
guint32
archive_pagefile_get_32 (const guint8 *at)
{
  return (guint32) archive_pagefile_get_16 (at) << 16 | archive_pagefile_get_16 (at + 2);
}

/**
 * archive_pagefile_get_varint:
 * @at: where it begins
 * @end: it must not reach beyond
 * @value: (out): the number
 *
 * Returns: how many bytes it takes; 0 where it would reach beyond
 */
gsize
archive_pagefile_get_varint (const guint8 *at,
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

/* The archive makes pages of one size; only a header that is in order may say otherwise. */
static gsize
get_page_size (const guint8 *data)
{
  gsize page_size = archive_pagefile_get_16 (data + 16);

  if (memcmp (data, "SQLite format 3", 16) != 0 || page_size < 512 ||
      (page_size & (page_size - 1)) != 0)
    return DEFAULT_PAGE_SIZE;
  return page_size;
}

/**
 * archive_pagefile_open:
 * @path: a damaged database
 * @error: %ARCHIVE_ERROR_DAMAGED where it is too short for anything to be left, %G_FILE_ERROR
 *
 * Returns: (transfer full) (nullable): its pages
 */
ArchivePagefile *
archive_pagefile_open (const char  *path,
                       GError     **error)
{
  g_autoptr(ArchivePagefile) self = g_new0 (ArchivePagefile, 1);

  if ((self->mapped = g_mapped_file_new (path, FALSE, error)) == NULL)
    return NULL;

  self->data = (const guint8 *) g_mapped_file_get_contents (self->mapped);
  self->size = g_mapped_file_get_length (self->mapped);
  if (self->size >= ARCHIVE_PAGEFILE_HEADER)
    {
      self->page_size = get_page_size (self->data);
      self->n_pages = self->size / self->page_size;
    }

  if (self->n_pages >= 2)
    return g_steal_pointer (&self);

  g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_DAMAGED, "Nothing is left");
  return NULL;
}

/**
 * archive_pagefile_free:
 * @self: (transfer full): a file
 */
void
archive_pagefile_free (ArchivePagefile *self)
{
  g_clear_pointer (&self->mapped, g_mapped_file_unref);
  g_free (self);
}

/**
 * archive_pagefile_get_page:
 * @self: a file
 * @number: which page, from 1
 *
 * Returns: (nullable): where it begins; NULL where there is no such page
 */
const guint8 *
archive_pagefile_get_page (const ArchivePagefile *self,
                           gsize                  number)
{
  if (number < 1 || number > self->n_pages)
    return NULL;
  return self->data + (number - 1) * self->page_size;
}
