/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets the person choose a file; through the portal where there is one. */
#define G_LOG_DOMAIN "ui-file-chooser"

#include "ui-file-chooser.h"

#include <glib/gi18n.h>

typedef struct {
  UiFileChooserFunc  func;
  gpointer           user_data;
  GDestroyNotify     destroy;
} Choice;

static void
choice_free (gpointer  data,
             GClosure *closure)
{
  Choice *choice = data;

  if (choice->destroy != NULL)
    choice->destroy (choice->user_data);
  g_free (choice);
}

static void
response_cb (GtkNativeDialog *dialog,
             int              response,
             gpointer         user_data)
{
  Choice *choice = user_data;
  g_autoptr(GtkNativeDialog) kept = dialog; /* nobody else owns it */
  g_autoptr(GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    choice->func (file, choice->user_data);
}

void
ui_file_chooser_open (GtkWindow         *parent,
                      const char        *title,
                      const char        *filter_name,
                      const char *const *patterns,
                      UiFileChooserFunc  func,
                      gpointer           user_data,
                      GDestroyNotify     destroy)
{
  GtkFileChooserNative *dialog = NULL;
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();
  Choice *choice = g_new0 (Choice, 1);

  choice->func = func;
  choice->user_data = user_data;
  choice->destroy = destroy;

  gtk_file_filter_set_name (filter, filter_name);
  for (gsize i = 0; patterns[i] != NULL; i++)
    {
      if (strchr (patterns[i], '/') != NULL)
        gtk_file_filter_add_mime_type (filter, patterns[i]);
      else
        gtk_file_filter_add_pattern (filter, patterns[i]);
    }

  dialog = gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_OPEN,
                                        _("_Open"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), choice, choice_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
