/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door: the contact list. */
#define G_LOG_DOMAIN "desktop-door-contacts"

#include "desktop-door-call.h"

#include <glib/gi18n.h>

/* Those who are blocked and in no list can be seen by what they wrote alone. */
static void
add_blocked (ChatClient      *client,
             ChatAccount     *only, /* (nullable) */
             GVariantBuilder *builder)
{
  GListModel *conversations = chat_client_get_conversations (client);

  for (guint i = 0; i < g_list_model_get_n_items (conversations); i++)
    {
      g_autoptr(ChatConversation) conversation = g_list_model_get_item (conversations, i);
      ChatContact *contact = chat_conversation_get_contact (conversation);

      if (contact != NULL && chat_contact_get_blocked (contact)
          && !chat_contact_get_in_list (contact)
          && !chat_contact_get_wants_subscription (contact)
          && (only == NULL || g_str_equal (chat_account_get_address (only),
                                           chat_contact_get_account_address (contact))))
        g_variant_builder_add_value (builder, desktop_contact_variant (contact));
    }
}

static void
list_contacts (ChatClient            *client,
               GVariant              *arguments,
               GDBusMethodInvocation *invocation)
{
  GListModel *accounts = chat_client_get_accounts (client);
  ChatAccount *only = NULL;
  GVariantBuilder builder;
  const char *address;

  g_variant_get (arguments, "(&s)", &address);
  if (address[0] != '\0'
      && (only = desktop_call_account (client, address, NULL, invocation)) == NULL)
    return;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(ChatAccount) account = g_list_model_get_item (accounts, i);
      GListModel *contacts = chat_account_get_contacts (account);

      if (only != NULL && account != only)
        continue;
      for (guint j = 0; j < g_list_model_get_n_items (contacts); j++)
        {
          g_autoptr(ChatContact) contact = g_list_model_get_item (contacts, j);

          g_variant_builder_add_value (&builder, desktop_contact_variant (contact));
        }
    }
  add_blocked (client, only, &builder);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aa{sv})", &builder));
}

static void
add_contact (ChatClient            *client,
             GVariant              *arguments,
             GDBusMethodInvocation *invocation)
{
  const char *account, *address, *name;
  g_autofree const char **groups = NULL;
  ChatAccount *found;

  g_variant_get (arguments, "(&s&s&s^a&s)", &account, &address, &name, &groups);
  if ((found = desktop_call_account (client, account, NULL, invocation)) == NULL)
    return;

  if (chat_account_get_contact (found, address) == NULL)
    desktop_call_refuse (invocation, CHAT_ERROR_INVALID_ADDRESS, _("This is not an address."));
  else
    chat_account_add_contact_async (found, address, name[0] != '\0' ? name : NULL, groups, NULL,
                                    desktop_call_done_cb, invocation);
}

static void
change_contact (ChatClient            *client,
                GVariant              *arguments,
                GDBusMethodInvocation *invocation)
{
  static const DesktopOption known[] = { { "name", "s" }, { "groups", "as" }, { NULL, NULL } };
  g_autoptr(GVariant) options = NULL;
  g_autofree const char **given = NULL;
  const char *account, *address, *name;
  const char *const *groups;
  ChatContact *contact;
  ChatAccount *found;

  g_variant_get (arguments, "(&s&s@a{sv})", &account, &address, &options);
  if (!desktop_call_check_options (options, known, invocation)
      || (contact = desktop_call_contact (client, account, address, &found, invocation)) == NULL)
    return;
  if (!chat_contact_get_in_list (contact))
    {
      desktop_call_refuse (invocation, CHAT_ERROR_NOT_FOUND, _("There is no such contact."));
      return;
    }

  name = chat_contact_get_given_name (contact);
  groups = chat_contact_get_groups (contact);
  g_variant_lookup (options, "name", "&s", &name);
  if (g_variant_lookup (options, "groups", "^a&s", &given))
    groups = given;
  chat_account_set_contact_async (found, contact, name, groups, NULL, desktop_call_done_cb,
                                  invocation);
}

static void
remove_contact (ChatClient            *client,
                GVariant              *arguments,
                GDBusMethodInvocation *invocation)
{
  const char *account, *address;
  ChatContact *contact;
  ChatAccount *found;

  g_variant_get (arguments, "(&s&s)", &account, &address);
  if ((contact = desktop_call_contact (client, account, address, &found, invocation)) == NULL)
    return;

  if (!chat_contact_get_in_list (contact) && !chat_contact_get_wants_subscription (contact))
    desktop_call_refuse (invocation, CHAT_ERROR_NOT_FOUND, _("There is no such contact."));
  else
    chat_account_remove_contact_async (found, contact, NULL, desktop_call_done_cb, invocation);
}

static void
answer_request (ChatClient            *client,
                GVariant              *arguments,
                GDBusMethodInvocation *invocation)
{
  const char *account, *address;
  ChatContact *contact;
  ChatAccount *found;
  gboolean approve;

  g_variant_get (arguments, "(&s&sb)", &account, &address, &approve);
  if ((contact = desktop_call_contact (client, account, address, &found, invocation)) == NULL)
    return;

  /* Who mistypes an address must not tell a stranger about themselves. */
  if (!chat_contact_get_wants_subscription (contact))
    desktop_call_refuse (invocation, CHAT_ERROR_NOT_FOUND, _("There is no such request."));
  else
    chat_account_answer_request_async (found, contact, approve, NULL, desktop_call_done_cb,
                                       invocation);
}

static void
block_contact (ChatClient            *client,
               GVariant              *arguments,
               GDBusMethodInvocation *invocation)
{
  const char *account, *address;
  gboolean block, report;
  ChatContact *contact;
  ChatAccount *found;

  g_variant_get (arguments, "(&s&sbb)", &account, &address, &block, &report);
  if ((contact = desktop_call_contact (client, account, address, &found, invocation)) != NULL)
    chat_account_block_async (found, contact, block, report, NULL, desktop_call_done_cb,
                              invocation);
}

const DesktopCall desktop_contact_calls[] = {
  { "ListContacts", list_contacts },
  { "AddContact", add_contact },
  { "ChangeContact", change_contact },
  { "RemoveContact", remove_contact },
  { "AnswerRequest", answer_request },
  { "BlockContact", block_contact },
  { NULL, NULL },
};
