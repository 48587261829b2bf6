/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a message said before (XEP-0308). */
#define G_LOG_DOMAIN "ui-message-versions"

#include "ui-message-versions.h"

#include "chat-conversation.h"

#include <glib/gi18n.h>

#define WIDTH 280
#define MAX_HEIGHT 300

static GtkWidget *
make_label (const char *text,
            const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, style);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  return label;
}

static GtkWidget *
make_version (const ChatVersion *version,
              UiClock           *clock)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *time = ui_clock_format_full (clock, version->time_us);
  GtkWidget *when = make_label (time, "caption");
  GtkWidget *body = make_label (version->body, "body");

  gtk_widget_add_css_class (when, "dim-label");
  gtk_label_set_selectable (GTK_LABEL (body), TRUE);
  gtk_box_append (GTK_BOX (box), when);
  gtk_box_append (GTK_BOX (box), body);
  return box;
}

GtkWidget *
ui_message_versions_new (void)
{
  GtkWidget *popover = gtk_popover_new ();

  gtk_widget_add_css_class (popover, "message-versions");
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Earlier versions"), -1);
  return popover;
}

void
ui_message_versions_fill (GtkWidget *popover,
                          GPtrArray *versions,
                          UiClock   *clock)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_box_append (GTK_BOX (box), make_label (_("Earlier versions"), "heading"));
  for (guint i = 0; i + 1 < versions->len; i++)
    gtk_box_append (GTK_BOX (box), make_version (g_ptr_array_index (versions, i), clock));
  if (versions->len < 2)
    gtk_box_append (GTK_BOX (box), make_label (_("What it said before is not here."), "body"));

  /* It has the keyboard first, so that a screen reader says what this is. */
  gtk_widget_set_focusable (box, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Earlier versions"), -1);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_size_request (box, WIDTH, -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
}
