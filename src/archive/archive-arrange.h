/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"
#include "archive-slice.h"

G_BEGIN_DECLS

/* For the archive's own files: where the messages of a server's archive stand. */

gboolean archive_arrange_items (ArchiveConnection   *connection,
                                GArray              *items,
                                GError             **error);
gboolean archive_arrange_slice (ArchiveConnection   *connection,
                                GArray              *items,
                                const ArchiveSlice  *slice,
                                gint64               line,
                                gint64               floor_us,
                                GPtrArray           *ranges,
                                GArray              *shifts,
                                GError             **error);

G_END_DECLS
