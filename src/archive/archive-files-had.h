/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"
#include "archive-file.h"

G_BEGIN_DECLS

/* Where a file is that came straight from somebody, and is what @file says, with its hash */
void  archive_files_find_had_async  (ArchiveDatabase     *database,
                                     const char          *account, /* the address */
                                     const char          *sender,  /* bare */
                                     const ArchiveFile   *file,
                                     gint64               since_us,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
char *archive_files_find_had_finish (ArchiveDatabase     *database,
                                     GAsyncResult        *result,
                                     GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
