/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The colour of a name in a room. */
#define G_LOG_DOMAIN "ui-name-color"

#include "ui-name-color.h"

#define TOWARDS_WHITE 0.35F
#define TOWARDS_BLACK 0.2F

static guint16
mix (float    channel,
     gboolean dark)
{
  float mixed = dark ? channel + (1 - channel) * TOWARDS_WHITE : channel * (1 - TOWARDS_BLACK);

  return (guint16) (CLAMP (mixed, 0, 1) * G_MAXUINT16);
}

PangoAttrList *
ui_name_color_new_attributes (const char *color)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  gboolean dark = adw_style_manager_get_dark (manager);
  g_autoptr(PangoAttrList) attributes = NULL;
  GdkRGBA rgba;

  if (color == NULL || adw_style_manager_get_high_contrast (manager)
      || !gdk_rgba_parse (&rgba, color))
    return NULL;

  attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes,
                          pango_attr_foreground_new (mix (rgba.red, dark), mix (rgba.green, dark),
                                                     mix (rgba.blue, dark)));
  return g_steal_pointer (&attributes);
}

/* On a trace of it: the name can be read as well as the rest, and does not look selected. */
char *
ui_name_color_make_own (GtkWidget *widget)
{
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (style, "accent_bg_color", &color))
    return g_strdup ("<span weight=\"bold\">");

  return g_strdup_printf ("<span weight=\"bold\" bgcolor=\"#%02x%02x%02x\" bgalpha=\"20%%\">",
                          (guint) (color.red * 255), (guint) (color.green * 255),
                          (guint) (color.blue * 255));
}
