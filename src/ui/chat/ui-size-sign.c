/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said in the corner of a picture or a film that is not here yet. */
#define G_LOG_DOMAIN "ui-size-sign"

#include "ui-size-sign.h"

#include "ui-file-words.h"

GtkWidget *
ui_size_sign_new (void)
{
  GtkWidget *sign = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *text = gtk_label_new (NULL);

  gtk_widget_add_css_class (text, "caption");
  gtk_widget_add_css_class (text, "numeric");
  gtk_box_append (GTK_BOX (sign), gtk_image_new_from_icon_name ("video-x-generic-symbolic"));
  gtk_box_append (GTK_BOX (sign), text);
  gtk_widget_add_css_class (sign, "over-picture");
  gtk_widget_add_css_class (sign, "corner");
  gtk_widget_set_can_target (sign, FALSE);
  gtk_widget_set_child_visible (sign, FALSE);
  return sign;
}

gboolean
ui_size_sign_set_file (GtkWidget *sign,
                       ChatFile  *file)
{
  gboolean is_film = chat_file_get_kind (file) == CHAT_FILE_VIDEO;
  g_autofree char *text = chat_file_get_size (file) > 0 ? ui_file_words_dup_size (file) : NULL;
  GtkWidget *label = gtk_widget_get_last_child (sign);

  gtk_widget_set_visible (gtk_widget_get_first_child (sign), is_film);
  gtk_widget_set_visible (label, text != NULL);
  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  return is_film || text != NULL;
}
