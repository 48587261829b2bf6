/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The live rows of a timeline: what is bound to which item, and a pool of rows that wait. */
#define G_LOG_DOMAIN "ui-timeline-rows"

#include "ui-timeline-rows.h"

/* Waiting rows cost memory and nothing else; a screen of the smallest ones is enough, and what is
 * ready around it. */
#define MAX_POOLED 40
/* px above the view: where nobody points */
#define FAR_AWAY (-100000)

struct _UiTimelineRows
{
  GtkWidget         *view; /* borrowed: the view owns us */
  UiTimelineFactory  factory;
  gpointer           user_data;
  GPtrArray         *rows; /* owned UiTimelineRow, by position; at the end those gone */
  GPtrArray         *pool; /* borrowed GtkWidget, children of the view */
  GPtrArray         *retired; /* likewise: not seen any more, and not yet unbound */
  guint              settle_id;
  guint              n_made;
};

static void
free_row (UiTimelineRow *row)
{
  g_object_unref (row->item);
  g_free (row);
}

UiTimelineRows *
ui_timeline_rows_new (GtkWidget               *view,
                      const UiTimelineFactory *factory,
                      gpointer                 user_data)
{
  UiTimelineRows *self = g_new0 (UiTimelineRows, 1);

  self->view = view;
  self->factory = *factory;
  self->user_data = user_data;
  self->rows = g_ptr_array_new ();
  self->pool = g_ptr_array_new ();
  self->retired = g_ptr_array_new ();
  return self;
}

/**
 * ui_timeline_rows_settle:
 * @self: rows, which are not being laid out
 *
 * Unbinds those that are not seen any more: for the pool, or for good when that is full.
 */
void
ui_timeline_rows_settle (UiTimelineRows *self)
{
  g_clear_handle_id (&self->settle_id, g_source_remove);
  for (guint i = 0; i < self->retired->len; i++)
    {
      GtkWidget *widget = g_ptr_array_index (self->retired, i);

      gtk_widget_set_child_visible (widget, FALSE);
      self->factory.unbind (widget, self->user_data);
      if (self->pool->len < MAX_POOLED)
        g_ptr_array_add (self->pool, widget);
      else
        gtk_widget_unparent (widget);
    }
  g_ptr_array_set_size (self->retired, 0);
}

static gboolean
settle_cb (gpointer user_data)
{
  UiTimelineRows *self = user_data;

  self->settle_id = 0;
  ui_timeline_rows_settle (self);
  return G_SOURCE_REMOVE;
}

/* It may lose children when it is unbound, and when it is hidden under the pointer, another row has
 * the pointer at once and may change for that. Where a row changes after it got its place and while
 * its parents are laid out, GTK takes some of them for not laid out, and does not draw them. So it
 * only goes out of reach now. */
static void
retire (UiTimelineRows *self,
        GtkWidget      *widget)
{
  if (gtk_widget_get_child_visible (widget))
    {
      int width = gtk_widget_get_width (self->view);
      int height;

      /* GTK wants it asked first. */
      gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
      gtk_widget_allocate (widget, width, height, -1,
                           gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (0, FAR_AWAY)));
    }
  g_ptr_array_add (self->retired, widget);
  if (self->settle_id == 0)
    self->settle_id = g_idle_add_full (GDK_PRIORITY_REDRAW + 10, settle_cb, self, NULL);
}

void
ui_timeline_rows_free (UiTimelineRows *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      UiTimelineRow *row = g_ptr_array_index (self->rows, i);

      g_ptr_array_add (self->retired, row->widget);
      free_row (row);
    }

  ui_timeline_rows_settle (self);
  for (guint i = 0; i < self->pool->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->pool, i));

  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->pool);
  g_ptr_array_unref (self->retired);
  g_free (self);
}

guint
ui_timeline_rows_get_n (UiTimelineRows *self)
{
  return self->rows->len;
}

guint
ui_timeline_rows_get_n_made (UiTimelineRows *self)
{
  return self->n_made;
}

UiTimelineRow *
ui_timeline_rows_get (UiTimelineRows *self,
                      guint           index)
{
  return index < self->rows->len ? g_ptr_array_index (self->rows, index) : NULL;
}

/* The first and the last position of which something can be seen. FALSE: nothing. */
gboolean
ui_timeline_rows_get_range (UiTimelineRows *self,
                            int             height,
                            guint          *first,
                            guint          *last)
{
  gboolean found = FALSE;

  for (guint i = 0; i < self->rows->len; i++)
    {
      UiTimelineRow *row = g_ptr_array_index (self->rows, i);

      if (row->position == GTK_INVALID_LIST_POSITION || row->y >= height ||
          row->y + row->height <= 0)
        continue;

      if (!found)
        *first = row->position;
      *last = row->position;
      found = TRUE;
    }

  return found;
}

