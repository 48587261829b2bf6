/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"
#include "archive-row.h"

G_BEGIN_DECLS

/* ArchiveMessage rows in state queued, in the order in which they were written. */
void       archive_outbox_load_async  (ArchiveDatabase    *database,
                                       gint64              account_id,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
GPtrArray *archive_outbox_load_finish (ArchiveDatabase    *database,
                                       GAsyncResult       *result,
                                       GError            **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
