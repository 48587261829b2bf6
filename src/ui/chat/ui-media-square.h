/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The middle of a picture, decoded while it is to be seen; an icon where it is not on this
 * machine, or none. */
#define UI_TYPE_MEDIA_SQUARE (ui_media_square_get_type ())
G_DECLARE_FINAL_TYPE (UiMediaSquare, ui_media_square, UI, MEDIA_SQUARE, GtkWidget)

GtkWidget *ui_media_square_new      (int            side) G_GNUC_WARN_UNUSED_RESULT;
void       ui_media_square_set_file (UiMediaSquare *self,
                                     ChatFile      *file); /* (nullable) */
ChatFile  *ui_media_square_get_file (UiMediaSquare *self); /* (nullable) borrowed */

G_END_DECLS
