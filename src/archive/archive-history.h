/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"
#include "archive-slice.h"

G_BEGIN_DECLS

/* owner is the address of the archive: the account's own, or a room's. begin: a connection begins
 * that does not go on with the one before; gives ArchiveRange, oldest first, and the place from
 * which on its live messages stand. set: what is held, in place of what was stored: of use where a
 * server has lost what it had. What archive_deliver_async() stores adds to it by itself. */
void       archive_history_begin_async  (ArchiveDatabase    *database,
                                         gint64              account_id,
                                         const char         *owner,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
GPtrArray *archive_history_begin_finish (ArchiveDatabase    *database,
                                         GAsyncResult       *result,
                                         gint64             *floor_us,
                                         GError            **error) G_GNUC_WARN_UNUSED_RESULT;
/* find_oldest: the archive's id of the oldest message of a conversation from a place on; NULL
 * without an error: there is none */
void       archive_history_find_oldest_async  (ArchiveDatabase    *database,
                                               gint64              conversation_id,
                                               gint64              from_us,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
char      *archive_history_find_oldest_finish (ArchiveDatabase    *database,
                                               GAsyncResult       *result,
                                               GError            **error)
  G_GNUC_WARN_UNUSED_RESULT;
void       archive_history_set_async    (ArchiveDatabase    *database,
                                         gint64              account_id,
                                         const char         *owner,
                                         GPtrArray          *ranges,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
gboolean   archive_history_set_finish   (ArchiveDatabase    *database,
                                         GAsyncResult       *result,
                                         GError            **error);

G_END_DECLS
