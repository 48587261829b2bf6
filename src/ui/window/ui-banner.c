/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A strip that says one thing and offers one verb; libadwaita 1.2 has none. */
#define G_LOG_DOMAIN "ui-banner"

#include "ui-banner.h"

#include "ui-template.h"

#include <string.h>

#define SHORT_BYTES 60 /* that is never cut, in the narrowest pane */

struct _UiBanner
{
  GtkWidget  parent_instance;

  GtkWidget *revealer;
  GtkWidget *strip;
  GtkWidget *title;
  GtkWidget *other;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (UiBanner, ui_banner, GTK_TYPE_WIDGET)

enum {
  PROP_BUTTON_LABEL = 1,
  PROP_REVEALED,
  PROP_TITLE,
  N_PROPS,
};

enum {
  CLICKED,
  OTHER_CLICKED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
clicked_cb (UiBanner *self)
{
  g_signal_emit (self, signals[CLICKED], 0);
}

static void
other_clicked_cb (UiBanner *self)
{
  g_signal_emit (self, signals[OTHER_CLICKED], 0);
}

static void
ui_banner_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  UiBanner *self = UI_BANNER (object);

  switch (prop_id)
    {
    case PROP_BUTTON_LABEL:
      g_value_set_string (value, gtk_button_get_label (GTK_BUTTON (self->button)));
      break;
    case PROP_REVEALED:
      g_value_set_boolean (value, ui_banner_get_revealed (self));
      break;
    case PROP_TITLE:
      g_value_set_string (value, ui_banner_get_title (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_banner_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  UiBanner *self = UI_BANNER (object);

  switch (prop_id)
    {
    case PROP_BUTTON_LABEL:
      ui_banner_set_button_label (self, g_value_get_string (value));
      break;
    case PROP_REVEALED:
      ui_banner_set_revealed (self, g_value_get_boolean (value));
      break;
    case PROP_TITLE:
      ui_banner_set_title (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_banner_dispose (GObject *object)
{
  ui_template_dispose (GTK_WIDGET (object), UI_TYPE_BANNER);

  G_OBJECT_CLASS (ui_banner_parent_class)->dispose (object);
}

static void
ui_banner_class_init (UiBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ui_banner_get_property;
  object_class->set_property = ui_banner_set_property;
  object_class->dispose = ui_banner_dispose;

  props[PROP_BUTTON_LABEL] =
    g_param_spec_string ("button-label", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_REVEALED] =
    g_param_spec_boolean ("revealed", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[CLICKED] = g_signal_new ("clicked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  signals[OTHER_CLICKED] = g_signal_new ("other-clicked", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, UiBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, UiBanner, strip);
  gtk_widget_class_bind_template_child (widget_class, UiBanner, title);
  gtk_widget_class_bind_template_child (widget_class, UiBanner, other);
  gtk_widget_class_bind_template_child (widget_class, UiBanner, button);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, other_clicked_cb);
  gtk_widget_class_set_css_name (widget_class, "banner");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
ui_banner_init (UiBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ui_banner_new (void)
{
  return g_object_new (UI_TYPE_BANNER, NULL);
}

const char *
ui_banner_get_title (UiBanner *self)
{
  g_return_val_if_fail (UI_IS_BANNER (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->title));
}

void
ui_banner_set_title (UiBanner   *self,
                     const char *title)
{
  g_return_if_fail (UI_IS_BANNER (self));

  if (g_strcmp0 (ui_banner_get_title (self), title != NULL ? title : "") == 0)
    return;

  gtk_label_set_text (GTK_LABEL (self->title), title != NULL ? title : "");
  /* What a server says may be long, and is cut after some lines. */
  gtk_widget_set_tooltip_text (self->title,
                               title != NULL && strlen (title) > SHORT_BYTES ? title : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title != NULL ? title : "", -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TITLE]);
}

void
ui_banner_set_button_label (UiBanner   *self,
                            const char *label)
{
  g_return_if_fail (UI_IS_BANNER (self));

  if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (self->button)), label) == 0)
    return;

  gtk_button_set_label (GTK_BUTTON (self->button), label != NULL ? label : "");
  gtk_widget_set_visible (self->button, label != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUTTON_LABEL]);
}

void
ui_banner_set_other_label (UiBanner   *self,
                           const char *label)
{
  g_return_if_fail (UI_IS_BANNER (self));

  gtk_button_set_label (GTK_BUTTON (self->other), label != NULL ? label : "");
  gtk_widget_set_visible (self->other, label != NULL);
}

gboolean
ui_banner_get_revealed (UiBanner *self)
{
  g_return_val_if_fail (UI_IS_BANNER (self), FALSE);

  return gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer));
}

void
ui_banner_set_revealed (UiBanner *self,
                        gboolean  revealed)
{
  g_return_if_fail (UI_IS_BANNER (self));

  if (ui_banner_get_revealed (self) == revealed)
    return;

  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), revealed);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REVEALED]);
}

void
ui_banner_set_kind (UiBanner     *self,
                    UiBannerKind  kind)
{
  g_return_if_fail (UI_IS_BANNER (self));

  gtk_widget_remove_css_class (self->strip, "warning");
  gtk_widget_remove_css_class (self->strip, "error");
  if (kind == UI_BANNER_WARNING)
    gtk_widget_add_css_class (self->strip, "warning");
  else if (kind == UI_BANNER_ERROR)
    gtk_widget_add_css_class (self->strip, "error");
}
