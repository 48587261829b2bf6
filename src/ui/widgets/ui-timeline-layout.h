/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui-timeline-rows.h"

G_BEGIN_DECLS

typedef enum {
  UI_TIMELINE_ANCHOR_END,    /* the last row's bottom is the viewport's */
  UI_TIMELINE_ANCHOR_ROW,    /* the top of the row at @position is at @y */
  UI_TIMELINE_ANCHOR_CENTRE, /* the row at @position is in the middle */
} UiTimelineAnchor;

/* Where the rows of a timeline stand. What is kept from one layout to the next is an anchor,
 * never a distance from the beginning: what comes, goes or grows elsewhere moves nothing that is
 * looked at. */
typedef struct {
  UiTimelineRows   *rows;     /* borrowed */
  GListModel       *model;    /* (nullable) borrowed */
  UiTimelineAnchor  anchor;
  guint             position;
  double            y;
  gboolean          open_end; /* the model could get more after its last item */

  /* Of the last run: */
  int               width;
  int               height;
  guint             first;
  guint             last;
  double            top;      /* of @first */
  double            bottom;   /* of @last */
  gboolean          at_end;
  gboolean          complete; /* the margins out of sight are filled */

  double            mean;     /* running mean of the heights of rows */
  guint             n_measured;
} UiTimelineLayout;

void     ui_timeline_layout_prepare       (UiTimelineLayout *self,
                                           gboolean          in_view);
void     ui_timeline_layout_run           (UiTimelineLayout *self,
                                           int               width,
                                           int               height);
void     ui_timeline_layout_items_changed (UiTimelineLayout *self,
                                           guint             position,
                                           guint             removed,
                                           guint             added);
void     ui_timeline_layout_scroll        (UiTimelineLayout *self,
                                           double            distance);
void     ui_timeline_layout_jump          (UiTimelineLayout *self,
                                           double            fraction);
void     ui_timeline_layout_go_to         (UiTimelineLayout *self,
                                           guint             position,
                                           gboolean          centred);
void     ui_timeline_layout_go_to_end     (UiTimelineLayout *self);
gboolean ui_timeline_layout_reveal        (UiTimelineLayout *self,
                                           guint             position);
/* How much lies out of sight, in px: exact at the very ends, estimated elsewhere. */
double   ui_timeline_layout_get_above     (UiTimelineLayout *self);
double   ui_timeline_layout_get_below     (UiTimelineLayout *self);
/* Whether anything does */
gboolean ui_timeline_layout_is_higher     (UiTimelineLayout *self);

G_END_DECLS
