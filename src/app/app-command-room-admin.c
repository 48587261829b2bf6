/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subcommands: people in rooms, settings of rooms, new rooms, rooms that are found. */
#define G_LOG_DOMAIN "app-command-room-admin"

#include "app-command.h"
#include "app-door.h"
#include "app-print.h"

#include <glib/gi18n.h>

static const char *
get_reason (AppCall *call)
{
  return call->reason != NULL ? call->reason : "";
}

static void
print_occupant (GVariant *occupant)
{
  g_autofree char *nick = app_print_column (occupant, "nick", 24);
  g_autofree char *role = app_print_column (occupant, "role", 12);
  g_autofree char *affiliation = app_print_column (occupant, "affiliation", 8);
  g_autofree char *address = app_print_line (occupant, "address");

  g_print ("%s  %s  %s  %s\n", nick, role, affiliation, address);
}

static int
occupants (AppCall *call)
{
  return app_door_list (call, "ListOccupants",
                        g_variant_new ("(ss)", call->account, call->args[0]), print_occupant);
}

static void
print_member (GVariant *member)
{
  g_autofree char *address = app_print_column (member, "address", 40);
  g_autofree char *affiliation = app_print_column (member, "affiliation", 8);
  g_autofree char *nick = app_print_line (member, "nick");

  g_print ("%s  %s  %s\n", address, affiliation, nick);
}

static int
members (AppCall *call)
{
  return app_door_list (call, "ListMembers",
                        g_variant_new ("(ss)", call->account, call->args[0]), print_member);
}

static int
set_role (AppCall    *call,
          const char *role)
{
  return app_door_do (call, "SetRoomRole",
                      g_variant_new ("(sssss)", call->account, call->args[0], call->args[1], role,
                                     get_reason (call)));
}

static int
set_ignored (AppCall  *call,
             gboolean  ignored)
{
  return app_door_do (call, "SetRoomIgnored",
                      g_variant_new ("(sssb)", call->account, call->args[0], call->args[1],
                                     ignored));
}

static int
ignore (AppCall *call)
{
  return set_ignored (call, TRUE);
}

static int
unignore (AppCall *call)
{
  return set_ignored (call, FALSE);
}

static int
kick (AppCall *call)
{
  return set_role (call, "none");
}

static int
role (AppCall *call)
{
  return set_role (call, call->args[2]);
}

static int
set_affiliation (AppCall    *call,
                 const char *affiliation)
{
  return app_door_do (call, "SetRoomAffiliation",
                      g_variant_new ("(sssss)", call->account, call->args[0], call->args[1],
                                     affiliation, get_reason (call)));
}

static int
ban (AppCall *call)
{
  return set_affiliation (call, "outcast");
}

static int
affiliation (AppCall *call)
{
  return set_affiliation (call, call->args[2]);
}

static int
voice (AppCall *call)
{
  static const char *const words[] = { "yes", "no", NULL };

  if (call->n_args == 1)
    return app_door_do (call, "RequestVoice",
                        g_variant_new ("(ss)", call->account, call->args[0]));

  if (call->n_args != 3 || !g_strv_contains (words, call->args[2]))
    {
      app_print_error (_("Say who it is, and yes or no."));
      return APP_EXIT_USAGE;
    }

  return app_door_do (call, "AnswerVoice",
                      g_variant_new ("(sssb)", call->account, call->args[0], call->args[1],
                                     g_str_equal (call->args[2], "yes")));
}

static int
moderate (AppCall *call)
{
  return app_door_do (call, "ModerateMessage",
                      g_variant_new ("(ssss)", call->account, call->args[0], call->args[1],
                                     get_reason (call)));
}

/* Settings. */

static void
print_field (GVariant *field)
{
  g_autofree char *name = app_print_line (field, "name");
  g_autofree char *label = app_print_line (field, "label");
  g_autofree const char **values = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *line = NULL;

  g_variant_lookup (field, "values", "^a&s", &values);
  joined = g_strjoinv (", ", (char **) values);
  line = g_strdelimit (g_steal_pointer (&joined), "\r\n\t\033", ' ');
  g_print ("%s=%s  (%s)\n", name, line, label);
}

/* The same name more than once: several values. (nullable): a fault was told */
static GVariant *
read_settings (char **settings)
{
  g_autoptr(GHashTable) by_name =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  GVariantBuilder fields;
  GHashTableIter iter;
  gpointer name, list;

  for (guint i = 0; settings[i] != NULL; i++)
    {
      g_auto(GStrv) pair = g_strsplit (settings[i], "=", 2);
      GPtrArray *values;

      if (pair[0] == NULL || pair[1] == NULL)
        {
          app_print_error (_("A setting is NAME=VALUE."));
          return NULL;
        }

      values = g_hash_table_lookup (by_name, pair[0]);
      if (values == NULL)
        {
          values = g_ptr_array_new_with_free_func (g_free);
          g_hash_table_insert (by_name, g_strdup (pair[0]), values);
        }
      g_ptr_array_add (values, g_strdup (pair[1]));
    }

  g_variant_builder_init (&fields, G_VARIANT_TYPE ("a{sas}"));
  g_hash_table_iter_init (&iter, by_name);
  while (g_hash_table_iter_next (&iter, &name, &list))
    {
      GPtrArray *values = list;

      g_variant_builder_add (&fields, "{s@as}", name,
                             g_variant_new_strv ((const char *const *) values->pdata,
                                                 (gssize) values->len));
    }
  return g_variant_builder_end (&fields);
}

