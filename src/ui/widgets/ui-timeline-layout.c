/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the rows of a timeline stand: outward from an anchor, as far as the eye reaches. */
#define G_LOG_DOMAIN "ui-timeline-layout"

#include "ui-timeline-layout.h"

/* Space before the first row and after the last one. */
#define PADDING 12
/* Rows out of sight, made ready before they are scrolled to: so far, and so many new ones in one
 * frame. */
#define MARGIN 600
#define MARGIN_ROWS 2
/* Where a row stands that was gone to and is not centred: what comes before it can be seen. */
#define CONTEXT 48
/* How far the search for an anchor that was taken away and came back goes. */
#define MAX_SEARCHED 512

static guint
get_n_items (UiTimelineLayout *self)
{
  return self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
}

/* Height of the row at @position, which lives from here on. */
static double
take (UiTimelineLayout *self,
      guint             position)
{
  UiTimelineRow *row = ui_timeline_rows_take (self->rows, self->model, position);
  gboolean is_new = row->height == 0;

  gtk_widget_measure (row->widget, GTK_ORIENTATION_VERTICAL, self->width,
                      NULL, &row->height, NULL, NULL);

  if (is_new)
    {
      self->n_measured = MIN (self->n_measured + 1, 100);
      self->mean += (row->height - self->mean) / self->n_measured;
    }

  return row->height;
}

static void
add_before (UiTimelineLayout *self)
{
  self->first--;
  self->top -= take (self, self->first);
}

static void
add_after (UiTimelineLayout *self)
{
  self->last++;
  self->bottom += take (self, self->last);
}

static void
fill (UiTimelineLayout *self,
      guint             n_items)
{
  while (self->top > 0 && self->first > 0)
    add_before (self);
  while (self->bottom < self->height && self->last + 1 < n_items)
    add_after (self);
}

static void
shift (UiTimelineLayout *self,
       double            distance)
{
  self->top += distance;
  self->bottom += distance;
}

static void
place_anchor (UiTimelineLayout *self,
              guint             n_items)
{
  double height;

  if (self->anchor == UI_TIMELINE_ANCHOR_END || self->position >= n_items)
    self->position = n_items - 1;

  height = take (self, self->position);

  if (self->anchor == UI_TIMELINE_ANCHOR_END)
    self->y = self->height - PADDING - height;
  else if (self->anchor == UI_TIMELINE_ANCHOR_CENTRE)
    self->y = MAX (PADDING, (int) (self->height - height) / 2);

  self->first = self->last = self->position;
  self->top = self->y;
  self->bottom = self->y + height;
}

/* No gap before the first row nor after the last one. A few rows stand at the bottom, where one
 * writes. */
static void
clamp (UiTimelineLayout *self,
       guint             n_items)
{
  double end = self->height - PADDING;

  if (self->first == 0 && self->top > PADDING)
    {
      shift (self, PADDING - self->top);
      fill (self, n_items);
    }

  if (self->last + 1 == n_items && self->bottom < end)
    {
      shift (self, end - self->bottom);
      fill (self, n_items);
    }
}

static void
drop_far_rows (UiTimelineLayout *self)
{
  UiTimelineRow *row;

  while (self->first < self->last &&
         (row = ui_timeline_rows_find (self->rows, self->first)) != NULL &&
         self->top + row->height < -MARGIN)
    {
      row->used = FALSE;
      self->top += row->height;
      self->first++;
    }

  while (self->last > self->first &&
         (row = ui_timeline_rows_find (self->rows, self->last)) != NULL &&
         self->bottom - row->height > self->height + MARGIN)
    {
      row->used = FALSE;
      self->bottom -= row->height;
      self->last--;
    }
}

/* New rows are dear: only @budget of them are made for what may be scrolled to next. */
static void
fill_margins (UiTimelineLayout *self,
              guint             n_items,
              guint             budget)
{
  self->complete = TRUE;

  while (self->bottom < self->height + MARGIN && self->last + 1 < n_items)
    {
      if (ui_timeline_rows_find (self->rows, self->last + 1) == NULL && budget-- == 0)
        {
          self->complete = FALSE;
          return;
        }
      add_after (self);
    }

  while (self->top > -MARGIN && self->first > 0)
    {
      if (ui_timeline_rows_find (self->rows, self->first - 1) == NULL && budget-- == 0)
        {
          self->complete = FALSE;
          return;
        }
      add_before (self);
    }
}

