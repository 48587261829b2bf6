/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person is told when the history had to be repaired. */
#define G_LOG_DOMAIN "ui-salvaged"

#include "ui-salvaged.h"

#include <adwaita.h>
#include <glib/gi18n.h>

void
ui_salvaged_tell (GtkWindow  *parent,
                  const char *kept_path,
                  guint64     n_messages)
{
  GtkWidget *dialog = NULL;
  g_autofree char *count = g_strdup_printf ("%" G_GUINT64_FORMAT, n_messages);
  g_autofree char *body = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (kept_path != NULL);

  /* Translators: the first is a number, the second a file. */
  body = g_strdup_printf (_("The file with your chats was damaged and has been made anew. Messages "
                            "saved: %s. The damaged file is kept as %s."), count, kept_path);
  dialog = adw_message_dialog_new (parent, _("The history was repaired"), body);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}
