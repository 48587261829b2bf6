/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"

G_BEGIN_DECLS

#define ARCHIVE_AVATAR_MAX_BYTES (1024 * 1024)

/**
 * ArchiveAvatar:
 * @hash: of the bytes: SHA-1 in hex
 * @type: (nullable): the media type that was claimed
 */
typedef struct {
  char   *hash;
  char   *type;
  GBytes *bytes;
} ArchiveAvatar;

void archive_avatar_free (ArchiveAvatar *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveAvatar, archive_avatar_free)

/* load: address → hash. assign with a hash of NULL: has none. prune drops the bytes that no address
 * refers to. */
void           archive_avatars_load_async    (ArchiveDatabase    *database,
                                              gint64              account_id,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
GHashTable    *archive_avatars_load_finish   (ArchiveDatabase    *database,
                                              GAsyncResult       *result,
                                              GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void           archive_avatars_assign_async  (ArchiveDatabase    *database,
                                              gint64              account_id,
                                              const char         *address,
                                              const char         *hash,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
gboolean       archive_avatars_assign_finish (ArchiveDatabase    *database,
                                              GAsyncResult       *result,
                                              GError            **error);
void           archive_avatars_get_async     (ArchiveDatabase    *database,
                                              const char         *hash,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
ArchiveAvatar *archive_avatars_get_finish    (ArchiveDatabase    *database,
                                              GAsyncResult       *result,
                                              GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void           archive_avatars_store_async   (ArchiveDatabase    *database,
                                              const char         *hash,
                                              const char         *type,
                                              GBytes             *bytes,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
gboolean       archive_avatars_store_finish  (ArchiveDatabase    *database,
                                              GAsyncResult       *result,
                                              GError            **error);
void           archive_avatars_prune_async   (ArchiveDatabase    *database,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
gboolean       archive_avatars_prune_finish  (ArchiveDatabase    *database,
                                              GAsyncResult       *result,
                                              GError            **error);
void           archive_avatars_trim_async    (ArchiveDatabase    *database,
                                              guint               n_kept,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
gboolean       archive_avatars_trim_finish   (ArchiveDatabase    *database,
                                              GAsyncResult       *result,
                                              GError            **error);

G_END_DECLS
