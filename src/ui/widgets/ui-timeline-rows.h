/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How rows are made and filled. A row may show something of its item and of the item before it:
 * it is bound again when either changes its place. */
typedef struct {
  GtkWidget *(*create) (gpointer   user_data);  /* (transfer floating) */
  void       (*bind)   (GtkWidget *row,
                        GObject   *item,
                        guint      position,
                        gpointer   user_data);
  void       (*unbind) (GtkWidget *row,
                        gpointer   user_data);
  /* (nullable): TRUE while a row must stay as it is: a live selection, an open menu */
  gboolean   (*is_busy) (GtkWidget *row,
                         gpointer   user_data);
} UiTimelineFactory;

typedef struct {
  GtkWidget *widget;   /* borrowed: a child of the view */
  GObject   *item;     /* owned */
  guint      position; /* GTK_INVALID_LIST_POSITION: gone from the model */
  double     y;        /* of the last layout, in the viewport */
  int        height;
  gboolean   stale;    /* must be bound again */
  gboolean   used;     /* by the layout that runs */
} UiTimelineRow;

/* The rows that live: bound ones, by position, and a pool of those that wait. */
typedef struct _UiTimelineRows UiTimelineRows;

UiTimelineRows *ui_timeline_rows_new           (GtkWidget               *view,
                                                const UiTimelineFactory *factory,
                                                gpointer                 user_data);
void            ui_timeline_rows_free          (UiTimelineRows          *self);

guint           ui_timeline_rows_get_n         (UiTimelineRows          *self);
guint           ui_timeline_rows_get_n_made    (UiTimelineRows          *self);
UiTimelineRow  *ui_timeline_rows_get           (UiTimelineRows          *self,
                                                guint                    index);
gboolean        ui_timeline_rows_get_range     (UiTimelineRows          *self,
                                                int                      height,
                                                guint                   *first,
                                                guint                   *last);
UiTimelineRow  *ui_timeline_rows_find          (UiTimelineRows          *self,
                                                guint                    position);
UiTimelineRow  *ui_timeline_rows_find_widget   (UiTimelineRows          *self,
                                                GtkWidget               *widget);
UiTimelineRow  *ui_timeline_rows_take          (UiTimelineRows          *self,
                                                GListModel              *model,
                                                guint                    position);
void            ui_timeline_rows_begin         (UiTimelineRows          *self);
void            ui_timeline_rows_end           (UiTimelineRows          *self);
void            ui_timeline_rows_settle        (UiTimelineRows          *self);
void            ui_timeline_rows_items_changed (UiTimelineRows          *self,
                                                guint                    position,
                                                guint                    removed,
                                                guint                    added);
void            ui_timeline_rows_set_stale     (UiTimelineRows          *self);
gboolean        ui_timeline_rows_is_pinned     (UiTimelineRows          *self,
                                                UiTimelineRow           *row);
void            ui_timeline_rows_sort_widgets  (UiTimelineRows          *self);

G_END_DECLS
