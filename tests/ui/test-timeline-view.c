/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline view over rows of known height: where they stand, frame by frame. */
#include "ui-timeline-view.h"

#include <math.h>

#define WIDTH 400
#define HEIGHT 500
#define BOTTOM (HEIGHT - 12)

/* An item that is as high as it says. */
#define TEST_TYPE_ITEM (test_item_get_type ())
G_DECLARE_FINAL_TYPE (TestItem, test_item, TEST, ITEM, GObject)

struct _TestItem
{
  GObject  parent_instance;
  int      height;
};

G_DEFINE_FINAL_TYPE (TestItem, test_item, G_TYPE_OBJECT)

static void
test_item_class_init (TestItemClass *klass)
{
}

static void
test_item_init (TestItem *self)
{
}

typedef struct {
  GtkWidget      *window;
  GtkWidget      *scrolled;
  GtkWidget      *entry;
  UiTimelineView *view;
  GListStore     *model;
  GObject        *busy;    /* (nullable) item whose row may not be taken away */
  guint           n_binds;
  guint           n_older;
  guint           n_newer;
  guint           n_end;
  guint           seed;
  guint           n_unbinds;
  gboolean        is_laid_out; /* at this moment */
  gboolean        painted;
} Fixture;

/* Then another row has the pointer, and what changes in that within a layout is not drawn. */
static void
unmap_cb (GtkWidget *row,
          gpointer   user_data)
{
  Fixture *fx = user_data;

  g_assert_false (fx->is_laid_out);
}

static GtkWidget *
create_cb (gpointer user_data)
{
  GtkWidget *row = gtk_drawing_area_new ();

  gtk_widget_set_focusable (row, TRUE);
  g_signal_connect (row, "unmap", G_CALLBACK (unmap_cb), user_data);
  return row;
}

static void
bind_cb (GtkWidget *row,
         GObject   *item,
         guint      position,
         gpointer   user_data)
{
  Fixture *fx = user_data;

  fx->n_binds++;
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (row), TEST_ITEM (item)->height);
}

static void
unbind_cb (GtkWidget *row,
           gpointer   user_data)
{
  Fixture *fx = user_data;

  /* A row may lose children then, of which GTK would forget half within a layout. */
  g_assert_false (fx->is_laid_out);
  fx->n_unbinds++;
}

static gboolean
is_busy_cb (GtkWidget *row,
            gpointer   user_data)
{
  Fixture *fx = user_data;

  return fx->busy != NULL && ui_timeline_view_get_item (fx->view, row) == fx->busy;
}

static TestItem *
make_item (Fixture *fx)
{
  TestItem *item = g_object_new (TEST_TYPE_ITEM, NULL);

  fx->seed = fx->seed * 1103515245 + 12345;
  item->height = 24 + (int) (fx->seed >> 16) % 120;
  return item;
}

static void
splice (Fixture *fx,
        guint    position,
        guint    removed,
        guint    added)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < added; i++)
    g_ptr_array_add (items, make_item (fx));
  g_list_store_splice (fx->model, position, removed, items->pdata, added);
}

static void
append (Fixture *fx,
        guint    added)
{
  splice (fx, g_list_model_get_n_items (G_LIST_MODEL (fx->model)), 0, added);
}

static void
painted_cb (GdkFrameClock *clock,
            gpointer       user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
updated_cb (GdkFrameClock *clock,
            gpointer       user_data)
{
  ((Fixture *) user_data)->is_laid_out = TRUE;
}

static void
laid_out_cb (GdkFrameClock *clock,
             gpointer       user_data)
{
  ((Fixture *) user_data)->is_laid_out = FALSE;
}

/* One frame. */
static void
draw (Fixture *fx)
{
  fx->painted = FALSE;
  gtk_widget_queue_draw (fx->window);
  while (!fx->painted)
    g_main_context_iteration (NULL, TRUE);
}

/* Until nothing is left to be done. */
static void
settle (Fixture *fx)
{
  for (guint i = 0; i < 40; i++)
    draw (fx);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
count_cb (GtkWidget *view,
          gpointer   user_data)
{
  guint *count = user_data;

  (*count)++;
}

/* @n_items: in the model when the window opens; @has_older: whether the model says so */
static void
open_window (Fixture *fx,
             guint    n_items,
             gboolean has_older)
{
  static const UiTimelineFactory factory = { create_cb, bind_cb, unbind_cb, is_busy_cb };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  fx->seed = 1;
  fx->model = g_list_store_new (TEST_TYPE_ITEM);
  append (fx, n_items);

  fx->view = UI_TIMELINE_VIEW (ui_timeline_view_new (&factory, fx));
  ui_timeline_view_set_model (fx->view, G_LIST_MODEL (fx->model));
  ui_timeline_view_set_has_older (fx->view, has_older);
  g_signal_connect (fx->view, "need-older", G_CALLBACK (count_cb), &fx->n_older);
  g_signal_connect (fx->view, "need-newer", G_CALLBACK (count_cb), &fx->n_newer);
  g_signal_connect (fx->view, "need-end", G_CALLBACK (count_cb), &fx->n_end);

  fx->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (fx->scrolled),
                                  GTK_POLICY_NEVER, GTK_POLICY_ALWAYS);
  gtk_widget_set_size_request (fx->scrolled, WIDTH, HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (fx->scrolled), GTK_WIDGET (fx->view));
  fx->entry = gtk_button_new ();
  gtk_box_append (GTK_BOX (box), fx->scrolled);
  gtk_box_append (GTK_BOX (box), fx->entry);

  fx->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fx->window), box);
  gtk_window_present (GTK_WINDOW (fx->window));
  g_signal_connect (gtk_widget_get_frame_clock (fx->window), "after-paint",
                    G_CALLBACK (painted_cb), &fx->painted);
  draw (fx);
}

