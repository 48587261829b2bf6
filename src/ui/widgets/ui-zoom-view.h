/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-pictures.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One picture that can be looked at from near: it fits, until it is zoomed by wheel, pinch, double
 * click or keys, and is then dragged. One that moves does so while it is to be seen.
 *
 * What an arrow key cannot move is turned by: it activates "viewer.turn" with -1 or 1, to the left
 * or to the right as people see it. */
#define UI_TYPE_ZOOM_VIEW (ui_zoom_view_get_type ())
G_DECLARE_FINAL_TYPE (UiZoomView, ui_zoom_view, UI, ZOOM_VIEW, GtkWidget)

/* (transfer full) (nullable); @again: the same one, sharper: it stays as it is zoomed */
void         ui_zoom_view_take_picture (UiZoomView  *self,
                                        ChatPicture *picture,
                                        gboolean     again);
/* (nullable) borrowed */
ChatPicture *ui_zoom_view_get_picture  (UiZoomView  *self);

/* px of the screen for one px of the picture, as device pixels; 0: nothing to be seen. Notifies */
double       ui_zoom_view_get_zoom     (UiZoomView  *self);
/* At its middle; within what makes sense */
void         ui_zoom_view_set_zoom     (UiZoomView  *self,
                                        double       zoom);
/* All of it, and not larger than it is */
void         ui_zoom_view_fit          (UiZoomView  *self);
/* It is larger than its place: it is moved when it is dragged */
gboolean     ui_zoom_view_is_larger    (UiZoomView  *self);
gboolean     ui_zoom_view_can_zoom     (UiZoomView  *self,
                                        gboolean     nearer);
void         ui_zoom_view_step         (UiZoomView  *self,
                                        gboolean     nearer);
/* px that the longer side has on the screen */
guint        ui_zoom_view_get_side     (UiZoomView  *self);

G_END_DECLS
