/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"
#include "archive-outcome.h"

G_BEGIN_DECLS

#define ARCHIVE_RANGES_MAX 1000

/**
 * ArchiveRange:
 * @first_id: stanza-id of the oldest message in it
 * @first_us: its time
 * @last_id: stanza-id of the newest message in it
 * @last_us: its time
 * @at_start: the server's archive holds nothing older
 *
 * A piece of a server's archive (XEP-0313) that is held here without a gap.
 */
typedef struct {
  char     *first_id;
  gint64    first_us;
  char     *last_id;
  gint64    last_us;
  gboolean  at_start;
} ArchiveRange;

ArchiveRange *archive_range_new  (void) G_GNUC_WARN_UNUSED_RESULT;
void          archive_range_free (ArchiveRange *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveRange, archive_range_free)

/* owner is the address of the archive: the account's own, or a room's. load: ArchiveRange, as they
 * were stored. store: messages, and the ranges in place of those that were stored, in one
 * transaction: whenever the program is killed, the ranges say what is held. Gives
 * ArchiveInserted. */
void       archive_history_load_async   (ArchiveDatabase    *database,
                                         gint64              account_id,
                                         const char         *owner,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
GPtrArray *archive_history_load_finish  (ArchiveDatabase    *database,
                                         GAsyncResult       *result,
                                         GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void       archive_history_store_async  (ArchiveDatabase    *database,
                                         gint64              account_id,
                                         const char         *owner,
                                         GPtrArray          *ranges,
                                         GPtrArray          *messages,
                                         ArchivePlace        place,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
GArray    *archive_history_store_finish (ArchiveDatabase    *database,
                                         GAsyncResult       *result,
                                         GError            **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
