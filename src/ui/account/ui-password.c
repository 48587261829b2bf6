/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question for a password. */
#define G_LOG_DOMAIN "ui-password"

#include "ui-password.h"

#include <glib/gi18n.h>

typedef struct {
  ChatAccount *account;
  GtkWidget   *password; /* borrowed: of the dialog, which owns us */
  GtkWidget   *remember; /* borrowed */
} Question;

static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->account);
  g_free (question);
}

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             gpointer          user_data)
{
  Question *question = user_data;

  /* A row that has the focus while it goes looks for what is gone already. */
  gtk_window_set_focus (GTK_WINDOW (dialog), NULL);

  /* Who cancels may still answer the banner: the account goes on waiting. */
  if (g_str_equal (response, "sign-in"))
    chat_account_give_password (question->account,
                                gtk_editable_get_text (GTK_EDITABLE (question->password)),
                                gtk_check_button_get_active (
                                  GTK_CHECK_BUTTON (question->remember)));
}

static void
changed_cb (GtkEditable      *editable,
            AdwMessageDialog *dialog)
{
  adw_message_dialog_set_response_enabled (dialog, "sign-in",
                                           *gtk_editable_get_text (editable) != '\0');
}

AdwMessageDialog *
ui_password_present (GtkWindow   *parent,
                     ChatAccount *account)
{
  g_autoptr(GtkBuilder) builder = NULL;
  g_autofree char *body = NULL;
  AdwMessageDialog *dialog = NULL;
  Question *question = NULL;
  const char *error = NULL;

  g_return_val_if_fail (CHAT_IS_ACCOUNT (account), NULL);

  builder = gtk_builder_new_from_resource ("/im/charla/Charla/ui/ui-password.ui");
  dialog = ADW_MESSAGE_DIALOG (gtk_builder_get_object (builder, "dialog"));
  error = chat_account_get_error_text (account);
  body = error != NULL
         ? g_strdup_printf ("%s\n\n%s", chat_account_get_address (account), error)
         : g_strdup_printf (_("The password of %s is needed."), chat_account_get_address (account));
  adw_message_dialog_set_body (dialog, body);

  question = g_new0 (Question, 1);
  question->account = g_object_ref (account);
  question->password = GTK_WIDGET (gtk_builder_get_object (builder, "password"));
  question->remember = GTK_WIDGET (gtk_builder_get_object (builder, "remember"));
  g_signal_connect_object (question->password, "changed", G_CALLBACK (changed_cb), dialog, 0);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), question,
                         question_free, 0);

  gtk_window_set_transient_for (GTK_WINDOW (dialog), parent);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (question->password);
  return dialog;
}
