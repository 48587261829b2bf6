/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sound as a row of bars. */
#define G_LOG_DOMAIN "ui-wave"

#include "ui-wave.h"

#include "ui-duration.h"

#include <math.h>

#define BAR     3
#define SPACE   2
#define HEIGHT  28
#define WIDTH   180
#define MIN_BAR 3
#define LINE    4

struct _UiWave
{
  GtkWidget  parent_instance;

  guint8    *peaks;       /* (nullable) */
  guint      n_peaks;
  guint8     loudest;
  gint64     position_ms;
  gint64     duration_ms; /* -1: not known */
  gint64     told_s;      /* what was told to who does not see */
  double     dragged;     /* 0 to 1: where it is held; -1: it is not */
};

G_DEFINE_FINAL_TYPE (UiWave, ui_wave, GTK_TYPE_WIDGET)

enum {
  SIGNAL_SEEK,
  SIGNAL_STEP,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static double
get_played (UiWave *self)
{
  if (self->dragged >= 0)
    return self->dragged;

  return self->duration_ms > 0 ? CLAMP ((double) self->position_ms / (double) self->duration_ms, 0,
                                        1) : 0;
}

/* Time goes as one reads. */
static double
get_fraction (UiWave *self,
              double  x)
{
  double fraction = CLAMP (x / MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1), 0, 1);

  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? 1 - fraction : fraction;
}

static void
append_bar (GtkSnapshot   *snapshot,
            const GdkRGBA *color,
            double         x,
            double         y,
            double         width,
            double         height)
{
  GskRoundedRect bar;

  gsk_rounded_rect_init_from_rect (&bar,
                                   &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width,
                                                        (float) height),
                                   (float) MIN (width, height) / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &bar);
  gtk_snapshot_append_color (snapshot, color, &bar.bounds);
  gtk_snapshot_pop (snapshot);
}

/* The loudest of the peaks below a bar, of 1 */
static double
get_level (UiWave *self,
           guint   bar,
           guint   n_bars)
{
  guint begin = bar * self->n_peaks / n_bars;
  guint end = MAX ((bar + 1) * self->n_peaks / n_bars, begin + 1);
  guint8 level = 0;

  for (guint i = begin; i < MIN (end, self->n_peaks); i++)
    level = MAX (level, self->peaks[i]);
  return self->loudest > 0 ? (double) level / self->loudest : 0;
}

static void
draw (UiWave        *self,
      GtkSnapshot   *snapshot,
      const GdkRGBA *color,
      double         begin,
      double         end)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  guint n_bars = (guint) MAX ((width + SPACE) / (BAR + SPACE), 1);

  if (self->peaks == NULL)
    {
      double from = rtl ? (1 - end) * width : begin * width;

      if (end > begin)
        append_bar (snapshot, color, from, (height - LINE) / 2, (end - begin) * width, LINE);
      return;
    }

  for (guint i = 0; i < n_bars; i++)
    {
      double middle = (i + 0.5) / n_bars;
      double x = (rtl ? n_bars - 1 - i : i) * (double) (BAR + SPACE);
      double bar = MAX (get_level (self, i, n_bars) * height, MIN_BAR);

      if (middle > begin && middle <= end)
        append_bar (snapshot, color, x, floor ((height - bar) / 2), BAR, bar);
    }
}

