/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"
#include "archive-row.h"

G_BEGIN_DECLS

/* Newest first. account_id and conversation_id are 0 for all; before_id is 0, or the last hit's
 * message id for the next page. words are as the user typed them: all must occur, the last may be
 * a beginning. */

/**
 * ArchiveMatch:
 * @start: byte offset in the text
 * @length: in bytes
 */
typedef struct {
  guint start;
  guint length;
} ArchiveMatch;

/**
 * ArchiveSearchHit:
 * @file_name: (nullable): the file whose name it is that has the words
 * @matches: (element-type ArchiveMatch): what of that, or else of the body, the words matched, in
 *   order
 */
typedef struct {
  ArchiveMessage *message;
  char           *file_name;
  GArray         *matches;
} ArchiveSearchHit;

void archive_search_hit_free (ArchiveSearchHit *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveSearchHit, archive_search_hit_free)

void       archive_search_async  (ArchiveDatabase    *database,
                                  const char         *words,
                                  gint64              account_id,
                                  gint64              conversation_id,
                                  gint64              before_id,
                                  guint               limit,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
GPtrArray *archive_search_finish (ArchiveDatabase    *database,
                                  GAsyncResult       *result,
                                  GError            **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
