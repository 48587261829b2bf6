/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the keyboard focus goes through the rows of a timeline, which come and go. */
#define G_LOG_DOMAIN "ui-timeline-focus"

#include "ui-timeline-focus.h"

/* The row that has the focus, or that holds what has it; (nullable). */
UiTimelineRow *
ui_timeline_focus_get_row (UiTimelineLayout *layout,
                           GtkWidget        *view)
{
  GtkRoot *root = gtk_widget_get_root (view);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL ? ui_timeline_rows_find_widget (layout->rows, focus) : NULL;
}

/* A row longer than the viewport is read on before the next one is gone to. */
static gboolean
read_on (UiTimelineLayout *layout,
         GtkWidget        *view,
         UiTimelineRow    *row,
         int               step)
{
  double rest = step > 0 ? row->y + row->height - layout->height : -row->y;

  if (row->position < layout->first || row->position > layout->last || rest <= 1)
    return FALSE;

  ui_timeline_layout_scroll (layout, step * MIN (rest, layout->height / 2));
  gtk_widget_queue_allocate (view);
  return TRUE;
}

static gboolean
step (UiTimelineLayout *layout,
      GtkWidget        *view,
      UiTimelineRow    *row,
      int               direction)
{
  guint n_items = layout->model != NULL ? g_list_model_get_n_items (layout->model) : 0;

  if (row->position == GTK_INVALID_LIST_POSITION || read_on (layout, view, row, direction))
    return TRUE;

  if (direction < 0 && row->position == 0)
    return TRUE;

  if (direction > 0 && row->position + 1 >= n_items)
    return FALSE; /* down to what one writes in */

  return ui_timeline_focus_grab (layout, view,
                                 direction > 0 ? row->position + 1 : row->position - 1);
}

/* From outside: to the last row that is in full view, else to the last of which something is. */
static gboolean
enter (UiTimelineLayout *layout)
{
  UiTimelineRow *best = NULL;

  for (guint i = 0; i < ui_timeline_rows_get_n (layout->rows); i++)
    {
      UiTimelineRow *row = ui_timeline_rows_get (layout->rows, i);

      if (row->position < layout->first || row->position > layout->last ||
          row->y >= layout->height || row->y + row->height <= 0)
        continue;

      if (best == NULL || row->y + row->height <= layout->height)
        best = row;
    }

  return best != NULL && gtk_widget_grab_focus (best->widget);
}

/* Moves the focus in @direction; FALSE: out of the view. */
gboolean
ui_timeline_focus_move (UiTimelineLayout *layout,
                        GtkWidget        *view,
                        GtkDirectionType  direction)
{
  UiTimelineRow *row = ui_timeline_focus_get_row (layout, view);

  if (row == NULL)
    return enter (layout);

  switch (direction)
    {
    case GTK_DIR_UP:
      return step (layout, view, row, -1);
    case GTK_DIR_DOWN:
      return step (layout, view, row, 1);
    case GTK_DIR_LEFT:
    case GTK_DIR_RIGHT:
      return TRUE;
    case GTK_DIR_TAB_FORWARD:
    case GTK_DIR_TAB_BACKWARD:
    default:
      return gtk_widget_child_focus (row->widget, direction);
    }
}

/* Gives the focus to the row at @position, and brings it into view. */
gboolean
ui_timeline_focus_grab (UiTimelineLayout *layout,
                        GtkWidget        *view,
                        guint             position)
{
  UiTimelineRow *row;

  ui_timeline_layout_reveal (layout, position);
  row = ui_timeline_rows_take (layout->rows, layout->model, position);
  gtk_widget_set_child_visible (row->widget, TRUE);
  gtk_widget_queue_allocate (view);
  return gtk_widget_grab_focus (row->widget);
}

/* Gives the focus to the row that is at @y of the viewport, or nearest to it. */
void
ui_timeline_focus_grab_at (UiTimelineLayout *layout,
                           double            y)
{
  UiTimelineRow *best = NULL;

  for (guint i = 0; i < ui_timeline_rows_get_n (layout->rows); i++)
    {
      UiTimelineRow *row = ui_timeline_rows_get (layout->rows, i);

      if (row->position < layout->first || row->position > layout->last)
        continue;

      if (best == NULL || row->y <= y)
        best = row;
    }

  if (best != NULL)
    gtk_widget_grab_focus (best->widget);
}

/* After a change of the model at @position: when it took the row with the focus away, its
 * neighbour gets the focus before it is lost. */
void
ui_timeline_focus_keep (UiTimelineLayout *layout,
                        UiTimelineRow    *focused,
                        guint             position)
{
  UiTimelineRow *best = NULL;

  if (focused == NULL || focused->position != GTK_INVALID_LIST_POSITION)
    return;

  for (guint i = 0; i < ui_timeline_rows_get_n (layout->rows); i++)
    {
      UiTimelineRow *row = ui_timeline_rows_get (layout->rows, i);

      if (row->position == GTK_INVALID_LIST_POSITION)
        break;
      best = row;
      if (row->position >= position)
        break;
    }

  if (best != NULL)
    gtk_widget_grab_focus (best->widget);
}
