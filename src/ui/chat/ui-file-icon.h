/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-pictures.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Shows the picture that @file is, @side px wide and high, once it is decoded, and as long as @icon
 * is there. What cannot be decoded leaves it as it is */
void ui_file_icon_load (GtkImage     *icon,
                        ChatPictures *pictures,
                        GFile        *file,
                        int           side);

G_END_DECLS
