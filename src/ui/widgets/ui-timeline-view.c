/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scrollable list that reads from its end and never jumps; ui-timeline-layout says why it does
 * not. */
#define G_LOG_DOMAIN "ui-timeline-view"

#include "ui-timeline-view.h"

#include "ui-timeline-focus.h"

#include <math.h>

/* A change of the adjustment over more pages than these is a jump: what lies between is not
 * measured. */
#define JUMP_PAGES 4
/* More of the model is asked for when fewer pages than these are left. */
#define NEAR_PAGES 2
#define HIGHLIGHT_MS 1600
/* Widgets are put in order when scrolling has come to rest, and when no more messages come rows
 * are made ready for scrolling. */
#define REST_MS 1000
/* What stays in view of a page that was scrolled away. */
#define PAGE_OVERLAP 48

struct _UiTimelineView
{
  GtkWidget            parent_instance;

  UiTimelineRows      *rows;
  UiTimelineLayout     layout;
  GListModel          *model;          /* (nullable) */
  GtkAdjustment       *hadjustment;    /* (nullable) */
  GtkAdjustment       *vadjustment;    /* (nullable) */
  GtkScrollablePolicy  hscroll_policy;
  GtkScrollablePolicy  vscroll_policy;
  double               value;          /* of vadjustment, as it was last heeded */
  gboolean             configuring;    /* vadjustment changes by our own hand */
  gboolean             has_bar;        /* as vadjustment says: there is more than is in view */
  gboolean             has_older;
  gboolean             at_end;         /* as told to others */
  GObject             *highlighted;    /* (nullable): item */
  GtkWidget           *lit_row;        /* (nullable) borrowed: the row that shows @highlighted */
  guint                highlight_id;
  double               focus_y;        /* where the focus goes when the layout has settled */
  gboolean             focus_pending;
  guint                settle_id;
  guint                rest_id;
  guint                tick_id;
  gboolean             is_busy;        /* at the end, where more has come within REST_MS */
};

static void scrollable_iface_init (GtkScrollableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UiTimelineView, ui_timeline_view, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, scrollable_iface_init))

enum {
  PROP_MODEL = 1,
  PROP_HAS_OLDER,
  PROP_HAS_NEWER,
  PROP_AT_END,
  N_PROPS,
  PROP_HADJUSTMENT = N_PROPS,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

enum {
  SIGNAL_NEED_OLDER,
  SIGNAL_NEED_NEWER,
  SIGNAL_NEED_END,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
update_lit_row (UiTimelineView *self)
{
  GtkWidget *lit = NULL;

  for (guint i = 0; self->highlighted != NULL && i < ui_timeline_rows_get_n (self->rows); i++)
    {
      UiTimelineRow *row = ui_timeline_rows_get (self->rows, i);

      if (row->item == self->highlighted)
        lit = row->widget;
    }

  if (lit == self->lit_row)
    return;

  if (self->lit_row != NULL)
    gtk_widget_remove_css_class (self->lit_row, "highlighted");
  g_set_weak_pointer (&self->lit_row, lit);
  if (lit != NULL)
    gtk_widget_add_css_class (lit, "highlighted");
}

static gboolean
highlight_over_cb (gpointer user_data)
{
  UiTimelineView *self = user_data;

  self->highlight_id = 0;
  g_clear_object (&self->highlighted);
  update_lit_row (self);
  return G_SOURCE_REMOVE;
}

static void
set_at_end (UiTimelineView *self,
            gboolean        at_end)
{
  if (self->at_end == at_end)
    return;

  self->at_end = at_end;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AT_END]);
}

static gboolean
settle_cb (gpointer user_data)
{
  g_autoptr(UiTimelineView) self = g_object_ref (user_data);
  double near = NEAR_PAGES * self->layout.height;

  self->settle_id = 0;
  update_lit_row (self);

  if (self->focus_pending)
    {
      self->focus_pending = FALSE;
      ui_timeline_focus_grab_at (&self->layout, self->focus_y);
    }

  set_at_end (self, self->layout.at_end);

  if (self->has_older && ui_timeline_layout_get_above (&self->layout) < near)
    g_signal_emit (self, signals[SIGNAL_NEED_OLDER], 0);

  if (self->layout.open_end && ui_timeline_layout_get_below (&self->layout) < near)
    g_signal_emit (self, signals[SIGNAL_NEED_NEWER], 0);

  return G_SOURCE_REMOVE;
}

