/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question before something that cannot be undone. */
#define G_LOG_DOMAIN "ui-confirm"

#include "ui-confirm.h"

#include <glib/gi18n.h>

AdwMessageDialog *
ui_confirm_new (GtkWidget  *parent,
                const char *heading,
                const char *body,
                const char *verb)
{
  AdwMessageDialog *dialog = NULL;

  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (ui_confirm_get_window (parent), NULL, NULL));
  adw_message_dialog_set_heading (dialog, heading);
  adw_message_dialog_set_body (dialog, body);
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "yes", verb, NULL);
  adw_message_dialog_set_response_appearance (dialog, "yes", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  return dialog;
}

GtkWindow *
ui_confirm_get_window (GtkWidget *widget)
{
  GtkRoot *root = widget != NULL ? gtk_widget_get_root (widget) : NULL;

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}
