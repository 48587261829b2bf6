/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The context menu of the rows of a list: by the right button, a long press, the Menu key,
 * Shift+F10. */
#define UI_TYPE_LIST_MENU (ui_list_menu_get_type ())
G_DECLARE_FINAL_TYPE (UiListMenu, ui_list_menu, UI, LIST_MENU, GObject)

/* The menu of @row, one of the row type; (transfer full), NULL: none. */
typedef GMenuModel *(*UiListMenuFunc) (GtkWidget *row,
                                       gpointer   user_data);

/* @owner: borrowed; around @list, has a layout manager, is no stack, disposes of the menu before
 * it goes */
UiListMenu *ui_list_menu_new     (GtkWidget      *owner,
                                  GtkWidget      *list,
                                  GType           row_type,
                                  UiListMenuFunc  func,
                                  gpointer        user_data) G_GNUC_WARN_UNUSED_RESULT;
/* Takes the menu out of its owner; for the owner's dispose. */
void        ui_list_menu_close   (UiListMenu     *self);

G_END_DECLS