/* The same, and the scroll bar, which comes with the second frame */
static void
open_view (Fixture *fx,
           guint    n_items,
           gboolean has_older)
{
  open_window (fx, n_items, has_older);
  draw (fx);
}

static void
close_view (Fixture       *fx,
            gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fx->view), (gpointer *) &fx->view);
  gtk_window_destroy (GTK_WINDOW (fx->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (fx->view);
  g_assert_finalize_object (fx->model);
}

static double
get_top (Fixture *fx,
         guint    position)
{
  GtkWidget *row = ui_timeline_view_get_row (fx->view, position);
  graphene_rect_t bounds;

  g_assert_nonnull (row);
  g_assert_true (gtk_widget_get_mapped (row));
  g_assert_true (gtk_widget_compute_bounds (row, fx->scrolled, &bounds));
  return bounds.origin.y;
}

static double
get_bottom (Fixture *fx,
            guint    position)
{
  GtkWidget *row = ui_timeline_view_get_row (fx->view, position);
  graphene_rect_t bounds;

  g_assert_nonnull (row);
  g_assert_true (gtk_widget_compute_bounds (row, fx->scrolled, &bounds));
  return bounds.origin.y + bounds.size.height;
}

static guint
get_n_items (Fixture *fx)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fx->model));
}

static GtkAdjustment *
get_adjustment (Fixture *fx)
{
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (fx->scrolled));
}

/* As a wheel or a touchpad does. */
static void
scroll (Fixture *fx,
        double   distance)
{
  GtkAdjustment *adjustment = get_adjustment (fx);

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + distance);
}

/* A row that is wholly in view, and not the last of the model. */
static guint
get_middle_row (Fixture *fx)
{
  guint first;
  guint last;

  g_assert_true (ui_timeline_view_get_range (fx->view, &first, &last));
  return (first + last) / 2;
}

/* The invariant of every frame: rows stand without a gap, in order, over the whole viewport. */
static void
assert_seamless (Fixture *fx)
{
  guint first;
  guint last;

  g_assert_true (ui_timeline_view_get_range (fx->view, &first, &last));
  for (guint position = first; position < last; position++)
    g_assert_cmpfloat_with_epsilon (get_bottom (fx, position), get_top (fx, position + 1), 0.5);

  g_assert_true (first == 0 || get_top (fx, first) <= 0);
  g_assert_true (last + 1 == get_n_items (fx) || get_bottom (fx, last) >= HEIGHT);
}

static void
test_first_frame (Fixture       *fx,
                  gconstpointer  data)
{
  open_window (fx, 1000, TRUE);

  g_assert_cmpfloat (get_bottom (fx, 999), ==, BOTTOM);
  assert_seamless (fx);
  g_assert_cmpuint (ui_timeline_view_get_n_made (fx->view), <, 25);
}

static void
test_short (Fixture       *fx,
            gconstpointer  data)
{
  open_view (fx, 0, FALSE);
  g_assert_true (ui_timeline_view_get_at_end (fx->view));

  append (fx, 1);
  draw (fx);
  g_assert_cmpfloat (get_bottom (fx, 0), ==, BOTTOM);

  append (fx, 1);
  draw (fx);
  g_assert_cmpfloat (get_bottom (fx, 1), ==, BOTTOM);
  assert_seamless (fx);

  splice (fx, 0, 2, 0);
  draw (fx);
  append (fx, 1);
  draw (fx);
  g_assert_cmpfloat (get_bottom (fx, 0), ==, BOTTOM);
  g_assert_cmpuint (fx->n_older, ==, 0);
}

