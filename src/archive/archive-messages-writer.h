/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"

G_BEGIN_DECLS

/* The device of a contact that wrote last */
void  archive_messages_find_writer_async  (ArchiveDatabase     *database,
                                           gint64               conversation_id,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
char *archive_messages_find_writer_finish (ArchiveDatabase     *database,
                                           GAsyncResult        *result,
                                           GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
