/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The colour of an account, beside what belongs to it. */
#define G_LOG_DOMAIN "ui-color-mark"

#include "ui-color-mark.h"

struct _UiColorMark
{
  GtkWidget parent_instance;

  char     *color; /* (nullable) */
  GdkRGBA   rgba;
  gboolean  painted;
};

G_DEFINE_FINAL_TYPE (UiColorMark, ui_color_mark, GTK_TYPE_WIDGET)

enum {
  PROP_COLOR = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
ui_color_mark_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  UiColorMark *self = UI_COLOR_MARK (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  GskRoundedRect outline;

  if (!self->painted)
    return;

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (0, 0, width, height),
                                   MIN (width, height) / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &self->rgba, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gtk_snapshot_pop (snapshot);
}

static void
ui_color_mark_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  UiColorMark *self = UI_COLOR_MARK (object);

  switch (prop_id)
    {
    case PROP_COLOR:
      g_value_set_string (value, self->color);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_color_mark_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  UiColorMark *self = UI_COLOR_MARK (object);

  switch (prop_id)
    {
    case PROP_COLOR:
      ui_color_mark_set_color (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_color_mark_finalize (GObject *object)
{
  UiColorMark *self = UI_COLOR_MARK (object);

  g_free (self->color);

  G_OBJECT_CLASS (ui_color_mark_parent_class)->finalize (object);
}

static void
ui_color_mark_class_init (UiColorMarkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ui_color_mark_get_property;
  object_class->set_property = ui_color_mark_set_property;
  object_class->finalize = ui_color_mark_finalize;
  widget_class->snapshot = ui_color_mark_snapshot;

  props[PROP_COLOR] =
    g_param_spec_string ("color", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_css_name (widget_class, "colormark");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ui_color_mark_init (UiColorMark *self)
{
}

GtkWidget *
ui_color_mark_new (void)
{
  return g_object_new (UI_TYPE_COLOR_MARK, NULL);
}

void
ui_color_mark_set_color (UiColorMark *self,
                         const char  *color)
{
  g_return_if_fail (UI_IS_COLOR_MARK (self));

  if (g_strcmp0 (self->color, color) == 0)
    return;

  g_free (self->color);
  self->color = g_strdup (color);
  self->painted = color != NULL && gdk_rgba_parse (&self->rgba, color);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COLOR]);
}