static void
test_stick (Fixture       *fx,
            gconstpointer  data)
{
  open_view (fx, 50, FALSE);

  for (guint i = 0; i < 150; i++)
    {
      append (fx, 1 + i % 4);
      draw (fx);
      g_assert_cmpfloat (get_bottom (fx, get_n_items (fx) - 1), ==, BOTTOM);
    }

  assert_seamless (fx);
  g_assert_true (ui_timeline_view_get_at_end (fx->view));
  g_assert_cmpuint (ui_timeline_view_get_n_made (fx->view), <, 60);
}

/* Trimmed at its old end while it grows, as a timeline in a flood is. */
static void
test_stick_trimmed (Fixture       *fx,
                    gconstpointer  data)
{
  open_view (fx, 100, FALSE);

  for (guint i = 0; i < 50; i++)
    {
      append (fx, 40);
      splice (fx, 0, 40, 0);
      draw (fx);
      g_assert_cmpfloat (get_bottom (fx, get_n_items (fx) - 1), ==, BOTTOM);
    }

  g_assert_cmpuint (get_n_items (fx), ==, 100);
  assert_seamless (fx);
}

static void
test_last_row_grows (Fixture       *fx,
                     gconstpointer  data)
{
  open_view (fx, 50, FALSE);

  gtk_drawing_area_set_content_height (
    GTK_DRAWING_AREA (ui_timeline_view_get_row (fx->view, 48)), 300);
  draw (fx);
  g_assert_cmpfloat (get_bottom (fx, 49), ==, BOTTOM);
}

/* A marked row must not move by a pixel, whatever comes, goes or grows elsewhere. */
static void
test_nothing_jumps (Fixture       *fx,
                    gconstpointer  data)
{
  g_autoptr(GObject) item = NULL;
  guint marked;
  double top;

  open_view (fx, 300, TRUE);
  scroll (fx, -3000);
  settle (fx);
  g_assert_false (ui_timeline_view_get_at_end (fx->view));

  marked = get_middle_row (fx);
  top = get_top (fx, marked);
  item = g_list_model_get_item (G_LIST_MODEL (fx->model), marked);

  for (guint i = 0; i < 10; i++)
    {
      splice (fx, 0, 0, 100);
      marked += 100;
      draw (fx);
      g_assert_cmpfloat (get_top (fx, marked), ==, top);

      append (fx, 37);
      draw (fx);
      g_assert_cmpfloat (get_top (fx, marked), ==, top);

      gtk_drawing_area_set_content_height (
        GTK_DRAWING_AREA (ui_timeline_view_get_row (fx->view, marked - 4)), 150 + 20 * (int) i);
      draw (fx);
      g_assert_cmpfloat (get_top (fx, marked), ==, top);

      splice (fx, 20, 30, 0);
      marked -= 30;
      draw (fx);
      g_assert_cmpfloat (get_top (fx, marked), ==, top);

      splice (fx, get_n_items (fx) - 20, 10, 3);
      draw (fx);
      g_assert_cmpfloat (get_top (fx, marked), ==, top);
      assert_seamless (fx);
    }

  g_assert_true (ui_timeline_view_get_item (fx->view,
                                            ui_timeline_view_get_row (fx->view, marked)) == item);
}

/* What is inserted or taken away in the middle of the view moves only one side of it. */
static void
test_middle (Fixture       *fx,
             gconstpointer  data)
{
  guint first;
  guint last;
  guint anchor;
  double top;

  open_view (fx, 300, FALSE);
  scroll (fx, -3000);
  settle (fx);
  g_assert_true (ui_timeline_view_get_range (fx->view, &first, &last));
  for (anchor = first; get_top (fx, anchor) < 0; anchor++)
    ;
  top = get_top (fx, anchor);

  splice (fx, anchor + 2, 0, 5);
  draw (fx);
  g_assert_cmpfloat (get_top (fx, anchor), ==, top);
  assert_seamless (fx);

  splice (fx, anchor + 1, 3, 0);
  draw (fx);
  g_assert_cmpfloat (get_top (fx, anchor), ==, top);
  assert_seamless (fx);

  /* The anchor itself goes: what is read on with stays. */
  top = get_top (fx, anchor + 1);
  splice (fx, anchor, 1, 0);
  draw (fx);
  g_assert_cmpfloat (get_top (fx, anchor), ==, top);
  assert_seamless (fx);
}

