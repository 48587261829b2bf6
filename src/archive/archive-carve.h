/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"

G_BEGIN_DECLS

/* For the archive's own files: rows from pages that nothing leads to any more. */

gboolean archive_carve_table (const char         *path,
                              ArchiveConnection  *target,
                              const char         *table,
                              guint64            *n_rows,
                              GError            **error);

G_END_DECLS
