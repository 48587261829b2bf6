/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thing that went over the wire, as text. */
#define G_LOG_DOMAIN "ui-console-row"

#include "ui-console-row.h"

#include "base-text.h"

#include <glib/gi18n.h>
#include <string.h>

#define MARGIN 12
#define MOST_CHARS 3000
#define MOST_LINES 60
/* A text that is hardly longer is shown whole. */
#define SLACK_CHARS 500

/* What the link under a long text leads to: nowhere. */
#define EXPAND_URI "console:expand"

struct _UiConsoleRow
{
  GtkWidget        parent_instance;

  ChatConsoleLine *line;  /* (nullable) */
  GtkWidget       *label;
};

G_DEFINE_FINAL_TYPE (UiConsoleRow, ui_console_row, GTK_TYPE_WIDGET)

enum {
  SIGNAL_EXPAND,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static char *
dup_heading (ChatConsoleLine *line)
{
  gint64 time_us = chat_console_line_get_time (line);
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autofree char *seconds = g_date_time_format (time, "%H:%M:%S");
  g_autofree char *clock = g_strdup_printf ("%s.%03u", seconds,
                                            (guint) (time_us % G_USEC_PER_SEC / 1000));

  /* Translators: %s is a time of day: "18:40:05.123" */
  return g_strdup_printf (chat_console_line_is_sent (line) ? _("Sent at %s") : _("Received at %s"),
                          clock);
}

char *
ui_console_line_dup_text (ChatConsoleLine *line)
{
  g_autofree char *heading = NULL;

  g_return_val_if_fail (CHAT_IS_CONSOLE_LINE (line), NULL);

  heading = dup_heading (line);
  return g_strdup_printf ("%s\n%s", heading, chat_console_line_get_xml (line));
}

/* As much as is shown at first; NULL: all of it is. */
static char *
dup_start (const char *text)
{
  const char *end = text;
  guint n_lines = 0;

  if (strlen (text) <= MOST_CHARS + SLACK_CHARS)
    return NULL;

  for (guint i = 0; *end != '\0' && i < MOST_CHARS && n_lines < MOST_LINES; i++)
    {
      n_lines += *end == '\n';
      end = g_utf8_next_char (end);
    }

  return *end != '\0' ? g_strdup_printf ("%.*s…", (int) (end - text), text) : NULL;
}

static char *
make_markup (ChatConsoleLine *line,
             gboolean         whole)
{
  /* What turns the direction would show the text as another one. */
  g_autofree char *text = base_text_clean (chat_console_line_get_xml (line), BASE_TEXT_NO_BIDI);
  g_autofree char *start = whole ? NULL : dup_start (text);
  g_autofree char *shown = g_markup_escape_text (start != NULL ? start : text, -1);
  g_autofree char *heading = dup_heading (line);
  g_autofree char *escaped_heading = g_markup_escape_text (heading, -1);
  g_autofree char *size = g_format_size (strlen (text));
  /* Translators: under the start of a long text; %s is its size: "12 kB" */
  g_autofree char *more = g_strdup_printf (_("Show all of it (%s)"), size);
  g_autofree char *escaped_more = g_markup_escape_text (more, -1);

  if (start != NULL)
    return g_strdup_printf ("<b>%s</b>\n%s\n<a href=\"" EXPAND_URI "\">%s</a>", escaped_heading,
                            shown, escaped_more);

  if (chat_console_line_is_cut (line))
    return g_strdup_printf ("<b>%s</b>\n%s\n<i>%s</i>", escaped_heading, shown,
                            _("The rest was too long to be kept."));

  return g_strdup_printf ("<b>%s</b>\n%s", escaped_heading, shown);
}

void
ui_console_row_bind (UiConsoleRow    *self,
                     ChatConsoleLine *line,
                     gboolean         whole)
{
  g_autofree char *markup = NULL;

  g_return_if_fail (UI_IS_CONSOLE_ROW (self));
  g_return_if_fail (CHAT_IS_CONSOLE_LINE (line));

  g_set_object (&self->line, line);
  markup = make_markup (line, whole);
  if (g_strcmp0 (gtk_label_get_label (GTK_LABEL (self->label)), markup) != 0)
    gtk_label_set_markup (GTK_LABEL (self->label), markup);
  if (chat_console_line_is_sent (line))
    gtk_widget_add_css_class (GTK_WIDGET (self), "sent");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "sent");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (GTK_LABEL (self->label)), -1);
}

void
ui_console_row_unbind (UiConsoleRow *self)
{
  g_return_if_fail (UI_IS_CONSOLE_ROW (self));

  g_clear_object (&self->line);
  gtk_label_select_region (GTK_LABEL (self->label), 0, 0);
}

gboolean
ui_console_row_is_busy (UiConsoleRow *self)
{
  int start;
  int end;

  g_return_val_if_fail (UI_IS_CONSOLE_ROW (self), FALSE);

  return gtk_label_get_selection_bounds (GTK_LABEL (self->label), &start, &end) && start != end;
}

static gboolean
link_cb (GtkLabel     *label,
         const char   *uri,
         UiConsoleRow *self)
{
  g_autoptr(ChatConsoleLine) line = self->line != NULL ? g_object_ref (self->line) : NULL;

  if (line != NULL)
    g_signal_emit (self, signals[SIGNAL_EXPAND], 0, line);
  return TRUE;
}

static gboolean
copy_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  UiConsoleRow *self = UI_CONSOLE_ROW (widget);

  if (self->line == NULL)
    return FALSE;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          chat_console_line_get_xml (self->line));
  return TRUE;
}

static void
ui_console_row_dispose (GObject *object)
{
  UiConsoleRow *self = UI_CONSOLE_ROW (object);

  g_clear_object (&self->line);
  g_clear_pointer (&self->label, gtk_widget_unparent);

  G_OBJECT_CLASS (ui_console_row_parent_class)->dispose (object);
}

static void
ui_console_row_class_init (UiConsoleRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_console_row_dispose;

  signals[SIGNAL_EXPAND] = g_signal_new ("expand", UI_TYPE_CONSOLE_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_CONSOLE_LINE);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, copy_cb, NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "consoleline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
ui_console_row_init (UiConsoleRow *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_margin_start (GTK_WIDGET (self), MARGIN);
  gtk_widget_set_margin_end (GTK_WIDGET (self), MARGIN);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self), MARGIN / 2);
  /* XML is read from the left whatever the language. */
  gtk_widget_set_direction (GTK_WIDGET (self), GTK_TEXT_DIR_LTR);

  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_selectable (GTK_LABEL (self->label), TRUE);
  gtk_widget_set_direction (self->label, GTK_TEXT_DIR_LTR);
  gtk_widget_add_css_class (self->label, "monospace");
  g_signal_connect_object (self->label, "activate-link", G_CALLBACK (link_cb), self, 0);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

GtkWidget *
ui_console_row_new (void)
{
  return g_object_new (UI_TYPE_CONSOLE_ROW, NULL);
}
