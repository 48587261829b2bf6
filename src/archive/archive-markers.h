/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"

G_BEGIN_DECLS

/**
 * ArchiveMarker:
 * @sender: who
 * @sort_us: place of the last message that they have read
 * @time_us: when they said so
 *
 * How far somebody has read a conversation (XEP-0333).
 */
typedef struct {
  char   *sender;
  gint64  sort_us;
  gint64  time_us;
} ArchiveMarker;

void archive_marker_free (ArchiveMarker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveMarker, archive_marker_free)

void       archive_markers_load_async  (ArchiveDatabase    *database,
                                        gint64              conversation_id,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
GPtrArray *archive_markers_load_finish (ArchiveDatabase    *database,
                                        GAsyncResult       *result,
                                        GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void       archive_markers_set_async   (ArchiveDatabase    *database,
                                        gint64              conversation_id,
                                        const char         *sender,
                                        gint64              sort_us,
                                        gint64              time_us,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
gboolean   archive_markers_set_finish  (ArchiveDatabase    *database,
                                        GAsyncResult       *result,
                                        GError            **error);

G_END_DECLS