/* An item that is taken away and put back in one change is still where it was. */
static void
test_replaced (Fixture       *fx,
               gconstpointer  data)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_items;
  guint marked;
  guint n_made;
  double top;

  open_view (fx, 200, FALSE);
  scroll (fx, -2000);
  settle (fx);
  marked = get_middle_row (fx);
  top = get_top (fx, marked);
  n_made = ui_timeline_view_get_n_made (fx->view);

  n_items = get_n_items (fx);
  for (guint i = 60; i < n_items; i++)
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (fx->model), i));
  g_list_store_splice (fx->model, 0, n_items, items->pdata, items->len);
  draw (fx);
  g_assert_cmpfloat (get_top (fx, marked - 60), ==, top);
  g_assert_cmpuint (ui_timeline_view_get_n_made (fx->view), ==, n_made);

  /* Quite other ones. */
  splice (fx, 0, get_n_items (fx), 80);
  draw (fx);
  assert_seamless (fx);
}

static void
test_go_to (Fixture       *fx,
            gconstpointer  data)
{
  static const guint places[] = { 500, 3, 996, 700, 0, 999 };

  open_view (fx, 1000, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      double middle;

      ui_timeline_view_go_to (fx->view, places[i], TRUE);
      draw (fx);
      assert_seamless (fx);
      middle = (get_top (fx, places[i]) + get_bottom (fx, places[i])) / 2;
      if (places[i] > 20 && places[i] < 980)
        g_assert_cmpfloat_with_epsilon (middle, HEIGHT / 2, 1);
      else
        g_assert_true (get_top (fx, places[i]) >= 0 && get_bottom (fx, places[i]) <= HEIGHT);
    }

  ui_timeline_view_go_to (fx->view, 400, FALSE);
  draw (fx);
  g_assert_cmpfloat (get_top (fx, 400), ==, 48);

  ui_timeline_view_go_to_end (fx->view);
  draw (fx);
  g_assert_cmpfloat (get_bottom (fx, 999), ==, BOTTOM);
  g_assert_cmpuint (fx->n_end, ==, 0);
}

/* Every pixel that is scrolled is a pixel moved, fractions too. */
static void
test_scroll_exact (Fixture       *fx,
                   gconstpointer  data)
{
  double top;
  guint marked;

  open_view (fx, 500, FALSE);
  scroll (fx, -4000);
  draw (fx);

  for (guint i = 0; i < 200; i++)
    {
      double distance = i % 2 == 0 ? -60.3 : -17.4;

      marked = get_middle_row (fx);
      top = get_top (fx, marked);
      scroll (fx, distance);
      draw (fx);
      assert_seamless (fx);
      g_assert_cmpfloat_with_epsilon (get_top (fx, marked), top - distance, 1);
    }

  marked = get_middle_row (fx);
  top = get_top (fx, marked);
  for (guint i = 0; i < 50; i++)
    scroll (fx, -0.2);
  draw (fx);
  g_assert_cmpfloat_with_epsilon (get_top (fx, marked), top + 10, 1.01);
}

/* A fling holds absolute values; content that comes meanwhile must not disturb it. */
static void
test_absolute_values (Fixture       *fx,
                      gconstpointer  data)
{
  GtkAdjustment *adjustment;
  double value;
  double top;
  guint marked;

  open_view (fx, 500, TRUE);
  scroll (fx, -4000);
  settle (fx);
  adjustment = get_adjustment (fx);
  value = gtk_adjustment_get_value (adjustment);

  for (guint i = 0; i < 30; i++)
    {
      marked = get_middle_row (fx);
      top = get_top (fx, marked);
      splice (fx, 0, 0, 50);
      append (fx, 10);
      value -= 25;
      gtk_adjustment_set_value (adjustment, value);
      draw (fx);
      g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, value);
      g_assert_cmpfloat_with_epsilon (get_top (fx, marked + 50), top + 25, 1);
    }
}

/* The slider reaches both ends, and from the old one all of it can be scrolled through to the end. */
static void
test_slider (Fixture       *fx,
             gconstpointer  data)
{
  GtkAdjustment *adjustment;

  open_view (fx, 2000, FALSE);
  adjustment = get_adjustment (fx);

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_lower (adjustment));
  draw (fx);
  g_assert_cmpfloat (get_top (fx, 0), ==, 12);
  g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_value (adjustment),
                                  gtk_adjustment_get_lower (adjustment), 0.01);

  gtk_adjustment_set_value (adjustment, (gtk_adjustment_get_lower (adjustment) +
                                         gtk_adjustment_get_upper (adjustment)) / 2);
  draw (fx);
  g_assert_cmpint (ABS ((int) get_middle_row (fx) - 1000), <, 40);

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  draw (fx);
  g_assert_cmpfloat (get_bottom (fx, 1999), ==, BOTTOM);
  settle (fx);
  g_assert_true (ui_timeline_view_get_at_end (fx->view));

  /* Less than a pixel up, and it is no longer the end. */
  scroll (fx, -0.4);
  settle (fx);
  g_assert_false (ui_timeline_view_get_at_end (fx->view));
  scroll (fx, -2.0);
  draw (fx);
  g_assert_cmpfloat_with_epsilon (get_bottom (fx, 1999), BOTTOM + 2.4, 0.6);
}

