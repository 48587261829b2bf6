/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "archive-error.h"
#include "archive-salvage.h"

G_BEGIN_DECLS

typedef struct _ArchiveJob ArchiveJob;

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
void             archive_database_push         (ArchiveDatabase    *self,
                                                ArchiveJob         *job);

G_END_DECLS