static void queue_layout (UiTimelineView *self);

static gboolean
rest_cb (gpointer user_data)
{
  UiTimelineView *self = user_data;

  self->rest_id = 0;
  self->is_busy = FALSE;
  ui_timeline_rows_sort_widgets (self->rows);
  if (!self->layout.complete)
    queue_layout (self);
  return G_SOURCE_REMOVE;
}

static void
start_rest (UiTimelineView *self)
{
  g_clear_handle_id (&self->rest_id, g_source_remove);
  self->rest_id = g_timeout_add (REST_MS, rest_cb, self);
}

/* The value is never changed here: lower and upper float around it. So whoever holds an absolute
 * value (a fling, a dragged slider) goes on undisturbed while content is added on either side. */
static void
configure_adjustments (UiTimelineView *self)
{
  double width = self->layout.width;
  double height = self->layout.height;

  self->has_bar = ui_timeline_layout_is_higher (&self->layout);
  self->configuring = TRUE;
  if (self->hadjustment != NULL)
    gtk_adjustment_configure (self->hadjustment, 0, 0, width, width * 0.1, width, width);
  if (self->vadjustment != NULL)
    {
      gtk_adjustment_configure (self->vadjustment, self->value,
                                self->value - ui_timeline_layout_get_above (&self->layout),
                                self->value + height + ui_timeline_layout_get_below (&self->layout),
                                height * 0.1, MAX (height - PAGE_OVERLAP, 1), height);
      self->value = gtk_adjustment_get_value (self->vadjustment);
    }
  self->configuring = FALSE;
}

static gboolean
prepare_cb (GtkWidget     *widget,
            GdkFrameClock *clock,
            gpointer       user_data)
{
  UiTimelineView *self = UI_TIMELINE_VIEW (widget);

  self->tick_id = 0;
  if (gtk_widget_get_mapped (widget) && self->layout.width > 0)
    {
      ui_timeline_layout_prepare (&self->layout, self->is_busy);
      /* A scroll bar that comes or goes asks for a layout as well. Asked for within one, in which
       * a widget between here and the window keeps its size, GTK would forget half of it and
       * draw nothing here any more. */
      configure_adjustments (self);
    }
  gtk_widget_queue_allocate (widget);
  return G_SOURCE_REMOVE;
}

/* Lays out in the next frame, with rows that are made before its layout begins. */
static void
queue_layout (UiTimelineView *self)
{
  if (self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), prepare_cb, NULL, NULL);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
ui_timeline_view_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  UiTimelineView *self = UI_TIMELINE_VIEW (widget);
  guint n_made = ui_timeline_rows_get_n_made (self->rows);
  gboolean waits;

  ui_timeline_layout_run (&self->layout, width, height);
  waits = gtk_widget_get_mapped (widget)
          && ui_timeline_layout_is_higher (&self->layout) != self->has_bar;
  if (!waits) /* see prepare_cb() */
    configure_adjustments (self);

  /* What others hear of may change the model or the window: not within a layout. The priority
   * keeps a flood of messages from starving it. */
  if (self->settle_id == 0)
    self->settle_id = g_idle_add_full (G_PRIORITY_DEFAULT, settle_cb, self, NULL);

  if (self->rest_id == 0 || n_made != ui_timeline_rows_get_n_made (self->rows))
    start_rest (self);

  if ((waits || (!self->layout.complete && !self->is_busy)) && self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (widget, prepare_cb, NULL, NULL);
}

/* Whatever the rows need: the size of a list says nothing of them, so it is never asked again. */
static void
ui_timeline_view_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : 48;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 480;
}

static GtkSizeRequestMode
ui_timeline_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
ui_timeline_view_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  UiTimelineView *self = UI_TIMELINE_VIEW (widget);

  for (guint i = 0; i < ui_timeline_rows_get_n (self->rows); i++)
    {
      UiTimelineRow *row = ui_timeline_rows_get (self->rows, i);

      if (row->y < self->layout.height && row->y + row->height > 0)
        gtk_widget_snapshot_child (widget, row->widget, snapshot);
    }
}

