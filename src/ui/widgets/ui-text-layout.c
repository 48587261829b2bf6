/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays the text of a label out once for the width that it gets. */
#define G_LOG_DOMAIN "ui-text-layout"

#include "ui-text-layout.h"

#include <string.h>

/* A paragraph of so many bytes fills any line: its natural width need not be found out. */
#define SURELY_LONG 600

struct _UiTextLayout
{
  GtkLayoutManager  parent_instance;

  PangoLayout      *measured;  /* (nullable): what the following is about */
  guint             serial;    /* of it: as it was then */
  int               max_width;
  int               width;
  int               height;
  gboolean          wraps;
};

G_DEFINE_FINAL_TYPE (UiTextLayout, ui_text_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
ui_text_layout_get_request_mode (GtkLayoutManager *manager,
                                 GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

/* Whatever it gets will do: the parent has asked ui_text_layout_measure(). */
static void
ui_text_layout_measure_nothing (GtkLayoutManager *manager,
                                GtkWidget        *widget,
                                GtkOrientation    orientation,
                                int               for_size,
                                int              *minimum,
                                int              *natural,
                                int              *minimum_baseline,
                                int              *natural_baseline)
{
  *minimum = 0;
  *natural = 0;
}

static void
ui_text_layout_allocate (GtkLayoutManager *manager,
                         GtkWidget        *widget,
                         int               width,
                         int               height,
                         int               baseline)
{
  UiTextLayout *self = UI_TEXT_LAYOUT (manager);
  int measured_width;
  int measured_height;

  /* Not for @width: it is that of the longest line, and the lines break where they broke. */
  ui_text_layout_measure (self, self->max_width, &measured_width, &measured_height);
}

static void
ui_text_layout_finalize (GObject *object)
{
  UiTextLayout *self = UI_TEXT_LAYOUT (object);

  g_clear_object (&self->measured);

  G_OBJECT_CLASS (ui_text_layout_parent_class)->finalize (object);
}

static void
ui_text_layout_class_init (UiTextLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ui_text_layout_finalize;
  manager_class->get_request_mode = ui_text_layout_get_request_mode;
  manager_class->measure = ui_text_layout_measure_nothing;
  manager_class->allocate = ui_text_layout_allocate;
}

static void
ui_text_layout_init (UiTextLayout *self)
{
}

GtkLayoutManager *
ui_text_layout_new (void)
{
  return g_object_new (UI_TYPE_TEXT_LAYOUT, NULL);
}

static gboolean
is_surely_long (const char *text)
{
  const char *line_end = strchr (text, '\n');

  return line_end != NULL ? line_end - text > SURELY_LONG : strlen (text) > SURELY_LONG;
}

/* The layout of the label stays as it is set here, so that drawing it costs nothing more. */
static void
lay_out (UiTextLayout *self,
         PangoLayout  *layout,
         int           max_width)
{
  int width;
  int height;

  self->wraps = is_surely_long (pango_layout_get_text (layout));

  if (!self->wraps)
    {
      pango_layout_set_width (layout, -1);
      pango_layout_get_pixel_size (layout, &width, &height);
      self->wraps = width > max_width;
    }

  if (self->wraps)
    {
      pango_layout_set_width (layout, max_width * PANGO_SCALE);
      pango_layout_get_pixel_size (layout, &width, &height);
    }

  self->width = width;
  self->height = height;
}

void
ui_text_layout_measure (UiTextLayout *self,
                        int           max_width,
                        int          *width,
                        int          *height)
{
  GtkWidget *widget;
  PangoLayout *layout;

  g_return_if_fail (UI_IS_TEXT_LAYOUT (self));

  widget = gtk_layout_manager_get_widget (GTK_LAYOUT_MANAGER (self));
  layout = gtk_label_get_layout (GTK_LABEL (widget));

  /* It fits as well where there is more room, and where there is as much as it needs. */
  if (self->measured != layout || self->serial != pango_layout_get_serial (layout)
      || (self->max_width != max_width
          && (self->wraps || self->width > max_width)))
    {
      lay_out (self, layout, max_width);
      g_set_object (&self->measured, layout);
      self->serial = pango_layout_get_serial (layout);
      self->max_width = max_width;
    }

  *width = self->width;
  *height = self->height;
}
