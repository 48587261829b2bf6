/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-file.h"
#include "chat-pictures.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @from: where it is shown, within an AdwToastOverlay that tells how it went */
void ui_copy_picture (GtkWidget    *from,
                      ChatPictures *pictures,
                      ChatPicture  *picture,
                      ChatFile     *file);

G_END_DECLS
