/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One picture that can be looked at from near. */
#define G_LOG_DOMAIN "ui-zoom-view"

#include "ui-zoom-view.h"

#include "ui-texture-cache.h"

#include <math.h>

#define STEP        1.25
#define NEAREST     8.0  /* px of the screen for one of the picture */
#define WHEEL_STEP  1.15
#define TOUCHPAD_PX 0.005
#define ARROW_PX    60.0
#define MIN_TIME_MS 20   /* of a picture that moves */

struct _UiZoomView
{
  GtkWidget    parent_instance;

  ChatPicture *picture;    /* (nullable) */
  GdkTexture  *texture;    /* (nullable): the frame that is shown */
  guint        frame;
  gint64       frame_us;   /* since when it is shown, by the frame clock; 0: from now on */
  guint        tick;       /* 0: nothing moves */

  gboolean     is_fit;
  double       scale;      /* px of the widget for one of the picture, while it is not fit */
  double       x, y;       /* what of the picture, 0 to 1, is in the middle */

  double       began_scale; /* of a pinch */
  double       began_x;     /* of a drag */
  double       began_y;
  double       pointer_x;  /* -1: not here */
  double       pointer_y;
};

G_DEFINE_FINAL_TYPE (UiZoomView, ui_zoom_view, GTK_TYPE_WIDGET)

enum {
  PROP_ZOOM = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* Where it is. */

static double
get_full_width (UiZoomView *self)
{
  return MAX (chat_picture_get_full_width (self->picture), 1);
}

static double
get_full_height (UiZoomView *self)
{
  return MAX (chat_picture_get_full_height (self->picture), 1);
}

static double
get_fit_scale (UiZoomView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  double fit = MIN (gtk_widget_get_width (widget) / get_full_width (self),
                    gtk_widget_get_height (widget) / get_full_height (self));

  return MIN (fit, 1.0 / gtk_widget_get_scale_factor (widget));
}

static double
get_scale (UiZoomView *self)
{
  return self->is_fit ? get_fit_scale (self) : self->scale;
}

static double
get_max_scale (UiZoomView *self)
{
  return MAX (NEAREST / gtk_widget_get_scale_factor (GTK_WIDGET (self)), get_fit_scale (self));
}

/* No edge of it is farther inside than it need be. */
static double
clamp_middle (double middle,
              double shown,
              double room)
{
  return shown <= room ? 0.5 : CLAMP (middle, room / 2 / shown, 1 - room / 2 / shown);
}

static graphene_rect_t
get_area (UiZoomView *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  double shown_width = get_full_width (self) * get_scale (self);
  double shown_height = get_full_height (self) * get_scale (self);

  self->x = clamp_middle (self->x, shown_width, width);
  self->y = clamp_middle (self->y, shown_height, height);
  return GRAPHENE_RECT_INIT ((float) (width / 2 - self->x * shown_width),
                             (float) (height / 2 - self->y * shown_height),
                             (float) shown_width, (float) shown_height);
}

gboolean
ui_zoom_view_is_larger (UiZoomView *self)
{
  graphene_rect_t area;

  g_return_val_if_fail (UI_IS_ZOOM_VIEW (self), FALSE);

  if (self->picture == NULL)
    return FALSE;

  area = get_area (self);
  return area.size.width > (float) gtk_widget_get_width (GTK_WIDGET (self)) + 0.5f
         || area.size.height > (float) gtk_widget_get_height (GTK_WIDGET (self)) + 0.5f;
}

static void
changed (UiZoomView *self)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   ui_zoom_view_is_larger (self) ? "grab" : NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ZOOM]);
}

/* What is at @x and @y stays there. */
static void
zoom_at (UiZoomView *self,
         double      scale,
         double      x,
         double      y)
{
  graphene_rect_t area;
  double fit;
  double at_x;
  double at_y;

  if (self->picture == NULL)
    return;

  area = get_area (self);
  fit = get_fit_scale (self);
  if (area.size.width <= 0 || area.size.height <= 0)
    return;

  at_x = (x - (double) area.origin.x) / (double) area.size.width;
  at_y = (y - (double) area.origin.y) / (double) area.size.height;
  self->is_fit = scale <= fit * 1.001;
  self->scale = MIN (scale, get_max_scale (self));
  scale = get_scale (self);
  self->x = at_x - (x - gtk_widget_get_width (GTK_WIDGET (self)) / 2.0)
                     / (get_full_width (self) * scale);
  self->y = at_y - (y - gtk_widget_get_height (GTK_WIDGET (self)) / 2.0)
                     / (get_full_height (self) * scale);
  get_area (self);
  changed (self);
}

