/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line: finds the subcommand, reads its options, runs it. */
#define G_LOG_DOMAIN "app-cli"

#include "app-cli.h"

#include "app-command.h"
#include "app-print.h"
#include "charla-config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define USUAL_TIMEOUT_S 60
#define MAX_TIMEOUT_S (24 * 60 * 60)

static const AppCommand *const tables[] = {
  app_account_commands, app_contact_commands, app_message_commands, app_room_commands,
  app_room_admin_commands, app_space_commands,
  app_watch_commands,
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

/* Of the commands that begin with @name; NULL: of all. */
static char *
make_help (const char *name)
{
  g_autoptr(GString) text = g_string_new (_("Commands, for the Charla that runs:"));

  g_string_append_c (text, '\n');
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const AppCommand *command = tables[i]; command->name != NULL; command++)
      {
        g_autofree char *line = command_line (command);

        if (name != NULL && !g_str_equal (command->name, name))
          continue;
        g_string_append_printf (text, "  %s%*s %s\n", line,
                                MAX (0, 40 - (int) g_utf8_strlen (line, -1)), "",
                                _(command->summary));
      }
  g_string_append (text, _("“charla COMMAND --help” tells its options; see also charla(1)."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
app_cli_help (void)
{
  return make_help (NULL);
}

guint
app_call_timeout (AppCall *call)
{
  return call->timeout_s > 0 ? (guint) call->timeout_s : USUAL_TIMEOUT_S;
}

/* Texts are taken as file names are: as they come. They were made UTF-8 before, see
 * app_cli_run(). */
#define TEXT G_OPTION_ARG_FILENAME
#define TEXTS G_OPTION_ARG_FILENAME_ARRAY

typedef struct {
  AppOptions   options;
  GOptionEntry entry;
} Option;

static void
add_options (GOptionContext *context,
             AppOptions      wanted,
             const Option   *all,
             gsize           n_all)
{
  for (gsize i = 0; i < n_all; i++)
    {
      GOptionEntry entries[] = { all[i].entry, { NULL, 0, 0, 0, NULL, NULL, NULL } };

      if (all[i].options == (AppOptions) ~0u || (wanted & all[i].options) != 0)
        g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    }
}

static void
add_entries (GOptionContext *context,
             AppOptions      options,
             AppCall        *call)
{
  const Option all[] = {
    { ~0u, { "json", 0, 0, G_OPTION_ARG_NONE, &call->json,
             N_("Print a JSON object a line"), NULL } },
    { APP_OPTION_ACCOUNT, { "account", 'A', 0, TEXT, &call->account,
                            N_("Which of your accounts"), N_("ADDRESS") } },
    { APP_OPTION_PASSWORD, { "password-stdin", 0, 0, G_OPTION_ARG_NONE, &call->password_stdin,
                             N_("Read the password from standard input"), NULL } },
    { APP_OPTION_REMEMBER, { "no-remember", 0, 0, G_OPTION_ARG_NONE, &call->no_remember,
                             N_("Do not put the password into the key ring"), NULL } },
    { APP_OPTION_SERVER, { "host", 0, 0, TEXT, &call->host,
                           N_("Connect to this host"), N_("HOST") } },
    { APP_OPTION_SERVER, { "port", 0, 0, G_OPTION_ARG_INT, &call->port,
                           N_("Connect to this port"), N_("PORT") } },
    { APP_OPTION_SERVER, { "tls", 0, 0, TEXT, &call->tls,
                           N_("auto, starttls, direct or websocket"), N_("MODE") } },
    { APP_OPTION_SERVER, { "ca", 0, 0, TEXT, &call->ca_file,
                           N_("Trust the certificates in this file, too"), N_("FILE") } },
    { APP_OPTION_SERVER, { "allow-plain", 0, 0, G_OPTION_ARG_NONE, &call->allow_plain,
                           N_("Hand over the password, encrypted, where a server knows no better"),
                           NULL } },
    { APP_OPTION_SERVER, { "proxy", 0, 0, TEXT, &call->proxy,
                           N_("system, none, or like socks5://user@proxy.example.org:1080"),
                           N_("PROXY") } },
    { APP_OPTION_WAIT, { "no-wait", 0, 0, G_OPTION_ARG_NONE, &call->no_wait,
                         N_("Do not wait until it is online"), NULL } },
    { APP_OPTION_STATE, { "wait", 0, 0, TEXT, &call->wait_state,
                          N_("Wait until it is sent, delivered or displayed"), N_("STATE") } },
    { APP_OPTION_CORRECT, { "correct", 0, 0, TEXT, &call->correct,
                            N_("Say it instead of this message of yours"), N_("ID") } },
    { APP_OPTION_FILE, { "file", 0, 0, TEXTS, &call->files, N_("Send this file"), N_("FILE") } },
    { APP_OPTION_DIRECT, { "direct", 0, 0, G_OPTION_ARG_NONE, &call->direct,
                           N_("Send files straight to a contact, once both are online"), NULL } },
    { APP_OPTION_FILE, { "resize", 0, 0, G_OPTION_ARG_NONE, &call->resize,
                         N_("Send photos smaller than they are"), NULL } },
    { APP_OPTION_TIMEOUT, { "timeout", 0, 0, G_OPTION_ARG_INT, &call->timeout_s,
                            N_("How long to wait"), N_("SECONDS") } },
    { APP_OPTION_LIMIT, { "limit", 'n', 0, G_OPTION_ARG_INT, &call->limit,
                          N_("How many at most"), N_("NUMBER") } },
    { APP_OPTION_BEFORE, { "before", 0, 0, TEXT, &call->before,
                           N_("Only those before this message"), N_("ID") } },
    { APP_OPTION_WITH, { "with", 0, 0, TEXT, &call->with,
                         N_("Only the conversation with"), N_("ADDRESS") } },
  };

  add_options (context, options, all, G_N_ELEMENTS (all));
}

/* More of them: of people, rooms and forms */
static void
add_more_entries (GOptionContext *context,
                  AppOptions      options,
                  AppCall        *call)
{
  const Option all[] = {
    { APP_OPTION_NAME, { "name", 0, 0, TEXT, &call->name,
                         N_("What to call the contact"), N_("NAME") } },
    { APP_OPTION_NICK, { "nick", 0, 0, TEXT, &call->nick,
                         N_("What to be called in the room"), N_("NICKNAME") } },
    { APP_OPTION_REASON, { "reason", 0, 0, TEXT, &call->reason, N_("Say why"), N_("TEXT") } },
    { APP_OPTION_SETTINGS, { "set", 0, 0, TEXTS, &call->settings,
                             N_("Change a setting of the room"), N_("NAME=VALUE") } },
    { APP_OPTION_CREATE, { "address", 0, 0, TEXT, &call->address,
                           N_("The address of the new room"), N_("ROOM") } },
    { APP_OPTION_CREATE, { "public", 0, 0, G_OPTION_ARG_NONE, &call->is_public,
                           N_("Make it for everybody"), NULL } },
    { APP_OPTION_SERVICE, { "service", 0, 0, TEXT, &call->service,
                            N_("Only rooms of this service"), N_("SERVICE") } },
    { APP_OPTION_SERVICE, { "search", 0, 0, TEXT, &call->search,
                            N_("Ask this search service, which is told the text"),
                            N_("SERVICE") } },
    { APP_OPTION_GROUPS, { "group", 0, 0, TEXTS, &call->groups,
                           N_("A group to put the contact into"), N_("GROUP") } },
    { APP_OPTION_FIELDS, { "field", 0, 0, TEXTS, &call->fields,
                           N_("An answer for the server’s form"), N_("NAME=VALUE") } },
    { APP_OPTION_FIELDS, { "invitation", 0, 0, TEXT, &call->invitation,
                           N_("The xmpp: link of an invitation"), N_("LINK") } },
    { APP_OPTION_REPORT, { "report", 0, 0, G_OPTION_ARG_NONE, &call->report,
                           N_("Also report spam to the server"), NULL } },
    { APP_OPTION_UNREGISTER, { "unregister", 0, 0, G_OPTION_ARG_NONE, &call->unregister,
                               N_("Delete the account on the server, too"), NULL } },
    { APP_OPTION_FORWARD, { "to", 0, 0, TEXTS, &call->to,
                            N_("Whom to send it to"), N_("ADDRESS") } },
    { APP_OPTION_FORWARD, { "comment", 0, 0, TEXT, &call->comment,
                            N_("What to say before it"), N_("TEXT") } },
    { APP_OPTION_FROM_NOW_ON, { "from-now-on", 0, 0, G_OPTION_ARG_NONE, &call->from_now_on,
                                N_("Not only until the account is signed out"), NULL } },
  };

  add_options (context, options, all, G_N_ELEMENTS (all));
}

static void
call_clear (AppCall *call)
{
  g_clear_object (&call->bus);
  g_free (call->account);
  g_free (call->host);
  g_free (call->tls);
  g_free (call->ca_file);
  g_free (call->proxy);
  g_free (call->before);
  g_free (call->correct);
  g_strfreev (call->files);
  g_strfreev (call->to);
  g_free (call->comment);
  g_free (call->with);
  g_free (call->name);
  g_free (call->nick);
  g_free (call->reason);
  g_strfreev (call->settings);
  g_free (call->address);
  g_free (call->service);
  g_free (call->search);
  g_strfreev (call->groups);
  g_strfreev (call->fields);
  g_free (call->invitation);
  g_free (call->wait_state);
}

static int
usage_error (const char *text)
{
  app_print_error (text);
  return APP_EXIT_USAGE;
}

/* Was everything printed that had to be? */
static int
check_output (int status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;

  app_print_error (_("The output could not be written."));
  return status != 0 ? status : APP_EXIT_FAILED;
}

/* Leaves what was not an option in @call; "--" ends the options. */
static void
take_arguments (AppCall  *call,
                char    **rest)
{
  guint n = 0;
  gboolean has_ended = FALSE;

  for (guint i = 0; rest[i] != NULL; i++)
    if (!has_ended && g_str_equal (rest[i], "--"))
      {
        has_ended = TRUE;
        g_free (rest[i]);
      }
    else
      rest[n++] = rest[i];
  rest[n] = NULL;
  call->args = rest;
  call->n_args = n;
}

static const char *
find_fault (const AppCommand *command,
            const AppCall    *call)
{
  if (call->n_args < command->min_args || call->n_args > command->max_args)
    return ""; /* said by who knows the command line */
  if (call->port < 0 || call->port > G_MAXUINT16)
    return _("This is not a port.");
  if (call->timeout_s < 0 || call->timeout_s > MAX_TIMEOUT_S)
    return _("A time-out is from 1 to 86400 seconds.");
  if (call->limit < 0)
    return _("A limit is 1 or more.");
  return NULL;
}

static int
run (const AppCommand *command,
     AppCall          *call,
     char           ***arguments)
{
  g_autofree char *line = command_line (command);
  g_autoptr(GOptionContext) context = g_option_context_new (command->usage);
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_strdup_printf ("charla %s%s%s", command->name,
                                           command->sub != NULL ? " " : "",
                                           command->sub != NULL ? command->sub : "");
  const char *fault;

  /* As it is typed; windows have their name of their application. */
  g_set_prgname (name);
  g_option_context_set_summary (context, _(command->summary));
  add_entries (context, command->options, call);
  add_more_entries (context, command->options, call);
  if (!g_option_context_parse_strv (context, arguments, &error))
    return usage_error (error->message);

  take_arguments (call, *arguments + (command->sub != NULL ? 3 : 2));
  fault = find_fault (command, call);
  if (fault != NULL && fault[0] == '\0')
    {
      g_autofree char *text = g_strdup_printf (_("It is called so: charla %s"), line);

      return usage_error (text);
    }
  if (fault != NULL)
    return usage_error (fault);

  if (call->account == NULL)
    call->account = g_strdup ("");
  if ((call->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error)) == NULL)
    {
      app_print_error (error->message);
      return APP_EXIT_NOT_RUNNING;
    }
  return check_output (command->run (call));
}

/* The name of a file is bytes: what is no text is told as a URI. */
static char *
name_file (const char *argument,
           const char *name)
{
  g_autoptr(GFile) file = g_file_new_for_commandline_arg (name);
  g_autofree char *uri = g_file_get_uri (file);

  return g_strdup_printf ("%.*s%s", (int) (name - argument), argument, uri);
}

/* People may write in whatever their locale has; scripts without any locale write UTF-8. */
static char *
to_utf8 (const char *argument,
         const char *before) /* (nullable) */
{
  static const char option[] = "--file=";

  if (g_utf8_validate (argument, -1, NULL))
    return g_strdup (argument);
  if (g_str_has_prefix (argument, option))
    return name_file (argument, argument + strlen (option));
  if (g_strcmp0 (before, "--file") == 0)
    return name_file (argument, argument);
  return g_locale_to_utf8 (argument, -1, NULL, NULL, NULL);
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
    if ((arguments[i] = to_utf8 (argv[i], i > 0 ? argv[i - 1] : NULL)) == NULL)
      return usage_error (_("An argument is not text."));

  command = find_command (arguments[1], argc > 2 ? arguments[2] : NULL);
  if (command == NULL)
    {
      g_autofree char *help = make_help (arguments[1]);
      gboolean is_wanted = argc > 2 && g_str_equal (arguments[2], "--help");

      if (is_wanted)
        g_print ("%s\n", help);
      else
        g_printerr ("charla: %s\n", help);
      return is_wanted ? 0 : APP_EXIT_USAGE;
    }

  status = run (command, &call, &arguments);
  call_clear (&call);
  return status;
}