static void
value_changed_cb (UiTimelineView *self)
{
  double value = gtk_adjustment_get_value (self->vadjustment);
  double distance = value - self->value;

  if (self->configuring || distance == 0)
    return;

  self->value = value;
  self->is_busy = FALSE;

  if (fabs (distance) > JUMP_PAGES * self->layout.height)
    {
      double lower = gtk_adjustment_get_lower (self->vadjustment);
      double upper = gtk_adjustment_get_upper (self->vadjustment) - self->layout.height;

      ui_timeline_layout_jump (&self->layout, (value - lower) / MAX (upper - lower, 1));
    }
  else
    {
      ui_timeline_layout_scroll (&self->layout, distance);
    }

  queue_layout (self);
}

static void
set_adjustment (UiTimelineView  *self,
                GtkAdjustment  **place,
                GtkAdjustment   *adjustment)
{
  if (adjustment != NULL && adjustment == *place)
    return;

  if (*place != NULL)
    g_signal_handlers_disconnect_by_data (*place, self);
  g_clear_object (place);

  *place = g_object_ref_sink (adjustment != NULL ? adjustment
                                                 : gtk_adjustment_new (0, 0, 0, 0, 0, 0));
  if (place == &self->vadjustment)
    {
      self->value = gtk_adjustment_get_value (*place);
      g_signal_connect_object (*place, "value-changed", G_CALLBACK (value_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  queue_layout (self);
}

static gboolean
ui_timeline_view_focus (GtkWidget        *widget,
                        GtkDirectionType  direction)
{
  UiTimelineView *self = UI_TIMELINE_VIEW (widget);

  gboolean moved = ui_timeline_focus_move (&self->layout, widget, direction);

  queue_layout (self);
  return moved;
}

static gboolean
page_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  UiTimelineView *self = UI_TIMELINE_VIEW (widget);
  UiTimelineRow *row = ui_timeline_focus_get_row (&self->layout, widget);

  /* The focus stays at its place on the screen, in the row that will be there. */
  if (row != NULL && !self->focus_pending)
    {
      self->focus_pending = TRUE;
      self->focus_y = CLAMP (row->y, 0, self->layout.height - 1);
    }

  ui_timeline_view_scroll_pages (self, g_variant_get_int32 (args));
  return TRUE;
}

static gboolean
edge_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  UiTimelineView *self = UI_TIMELINE_VIEW (widget);
  guint n_items = self->model != NULL ? g_list_model_get_n_items (self->model) : 0;

  if (n_items == 0)
    return FALSE;

  if (g_variant_get_int32 (args) < 0)
    return ui_timeline_view_focus_row (self, 0);

  ui_timeline_view_focus_row (self, n_items - 1);
  ui_timeline_view_go_to_end (self);
  return TRUE;
}

static void
items_changed_cb (UiTimelineView *self,
                  guint           position,
                  guint           removed,
                  guint           added)
{
  UiTimelineRow *focused = NULL;

  if (removed > 0)
    focused = ui_timeline_focus_get_row (&self->layout, GTK_WIDGET (self));

  ui_timeline_layout_items_changed (&self->layout, position, removed, added);
  ui_timeline_focus_keep (&self->layout, focused, position);
  self->is_busy = self->layout.anchor == UI_TIMELINE_ANCHOR_END;
  start_rest (self);
  queue_layout (self);
}

static void
ui_timeline_view_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  UiTimelineView *self = UI_TIMELINE_VIEW (object);

  switch (prop_id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;
    case PROP_HAS_OLDER:
      g_value_set_boolean (value, self->has_older);
      break;
    case PROP_HAS_NEWER:
      g_value_set_boolean (value, self->layout.open_end);
      break;
    case PROP_AT_END:
      g_value_set_boolean (value, self->at_end);
      break;
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->hadjustment);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->vadjustment);
      break;
    case PROP_HSCROLL_POLICY:
      g_value_set_enum (value, self->hscroll_policy);
      break;
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->vscroll_policy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_timeline_view_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  UiTimelineView *self = UI_TIMELINE_VIEW (object);

  switch (prop_id)
    {
    case PROP_MODEL:
      ui_timeline_view_set_model (self, g_value_get_object (value));
      break;
    case PROP_HAS_OLDER:
      ui_timeline_view_set_has_older (self, g_value_get_boolean (value));
      break;
    case PROP_HAS_NEWER:
      ui_timeline_view_set_has_newer (self, g_value_get_boolean (value));
      break;
    case PROP_HADJUSTMENT:
      set_adjustment (self, &self->hadjustment, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, &self->vadjustment, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
      self->hscroll_policy = g_value_get_enum (value);
      break;
    case PROP_VSCROLL_POLICY:
      self->vscroll_policy = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_timeline_view_dispose (GObject *object)
{
  UiTimelineView *self = UI_TIMELINE_VIEW (object);

  g_clear_handle_id (&self->highlight_id, g_source_remove);
  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_handle_id (&self->rest_id, g_source_remove);
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;

  g_clear_weak_pointer (&self->lit_row);
  g_clear_pointer (&self->rows, ui_timeline_rows_free);
  self->layout.model = NULL;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  if (self->vadjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->vadjustment, self);
  g_clear_object (&self->hadjustment);
  g_clear_object (&self->vadjustment);
  g_clear_object (&self->highlighted);

  G_OBJECT_CLASS (ui_timeline_view_parent_class)->dispose (object);
}

static void
scrollable_iface_init (GtkScrollableInterface *iface)
{
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  static const struct {
    guint    keyval;
    gboolean edge;
    int      direction;
  } keys[] = {
    { GDK_KEY_Page_Up, FALSE, -1 },
    { GDK_KEY_KP_Page_Up, FALSE, -1 },
    { GDK_KEY_Page_Down, FALSE, 1 },
    { GDK_KEY_KP_Page_Down, FALSE, 1 },
    { GDK_KEY_Home, TRUE, -1 },
    { GDK_KEY_KP_Home, TRUE, -1 },
    { GDK_KEY_End, TRUE, 1 },
    { GDK_KEY_KP_End, TRUE, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].keyval, 0,
                                  keys[i].edge ? edge_cb : page_cb, "i", keys[i].direction);
}

static void
ui_timeline_view_class_init (UiTimelineViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ui_timeline_view_get_property;
  object_class->set_property = ui_timeline_view_set_property;
  object_class->dispose = ui_timeline_view_dispose;

  widget_class->measure = ui_timeline_view_measure;
  widget_class->get_request_mode = ui_timeline_view_get_request_mode;
  widget_class->size_allocate = ui_timeline_view_size_allocate;
  widget_class->snapshot = ui_timeline_view_snapshot;
  widget_class->focus = ui_timeline_view_focus;

  props[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_HAS_OLDER] = g_param_spec_boolean ("has-older", NULL, NULL, FALSE, flags);
  props[PROP_HAS_NEWER] = g_param_spec_boolean ("has-newer", NULL, NULL, FALSE, flags);
  props[PROP_AT_END] = g_param_spec_boolean ("at-end", NULL, NULL, TRUE,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  signals[SIGNAL_NEED_OLDER] = g_signal_new ("need-older", G_TYPE_FROM_CLASS (klass),
                                             G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                             G_TYPE_NONE, 0);
  signals[SIGNAL_NEED_NEWER] = g_signal_new ("need-newer", G_TYPE_FROM_CLASS (klass),
                                             G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                             G_TYPE_NONE, 0);
  signals[SIGNAL_NEED_END] = g_signal_new ("need-end", G_TYPE_FROM_CLASS (klass),
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "timeline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
  add_keys (widget_class);
}

static void
ui_timeline_view_init (UiTimelineView *self)
{
  self->at_end = TRUE;
  self->layout.at_end = TRUE;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
ui_timeline_view_new (const UiTimelineFactory *factory,
                      gpointer                 user_data)
{
  UiTimelineView *self = g_object_new (UI_TYPE_TIMELINE_VIEW, NULL);

  self->rows = ui_timeline_rows_new (GTK_WIDGET (self), factory, user_data);
  self->layout.rows = self->rows;
  return GTK_WIDGET (self);
}

void
ui_timeline_view_set_model (UiTimelineView *self,
                            GListModel     *model)
{
  guint n_items;

  g_return_if_fail (UI_IS_TIMELINE_VIEW (self));
  g_return_if_fail (model == NULL || G_IS_LIST_MODEL (model));

  if (self->model == model)
    return;

  if (self->model != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->model, self);
      n_items = g_list_model_get_n_items (self->model);
      ui_timeline_rows_items_changed (self->rows, 0, n_items, 0);
    }

  g_set_object (&self->model, model);
  self->layout.model = model;
  if (model != NULL)
    g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), self,
                             G_CONNECT_SWAPPED);

  ui_timeline_layout_go_to_end (&self->layout);
  queue_layout (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODEL]);
}

void
ui_timeline_view_set_has_older (UiTimelineView *self,
                                gboolean        has_older)
{
  g_return_if_fail (UI_IS_TIMELINE_VIEW (self));

  if (self->has_older == !!has_older)
    return;

  self->has_older = !!has_older;
  queue_layout (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HAS_OLDER]);
}