static void
zoom_at_middle (UiZoomView *self,
                double      scale)
{
  zoom_at (self, scale, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
           gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

static void
move_to (UiZoomView *self,
         double      x,
         double      y)
{
  self->x = x;
  self->y = y;
  get_area (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Pictures that move. */

static void
show_frame (UiZoomView *self,
            guint       frame)
{
  g_clear_object (&self->texture);
  self->frame = frame;
  if (self->picture != NULL)
    self->texture = ui_texture_new (self->picture, frame);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Called only while the window is drawn; after a pause it goes on where it was. */
static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  UiZoomView *self = UI_ZOOM_VIEW (widget);
  gint64 now_us = gdk_frame_clock_get_frame_time (clock);
  guint time_ms = MAX (chat_picture_get_time (self->picture, self->frame), MIN_TIME_MS);

  if (self->frame_us == 0)
    self->frame_us = now_us;
  if (now_us - self->frame_us < time_ms * G_TIME_SPAN_MILLISECOND)
    return G_SOURCE_CONTINUE;

  self->frame_us = now_us;
  show_frame (self, (self->frame + 1) % chat_picture_get_n_frames (self->picture));
  return G_SOURCE_CONTINUE;
}

static void
update_tick (UiZoomView *self)
{
  gboolean moves = self->picture != NULL && chat_picture_get_n_frames (self->picture) > 1
                   && gtk_widget_get_mapped (GTK_WIDGET (self));

  if (moves && self->tick == 0)
    {
      self->frame_us = 0;
      self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
    }
  else if (!moves && self->tick != 0)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
      self->tick = 0;
    }
}

static void
ui_zoom_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ui_zoom_view_parent_class)->map (widget);
  update_tick (UI_ZOOM_VIEW (widget));
}

static void
ui_zoom_view_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ui_zoom_view_parent_class)->unmap (widget);
  update_tick (UI_ZOOM_VIEW (widget));
}

/* Drawing. */

static void
ui_zoom_view_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  UiZoomView *self = UI_ZOOM_VIEW (widget);
  graphene_rect_t area;

  if (self->texture == NULL)
    return;

  area = get_area (self);
  gtk_snapshot_append_texture (snapshot, self->texture, &area);
}

static void
ui_zoom_view_size_allocate (GtkWidget *widget,
                            int        width,
                            int        height,
                            int        baseline)
{
  UiZoomView *self = UI_ZOOM_VIEW (widget);

  /* The window has grown around a picture that was zoomed a little. */
  if (self->picture != NULL && !self->is_fit && self->scale <= get_fit_scale (self))
    self->is_fit = TRUE;
  if (self->picture != NULL)
    changed (self);
}

/* By hand. */

static void
motion_cb (GtkEventControllerMotion *controller,
           double                    x,
           double                    y,
           UiZoomView               *self)
{
  self->pointer_x = x;
  self->pointer_y = y;
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller,
           double                    dx,
           double                    dy,
           UiZoomView               *self)
{
  gboolean by_px = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE;
  double factor = by_px ? exp (-dy * TOUCHPAD_PX) : pow (WHEEL_STEP, -dy);

  if (self->picture != NULL && dy != 0)
    zoom_at (self, get_scale (self) * factor, self->pointer_x, self->pointer_y);
  return TRUE;
}

static void
pinch_begin_cb (GtkGesture       *gesture,
                GdkEventSequence *sequence,
                UiZoomView       *self)
{
  self->began_scale = self->picture != NULL ? get_scale (self) : 0;
}

static void
pinch_cb (GtkGestureZoom *gesture,
          double          scale,
          UiZoomView     *self)
{
  double x = 0;
  double y = 0;

  if (gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y)
      && self->began_scale > 0)
    zoom_at (self, self->began_scale * scale, x, y);
}

static void
drag_begin_cb (GtkGestureDrag *gesture,
               double          x,
               double          y,
               UiZoomView     *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->began_x = self->x;
  self->began_y = self->y;
  if (ui_zoom_view_is_larger (self))
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
}

static void
drag_cb (GtkGestureDrag *gesture,
         double          dx,
         double          dy,
         UiZoomView     *self)
{
  double scale;

  if (!ui_zoom_view_is_larger (self))
    return;

  scale = get_scale (self);
  move_to (self, self->began_x - dx / (get_full_width (self) * scale),
           self->began_y - dy / (get_full_height (self) * scale));
}

static void
drag_end_cb (GtkGestureDrag *gesture,
             double          dx,
             double          dy,
             UiZoomView     *self)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   ui_zoom_view_is_larger (self) ? "grab" : NULL);
}

/* Between all of it and every px of it; where that is the same, twice as near. */
static void
pressed_cb (GtkGestureClick *gesture,
            int              n_presses,
            double           x,
            double           y,
            UiZoomView      *self)
{
  double actual = 1.0 / gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double fit;

  if (n_presses != 2 || self->picture == NULL)
    return;

  fit = get_fit_scale (self);
  zoom_at (self, !self->is_fit ? fit : actual > fit * 1.2 ? actual : fit * 2, x, y);
}

