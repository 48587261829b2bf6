/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of a message as a plain struct. */
#define G_LOG_DOMAIN "archive-files"

#include "archive-file.h"

/**
 * archive_file_new:
 *
 * Returns: (transfer full): a file of which nothing is known
 */
ArchiveFile *
archive_file_new (void)
{
  ArchiveFile *self = g_new0 (ArchiveFile, 1);

  self->size_bytes = -1;
  return self;
}

/**
 * archive_file_copy:
 * @self: a file
 *
 * Returns: (transfer full): a copy with strings of its own
 */
ArchiveFile *
archive_file_copy (const ArchiveFile *self)
{
  ArchiveFile *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->url = g_strdup (self->url);
  copy->path = g_strdup (self->path);
  copy->name = g_strdup (self->name);
  copy->type = g_strdup (self->type);
  copy->sha256 = g_strdup (self->sha256);
  copy->offer_id = g_strdup (self->offer_id);
  copy->thumbnail = g_strdup (self->thumbnail);
  return copy;
}

/**
 * archive_file_free:
 * @self: (nullable) (transfer full): a file
 */
void
archive_file_free (ArchiveFile *self)
{
  if (self == NULL)
    return;

  g_free (self->url);
  g_free (self->path);
  g_free (self->name);
  g_free (self->type);
  g_free (self->sha256);
  g_free (self->offer_id);
  g_free (self->thumbnail);
  g_free (self);
}

/**
 * archive_files_new:
 *
 * Returns: (transfer full) (element-type ArchiveFile): room for files
 */
GPtrArray *
archive_files_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) archive_file_free);
}

static gpointer
copy_cb (gconstpointer source,
         gpointer      user_data)
{
  return archive_file_copy (source);
}

/**
 * archive_files_copy:
 * @files: (nullable) (element-type ArchiveFile): files
 *
 * Returns: (transfer full) (nullable): copies of them
 */
GPtrArray *
archive_files_copy (GPtrArray *files)
{
  return files != NULL ? g_ptr_array_copy (files, (GCopyFunc) copy_cb, NULL) : NULL;
}
