/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question that is answered with one line. */
#define G_LOG_DOMAIN "ui-ask-text"

#include "ui-ask-text.h"

#include "ui-confirm.h"

#include <glib/gi18n.h>

#define MAX_CHARS 2000

AdwMessageDialog *
ui_ask_text_new (GtkWidget  *parent,
                 const char *heading,
                 const char *body,
                 const char *label,
                 const char *text,
                 const char *verb)
{
  GtkWidget *entry = gtk_entry_new ();
  AdwMessageDialog *dialog = NULL;

  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (ui_confirm_get_window (parent), NULL, NULL));
  adw_message_dialog_set_heading (dialog, heading);
  adw_message_dialog_set_body (dialog, body != NULL ? body : "");
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "yes", verb, NULL);
  adw_message_dialog_set_response_appearance (dialog, "yes", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "yes");
  adw_message_dialog_set_close_response (dialog, "cancel");

  gtk_entry_set_max_length (GTK_ENTRY (entry), MAX_CHARS);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), label);
  gtk_editable_set_text (GTK_EDITABLE (entry), text != NULL ? text : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  adw_message_dialog_set_extra_child (dialog, entry);
  gtk_window_set_focus (GTK_WINDOW (dialog), entry);
  return dialog;
}

char *
ui_ask_text_dup (AdwMessageDialog *dialog)
{
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);

  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
}
