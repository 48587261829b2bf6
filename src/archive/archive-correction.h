/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"
#include "archive-outcome.h"

G_BEGIN_DECLS

/* For the archive's own files: which message is the newest text of which other one (XEP-0308). */

/**
 * ArchiveCorrections:
 * @corrected: (element-type ArchiveMessage): rows that have another text now
 * @hidden: (element-type ArchiveHidden): rows that were shown before, and are corrections
 *
 * What became of messages by others that came.
 */
typedef struct {
  GPtrArray *corrected;
  GArray    *hidden;
} ArchiveCorrections;

const char *archive_correction_get_replaced (const ArchiveMessage *message);
gboolean    archive_correction_settle       (ArchiveConnection    *connection,
                                             GPtrArray            *messages,
                                             GArray               *inserted,
                                             ArchiveCorrections   *corrections,
                                             GError              **error);
gboolean    archive_correction_refresh      (ArchiveConnection    *connection,
                                             gint64                id,
                                             gboolean             *changed,
                                             GError              **error);
gboolean    archive_correction_erase        (ArchiveConnection    *connection,
                                             gint64                id,
                                             GError              **error);
gboolean    archive_correction_list         (ArchiveConnection    *connection,
                                             gint64                id,
                                             GArray               *ids,
                                             GError              **error);

G_END_DECLS
