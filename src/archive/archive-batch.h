/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-job.h"

G_BEGIN_DECLS

/* For the archive's own files. */

void archive_batch_write (ArchiveConnection *connection,
                          GPtrArray         *jobs);
void archive_batch_read  (ArchiveConnection *connection,
                          ArchiveJob        *job);

G_END_DECLS
