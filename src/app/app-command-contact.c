/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subcommands: the contact list. */
#define G_LOG_DOMAIN "app-command-contact"

#include "app-command.h"
#include "app-door.h"
#include "app-print.h"

#include <glib/gi18n.h>

static void
print_contact (GVariant *contact)
{
  g_autofree char *address = app_print_column (contact, "address", 32);
  g_autofree char *name = app_print_column (contact, "name", 24);
  g_autofree char *presence = app_print_column (contact, "presence", 14);
  g_autofree char *status = app_print_line (contact, "status");

  g_print ("%s  %s  %s  %s%s%s\n", address, name, presence, status,
           app_print_flag (contact, "requests") ? _(" [asks to be a contact]") : "",
           app_print_flag (contact, "blocked") ? _(" [blocked]") : "");
}

static int
list (AppCall *call)
{
  return app_door_list (call, "ListContacts", g_variant_new ("(s)", call->account), print_contact);
}

static int
add (AppCall *call)
{
  static const char *const none[] = { NULL };

  return app_door_do (call, "AddContact",
                      g_variant_new ("(sss^as)", call->account, call->args[0],
                                     call->name != NULL ? call->name : "",
                                     call->groups != NULL ? (const char *const *) call->groups
                                                          : none));
}

static int
remove_one (AppCall *call)
{
  return app_door_do (call, "RemoveContact", g_variant_new ("(ss)", call->account, call->args[0]));
}

static int
change (AppCall    *call,
        const char *name,
        GStrv       groups)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  if (name != NULL)
    g_variant_dict_insert (&dict, "name", "s", name);
  if (groups != NULL)
    g_variant_dict_insert (&dict, "groups", "^as", groups);
  return app_door_do (call, "ChangeContact",
                      g_variant_new ("(ss@a{sv})", call->account, call->args[0],
                                     g_variant_dict_end (&dict)));
}

static int
rename_one (AppCall *call)
{
  return change (call, call->args[1], NULL);
}

static int
set_groups (AppCall *call)
{
  return change (call, NULL, call->args + 1);
}

static int
answer_request (AppCall  *call,
                gboolean  approve)
{
  return app_door_do (call, "AnswerRequest",
                      g_variant_new ("(ssb)", call->account, call->args[0], approve));
}

static int
approve (AppCall *call)
{
  return answer_request (call, TRUE);
}

static int
deny (AppCall *call)
{
  return answer_request (call, FALSE);
}

static int
block (AppCall *call)
{
  return app_door_do (call, "BlockContact",
                      g_variant_new ("(ssbb)", call->account, call->args[0], TRUE, call->report));
}

static int
unblock (AppCall *call)
{
  return app_door_do (call, "BlockContact",
                      g_variant_new ("(ssbb)", call->account, call->args[0], FALSE, FALSE));
}

const AppCommand app_contact_commands[] = {
  { "contacts", NULL, "", N_("List the contacts"), 0, 0, APP_OPTION_ACCOUNT, list },
  { "contact", "add", "ADDRESS", N_("Add a contact and ask to see its presence"), 1, 1,
    APP_OPTION_ACCOUNT | APP_OPTION_NAME | APP_OPTION_GROUPS, add },
  { "contact", "remove", "ADDRESS", N_("Remove a contact"), 1, 1, APP_OPTION_ACCOUNT, remove_one },
  { "contact", "rename", "ADDRESS NAME", N_("Give a contact another name"), 2, 2,
    APP_OPTION_ACCOUNT, rename_one },
  { "contact", "groups", "ADDRESS [GROUP…]", N_("Put a contact into groups"), 1, 100,
    APP_OPTION_ACCOUNT, set_groups },
  { "contact", "approve", "ADDRESS", N_("Accept a contact request"), 1, 1, APP_OPTION_ACCOUNT,
    approve },
  { "contact", "deny", "ADDRESS", N_("Refuse a contact request"), 1, 1, APP_OPTION_ACCOUNT, deny },
  { "contact", "block", "ADDRESS", N_("Block an address"), 1, 1,
    APP_OPTION_ACCOUNT | APP_OPTION_REPORT, block },
  { "contact", "unblock", "ADDRESS", N_("Unblock an address"), 1, 1, APP_OPTION_ACCOUNT, unblock },
  { NULL, NULL, NULL, NULL, 0, 0, 0, NULL },
};