/* Index of the first row at @position or after it. */
static guint
lower_bound (UiTimelineRows *self,
             guint           position)
{
  guint low = 0;
  guint high = self->rows->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      UiTimelineRow *row = g_ptr_array_index (self->rows, middle);

      if (row->position < position)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

UiTimelineRow *
ui_timeline_rows_find (UiTimelineRows *self,
                       guint           position)
{
  UiTimelineRow *row = ui_timeline_rows_get (self, lower_bound (self, position));

  return row != NULL && row->position == position ? row : NULL;
}

/* The row that is @widget or holds it. */
UiTimelineRow *
ui_timeline_rows_find_widget (UiTimelineRows *self,
                              GtkWidget      *widget)
{
  while (widget != NULL && gtk_widget_get_parent (widget) != self->view)
    widget = gtk_widget_get_parent (widget);

  for (guint i = 0; widget != NULL && i < self->rows->len; i++)
    {
      UiTimelineRow *row = g_ptr_array_index (self->rows, i);

      if (row->widget == widget)
        return row;
    }

  return NULL;
}

static void
bind (UiTimelineRows *self,
      UiTimelineRow  *row)
{
  row->stale = FALSE;
  self->factory.bind (row->widget, row->item, row->position, self->user_data);
}

/* The row that left the model with this very item, when a change took it away and brought it
 * back. */
static UiTimelineRow *
steal_orphan (UiTimelineRows *self,
              GObject        *item)
{
  for (guint i = self->rows->len; i > 0; i--)
    {
      UiTimelineRow *row = g_ptr_array_index (self->rows, i - 1);

      if (row->position != GTK_INVALID_LIST_POSITION)
        return NULL;
      if (row->item == item)
        return g_ptr_array_steal_index (self->rows, i - 1);
    }

  return NULL;
}

static UiTimelineRow *
make_row (UiTimelineRows *self,
          GObject        *item)
{
  UiTimelineRow *row = g_new0 (UiTimelineRow, 1);

  row->item = g_object_ref (item);

  if (self->pool->len > 0)
    {
      row->widget = g_ptr_array_steal_index (self->pool, self->pool->len - 1);
    }
  else
    {
      row->widget = self->factory.create (self->user_data);
      gtk_widget_set_child_visible (row->widget, FALSE);
      gtk_widget_set_parent (row->widget, self->view);
      self->n_made++;
    }

  return row;
}

/* The row of the item at @position: the one that lives, else one that is bound now. */
UiTimelineRow *
ui_timeline_rows_take (UiTimelineRows *self,
                       GListModel     *model,
                       guint           position)
{
  guint index = lower_bound (self, position);
  UiTimelineRow *row = ui_timeline_rows_get (self, index);

  if (row == NULL || row->position != position)
    {
      g_autoptr(GObject) item = g_list_model_get_item (model, position);

      if ((row = steal_orphan (self, item)) == NULL)
        row = make_row (self, item);

      row->position = position;
      row->stale = TRUE;
      g_ptr_array_insert (self->rows, (int) index, row);
    }

  if (row->stale)
    bind (self, row);

  row->used = TRUE;
  return row;
}

/* Begins a layout: rows that it does not take before ui_timeline_rows_end() go to the pool. */
void
ui_timeline_rows_begin (UiTimelineRows *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    ((UiTimelineRow *) g_ptr_array_index (self->rows, i))->used = FALSE;
}

void
ui_timeline_rows_end (UiTimelineRows *self)
{
  guint kept = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      UiTimelineRow *row = g_ptr_array_index (self->rows, i);

      if (row->used)
        {
          self->rows->pdata[kept++] = row;
        }
      else
        {
          retire (self, row->widget);
          free_row (row);
        }
    }

  g_ptr_array_set_size (self->rows, (int) kept);
}

static int
compare_positions (gconstpointer a,
                   gconstpointer b)
{
  const UiTimelineRow *row_a = *(const UiTimelineRow *const *) a;
  const UiTimelineRow *row_b = *(const UiTimelineRow *const *) b;

  return (row_a->position > row_b->position) - (row_a->position < row_b->position);
}

/* Follows a change of the model: rows move with their items. */
void
ui_timeline_rows_items_changed (UiTimelineRows *self,
                                guint           position,
                                guint           removed,
                                guint           added)
{
  gboolean orphans = FALSE;

  for (guint i = lower_bound (self, position); i < self->rows->len; i++)
    {
      UiTimelineRow *row = g_ptr_array_index (self->rows, i);

      if (row->position == GTK_INVALID_LIST_POSITION)
        continue;

      if (row->position < position + removed)
        {
          row->position = GTK_INVALID_LIST_POSITION;
          orphans = TRUE;
          continue;
        }

      /* Its neighbour is another one now. */
      if (row->position == position + removed)
        row->stale = TRUE;
      row->position = row->position - removed + added;
    }

  if (orphans)
    g_ptr_array_sort (self->rows, compare_positions);
}

/* All rows are bound again when they are next laid out. */
void
ui_timeline_rows_set_stale (UiTimelineRows *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    ((UiTimelineRow *) g_ptr_array_index (self->rows, i))->stale = TRUE;
}

/* Whether @row must stay bound although it is out of sight. */
gboolean
ui_timeline_rows_is_pinned (UiTimelineRows *self,
                            UiTimelineRow  *row)
{
  GtkRoot *root = gtk_widget_get_root (self->view);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (row->position == GTK_INVALID_LIST_POSITION)
    return FALSE;

  return (focus != NULL &&
          (focus == row->widget || gtk_widget_is_ancestor (focus, row->widget))) ||
         (self->factory.is_busy != NULL && self->factory.is_busy (row->widget, self->user_data));
}

/* Brings the widgets into the order of their items, for those who read the tree and not the
 * screen. */
void
ui_timeline_rows_sort_widgets (UiTimelineRows *self)
{
  GtkWidget *previous = NULL;

  for (guint i = 0; i < self->rows->len; i++)
    {
      UiTimelineRow *row = g_ptr_array_index (self->rows, i);

      if (gtk_widget_get_prev_sibling (row->widget) != previous)
        gtk_widget_insert_after (row->widget, self->view, previous);
      previous = row->widget;
    }
}
