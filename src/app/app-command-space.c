/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subcommands: workspaces. */
#define G_LOG_DOMAIN "app-command-space"

#include "app-command.h"
#include "app-door.h"
#include "app-print.h"

#include <glib/gi18n.h>

static void
print_space (GVariant *space)
{
  g_autofree char *name = app_print_column (space, "name", 24);
  g_autofree const char **members = NULL;
  g_autofree char *line = NULL;

  g_variant_lookup (space, "members", "^a&s", &members);
  line = members != NULL ? g_strjoinv (" ", (char **) members) : g_strdup ("");
  g_print ("%s  %s\n", name, line);
}

static int
list (AppCall *call)
{
  return app_door_list (call, "ListSpaces", g_variant_new ("(s)", call->account), print_space);
}

static int
create (AppCall *call)
{
  int status = 0;
  g_autoptr(GVariant) answer = app_door_call (call, "CreateSpace",
                                              g_variant_new ("(ss)", call->account, call->args[0]),
                                              0, &status);
  const char *id = NULL;

  if (answer == NULL)
    return status;

  g_variant_get (answer, "(&s)", &id);
  app_print_value (call->json, "id", id);
  return 0;
}

static int
rename_one (AppCall *call)
{
  return app_door_do (call, "RenameSpace",
                      g_variant_new ("(sss)", call->account, call->args[0], call->args[1]));
}

static int
move (AppCall *call)
{
  guint64 position = 0;

  if (!g_ascii_string_to_unsigned (call->args[1], 10, 1, G_MAXUINT, &position, NULL))
    {
      app_print_error (_("The place is a number; the first one is 1."));
      return APP_EXIT_USAGE;
    }

  return app_door_do (call, "MoveSpace",
                      g_variant_new ("(ssu)", call->account, call->args[0],
                                     (guint) position - 1));
}

static int
delete_one (AppCall *call)
{
  return app_door_do (call, "DeleteSpace", g_variant_new ("(ss)", call->account, call->args[0]));
}

static int
for_each (AppCall    *call,
          const char *method)
{
  int status = 0;

  for (guint i = 1; i < call->n_args && status == 0; i++)
    status = app_door_do (call, method, g_variant_new ("(sss)", call->account, call->args[0],
                                                       call->args[i]));
  return status;
}

static int
add (AppCall *call)
{
  return for_each (call, "AddToSpace");
}

static int
remove_one (AppCall *call)
{
  return for_each (call, "RemoveFromSpace");
}

const AppCommand app_space_commands[] = {
  { "space", "list", "", N_("List your workspaces"), 0, 0, APP_OPTION_ACCOUNT, list },
  { "space", "create", "NAME", N_("Make a workspace"), 1, 1, APP_OPTION_ACCOUNT, create },
  { "space", "rename", "WORKSPACE NAME", N_("Rename a workspace"), 2, 2, APP_OPTION_ACCOUNT,
    rename_one },
  { "space", "move", "WORKSPACE PLACE", N_("Move a workspace to another place"), 2, 2,
    APP_OPTION_ACCOUNT, move },
  { "space", "delete", "WORKSPACE", N_("Delete a workspace; its chats stay"), 1, 1,
    APP_OPTION_ACCOUNT, delete_one },
  { "space", "add", "WORKSPACE ADDRESS…", N_("Put chats into a workspace"), 2, 100,
    APP_OPTION_ACCOUNT, add },
  { "space", "remove", "WORKSPACE ADDRESS…", N_("Take chats out of a workspace"), 2, 100,
    APP_OPTION_ACCOUNT, remove_one },
  { NULL, NULL, NULL, NULL, 0, 0, 0, NULL },
};
