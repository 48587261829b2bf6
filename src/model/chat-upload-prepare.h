/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-file.h"
#include "base-magic.h"
#include "media-clean.h"
#include "media-decoder.h"

G_BEGIN_DECLS

/**
 * ChatPrepared:
 * @file: the file as it is sent: its size, and what is said of it
 * @clean: (nullable): what of it is sent
 * @smaller: (nullable): what is sent instead of it
 *
 * A file that is about to be sent.
 */
typedef struct {
  ArchiveFile *file;
  MediaClean  *clean;
  GBytes      *smaller;
} ChatPrepared;

void          chat_upload_prepare_async  (const ArchiveFile    *file,
                                          MediaDecoder         *decoder,
                                          gboolean              is_cleaned,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
ChatPrepared *chat_upload_prepare_finish (GAsyncResult         *result,
                                          GError              **error) G_GNUC_WARN_UNUSED_RESULT;
void          chat_prepared_free         (ChatPrepared         *self);

gboolean      chat_prepare_look          (GFile                *place,
                                          gboolean              is_cleaned,
                                          ArchiveFile          *file,
                                          MediaClean          **clean,
                                          BaseMagic            *magic,
                                          GCancellable         *cancellable,
                                          GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatPrepared, chat_prepared_free)

G_END_DECLS
