/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui-roster-item.h"

G_BEGIN_DECLS

/* The head of a group in the contact list. */
#define UI_TYPE_GROUP_ROW (ui_group_row_get_type ())
G_DECLARE_FINAL_TYPE (UiGroupRow, ui_group_row, UI, GROUP_ROW, GtkWidget)

GtkWidget    *ui_group_row_new      (void);
UiRosterItem *ui_group_row_get_item (UiGroupRow   *self);
void          ui_group_row_set_item (UiGroupRow   *self,
                                     UiRosterItem *item); /* (nullable) */

G_END_DECLS