/* A row with the focus or a selection stays alive, out of sight. */
static void
park_row (UiTimelineLayout *self,
          UiTimelineRow    *row)
{
  take (self, row->position);
  row->y = row->position < self->first ? -2 * MARGIN - row->height : self->height + 2 * MARGIN;
}

static void
allocate_rows (UiTimelineLayout *self)
{
  double y = self->top;

  for (guint i = 0; i < ui_timeline_rows_get_n (self->rows); i++)
    {
      UiTimelineRow *row = ui_timeline_rows_get (self->rows, i);
      graphene_point_t point;

      if (row->position >= self->first && row->position <= self->last)
        {
          row->y = y;
          y += row->height;
        }
      else if (ui_timeline_rows_is_pinned (self->rows, row))
        {
          park_row (self, row);
        }
      else
        {
          continue;
        }

      graphene_point_init (&point, 0, (float) (int) (row->y + (row->y < 0 ? -0.5 : 0.5)));
      gtk_widget_set_child_visible (row->widget, TRUE);
      gtk_widget_allocate (row->widget, self->width, row->height, -1,
                           gsk_transform_translate (NULL, &point));
    }
}

/* The first row whose top is in view: what grows above it, or is cut by the upper edge, then moves
 * nothing that is read. At the end the end itself, so that what grows there pushes upward. */
static void
choose_anchor (UiTimelineLayout *self,
               guint             n_items)
{
  /* In a viewport of a few px nothing but the space before the first row may be in view. */
  UiTimelineRow *best = ui_timeline_rows_find (self->rows, self->first);

  self->at_end = self->last + 1 == n_items && !self->open_end &&
                 self->bottom <= self->height - PADDING + 0.01;

  for (guint position = self->first; position <= self->last; position++)
    {
      UiTimelineRow *row = ui_timeline_rows_find (self->rows, position);

      if (row->y < self->height)
        best = row;
      if (row->y >= 0)
        break;
    }

  if (self->at_end)
    best = ui_timeline_rows_find (self->rows, self->last);

  self->anchor = self->at_end ? UI_TIMELINE_ANCHOR_END : UI_TIMELINE_ANCHOR_ROW;
  self->position = best->position;
  self->y = best->y;
}

static void
place_rows (UiTimelineLayout *self,
            guint             n_items,
            guint             budget)
{
  place_anchor (self, n_items);
  fill (self, n_items);
  clamp (self, n_items);
  drop_far_rows (self);
  fill_margins (self, n_items, budget);
}

static void
place_nothing (UiTimelineLayout *self)
{
  self->first = self->last = 0;
  self->top = self->bottom = PADDING;
  self->complete = TRUE;
  self->at_end = !self->open_end;
  self->anchor = UI_TIMELINE_ANCHOR_END;
}

/* Makes and fills the rows that the next run will want, if the viewport keeps its size. Rows that
 * are filled ask for a new size, and within a layout all widgets around them would be laid out
 * again for that. @in_view: those that nobody sees can wait. */
void
ui_timeline_layout_prepare (UiTimelineLayout *self,
                            gboolean          in_view)
{
  guint n_items = get_n_items (self);

  ui_timeline_rows_settle (self->rows);
  if (n_items == 0)
    place_nothing (self);
  else if (self->width > 0)
    place_rows (self, n_items, in_view ? 0 : MARGIN_ROWS);
}

/* Lays out for a viewport of this size, and gives the rows their places. */
void
ui_timeline_layout_run (UiTimelineLayout *self,
                        int               width,
                        int               height)
{
  guint n_items = get_n_items (self);

  self->width = width;
  self->height = height;
  ui_timeline_rows_begin (self->rows);

  if (n_items > 0)
    {
      place_rows (self, n_items, 0);
      allocate_rows (self);
      choose_anchor (self, n_items);
    }
  else
    {
      place_nothing (self);
    }

  ui_timeline_rows_end (self->rows);
}

/* The anchor was taken away: the next row stays where it is, else the one before; when all went,
 * the same item may have come back elsewhere. */
