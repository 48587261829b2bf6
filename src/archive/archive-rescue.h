/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"

G_BEGIN_DECLS

/* For the archive's own files: getting the rows out of a damaged table. */

/**
 * ArchiveRescue:
 * @rows: carried over
 * @complete: every row could be read and was taken
 */
typedef struct {
  guint64  rows;
  gboolean complete;
} ArchiveRescue;

gboolean archive_rescue_table (ArchiveConnection *damaged,
                               ArchiveConnection *target,
                               const char        *table,
                               ArchiveRescue     *rescue,
                               GError           **error);

G_END_DECLS
