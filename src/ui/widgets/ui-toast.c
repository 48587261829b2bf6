/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sentence that goes by itself. */
#define G_LOG_DOMAIN "ui-toast"

#include "ui-toast.h"

#define CHARACTERS 48 /* in one line */
#define LINES 3

AdwToast *
ui_toast_new (const char *text)
{
  AdwToast *toast = NULL;
  GtkWidget *label = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  /* Its own title is cut at the end of one line. */
  label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), CHARACTERS);
  gtk_label_set_lines (GTK_LABEL (label), LINES);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  toast = adw_toast_new ("");
  adw_toast_set_custom_title (toast, label);
  return toast;
}
