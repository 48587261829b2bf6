/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window that says what this program is. */
#define G_LOG_DOMAIN "ui-about"

#include "ui-about.h"

#include "charla-config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

void
ui_about_present (GtkWindow *parent)
{
  static const char *const developers[] = { "The Charla developers", NULL };
  AdwAboutWindow *about = ADW_ABOUT_WINDOW (adw_about_window_new ());

  adw_about_window_set_application_name (about, "Charla");
  adw_about_window_set_application_icon (about, CHARLA_ID);
  adw_about_window_set_version (about, CHARLA_VERSION);
  adw_about_window_set_developer_name (about, _("The Charla developers"));
  adw_about_window_set_developers (about, (const char **) developers);
  adw_about_window_set_comments (about, _("Talk with friends and colleagues over XMPP."));
  adw_about_window_set_license_type (about, GTK_LICENSE_GPL_3_0);
  /* Translators: put your names here, one a line. */
  adw_about_window_set_translator_credits (about, _("translator-credits"));
  gtk_window_set_transient_for (GTK_WINDOW (about), parent);
  gtk_window_present (GTK_WINDOW (about));
}
