/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"
#include "archive-outcome.h"

G_BEGIN_DECLS

/* insert: messages are (element-type ArchiveMessage), not to be changed until it is finished;
 * gives ArchiveInserted, one for each, in the same order. set_state: by row; the error strings
 * (nullable) are for ARCHIVE_STATE_FAILED; gives ArchiveChange for the rows that did change.
 * acknowledge: by what a receipt or marker names (message id, origin-id or stanza-id) among the
 * outgoing ones, with up_to also all outgoing ones before it; gives ArchiveChange. find: by such
 * an id, and by who wrote it (nullable: anybody: then not to be relied on where others may write);
 * NOT_FOUND where there is none. */
void            archive_messages_insert_async       (ArchiveDatabase    *database,
                                                     GPtrArray          *messages,
                                                     ArchivePlace        place,
                                                     GCancellable       *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
GArray         *archive_messages_insert_finish      (ArchiveDatabase    *database,
                                                     GAsyncResult       *result,
                                                     GError            **error)
  G_GNUC_WARN_UNUSED_RESULT;
void            archive_messages_set_state_async    (ArchiveDatabase    *database,
                                                     const gint64       *ids,
                                                     gsize               n_ids,
                                                     ArchiveState        state,
                                                     const char         *error_condition,
                                                     const char         *error_text,
                                                     GCancellable       *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
GArray         *archive_messages_set_state_finish   (ArchiveDatabase    *database,
                                                     GAsyncResult       *result,
                                                     GError            **error)
  G_GNUC_WARN_UNUSED_RESULT;
void            archive_messages_acknowledge_async  (ArchiveDatabase    *database,
                                                     gint64              account_id,
                                                     const char         *with,
                                                     const char         *remote_id,
                                                     ArchiveState        state,
                                                     gboolean            up_to,
                                                     GCancellable       *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
GArray         *archive_messages_acknowledge_finish (ArchiveDatabase    *database,
                                                     GAsyncResult       *result,
                                                     GError            **error)
  G_GNUC_WARN_UNUSED_RESULT;
void            archive_messages_page_async         (ArchiveDatabase    *database,
                                                     gint64              conversation_id,
                                                     ArchivePageKind     kind,
                                                     ArchivePosition     position,
                                                     guint               limit,
                                                     GCancellable       *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
ArchivePage    *archive_messages_page_finish        (ArchiveDatabase    *database,
                                                     GAsyncResult       *result,
                                                     GError            **error)
  G_GNUC_WARN_UNUSED_RESULT;
void            archive_messages_count_async        (ArchiveDatabase    *database,
                                                     gint64              conversation_id,
                                                     ArchivePosition     position,
                                                     GCancellable       *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
gboolean        archive_messages_count_finish       (ArchiveDatabase    *database,
                                                     GAsyncResult       *result,
                                                     ArchiveCounts      *counts,
                                                     GError            **error);
void            archive_messages_get_async          (ArchiveDatabase    *database,
                                                     gint64              id,
                                                     GCancellable       *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
ArchiveMessage *archive_messages_get_finish         (ArchiveDatabase    *database,
                                                     GAsyncResult       *result,
                                                     GError            **error)
  G_GNUC_WARN_UNUSED_RESULT;
void            archive_messages_find_async         (ArchiveDatabase    *database,
                                                     gint64              conversation_id,
                                                     const char         *remote_id,
                                                     const char         *sender,
                                                     GCancellable       *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
ArchiveMessage *archive_messages_find_finish        (ArchiveDatabase    *database,
                                                     GAsyncResult       *result,
                                                     GError            **error)
  G_GNUC_WARN_UNUSED_RESULT;
void            archive_messages_delete_async       (ArchiveDatabase    *database,
                                                     const gint64       *ids,
                                                     gsize               n_ids,
                                                     GCancellable       *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
gboolean        archive_messages_delete_finish      (ArchiveDatabase    *database,
                                                     GAsyncResult       *result,
                                                     GError            **error);

G_END_DECLS
