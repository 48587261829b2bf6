/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"

G_BEGIN_DECLS

/* The messages that offered the same file before */
void    archive_files_find_offers_async  (ArchiveDatabase     *database,
                                          gint64               message_id,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
GArray *archive_files_find_offers_finish (ArchiveDatabase     *database,
                                          GAsyncResult        *result,
                                          GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
