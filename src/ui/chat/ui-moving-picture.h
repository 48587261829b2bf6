/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-pictures.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A picture that moves, in the place of a widget that draws it: while that is seen, and where
 * things may move at all. */
#define UI_TYPE_MOVING_PICTURE (ui_moving_picture_get_type ())
G_DECLARE_FINAL_TYPE (UiMovingPicture, ui_moving_picture, UI, MOVING_PICTURE, GObject)

/* @widget: borrowed: owns it, and is drawn anew for each frame */
UiMovingPicture *ui_moving_picture_new         (GtkWidget       *widget) G_GNUC_WARN_UNUSED_RESULT;
/* @path: of a picture of which @type is said; nothing comes of one that does not move */
void             ui_moving_picture_load        (UiMovingPicture *self,
                                                ChatPictures    *pictures,
                                                const char      *path,
                                                const char      *type); /* (nullable) */
void             ui_moving_picture_forget      (UiMovingPicture *self);
void             ui_moving_picture_play        (UiMovingPicture *self);
void             ui_moving_picture_stop        (UiMovingPicture *self);
/* (nullable) borrowed: the frame that is seen now */
GdkTexture      *ui_moving_picture_get_texture (UiMovingPicture *self);

G_END_DECLS