static void
test_wants_more (Fixture       *fx,
                 gconstpointer  data)
{
  guint n_older;

  open_view (fx, 300, TRUE);
  settle (fx);
  g_assert_cmpuint (fx->n_older, ==, 0);

  ui_timeline_view_go_to (fx->view, 8, FALSE);
  settle (fx);
  g_assert_cmpuint (fx->n_older, >, 0);

  splice (fx, 0, 0, 100);
  settle (fx);
  n_older = fx->n_older;
  scroll (fx, -30);
  settle (fx);
  g_assert_cmpuint (fx->n_older, ==, n_older);
  g_assert_cmpuint (fx->n_newer, ==, 0);
}

/* At an open newer end the view reads on, it does not run after what is loaded. */
static void
test_open_end (Fixture       *fx,
               gconstpointer  data)
{
  double top;

  open_view (fx, 100, FALSE);
  ui_timeline_view_set_has_newer (fx->view, TRUE);
  settle (fx);
  g_assert_false (ui_timeline_view_get_at_end (fx->view));
  g_assert_cmpuint (fx->n_newer, >, 0);

  top = get_top (fx, 99);
  append (fx, 50);
  ui_timeline_view_set_has_newer (fx->view, FALSE);
  draw (fx);
  g_assert_cmpfloat (get_top (fx, 99), ==, top);
  settle (fx);
  g_assert_false (ui_timeline_view_get_at_end (fx->view));

  ui_timeline_view_set_has_newer (fx->view, TRUE);
  ui_timeline_view_go_to_end (fx->view);
  g_assert_cmpuint (fx->n_end, ==, 1);
}

static gboolean
is_focused (Fixture *fx,
            guint    position)
{
  GtkWidget *row = ui_timeline_view_get_row (fx->view, position);

  return row != NULL && gtk_root_get_focus (GTK_ROOT (fx->window)) == row;
}

static void
test_focus (Fixture       *fx,
            gconstpointer  data)
{
  GtkWidget *view;

  open_view (fx, 300, FALSE);
  settle (fx);
  view = GTK_WIDGET (fx->view);

  g_assert_true (gtk_widget_child_focus (view, GTK_DIR_TAB_BACKWARD));
  g_assert_true (is_focused (fx, 299));

  for (guint position = 298; position > 200; position--)
    {
      g_assert_true (gtk_widget_child_focus (view, GTK_DIR_UP));
      g_assert_true (is_focused (fx, position));
      draw (fx);
      assert_seamless (fx);
      g_assert_cmpfloat (get_top (fx, position), >=, 0);
      g_assert_cmpfloat (get_bottom (fx, position), <=, HEIGHT);
    }

  for (guint position = 202; position < 300; position++)
    {
      g_assert_true (gtk_widget_child_focus (view, GTK_DIR_DOWN));
      g_assert_true (is_focused (fx, position));
      draw (fx);
      g_assert_cmpfloat (get_top (fx, position), >=, 0);
      g_assert_cmpfloat (get_bottom (fx, position), <=, HEIGHT);
    }

  g_assert_false (gtk_widget_child_focus (view, GTK_DIR_DOWN));
  g_assert_true (ui_timeline_view_focus_row (fx->view, 0));
  draw (fx);
  g_assert_cmpfloat (get_top (fx, 0), ==, 12);
  g_assert_true (gtk_widget_child_focus (view, GTK_DIR_UP));
  g_assert_true (is_focused (fx, 0));
}