void
ui_timeline_view_set_has_newer (UiTimelineView *self,
                                gboolean        has_newer)
{
  g_return_if_fail (UI_IS_TIMELINE_VIEW (self));

  if (self->layout.open_end == !!has_newer)
    return;

  self->layout.open_end = !!has_newer;
  queue_layout (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HAS_NEWER]);
}

gboolean
ui_timeline_view_get_at_end (UiTimelineView *self)
{
  g_return_val_if_fail (UI_IS_TIMELINE_VIEW (self), FALSE);

  return self->at_end;
}

void
ui_timeline_view_go_to (UiTimelineView *self,
                        guint           position,
                        gboolean        centred)
{
  g_return_if_fail (UI_IS_TIMELINE_VIEW (self));

  ui_timeline_layout_go_to (&self->layout, position, centred);
  queue_layout (self);
  set_at_end (self, FALSE); /* until the layout says otherwise */
}

void
ui_timeline_view_go_to_end (UiTimelineView *self)
{
  g_return_if_fail (UI_IS_TIMELINE_VIEW (self));

  ui_timeline_layout_go_to_end (&self->layout);
  queue_layout (self);

  if (self->layout.open_end)
    g_signal_emit (self, signals[SIGNAL_NEED_END], 0);
}

void
ui_timeline_view_scroll_pages (UiTimelineView *self,
                               int             pages)
{
  g_return_if_fail (UI_IS_TIMELINE_VIEW (self));

  ui_timeline_layout_scroll (&self->layout, pages * (self->layout.height - PAGE_OVERLAP));
  queue_layout (self);
}

