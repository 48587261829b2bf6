/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of an own message, drawn. */
#define G_LOG_DOMAIN "ui-state-icon"

#include "ui-state-icon.h"

#include <glib/gi18n.h>

#define WIDTH 18
#define HEIGHT 14

struct _UiStateIcon
{
  GtkWidget         parent_instance;

  ChatMessageState  state;
  gboolean          is_on_picture;
};

G_DEFINE_FINAL_TYPE (UiStateIcon, ui_state_icon, GTK_TYPE_WIDGET)

enum {
  PROP_STATE = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

const char *
ui_state_to_text (ChatMessageState state)
{
  switch (state)
    {
    case CHAT_MESSAGE_QUEUED:
      return _("Waits to be sent");
    case CHAT_MESSAGE_SENT:
      return _("Sent");
    case CHAT_MESSAGE_DELIVERED:
      return _("Delivered");
    case CHAT_MESSAGE_DISPLAYED:
      return _("Read");
    case CHAT_MESSAGE_FAILED:
      return _("Not sent");
    case CHAT_MESSAGE_RECEIVED:
    default:
      return "";
    }
}

static void
draw_tick (cairo_t *cr,
           double   x)
{
  cairo_move_to (cr, x, 7.5);
  cairo_line_to (cr, x + 3, 10.5);
  cairo_line_to (cr, x + 9, 4);
  cairo_stroke (cr);
}

static void
draw_clock (cairo_t *cr)
{
  cairo_arc (cr, 11, 7, 5, 0, 2 * G_PI);
  cairo_stroke (cr);
  cairo_move_to (cr, 11, 4);
  cairo_line_to (cr, 11, 7.5);
  cairo_line_to (cr, 13.5, 7.5);
  cairo_stroke (cr);
}

static void
draw_warning (cairo_t *cr)
{
  cairo_move_to (cr, 11, 1.5);
  cairo_line_to (cr, 17, 12.5);
  cairo_line_to (cr, 5, 12.5);
  cairo_close_path (cr);
  cairo_stroke (cr);
  cairo_move_to (cr, 11, 5.5);
  cairo_line_to (cr, 11, 8.5);
  cairo_stroke (cr);
  cairo_arc (cr, 11, 10.5, 0.8, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
ui_state_icon_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  UiStateIcon *self = UI_STATE_ICON (widget);
  cairo_t *cr;
  GdkRGBA color;

  if (self->state == CHAT_MESSAGE_RECEIVED)
    return;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (
    (float) (gtk_widget_get_width (widget) - WIDTH) / 2,
    (float) (gtk_widget_get_height (widget) - HEIGHT) / 2));
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT));
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, 1.6);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);

  if (self->state == CHAT_MESSAGE_QUEUED)
    draw_clock (cr);
  else if (self->state == CHAT_MESSAGE_FAILED)
    draw_warning (cr);
  else
    draw_tick (cr, 7);
  if (self->state == CHAT_MESSAGE_DELIVERED || self->state == CHAT_MESSAGE_DISPLAYED)
    draw_tick (cr, 2);
  cairo_destroy (cr);
  gtk_snapshot_restore (snapshot);
}

static void
ui_state_icon_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

void
ui_state_icon_set_state (UiStateIcon      *self,
                         ChatMessageState  state)
{
  GtkWidget *widget = GTK_WIDGET (self);

  g_return_if_fail (UI_IS_STATE_ICON (self));

  if (self->state == state)
    return;

  self->state = state;
  gtk_widget_remove_css_class (widget, "accent");
  gtk_widget_remove_css_class (widget, "error");
  gtk_widget_remove_css_class (widget, "dim-label");
  gtk_widget_add_css_class (widget, state == CHAT_MESSAGE_DISPLAYED ? "accent"
                                    : state == CHAT_MESSAGE_FAILED ? "error" : "dim-label");
  gtk_widget_set_tooltip_text (widget, ui_state_to_text (state));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  ui_state_to_text (state), -1);
  gtk_widget_queue_draw (widget);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
ui_state_icon_set_on_picture (UiStateIcon *self,
                              gboolean     is_on_picture)
{
  g_return_if_fail (UI_IS_STATE_ICON (self));

  if (self->is_on_picture == is_on_picture)
    return;

  self->is_on_picture = is_on_picture;
  gtk_widget_set_can_target (GTK_WIDGET (self), !is_on_picture);
  if (is_on_picture)
    gtk_widget_add_css_class (GTK_WIDGET (self), "on-picture");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "on-picture");
}

static void
ui_state_icon_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  if (prop_id == PROP_STATE)
    g_value_set_int (value, (int) UI_STATE_ICON (object)->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
ui_state_icon_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  if (prop_id == PROP_STATE)
    ui_state_icon_set_state (UI_STATE_ICON (object), (ChatMessageState) g_value_get_int (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
ui_state_icon_class_init (UiStateIconClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ui_state_icon_get_property;
  object_class->set_property = ui_state_icon_set_property;
  widget_class->snapshot = ui_state_icon_snapshot;
  widget_class->measure = ui_state_icon_measure;

  props[PROP_STATE] =
    g_param_spec_int ("state", NULL, NULL, CHAT_MESSAGE_RECEIVED, CHAT_MESSAGE_FAILED,
                      CHAT_MESSAGE_RECEIVED,
                      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_css_name (widget_class, "state");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ui_state_icon_init (UiStateIcon *self)
{
  self->state = CHAT_MESSAGE_RECEIVED;
}

GtkWidget *
ui_state_icon_new (void)
{
  return g_object_new (UI_TYPE_STATE_ICON, NULL);
}
