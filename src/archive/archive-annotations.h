/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"

G_BEGIN_DECLS

/* What hangs on messages. Whether somebody may retract or react, the caller checks; a correction is
 * a message. */

#define ARCHIVE_REVISIONS_MAX      100
#define ARCHIVE_REACTIONS_MAX      2000
#define ARCHIVE_REACTION_MAX_BYTES 1024

/**
 * ArchiveRevision:
 * @correction_id: id of the correction; empty for the first text
 * @body: (nullable)
 *
 * A text of a message that was corrected (XEP-0308).
 */
typedef struct {
  char   *correction_id;
  gint64  time_us;
  char   *body;
} ArchiveRevision;

/**
 * ArchiveReaction:
 * @emojis: NULL-terminated, not empty
 *
 * What one sender thinks of a message (XEP-0444).
 */
typedef struct {
  char    *sender;
  gint64   time_us;
  char   **emojis;
} ArchiveReaction;

/**
 * ArchiveAnnotations:
 * @revisions: (element-type ArchiveRevision): the first text, then the newest ones, the present
 *   text last; ARCHIVE_REVISIONS_MAX at most; empty where nothing was corrected
 * @reactions: (element-type ArchiveReaction): oldest first
 */
typedef struct {
  gint64     message_id;
  GPtrArray *revisions;
  GPtrArray *reactions;
} ArchiveAnnotations;

void archive_annotations_free (ArchiveAnnotations *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveAnnotations, archive_annotations_free)

void       archive_annotations_load_async     (ArchiveDatabase    *database,
                                               const gint64       *ids,
                                               gsize               n_ids,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
GPtrArray *archive_annotations_load_finish    (ArchiveDatabase    *database,
                                               GAsyncResult       *result,
                                               GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void       archive_annotations_retract_async  (ArchiveDatabase    *database,
                                               gint64              message_id,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
gboolean   archive_annotations_retract_finish (ArchiveDatabase    *database,
                                               GAsyncResult       *result,
                                               GError            **error);
void       archive_annotations_react_async    (ArchiveDatabase    *database,
                                               gint64              message_id,
                                               const char         *sender,
                                               const char *const  *emojis,
                                               gint64              time_us,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
gboolean   archive_annotations_react_finish   (ArchiveDatabase    *database,
                                               GAsyncResult       *result,
                                               GError            **error);

G_END_DECLS