void
ui_timeline_view_highlight (UiTimelineView *self,
                            guint           position)
{
  g_return_if_fail (UI_IS_TIMELINE_VIEW (self));

  g_clear_handle_id (&self->highlight_id, g_source_remove);
  g_clear_object (&self->highlighted);
  if (self->model != NULL)
    self->highlighted = g_list_model_get_item (self->model, position);

  if (self->highlighted != NULL)
    self->highlight_id = g_timeout_add (HIGHLIGHT_MS, highlight_over_cb, self);
  update_lit_row (self);
}

gboolean
ui_timeline_view_focus_row (UiTimelineView *self,
                            guint           position)
{
  g_return_val_if_fail (UI_IS_TIMELINE_VIEW (self), FALSE);

  if (self->model == NULL || position >= g_list_model_get_n_items (self->model))
    return FALSE;

  return ui_timeline_focus_grab (&self->layout, GTK_WIDGET (self), position);
}

void
ui_timeline_view_rebind (UiTimelineView *self)
{
  g_return_if_fail (UI_IS_TIMELINE_VIEW (self));

  ui_timeline_rows_set_stale (self->rows);
  queue_layout (self);
}

GtkWidget *
ui_timeline_view_get_row (UiTimelineView *self,
                          guint           position)
{
  UiTimelineRow *row;

  g_return_val_if_fail (UI_IS_TIMELINE_VIEW (self), NULL);

  row = ui_timeline_rows_find (self->rows, position);
  return row != NULL ? row->widget : NULL;
}

GObject *
ui_timeline_view_get_item (UiTimelineView *self,
                           GtkWidget      *widget)
{
  UiTimelineRow *row;

  g_return_val_if_fail (UI_IS_TIMELINE_VIEW (self), NULL);
  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  row = ui_timeline_rows_find_widget (self->rows, widget);
  return row != NULL ? row->item : NULL;
}

gboolean
ui_timeline_view_get_range (UiTimelineView *self,
                            guint          *first,
                            guint          *last)
{
  g_return_val_if_fail (UI_IS_TIMELINE_VIEW (self), FALSE);

  return ui_timeline_rows_get_range (self->rows, self->layout.height, first, last);
}

guint
ui_timeline_view_get_n_made (UiTimelineView *self)
{
  g_return_val_if_fail (UI_IS_TIMELINE_VIEW (self), 0);

  return ui_timeline_rows_get_n_made (self->rows);
}
