/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door: workspaces. */
#define G_LOG_DOMAIN "desktop-door-spaces"

#include "desktop-door-call.h"

#include "chat-error.h"
#include "chat-space-offer.h"
#include "chat-space-room.h"

#include <glib/gi18n.h>

static GVariant *
rooms_variant (ChatSpace *space)
{
  GListModel *rooms = chat_space_get_rooms (space);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < g_list_model_get_n_items (rooms); i++)
    {
      g_autoptr(ChatSpaceRoom) room = g_list_model_get_item (rooms, i);
      GVariantDict dict;

      g_variant_dict_init (&dict, NULL);
      g_variant_dict_insert (&dict, "address", "s", chat_space_room_get_address (room));
      g_variant_dict_insert (&dict, "name", "s", chat_space_room_get_name (room));
      g_variant_builder_add_value (&builder, g_variant_dict_end (&dict));
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
space_variant (ChatSpace *space)
{
  g_auto(GStrv) members = chat_space_dup_members (space);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "account", "s", chat_space_get_account_address (space));
  g_variant_dict_insert (&dict, "id", "s", chat_space_get_id (space));
  g_variant_dict_insert (&dict, "name", "s", chat_space_get_name (space));
  g_variant_dict_insert (&dict, "members", "^as", members);
  g_variant_dict_insert (&dict, "unread", "u", chat_space_get_unread (space));
  if (chat_space_is_shared (space))
    {
      g_variant_dict_insert (&dict, "service", "s", chat_space_get_service (space));
      g_variant_dict_insert (&dict, "node", "s", chat_space_get_node (space));
      g_variant_dict_insert_value (&dict, "rooms", rooms_variant (space));
    }
  return g_variant_dict_end (&dict);
}

static void
list_spaces (ChatClient            *client,
             GVariant              *arguments,
             GDBusMethodInvocation *invocation)
{
  GListModel *spaces = chat_client_get_spaces (client);
  GVariantBuilder builder;
  const char *account;

  g_variant_get (arguments, "(&s)", &account);
  if (account[0] != '\0' && desktop_call_account (client, account, NULL, invocation) == NULL)
    return;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < g_list_model_get_n_items (spaces); i++)
    {
      g_autoptr(ChatSpace) space = g_list_model_get_item (spaces, i);

      if (account[0] == '\0' || g_str_equal (account, chat_space_get_account_address (space)))
        g_variant_builder_add_value (&builder, space_variant (space));
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aa{sv})", &builder));
}

/* Of "", the one account that has it. NULL: @invocation was answered. */
static ChatSpace *
find_space (ChatClient             *client,
            const char             *account,
            const char             *space,
            ChatSpaces            **spaces,
            GDBusMethodInvocation  *invocation)
{
  GListModel *accounts = chat_client_get_accounts (client);
  ChatSpace *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(ChatAccount) one = g_list_model_get_item (accounts, i);
      ChatSpaces *all = chat_account_get_spaces (one);
      ChatSpace *here = chat_spaces_find (all, space);

      if (here == NULL
          || (account[0] != '\0' && !g_str_equal (account, chat_account_get_address (one))))
        continue;
      if (found != NULL)
        {
          desktop_call_refuse (invocation, CHAT_ERROR_NOT_FOUND,
                               _("Several accounts have such a workspace; say which."));
          return NULL;
        }
      found = here;
      *spaces = all;
    }

  if (found == NULL)
    desktop_call_refuse (invocation, CHAT_ERROR_NOT_FOUND, _("There is no such workspace."));
  return found;
}

static void
create_space (ChatClient            *client,
              GVariant              *arguments,
              GDBusMethodInvocation *invocation)
{
  const char *account, *name;
  GError *error = NULL;
  ChatAccount *found;
  ChatSpace *space;

  g_variant_get (arguments, "(&s&s)", &account, &name);
  if ((found = desktop_call_account (client, account, NULL, invocation)) == NULL)
    return;

  space = chat_spaces_create (chat_account_get_spaces (found), name, &error);
  if (space == NULL)
    desktop_call_fail (invocation, error);
  else
    g_dbus_method_invocation_return_value (invocation,
                                           g_variant_new ("(s)", chat_space_get_id (space)));
}

