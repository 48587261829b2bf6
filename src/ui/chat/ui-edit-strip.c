/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strip above the composer while it changes a message (XEP-0308). */
#define G_LOG_DOMAIN "ui-edit-strip"

#include "ui-edit-strip.h"

#include "ui-template.h"

/* More than any strip is wide. */
#define PREVIEW_CHARS 300

struct _UiEditStrip
{
  GtkWidget    parent_instance;

  ChatMessage *message; /* (nullable) */
  GtkWidget   *preview;
};

G_DEFINE_FINAL_TYPE (UiEditStrip, ui_edit_strip, GTK_TYPE_WIDGET)

enum {
  PROP_MESSAGE = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];
static guint cancel_signal;

static void
cancel_cb (UiEditStrip *self)
{
  g_signal_emit (self, cancel_signal, 0);
}

void
ui_edit_strip_set_message (UiEditStrip *self,
                           ChatMessage *message)
{
  g_return_if_fail (UI_IS_EDIT_STRIP (self));

  if (!g_set_object (&self->message, message))
    return;

  if (message != NULL)
    {
      const char *body = chat_message_get_body (message);
      gsize length = (gsize) (g_utf8_offset_to_pointer (
        body, MIN (g_utf8_strlen (body, -1), PREVIEW_CHARS)) - body);
      g_autofree char *line = g_strndup (body, length);

      gtk_label_set_text (GTK_LABEL (self->preview), g_strdelimit (line, "\r\n\t", ' '));
    }
  gtk_widget_set_visible (GTK_WIDGET (self), message != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MESSAGE]);
}

static void
ui_edit_strip_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  if (prop_id == PROP_MESSAGE)
    g_value_set_object (value, UI_EDIT_STRIP (object)->message);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
ui_edit_strip_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  if (prop_id == PROP_MESSAGE)
    ui_edit_strip_set_message (UI_EDIT_STRIP (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
ui_edit_strip_dispose (GObject *object)
{
  UiEditStrip *self = UI_EDIT_STRIP (object);

  g_clear_object (&self->message);
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_EDIT_STRIP);

  G_OBJECT_CLASS (ui_edit_strip_parent_class)->dispose (object);
}

static void
ui_edit_strip_class_init (UiEditStripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ui_edit_strip_get_property;
  object_class->set_property = ui_edit_strip_set_property;
  object_class->dispose = ui_edit_strip_dispose;

  props[PROP_MESSAGE] =
    g_param_spec_object ("message", NULL, NULL, CHAT_TYPE_MESSAGE,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  cancel_signal = g_signal_new ("cancel", UI_TYPE_EDIT_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "editstrip");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-edit-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, UiEditStrip, preview);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
ui_edit_strip_init (UiEditStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
