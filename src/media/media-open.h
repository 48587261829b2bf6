/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Files that are given to who decodes them. -1: @error says why */
int  media_open_file   (GFile                *file,
                        GError              **error);
/* Not on this thread. */
void media_open_async  (GFile                *file,
                        GCancellable         *cancellable,
                        GAsyncReadyCallback   callback,
                        gpointer              user_data);
int  media_open_finish (GAsyncResult         *result,
                        gboolean             *is_rare,
                        GError              **error);

G_END_DECLS
