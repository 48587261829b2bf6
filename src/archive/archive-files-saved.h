/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"

G_BEGIN_DECLS

/* A file that was fetched is there now */
void       archive_files_save_async   (ArchiveDatabase     *database,
                                       gint64               message_id,
                                       guint                position,
                                       const char          *path,
                                       gint64               size_bytes,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
gboolean   archive_files_save_finish  (ArchiveDatabase     *database,
                                       GAsyncResult        *result,
                                       GError             **error);
/* Which of them are there: owned paths as keys */
void        archive_files_list_async  (ArchiveDatabase     *database,
                                       const char          *folder,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
GHashTable *archive_files_list_finish (ArchiveDatabase     *database,
                                       GAsyncResult        *result,
                                       GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
