/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What screen readers call the controls, where GTK 4.8 and libadwaita 1.2 do not get it right.
 *
 * What has a mnemonic is named by its text as it was written, with the mark of the key; and a
 * button by the label that it made of it as well, so that one hears "underscore Send, Send".
 * Nameless are buttons with a label of their own, rows that unfold, the eye of a password, and the
 * searches of their own windows: the button that opens one has a symbol alone, the entry a symbol
 * and nothing. */
#define G_LOG_DOMAIN "ui-names"

#include "ui-names.h"

#include <glib/gi18n.h>

static void
button_cb (GtkButton *button)
{
  gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

static void
check_cb (GtkCheckButton *button)
{
  const char *label = gtk_check_button_get_label (button);
  g_autoptr(GString) plain = g_string_new (label);

  g_string_replace (plain, "_", "", 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  plain->str, -1);
}

/* Now, and whenever the text becomes another. */
static void
watch (GObject   *widget,
       GCallback  callback)
{
  if (g_signal_handler_find (widget, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, (gpointer) callback, NULL)
      != 0)
    return;

  g_signal_connect (widget, "notify::label", callback, NULL);
  g_object_notify (widget, "label");
}

static void
set_name (gpointer    widget,
          const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
name_button (GtkButton *button)
{
  GtkWidget *child = gtk_button_get_child (button);

  if (gtk_button_get_use_underline (button))
    watch (G_OBJECT (button), G_CALLBACK (button_cb));
  else if (gtk_button_get_label (button) == NULL && GTK_IS_LABEL (child))
    set_name (button, gtk_label_get_text (GTK_LABEL (child)));
  else if (gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_PASSWORD_ENTRY_ROW) != NULL)
    set_name (button, _("Show or hide the password"));
}

static gboolean
map_cb (GSignalInvocationHint *hint,
        guint                  n_values,
        const GValue          *values,
        gpointer               user_data)
{
  GObject *widget = g_value_get_object (&values[0]);

  if (GTK_IS_BUTTON (widget))
    name_button (GTK_BUTTON (widget));
  else if (ADW_IS_EXPANDER_ROW (widget))
    set_name (widget, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)));
  else if (GTK_IS_CHECK_BUTTON (widget)
           && gtk_check_button_get_use_underline (GTK_CHECK_BUTTON (widget)))
    watch (widget, G_CALLBACK (check_cb));
  return TRUE;
}

void
ui_names_install (void)
{
  /* The signal is there once the class is; classes of GTK stay. */
  g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET));
  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, map_cb, NULL, NULL);
}

static gboolean
is_search (GtkWidget *widget)
{
  return GTK_IS_SEARCH_ENTRY (widget)
         || (GTK_IS_TOGGLE_BUTTON (widget)
             && g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)),
                           "edit-find-symbolic") == 0);
}

void
ui_names_set_search (GtkWidget  *window,
                     const char *name)
{
  g_return_if_fail (GTK_IS_WIDGET (window));

  if (is_search (window))
    set_name (window, name);
  for (GtkWidget *child = gtk_widget_get_first_child (window); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    ui_names_set_search (child, name);
}
