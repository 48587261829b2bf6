/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question whether a weaker way to sign in than before will do. */
#define G_LOG_DOMAIN "ui-weaker"

#include "ui-weaker.h"

#include <glib/gi18n.h>

#define KEY_WEAKER "weaker"

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             ChatAccount      *account)
{
  if (g_str_equal (response, "once") || g_str_equal (response, "always"))
    chat_account_accept_weaker (account, g_object_get_data (G_OBJECT (dialog), KEY_WEAKER),
                                g_str_equal (response, "always"));
}

GtkWidget *
ui_weaker_present (GtkWindow   *parent,
                   ChatAccount *account)
{
  AdwMessageDialog *dialog = NULL;
  const char *weaker = NULL;
  const char *usual = NULL;
  g_autofree char *what = NULL;
  g_autofree char *body = NULL;

  g_return_val_if_fail (CHAT_IS_ACCOUNT (account), NULL);

  weaker = chat_account_get_weaker (account);
  usual = chat_account_get_usual (account);
  if (weaker == NULL)
    return NULL;

  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, _("Sign in the weaker way?"), NULL));
  if (usual != NULL)
    /* Translators: names of ways to sign in, like SCRAM-SHA-256-PLUS and PLAIN */
    what = g_strdup_printf (_("This account signed in with %s before. Now its server offers %s at "
                              "best."), usual, weaker);
  else
    what = g_strdup_printf (_("The server offers a safer way to sign in and then refuses it. What "
                              "is left is %s."), weaker);
  body = g_strdup_printf ("%s\n\n%s", what,
                          _("The server may be at fault. Or somebody between here and the server "
                            "is after the password. If in doubt, ask whoever runs the server."));
  adw_message_dialog_set_body (dialog, body);
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "once", _("Sign in _once"),
                                    "always", _("From _now on"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "always", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), KEY_WEAKER, g_strdup (weaker), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), account, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  return GTK_WIDGET (dialog);
}
