/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Presence as a dot: full, half, with a bar, or a ring, so that colour is not all that tells. */
#define G_LOG_DOMAIN "ui-presence-dot"

#include "ui-presence-dot.h"

#include "chat-contact.h"
#include "chat-room.h"

#include <glib/gi18n.h>

struct _UiPresenceDot
{
  GtkWidget     parent_instance;

  ChatPresence  presence;
  int           size;
};

G_DEFINE_FINAL_TYPE (UiPresenceDot, ui_presence_dot, GTK_TYPE_WIDGET)

enum {
  PROP_PRESENCE = 1,
  PROP_SIZE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* The style classes that give the dot its colour. */
static const char *
style_of (ChatPresence presence)
{
  switch (presence)
    {
    case CHAT_PRESENCE_CHATTY:
    case CHAT_PRESENCE_AVAILABLE:
      return "success";
    case CHAT_PRESENCE_AWAY:
    case CHAT_PRESENCE_EXTENDED_AWAY:
      return "warning";
    case CHAT_PRESENCE_DO_NOT_DISTURB:
      return "error";
    case CHAT_PRESENCE_OFFLINE:
    default:
      return "dim-label";
    }
}

const char *
ui_presence_to_text (ChatPresence presence)
{
  switch (presence)
    {
    case CHAT_PRESENCE_CHATTY:
      return _("Free to chat");
    case CHAT_PRESENCE_AVAILABLE:
      return _("Available");
    case CHAT_PRESENCE_AWAY:
      return _("Away");
    case CHAT_PRESENCE_EXTENDED_AWAY:
      return _("Not available");
    case CHAT_PRESENCE_DO_NOT_DISTURB:
      return _("Do not disturb");
    case CHAT_PRESENCE_OFFLINE:
    default:
      return _("Offline");
    }
}

gboolean
ui_presence_is_known (ChatPeer *peer)
{
  ChatSubscription subscription;

  g_return_val_if_fail (CHAT_IS_PEER (peer), FALSE);

  if (!CHAT_IS_CONTACT (peer))
    return !CHAT_IS_ROOM (peer);

  subscription = chat_contact_get_subscription (CHAT_CONTACT (peer));
  return chat_peer_get_presence (peer) != CHAT_PRESENCE_OFFLINE
         || subscription == CHAT_SUBSCRIPTION_TO || subscription == CHAT_SUBSCRIPTION_BOTH;
}

static void
draw_shape (UiPresenceDot *self,
            cairo_t       *cr,
            double         size)
{
  double middle = size / 2, line = MAX (1.5, size / 6);

  switch (self->presence)
    {
    case CHAT_PRESENCE_AWAY:
    case CHAT_PRESENCE_EXTENDED_AWAY:
      cairo_set_line_width (cr, line);
      cairo_arc (cr, middle, middle, middle - line / 2, 0, 2 * G_PI);
      cairo_stroke (cr);
      cairo_arc (cr, middle, middle, middle - line / 2, G_PI / 2, 3 * G_PI / 2);
      cairo_fill (cr);
      break;

    case CHAT_PRESENCE_DO_NOT_DISTURB:
      cairo_arc (cr, middle, middle, middle, 0, 2 * G_PI);
      cairo_fill (cr);
      cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
      cairo_rectangle (cr, size * 0.22, middle - line / 2, size * 0.56, line);
      cairo_fill (cr);
      break;

    case CHAT_PRESENCE_OFFLINE:
      cairo_set_line_width (cr, line);
      cairo_arc (cr, middle, middle, middle - line / 2, 0, 2 * G_PI);
      cairo_stroke (cr);
      break;

    case CHAT_PRESENCE_CHATTY:
    case CHAT_PRESENCE_AVAILABLE:
    default:
      cairo_arc (cr, middle, middle, middle, 0, 2 * G_PI);
      cairo_fill (cr);
      break;
    }
}

static void
ui_presence_dot_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  UiPresenceDot *self = UI_PRESENCE_DOT (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double size = MIN (width, height);
  cairo_t *cr;
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cairo_translate (cr, (width - size) / 2, (height - size) / 2);
  gdk_cairo_set_source_rgba (cr, &color);
  draw_shape (self, cr, size);
  cairo_destroy (cr);
}

static void
ui_presence_dot_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  *minimum = *natural = UI_PRESENCE_DOT (widget)->size;
}

ChatPresence
ui_presence_dot_get_presence (UiPresenceDot *self)
{
  g_return_val_if_fail (UI_IS_PRESENCE_DOT (self), CHAT_PRESENCE_OFFLINE);

  return self->presence;
}

void
ui_presence_dot_set_presence (UiPresenceDot *self,
                              ChatPresence   presence)
{
  g_return_if_fail (UI_IS_PRESENCE_DOT (self));

  if (self->presence == presence)
    return;

  gtk_widget_remove_css_class (GTK_WIDGET (self), style_of (self->presence));
  gtk_widget_add_css_class (GTK_WIDGET (self), style_of (presence));
  self->presence = presence;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PRESENCE]);
}

void
ui_presence_dot_set_size (UiPresenceDot *self,
                          int            size)
{
  g_return_if_fail (UI_IS_PRESENCE_DOT (self) && size > 0);

  if (self->size == size)
    return;

  self->size = size;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIZE]);
}

static void
ui_presence_dot_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  UiPresenceDot *self = UI_PRESENCE_DOT (object);

  switch (prop_id)
    {
    case PROP_PRESENCE:
      g_value_set_int (value, (int) self->presence);
      break;
    case PROP_SIZE:
      g_value_set_int (value, self->size);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_presence_dot_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  UiPresenceDot *self = UI_PRESENCE_DOT (object);

  switch (prop_id)
    {
    case PROP_PRESENCE:
      ui_presence_dot_set_presence (self, (ChatPresence) g_value_get_int (value));
      break;
    case PROP_SIZE:
      ui_presence_dot_set_size (self, g_value_get_int (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_presence_dot_class_init (UiPresenceDotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ui_presence_dot_get_property;
  object_class->set_property = ui_presence_dot_set_property;
  widget_class->snapshot = ui_presence_dot_snapshot;
  widget_class->measure = ui_presence_dot_measure;

  props[PROP_PRESENCE] =
    g_param_spec_int ("presence", NULL, NULL, CHAT_PRESENCE_CHATTY, CHAT_PRESENCE_OFFLINE,
                      CHAT_PRESENCE_OFFLINE,
                      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_SIZE] =
    g_param_spec_int ("size", NULL, NULL, 1, 256, 12,
                      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_css_name (widget_class, "presence");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ui_presence_dot_init (UiPresenceDot *self)
{
  self->presence = CHAT_PRESENCE_OFFLINE;
  self->size = 12;
  gtk_widget_add_css_class (GTK_WIDGET (self), style_of (self->presence));
}

GtkWidget *
ui_presence_dot_new (void)
{
  return g_object_new (UI_TYPE_PRESENCE_DOT, NULL);
}
