/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui-timeline-rows.h"

G_BEGIN_DECLS

/* A list that reads from its end, with rows of any height, in which nothing ever jumps: what is
 * at the place where the eye rests stays there while rows come, go and grow around it. It goes
 * into a GtkScrolledWindow.
 *
 * Properties: model (GListModel, nullable), has-older, has-newer (bool: the model could get more
 * on that side; at an open newer end the view does not follow what is added), at-end (bool, read
 * only: the last row is in full view and nothing newer is missing; the view follows what is
 * added). Signals: "need-older" (), "need-newer" (): less than two pages are left on that side of
 * the model; "need-end" (): the person wants the end, and it is not in the model. */
#define UI_TYPE_TIMELINE_VIEW (ui_timeline_view_get_type ())
G_DECLARE_FINAL_TYPE (UiTimelineView, ui_timeline_view, UI, TIMELINE_VIEW, GtkWidget)

/* @factory: copied; @user_data: must outlive the view */
GtkWidget  *ui_timeline_view_new           (const UiTimelineFactory *factory,
                                            gpointer                 user_data);
/* Shows its end. */
void        ui_timeline_view_set_model     (UiTimelineView          *self,
                                            GListModel              *model);
void        ui_timeline_view_set_has_older (UiTimelineView          *self,
                                            gboolean                 has_older);
void        ui_timeline_view_set_has_newer (UiTimelineView          *self,
                                            gboolean                 has_newer);
gboolean    ui_timeline_view_get_at_end    (UiTimelineView          *self);
/* Right in the next frame. @centred: in the middle, else near the top. */
void        ui_timeline_view_go_to         (UiTimelineView          *self,
                                            guint                    position,
                                            gboolean                 centred);
void        ui_timeline_view_go_to_end     (UiTimelineView          *self);
void        ui_timeline_view_scroll_pages  (UiTimelineView          *self,
                                            int                      pages);
/* Makes a row stand out for a moment (style class "highlighted"). */
void        ui_timeline_view_highlight     (UiTimelineView          *self,
                                            guint                    position);
gboolean    ui_timeline_view_focus_row     (UiTimelineView          *self,
                                            guint                    position);
/* All rows are bound again: something that they all show has changed. */
void        ui_timeline_view_rebind        (UiTimelineView          *self);
/* The row of an item, while it has one; (nullable) borrowed */
GtkWidget  *ui_timeline_view_get_row       (UiTimelineView          *self,
                                            guint                    position);
/* The item of the row that @widget is or is in; (nullable) borrowed */
GObject    *ui_timeline_view_get_item      (UiTimelineView          *self,
                                            GtkWidget               *widget);
/* First and last position of which something is in view; FALSE when nothing is. */
gboolean    ui_timeline_view_get_range     (UiTimelineView          *self,
                                            guint                   *first,
                                            guint                   *last);
/* How many rows were ever made: they are used again and again. */
guint       ui_timeline_view_get_n_made    (UiTimelineView          *self);

G_END_DECLS
