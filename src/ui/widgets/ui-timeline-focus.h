/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui-timeline-layout.h"

G_BEGIN_DECLS

/* The keyboard focus among the rows of a timeline. @view: the widget that has the rows; it is
 * asked for a layout where the focus moves something into view. */
UiTimelineRow *ui_timeline_focus_get_row (UiTimelineLayout *layout,
                                          GtkWidget        *view);
gboolean       ui_timeline_focus_move    (UiTimelineLayout *layout,
                                          GtkWidget        *view,
                                          GtkDirectionType  direction);
gboolean       ui_timeline_focus_grab    (UiTimelineLayout *layout,
                                          GtkWidget        *view,
                                          guint             position);
void           ui_timeline_focus_grab_at (UiTimelineLayout *layout,
                                          double            y);
void           ui_timeline_focus_keep    (UiTimelineLayout *layout,
                                          UiTimelineRow    *focused,
                                          guint             position);

G_END_DECLS
