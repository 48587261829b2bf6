/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui-clock.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What opens over a row, made when it is first wanted. The row owns it, as its children. */
typedef struct {
  GtkWidget *menu;     /* (nullable) */
  GtkWidget *versions; /* (nullable) */
  gboolean   is_menu_open;
} UiMessagePopovers;

/* @x, @y: where in @row; @closed: called with @row when it is about to be gone: it notes that */
void     ui_message_popovers_open_menu     (UiMessagePopovers *self,
                                            GtkWidget         *row,
                                            GMenuModel        *model,
                                            double             x,
                                            double             y,
                                            GCallback          closed);
void     ui_message_popovers_note_closed   (UiMessagePopovers *self);
/* @mark: (nullable): where in @row it says that there are some; @versions: of ChatVersion */
void     ui_message_popovers_show_versions (UiMessagePopovers *self,
                                            GtkWidget         *row,
                                            GtkWidget         *mark,
                                            GPtrArray         *versions,
                                            UiClock           *clock);
gboolean ui_message_popovers_are_open      (UiMessagePopovers *self);
void     ui_message_popovers_close         (UiMessagePopovers *self);
/* Part of giving @row its place */
void     ui_message_popovers_present       (UiMessagePopovers *self);

G_END_DECLS
