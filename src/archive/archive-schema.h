/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"

G_BEGIN_DECLS

/* For the archive's own files: the versions of the schema and how to come from one to the next. */

int      archive_schema_get_latest  (void);
gboolean archive_schema_get_version (ArchiveConnection *connection,
                                     int               *version,
                                     GError           **error);
gboolean archive_schema_migrate     (ArchiveConnection *connection,
                                     int                version,
                                     GError           **error);

G_END_DECLS