static int
config (AppCall *call)
{
  GVariant *fields;

  if (call->settings == NULL)
    return app_door_list (call, "GetRoomConfig",
                          g_variant_new ("(ss)", call->account, call->args[0]), print_field);

  fields = read_settings (call->settings);
  return fields != NULL ? app_door_do (call, "SetRoomConfig",
                                       g_variant_new ("(ss@a{sas})", call->account, call->args[0],
                                                      fields))
                        : APP_EXIT_USAGE;
}

static int
register_in (AppCall *call)
{
  GVariant *fields = read_settings (call->args + 1);

  return fields != NULL ? app_door_do (call, "RegisterInRoom",
                                       g_variant_new ("(ss@a{sas})", call->account, call->args[0],
                                                      fields))
                        : APP_EXIT_USAGE;
}

static int
destroy (AppCall *call)
{
  return app_door_do (call, "DestroyRoom",
                      g_variant_new ("(ssss)", call->account, call->args[0],
                                     call->n_args > 1 ? call->args[1] : "", get_reason (call)));
}

/* New ones, and others'. */

static int
create (AppCall *call)
{
  g_autoptr(GVariant) answer = NULL;
  GVariantDict options;
  const char *room;
  int status = 0;

  g_variant_dict_init (&options, NULL);
  if (call->address != NULL)
    g_variant_dict_insert (&options, "address", "s", call->address);
  g_variant_dict_insert (&options, "public", "b", call->is_public);
  g_variant_dict_insert_value (&options, "people",
                               g_variant_new_strv ((const char *const *) call->args + 1, -1));
  answer = app_door_call (call, "CreateRoom",
                          g_variant_new ("(ss@a{sv})", call->account, call->args[0],
                                         g_variant_dict_end (&options)),
                          app_call_timeout (call), &status);
  if (answer == NULL)
    return status;

  g_variant_get (answer, "(&s)", &room);
  app_print_value (call->json, "room", room);
  return 0;
}

static void
print_channel (GVariant *channel)
{
  g_autofree char *address = app_print_column (channel, "address", 40);
  g_autofree char *name = app_print_line (channel, "name");
  g_autofree char *description = app_print_line (channel, "description");

  g_print ("%s  %s%s%s\n", address, name, description[0] != '\0' ? ": " : "", description);
}

static int
find (AppCall *call)
{
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  if (call->service != NULL)
    g_variant_dict_insert (&options, "service", "s", call->service);
  if (call->search != NULL)
    g_variant_dict_insert (&options, "search", "s", call->search);
  if (call->limit > 0)
    g_variant_dict_insert (&options, "limit", "u", (guint) call->limit);
  return app_door_list (call, "FindRooms",
                        g_variant_new ("(ss@a{sv})", call->account,
                                       call->n_args > 0 ? call->args[0] : "",
                                       g_variant_dict_end (&options)), print_channel);
}

#define WITH_REASON (APP_OPTION_ACCOUNT | APP_OPTION_REASON)

const AppCommand app_room_admin_commands[] = {
  { "room", "occupants", "ROOM", N_("List who is in a room"), 1, 1, APP_OPTION_ACCOUNT,
    occupants },
  { "room", "members", "ROOM", N_("List who belongs to a room, or is banned from it"), 1, 1,
    APP_OPTION_ACCOUNT, members },
  { "room", "ignore", "ROOM NICKNAME", N_("Do not show what somebody in a room writes from now on"),
    2, 2, APP_OPTION_ACCOUNT, ignore },
  { "room", "unignore", "ROOM NICKNAME", N_("Show again what somebody in a room writes"), 2, 2,
    APP_OPTION_ACCOUNT, unignore },
  { "room", "kick", "ROOM NICKNAME", N_("Throw somebody out of a room"), 2, 2, WITH_REASON, kick },
  { "room", "ban", "ROOM ADDRESS", N_("Ban somebody from a room"), 2, 2, WITH_REASON, ban },
  { "room", "role", "ROOM NICKNAME visitor|participant|moderator",
    N_("Set what somebody may do for as long as they are in a room"), 3, 3, WITH_REASON, role },
  { "room", "affiliation", "ROOM ADDRESS none|member|admin|owner|outcast",
    N_("Set what somebody is to a room for good"), 3, 3, WITH_REASON, affiliation },
  { "room", "voice", "ROOM [NICKNAME yes|no]",
    N_("Ask to be let speak in a room, or answer who asks"), 1, 3, APP_OPTION_ACCOUNT, voice },
  { "room", "moderate", "ROOM ID", N_("Remove a message from a room, for everybody"), 2, 2,
    WITH_REASON, moderate },
  { "room", "register", "ROOM [NAME=VALUE…]", N_("Ask to become a member of a room"), 1, 100,
    APP_OPTION_ACCOUNT, register_in },
  { "room", "config", "ROOM", N_("Show or change the settings of a room"), 1, 1,
    APP_OPTION_ACCOUNT | APP_OPTION_SETTINGS, config },
  { "room", "destroy", "ROOM [ROOM-INSTEAD]", N_("Destroy a room, with all that is in it"), 1, 2,
    WITH_REASON, destroy },
  { "room", "create", "NAME [ADDRESS…]", N_("Make a room, and invite people to it"), 1, 100,
    APP_OPTION_ACCOUNT | APP_OPTION_CREATE | APP_OPTION_TIMEOUT, create },
  { "room", "find", "[TEXT]", N_("List rooms of a service"), 0, 1,
    APP_OPTION_ACCOUNT | APP_OPTION_SERVICE | APP_OPTION_LIMIT, find },
  { NULL, NULL, NULL, NULL, 0, 0, 0, NULL },
};
