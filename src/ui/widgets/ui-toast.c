/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sentence that goes by itself. */
#define G_LOG_DOMAIN "ui-toast"

#include "ui-toast.h"

#define CHARACTERS 48 /* in one line */
#define AROUND 104    /* px beside that: edges, and the button that closes it */
#define AROUND_BUTTON 36 /* px of another one, beside its words */
#define BOLDER 1.1    /* than the usual letters are those of a toast, and so wider */
#define MARGIN 6      /* px above and below: a button beside one line has as much */
#define LINES 5       /* in a narrow window, too, all is seen but what a server says at length */

/* s that it stays: whoever reads slowly takes one for so many characters */
#define LEAST_S 5
#define MOST_S  12
#define CHARACTERS_OF_S 12

/* A toast has the height that it needs where it is as wide as it would be, and is cut where the
 * window is not: no more is wanted than fits into that. */
static int
get_characters (GtkWidget  *from,
                const char *button) /* (nullable) */
{
  GtkRoot *root = gtk_widget_get_root (from);
  int room = root != NULL ? gtk_widget_get_width (GTK_WIDGET (root)) - AROUND : 0;
  g_autoptr(PangoLayout) words = gtk_widget_create_pango_layout (from, button);
  int words_width;
  PangoFontMetrics *metrics =
    pango_context_get_metrics (gtk_widget_get_pango_context (from), NULL, NULL);
  int character = MAX (pango_font_metrics_get_approximate_char_width (metrics),
                       pango_font_metrics_get_approximate_digit_width (metrics)) * BOLDER;

  pango_font_metrics_unref (metrics);
  pango_layout_get_pixel_size (words, &words_width, NULL);
  if (button != NULL)
    room -= (int) (words_width * BOLDER) + AROUND_BUTTON;
  return room > 0 && character > 0 ? CLAMP (room * PANGO_SCALE / character, 1, CHARACTERS)
                                   : CHARACTERS;
}

AdwToast *
ui_toast_new (GtkWidget  *from,
              const char *text,
              const char *button)
{
  AdwToast *toast = NULL;
  GtkWidget *label = NULL;

  g_return_val_if_fail (GTK_IS_WIDGET (from), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  /* Its own title is cut at the end of one line. */
  label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), get_characters (from, button));
  gtk_label_set_lines (GTK_LABEL (label), LINES);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_set_margin_top (label, MARGIN);
  gtk_widget_set_margin_bottom (label, MARGIN);
  toast = adw_toast_new ("");
  adw_toast_set_timeout (toast, (guint) CLAMP (g_utf8_strlen (text, -1) / CHARACTERS_OF_S, LEAST_S,
                                               MOST_S));
  adw_toast_set_button_label (toast, button);
  adw_toast_set_custom_title (toast, label);
  return toast;
}
