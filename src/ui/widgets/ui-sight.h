/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*UiSightFunc) (gboolean seen,
                             gpointer user_data);

/* Whether a widget is in that part of a list that is on the screen. Lists have more rows at hand
 * than they show, and all of them are mapped. */
typedef struct _UiSight UiSight;

/* @func: told when it has been there for a moment, and when it has left */
UiSight *ui_sight_new   (GtkWidget   *widget,
                         UiSightFunc  func,
                         gpointer     user_data) G_GNUC_WARN_UNUSED_RESULT;
void     ui_sight_free  (UiSight     *self);
/* It shows something else now: not seen, until it has been there for a moment */
void     ui_sight_reset (UiSight     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UiSight, ui_sight_free)

G_END_DECLS