static void
ui_wave_snapshot (GtkWidget   *widget,
                  GtkSnapshot *snapshot)
{
  UiWave *self = UI_WAVE (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  double played = get_played (self);
  GdkRGBA accent;
  GdkRGBA rest;

  gtk_style_context_get_color (style, &rest);
  if (!gtk_style_context_lookup_color (style, "accent_color", &accent))
    accent = rest;
  rest.alpha *= 0.35F;
  draw (self, snapshot, &accent, 0, played);
  draw (self, snapshot, &rest, played, 1);
}

static void
ui_wave_measure (GtkWidget      *widget,
                 GtkOrientation  orientation,
                 int             for_size,
                 int            *minimum,
                 int            *natural,
                 int            *minimum_baseline,
                 int            *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 40 : HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
tell (UiWave *self)
{
  g_autofree char *text = ui_duration_format (self->position_ms);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX,
                                  MAX ((double) self->duration_ms / 1000, 0),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  (double) self->position_ms / 1000,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

void
ui_wave_set_peaks (UiWave       *self,
                   const guint8 *peaks,
                   guint         n_peaks)
{
  g_return_if_fail (UI_IS_WAVE (self));

  g_clear_pointer (&self->peaks, g_free);
  self->n_peaks = n_peaks;
  self->loudest = 0;
  if (n_peaks > 0)
    self->peaks = g_memdup2 (peaks, n_peaks);
  for (guint i = 0; i < n_peaks; i++)
    self->loudest = MAX (self->loudest, peaks[i]);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
ui_wave_set_position (UiWave *self,
                      gint64  position_ms,
                      gint64  duration_ms)
{
  g_return_if_fail (UI_IS_WAVE (self));

  if (self->position_ms == position_ms && self->duration_ms == duration_ms)
    return;

  self->position_ms = position_ms;
  self->duration_ms = duration_ms;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->told_s == position_ms / 1000)
    return;

  self->told_s = position_ms / 1000;
  tell (self);
}

static void
drag_begin_cb (GtkGestureDrag *gesture,
               double          x,
               double          y,
               UiWave         *self)
{
  /* Whoever is around it is not to take that for a click, or a drag of its own. */
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->dragged = get_fraction (self, x);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_update_cb (GtkGestureDrag *gesture,
                double          offset_x,
                double          offset_y,
                UiWave         *self)
{
  double x = 0;
  double y = 0;

  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  self->dragged = get_fraction (self, x + offset_x);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_end_cb (GtkGestureDrag *gesture,
             double          offset_x,
             double          offset_y,
             UiWave         *self)
{
  double dragged = self->dragged;

  self->dragged = -1;
  if (dragged >= 0)
    g_signal_emit (self, signals[SIGNAL_SEEK], 0, dragged);
}

static void
drag_cancel_cb (GtkGesture       *gesture,
                GdkEventSequence *sequence,
                UiWave           *self)
{
  self->dragged = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
step_cb (GtkWidget *widget,
         GVariant  *seconds,
         gpointer   user_data)
{
  int step = g_variant_get_int32 (seconds);

  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL && ABS (step) < 10)
    step = -step;
  g_signal_emit (widget, signals[SIGNAL_STEP], 0, step);
  return TRUE;
}

static gboolean
home_cb (GtkWidget *widget,
         GVariant  *arguments,
         gpointer   user_data)
{
  g_signal_emit (widget, signals[SIGNAL_SEEK], 0, 0.0);
  return TRUE;
}

static void
ui_wave_finalize (GObject *object)
{
  g_free (UI_WAVE (object)->peaks);

  G_OBJECT_CLASS (ui_wave_parent_class)->finalize (object);
}

static void
ui_wave_class_init (UiWaveClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ui_wave_finalize;
  widget_class->measure = ui_wave_measure;
  widget_class->snapshot = ui_wave_snapshot;
  signals[SIGNAL_SEEK] = g_signal_new ("seek", UI_TYPE_WAVE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  signals[SIGNAL_STEP] = g_signal_new ("step", UI_TYPE_WAVE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, step_cb, "i", 5);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, step_cb, "i", -5);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Right, 0, step_cb, "i", 5);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Left, 0, step_cb, "i", -5);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Home, 0, home_cb, NULL);
  gtk_widget_class_set_css_name (widget_class, "wave");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
ui_wave_init (UiWave *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->duration_ms = -1;
  self->dragged = -1;
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), GDK_BUTTON_PRIMARY);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self, 0);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (drag_update_cb), self, 0);
  g_signal_connect_object (drag, "drag-end", G_CALLBACK (drag_end_cb), self, 0);
  g_signal_connect_object (drag, "cancel", G_CALLBACK (drag_cancel_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "pointer");
  tell (self);
}

GtkWidget *
ui_wave_new (void)
{
  return g_object_new (UI_TYPE_WAVE, NULL);
}
