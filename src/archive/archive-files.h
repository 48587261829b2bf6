/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"
#include "archive-file.h"
#include "archive-row.h"

G_BEGIN_DECLS

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

void       archive_files_note_heard_async  (ArchiveDatabase    *database,
                                            gint64              message_id,
                                            const char         *path,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
gboolean   archive_files_note_heard_finish (ArchiveDatabase    *database,
                                            GAsyncResult       *result,
                                            GError            **error);

/* What is being sent is where others can get it now: its row as it is then */
void            archive_files_upload_async  (ArchiveDatabase    *database,
                                             gint64              message_id,
                                             GPtrArray          *files,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
ArchiveMessage *archive_files_upload_finish (ArchiveDatabase    *database,
                                             GAsyncResult       *result,
                                             GError            **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
