/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "archive-error.h"

G_BEGIN_DECLS

/**
 * ArchiveSalvage:
 * @kept_path: where the damaged file was put aside
 * @rows: rows of all tables that were carried over
 * @messages: messages among them
 * @complete: whether every row of every table could be read
 *
 * What became of a damaged file.
 */
typedef struct {
  char     *kept_path;
  guint64   rows;
  guint64   messages;
  gboolean  complete;
} ArchiveSalvage;

void archive_salvage_free (ArchiveSalvage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveSalvage, archive_salvage_free)

#define ARCHIVE_TYPE_DATABASE (archive_database_get_type ())
G_DECLARE_FINAL_TYPE (ArchiveDatabase, archive_database, ARCHIVE, DATABASE, GObject)

/* Properties: "trouble" (GError, nullable; read-only): see archive_database_get_trouble(). */
void             archive_database_open_async   (const char         *path,
                                                GCancellable       *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer            user_data);
ArchiveDatabase *archive_database_open_finish  (GAsyncResult       *result,
                                                ArchiveSalvage    **salvage,
                                                GError            **error)
  G_GNUC_WARN_UNUSED_RESULT;
void             archive_database_close_async  (ArchiveDatabase    *self,
                                                GCancellable       *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer            user_data);
gboolean         archive_database_close_finish (ArchiveDatabase    *self,
                                                GAsyncResult       *result,
                                                GError            **error);
const char      *archive_database_get_path     (ArchiveDatabase    *self);
const GError    *archive_database_get_trouble  (ArchiveDatabase    *self);

G_END_DECLS
