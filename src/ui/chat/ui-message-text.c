/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text field of the composer: plain text, and an eye on the input method. */
#define G_LOG_DOMAIN "ui-message-text"

#include "ui-message-text.h"

#include "ui-send-picture.h"

struct _UiMessageText
{
  GtkTextView   parent_instance;

  GCancellable *pasting; /* (nullable) */
  gboolean      preediting;
};

G_DEFINE_FINAL_TYPE (UiMessageText, ui_message_text, GTK_TYPE_TEXT_VIEW)

enum {
  PROP_PREEDITING = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];
static guint pasted_signal;

static GtkTextBuffer *
get_buffer (UiMessageText *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(UiMessageText) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);

  if (text != NULL)
    g_signal_emit (self, pasted_signal, 0, text);
}

static void
ui_message_text_paste_clipboard (GtkTextView *view)
{
  UiMessageText *self = UI_MESSAGE_TEXT (view);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (view));

  if (self->pasting == NULL)
    self->pasting = g_cancellable_new ();
  if (ui_send_picture_wants (clipboard))
    {
      ui_send_picture_paste (GTK_WIDGET (view), clipboard, self->pasting);
      return;
    }
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (view)), self->pasting,
                                 read_cb, g_object_ref (self));
}

static void
preedit_cb (UiMessageText *self,
            const char    *preedit)
{
  gboolean preediting = preedit != NULL && preedit[0] != '\0';

  if (self->preediting == preediting)
    return;

  self->preediting = preediting;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PREEDITING]);
}

static void
ui_message_text_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  if (prop_id == PROP_PREEDITING)
    g_value_set_boolean (value, UI_MESSAGE_TEXT (object)->preediting);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
ui_message_text_dispose (GObject *object)
{
  ui_message_text_forget_paste (UI_MESSAGE_TEXT (object));

  G_OBJECT_CLASS (ui_message_text_parent_class)->dispose (object);
}

static void
ui_message_text_class_init (UiMessageTextClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ui_message_text_get_property;
  object_class->dispose = ui_message_text_dispose;
  GTK_TEXT_VIEW_CLASS (klass)->paste_clipboard = ui_message_text_paste_clipboard;

  props[PROP_PREEDITING] =
    g_param_spec_boolean ("preediting", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  pasted_signal = g_signal_new ("pasted", UI_TYPE_MESSAGE_TEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ui_message_text_init (UiMessageText *self)
{
  g_signal_connect (self, "preedit-changed", G_CALLBACK (preedit_cb), NULL);
}

gboolean
ui_message_text_get_preediting (UiMessageText *self)
{
  g_return_val_if_fail (UI_IS_MESSAGE_TEXT (self), FALSE);

  return self->preediting;
}

gboolean
ui_message_text_is_empty (UiMessageText *self)
{
  g_return_val_if_fail (UI_IS_MESSAGE_TEXT (self), TRUE);

  return gtk_text_buffer_get_char_count (get_buffer (self)) == 0;
}

char *
ui_message_text_dup (UiMessageText *self)
{
  GtkTextIter start, end;

  g_return_val_if_fail (UI_IS_MESSAGE_TEXT (self), NULL);

  gtk_text_buffer_get_bounds (get_buffer (self), &start, &end);
  return gtk_text_buffer_get_text (get_buffer (self), &start, &end, FALSE);
}

void
ui_message_text_forget_paste (UiMessageText *self)
{
  g_return_if_fail (UI_IS_MESSAGE_TEXT (self));

  g_cancellable_cancel (self->pasting);
  g_clear_object (&self->pasting);
}
