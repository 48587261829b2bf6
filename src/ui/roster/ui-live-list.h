/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A list whose owner works out the whole order anew whenever something changed, and which tells
 * its watchers only of the stretch that differs. One item at most is chosen, by the owner alone:
 * moving the focus through a list must not open everything on its way. */
#define UI_TYPE_LIVE_LIST (ui_live_list_get_type ())
G_DECLARE_FINAL_TYPE (UiLiveList, ui_live_list, UI, LIVE_LIST, GObject)

UiLiveList *ui_live_list_new        (GType       item_type) G_GNUC_WARN_UNUSED_RESULT;
/* @items: (transfer full): of objects, freed by g_object_unref() */
void        ui_live_list_take_items (UiLiveList *self,
                                     GPtrArray  *items);
/* @item: (nullable); need not be in the list yet */
void        ui_live_list_choose     (UiLiveList *self,
                                     gpointer    item);
gpointer    ui_live_list_get_chosen (UiLiveList *self); /* (nullable) borrowed */
gpointer    ui_live_list_peek       (UiLiveList *self,
                                     guint       position); /* (nullable) borrowed */
guint       ui_live_list_get_length (UiLiveList *self);
/* GTK_INVALID_LIST_POSITION when it is not there */
guint       ui_live_list_find       (UiLiveList *self,
                                     gpointer    item);

G_END_DECLS