/* Rows with the focus or a selection are not used for another item, however far they are. */
static void
test_pinned (Fixture       *fx,
             gconstpointer  data)
{
  GtkWidget *focused;
  GtkWidget *busy;

  open_view (fx, 1000, FALSE);
  settle (fx);
  g_assert_true (ui_timeline_view_focus_row (fx->view, 997));
  focused = ui_timeline_view_get_row (fx->view, 997);
  fx->busy = g_list_model_get_item (G_LIST_MODEL (fx->model), 996);
  busy = ui_timeline_view_get_row (fx->view, 996);

  for (guint i = 0; i < 60; i++)
    {
      scroll (fx, -400);
      draw (fx);
      assert_seamless (fx);
      g_assert_true (is_focused (fx, 997));
    }

  g_assert_true (ui_timeline_view_get_row (fx->view, 997) == focused);
  g_assert_true (ui_timeline_view_get_row (fx->view, 996) == busy);

  /* The keyboard goes on from there. */
  g_assert_true (gtk_widget_child_focus (GTK_WIDGET (fx->view), GTK_DIR_UP));
  draw (fx);
  g_assert_true (is_focused (fx, 996));
  g_assert_cmpfloat (get_top (fx, 996), >=, 0);
  g_clear_object (&fx->busy);

  /* Its item goes: a neighbour has the focus. */
  splice (fx, 990, 8, 0);
  draw (fx);
  g_assert_true (is_focused (fx, 990) || is_focused (fx, 989));

  gtk_widget_grab_focus (fx->entry);
  ui_timeline_view_go_to (fx->view, 10, TRUE);
  settle (fx);
  g_assert_null (ui_timeline_view_get_row (fx->view, 990));
}

static void
test_highlight (Fixture       *fx,
                gconstpointer  data)
{
  open_view (fx, 300, FALSE);
  ui_timeline_view_go_to (fx->view, 100, TRUE);
  ui_timeline_view_highlight (fx->view, 100);
  settle (fx);
  g_assert_true (gtk_widget_has_css_class (ui_timeline_view_get_row (fx->view, 100), "highlighted"));

  /* The mark belongs to the item, not to the widget. */
  ui_timeline_view_go_to (fx->view, 250, TRUE);
  settle (fx);
  for (guint position = 240; position < 260; position++)
    {
      GtkWidget *row = ui_timeline_view_get_row (fx->view, position);

      g_assert_false (row != NULL && gtk_widget_has_css_class (row, "highlighted"));
    }
}

/* Rows are bound again when their neighbour changes, and when asked to. */
/* The row that shows the mark may go for good before the mark does. */
static void
test_highlight_gone (Fixture       *fx,
                     gconstpointer  data)
{
  open_view (fx, 0, FALSE);
  for (guint i = 0; i < 300; i++)
    {
      g_autoptr(TestItem) item = make_item (fx);

      item->height = 10;
      g_list_store_append (fx->model, item);
    }
  settle (fx);
  ui_timeline_view_go_to (fx->view, 200, TRUE);
  settle (fx);
  ui_timeline_view_highlight (fx->view, 200);
  g_assert_true (gtk_widget_has_css_class (ui_timeline_view_get_row (fx->view, 200),
                                           "highlighted"));

  /* More rows go than the pool takes, whichever of them it takes. */
  g_list_store_remove_all (fx->model);
  settle (fx);
  append (fx, 20);
  settle (fx);
  assert_seamless (fx);
}

/* So low that no row reaches into it. */
static void
test_tiny (Fixture       *fx,
           gconstpointer  data)
{
  open_view (fx, 30, FALSE);
  ui_timeline_view_go_to (fx->view, 0, FALSE);
  settle (fx);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (fx->scrolled),
                                  GTK_POLICY_NEVER, GTK_POLICY_EXTERNAL);
  gtk_widget_set_size_request (fx->scrolled, WIDTH, 4);
  gtk_window_set_default_size (GTK_WINDOW (fx->window), WIDTH, 1);
  settle (fx);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (fx->view)), <, 12);

  gtk_widget_set_size_request (fx->scrolled, WIDTH, HEIGHT);
  settle (fx);
  g_assert_cmpfloat (get_top (fx, 0), ==, 12);
  assert_seamless (fx);
}

static void
test_rebind (Fixture       *fx,
             gconstpointer  data)
{
  guint n_binds;

  open_view (fx, 300, FALSE);
  settle (fx);

  n_binds = fx->n_binds;
  splice (fx, 297, 1, 0);
  draw (fx);
  g_assert_cmpuint (fx->n_binds, >=, n_binds + 1);
  g_assert_cmpuint (fx->n_binds, <=, n_binds + 2);

  settle (fx);
  n_binds = fx->n_binds;
  append (fx, 1);
  draw (fx);
  g_assert_cmpuint (fx->n_binds, ==, n_binds + 1);

  n_binds = fx->n_binds;
  ui_timeline_view_rebind (fx->view);
  draw (fx);
  g_assert_cmpuint (fx->n_binds, >, n_binds + 5);
}

