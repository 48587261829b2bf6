/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three panes of the main window, on AdwLeaflet and AdwFlap. */
#define G_LOG_DOMAIN "ui-panes"

#include "ui-panes.h"

#include <adwaita.h>

/* Narrower than that there is one pane. */
#define FOLD_WIDTH 700
/* Narrower than that the details lie over the content. */
#define DETAILS_FOLD_WIDTH 1000
#define SIDEBAR_MIN 280
#define SIDEBAR_MAX 340
#define DETAILS_WIDTH 320

struct _UiPanes
{
  GtkWidget       parent_instance;

  GtkWidget      *leaflet;
  GtkWidget      *clamp; /* around the side bar */
  GtkWidget      *flap;
};

G_DEFINE_FINAL_TYPE (UiPanes, ui_panes, GTK_TYPE_WIDGET)

enum {
  PROP_SIDEBAR = 1,
  PROP_CONTENT,
  PROP_DETAILS,
  PROP_FOLDED,
  PROP_SHOW_CONTENT,
  PROP_SHOW_DETAILS,
  PROP_DETAILS_FOLDED,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
folded_cb (UiPanes *self)
{
  gboolean folded = ui_panes_get_folded (self);

  /* Alone it may be as wide as the window. */
  adw_clamp_set_maximum_size (ADW_CLAMP (self->clamp), folded ? FOLD_WIDTH : SIDEBAR_MAX);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FOLDED]);
}

static void
visible_child_cb (UiPanes *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SHOW_CONTENT]);
}

static void
reveal_flap_cb (UiPanes *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SHOW_DETAILS]);
}

static void
flap_folded_cb (UiPanes *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DETAILS_FOLDED]);
}

