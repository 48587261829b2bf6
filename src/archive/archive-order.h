/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For the archive's own files: places for a piece of a server's archive. */

/* Room that is left below a piece for what is yet to come between it and the next one. */
#define ARCHIVE_ORDER_RESERVE_US G_USEC_PER_SEC

/**
 * ArchiveOrderEntry:
 * @time_us: where it would like to stand
 * @known_us: where it stands already; 0: nowhere
 * @sort_us: where it is to stand
 */
typedef struct {
  gint64 time_us;
  gint64 known_us;
  gint64 sort_us;
} ArchiveOrderEntry;

gboolean archive_order_find (ArchiveOrderEntry *entries,
                             guint              n_entries,
                             gint64             after_us,
                             gint64             before_us,
                             gint64             reserve_us);

G_END_DECLS
