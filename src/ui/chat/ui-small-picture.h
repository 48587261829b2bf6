/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The small picture that came along with a file, for a widget that draws it until it has more to
 * show. */
#define UI_TYPE_SMALL_PICTURE (ui_small_picture_get_type ())
G_DECLARE_FINAL_TYPE (UiSmallPicture, ui_small_picture, UI, SMALL_PICTURE, GObject)

/* It has come, or there is none that can be shown */
typedef void (*UiSmallPictureFunc) (gpointer widget);

/* @widget: borrowed: owns it, stops it before it goes, and is drawn anew when it has come;
 * @loaded: (nullable) */
UiSmallPicture *ui_small_picture_new         (GtkWidget          *widget,
                                              UiSmallPictureFunc  loaded) G_GNUC_WARN_UNUSED_RESULT;
/* Once, and only where it is known in which window that is */
void            ui_small_picture_load        (UiSmallPicture     *self,
                                              ChatFile           *file);
/* What is still to come does not */
void            ui_small_picture_stop        (UiSmallPicture     *self);
/* Stops, and has that instead */
void            ui_small_picture_set_texture (UiSmallPicture     *self,
                                              GdkTexture         *texture); /* (nullable) */
/* (nullable) borrowed */
GdkTexture     *ui_small_picture_get_texture (UiSmallPicture     *self);

G_END_DECLS
