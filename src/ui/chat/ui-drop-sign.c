/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is dropped on a conversation: files, which it says while they are over it, and text. */
#define G_LOG_DOMAIN "ui-drop-sign"

#include "ui-drop-sign.h"

#include "base-text.h"

#include <glib/gi18n.h>

#define GAP 12

struct _UiDropSign
{
  GtkWidget  parent_instance;

  GtkWidget *box;
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (UiDropSign, ui_drop_sign, GTK_TYPE_WIDGET)

enum {
  ACCEPTS,
  TEXT,
  FILES,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
accepts (UiDropSign *self)
{
  gboolean accepted = FALSE;

  g_signal_emit (self, signals[ACCEPTS], 0, &accepted);
  return accepted;
}

static gboolean
has_type (GdkDrop *drop,
          GType    type)
{
  return gdk_content_formats_contain_gtype (gdk_drop_get_formats (drop), type);
}

static gboolean
accept_text_cb (GtkDropTarget *target,
                GdkDrop       *drop,
                UiDropSign    *self)
{
  return accepts (self) && has_type (drop, G_TYPE_STRING);
}

/* Text that is dropped anywhere is to be written. */
static gboolean
text_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         UiDropSign    *self)
{
  if (!G_VALUE_HOLDS_STRING (value) || !accepts (self))
    return FALSE;

  g_signal_emit (self, signals[TEXT], 0, g_value_get_string (value));
  return TRUE;
}

static gboolean
accept_files_cb (GtkDropTarget *target,
                 GdkDrop       *drop,
                 UiDropSign    *self)
{
  return accepts (self) && has_type (drop, GDK_TYPE_FILE_LIST);
}

static gboolean
files_cb (GtkDropTarget *target,
          const GValue  *value,
          double         x,
          double         y,
          UiDropSign    *self)
{
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);

  if (!G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST) || !accepts (self))
    return FALSE;

  for (GSList *link = g_value_get_boxed (value); link != NULL; link = link->next)
    g_list_store_append (files, link->data);
  g_signal_emit (self, signals[FILES], 0, files);
  return TRUE;
}

static void
over_cb (UiDropSign    *self,
         GParamSpec    *pspec,
         GtkDropTarget *target)
{
  gtk_widget_set_visible (GTK_WIDGET (self), gtk_drop_target_get_current_drop (target) != NULL);
}

static void
ui_drop_sign_dispose (GObject *object)
{
  UiDropSign *self = UI_DROP_SIGN (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (ui_drop_sign_parent_class)->dispose (object);
}

static void
ui_drop_sign_class_init (UiDropSignClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_drop_sign_dispose;
  signals[ACCEPTS] = g_signal_new ("accepts", UI_TYPE_DROP_SIGN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_BOOLEAN, 0);
  signals[TEXT] = g_signal_new ("text", UI_TYPE_DROP_SIGN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FILES] = g_signal_new ("files", UI_TYPE_DROP_SIGN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_LIST_MODEL);
  gtk_widget_class_set_css_name (widget_class, "dropsign");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
ui_drop_sign_init (UiDropSign *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkWidget *icon = gtk_image_new_from_icon_name ("charla-send-symbolic");

  gtk_widget_set_visible (widget, FALSE);
  gtk_widget_set_can_target (widget, FALSE);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, GAP);
  gtk_widget_set_valign (self->box, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->box, widget);
  gtk_image_set_pixel_size (GTK_IMAGE (icon), 48);
  gtk_box_append (GTK_BOX (self->box), icon);
  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (self->label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (self->label, "title-2");
  gtk_box_append (GTK_BOX (self->box), self->label);
}

/**
 * ui_drop_sign_watch:
 * @self: the sign
 * @area: a widget around it
 *
 * Takes what is dropped on @area.
 */
void
ui_drop_sign_watch (UiDropSign *self,
                    GtkWidget  *area)
{
  GtkDropTarget *text = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_COPY);
  GtkDropTarget *files = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_return_if_fail (UI_IS_DROP_SIGN (self));
  g_return_if_fail (GTK_IS_WIDGET (area));

  /* Before the text field takes their names for text. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (files), GTK_PHASE_CAPTURE);
  g_signal_connect_object (files, "accept", G_CALLBACK (accept_files_cb), self, 0);
  g_signal_connect_object (files, "drop", G_CALLBACK (files_cb), self, 0);
  g_signal_connect_object (files, "notify::current-drop", G_CALLBACK (over_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (area, GTK_EVENT_CONTROLLER (files));
  g_signal_connect_object (text, "accept", G_CALLBACK (accept_text_cb), self, 0);
  g_signal_connect_object (text, "drop", G_CALLBACK (text_cb), self, 0);
  gtk_widget_add_controller (area, GTK_EVENT_CONTROLLER (text));
}

/**
 * ui_drop_sign_set_conversation:
 * @self: the sign
 * @conversation: (nullable): where it is
 *
 * What is dropped is sent to @conversation, and that is what it says.
 */
void
ui_drop_sign_set_conversation (UiDropSign       *self,
                               ChatConversation *conversation)
{
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (UI_IS_DROP_SIGN (self));

  if (conversation == NULL)
    return;

  title = base_text_clean (chat_conversation_get_title (conversation), BASE_TEXT_ONE_LINE);
  text = g_strdup_printf (_("Send to %s"), title);
  gtk_label_set_text (GTK_LABEL (self->label), text);
}
