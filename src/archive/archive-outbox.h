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

/* The same of one alone, by one of its ids */
void       archive_outbox_load_one_async  (ArchiveDatabase    *database,
                                           gint64              account_id,
                                           const char         *address,
                                           const char         *message_id,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
GPtrArray *archive_outbox_load_one_finish (ArchiveDatabase    *database,
                                           GAsyncResult       *result,
                                           GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ArchiveCorrected:
 * @queued: (element-type ArchiveMessage): what is to be sent, in order: the correction, before it
 *   the original where that had failed
 * @original: (nullable): the message that was corrected, as it is now
 *
 * What became of a correction.
 */
typedef struct {
  GPtrArray      *queued;
  ArchiveMessage *original;
} ArchiveCorrected;

void archive_corrected_free (ArchiveCorrected *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveCorrected, archive_corrected_free)

/* XEP-0308. @row: what is to be stored; of @original_id, which may be the row of a correction */
void              archive_outbox_correct_async  (ArchiveDatabase      *database,
                                                 const ArchiveMessage *row,
                                                 gint64                original_id,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
ArchiveCorrected *archive_outbox_correct_finish (ArchiveDatabase      *database,
                                                 GAsyncResult         *result,
                                                 GError              **error)
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * ArchiveRetried:
 * @changes: (element-type ArchiveChange): those that were queued again
 * @queued: (element-type ArchiveMessage): the same, as they are to be sent
 *
 * What became of messages that are tried again.
 */
typedef struct {
  GArray    *changes;
  GPtrArray *queued;
} ArchiveRetried;

void archive_retried_free (ArchiveRetried *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveRetried, archive_retried_free)

void              archive_outbox_retry_async    (ArchiveDatabase      *database,
                                                 const gint64         *ids,
                                                 gsize                 n_ids,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
ArchiveRetried   *archive_outbox_retry_finish   (ArchiveDatabase      *database,
                                                 GAsyncResult         *result,
                                                 GError              **error)
  G_GNUC_WARN_UNUSED_RESULT;
void              archive_outbox_discard_async  (ArchiveDatabase      *database,
                                                 gint64                original_id,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
ArchiveMessage   *archive_outbox_discard_finish (ArchiveDatabase      *database,
                                                 GAsyncResult         *result,
                                                 GError              **error)
  G_GNUC_WARN_UNUSED_RESULT;
void              archive_outbox_find_async     (ArchiveDatabase      *database,
                                                 gint64                conversation_id,
                                                 const char           *message_id,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
ArchiveMessage   *archive_outbox_find_finish    (ArchiveDatabase      *database,
                                                 GAsyncResult         *result,
                                                 GError              **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* What was sent to a room and never came back from it, though all of it is here that was said there
 * in between; gives ArchiveChange */
void       archive_outbox_fail_lost_async  (ArchiveDatabase    *database,
                                            gint64              conversation_id,
                                            gint64              from_us,
                                            gint64              before_us,
                                            const char         *condition,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
GArray    *archive_outbox_fail_lost_finish (ArchiveDatabase    *database,
                                            GAsyncResult       *result,
                                            GError            **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