static void
rename_space (ChatClient            *client,
              GVariant              *arguments,
              GDBusMethodInvocation *invocation)
{
  const char *account, *id, *name;
  GError *error = NULL;
  ChatSpaces *spaces = NULL;
  ChatSpace *space;

  g_variant_get (arguments, "(&s&s&s)", &account, &id, &name);
  if ((space = find_space (client, account, id, &spaces, invocation)) == NULL)
    return;

  if (chat_spaces_rename (spaces, space, name, &error))
    g_dbus_method_invocation_return_value (invocation, NULL);
  else
    desktop_call_fail (invocation, error);
}

static void
move_space (ChatClient            *client,
            GVariant              *arguments,
            GDBusMethodInvocation *invocation)
{
  const char *account, *id;
  guint position;
  ChatSpaces *spaces = NULL;
  ChatSpace *space;

  g_variant_get (arguments, "(&s&su)", &account, &id, &position);
  if ((space = find_space (client, account, id, &spaces, invocation)) == NULL)
    return;

  chat_spaces_move (spaces, space, position);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  GError *error = NULL;

  if (chat_spaces_finish (CHAT_SPACES (object), result, &error))
    g_dbus_method_invocation_return_value (user_data, NULL);
  else
    desktop_call_fail (user_data, error);
}

static void
delete_space (ChatClient            *client,
              GVariant              *arguments,
              GDBusMethodInvocation *invocation)
{
  const char *account, *id;
  ChatSpaces *spaces = NULL;
  ChatSpace *space;

  g_variant_get (arguments, "(&s&s)", &account, &id);
  if ((space = find_space (client, account, id, &spaces, invocation)) == NULL)
    return;

  /* One of a server is not ours to delete. */
  if (chat_space_is_shared (space))
    {
      chat_spaces_leave_async (spaces, space, NULL, done_cb, invocation);
      return;
    }
  chat_spaces_delete (spaces, space);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
add_to_space (ChatClient            *client,
              GVariant              *arguments,
              GDBusMethodInvocation *invocation)
{
  const char *account, *id, *address;
  GError *error = NULL;
  ChatSpaces *spaces = NULL;
  ChatSpace *space;

  g_variant_get (arguments, "(&s&s&s)", &account, &id, &address);
  if ((space = find_space (client, account, id, &spaces, invocation)) == NULL)
    return;

  if (chat_spaces_add (spaces, space, address, &error))
    g_dbus_method_invocation_return_value (invocation, NULL);
  else
    desktop_call_fail (invocation, error);
}

static void
remove_from_space (ChatClient            *client,
                   GVariant              *arguments,
                   GDBusMethodInvocation *invocation)
{
  const char *account, *id, *address;
  ChatSpaces *spaces = NULL;
  ChatSpace *space;

  g_variant_get (arguments, "(&s&s&s)", &account, &id, &address);
  if ((space = find_space (client, account, id, &spaces, invocation)) == NULL)
    return;

  chat_spaces_remove (spaces, space, address);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

/* Those of servers. */

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  GError *error = NULL;
  g_autoptr(GListModel) offers =
    chat_spaces_find_offers_finish (CHAT_SPACES (object), result, &error);
  GVariantBuilder builder;

  if (offers == NULL)
    {
      desktop_call_fail (user_data, error);
      return;
    }

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < g_list_model_get_n_items (offers); i++)
    {
      g_autoptr(ChatSpaceOffer) offer = g_list_model_get_item (offers, i);
      const char *description = chat_space_offer_get_description (offer);
      GVariantDict dict;

      g_variant_dict_init (&dict, NULL);
      g_variant_dict_insert (&dict, "service", "s", chat_space_offer_get_service (offer));
      g_variant_dict_insert (&dict, "node", "s", chat_space_offer_get_node (offer));
      g_variant_dict_insert (&dict, "name", "s", chat_space_offer_get_name (offer));
      if (description != NULL)
        g_variant_dict_insert (&dict, "description", "s", description);
      g_variant_builder_add_value (&builder, g_variant_dict_end (&dict));
    }
  g_dbus_method_invocation_return_value (user_data, g_variant_new ("(aa{sv})", &builder));
}

static void
find_spaces (ChatClient            *client,
             GVariant              *arguments,
             GDBusMethodInvocation *invocation)
{
  const char *account, *service;
  ChatAccount *found;

  g_variant_get (arguments, "(&s&s)", &account, &service);
  if ((found = desktop_call_account (client, account, NULL, invocation)) != NULL)
    chat_spaces_find_offers_async (chat_account_get_spaces (found),
                                   service[0] != '\0' ? service : NULL, NULL, found_cb,
                                   invocation);
}

