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
for_id (AppCall    *call,
        const char *method,
        GVariant   *arguments)
{
  int status = 0;
  g_autoptr(GVariant) answer = app_door_call (call, method, arguments, 0, &status);
  const char *id = NULL;

  if (answer == NULL)
    return status;

  g_variant_get (answer, "(&s)", &id);
  app_print_value (call->json, "id", id);
  return 0;
}

static int
create (AppCall *call)
{
  return for_id (call, "CreateSpace", g_variant_new ("(ss)", call->account, call->args[0]));
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

/* Those of servers. */

static void
print_offer (GVariant *offer)
{
  g_autofree char *service = app_print_column (offer, "service", 24);
  g_autofree char *node = app_print_column (offer, "node", 36);
  g_autofree char *name = app_print_line (offer, "name");
  g_autofree char *description = app_print_line (offer, "description");

  g_print ("%s  %s  %s%s%s\n", service, node, name, description[0] != '\0' ? ": " : "",
           description);
}

static int
find (AppCall *call)
{
  return app_door_list (call, "FindSpaces",
                        g_variant_new ("(ss)", call->account,
                                       call->n_args > 0 ? call->args[0] : ""), print_offer);
}

static int
join (AppCall *call)
{
  return for_id (call, "JoinSpace", g_variant_new ("(sss)", call->account, call->args[0],
                                                   call->args[1]));
}

static int
share (AppCall *call)
{
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  if (call->n_args > 1)
    g_variant_dict_insert (&options, "service", "s", call->args[1]);
  g_variant_dict_insert (&options, "public", "b", call->is_public);
  return for_id (call, "ShareSpace", g_variant_new ("(ss@a{sv})", call->account, call->args[0],
                                                    g_variant_dict_end (&options)));
}

static int
leave (AppCall *call)
{
  return app_door_do (call, "LeaveSpace", g_variant_new ("(ss)", call->account, call->args[0]));
}

static int
publish (AppCall *call)
{
  return app_door_do (call, "PublishToSpace",
                      g_variant_new ("(ssss)", call->account, call->args[0], call->args[1],
                                     call->n_args > 2 ? call->args[2] : ""));
}

static int
withdraw (AppCall *call)
{
  return app_door_do (call, "WithdrawFromSpace",
                      g_variant_new ("(sss)", call->account, call->args[0], call->args[1]));
}

static int
destroy (AppCall *call)
{
  return app_door_do (call, "DestroySpace", g_variant_new ("(ss)", call->account, call->args[0]));
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
  { "space", "find", "[SERVICE]", N_("List the spaces of your server, or of another one"), 0, 1,
    APP_OPTION_ACCOUNT, find },
  { "space", "join", "SERVICE NODE", N_("Join a space of a server"), 2, 2, APP_OPTION_ACCOUNT,
    join },
  { "space", "leave", "SPACE", N_("Leave a space of a server"), 1, 1, APP_OPTION_ACCOUNT, leave },
  { "space", "share", "NAME [SERVICE]", N_("Make a space on a server"), 1, 2,
    APP_OPTION_ACCOUNT | APP_OPTION_CREATE, share },
  { "space", "publish", "SPACE ROOM [NAME]", N_("Put a room into a space, for everybody"), 2, 3,
    APP_OPTION_ACCOUNT, publish },
  { "space", "withdraw", "SPACE ROOM", N_("Take a room out of a space, for everybody"), 2, 2,
    APP_OPTION_ACCOUNT, withdraw },
  { "space", "destroy", "SPACE", N_("Destroy a space of a server; its rooms stay"), 1, 1,
    APP_OPTION_ACCOUNT, destroy },
  { NULL, NULL, NULL, NULL, 0, 0, 0, NULL },
};
