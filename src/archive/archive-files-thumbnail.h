/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"

G_BEGIN_DECLS

/* The small picture of a file has come by itself; @thumbnail: a "data:" URI */
void archive_files_set_thumbnail (ArchiveDatabase *database,
                                  gint64           message_id,
                                  guint            position,
                                  const char      *thumbnail);

G_END_DECLS
