/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"

G_BEGIN_DECLS

#define ARCHIVE_CAPS_MAX_BYTES (64 * 1024)
#define ARCHIVE_CAPS_MAX_ROWS  5000

/* What programs can do, by their verification strings (XEP-0115, XEP-0390). load: key → what was
 * stored, for those of the keys that are known. */
void        archive_caps_load_async   (ArchiveDatabase    *database,
                                       const char *const  *keys,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
GHashTable *archive_caps_load_finish  (ArchiveDatabase    *database,
                                       GAsyncResult       *result,
                                       GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void        archive_caps_store_async  (ArchiveDatabase    *database,
                                       const char         *key,
                                       const char         *disco,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gboolean    archive_caps_store_finish (ArchiveDatabase    *database,
                                       GAsyncResult       *result,
                                       GError            **error);

G_END_DECLS