static gboolean
arrow_cb (GtkWidget *widget,
          GVariant  *arguments,
          gpointer   user_data)
{
  UiZoomView *self = UI_ZOOM_VIEW (widget);
  int dx = 0;
  int dy = 0;

  g_variant_get (arguments, "(ii)", &dx, &dy);
  if (ui_zoom_view_is_larger (self))
    {
      double scale = get_scale (self);

      move_to (self, self->x + dx * ARROW_PX / (get_full_width (self) * scale),
               self->y + dy * ARROW_PX / (get_full_height (self) * scale));
      return TRUE;
    }

  return dx == 0 || gtk_widget_activate_action (widget, "viewer.turn", "i", dx);
}

static void
ui_zoom_view_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ZOOM:
      g_value_set_double (value, ui_zoom_view_get_zoom (UI_ZOOM_VIEW (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_zoom_view_finalize (GObject *object)
{
  UiZoomView *self = UI_ZOOM_VIEW (object);

  g_clear_pointer (&self->picture, chat_picture_free);
  g_clear_object (&self->texture);

  G_OBJECT_CLASS (ui_zoom_view_parent_class)->finalize (object);
}

static void
add_keys (GtkWidgetClass *klass)
{
  static const struct {
    guint key;
    guint keypad;
    int   dx;
    int   dy;
  } arrows[] = {
    { GDK_KEY_Left, GDK_KEY_KP_Left, -1, 0 },
    { GDK_KEY_Right, GDK_KEY_KP_Right, 1, 0 },
    { GDK_KEY_Up, GDK_KEY_KP_Up, 0, -1 },
    { GDK_KEY_Down, GDK_KEY_KP_Down, 0, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (arrows); i++)
    {
      gtk_widget_class_add_binding (klass, arrows[i].key, 0, arrow_cb, "(ii)", arrows[i].dx,
                                    arrows[i].dy);
      gtk_widget_class_add_binding (klass, arrows[i].keypad, 0, arrow_cb, "(ii)", arrows[i].dx,
                                    arrows[i].dy);
    }
}

static void
ui_zoom_view_class_init (UiZoomViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ui_zoom_view_get_property;
  object_class->finalize = ui_zoom_view_finalize;
  widget_class->map = ui_zoom_view_map;
  widget_class->unmap = ui_zoom_view_unmap;
  widget_class->snapshot = ui_zoom_view_snapshot;
  widget_class->size_allocate = ui_zoom_view_size_allocate;

  props[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, 0, G_MAXDOUBLE, 0,
                                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                                          | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_css_name (widget_class, "zoomview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  add_keys (widget_class);
}

static void
add_controllers (UiZoomView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll =
    gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

static void
ui_zoom_view_init (UiZoomView *self)
{
  self->is_fit = TRUE;
  self->x = self->y = 0.5;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  add_controllers (self);
}

void
ui_zoom_view_take_picture (UiZoomView  *self,
                           ChatPicture *picture,
                           gboolean     again)
{
  g_return_if_fail (UI_IS_ZOOM_VIEW (self));

  g_clear_pointer (&self->picture, chat_picture_free);
  self->picture = picture;
  if (!again)
    {
      self->is_fit = TRUE;
      self->x = self->y = 0.5;
    }
  show_frame (self, 0);
  update_tick (self);
  changed (self);
}

ChatPicture *
ui_zoom_view_get_picture (UiZoomView *self)
{
  g_return_val_if_fail (UI_IS_ZOOM_VIEW (self), NULL);

  return self->picture;
}

double
ui_zoom_view_get_zoom (UiZoomView *self)
{
  g_return_val_if_fail (UI_IS_ZOOM_VIEW (self), 0);

  return self->picture != NULL ? MAX (get_scale (self), 0)
                                 * gtk_widget_get_scale_factor (GTK_WIDGET (self)) : 0;
}

void
ui_zoom_view_set_zoom (UiZoomView *self,
                       double      zoom)
{
  g_return_if_fail (UI_IS_ZOOM_VIEW (self));

  zoom_at_middle (self, zoom / gtk_widget_get_scale_factor (GTK_WIDGET (self)));
}

void
ui_zoom_view_fit (UiZoomView *self)
{
  g_return_if_fail (UI_IS_ZOOM_VIEW (self));

  zoom_at_middle (self, 0);
}

gboolean
ui_zoom_view_can_zoom (UiZoomView *self,
                       gboolean    nearer)
{
  g_return_val_if_fail (UI_IS_ZOOM_VIEW (self), FALSE);

  if (self->picture == NULL)
    return FALSE;
  return nearer ? get_scale (self) < get_max_scale (self) * 0.999 : !self->is_fit;
}

void
ui_zoom_view_step (UiZoomView *self,
                   gboolean    nearer)
{
  g_return_if_fail (UI_IS_ZOOM_VIEW (self));

  if (self->picture != NULL)
    zoom_at_middle (self, get_scale (self) * (nearer ? STEP : 1 / STEP));
}

guint
ui_zoom_view_get_side (UiZoomView *self)
{
  g_return_val_if_fail (UI_IS_ZOOM_VIEW (self), 0);

  return self->picture == NULL ? 0
         : (guint) ceil (MAX (get_full_width (self), get_full_height (self))
                         * ui_zoom_view_get_zoom (self));
}
