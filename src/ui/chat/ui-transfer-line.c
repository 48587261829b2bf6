/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a file on its way is. */
#define G_LOG_DOMAIN "ui-transfer-line"

#include "ui-transfer-line.h"

#include <glib/gi18n.h>

#define SPACING   6
#define MARGIN    9 /* before the words, also where no ground is seen */

struct _UiTransferLine
{
  GtkWidget     parent_instance;

  ChatTransfer *transfer; /* (nullable) */
  GSignalGroup *signals;
  GtkWidget    *label;
  GtkWidget    *bar;
  GtkWidget    *button;
};

G_DEFINE_FINAL_TYPE (UiTransferLine, ui_transfer_line, GTK_TYPE_WIDGET)

/**
 * ui_transfer_line_dup_text:
 * @transfer: a transfer
 *
 * How far it is, in words: "1.2 MB of 3.4 MB".
 *
 * Returns: (transfer full): the text
 */
char *
ui_transfer_line_dup_text (ChatTransfer *transfer)
{
  gint64 size = chat_transfer_get_size (transfer);
  g_autofree char *done = NULL;
  g_autofree char *all = NULL;

  g_return_val_if_fail (CHAT_IS_TRANSFER (transfer), NULL);

  if (chat_transfer_get_state (transfer) == CHAT_TRANSFER_WAITING)
    return g_strdup (_("Waiting"));
  if (chat_transfer_get_state (transfer) == CHAT_TRANSFER_ABSENT)
    return g_strdup (_("Waiting for the contact to be online"));
  if (chat_transfer_get_state (transfer) == CHAT_TRANSFER_ASKING)
    return g_strdup (_("Waiting for an answer"));
  if (size < 0)
    return g_format_size ((guint64) chat_transfer_get_done (transfer));

  done = g_format_size ((guint64) chat_transfer_get_done (transfer));
  all = g_format_size ((guint64) size);
  /* Translators: how much of a file has been sent: "1.2 MB of 3.4 MB" */
  return g_strdup_printf (_("%1$s of %2$s"), done, all);
}

static void
update_cb (UiTransferLine *self)
{
  g_autofree char *text = NULL;
  double fraction;

  if (self->transfer == NULL)
    return;

  text = ui_transfer_line_dup_text (self->transfer);
  fraction = chat_transfer_get_fraction (self->transfer);
  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), MAX (fraction, 0));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  -1);
}

static void
cancel_cb (UiTransferLine *self)
{
  if (self->transfer != NULL)
    chat_transfer_cancel (self->transfer);
}

static void
ui_transfer_line_dispose (GObject *object)
{
  UiTransferLine *self = UI_TRANSFER_LINE (object);
  GtkWidget *child;

  g_clear_object (&self->signals);
  g_clear_object (&self->transfer);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ui_transfer_line_parent_class)->dispose (object);
}

static void
ui_transfer_line_class_init (UiTransferLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_transfer_line_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "transfer");
}

static void
ui_transfer_line_init (UiTransferLine *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), SPACING);
  self->label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->label, "caption");
  gtk_widget_add_css_class (self->label, "numeric");
  gtk_widget_add_css_class (self->label, "dim-label");
  gtk_widget_set_margin_start (self->label, MARGIN);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));

  self->bar = gtk_progress_bar_new ();
  gtk_widget_set_valign (self->bar, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (self->bar, TRUE);
  gtk_widget_add_css_class (self->bar, "transfer");
  gtk_widget_set_parent (self->bar, GTK_WIDGET (self));

  self->button = gtk_button_new_from_icon_name ("process-stop-symbolic");
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "circular");
  gtk_widget_set_tooltip_text (self->button, _("Cancel"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Cancel the transfer"), -1);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (cancel_cb), self);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));

  self->signals = g_signal_group_new (CHAT_TYPE_TRANSFER);
  g_signal_group_connect_object (self->signals, "notify::state", G_CALLBACK (update_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->signals, "notify::fraction", G_CALLBACK (update_cb), self,
                                 G_CONNECT_SWAPPED);
}

GtkWidget *
ui_transfer_line_new (void)
{
  return g_object_new (UI_TYPE_TRANSFER_LINE, NULL);
}

/**
 * ui_transfer_line_set_transfer:
 * @self: the line
 * @transfer: (nullable): what it tells of
 *
 * Shows how far @transfer is, from now on.
 */
void
ui_transfer_line_set_transfer (UiTransferLine *self,
                               ChatTransfer   *transfer)
{
  g_return_if_fail (UI_IS_TRANSFER_LINE (self));

  if (!g_set_object (&self->transfer, transfer))
    return;

  g_signal_group_set_target (self->signals, transfer);
  update_cb (self);
}

void
ui_transfer_line_set_on_picture (UiTransferLine *self,
                                 gboolean        is_on_picture)
{
  g_return_if_fail (UI_IS_TRANSFER_LINE (self));

  if (is_on_picture)
    gtk_widget_add_css_class (GTK_WIDGET (self), "on-picture");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "on-picture");
}
