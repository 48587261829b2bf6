/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"
#include "archive-outcome.h"
#include "archive-retraction.h"

G_BEGIN_DECLS

/* For the archive's own files: what is taken back leaves its row, its place and nothing else. */

gboolean archive_retracting_check      (const ArchiveRetraction *retraction,
                                        GError                 **error);
gboolean archive_retracting_erase      (ArchiveConnection       *connection,
                                        gint64                   id,
                                        const ArchiveRetraction *by_room,
                                        GError                 **error);
gboolean archive_retracting_apply_all  (ArchiveConnection       *connection,
                                        gint64                   account_id,
                                        GPtrArray               *retractions,
                                        GPtrArray               *changed,
                                        GError                 **error);
gboolean archive_retracting_apply_late (ArchiveConnection       *connection,
                                        gint64                   account_id,
                                        GPtrArray               *messages,
                                        GArray                  *inserted,
                                        GPtrArray               *changed,
                                        GError                 **error);

G_END_DECLS
