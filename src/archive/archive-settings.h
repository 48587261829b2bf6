/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"

G_BEGIN_DECLS

/**
 * ArchiveScope:
 * @ARCHIVE_SCOPE_ACCOUNT: the owner is an account's id
 * @ARCHIVE_SCOPE_CONVERSATION: the owner is a conversation's id
 */
typedef enum {
  ARCHIVE_SCOPE_ACCOUNT,
  ARCHIVE_SCOPE_CONVERSATION,
} ArchiveScope;

/* load: key → value, both strings. set: a value of NULL takes the setting away. */
void        archive_settings_load_async  (ArchiveDatabase    *database,
                                          ArchiveScope        scope,
                                          gint64              owner_id,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
GHashTable *archive_settings_load_finish (ArchiveDatabase    *database,
                                          GAsyncResult       *result,
                                          GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void        archive_settings_set_async   (ArchiveDatabase    *database,
                                          ArchiveScope        scope,
                                          gint64              owner_id,
                                          const char         *key,
                                          const char         *value,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
gboolean    archive_settings_set_finish  (ArchiveDatabase    *database,
                                          GAsyncResult       *result,
                                          GError            **error);

G_END_DECLS
