/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-media.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* All pictures and files of a conversation: a grid of the ones, a list of the others. */
#define UI_TYPE_MEDIA_WINDOW (ui_media_window_get_type ())
G_DECLARE_FINAL_TYPE (UiMediaWindow, ui_media_window, UI, MEDIA_WINDOW, AdwWindow)

/* Over the window of @from; borrowed: it lives until it is closed */
UiMediaWindow *ui_media_window_present (GtkWidget  *from,
                                        ChatMedia  *media);
/* The viewer, for the pictures of @media, beginning with @file */
void           ui_media_window_view    (GtkWidget  *from,
                                        ChatMedia  *media,
                                        ChatFile   *file);

G_END_DECLS
