/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GTK 4.8 names what has a mnemonic by its text as it was written, with the mark of the key; and a
 * button by the label that it made of it as well, so that one hears "underscore Send, Send". */
#define G_LOG_DOMAIN "ui-mnemonics"

#include "ui-mnemonics.h"

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

static gboolean
map_cb (GSignalInvocationHint *hint,
        guint                  n_values,
        const GValue          *values,
        gpointer               user_data)
{
  GObject *widget = g_value_get_object (&values[0]);

  if (GTK_IS_BUTTON (widget) && gtk_button_get_use_underline (GTK_BUTTON (widget)))
    watch (widget, G_CALLBACK (button_cb));
  else if (GTK_IS_CHECK_BUTTON (widget)
           && gtk_check_button_get_use_underline (GTK_CHECK_BUTTON (widget)))
    watch (widget, G_CALLBACK (check_cb));
  return TRUE;
}

void
ui_mnemonics_install (void)
{
  /* The signal is there once the class is; classes of GTK stay. */
  g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET));
  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, map_cb, NULL, NULL);
}