/* All rows of one place go for those of another. */
static void
test_retired (Fixture       *fx,
              gconstpointer  data)
{
  GdkFrameClock *clock;

  open_view (fx, 300, FALSE);
  settle (fx);
  clock = gtk_widget_get_frame_clock (fx->window);
  g_signal_connect_after (clock, "update", G_CALLBACK (updated_cb), fx);
  g_signal_connect (clock, "paint", G_CALLBACK (laid_out_cb), fx);
  fx->n_unbinds = 0;
  ui_timeline_view_go_to (fx->view, 20, FALSE);
  settle (fx);
  g_assert_cmpuint (fx->n_unbinds, >, 3);

  fx->n_unbinds = 0;
  g_list_store_remove_all (fx->model);
  settle (fx);
  g_assert_cmpuint (fx->n_unbinds, >, 3);
  g_signal_handlers_disconnect_by_data (clock, fx);
}

static void
test_resize (Fixture       *fx,
             gconstpointer  data)
{
  open_view (fx, 300, FALSE);
  gtk_widget_set_size_request (fx->scrolled, WIDTH, HEIGHT - 100);
  gtk_window_set_default_size (GTK_WINDOW (fx->window), WIDTH, 1);
  settle (fx);
  g_assert_cmpfloat_with_epsilon (
    get_bottom (fx, 299), gtk_widget_get_height (GTK_WIDGET (fx->view)) - 12, 0.01);
}

/* While messages stream in at the end, what is out of sight is not made ready; afterwards it is. Who
 * scrolls up stays where they are. */
static void
test_stream (Fixture       *fx,
             gconstpointer  data)
{
  guint n_before;
  guint n_items;
  guint first;
  guint last;
  double top;

  open_view (fx, 300, FALSE);
  settle (fx);
  append (fx, 200);
  draw (fx);
  n_items = g_list_model_get_n_items (G_LIST_MODEL (fx->model));
  g_assert_true (ui_timeline_view_get_range (fx->view, &first, &last));
  g_assert_cmpuint (last, ==, n_items - 1);
  g_assert_cmpfloat (get_bottom (fx, last), ==, BOTTOM);
  assert_seamless (fx);

  n_before = fx->n_binds;
  for (guint i = 0; i < 5; i++)
    {
      append (fx, 1);
      draw (fx);
    }
  g_assert_cmpuint (fx->n_binds, ==, n_before + 5);
  g_assert_null (ui_timeline_view_get_row (fx->view, first - 1));
  while (ui_timeline_view_get_row (fx->view, first - 3) == NULL)
    g_main_context_iteration (NULL, TRUE);

  scroll (fx, -300);
  draw (fx);
  g_assert_true (ui_timeline_view_get_range (fx->view, &first, &last));
  top = get_top (fx, last);
  append (fx, 200);
  draw (fx);
  g_assert_cmpfloat (get_top (fx, last), ==, top);
  assert_seamless (fx);
}

/* The tree follows the items once scrolling has come to rest. */
static void
test_tree_order (Fixture       *fx,
                 gconstpointer  data)
{
  GtkWidget *previous = NULL;
  guint first;
  guint last;

  open_view (fx, 300, FALSE);
  for (guint i = 0; i < 20; i++)
    {
      scroll (fx, -150);
      draw (fx);
    }

  for (gboolean sorted = FALSE; !sorted;)
    {
      g_main_context_iteration (NULL, TRUE);
      g_assert_true (ui_timeline_view_get_range (fx->view, &first, &last));
      sorted = TRUE;
      previous = NULL;
      for (guint position = first; position <= last; position++)
        {
          GtkWidget *row = ui_timeline_view_get_row (fx->view, position);

          if (previous != NULL && gtk_widget_get_next_sibling (previous) != row)
            sorted = FALSE;
          previous = row;
        }
    }

  draw (fx);
  assert_seamless (fx);
  g_assert_cmpint (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (fx->view)), ==,
                   GTK_ACCESSIBLE_ROLE_LIST);
}

/* The scroll bar comes and goes while something beside the view asks for a layout of its own. What
 * is asked for within a layout GTK forgets for widgets between the two, and draws them no more. */
