/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the program begins: windows, no windows, or a subcommand. */
#define G_LOG_DOMAIN "charla"

#include "app-application.h"
#include "app-cli.h"
#include "app-service.h"
#include "charla-config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <string.h>

static int
run_windows (int    argc,
             char **argv)
{
  g_autoptr(AppApplication) app = app_application_new ();
  g_autofree char *help = app_cli_help ();

  g_application_set_option_context_parameter_string (G_APPLICATION (app), "[LINK…]");
  g_application_set_option_context_summary (G_APPLICATION (app),
                                            _("Chat over XMPP. With --headless, without windows."));
  g_application_set_option_context_description (G_APPLICATION (app), help);
  return g_application_run (G_APPLICATION (app), argc, argv);
}

static int
run_headless (void)
{
  g_autoptr(AppService) service = app_service_new ();

  return g_application_run (G_APPLICATION (service), 0, NULL);
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, CHARLA_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  signal (SIGPIPE, SIG_IGN);
  g_set_prgname (CHARLA_ID);
  g_set_application_name ("Charla");

  if (argc > 1 && strcmp (argv[1], "--version") == 0)
    {
      g_print ("Charla %s\n", CHARLA_VERSION);
      return 0;
    }
  if (argc == 2 && strcmp (argv[1], "--headless") == 0)
    return run_headless ();
  if (argc > 1 && app_cli_knows (argv[1]))
    return app_cli_run (argc, argv);
  return run_windows (argc, argv);
}
