/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes with a message of the link in it (XEP-0511), before it is sent. */
#define G_LOG_DOMAIN "ui-preview-strip"

#include "ui-preview-strip.h"

#include "ui-message-card.h"
#include "ui-template.h"

struct _UiPreviewStrip
{
  GtkWidget         parent_instance;

  ChatConversation *conversation; /* (nullable) */
  ChatMessage      *editing;      /* (nullable) */
  GSignalGroup     *signals;      /* of its previewer */
  GtkWidget        *title;
  GtkWidget        *text;
};

G_DEFINE_FINAL_TYPE (UiPreviewStrip, ui_preview_strip, GTK_TYPE_WIDGET)

enum {
  PROP_CONVERSATION = 1,
  PROP_EDITING,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];
static guint closed_signal;

static void
update (UiPreviewStrip *self)
{
  ChatPreviewer *previewer = self->conversation != NULL
                             ? chat_conversation_get_previewer (self->conversation) : NULL;
  ChatPreview *preview = previewer != NULL ? chat_previewer_get_preview (previewer) : NULL;

  if (preview != NULL)
    {
      g_autofree char *source = ui_message_card_dup_source (preview);

      gtk_label_set_text (GTK_LABEL (self->title), chat_preview_get_title (preview));
      gtk_label_set_text (GTK_LABEL (self->text), source);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), preview != NULL && self->editing == NULL);
}

static void
close_cb (UiPreviewStrip *self)
{
  if (self->conversation != NULL)
    chat_previewer_dismiss (chat_conversation_get_previewer (self->conversation));
  g_signal_emit (self, closed_signal, 0);
}

void
ui_preview_strip_set_conversation (UiPreviewStrip   *self,
                                   ChatConversation *conversation)
{
  g_return_if_fail (UI_IS_PREVIEW_STRIP (self));

  if (!g_set_object (&self->conversation, conversation))
    return;

  g_signal_group_set_target (self->signals,
                             conversation != NULL ? chat_conversation_get_previewer (conversation)
                                                  : NULL);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONVERSATION]);
}

static void
ui_preview_strip_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  UiPreviewStrip *self = UI_PREVIEW_STRIP (object);

  switch (prop_id)
    {
    case PROP_CONVERSATION:
      g_value_set_object (value, self->conversation);
      break;
    case PROP_EDITING:
      g_value_set_object (value, self->editing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_preview_strip_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  UiPreviewStrip *self = UI_PREVIEW_STRIP (object);

  switch (prop_id)
    {
    case PROP_CONVERSATION:
      ui_preview_strip_set_conversation (self, g_value_get_object (value));
      break;
    case PROP_EDITING:
      g_set_object (&self->editing, g_value_get_object (value));
      update (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_preview_strip_dispose (GObject *object)
{
  UiPreviewStrip *self = UI_PREVIEW_STRIP (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->conversation);
  g_clear_object (&self->editing);
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_PREVIEW_STRIP);

  G_OBJECT_CLASS (ui_preview_strip_parent_class)->dispose (object);
}

static void
ui_preview_strip_class_init (UiPreviewStripClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ui_preview_strip_get_property;
  object_class->set_property = ui_preview_strip_set_property;
  object_class->dispose = ui_preview_strip_dispose;

  props[PROP_CONVERSATION] =
    g_param_spec_object ("conversation", NULL, NULL, CHAT_TYPE_CONVERSATION, flags);
  props[PROP_EDITING] = g_param_spec_object ("editing", NULL, NULL, CHAT_TYPE_MESSAGE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  closed_signal = g_signal_new ("closed", UI_TYPE_PREVIEW_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "previewstrip");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-preview-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, UiPreviewStrip, title);
  gtk_widget_class_bind_template_child (widget_class, UiPreviewStrip, text);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
}

static void
ui_preview_strip_init (UiPreviewStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (CHAT_TYPE_PREVIEWER);
  g_signal_group_connect_object (self->signals, "notify::preview", G_CALLBACK (update), self,
                                 G_CONNECT_SWAPPED);
}