static void
replace_anchor (UiTimelineLayout *self,
                GObject          *item,
                guint             position,
                guint             added)
{
  UiTimelineRow *best = NULL;

  for (guint i = 0; i < ui_timeline_rows_get_n (self->rows); i++)
    {
      UiTimelineRow *row = ui_timeline_rows_get (self->rows, i);

      if (row->position == GTK_INVALID_LIST_POSITION)
        break;
      best = row;
      if (row->position >= position + added)
        break;
    }

  if (best != NULL)
    {
      self->position = best->position;
      self->y = best->y;
      return;
    }

  self->position = position;
  for (guint i = 0; item != NULL && i < MIN (added, MAX_SEARCHED); i++)
    {
      g_autoptr(GObject) other = g_list_model_get_item (self->model, position + i);

      if (other == item)
        {
          self->position = position + i;
          return;
        }
    }
}

/* Follows a change of the model; nothing is measured until the next run. */
void
ui_timeline_layout_items_changed (UiTimelineLayout *self,
                                  guint             position,
                                  guint             removed,
                                  guint             added)
{
  UiTimelineRow *row = ui_timeline_rows_find (self->rows, self->position);
  g_autoptr(GObject) item = row != NULL ? g_object_ref (row->item) : NULL;

  ui_timeline_rows_items_changed (self->rows, position, removed, added);

  if (self->position >= position + removed)
    self->position = self->position - removed + added;
  else if (self->position >= position)
    replace_anchor (self, item, position, added);
}

/* Moves what is seen by @distance px, upward when it is positive. */
void
ui_timeline_layout_scroll (UiTimelineLayout *self,
                           double            distance)
{
  if (self->anchor == UI_TIMELINE_ANCHOR_CENTRE)
    return;

  self->anchor = UI_TIMELINE_ANCHOR_ROW;
  self->y -= distance;
}

/* To a place as far down the whole as @fraction says. */
void
ui_timeline_layout_jump (UiTimelineLayout *self,
                         double            fraction)
{
  guint n_items = get_n_items (self);
  double place = CLAMP (fraction, 0.0, 1.0) * n_items;

  if (n_items == 0)
    return;

  if (fraction >= 0.99999)
    {
      ui_timeline_layout_go_to_end (self);
      return;
    }

  self->anchor = UI_TIMELINE_ANCHOR_ROW;
  self->position = MIN ((guint) place, n_items - 1);
  self->y = fraction <= 0.00001 ? PADDING : -(place - self->position) * self->mean;
}

void
ui_timeline_layout_go_to (UiTimelineLayout *self,
                          guint             position,
                          gboolean          centred)
{
  self->anchor = centred ? UI_TIMELINE_ANCHOR_CENTRE : UI_TIMELINE_ANCHOR_ROW;
  self->position = position;
  self->y = CONTEXT;
}

void
ui_timeline_layout_go_to_end (UiTimelineLayout *self)
{
  self->anchor = UI_TIMELINE_ANCHOR_END;
}

/* Brings the row at @position wholly into view, moving as little as it can. FALSE: it is. */
gboolean
ui_timeline_layout_reveal (UiTimelineLayout *self,
                           guint             position)
{
  UiTimelineRow *row = ui_timeline_rows_find (self->rows, position);

  if (row == NULL || position < self->first || position > self->last)
    {
      ui_timeline_layout_go_to (self, position, TRUE);
      return TRUE;
    }

  if (row->y < 0 || row->height > self->height)
    {
      self->anchor = UI_TIMELINE_ANCHOR_ROW;
      self->position = position;
      self->y = position == 0 ? PADDING : 0;
      return TRUE;
    }

  if (row->y + row->height > self->height)
    {
      self->anchor = UI_TIMELINE_ANCHOR_ROW;
      self->position = position;
      self->y = self->height - row->height - (position + 1 == get_n_items (self) ? PADDING : 0);
      return TRUE;
    }

  return FALSE;
}

double
ui_timeline_layout_get_above (UiTimelineLayout *self)
{
  if (self->first == 0)
    return MAX (0, PADDING - self->top);

  return MAX (0, -self->top) + self->first * self->mean + PADDING;
}

double
ui_timeline_layout_get_below (UiTimelineLayout *self)
{
  guint n_items = get_n_items (self);

  if (n_items == 0)
    return 0;

  if (self->last + 1 >= n_items)
    return MAX (0, self->bottom + PADDING - self->height);

  return MAX (0, self->bottom - self->height) + (n_items - 1 - self->last) * self->mean + PADDING;
}

gboolean
ui_timeline_layout_is_higher (UiTimelineLayout *self)
{
  return ui_timeline_layout_get_above (self) > 0 || ui_timeline_layout_get_below (self) > 0;
}
