/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-file.h"
#include "chat-pictures.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The small picture that came along with a file, for its place until the file is there: soft, as
 * it is shown much larger than it is. (nullable), without an error: there is none */
void        ui_thumbnail_load_async  (ChatFile             *file,
                                      ChatPictures         *pictures,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
GdkTexture *ui_thumbnail_load_finish (GAsyncResult         *result,
                                      GError              **error) G_GNUC_WARN_UNUSED_RESULT;
/* There is one, as far as that is to be seen without decoding it */
gboolean    ui_thumbnail_exists      (ChatFile             *file);

G_END_DECLS
