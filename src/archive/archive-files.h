/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"

G_BEGIN_DECLS

#define ARCHIVE_FILES_MAX 100

/**
 * ArchiveFile:
 * @url: (nullable): where it can be had
 * @path: (nullable): where it was saved, or what is being sent
 * @name: (nullable): as the sender called it; not to be used as a path
 * @type: (nullable): the media type that was claimed
 * @size_bytes: -1: not known
 * @width: 0: not known, or not an image
 * @height: 0: not known, or not an image
 * @sha256: (nullable): in hex
 *
 * A file that belongs to a message.
 */
typedef struct {
  char   *url;
  char   *path;
  char   *name;
  char   *type;
  gint64  size_bytes;
  guint   width;
  guint   height;
  char   *sha256;
} ArchiveFile;

ArchiveFile *archive_file_new  (void) G_GNUC_WARN_UNUSED_RESULT;
void         archive_file_free (ArchiveFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveFile, archive_file_free)

void       archive_files_load_async  (ArchiveDatabase    *database,
                                      gint64              message_id,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
GPtrArray *archive_files_load_finish (ArchiveDatabase    *database,
                                      GAsyncResult       *result,
                                      GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void       archive_files_set_async   (ArchiveDatabase    *database,
                                      gint64              message_id,
                                      GPtrArray          *files,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean   archive_files_set_finish  (ArchiveDatabase    *database,
                                      GAsyncResult       *result,
                                      GError            **error);

G_END_DECLS
