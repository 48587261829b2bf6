/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* px that a picture has in a message at most */
#define UI_PICTURE_PLACE_WIDTH  360
#define UI_PICTURE_PLACE_HEIGHT 300

/* A film that is upright, as of a phone */
#define UI_PICTURE_PLACE_UPRIGHT 356

/* @full_width, @full_height: px of the picture as it is */
void ui_picture_place_measure  (guint        full_width,
                                guint        full_height,
                                int          room,
                                int         *width,
                                int         *height);
void ui_picture_place_snapshot (GtkWidget   *widget,
                                GtkSnapshot *snapshot,
                                GdkTexture  *texture, /* (nullable) */
                                guint        full_width,
                                guint        full_height);

/* Those of a film: 0 where its size is not known */
void ui_picture_place_measure_film  (guint        full_width,
                                     guint        full_height,
                                     int          room,
                                     int         *width,
                                     int         *height);
void ui_picture_place_snapshot_film (GtkWidget   *widget,
                                     GtkSnapshot *snapshot,
                                     GdkTexture  *texture, /* (nullable) */
                                     guint        full_width,
                                     guint        full_height);

G_END_DECLS