static void
joined_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  GError *error = NULL;
  g_autoptr(ChatSpace) space = chat_spaces_join_finish (CHAT_SPACES (object), result, &error);

  if (space == NULL)
    desktop_call_fail (user_data, error);
  else
    g_dbus_method_invocation_return_value (user_data,
                                           g_variant_new ("(s)", chat_space_get_id (space)));
}

static void
join_space (ChatClient            *client,
            GVariant              *arguments,
            GDBusMethodInvocation *invocation)
{
  const char *account, *service, *node;
  ChatAccount *found;

  g_variant_get (arguments, "(&s&s&s)", &account, &service, &node);
  if ((found = desktop_call_account (client, account, NULL, invocation)) != NULL)
    chat_spaces_join_async (chat_account_get_spaces (found), service, node, NULL, joined_cb,
                            invocation);
}

static void
share_space (ChatClient            *client,
             GVariant              *arguments,
             GDBusMethodInvocation *invocation)
{
  static const DesktopOption known[] = {
    { "service", "s" }, { "public", "b" }, { NULL, NULL },
  };
  g_autoptr(GVariant) options = NULL;
  const char *account, *name;
  const char *service = NULL;
  gboolean is_public = FALSE;
  ChatAccount *found;

  g_variant_get (arguments, "(&s&s@a{sv})", &account, &name, &options);
  if (!desktop_call_check_options (options, known, invocation)
      || (found = desktop_call_account (client, account, NULL, invocation)) == NULL)
    return;

  g_variant_lookup (options, "service", "&s", &service);
  g_variant_lookup (options, "public", "b", &is_public);
  chat_spaces_create_shared_async (chat_account_get_spaces (found), name, service, is_public, NULL,
                                   joined_cb, invocation);
}

static void
leave_space (ChatClient            *client,
             GVariant              *arguments,
             GDBusMethodInvocation *invocation)
{
  const char *account, *id;
  ChatSpaces *spaces = NULL;
  ChatSpace *space;

  g_variant_get (arguments, "(&s&s)", &account, &id);
  if ((space = find_space (client, account, id, &spaces, invocation)) != NULL)
    chat_spaces_leave_async (spaces, space, NULL, done_cb, invocation);
}

static void
destroy_space (ChatClient            *client,
               GVariant              *arguments,
               GDBusMethodInvocation *invocation)
{
  const char *account, *id;
  ChatSpaces *spaces = NULL;
  ChatSpace *space;

  g_variant_get (arguments, "(&s&s)", &account, &id);
  if ((space = find_space (client, account, id, &spaces, invocation)) != NULL)
    chat_spaces_destroy_async (spaces, space, NULL, done_cb, invocation);
}

static void
publish_to_space (ChatClient            *client,
                  GVariant              *arguments,
                  GDBusMethodInvocation *invocation)
{
  const char *account, *id, *room, *name;
  ChatSpaces *spaces = NULL;
  ChatSpace *space;

  g_variant_get (arguments, "(&s&s&s&s)", &account, &id, &room, &name);
  if ((space = find_space (client, account, id, &spaces, invocation)) != NULL)
    chat_spaces_publish_room_async (spaces, space, room, name[0] != '\0' ? name : NULL, NULL,
                                    done_cb, invocation);
}

static void
withdraw_from_space (ChatClient            *client,
                     GVariant              *arguments,
                     GDBusMethodInvocation *invocation)
{
  const char *account, *id, *room;
  ChatSpaces *spaces = NULL;
  ChatSpace *space;

  g_variant_get (arguments, "(&s&s&s)", &account, &id, &room);
  if ((space = find_space (client, account, id, &spaces, invocation)) != NULL)
    chat_spaces_withdraw_room_async (spaces, space, room, NULL, done_cb, invocation);
}

const DesktopCall desktop_space_calls[] = {
  { "ListSpaces", list_spaces },
  { "CreateSpace", create_space },
  { "RenameSpace", rename_space },
  { "MoveSpace", move_space },
  { "DeleteSpace", delete_space },
  { "AddToSpace", add_to_space },
  { "RemoveFromSpace", remove_from_space },
  { "FindSpaces", find_spaces },
  { "JoinSpace", join_space },
  { "ShareSpace", share_space },
  { "LeaveSpace", leave_space },
  { "PublishToSpace", publish_to_space },
  { "WithdrawFromSpace", withdraw_from_space },
  { "DestroySpace", destroy_space },
  { NULL, NULL },
};
