/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void   media_length_read_async  (GFile               *file,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
gint64 media_length_read_finish (GFile               *file,
                                 GAsyncResult        *result);

G_END_DECLS
