/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"
#include "archive-slice.h"

G_BEGIN_DECLS

/* For the archive's own files: what of a server's archive is held, and how a slice adds to it.
 * Ranges are (element-type ArchiveRange), oldest first. */

/**
 * ArchiveBounds:
 * @after_us: the place that all of a slice comes after; 0: none
 * @before_us: the place that it comes before; G_MAXINT64: none
 * @has_neighbour: nothing is missing between @after_us and the slice
 * @is_newest: no range comes after it
 */
typedef struct {
  gint64   after_us;
  gint64   before_us;
  gboolean has_neighbour;
  gboolean is_newest;
} ArchiveBounds;

GPtrArray *archive_range_load_all   (ArchiveConnection  *connection,
                                     gint64              account_id,
                                     const char         *owner,
                                     GError            **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   archive_range_save_all   (ArchiveConnection  *connection,
                                     gint64              account_id,
                                     const char         *owner,
                                     GPtrArray          *ranges,
                                     GError            **error);
void       archive_range_get_bounds (GPtrArray          *ranges,
                                     const ArchiveSlice *slice,
                                     ArchiveBounds      *bounds);
gint64     archive_range_find_place (GPtrArray          *ranges,
                                     const char         *id);
guint      archive_range_count_settled (GPtrArray          *ranges,
                                        const ArchiveSlice *slice);
void       archive_range_add        (GPtrArray          *ranges,
                                     const ArchiveSlice *slice,
                                     guint               n_items,
                                     gint64              first_sort_us,
                                     gint64              last_sort_us);

G_END_DECLS
