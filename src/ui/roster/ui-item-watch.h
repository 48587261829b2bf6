/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Watches the items of a list: the signal "changed" comes once for a turn of the main loop in
 * which some came, went, or changed in one of the named properties. It comes before the windows
 * are laid out; but later where things change without end and to follow them takes long. */
#define UI_TYPE_ITEM_WATCH (ui_item_watch_get_type ())
G_DECLARE_FINAL_TYPE (UiItemWatch, ui_item_watch, UI, ITEM_WATCH, GObject)

/* @model: (transfer none); @properties: NULL-terminated names, not copied */
UiItemWatch *ui_item_watch_new       (GListModel        *model,
                                      const char *const *properties) G_GNUC_WARN_UNUSED_RESULT;
GListModel  *ui_item_watch_get_model (UiItemWatch       *self);
/* Lets the signal come as if something had changed. */
void         ui_item_watch_queue     (UiItemWatch       *self);
/* For tests: how many of all of them have something to tell later. */
guint        ui_item_watch_n_resting (void);

G_END_DECLS
