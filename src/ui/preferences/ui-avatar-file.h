/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-pictures.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Makes an avatar of a picture file: the middle square, at most 256 px and 64 KiB, as PNG. */
void    ui_avatar_file_load_async  (GFile                *file,
                                    ChatPictures         *pictures,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
/* (transfer full); *@size: its width and height in px */
GBytes *ui_avatar_file_load_finish (GAsyncResult         *result,
                                    int                  *size,
                                    GError              **error);

G_END_DECLS
