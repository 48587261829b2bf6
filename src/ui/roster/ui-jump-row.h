/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui-clock.h"
#include "ui-jump-item.h"

G_BEGIN_DECLS

/* One row of what a search or jump found: a heading, somebody, or a message with what matched. */
#define UI_TYPE_JUMP_ROW (ui_jump_row_get_type ())
G_DECLARE_FINAL_TYPE (UiJumpRow, ui_jump_row, UI, JUMP_ROW, GtkWidget)

GtkWidget  *ui_jump_row_new      (void);
void        ui_jump_row_set_item (UiJumpRow  *self,
                                  UiJumpItem *item, /* (nullable) */
                                  UiClock    *clock);

G_END_DECLS
