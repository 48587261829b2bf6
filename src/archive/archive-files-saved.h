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
/* Where those were whose messages are gone; *@last: to be told once they are deleted */
void        archive_files_list_gone_async  (ArchiveDatabase     *database,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
GPtrArray  *archive_files_list_gone_finish (ArchiveDatabase     *database,
                                            GAsyncResult        *result,
                                            gint64              *last,
                                            GError             **error)
  G_GNUC_WARN_UNUSED_RESULT;
void        archive_files_forget_gone_async (ArchiveDatabase     *database,
                                             gint64               last,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);

G_END_DECLS