static void
test_beside_others (Fixture       *fx,
                    gconstpointer  data)
{
  GtkWidget *between = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *box = NULL;

  open_view (fx, 1, FALSE);
  box = gtk_widget_get_parent (fx->scrolled);
  g_object_ref (fx->scrolled);
  gtk_box_remove (GTK_BOX (box), fx->scrolled);
  gtk_box_append (GTK_BOX (between), fx->scrolled);
  g_object_unref (fx->scrolled);
  gtk_box_prepend (GTK_BOX (box), between);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (fx->scrolled),
                                  GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  settle (fx);

  for (guint i = 0; i < 6; i++)
    {
      guint n_items = g_list_model_get_n_items (G_LIST_MODEL (fx->model));

      gtk_button_set_label (GTK_BUTTON (fx->entry), i % 2 == 0 ? "some" : "some more");
      if (i % 2 == 0)
        append (fx, 60);
      else
        splice (fx, 0, n_items, i % 3);
      draw (fx);
      draw (fx);
    }
  append (fx, 60);
  settle (fx);
  g_assert_cmpfloat (get_bottom (fx, g_list_model_get_n_items (G_LIST_MODEL (fx->model)) - 1),
                     ==, BOTTOM);
}

typedef struct {
  GdkFrameClock *clock;     /* borrowed */
  gboolean       is_there;
  guint          n_turns;
  guint          n_within;
} Bar;

static void
bar_cb (GtkAdjustment *adjustment,
        Bar           *bar)
{
  gboolean is_there = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_lower (adjustment)
                      > gtk_adjustment_get_page_size (adjustment);
  const GSignalInvocationHint *hint = g_signal_get_invocation_hint (bar->clock);

  if (bar->is_there == is_there)
    return;

  bar->is_there = is_there;
  bar->n_turns++;
  if (hint != NULL && hint->signal_id == g_signal_lookup ("layout", GDK_TYPE_FRAME_CLOCK))
    bar->n_within++;
}

/* A scroll bar asks for a layout when it comes or goes: within one, nothing may be drawn any more. */
static void
test_bar (Fixture       *fx,
          gconstpointer  data)
{
  Bar bar = { NULL, };

  open_view (fx, 0, FALSE);
  settle (fx);
  bar.clock = gtk_widget_get_frame_clock (fx->window);
  g_signal_connect (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (fx->scrolled)),
                    "changed", G_CALLBACK (bar_cb), &bar);
  append (fx, 60);
  settle (fx);
  g_assert_true (bar.is_there);
  splice (fx, 0, 59, 0);
  settle (fx);
  g_assert_false (bar.is_there);
  g_list_store_remove_all (fx->model);
  append (fx, 3);
  settle (fx);
  g_assert_false (bar.is_there);
  for (int height = 100; height <= 1000; height += 300)
    {
      g_autoptr(TestItem) item = g_list_model_get_item (G_LIST_MODEL (fx->model), 0);

      item->height = height;
      ui_timeline_view_rebind (fx->view);
      gtk_widget_queue_resize (fx->window);
      settle (fx);
    }
  g_assert_true (bar.is_there);
  gtk_widget_set_size_request (fx->scrolled, WIDTH, 1400);
  settle (fx);
  g_assert_false (bar.is_there);
  g_assert_cmpuint (bar.n_turns, ==, 4);
  g_assert_cmpuint (bar.n_within, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *path;
    void      (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "/ui/timeline-view/first-frame", test_first_frame },
    { "/ui/timeline-view/short", test_short },
    { "/ui/timeline-view/stick", test_stick },
    { "/ui/timeline-view/stick-trimmed", test_stick_trimmed },
    { "/ui/timeline-view/last-row-grows", test_last_row_grows },
    { "/ui/timeline-view/nothing-jumps", test_nothing_jumps },
    { "/ui/timeline-view/middle", test_middle },
    { "/ui/timeline-view/replaced", test_replaced },
    { "/ui/timeline-view/go-to", test_go_to },
    { "/ui/timeline-view/scroll-exact", test_scroll_exact },
    { "/ui/timeline-view/absolute-values", test_absolute_values },
    { "/ui/timeline-view/slider", test_slider },
    { "/ui/timeline-view/wants-more", test_wants_more },
    { "/ui/timeline-view/open-end", test_open_end },
    { "/ui/timeline-view/focus", test_focus },
    { "/ui/timeline-view/pinned", test_pinned },
    { "/ui/timeline-view/highlight", test_highlight },
    { "/ui/timeline-view/highlight-gone", test_highlight_gone },
    { "/ui/timeline-view/tiny", test_tiny },
    { "/ui/timeline-view/rebind", test_rebind },
    { "/ui/timeline-view/retired", test_retired },
    { "/ui/timeline-view/resize", test_resize },
    { "/ui/timeline-view/stream", test_stream },
    { "/ui/timeline-view/tree-order", test_tree_order },
    { "/ui/timeline-view/beside-others", test_beside_others },
    { "/ui/timeline-view/bar", test_bar },
  };

  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, NULL, tests[i].func, close_view);
  return g_test_run ();
}
