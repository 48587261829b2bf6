/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the program begins: windows, no windows, or a subcommand. */
#define G_LOG_DOMAIN "charla"

#include "app-application.h"
#include "app-cli.h"
#include "app-command.h"
#include "app-service.h"
#include "charla-config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <string.h>

static int
usage_error (const char *text,
             const char *argument)
{
  g_printerr ("charla: %s: %s\n", text, argument);
  return APP_EXIT_USAGE;
}

/* A slip in the name of a command must not open a window. */
static const char *
find_stranger (int    argc,
               char **argv)
{
  static const char *const options[] = {
    "-h", "--help", "--help-all", "--help-gapplication", "--gapplication-service", "--", NULL
  };

  for (int i = 1; i < argc; i++)
    if (!g_strv_contains (options, argv[i]) && g_ascii_strncasecmp (argv[i], "xmpp:", 5) != 0)
      return argv[i];
  return NULL;
}

static int
run_windows (int    argc,
             char **argv)
{
  g_autoptr(AppApplication) app = NULL;
  g_autofree char *help = NULL;
  const char *stranger = find_stranger (argc, argv);

  if (stranger != NULL)
    return usage_error (stranger[0] == '-' ? _("There is no such option") :
                                             _("There is no such command"), stranger);

  for (int i = 1; i < argc; i++)
    if (g_str_has_prefix (argv[i], "--help") || strcmp (argv[i], "-h") == 0)
      g_set_prgname ("charla");
  app = app_application_new ();
  help = app_cli_help ();
  g_application_set_option_context_parameter_string (G_APPLICATION (app), "[LINK…]");
  g_application_set_option_context_summary (G_APPLICATION (app),
                                            _("Chat over XMPP. With --headless, without windows."));
  g_application_set_option_context_description (G_APPLICATION (app), help);
  return g_application_run (G_APPLICATION (app), argc, argv);
}

static int
run_headless (char **argv)
{
  g_autoptr(AppService) service = app_service_new ();

  return g_application_run (G_APPLICATION (service), 1, argv);
}

int
main (int    argc,
      char **argv)
{
  const char *locale_dir = g_getenv ("CHARLA_LOCALEDIR"); /* before it is installed */

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir != NULL ? locale_dir : CHARLA_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname (CHARLA_ID);
  g_set_application_name ("Charla");

  if (argc > 1 && strcmp (argv[1], "--version") == 0)
    {
      g_print ("Charla %s\n", CHARLA_VERSION);
      return 0;
    }
  if (argc > 1 && app_cli_knows (argv[1]))
    return app_cli_run (argc, argv);

  /* A pipe that nobody reads any more ends a command, and nothing else. */
  signal (SIGPIPE, SIG_IGN);
  if (argc > 1 && strcmp (argv[1], "--headless") == 0)
    return argc == 2 ? run_headless (argv)
                     : usage_error (_("--headless stands alone"), argv[2]);
  return run_windows (argc, argv);
}
