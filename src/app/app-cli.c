/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line: finds the subcommand, reads its options, runs it. */
#define G_LOG_DOMAIN "app-cli"

#include "app-cli.h"

#include "app-command.h"
#include "charla-config.h"

#include <glib/gi18n.h>

static const AppCommand *const tables[] = {
  app_account_commands, app_contact_commands, app_message_commands, app_watch_commands,
};

gboolean
app_cli_knows (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const AppCommand *command = tables[i]; command->name != NULL; command++)
      if (g_str_equal (command->name, word))
        return TRUE;
  return FALSE;
}

static const AppCommand *
find_command (const char *name,
              const char *sub)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const AppCommand *command = tables[i]; command->name != NULL; command++)
      if (g_str_equal (command->name, name)
          && (command->sub == NULL || g_strcmp0 (command->sub, sub) == 0))
        return command;
  return NULL;
}

static char *
command_line (const AppCommand *command)
{
  return g_strdup_printf ("%s%s%s %s", command->name, command->sub != NULL ? " " : "",
                          command->sub != NULL ? command->sub : "", command->usage);
}

char *
app_cli_help (void)
{
  g_autoptr(GString) text = g_string_new (_("Commands, for the Charla that runs:\n"));

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const AppCommand *command = tables[i]; command->name != NULL; command++)
      {
        g_autofree char *line = command_line (command);

        g_string_append_printf (text, "  %-40s %s\n", line, _(command->summary));
      }
  g_string_append (text, _("“charla COMMAND --help” tells its options; see also charla(1)."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_entries (GOptionContext *context,
             AppOptions      options,
             AppCall        *call)
{
  const struct {
    AppOptions   options;
    GOptionEntry entry;
  } all[] = {
    { ~0u, { "json", 0, 0, G_OPTION_ARG_NONE, &call->json,
             N_("Print a JSON object a line"), NULL } },
    { APP_OPTION_ACCOUNT, { "account", 'A', 0, G_OPTION_ARG_STRING, &call->account,
                            N_("Which of your accounts"), N_("ADDRESS") } },
    { APP_OPTION_PASSWORD, { "password-stdin", 0, 0, G_OPTION_ARG_NONE, &call->password_stdin,
                             N_("Read the password from standard input"), NULL } },
    { APP_OPTION_PASSWORD, { "no-remember", 0, 0, G_OPTION_ARG_NONE, &call->no_remember,
                             N_("Do not put the password into the key ring"), NULL } },
    { APP_OPTION_SERVER, { "host", 0, 0, G_OPTION_ARG_STRING, &call->host,
                           N_("Connect to this host"), N_("HOST") } },
    { APP_OPTION_SERVER, { "port", 0, 0, G_OPTION_ARG_INT, &call->port,
                           N_("Connect to this port"), N_("PORT") } },
    { APP_OPTION_SERVER, { "tls", 0, 0, G_OPTION_ARG_STRING, &call->tls,
                           N_("auto, starttls or direct"), N_("MODE") } },
    { APP_OPTION_SERVER, { "ca", 0, 0, G_OPTION_ARG_FILENAME, &call->ca_file,
                           N_("Trust the certificates in this file, too"), N_("FILE") } },
    { APP_OPTION_SERVER, { "allow-plain", 0, 0, G_OPTION_ARG_NONE, &call->allow_plain,
                           N_("Hand over the password, encrypted, where a server knows no better"),
                           NULL } },
    { APP_OPTION_WAIT, { "no-wait", 0, 0, G_OPTION_ARG_NONE, &call->no_wait,
                         N_("Do not wait until it is online"), NULL } },
    { APP_OPTION_STATE, { "wait", 0, 0, G_OPTION_ARG_STRING, &call->wait_state,
                          N_("Wait until it is sent, delivered or displayed"), N_("STATE") } },
    { APP_OPTION_TIMEOUT, { "timeout", 0, 0, G_OPTION_ARG_INT, &call->timeout_s,
                            N_("How long to wait"), N_("SECONDS") } },
    { APP_OPTION_LIMIT, { "limit", 'n', 0, G_OPTION_ARG_INT, &call->limit,
                          N_("How many at most"), N_("NUMBER") } },
    { APP_OPTION_BEFORE, { "before", 0, 0, G_OPTION_ARG_STRING, &call->before,
                           N_("Only those before this message"), N_("ID") } },
    { APP_OPTION_WITH, { "with", 0, 0, G_OPTION_ARG_STRING, &call->with,
                         N_("Only the conversation with"), N_("ADDRESS") } },
    { APP_OPTION_NAME, { "name", 0, 0, G_OPTION_ARG_STRING, &call->name,
                         N_("What to call the contact"), N_("NAME") } },
    { APP_OPTION_GROUPS, { "group", 0, 0, G_OPTION_ARG_STRING_ARRAY, &call->groups,
                           N_("A group to put the contact into"), N_("GROUP") } },
    { APP_OPTION_FIELDS, { "field", 0, 0, G_OPTION_ARG_STRING_ARRAY, &call->fields,
                           N_("An answer for the server’s form"), N_("NAME=VALUE") } },
    { APP_OPTION_FIELDS, { "invitation", 0, 0, G_OPTION_ARG_STRING, &call->invitation,
                           N_("The xmpp: link of an invitation"), N_("LINK") } },
    { APP_OPTION_REPORT, { "report", 0, 0, G_OPTION_ARG_NONE, &call->report,
                           N_("Also report spam to the server"), NULL } },
    { APP_OPTION_UNREGISTER, { "unregister", 0, 0, G_OPTION_ARG_NONE, &call->unregister,
                               N_("Delete the account on the server, too"), NULL } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      GOptionEntry entries[] = { all[i].entry, { NULL, 0, 0, 0, NULL, NULL, NULL } };

      if (all[i].options == (AppOptions) ~0u || (options & all[i].options) != 0)
        g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    }
}

static void
call_clear (AppCall *call)
{
  g_clear_object (&call->bus);
  g_free (call->account);
  g_free (call->host);
  g_free (call->tls);
  g_free (call->ca_file);
  g_free (call->before);
  g_free (call->with);
  g_free (call->name);
  g_strfreev (call->groups);
  g_strfreev (call->fields);
  g_free (call->invitation);
  g_free (call->wait_state);
}

static int
usage_error (const char *text)
{
  g_printerr ("charla: %s\n", text);
  return APP_EXIT_USAGE;
}

static int
run (const AppCommand *command,
     AppCall          *call,
     char           ***arguments)
{
  g_autofree char *line = command_line (command);
  g_autofree char *parameter = g_strdup_printf ("%s", command->usage);
  g_autoptr(GOptionContext) context = g_option_context_new (parameter);
  g_autoptr(GError) error = NULL;
  guint skip = command->sub != NULL ? 3 : 2;

  g_option_context_set_summary (context, _(command->summary));
  add_entries (context, command->options, call);
  if (!g_option_context_parse_strv (context, arguments, &error))
    return usage_error (error->message);

  /* "--" before an argument that begins with a dash */
  call->args = *arguments + skip;
  if (g_strv_length (*arguments) > skip && g_str_equal (call->args[0], "--"))
    call->args++;
  call->n_args = g_strv_length (call->args);
  if (call->n_args < command->min_args || call->n_args > command->max_args)
    {
      g_autofree char *text = g_strdup_printf (_("It is called so: charla %s"), line);

      return usage_error (text);
    }
  if (call->port < 0 || call->port > G_MAXUINT16)
    return usage_error (_("This is not a port."));

  if (call->account == NULL)
    call->account = g_strdup ("");
  if ((call->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error)) == NULL)
    {
      g_printerr ("charla: %s\n", error->message);
      return APP_EXIT_NOT_RUNNING;
    }
  return command->run (call);
}

int
app_cli_run (int    argc,
             char **argv)
{
  /* Freed by the parser as it goes, so the vector must be ours. */
  g_auto(GStrv) arguments = g_new0 (char *, (gsize) argc + 1);
  const AppCommand *command;
  AppCall call = { 0 };
  int status;

  for (int i = 0; i < argc; i++)
    arguments[i] = g_strdup (argv[i]);

  command = find_command (argv[1], argc > 2 ? argv[2] : NULL);
  if (command == NULL)
    {
      g_autofree char *help = app_cli_help ();

      g_printerr ("%s\n", help);
      return APP_EXIT_USAGE;
    }

  status = run (command, &call, &arguments);
  call_clear (&call);
  return status;
}
