/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-occupant.h"

G_BEGIN_DECLS

/* Whom one can mention: somebody in a room, or a group. Rows are used again and again. */
#define UI_TYPE_MENTION_ROW (ui_mention_row_get_type ())
G_DECLARE_FINAL_TYPE (UiMentionRow, ui_mention_row, UI, MENTION_ROW, GtkListBoxRow)

GtkWidget  *ui_mention_row_new          (void);
void        ui_mention_row_set_occupant (UiMentionRow *self,
                                         ChatOccupant *occupant);
/* @words: what the group is */
void        ui_mention_row_set_group    (UiMentionRow *self,
                                         const char   *name,
                                         const char   *words);
/* What "@" is to be followed by; borrowed */
const char *ui_mention_row_get_nick     (UiMentionRow *self);
/* What it is called for whoever does not see it; borrowed */
const char *ui_mention_row_get_label    (UiMentionRow *self);

G_END_DECLS