static void
ui_panes_measure (GtkWidget      *widget,
                  GtkOrientation  orientation,
                  int             for_size,
                  int            *minimum,
                  int            *natural,
                  int            *minimum_baseline,
                  int            *natural_baseline)
{
  gtk_widget_measure (UI_PANES (widget)->leaflet, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

/* What fits is known here, before the panes are given their places. */
static void
ui_panes_size_allocate (GtkWidget *widget,
                        int        width,
                        int        height,
                        int        baseline)
{
  UiPanes *self = UI_PANES (widget);
  AdwFlapFoldPolicy policy = width < DETAILS_FOLD_WIDTH ? ADW_FLAP_FOLD_POLICY_ALWAYS
                                                        : ADW_FLAP_FOLD_POLICY_NEVER;

  GtkWidget *details = adw_flap_get_flap (ADW_FLAP (self->flap));

  adw_leaflet_set_can_unfold (ADW_LEAFLET (self->leaflet), width >= FOLD_WIDTH);
  /* Over a single pane they leave nothing of it. */
  if (details != NULL)
    gtk_widget_set_hexpand (details, width < FOLD_WIDTH);
  adw_flap_set_fold_policy (ADW_FLAP (self->flap), policy);
  gtk_widget_allocate (self->leaflet, width, height, baseline, NULL);
}

static void
ui_panes_get_property (GObject    *object,
                       guint       prop_id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  UiPanes *self = UI_PANES (object);

  switch (prop_id)
    {
    case PROP_SIDEBAR:
      g_value_set_object (value, adw_clamp_get_child (ADW_CLAMP (self->clamp)));
      break;
    case PROP_CONTENT:
      g_value_set_object (value, adw_flap_get_content (ADW_FLAP (self->flap)));
      break;
    case PROP_DETAILS:
      g_value_set_object (value, adw_flap_get_flap (ADW_FLAP (self->flap)));
      break;
    case PROP_FOLDED:
      g_value_set_boolean (value, ui_panes_get_folded (self));
      break;
    case PROP_SHOW_CONTENT:
      g_value_set_boolean (value, ui_panes_get_show_content (self));
      break;
    case PROP_SHOW_DETAILS:
      g_value_set_boolean (value, ui_panes_get_show_details (self));
      break;
    case PROP_DETAILS_FOLDED:
      g_value_set_boolean (value, ui_panes_get_details_folded (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_panes_set_property (GObject      *object,
                       guint         prop_id,
                       const GValue *value,
                       GParamSpec   *pspec)
{
  UiPanes *self = UI_PANES (object);
  GtkWidget *details = NULL;

  switch (prop_id)
    {
    case PROP_SIDEBAR:
      adw_clamp_set_child (ADW_CLAMP (self->clamp), g_value_get_object (value));
      break;
    case PROP_CONTENT:
      adw_flap_set_content (ADW_FLAP (self->flap), g_value_get_object (value));
      break;
    case PROP_DETAILS:
      details = g_value_get_object (value);
      if (details != NULL)
        gtk_widget_set_size_request (details, DETAILS_WIDTH, -1);
      adw_flap_set_flap (ADW_FLAP (self->flap), details);
      break;
    case PROP_SHOW_CONTENT:
      ui_panes_set_show_content (self, g_value_get_boolean (value));
      break;
    case PROP_SHOW_DETAILS:
      ui_panes_set_show_details (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_panes_dispose (GObject *object)
{
  UiPanes *self = UI_PANES (object);

  g_clear_pointer (&self->leaflet, gtk_widget_unparent);

  G_OBJECT_CLASS (ui_panes_parent_class)->dispose (object);
}

static void
ui_panes_class_init (UiPanesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GParamFlags read_only = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ui_panes_get_property;
  object_class->set_property = ui_panes_set_property;
  object_class->dispose = ui_panes_dispose;
  widget_class->measure = ui_panes_measure;
  widget_class->size_allocate = ui_panes_size_allocate;

  props[PROP_SIDEBAR] = g_param_spec_object ("sidebar", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_DETAILS] = g_param_spec_object ("details", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_FOLDED] = g_param_spec_boolean ("folded", NULL, NULL, FALSE, read_only);
  props[PROP_SHOW_CONTENT] = g_param_spec_boolean ("show-content", NULL, NULL, FALSE, flags);
  props[PROP_SHOW_DETAILS] = g_param_spec_boolean ("show-details", NULL, NULL, FALSE, flags);
  props[PROP_DETAILS_FOLDED] =
    g_param_spec_boolean ("details-folded", NULL, NULL, FALSE, read_only);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_css_name (widget_class, "panes");
}

static void
ui_panes_init (UiPanes *self)
{
  GtkWidget *separator = gtk_separator_new (GTK_ORIENTATION_VERTICAL);
  AdwLeafletPage *page = NULL;

  self->clamp = adw_clamp_new ();
  adw_clamp_set_maximum_size (ADW_CLAMP (self->clamp), SIDEBAR_MAX);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (self->clamp), SIDEBAR_MAX);
  gtk_widget_set_size_request (self->clamp, SIDEBAR_MIN, -1);

  self->flap = adw_flap_new ();
  adw_flap_set_flap_position (ADW_FLAP (self->flap), GTK_PACK_END);
  adw_flap_set_separator (ADW_FLAP (self->flap), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  adw_flap_set_reveal_flap (ADW_FLAP (self->flap), FALSE);
  gtk_widget_set_hexpand (self->flap, TRUE);

  self->leaflet = adw_leaflet_new ();
  adw_leaflet_append (ADW_LEAFLET (self->leaflet), self->clamp);
  page = adw_leaflet_append (ADW_LEAFLET (self->leaflet), separator);
  adw_leaflet_page_set_navigatable (page, FALSE);
  adw_leaflet_append (ADW_LEAFLET (self->leaflet), self->flap);
  adw_leaflet_set_can_navigate_back (ADW_LEAFLET (self->leaflet), TRUE);
  gtk_widget_set_parent (self->leaflet, GTK_WIDGET (self));

  g_signal_connect_object (self->leaflet, "notify::folded", G_CALLBACK (folded_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->leaflet, "notify::visible-child", G_CALLBACK (visible_child_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flap, "notify::reveal-flap", G_CALLBACK (reveal_flap_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flap, "notify::folded", G_CALLBACK (flap_folded_cb), self,
                           G_CONNECT_SWAPPED);
}

gboolean
ui_panes_get_folded (UiPanes *self)
{
  g_return_val_if_fail (UI_IS_PANES (self), FALSE);

  return adw_leaflet_get_folded (ADW_LEAFLET (self->leaflet));
}

gboolean
ui_panes_get_details_folded (UiPanes *self)
{
  g_return_val_if_fail (UI_IS_PANES (self), FALSE);

  return adw_flap_get_folded (ADW_FLAP (self->flap));
}

gboolean
ui_panes_get_show_content (UiPanes *self)
{
  g_return_val_if_fail (UI_IS_PANES (self), FALSE);

  return adw_leaflet_get_visible_child (ADW_LEAFLET (self->leaflet)) == self->flap;
}

void
ui_panes_set_show_content (UiPanes  *self,
                           gboolean  show_content)
{
  g_return_if_fail (UI_IS_PANES (self));

  adw_leaflet_set_visible_child (ADW_LEAFLET (self->leaflet),
                                 show_content ? self->flap : self->clamp);
}

gboolean
ui_panes_get_show_details (UiPanes *self)
{
  g_return_val_if_fail (UI_IS_PANES (self), FALSE);

  return adw_flap_get_reveal_flap (ADW_FLAP (self->flap));
}

void
ui_panes_set_show_details (UiPanes  *self,
                           gboolean  show_details)
{
  g_return_if_fail (UI_IS_PANES (self));

  adw_flap_set_reveal_flap (ADW_FLAP (self->flap), show_details);
}
