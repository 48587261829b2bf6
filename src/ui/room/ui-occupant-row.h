/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-occupant.h"
#include "ui-member.h"

G_BEGIN_DECLS

/* Somebody in a room, or who belongs to it. The heading stands above the first of each role. */
#define UI_TYPE_OCCUPANT_ROW (ui_occupant_row_get_type ())
G_DECLARE_FINAL_TYPE (UiOccupantRow, ui_occupant_row, UI, OCCUPANT_ROW, GtkWidget)

GtkWidget    *ui_occupant_row_new          (void);
ChatOccupant *ui_occupant_row_get_occupant (UiOccupantRow *self); /* (nullable) borrowed */
UiMember     *ui_occupant_row_get_member   (UiOccupantRow *self); /* (nullable) borrowed */
/* @item: (nullable): a ChatOccupant, or a UiMember */
void          ui_occupant_row_set_item     (UiOccupantRow *self,
                                            gpointer       item);
/* One does not see what they write */
void          ui_occupant_row_set_ignored  (UiOccupantRow *self,
                                            gboolean       ignored);
void          ui_occupant_row_set_first    (UiOccupantRow *self,
                                            gboolean       first);

G_END_DECLS
