/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-file.h"
#include "media-decoder.h"

G_BEGIN_DECLS

void     chat_prepare_film_async  (ArchiveFile          *file,
                                   GFile                *place,
                                   MediaDecoder         *decoder,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
gboolean chat_prepare_film_finish (GAsyncResult         *result,
                                   GError              **error);

G_END_DECLS
