/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-file.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* @place: a path or a URI. Fails with CHAT_ERROR_NO_FILE where there is no file that can be read */
void         chat_chosen_read_async  (const char           *place,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
ArchiveFile *chat_chosen_read_finish (GAsyncResult         *result,
                                      GError              **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
